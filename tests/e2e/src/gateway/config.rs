//! What a gateway under test is made of: the typed form of an Istio Gateway, its Secrets and a Kyma APIRule.

use std::fmt;

/// Everything that decides how the gateway answers.
#[derive(Clone)]
pub struct GatewayConfig {
    /// The hosts of the Gateway's server, for example `*.mtls.example.com`; also the server names of its filter chain.
    pub hosts: Vec<String>,
    /// PEM of the certificate chain that the gateway presents, leaf first (`tls.crt` of the credential).
    pub server_chain_pem: String,
    /// PEM of the private key that belongs to the chain's first certificate (`tls.key` of the credential).
    pub server_key_pem: String,
    /// PEM of the authorities whose clients are accepted (`cacert` of `<credentialName>-cacert`).
    pub client_ca_pem: String,
    /// PEM of the revocation lists beside them (`crl`), if there are any.
    pub client_lists_pem: Option<String>,
    /// Whether and how a client certificate is asked for.
    pub client_certificate: ClientCertificate,
    /// The host of the APIRule.
    pub workload_host: String,
    /// The rules of the APIRule, in order.
    pub rules: Vec<Rule>,
    /// How the workload behind the gateway writes down the headers that it received.
    pub workload: Workload,
    /// The port to listen on; a free one if `None`.
    pub port: Option<u16>,
}

/// The `tls.mode` of an Istio Gateway server, as far as this harness models it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClientCertificate {
    /// `MUTUAL`: a connection without a valid client certificate is refused.
    Required,
    /// Asked for, not required: checked if it is sent.
    Optional,
}

/// One rule of an APIRule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// HTTP methods that the rule admits.
    pub methods: Vec<String>,
    /// The path in the APIRule's notation: `/*`, or segments with `{*}` and `{**}`.
    pub path: String,
    /// Seconds until the gateway gives up on the workload.
    pub timeout_seconds: u32,
    /// Request headers that the gateway sets, replacing what the client sent.
    pub headers: Vec<HeaderRule>,
}

/// A request header that the gateway sets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderRule {
    /// Header name as written in the APIRule.
    pub name: String,
    /// Value in Envoy's format, for example `%DOWNSTREAM_PEER_SUBJECT%`.
    pub value: String,
}

/// The sample workloads, which answer `GET /headers` in different shapes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Workload {
    /// `kennethreitz/httpbin`: each header is one string.
    Httpbin,
    /// `mccutchen/go-httpbin`: each header is a list of strings.
    GoHttpbin,
}

impl Rule {
    /// Admits GET to every path and sets the given headers, as the tutorial's APIRule does.
    pub fn get_everything(headers: Vec<HeaderRule>) -> Self {
        Self {
            methods: vec!["GET".into()],
            path: "/*".into(),
            timeout_seconds: 300,
            headers,
        }
    }
}

impl HeaderRule {
    /// A header with its value in Envoy's format.
    pub fn new(name: &str, value: &str) -> Self {
        Self {
            name: name.into(),
            value: value.into(),
        }
    }
}

impl GatewayConfig {
    /// The names under which the workload is reachable: its host, if that lies under the Gateway's hosts.
    ///
    /// Istio makes a virtual host only from the intersection of both (pilot/pkg/networking/core/gateway.go,
    /// `buildGatewayHTTPRouteConfig`); without one every request is answered with 404.
    pub fn reachable_hosts(&self) -> Vec<String> {
        let workload = self.workload_host.to_ascii_lowercase();
        if self.server_names().iter().any(|host| covers(host, &workload)) {
            vec![workload]
        } else {
            Vec::new()
        }
    }

    /// The Gateway's hosts without their optional namespace (`namespace/host`).
    pub fn server_names(&self) -> Vec<String> {
        self.hosts
            .iter()
            .map(|host| {
                host.split_once('/')
                    .map_or(host.as_str(), |(_, name)| name)
                    .to_ascii_lowercase()
            })
            .collect()
    }
}

/// Whether a host, which may have a wildcard in front, covers another.
pub(crate) fn covers(pattern: &str, host: &str) -> bool {
    match pattern.strip_prefix('*') {
        Some(suffix) => host.len() > suffix.len() && host.ends_with(suffix),
        None => pattern == host,
    }
}

// The private key must not reach a test's output.
impl fmt::Debug for GatewayConfig {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("GatewayConfig")
            .field("hosts", &self.hosts)
            .field("workload_host", &self.workload_host)
            .field("rules", &self.rules)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::covers;

    #[test]
    fn wildcards_cover_every_depth_but_not_the_apex() {
        assert!(covers("*.mtls.example.com", "httpbin.mtls.example.com"));
        assert!(covers("*.mtls.example.com", "a.b.mtls.example.com"));
        assert!(!covers("*.mtls.example.com", "mtls.example.com"));
        assert!(!covers("*.mtls.example.com", "httpbin.example.com"));
        assert!(covers("*", "anything.example.com"));
        assert!(covers("one.example.com", "one.example.com"));
    }
}
