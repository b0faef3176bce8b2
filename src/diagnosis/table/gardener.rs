//! What the status of an APIRule, DNSProvider, DNSEntry or Certificate says.

use super::{API_GATEWAY, APIRULE_STATUS, DNS_MANAGEMENT, KYMA_ISTIO, PODS, PROVIDER};
use crate::diagnosis::entry::Check::{self, Run};
use crate::diagnosis::entry::Sign::{All, Says, Without};
use crate::diagnosis::entry::Weight::{Exact, Plain};
use crate::diagnosis::entry::{Cause, Entry, Rank, usual};

const THIS_PROVIDER: Check = Run(&[
    "kubectl",
    "describe",
    "dnsproviders.dns.gardener.cloud",
    "{provider}",
    "-n",
    "{namespace}",
]);
const ENTRY: Check = Run(&["kubectl", "get", "dnsentries.dns.gardener.cloud", "-A"]);

pub const ENTRIES: &[Entry] = &[
    Entry {
        id: "apirule-old-version",
        title: "The APIRule has a version that is no longer accepted",
        tools: "kubectl, APIRule status",
        weight: Exact,
        signs: &[
            Says("v1beta1 is no longer supported"),
            Says("Version v1beta1 of APIRule is deprecated"),
            Says("no matches for kind APIRule in version gateway.kyma-project.io/v1beta1"),
            Says("APIRule version v1beta1"),
        ],
        causes: &[Cause {
            id: "v1beta1",
            what: "The manifest has `apiVersion: gateway.kyma-project.io/v1beta1`.",
            why: "Since API Gateway 3.10 such APIRules can be neither made nor changed nor deleted.",
            checks: &[Run(&["kubectl", "get", "apirules.v2.gateway.kyma-project.io", "-A"])],
            remedy: "Convert it: “Convert an older APIRule” on the start page. `/.*` becomes `/*`.",
            source: API_GATEWAY,
            rank: usual,
        }],
    },
    Entry {
        id: "apirule-host-taken",
        title: "The host belongs to another VirtualService",
        tools: "APIRule status",
        weight: Exact,
        signs: &[Says("occupied by another Virtual Service")],
        causes: &[Cause {
            id: "two-owners",
            what: "Another APIRule or VirtualService has the host `{host}` already.",
            why: "Every host has one owner only, in the whole cluster.",
            checks: &[
                Run(&["kubectl", "get", "virtualservices", "-A"]),
                Run(&["kubectl", "get", "apirules", "-A"]),
            ],
            remedy: "Delete the other one, or put all rules for the host into one APIRule.",
            source: API_GATEWAY,
            rank: usual,
        }],
    },
    Entry {
        id: "apirule-no-sidecar",
        title: "A pod behind the APIRule has no sidecar",
        tools: "APIRule status",
        weight: Exact,
        signs: &[
            Says("Pod {name} does not have an injected istio sidecar"),
            Says("Pod * does not have an injected istio sidecar"),
            Says("Pod * not injected"),
        ],
        causes: &[Cause {
            id: "before-label",
            what: "A pod in `{namespace}` was started before the namespace was labelled for Istio, or opts out of it.",
            why: "The sidecar is added when a pod is made, never later.",
            checks: &[
                PODS,
                Run(&["kubectl", "get", "namespace", "{namespace}", "--show-labels"]),
            ],
            remedy: "Label it and restart the pods: `kubectl label namespace {namespace} istio-injection=enabled`, then `kubectl rollout restart deployment -n {namespace}`.",
            source: KYMA_ISTIO,
            rank: usual,
        }],
    },
    Entry {
        id: "apirule-gateway-missing",
        title: "The APIRule’s Gateway or Service does not exist",
        tools: "APIRule status",
        weight: Exact,
        signs: &[
            Without("Gateway not found", &["Error from server"]),
            Says("Could not get specified Gateway"),
            Says("Gateway specified by the APIRule"),
            Without("service not found", &["Error from server"]),
            Says("Target service label selectors are not defined"),
            Says("Could not find service"),
        ],
        causes: &[Cause {
            id: "reference",
            what: "The APIRule `{apirule}` names a Gateway or a Service that is not there; the Gateway is written `namespace/name`: `{gateway-namespace}/{gateway}`.",
            why: "A Service without a selector counts as missing, too.",
            checks: &[
                Run(&["kubectl", "get", "gateways.networking.istio.io", "-A"]),
                Run(&["kubectl", "get", "services", "-n", "{namespace}"]),
            ],
            remedy: "Apply the Gateway and the Service, or correct the names in the APIRule.",
            source: API_GATEWAY,
            rank: usual,
        }],
    },
    Entry {
        id: "apirule-invalid",
        title: "The APIRule is not accepted",
        tools: "APIRule status, kubectl",
        weight: Plain,
        signs: &[
            Says("Validation errors: Attribute"),
            Says("Validation error: Attribute"),
            Says("Multiple validation errors"),
        ],
        causes: &[Cause {
            id: "attribute",
            what: "The status names the field that is wrong, after “Attribute”.",
            why: "Paths are `/*`, or segments with `{*}` and at last `{**}`; hosts are small letters; a rule has exactly one of `noAuth`, `jwt` and `extAuth`.",
            checks: &[
                APIRULE_STATUS,
                Run(&["kubectl", "describe", "apirule", "{apirule}", "-n", "{namespace}"]),
            ],
            remedy: "Correct that field. “Convert an older APIRule” on the start page checks rules in v2, too.",
            source: API_GATEWAY,
            rank: usual,
        }],
    },
    Entry {
        id: "dns-provider-secret",
        title: "The DNS provider’s Secret is not accepted",
        tools: "DNSProvider status",
        weight: Exact,
        signs: &[
            Says("value contains trailing whitespace"),
            Says("value must not be empty"),
            Says("unsupported key in secret"),
            Says("property * not allowed in secret"),
            Says("validation failed for provider type"),
            Says("missing required property"),
            Says("provider status * secret * validation failed"),
            All(&["dns.gardener.cloud", "required in secret"]),
            Says("required in secret"),
            Says("secret not found: {namespace}/{name}"),
            Says("error reading secret for provider"),
        ],
        causes: &[
            Cause {
                id: "keys",
                what: "The Secret of the DNSProvider `{provider}` has a wrong, empty or missing key, or a value that ends with a line break.",
                why: "Keys that the type does not know are refused, and so is white space at the end. `echo` adds one to base64.",
                checks: &[THIS_PROVIDER],
                remedy: "Make it again with the guide’s command, or with `stringData`, and only the keys of the provider’s type.",
                source: DNS_MANAGEMENT,
                rank: usual,
            },
            Cause {
                id: "namespace",
                what: "The Secret is not in the DNSProvider’s own namespace.",
                why: "",
                checks: &[Run(&["kubectl", "get", "secrets", "-n", "{namespace}"])],
                remedy: "Make it in `{namespace}`, and leave `secretRef.namespace` out.",
                source: DNS_MANAGEMENT,
                rank: |situation| {
                    if situation.mentions("notfound") || situation.mentions("errorreadingsecret") {
                        Rank::First
                    } else {
                        Rank::Usual
                    }
                },
            },
        ],
    },
    Entry {
        id: "dns-provider-credentials",
        title: "The DNS provider refuses the credentials, or has no zone for the domain",
        tools: "DNSProvider status",
        weight: Exact,
        signs: &[
            Says("no hosted zone found"),
            Says("no domain matching hosting zones"),
            Says("no domain matching * zones"),
            Says("InvalidClientTokenId"),
            Says("SignatureDoesNotMatch"),
            Says("AuthorizationFailed"),
            Says("AccessDenied: User"),
            Says("is not authorized to perform: route53"),
            Says("invalid_grant"),
            Says("Invalid request headers (6003)"),
            Says("AADSTS"),
        ],
        causes: &[Cause {
            id: "account",
            what: "The credentials are wrong, lack rights, or belong to an account without a zone for the domain.",
            why: "",
            checks: &[PROVIDER, THIS_PROVIDER],
            remedy: "Try them with the provider’s own program; the account needs a zone for the domain or one above it, and the right to change it.",
            source: DNS_MANAGEMENT,
            rank: usual,
        }],
    },
    Entry {
        id: "dns-entry-no-provider",
        title: "No DNSProvider is for this name",
        tools: "DNSEntry and Certificate status",
        weight: Exact,
        signs: &[
            Says("no matching DNS provider found"),
            Says("No responsible provider found"),
            Says("no provider found to apply DNS entry for {host}"),
            Says("no provider found to apply DNS entry"),
            Says("provider has status * is not ready yet"),
        ],
        causes: &[
            Cause {
                id: "domain",
                what: "No DNSProvider in this namespace includes the domain, or it is not Ready.",
                why: "A provider is responsible for `spec.domains.include` and what is below it.",
                checks: &[PROVIDER, ENTRY],
                remedy: "Apply the DNSProvider `{provider}`, wait until it is Ready, and put DNSProvider, its Secret and the DNSEntry into one namespace.",
                source: DNS_MANAGEMENT,
                rank: usual,
            },
            Cause {
                id: "class",
                what: "The annotation `dns.gardener.cloud/class: garden` is missing on the DNSProvider or on the DNSEntry.",
                why: "In a Gardener cluster, which a Kyma runtime is, resources without it are ignored; elsewhere those with it are.",
                checks: &[Run(&[
                    "kubectl",
                    "get",
                    "dnsproviders.dns.gardener.cloud",
                    "-A",
                    "-o",
                    "yaml",
                ])],
                remedy: "Add it to both with the guide’s manifests.",
                source: DNS_MANAGEMENT,
                rank: usual,
            },
        ],
    },
];
