//! No connection was made at all.

use super::{CURL_ERRORS, DNS_MANAGEMENT};
use crate::diagnosis::entry::Check::{self, Call, Run};
use crate::diagnosis::entry::Sign::{Says, Without};
use crate::diagnosis::entry::Weight::Plain;
use crate::diagnosis::entry::{Cause, Entry, Rank, Situation, usual};

const LOOK_UP: Check = Run(&["nslookup", "{host}"]);
const LOAD_BALANCER: Check = Run(&[
    "kubectl",
    "get",
    "service",
    "istio-ingressgateway",
    "-n",
    "istio-system",
]);

/// What kubectl and Docker say about their own connections.
const OTHERS: &[&str] = &[
    "Unable to connect to the server",
    "The connection to the server",
    "Couldn't get current server API group list",
    "Docker daemon",
    "docker API",
    "upstream_reset_before_response_started",
    "upstream connect error",
    "delayed_connect_error",
    "reset reason:",
];

fn where_local(situation: &Situation<'_>) -> Rank {
    match situation.setup.plan() {
        Some(_) if situation.setup.is_local() => Rank::First,
        Some(_) => Rank::Never,
        None => Rank::Last,
    }
}

fn elsewhere(situation: &Situation<'_>) -> Rank {
    if situation.setup.is_local() {
        Rank::Last
    } else {
        Rank::Usual
    }
}

pub const ENTRIES: &[Entry] = &[
    Entry {
        id: "host-unknown",
        title: "DNS does not know the host",
        tools: "curl, wget, browsers, Java, Go, Python, Node",
        weight: Plain,
        signs: &[
            Says("Could not resolve host: {host}"),
            Without("lookup {host} on * no such host", OTHERS),
            Without("lookup {host}: no such host", OTHERS),
            Says("getaddrinfo ENOTFOUND {host}"),
            Says("getaddrinfo EAI_AGAIN {host}"),
            Says("UnknownHostException: {host}"),
            Says("UnresolvedAddressException"),
            Says("unable to resolve host address {host}"),
            Says("Name or service not known"),
            Says("nodename nor servname provided"),
            Says("Temporary failure in name resolution"),
            Says("ERR_NAME_NOT_RESOLVED"),
            Says("DNS_PROBE_FINISHED_NXDOMAIN"),
            Says("can't find {host}: NXDOMAIN"),
            Says("can't find {host}: Non-existent domain"),
        ],
        causes: &[
            Cause {
                id: "local",
                what: "The host `{host}` exists on this machine only, without DNS.",
                why: "",
                checks: &[Call("--verbose")],
                remedy: "Call it as in the guide, with `--resolve {host}:443:127.0.0.1`; for a browser add `127.0.0.1 {host}` to the file `hosts`.",
                source: "https://everything.curl.dev/usingcurl/connections/name.html",
                rank: where_local,
            },
            Cause {
                id: "no-entry",
                what: "The DNS entry for `{host}` is missing or not ready.",
                why: "New entries need a few minutes; a wrong answer of before may be remembered for as long.",
                checks: &[LOOK_UP, Run(&["kubectl", "get", "dnsentries.dns.gardener.cloud", "-A"])],
                remedy: "Wait until the DNSEntry `{entry}` is Ready. Paste the message of its status here if it is not.",
                source: DNS_MANAGEMENT,
                rank: elsewhere,
            },
            Cause {
                id: "typing",
                what: "The host is misspelt, or your own network’s DNS does not ask outside.",
                why: "",
                checks: &[LOOK_UP],
                remedy: "Compare with `{host}`. To try without DNS add `--resolve {host}:443:ADDRESS` with the gateway’s address.",
                source: CURL_ERRORS,
                rank: usual,
            },
        ],
    },
    Entry {
        id: "connection-refused",
        title: "Nothing listens at the address",
        tools: "curl, wget, browsers, Java, Go, Python, Node",
        weight: Plain,
        signs: &[
            Without(
                "Failed to connect to {host} port {port} after * Couldn't connect to server",
                OTHERS,
            ),
            Without("Failed to connect to {host} port {port}: Connection refused", OTHERS),
            Without("connect ECONNREFUSED {host}:{port}", OTHERS),
            Without("dial tcp {host}:{port}: connect: connection refused", OTHERS),
            Without("ConnectException: Connection refused", OTHERS),
            Without("ConnectionRefusedError", OTHERS),
            Says("ERR_CONNECTION_REFUSED"),
            Without("curl: (7)", OTHERS),
            Without("connect:errno=111", OTHERS),
        ],
        causes: &[
            Cause {
                id: "local",
                what: "The cluster `{cluster}` does not run, or was made without the ports 80 and 443.",
                why: "",
                checks: &[Run(&["k3d", "cluster", "list"]), Run(&["docker", "ps"])],
                remedy: "`k3d cluster start {cluster}`. If it was made without the guide’s command, delete it and make it again with that.",
                source: "https://k3d.io/stable/usage/exposing_services/",
                rank: where_local,
            },
            Cause {
                id: "no-gateway",
                what: "The gateway does not listen on that port: no Gateway opens it, or the load balancer has no address yet.",
                why: "The ingress gateway opens a port only when a Gateway asks for it.",
                checks: &[
                    LOAD_BALANCER,
                    Run(&["kubectl", "get", "gateways.networking.istio.io", "-A"]),
                ],
                remedy: "Apply the Gateway `{gateway}`, and wait until the Service has an external address.",
                source: super::ISTIO_NETWORK,
                rank: usual,
            },
            Cause {
                id: "old-address",
                what: "DNS has an old address for `{host}`.",
                why: "A new load balancer has a new one.",
                checks: &[LOOK_UP, LOAD_BALANCER],
                remedy: "Correct the targets of the DNSEntry `{entry}`: both commands must show the same address.",
                source: DNS_MANAGEMENT,
                rank: elsewhere,
            },
        ],
    },
    Entry {
        id: "connection-timeout",
        title: "The address does not answer",
        tools: "curl, wget, browsers, Java, Go, Python, Node",
        weight: Plain,
        signs: &[
            Without("Connection timed out", OTHERS),
            Without("Timeout was reached", OTHERS),
            Without("curl: (28)", OTHERS),
            Says("ERR_CONNECTION_TIMED_OUT"),
            Says("ETIMEDOUT"),
            Says("HttpConnectTimeoutException"),
            Without("i/o timeout", OTHERS),
            Says("ERR_ADDRESS_UNREACHABLE"),
            Without("No route to host", OTHERS),
        ],
        causes: &[
            Cause {
                id: "firewall",
                what: "A firewall drops the call, or the address is one of a network that you are not in.",
                why: "",
                checks: &[LOAD_BALANCER, LOOK_UP],
                remedy: "Try from another network. The address must be that of the load balancer, and port 443 must be open.",
                source: CURL_ERRORS,
                rank: usual,
            },
            Cause {
                id: "no-gateway-pod",
                what: "The load balancer has no healthy gateway behind it.",
                why: "",
                checks: &[Run(&["kubectl", "get", "pods", "-n", "istio-system"])],
                remedy: "Wait until the pods of `istio-ingressgateway` are Running.",
                source: super::ISTIO_NETWORK,
                rank: usual,
            },
        ],
    },
];
