//! The workload behind the gateway: shows request headers where the two HTTPBin images do, and keeps every request.

use super::config::Workload;
use anyhow::Result;
use axum::{
    Json, Router,
    extract::{Request, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::{net::TcpListener, task::JoinHandle};

/// A request that arrived at the workload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceivedRequest {
    /// HTTP method.
    pub method: String,
    /// Path and query.
    pub path: String,
    /// Headers in order of arrival, names in lower case; bytes above 0x7F are read as Latin-1.
    pub headers: Vec<(String, String)>,
}

impl ReceivedRequest {
    /// The values of a header, whose name is given in lower case.
    pub fn header(&self, name: &str) -> Vec<&str> {
        self.headers
            .iter()
            .filter(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
            .collect()
    }
}

/// The running workload; it stops when dropped.
#[derive(Debug)]
pub(crate) struct RunningWorkload {
    pub(crate) port: u16,
    received: Arc<Mutex<Vec<ReceivedRequest>>>,
    server: JoinHandle<()>,
}

#[derive(Clone)]
struct Shared {
    workload: Workload,
    received: Arc<Mutex<Vec<ReceivedRequest>>>,
}

impl RunningWorkload {
    /// Starts the workload on a free port of 127.0.0.1.
    pub(crate) async fn start(workload: Workload) -> Result<Self> {
        let received = Arc::default();
        let shared = Shared {
            workload,
            received: Arc::clone(&received),
        };
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let port = listener.local_addr()?.port();
        let router = Router::new().fallback(answer).with_state(shared);
        let server = tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, router).await {
                eprintln!("the workload stopped: {error}");
            }
        });
        Ok(Self { port, received, server })
    }

    /// The requests so far.
    pub(crate) fn received(&self) -> Vec<ReceivedRequest> {
        self.received.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for RunningWorkload {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn answer(State(shared): State<Shared>, request: Request) -> Response {
    let received = ReceivedRequest {
        method: request.method().to_string(),
        path: request
            .uri()
            .path_and_query()
            .map(ToString::to_string)
            .unwrap_or_default(),
        headers: request
            .headers()
            .iter()
            .map(|(name, value)| (name.to_string(), latin1(value.as_bytes())))
            .collect(),
    };
    shared
        .received
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .push(received);
    match request.uri().path() {
        path if shows_headers(request.method().as_str(), path) => {
            let with_environment = request.uri().query().is_some_and(|query| query.contains("show_env"));
            Json(json!({ "headers": shown_headers(request.headers(), shared.workload, with_environment) }))
                .into_response()
        }
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

/// The pages of both images that answer with the request's headers.
fn shows_headers(method: &str, path: &str) -> bool {
    match path {
        "/headers" | "/get" => method == "GET",
        "/post" | "/put" | "/patch" | "/delete" => method.eq_ignore_ascii_case(path.trim_start_matches('/')),
        _ => path == "/anything" || path.starts_with("/anything/"),
    }
}

/// Headers that kennethreitz/httpbin leaves out unless asked with `show_env` (its helpers.py, `ENV_HEADERS`).
const ENVIRONMENT_HEADERS: [&str; 7] = [
    "x-forwarded-for",
    "x-forwarded-port",
    "x-forwarded-proto",
    "x-real-ip",
    "x-request-id",
    "x-request-start",
    "via",
];

fn shown_headers(headers: &HeaderMap, workload: Workload, with_environment: bool) -> BTreeMap<String, Value> {
    let hidden = |name: &str| workload == Workload::Httpbin && !with_environment && ENVIRONMENT_HEADERS.contains(&name);
    headers
        .keys()
        .filter(|name| !hidden(name.as_str()))
        .map(|name| {
            let values: Vec<String> = headers
                .get_all(name)
                .iter()
                .map(|value| latin1(value.as_bytes()))
                .collect();
            let shown = match workload {
                Workload::Httpbin => json!(values.join(",")),
                Workload::GoHttpbin => json!(values),
            };
            (canonical_name(name.as_str()), shown)
        })
        .collect()
}

/// `x-client-ssl-cn` as both images print it: `X-Client-Ssl-Cn`.
fn canonical_name(name: &str) -> String {
    let mut canonical = String::with_capacity(name.len());
    let mut start_of_word = true;
    for character in name.chars() {
        canonical.push(if start_of_word {
            character.to_ascii_uppercase()
        } else {
            character
        });
        start_of_word = character == '-';
    }
    canonical
}

fn latin1(bytes: &[u8]) -> String {
    bytes.iter().copied().map(char::from).collect()
}
