//! What a browser sent: Chromium's own network log, which also sees workers, redirects and preloads.

use anyhow::{Context, Result};
use serde::Deserialize;
use std::{collections::BTreeMap, fs::File, io::BufReader, path::Path};

/// A request that a page or a worker made, or caused the browser to make: scripts, pictures, fetches, navigations by a
/// link. What Chromium asks for on its own account (its updates, its spelling dictionaries) is no part of a page.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NetworkRequest {
    pub url: String,
    /// The origin of the page or worker that caused it.
    pub initiator: String,
}

impl NetworkRequest {
    /// Whether the request stays within `origin`, for example `http://127.0.0.1:8080`.
    pub fn is_within(&self, origin: &str) -> bool {
        self.url
            .strip_prefix(origin)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

#[derive(Deserialize)]
struct Log {
    constants: Constants,
    events: Vec<Event>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Constants {
    log_event_types: BTreeMap<String, u64>,
}

#[derive(Deserialize)]
struct Event {
    #[serde(rename = "type")]
    kind: u64,
    #[serde(default)]
    params: Parameters,
}

#[derive(Deserialize, Default)]
struct Parameters {
    url: Option<String>,
    initiator: Option<String>,
}

/// The log's word for a request that no page caused, also for an address typed by the person (url_request.cc, `NetLogURLRequestStartParams`).
const NO_INITIATOR: &str = "not an origin";

/// Reads the file that `--log-net-log` wrote; it is complete once the browser has ended.
pub(super) fn read_network_log(file: &Path) -> Result<Vec<NetworkRequest>> {
    let reader = BufReader::new(File::open(file).context("the browser wrote no network log")?);
    let log: Log = serde_json::from_reader(reader).context("reading the network log")?;
    let start = *log
        .constants
        .log_event_types
        .get("URL_REQUEST_START_JOB")
        .context("no such event in the log")?;
    Ok(log
        .events
        .into_iter()
        .filter(|event| event.kind == start)
        .filter_map(|event| {
            let initiator = event.params.initiator.filter(|origin| origin != NO_INITIATOR)?;
            Some(NetworkRequest {
                url: event.params.url?,
                initiator,
            })
        })
        .collect())
}
