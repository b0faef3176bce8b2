//! What istiod and the gateway say about Secrets and Gateways.

use super::{AUTHORITY_SECRET, GATEWAY_MANIFEST, ISTIO_NETWORK, ISTIO_SECURITY, SECURE_GATEWAYS, SERVER_SECRET};
use crate::diagnosis::entry::Check::Run;
use crate::diagnosis::entry::Sign::Says;
use crate::diagnosis::entry::Weight::Exact;
use crate::diagnosis::entry::{Cause, Entry, Rank, usual};

pub const ENTRIES: &[Entry] = &[
    Entry {
        id: "gateway-secret-missing",
        title: "The gateway does not find a Secret",
        tools: "istiod, Envoy, istioctl",
        weight: Exact,
        signs: &[
            Says("failed to fetch * secret {namespace}/{name}: "),
            Says("unable to fetch * secret {name}"),
            Says("secret {namespace}/{name} not found"),
            Says("kubernetes://{name} * secret * not found"),
            Says("kubernetes-gateway://{name} * secret * not found"),
            Says("Referenced credentialName not found: {name}"),
            Says("proxy * attempted to access unauthorized certificates {name}"),
        ],
        causes: &[
            Cause {
                id: "client-ca",
                what: "The Secret `{authority-secret}` is missing in `istio-system`.",
                why: "The Gateway’s `credentialName` is `{credential}`; Istio looks for the clients’ CA under that name with `-cacert`.",
                checks: &[AUTHORITY_SECRET],
                remedy: "Make it with the guide’s command: key `cacert`, in `istio-system`.",
                source: SECURE_GATEWAYS,
                rank: |situation| {
                    if situation.mentions("-cacert") && !situation.mentions("fetchkeyandcertificate") {
                        Rank::First
                    } else {
                        Rank::Last
                    }
                },
            },
            Cause {
                id: "missing",
                what: "The Secret `{credential}` is missing in `istio-system`.",
                why: "The gateway reads Secrets from the namespace of its own pods, not from that of the Gateway resource.",
                checks: &[SERVER_SECRET, Run(&["kubectl", "get", "secrets", "-n", "istio-system"])],
                remedy: "Make it there with the guide’s command; if Gardener makes it, look at the Certificate’s status.",
                source: ISTIO_SECURITY,
                rank: usual,
            },
        ],
    },
    Entry {
        id: "gateway-secret-keys",
        title: "The Secret has other keys than the gateway reads",
        tools: "istiod",
        weight: Exact,
        signs: &[
            Says("didn't have expected keys"),
            Says("found key * but it was empty"),
            Says("found keys * but they were empty"),
        ],
        causes: &[
            Cause {
                id: "ca-missing",
                what: "The Secret `{authority-secret}` is missing in `istio-system`.",
                why: "Istio then looks for the clients’ CA in `{credential}` itself, and finds none there.",
                checks: &[AUTHORITY_SECRET],
                remedy: "Make it with the guide’s command: key `cacert`, in `istio-system`.",
                source: SECURE_GATEWAYS,
                rank: |situation| match situation.mentions("expectedkeyscacert") {
                    true => Rank::First,
                    false => Rank::Last,
                },
            },
            Cause {
                id: "keys",
                what: "The Secret exists, but under other keys than Istio reads.",
                why: "`{credential}` needs `tls.crt` and `tls.key` (or `cert` and `key`); `{authority-secret}` needs `cacert` (or `ca.crt`). File names such as `client-ca.crt` become keys unless they are given one.",
                checks: &[SERVER_SECRET, AUTHORITY_SECRET],
                remedy: "Make the Secret again with `--from-file=cacert=FILE`, as in the guide: the word before the file is the key.",
                source: SECURE_GATEWAYS,
                rank: usual,
            },
        ],
    },
    Entry {
        id: "gateway-certificate-broken",
        title: "The gateway cannot use its certificate",
        tools: "istiod, Envoy",
        weight: Exact,
        signs: &[
            Says("Failed to load incomplete private key"),
            Says("Failed to load private key from"),
            Says("Failed to load certificate chain from"),
            Says("Failed to load trusted CA certificates from"),
            Says("Failed to load CRL from"),
            Says("invalid server certificate"),
            Says("tls: private key does not match public key"),
            Says("Invalid path: * private key"),
        ],
        causes: &[
            Cause {
                id: "pair",
                what: "Certificate and key in `{credential}` do not belong together, or one of them is not whole.",
                why: "",
                checks: &[SERVER_SECRET],
                remedy: "Make the Secret again with both files of one archive. “Inspect a certificate” on the start page compares certificate and key.",
                source: ISTIO_SECURITY,
                rank: usual,
            },
            Cause {
                id: "authority",
                what: "What the key `cacert` of `{authority-secret}` holds is no certificate in PEM.",
                why: "",
                checks: &[AUTHORITY_SECRET],
                remedy: "It must begin with `-----BEGIN CERTIFICATE-----`. Convert DER with `openssl x509 -inform DER`.",
                source: ISTIO_SECURITY,
                rank: |situation| {
                    if situation.mentions("trustedca") || situation.mentions("loadcrl") {
                        Rank::First
                    } else {
                        Rank::Last
                    }
                },
            },
        ],
    },
    Entry {
        id: "gateway-conflict",
        title: "Two Gateways claim the same host or port",
        tools: "istioctl, istiod",
        weight: Exact,
        signs: &[
            Says("IST0145"),
            Says("Conflict with gateways"),
            Says("IST0132"),
            Says("duplicate certificate is used in multiple gateways"),
            Says("IST0149"),
            Says("IST0116"),
        ],
        causes: &[Cause {
            id: "hosts",
            what: "Another Gateway has the host of `{gateway}` already, or shares its certificate.",
            why: "Only the older one works then. With one certificate for two Gateways browsers reuse a connection and get 404.",
            checks: &[
                Run(&["kubectl", "get", "gateways.networking.istio.io", "-A"]),
                GATEWAY_MANIFEST,
            ],
            remedy: "Give each Gateway hosts and a certificate of its own; `*.` of the cluster’s default domain belongs to `kyma-gateway`.",
            source: ISTIO_NETWORK,
            rank: usual,
        }],
    },
];
