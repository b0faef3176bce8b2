//! A client of the gateway: the real curl.

use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::{collections::BTreeMap, path::PathBuf};
use tokio::process::Command;

use crate::openssl::Identity;

/// One request, which [`Curl::get`] sends.
#[derive(Debug, Clone)]
#[must_use]
pub struct Curl {
    scheme: &'static str,
    standard_port: Option<u16>,
    host: String,
    port: u16,
    server_ca: Option<PathBuf>,
    identity: Option<Identity>,
    headers: Vec<String>,
}

/// What came of a request.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// No HTTP answer: the connection was refused or broken off.
    Refused {
        /// curl's exit code (`man curl`, EXIT CODES).
        exit: i32,
        /// curl's message.
        message: String,
    },
    /// An HTTP answer.
    Answered(Answer),
}

/// An HTTP answer.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    /// Names in lower case.
    pub headers: BTreeMap<String, Vec<String>>,
    pub body: String,
}

impl Answer {
    /// The headers that the workload says it received, whichever HTTPBin it is; several values are joined by `,`.
    pub fn echoed_headers(&self) -> Result<BTreeMap<String, String>> {
        echoed_headers(&self.body)
    }
}

/// Reads the answer of HTTPBin's `/headers`, in either image's shape.
pub fn echoed_headers(body: &str) -> Result<BTreeMap<String, String>> {
    let answer: Value = serde_json::from_str(body).with_context(|| format!("not JSON: {body}"))?;
    let headers = answer["headers"].as_object().context("no headers in the answer")?;
    let text = |value: &Value| match value {
        Value::String(one) => one.clone(),
        Value::Array(several) => several.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(","),
        other => other.to_string(),
    };
    Ok(headers
        .iter()
        .map(|(name, value)| (name.clone(), text(value)))
        .collect())
}

impl Outcome {
    /// The answer; an error if there was none.
    pub fn answered(self) -> Result<Answer> {
        match self {
            Self::Answered(answer) => Ok(answer),
            Self::Refused { exit, message } => bail!("refused with curl exit code {exit}: {message}"),
        }
    }

    /// Whether the TLS connection failed: no handshake (35), a broken pipe (16, 55) or an alert while reading (56).
    /// Which one it is depends on who is quicker, because a TLS 1.3 client has finished its side of the handshake before
    /// the server looks at its certificate.
    pub fn is_tls_refusal(&self) -> bool {
        matches!(
            self,
            Self::Refused {
                exit: 16 | 35 | 55 | 56,
                ..
            }
        )
    }
}

impl Curl {
    pub(crate) fn new(host: &str, port: u16) -> Self {
        Self {
            scheme: "https",
            standard_port: None,
            host: host.into(),
            port,
            server_ca: None,
            identity: None,
            headers: Vec::new(),
        }
    }

    /// Speaks plain HTTP, and names `port` in the request instead of the one that it connects to (80 is left out).
    pub fn plain(mut self, port: u16) -> Self {
        self.scheme = "http";
        self.standard_port = Some(port);
        self
    }

    /// Trusts only servers of the authority in this PEM file.
    pub fn trusting(mut self, server_ca: impl Into<PathBuf>) -> Self {
        self.server_ca = Some(server_ca.into());
        self
    }

    /// Presents a client certificate.
    pub fn presenting(mut self, identity: &Identity) -> Self {
        self.identity = Some(identity.clone());
        self
    }

    /// Sends a header, `Name: value`.
    pub fn with_header(mut self, header: &str) -> Self {
        self.headers.push(header.into());
        self
    }

    /// Sends GET for a path.
    pub async fn get(&self, path: &str) -> Result<Outcome> {
        self.send("GET", path).await
    }

    /// Sends a request with any method.
    pub async fn send(&self, method: &str, path: &str) -> Result<Outcome> {
        let body_file = tempfile::NamedTempFile::new()?;
        let Self { host, port, .. } = self;
        let mut command = Command::new("curl");
        // -q first: the user's own configuration must not change the outcome.
        command
            .args([
                "-q",
                "--silent",
                "--show-error",
                "--noproxy",
                "*",
                "--max-time",
                "30",
                "--request",
                method,
            ])
            .args(["--connect-to", &format!("::127.0.0.1:{port}")])
            .args(["--write-out", "%{http_code}\n%{header_json}", "--output"])
            .arg(body_file.path());
        if let Some(file) = &self.server_ca {
            command.arg("--cacert").arg(file);
        }
        if let Some(identity) = &self.identity {
            command
                .arg("--cert")
                .arg(&identity.certificate)
                .arg("--key")
                .arg(&identity.private_key);
        }
        for header in &self.headers {
            command.args(["--header", header]);
        }
        let output = command
            .arg(format!(
                "{}://{host}:{}{path}",
                self.scheme,
                self.standard_port.unwrap_or(*port)
            ))
            .output()
            .await
            .context("starting curl")?;
        if !output.status.success() {
            let message = String::from_utf8_lossy(&output.stderr).trim().to_owned();
            let exit = output.status.code().context("curl was ended by a signal")?;
            return Ok(Outcome::Refused { exit, message });
        }
        let report = String::from_utf8(output.stdout)?;
        let (status, headers) = report.split_once('\n').context("curl reported nothing")?;
        Ok(Outcome::Answered(Answer {
            status: status.parse()?,
            headers: serde_json::from_str(headers)?,
            body: tokio::fs::read_to_string(body_file.path()).await?,
        }))
    }
}
