//! TLS succeeded; the gateway itself answers 403 or 404.

use super::{API_GATEWAY, APIRULE_STATUS, GATEWAY_LOG, ISTIO_NETWORK, ISTIO_SECURITY};
use crate::diagnosis::Part;
use crate::diagnosis::entry::Check::{Call, Run};
use crate::diagnosis::entry::Sign::{All, Says};
use crate::diagnosis::entry::Weight::Exact;
use crate::diagnosis::entry::{Cause, Entry, Rank, Situation, usual};

const POLICIES: crate::diagnosis::entry::Check = Run(&[
    "kubectl",
    "get",
    "authorizationpolicies",
    "-n",
    "{namespace}",
    "-o",
    "yaml",
]);
/// No policy matched: nobody allowed it.
fn nothing_matched(situation: &Situation<'_>) -> bool {
    situation.part(Part::Policy).is_some_and(|policy| policy == "none")
}

fn chosen(situation: &Situation<'_>) -> Rank {
    match situation.setup.plan() {
        Some(_) if situation.setup.chooses_clients() => Rank::First,
        Some(_) => Rank::Never,
        None => Rank::Usual,
    }
}

pub const ENTRIES: &[Entry] = &[
    Entry {
        id: "rbac-denied",
        title: "A policy denies the call (403)",
        tools: "curl, browsers, Envoy",
        weight: Exact,
        signs: &[
            Says("rbac_access_denied_matched_policy[{policy}]"),
            Says("enforced denied, matched policy {policy}"),
            Says("RBAC: access denied"),
        ],
        causes: &[
            Cause {
                id: "denying-policy",
                what: "The policy `{seen-policy}` denies the call.",
                why: "It stands in the log as `ns[namespace]-policy[name]-rule[number]`.",
                checks: &[POLICIES],
                remedy: "Look at that rule of the AuthorizationPolicy: it is of action DENY. Change it, or call as it demands.",
                source: ISTIO_SECURITY,
                rank: |situation| match situation.part(Part::Policy) {
                    Some("none") | None => Rank::Never,
                    Some(_) => Rank::First,
                },
            },
            Cause {
                id: "not-chosen",
                what: "The client is not among those that the policy `{policy-name}` in `{namespace}` admits.",
                why: "The policy compares the whole subject as Envoy prints it, in reverse order and without spaces, to the letter.",
                checks: &[POLICIES, Call("")],
                remedy: "Call as an admitted client, or add this one to the policy. “Inspect a certificate” on the start page shows the subject as Envoy prints it.",
                source: ISTIO_SECURITY,
                rank: chosen,
            },
            Cause {
                id: "in-cluster",
                what: "The call comes from inside the cluster, and the APIRule’s policy admits the ingress gateway only.",
                why: "An APIRule makes an AuthorizationPolicy for its workload; everybody else inside gets 403.",
                checks: &[POLICIES],
                remedy: "Call the gateway’s host, or add a policy of action ALLOW for the callers inside.",
                source: API_GATEWAY,
                rank: usual,
            },
            Cause {
                id: "port-in-host",
                what: "The Host header carries a port, and the policy names the host without.",
                why: "Some clients send `{host}:443`.",
                checks: &[GATEWAY_LOG],
                remedy: "List both `{host}` and `{host}:443` in the policy’s hosts.",
                source: ISTIO_SECURITY,
                rank: |situation| {
                    if situation.mentions(":443") {
                        Rank::First
                    } else {
                        Rank::Usual
                    }
                },
            },
            Cause {
                id: "no-selector",
                what: "An AuthorizationPolicy of action ALLOW without a selector is for every workload of its namespace.",
                why: "As soon as one such policy is there, everything that no policy allows is denied.",
                checks: &[POLICIES],
                remedy: "Give it `selector.matchLabels`, or admit the call in it.",
                source: ISTIO_SECURITY,
                rank: |situation| {
                    if nothing_matched(situation) {
                        Rank::Usual
                    } else {
                        Rank::Last
                    }
                },
            },
        ],
    },
    Entry {
        id: "not-found",
        title: "The gateway has no route for the call (404)",
        tools: "curl, browsers, Envoy",
        weight: Exact,
        signs: &[
            Says("NR route_not_found"),
            Says("HTTP/2\" 404 NR"),
            Says("HTTP/1.1\" 404 NR"),
            Says("route_not_found"),
            All(&["HTTP/2 404", "server: istio-envoy"]),
            All(&["HTTP/1.1 404", "server: istio-envoy"]),
            All(&["HTTP/2 404", "server: envoy"]),
            All(&["HTTP/1.1 404", "server: envoy"]),
            Says("HTTP ERROR 404"),
        ],
        causes: &[
            Cause {
                id: "no-rule",
                what: "No rule is for this host, path and method: the APIRule `{apirule}` in `{namespace}` is missing, not Ready, or has other rules.",
                why: "The gateway itself answers, so TLS and the client’s certificate are right.",
                checks: &[APIRULE_STATUS, Run(&["kubectl", "get", "virtualservices", "-A"])],
                remedy: "Wait until the APIRule is Ready, and call a path and method that it exposes. `/foo/{**}` does not match `/foo`.",
                source: API_GATEWAY,
                rank: usual,
            },
            Cause {
                id: "host",
                what: "The host of the rule is not below the hosts of the Gateway `{gateway}`: {hosts}.",
                why: "Istio then makes no route, and the APIRule is Ready all the same.",
                checks: &[super::GATEWAY_MANIFEST],
                remedy: "Use a host below those of the Gateway.",
                source: ISTIO_NETWORK,
                rank: usual,
            },
            Cause {
                id: "shared-certificate",
                what: "In a browser: another Gateway shows the same wildcard certificate, and the browser reuses its connection.",
                why: "HTTP/2 allows that for every name of the certificate; the first Gateway has no route for the second’s hosts.",
                checks: &[Run(&["kubectl", "get", "gateways.networking.istio.io", "-A"])],
                remedy: "One certificate for each Gateway.",
                source: ISTIO_NETWORK,
                rank: |situation| situation.first_or_last("httperror404"),
            },
        ],
    },
];
