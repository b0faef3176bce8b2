//! A real Envoy, configured as Istio configures the ingress gateway for a Gateway and an APIRule, with a workload behind.

mod archive;
mod config;
mod curl;
mod envoy;
mod workload;

pub(crate) use config::covers;
pub use config::{ClientCertificate, GatewayConfig, HeaderRule, Rule, Workload};
pub use curl::{Answer, Curl, Outcome, echoed_headers};
pub(crate) use envoy::address;
pub use workload::ReceivedRequest;
pub(crate) use workload::RunningWorkload;

use crate::process::{OwnedProcess, program};
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::{collections::BTreeMap, fs, path::Path, process::Command, time::Duration};
use tempfile::TempDir;
use tokio::time::{Instant, sleep};

/// A running gateway; Envoy and the workload end when it is dropped.
#[derive(Debug)]
pub struct Gateway {
    // First, so that Envoy ends before its files and its workload go away.
    envoy: OwnedProcess,
    workload: RunningWorkload,
    config: GatewayConfig,
    admin: String,
    port: u16,
    _folder: TempDir,
}

/// How often the gateway turned a TLS client away, by reason (Envoy's `ssl.*` listener statistics).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Refusals {
    /// `fail_verify_no_cert`: a client without a certificate.
    pub no_certificate: u64,
    /// `fail_verify_error`: a certificate that does not verify (authority, dates, extended key usage).
    pub invalid_certificate: u64,
    /// `no_filter_chain_match`: a server name that no Gateway host covers.
    pub unknown_server_name: u64,
}

const START_LIMIT: Duration = Duration::from_secs(30);

impl Gateway {
    /// Starts Envoy and the workload, and waits until Envoy says that it is ready.
    ///
    /// # Errors
    /// Envoy is not installed, refuses the configuration (for example a chain that does not belong to the key) or is not
    /// ready in time; the error carries its log.
    pub async fn start(config: GatewayConfig) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let workload = RunningWorkload::start(config.workload).await?;
        for (name, content) in [
            ("chain.pem", &config.server_chain_pem),
            ("key.pem", &config.server_key_pem),
            ("clients.pem", &config.client_ca_pem),
        ] {
            fs::write(folder.path().join(name), content)?;
        }
        if let Some(lists) = &config.client_lists_pem {
            fs::write(folder.path().join("lists.pem"), lists)?;
        }
        let bootstrap = envoy::bootstrap(&config, folder.path(), workload.port);
        let (envoy, admin) = start_envoy(&bootstrap, folder.path()).await?;
        let port = listener_port(&admin).await?;
        Ok(Self {
            envoy,
            workload,
            config,
            admin,
            port,
            _folder: folder,
        })
    }

    /// Starts the gateway that an unpacked archive describes: hosts, rules and headers from `manifests/`, certificates
    /// from `certificates/`.
    pub async fn from_archive(folder: &Path) -> Result<Self> {
        Self::start(archive::read(folder)?).await
    }

    /// As [`Self::from_archive`], with something wrong in it.
    pub async fn spoilt(folder: &Path, spoil: impl FnOnce(&mut GatewayConfig)) -> Result<Self> {
        let mut config = archive::read(folder)?;
        spoil(&mut config);
        Self::start(config).await
    }

    /// The port on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The host of the workload, as the APIRule names it.
    pub fn workload_host(&self) -> &str {
        &self.config.workload_host
    }

    /// A curl that reaches `host` at this gateway.
    pub fn curl(&self, host: &str) -> Curl {
        Curl::new(host, self.port)
    }

    /// The requests that reached the workload.
    pub fn received(&self) -> Vec<ReceivedRequest> {
        self.workload.received()
    }

    /// Envoy's log once these words are in it, or else after some seconds.
    pub async fn logged(&self, words: &str) -> String {
        self.envoy.logged(words).await
    }

    /// Envoy's log, for the message of a failing test.
    pub fn log(&self) -> String {
        self.envoy.log()
    }

    /// How many TLS clients were turned away so far.
    pub async fn refusals(&self) -> Result<Refusals> {
        let url = format!(
            "{}/stats?format=json&filter=^listener\\.{}\\.",
            self.admin,
            envoy::LISTENER_STATISTICS
        );
        let answer: Value = reqwest::get(url).await?.json().await?;
        let statistics: BTreeMap<&str, u64> = answer["stats"]
            .as_array()
            .context("no statistics")?
            .iter()
            .filter_map(|entry| Some((entry["name"].as_str()?, entry["value"].as_u64()?)))
            .collect();
        let counter = |name: &str| {
            let full_name = format!("listener.{}.{name}", envoy::LISTENER_STATISTICS);
            statistics
                .get(full_name.as_str())
                .copied()
                .with_context(|| format!("Envoy does not count {full_name}"))
        };
        Ok(Refusals {
            no_certificate: counter("ssl.fail_verify_no_cert")?,
            invalid_certificate: counter("ssl.fail_verify_error")?,
            unknown_server_name: counter("no_filter_chain_match")?,
        })
    }
}

/// Starts Envoy with this configuration and waits until it is ready. Its files go to `folder`. Returns also the address of
/// its administration interface.
///
/// # Errors
/// As [`Gateway::start`].
pub(crate) async fn start_envoy(bootstrap: &Value, folder: &Path) -> Result<(OwnedProcess, String)> {
    let (configuration, admin_file) = (folder.join("envoy.json"), folder.join("admin"));
    fs::write(&configuration, bootstrap.to_string())?;
    let mut command = Command::new(program("envoy")?);
    command
        .args([
            "--disable-hot-restart",
            "--concurrency",
            "1",
            "--log-level",
            "info",
            // Its access log is looked at while it runs.
            "--file-flush-interval-msec",
            "50",
            "-c",
        ])
        .arg(&configuration);
    command.arg("--admin-address-path").arg(&admin_file);
    let mut envoy = OwnedProcess::start(command, &folder.join("envoy.log"))?;
    let admin = wait_until_ready(&mut envoy, &admin_file).await?;
    Ok((envoy, admin))
}

async fn wait_until_ready(envoy: &mut OwnedProcess, admin_file: &Path) -> Result<String> {
    let deadline = Instant::now() + START_LIMIT;
    loop {
        if let Some(status) = envoy.ended()? {
            bail!("Envoy ended ({status}):\n{}", envoy.log());
        }
        if let Ok(address) = fs::read_to_string(admin_file)
            && !address.is_empty()
        {
            let admin = format!("http://{}", address.trim());
            if let Ok(answer) = reqwest::get(format!("{admin}/ready")).await
                && answer.status().is_success()
            {
                return Ok(admin);
            }
        }
        if Instant::now() > deadline {
            bail!("Envoy was not ready after {START_LIMIT:?}:\n{}", envoy.log());
        }
        sleep(Duration::from_millis(50)).await;
    }
}

async fn listener_port(admin: &str) -> Result<u16> {
    let answer: Value = reqwest::get(format!("{admin}/listeners?format=json"))
        .await?
        .json()
        .await?;
    let port = &answer["listener_statuses"][0]["local_address"]["socket_address"]["port_value"];
    let port = port
        .as_u64()
        .with_context(|| format!("Envoy has no listener: {answer}"))?;
    Ok(port.try_into()?)
}
