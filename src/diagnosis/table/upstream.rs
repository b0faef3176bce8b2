//! TLS succeeded, but nothing behind the gateway answers: 503 and 504.

use super::{ACCESS_LOG, API_GATEWAY, APIRULE_STATUS, EVENTS, ISTIO_NETWORK, KYMA_ISTIO, PODS};
use crate::diagnosis::entry::Check::{self, Call, Run};
use crate::diagnosis::entry::Sign::{All, Flag, Says, Without};
use crate::diagnosis::entry::Weight::{Exact, Plain};
use crate::diagnosis::entry::{Cause, Entry, Rank, usual};

const ENDPOINTS: Check = Run(&[
    "kubectl",
    "get",
    "endpointslices",
    "-n",
    "{namespace}",
    "-l",
    "kubernetes.io/service-name={service}",
]);
const SERVICE: Check = Run(&["kubectl", "describe", "service", "{service}", "-n", "{namespace}"]);

pub const ENTRIES: &[Entry] = &[
    Entry {
        id: "no-healthy-upstream",
        title: "No pod can take the call (503)",
        tools: "curl, browsers, Envoy",
        weight: Exact,
        signs: &[Says("no healthy upstream"), Says("no_healthy_upstream"), Flag("UH")],
        causes: &[
            Cause {
                id: "no-pods",
                what: "No ready pod is behind the Service `{service}` in `{namespace}`.",
                why: "The pods do not run, are not ready, or have other labels than the Service’s selector.",
                checks: &[ENDPOINTS, PODS],
                remedy: "Start the pods or correct the Service’s selector. The Service needs at least one endpoint.",
                source: ISTIO_NETWORK,
                rank: usual,
            },
            Cause {
                id: "subset",
                what: "A DestinationRule names a subset that no pod has.",
                why: "",
                checks: &[Run(&[
                    "kubectl",
                    "get",
                    "destinationrules",
                    "-n",
                    "{namespace}",
                    "-o",
                    "yaml",
                ])],
                remedy: "Give the pods the labels of the subset.",
                source: ISTIO_NETWORK,
                rank: |_| Rank::Last,
            },
        ],
    },
    Entry {
        id: "upstream-tls",
        title: "The proxy does not trust the server that it calls (503)",
        tools: "Envoy",
        weight: Exact,
        signs: &[
            All(&["upstream_reset_before_response_started", "CERTIFICATE_VERIFY_FAILED"]),
            All(&["upstream reset: reset reason", "CERTIFICATE_VERIFY_FAILED"]),
            All(&["upstream connect error", "CERTIFICATE_VERIFY_FAILED"]),
        ],
        causes: &[
            Cause {
                id: "server-ca",
                what: "The egress gateway checks the target’s certificate with another CA.",
                why: "Its Secret must hold the CA of the target’s server certificate under `ca.crt` or `cacert`.",
                checks: &[Run(&["kubectl", "get", "secrets", "-n", "istio-system"])],
                remedy: "Make the egress gateway’s Secret again with the server CA of the target.",
                source: "https://istio.io/latest/docs/tasks/traffic-management/egress/egress-gateway-tls-origination/",
                rank: usual,
            },
            Cause {
                id: "names",
                what: "The target’s certificate has none of the names in the DestinationRule’s `subjectAltNames`.",
                why: "",
                checks: &[Run(&["kubectl", "get", "destinationrules", "-A", "-o", "yaml"])],
                remedy: "Write the target’s host there, or a name that its certificate has.",
                source: "https://istio.io/latest/docs/reference/config/networking/destination-rule/#ClientTLSSettings",
                rank: |situation| {
                    if situation.mentions("san") && situation.mentions("verifysan") {
                        Rank::First
                    } else {
                        Rank::Usual
                    }
                },
            },
        ],
    },
    Entry {
        id: "upstream-protocol",
        title: "The proxy speaks TLS to a server without, or the other way round (503)",
        tools: "Envoy",
        weight: Exact,
        signs: &[
            All(&["upstream_reset_before_response_started", "WRONG_VERSION_NUMBER"]),
            All(&["upstream reset: reset reason", "WRONG_VERSION_NUMBER"]),
            All(&[
                "upstream_reset_before_response_started",
                "TLS_error",
                "Connection_reset_by_peer",
            ]),
            Flag("UPE"),
        ],
        causes: &[Cause {
            id: "tls-twice",
            what: "A DestinationRule or the port’s name makes the proxy speak another protocol than the server.",
            why: "A port called `https` is passed through as TLS; one called `http` is plain.",
            checks: &[SERVICE, Run(&["kubectl", "get", "destinationrules", "-A"])],
            remedy: "Name the Service’s port after what it speaks (`http`, `grpc`, `https`), and take out a DestinationRule with `tls` that does not fit.",
            source: "https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/",
            rank: usual,
        }],
    },
    Entry {
        id: "upstream-refused",
        title: "The connection to the pod failed (503)",
        tools: "curl, browsers, Envoy",
        weight: Plain,
        signs: &[
            Without(
                "reset reason: remote connection failure",
                &["CERTIFICATE_VERIFY_FAILED", "WRONG_VERSION_NUMBER"],
            ),
            Says("delayed connect error: 111"),
            Says("delayed_connect_error"),
            Says("reset reason: connection failure"),
            Flag("UF"),
        ],
        causes: &[
            Cause {
                id: "port",
                what: "The pods behind `{service}` do not listen on the Service’s `targetPort`.",
                why: "Or they listen on 127.0.0.1 only.",
                checks: &[SERVICE, ENDPOINTS],
                remedy: "Correct `targetPort`, or the port that the program listens on (all addresses, `0.0.0.0`).",
                source: ISTIO_NETWORK,
                rank: usual,
            },
            Cause {
                id: "no-sidecar",
                what: "The pods have no Istio sidecar, while the mesh demands mutual TLS.",
                why: "A namespace that was labelled later has pods of before without one.",
                checks: &[PODS],
                remedy: "Label the namespace `istio-injection=enabled` and restart the pods: `kubectl rollout restart deployment -n {namespace}`. Then each shows 2/2.",
                source: KYMA_ISTIO,
                rank: usual,
            },
            Cause {
                id: "network-policy",
                what: "A NetworkPolicy keeps the gateway away from the pods.",
                why: "With `networkPoliciesEnabled` exposed pods need the label `networking.kyma-project.io/from-ingressgateway: allowed`.",
                checks: &[Run(&["kubectl", "get", "networkpolicies", "-n", "{namespace}"])],
                remedy: "Give the pods that label.",
                source: KYMA_ISTIO,
                rank: usual,
            },
        ],
    },
    Entry {
        id: "upstream-reset",
        title: "The pod closed the connection before it answered (503)",
        tools: "curl, browsers, Envoy",
        weight: Plain,
        signs: &[
            Says("reset reason: connection termination"),
            Without(
                "upstream connect error or disconnect/reset before headers",
                &["remote connection failure", "connection failure"],
            ),
            Flag("UC"),
            Flag("UR"),
        ],
        causes: &[
            Cause {
                id: "protocol",
                what: "The pod expects another protocol: TLS where the gateway speaks HTTP, or a mesh without its sidecar.",
                why: "",
                checks: &[SERVICE, PODS],
                remedy: "Name the Service’s port after its protocol, and see to it that each pod has its sidecar (2/2).",
                source: "https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/",
                rank: usual,
            },
            Cause {
                id: "crash",
                what: "The program in the pod crashed or was stopped during the call.",
                why: "",
                checks: &[PODS, EVENTS],
                remedy: "Look at the restarts and at the log of the pod.",
                source: ACCESS_LOG,
                rank: usual,
            },
        ],
    },
    Entry {
        id: "cluster-not-found",
        title: "The route leads to a Service that does not exist (503)",
        tools: "Envoy",
        weight: Exact,
        signs: &[Says("NC cluster_not_found"), Says("cluster_not_found"), Flag("NC")],
        causes: &[Cause {
            id: "service",
            what: "There is no Service `{service}` in `{namespace}`, or it has another port than the rule names.",
            why: "",
            checks: &[Run(&["kubectl", "get", "services", "-n", "{namespace}"])],
            remedy: "Correct the name or port of the Service in `{apirule}`.",
            source: ACCESS_LOG,
            rank: usual,
        }],
    },
    Entry {
        id: "upstream-timeout",
        title: "The pod did not answer in time (504)",
        tools: "curl, browsers, Envoy",
        weight: Exact,
        signs: &[
            Says("upstream request timeout"),
            Says("response_timeout"),
            Flag("UT"),
            Flag("UMSDR"),
            Flag("SI"),
        ],
        causes: &[Cause {
            id: "slow",
            what: "The answer took longer than the `timeout` of the APIRule `{apirule}`.",
            why: "Without a setting it is 180 seconds; at most 3900.",
            checks: &[APIRULE_STATUS, PODS],
            remedy: "Raise `timeout` in the rule, or find out why the pod is slow.",
            source: API_GATEWAY,
            rank: usual,
        }],
    },
    Entry {
        id: "caller-hung-up",
        title: "The caller hung up first",
        tools: "Envoy",
        weight: Plain,
        signs: &[Flag("DC"), Flag("DR"), Says("downstream_remote_disconnect")],
        causes: &[Cause {
            id: "patience",
            what: "The client’s own time limit ended before the answer came, or somebody stopped it.",
            why: "",
            checks: &[Call("--max-time 120")],
            remedy: "Raise the client’s time limit, or find out why the answer takes so long.",
            source: ACCESS_LOG,
            rank: usual,
        }],
    },
];
