//! kubectl and the cluster's API.

use super::KUBECTL;
use crate::diagnosis::entry::Check::Run;
use crate::diagnosis::entry::Sign::{Says, Without};
use crate::diagnosis::entry::Weight::Exact;
use crate::diagnosis::entry::{Cause, Entry, Rank, Situation, usual};

const CONTEXTS: crate::diagnosis::entry::Check = Run(&["kubectl", "config", "get-contexts"]);

fn where_local(situation: &Situation<'_>) -> Rank {
    match situation.setup.plan() {
        Some(_) if situation.setup.is_local() => Rank::First,
        Some(_) => Rank::Last,
        None if situation.mentions("0.0.0.0") || situation.mentions("127.0.0.1") => Rank::First,
        None => Rank::Last,
    }
}

pub const ENTRIES: &[Entry] = &[
    Entry {
        id: "kubectl-no-cluster",
        title: "kubectl does not reach the cluster",
        tools: "kubectl",
        weight: Exact,
        signs: &[
            Says("The connection to the server {host}:{port} was refused"),
            Says("The connection to the server * was refused"),
            Says("Unable to connect to the server: dial tcp"),
            Says("Unable to connect to the server: net/http"),
            Says("Unable to connect to the server: context deadline exceeded"),
            Says("Couldn't get current server API group list"),
            Says("Unable to connect to the server: EOF"),
        ],
        causes: &[
            Cause {
                id: "no-kubeconfig",
                what: "kubectl has no configuration and tries `localhost:8080`.",
                why: "",
                checks: &[CONTEXTS],
                remedy: "Download the kubeconfig of the cluster and set `KUBECONFIG` to it, or put it into `~/.kube/config`.",
                source: KUBECTL,
                rank: |situation| situation.first_or_last("localhost:8080"),
            },
            Cause {
                id: "stopped",
                what: "The k3d cluster `{cluster}` is stopped or gone, or Docker is.",
                why: "It does not survive every restart of the computer.",
                checks: &[Run(&["k3d", "cluster", "list"]), CONTEXTS],
                remedy: "`k3d cluster start {cluster}`; if it is not in the list, make it again with the guide’s first command.",
                source: "https://k3d.io/stable/usage/commands/k3d_cluster_start/",
                rank: where_local,
            },
            Cause {
                id: "network",
                what: "The cluster’s address is out of reach: VPN, proxy, or a cluster that was hibernated or deleted.",
                why: "",
                checks: &[Run(&["kubectl", "cluster-info"]), CONTEXTS],
                remedy: "Connect, wake the cluster up, or download a new kubeconfig.",
                source: KUBECTL,
                rank: usual,
            },
        ],
    },
    Entry {
        id: "kubectl-context",
        title: "The kube context does not exist",
        tools: "kubectl, scripts of the archive",
        weight: Exact,
        signs: &[
            Says("no context exists with the name: {context}"),
            Says("context was not found for specified context: {context}"),
            Says("context {context} does not exist"),
        ],
        causes: &[
            Cause {
                id: "k3d",
                what: "The context `{seen-context}` is not in your kubeconfig; for k3d that means that the cluster was not made on this machine.",
                why: "k3d calls contexts `k3d-` and the cluster’s name.",
                checks: &[CONTEXTS],
                remedy: "Make the cluster with the guide’s first command, or `k3d kubeconfig merge {cluster} --kubeconfig-merge-default`.",
                source: "https://k3d.io/stable/usage/kubeconfig/",
                rank: |situation| {
                    if situation
                        .part(crate::diagnosis::Part::Context)
                        .is_some_and(|name| name.starts_with("k3d-"))
                    {
                        Rank::First
                    } else {
                        Rank::Last
                    }
                },
            },
            Cause {
                id: "other-file",
                what: "The context `{seen-context}` is not in the kubeconfig that kubectl reads.",
                why: "`KUBECONFIG` names the files; without it `~/.kube/config` is read.",
                checks: &[CONTEXTS],
                remedy: "Set `KUBECONFIG`, or name a context of the list.",
                source: KUBECTL,
                rank: usual,
            },
        ],
    },
    Entry {
        id: "kubectl-login",
        title: "The cluster does not know you",
        tools: "kubectl",
        weight: Exact,
        signs: &[
            Says("You must be logged in to the server"),
            Says("error: the server has asked for the client to provide credentials"),
            Says("the server has asked for the client to provide credentials"),
            Says("oidc-login"),
            Says("getting credentials: exec"),
            Says("Error from server (Unauthorized)"),
        ],
        causes: &[Cause {
            id: "expired",
            what: "The token in the kubeconfig has expired, or the login program for it is missing.",
            why: "Kyma’s kubeconfig logs in by the kubectl plugin `oidc-login` (kubelogin).",
            checks: &[Run(&["kubectl", "auth", "whoami"])],
            remedy: "Install kubelogin, log in again, or download a new kubeconfig.",
            source: KUBECTL,
            rank: usual,
        }],
    },
    Entry {
        id: "kubectl-forbidden",
        title: "You may not do this",
        tools: "kubectl",
        weight: Exact,
        signs: &[
            Says("is forbidden: User * cannot * resource {kind}"),
            Without("Error from server (Forbidden)", &["v1beta1"]),
        ],
        causes: &[
            Cause {
                id: "rights",
                what: "Your user lacks the right for `{seen-kind}` in that namespace.",
                why: "Secrets in `istio-system` need an administrator of the cluster.",
                checks: &[
                    Run(&["kubectl", "auth", "whoami"]),
                    Run(&["kubectl", "auth", "can-i", "create", "secrets", "-n", "istio-system"]),
                ],
                remedy: "Ask for the role `cluster-admin`, or have an administrator run that step.",
                source: "https://kubernetes.io/docs/reference/access-authn-authz/rbac/",
                rank: |situation| {
                    if situation.mentions("cannot") {
                        Rank::First
                    } else {
                        Rank::Usual
                    }
                },
            },
            Cause {
                id: "policy",
                what: "A policy of the cluster denies the change; the message says which.",
                why: "",
                checks: &[Run(&["kubectl", "get", "validatingadmissionpolicies"])],
                remedy: "Follow the message’s own words.",
                source: "https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/",
                rank: |situation| {
                    if situation.mentions("cannot") {
                        Rank::Never
                    } else {
                        Rank::Usual
                    }
                },
            },
        ],
    },
];
