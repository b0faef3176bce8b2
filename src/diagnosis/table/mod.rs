//! The one list of what can go wrong, grouped by who complains.
//!
//! Patterns are words of the tools' own messages; `tests/core/diagnosis` has a message for every entry. Within a group
//! the order is that of the documentation; of entries with the same weight the first one is told first.

mod answers;
mod broken;
mod client_files;
mod cluster;
mod gardener;
mod gateway;
mod handshake;
mod issuing;
mod local;
mod manifests;
mod network;
mod server;
mod upstream;

use super::entry::{Check, Entry};

/// A chapter of the documentation.
#[derive(Debug)]
pub struct Group {
    pub title: &'static str,
    pub entries: &'static [Entry],
}

/// The whole table.
pub const GROUPS: [Group; 13] = [
    Group {
        title: "The gateway refuses the client",
        entries: handshake::ENTRIES,
    },
    Group {
        title: "The handshake ends early",
        entries: broken::ENTRIES,
    },
    Group {
        title: "The client refuses the gateway",
        entries: server::ENTRIES,
    },
    Group {
        title: "The gateway’s own configuration",
        entries: gateway::ENTRIES,
    },
    Group {
        title: "The gateway answers, but not as expected",
        entries: answers::ENTRIES,
    },
    Group {
        title: "Nothing behind the gateway answers",
        entries: upstream::ENTRIES,
    },
    Group {
        title: "APIRule and DNS",
        entries: gardener::ENTRIES,
    },
    Group {
        title: "Certificates by Gardener",
        entries: issuing::ENTRIES,
    },
    Group {
        title: "kubectl: the cluster",
        entries: cluster::ENTRIES,
    },
    Group {
        title: "kubectl: resources and manifests",
        entries: manifests::ENTRIES,
    },
    Group {
        title: "Certificate files and bundles",
        entries: client_files::ENTRIES,
    },
    Group {
        title: "A cluster on your machine",
        entries: local::ENTRIES,
    },
    Group {
        title: "No connection at all",
        entries: network::ENTRIES,
    },
];

/// Every entry.
pub fn entries() -> impl Iterator<Item = &'static Entry> {
    GROUPS.iter().flat_map(|group| group.entries)
}

/// Shows which keys the Secret with the client CA has, without their values.
const AUTHORITY_SECRET: Check = Check::Run(&[
    "kubectl",
    "describe",
    "secret",
    "{authority-secret}",
    "-n",
    "istio-system",
]);
/// The same for the Secret with the gateway's certificate.
const SERVER_SECRET: Check = Check::Run(&["kubectl", "describe", "secret", "{credential}", "-n", "istio-system"]);
/// The client's certificate: who issued it, until when, for what.
const CLIENT_CERTIFICATE: Check = Check::Run(&[
    "openssl",
    "x509",
    "-noout",
    "-subject",
    "-issuer",
    "-dates",
    "-ext",
    "extendedKeyUsage,subjectAltName",
    "-in",
    "{client-folder}/client.crt",
]);
const GATEWAY_MANIFEST: Check = Check::Run(&[
    "kubectl",
    "get",
    "gateways.networking.istio.io",
    "{gateway}",
    "-n",
    "{gateway-namespace}",
    "-o",
    "yaml",
]);
const GATEWAY_LOG: Check = Check::Run(&[
    "kubectl",
    "logs",
    "-n",
    "istio-system",
    "-l",
    "app=istio-ingressgateway",
    "-c",
    "istio-proxy",
    "--tail=50",
]);
const APIRULE_STATUS: Check = Check::Run(&["kubectl", "get", "apirules", "-n", "{namespace}"]);
const EVENTS: Check = Check::Run(&[
    "kubectl",
    "get",
    "events",
    "-n",
    "{namespace}",
    "--sort-by=.lastTimestamp",
]);
const PROVIDER: Check = Check::Run(&["kubectl", "get", "dnsproviders.dns.gardener.cloud", "-A"]);
const PODS: Check = Check::Run(&["kubectl", "get", "pods", "-n", "{namespace}"]);

const TLS_ALERTS: &str = "https://www.rfc-editor.org/rfc/rfc8446#section-6";
const SECURE_GATEWAYS: &str = "https://istio.io/latest/docs/tasks/traffic-management/ingress/secure-ingress/";
const ISTIO_NETWORK: &str = "https://istio.io/latest/docs/ops/common-problems/network-issues/";
const ISTIO_SECURITY: &str = "https://istio.io/latest/docs/ops/common-problems/security-issues/";
const ACCESS_LOG: &str = "https://www.envoyproxy.io/docs/envoy/latest/configuration/observability/access_log/usage";
const ENVOY_TLS: &str = "https://www.envoyproxy.io/docs/envoy/latest/intro/arch_overview/security/ssl";
const API_GATEWAY: &str = "https://github.com/kyma-project/api-gateway/tree/main/docs/user";
const KYMA_ISTIO: &str = "https://github.com/kyma-project/istio/tree/main/docs/user";
const DNS_MANAGEMENT: &str = "https://github.com/gardener/external-dns-management/tree/master/docs";
const CERT_MANAGEMENT: &str = "https://github.com/gardener/cert-management";
const CURL_ERRORS: &str = "https://curl.se/libcurl/c/libcurl-errors.html";
const KUBECTL: &str = "https://kubernetes.io/docs/reference/kubectl/";
