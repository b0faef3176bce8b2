//! How a finished gateway is tested, and what the workload must see.

use super::names::{DnsName, FileStem};
use crate::pki::issuance::CredentialId;

/// The calls of `verify.sh` and of the guide's last step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verification {
    pub host: DnsName,
    /// Begins with `/`.
    pub path: &'static str,
    /// An address to use for the host instead of DNS: the load balancer of a cluster on this machine.
    pub address: Option<&'static str>,
    /// The authority that signed the gateway's certificate, a path in the archive; `None` for a public one.
    pub server_ca: Option<String>,
    pub clients: Vec<Client>,
    pub expectation: Expectation,
}

/// A client that must be let in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    pub credential: CredentialId,
    pub folder: FileStem,
}

impl Client {
    /// `certificates/clients/<name>`.
    pub fn path(&self) -> String {
        format!("certificates/clients/{}", self.folder)
    }
}

/// What the call with a certificate must bring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expectation {
    /// 200, and a body that repeats the `X-CLIENT-SSL-*` request headers: HTTPBin's `/headers`.
    EchoedHeaders,
    /// An answer of the user's own service: any status that shows the gateway let the call through.
    Reached,
}
