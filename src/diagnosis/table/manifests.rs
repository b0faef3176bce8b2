//! What kubectl says about resources and manifests.

use super::{API_GATEWAY, KUBECTL, KYMA_ISTIO, PODS};
use crate::diagnosis::entry::Check::Run;
use crate::diagnosis::entry::Sign::{All, Says, Without};
use crate::diagnosis::entry::Weight::{Exact, Plain};
use crate::diagnosis::entry::{Cause, Entry, Rank, usual};

const OTHER_CLUSTER: Cause = Cause {
    id: "other-cluster",
    what: "kubectl talks to another cluster than you think.",
    why: "",
    checks: &[Run(&["kubectl", "config", "current-context"])],
    remedy: "Choose the right one with `kubectl config use-context`.",
    source: KUBECTL,
    rank: usual,
};

pub const ENTRIES: &[Entry] = &[
    Entry {
        id: "kubectl-no-kind",
        title: "The cluster does not know this kind of resource",
        tools: "kubectl",
        weight: Exact,
        signs: &[
            Without(
                "no matches for kind {kind} in version",
                &["gateway.kyma-project.io/v1beta1"],
            ),
            Says("the server doesn't have a resource type {kind}"),
            Says("resource mapping not found for name: {name} namespace"),
            Says("could not find the requested resource"),
        ],
        causes: &[
            Cause {
                id: "module",
                what: "The module that brings `{seen-kind}` is not installed, or not ready yet.",
                why: "`APIRule` comes with the API Gateway module; Gateways and policies with the Istio module; DNSEntry and Certificate exist in Gardener clusters only.",
                checks: &[
                    Run(&[
                        "kubectl",
                        "get",
                        "crd",
                        "apirules.gateway.kyma-project.io",
                        "gateways.networking.istio.io",
                    ]),
                    Run(&["kubectl", "get", "istios,apigateways", "-A"]),
                ],
                remedy: "Add the modules Istio and API Gateway, wait until both are Ready, then apply again.",
                source: "https://kyma-project.io/02-get-started/01-quick-install",
                rank: usual,
            },
            OTHER_CLUSTER,
        ],
    },
    Entry {
        id: "kubectl-invalid",
        title: "The manifest is not accepted",
        tools: "kubectl",
        weight: Exact,
        signs: &[
            Says("The {kind} {name} is invalid:"),
            Says("strict decoding error: unknown field"),
            Says("error validating data"),
            Says("error parsing * error converting YAML to JSON"),
            Says("admission webhook * denied the request"),
            Says("mapping values are not allowed"),
        ],
        causes: &[Cause {
            id: "field",
            what: "A field of the manifest is unknown, missing or has a value that is not allowed; the message names its path.",
            why: "Often a line is indented too little or too much, so that the field belongs to another one.",
            checks: &[Run(&[
                "kubectl",
                "explain",
                "apirule.spec",
                "--api-version=gateway.kyma-project.io/v2",
            ])],
            remedy: "Correct it, or take the manifest of your archive as it is: it was checked against the definitions.",
            source: API_GATEWAY,
            rank: usual,
        }],
    },
    Entry {
        id: "kubectl-file",
        title: "The file is not in this folder",
        tools: "kubectl",
        weight: Exact,
        signs: &[
            Says("the path {file} does not exist"),
            All(&["error reading", "no such file or directory"]),
            Says("error: open {file}: no such file or directory"),
            Says("error: failed to read key pair"),
        ],
        causes: &[Cause {
            id: "folder",
            what: "`{seen-file}` is not where the command looks: it was run outside the archive’s folder.",
            why: "Paths of the guide begin in the unpacked folder.",
            checks: &[Run(&["ls"])],
            remedy: "Unpack the archive and change into its folder, the one with `manifests`.",
            source: KUBECTL,
            rank: usual,
        }],
    },
    Entry {
        id: "kubectl-timeout",
        title: "Waiting for a resource took too long",
        tools: "kubectl",
        weight: Plain,
        signs: &[
            Says("timed out waiting for the condition on {kind}/{name}"),
            Says("timed out waiting for the condition"),
        ],
        causes: &[
            Cause {
                id: "state",
                what: "`{seen-kind}` `{seen-name}` did not get ready in time; its status says why.",
                why: "",
                checks: &[Run(&["kubectl", "get", "{seen-kind}", "-A"]), PODS],
                remedy: "Paste the `message` of its status here. Certificates and DNS entries may take several minutes: then just wait again.",
                source: KUBECTL,
                rank: usual,
            },
            Cause {
                id: "images",
                what: "The cluster still loads images.",
                why: "The first time that takes minutes.",
                checks: &[Run(&["kubectl", "get", "pods", "-A"])],
                remedy: "Run the command again.",
                source: KYMA_ISTIO,
                rank: |situation| {
                    if situation.setup.is_local() {
                        Rank::Usual
                    } else {
                        Rank::Last
                    }
                },
            },
        ],
    },
    Entry {
        id: "kubectl-not-found",
        title: "A resource is missing",
        tools: "kubectl",
        weight: Plain,
        signs: &[
            Says("Error from server (NotFound): {kind} {name} not found"),
            Says("error: no matching resources found"),
            Says("Error from server (NotFound)"),
        ],
        causes: &[
            Cause {
                id: "namespace",
                what: "It exists in another namespace, or not at all.",
                why: "Secrets for the gateway belong into `istio-system`, everything of the workload into `{namespace}`.",
                checks: &[Run(&["kubectl", "get", "{seen-kind}", "-A"])],
                remedy: "Name the right namespace with `-n`, or make the resource with the guide’s earlier step.",
                source: KUBECTL,
                rank: usual,
            },
            OTHER_CLUSTER,
        ],
    },
    Entry {
        id: "kubectl-exists",
        title: "The resource exists already",
        tools: "kubectl",
        weight: Exact,
        signs: &[
            Says("Error from server (AlreadyExists): {kind} {name} already exists"),
            Says("(AlreadyExists)"),
            All(&["error: failed to create {kind}:", "already exists"]),
        ],
        causes: &[Cause {
            id: "create",
            what: "`{seen-kind}` `{seen-name}` was made before, and `kubectl create` does not overwrite.",
            why: "",
            checks: &[Run(&["kubectl", "get", "{seen-kind}", "-A"])],
            remedy: "Use the guide’s form, which ends in `--dry-run=client -o yaml | kubectl apply -f -`: it replaces what is there.",
            source: KUBECTL,
            rank: usual,
        }],
    },
];
