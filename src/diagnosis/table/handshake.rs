//! The gateway ends the TLS handshake because of the client.

use super::{AUTHORITY_SECRET, CLIENT_CERTIFICATE, ENVOY_TLS, GATEWAY_MANIFEST, SECURE_GATEWAYS, TLS_ALERTS};
use crate::diagnosis::entry::Check::Call;
use crate::diagnosis::entry::Sign::{Alert, All, Says, Without};
use crate::diagnosis::entry::Weight::Exact;
use crate::diagnosis::entry::{Cause, Entry, Rank, Situation, usual};

/// Browsers send a certificate only after somebody chose one.
fn in_browser(situation: &Situation<'_>) -> Rank {
    match situation.mentions("errbadssl")
        || situation.mentions("errsslclientauth")
        || situation.mentions("sslerrorrxcertificate")
    {
        true => Rank::First,
        false => Rank::Usual,
    }
}

/// An upstream refuses a client of the mesh: not the ingress gateway.
const UPSTREAM: &[&str] = &[
    "upstream_reset_before_response_started",
    "reset reason: remote connection failure",
];

pub const ENTRIES: &[Entry] = &[
    Entry {
        id: "no-client-certificate",
        title: "The client sent no certificate",
        tools: "curl, browsers, GnuTLS, Java, Go, Python, Node, Envoy",
        weight: Exact,
        signs: &[
            Alert(116),
            Says("ERR_BAD_SSL_CLIENT_AUTH_CERT"),
            Says("ERR_SSL_CLIENT_AUTH_CERT_NEEDED"),
            Says("PEER_DID_NOT_RETURN_A_CERTIFICATE"),
            Says("peer did not return a certificate"),
            Says("peer did not provide required client certificate"),
            All(&[
                "Request CERT (13)",
                "(OUT), TLS handshake, Certificate (11): } [8 bytes data]",
            ]),
        ],
        causes: &[
            Cause {
                id: "not-given",
                what: "The call was made without a client certificate.",
                why: "The Gateway `{gateway}` demands one (`mode: MUTUAL`).",
                checks: &[Call("")],
                remedy: "Give the client both files: `--cert {client-folder}/client.crt --key {client-folder}/client.key`. Other programs have a setting of their own for a client certificate, often a `.p12` file.",
                source: SECURE_GATEWAYS,
                rank: usual,
            },
            Cause {
                id: "browser-choice",
                what: "The browser has no certificate that fits, or the question for it was cancelled.",
                why: "A browser offers only certificates with a private key whose CA the gateway names, and remembers a “no” until it is closed.",
                checks: &[Call("")],
                remedy: "Import `{client-folder}/client.p12`, close all windows of the browser, open `https://{host}/` again and choose the certificate.",
                source: ENVOY_TLS,
                rank: in_browser,
            },
            Cause {
                id: "not-offered",
                what: "The client has a certificate but holds it back, because its CA is not among those that the gateway names.",
                why: "Java, Go and browsers compare the issuer with the gateway’s list. Then the CA in the Secret is another one.",
                checks: &[CLIENT_CERTIFICATE, AUTHORITY_SECRET],
                remedy: "Put the CA that issued the client’s certificate into `{authority-secret}` (key `cacert`) in `istio-system`, or use a certificate of that CA.",
                source: SECURE_GATEWAYS,
                rank: usual,
            },
        ],
    },
    Entry {
        id: "unknown-client-ca",
        title: "The gateway does not trust the client’s CA",
        tools: "curl, GnuTLS, Java, Go, Python, Node, Envoy",
        weight: Exact,
        signs: &[
            Alert(48),
            Without(
                "verify cert failed: X509_verify_cert: certificate verification error * unable to get local issuer certificate",
                UPSTREAM,
            ),
            Without(
                "verify cert failed: X509_verify_cert: certificate verification error * self-signed certificate",
                UPSTREAM,
            ),
            Without(
                "verify cert failed: X509_verify_cert: certificate verification error * unable to get issuer certificate",
                UPSTREAM,
            ),
        ],
        causes: &[
            Cause {
                id: "other-ca",
                what: "The client’s certificate is from another CA than the one in the Secret `{authority-secret}` in `istio-system`.",
                why: "Often the archive was made twice: then the certificates are new, and the Secret still has the earlier CA.",
                checks: &[CLIENT_CERTIFICATE, AUTHORITY_SECRET],
                remedy: "Make the Secret again from the same archive as the client’s certificate, with the guide’s command. Or call with a certificate of the CA that is there.",
                source: SECURE_GATEWAYS,
                rank: usual,
            },
            Cause {
                id: "secret-missing",
                what: "The Secret `{authority-secret}` is missing in `istio-system`, so the gateway falls back to the `ca.crt` beside its own certificate.",
                why: "Then it trusts the clients of the server’s CA, which yours is not. With a public CA that lets strangers in.",
                checks: &[AUTHORITY_SECRET],
                remedy: "Make the Secret `{authority-secret}` with the key `cacert` in `istio-system`, with the guide’s command.",
                source: SECURE_GATEWAYS,
                rank: usual,
            },
            Cause {
                id: "no-intermediate",
                what: "The client sends its certificate alone, but an intermediate CA issued it.",
                why: "The gateway knows the root and cannot build the chain.",
                checks: &[CLIENT_CERTIFICATE],
                remedy: "Send the whole chain: the client’s certificate first, then the intermediate one, in the file of `--cert`.",
                source: TLS_ALERTS,
                rank: usual,
            },
        ],
    },
    Entry {
        id: "client-certificate-expired",
        title: "The client’s certificate, or the revocation list, has expired",
        tools: "curl, GnuTLS, Java, Go, Python, Node, Envoy",
        weight: Exact,
        signs: &[
            Alert(45),
            // curl says so where OpenSSL reports alert 45.
            Without(
                "curl: (60) SSL certificate verification failed",
                &["SSL certificate problem"],
            ),
            Without(
                "verify cert failed: X509_verify_cert: certificate verification error * certificate has expired",
                UPSTREAM,
            ),
            Without(
                "verify cert failed: X509_verify_cert: certificate verification error * certificate is not yet valid",
                UPSTREAM,
            ),
            Says("CRL has expired"),
        ],
        causes: &[
            Cause {
                id: "certificate",
                what: "The client’s certificate is past its end, or does not begin yet.",
                why: "The gateway compares with its own clock.",
                checks: &[CLIENT_CERTIFICATE],
                remedy: "Make a new certificate under the same CA: “Renew and rotate” on the start page. The cluster does not change.",
                source: TLS_ALERTS,
                rank: usual,
            },
            Cause {
                id: "list",
                what: "The revocation list (key `crl` of `{authority-secret}`) is past its next update.",
                why: "Then the gateway refuses every client, also good ones.",
                checks: &[AUTHORITY_SECRET],
                remedy: "Make a new list: “Revoke clients” on the start page.",
                source: ENVOY_TLS,
                rank: |situation| {
                    if situation.mentions("crlhasexpired") {
                        Rank::First
                    } else {
                        Rank::Usual
                    }
                },
            },
        ],
    },
    Entry {
        id: "client-certificate-revoked",
        title: "The client’s certificate is revoked",
        tools: "curl, GnuTLS, Java, Go, Python, Node, Envoy",
        weight: Exact,
        signs: &[
            Alert(44),
            Says("certificate revocation check against provided CRLs failed: certificate revoked"),
            Says("certificate verification error * certificate revoked"),
        ],
        causes: &[Cause {
            id: "revoked",
            what: "The certificate is on the revocation list in the Secret `{authority-secret}`.",
            why: "Somebody withdrew it.",
            checks: &[CLIENT_CERTIFICATE, AUTHORITY_SECRET],
            remedy: "Use another certificate. If it was revoked by mistake, make a new one; a list that no longer has it is possible only where it was put on hold.",
            source: ENVOY_TLS,
            rank: usual,
        }],
    },
    Entry {
        id: "revocation-list-missing",
        title: "A revocation list of the client’s CA is missing",
        tools: "Envoy",
        weight: Exact,
        signs: &[
            Says("unable to get certificate CRL"),
            Says("CRLs failed: unable to get"),
        ],
        causes: &[Cause {
            id: "missing",
            what: "The Secret has revocation lists, but none of the CA that issued this client’s certificate.",
            why: "As soon as there is one list, Envoy demands one of every CA up to the root.",
            checks: &[AUTHORITY_SECRET],
            remedy: "Put the lists of all CAs one after the other into the key `crl` (“Revoke clients” on the start page does that), or remove the key.",
            source: ENVOY_TLS,
            rank: usual,
        }],
    },
    Entry {
        id: "not-a-client-certificate",
        title: "The certificate is not for clients",
        tools: "curl, GnuTLS, Java, Go, Python, Node, Envoy",
        weight: Exact,
        signs: &[
            Alert(43),
            Says("unsupported certificate purpose"),
            Says("X509_V_ERR_INVALID_PURPOSE"),
        ],
        causes: &[Cause {
            id: "usage",
            what: "The client’s certificate has an extended key usage without clientAuth, for example that of a server.",
            why: "Envoy enforces the extended key usage. Let’s Encrypt has not issued clientAuth since 2026-02-11.",
            checks: &[CLIENT_CERTIFICATE],
            remedy: "Use a certificate with clientAuth: one that was made here has it.",
            source: TLS_ALERTS,
            rank: usual,
        }],
    },
    Entry {
        id: "client-name-refused",
        title: "The Gateway admits only clients with certain names or digests",
        tools: "curl, GnuTLS, Java, Go, Python, Node, Envoy",
        weight: Exact,
        signs: &[
            Alert(46),
            Alert(114),
            Says("verify cert failed: verify SAN list"),
            Says("verify cert failed: SAN matcher"),
            Says("verify cert failed: hash/SPKI"),
            Says("fail_verify_san"),
            Says("fail_verify_cert_hash"),
        ],
        causes: &[
            Cause {
                id: "not-listed",
                what: "The Gateway `{gateway}` names the clients that it admits, and this one is not among them.",
                why: "`subjectAltNames` must equal an alternative name of the certificate, never its common name. `verifyCertificateHash` and `verifyCertificateSpki` are digests: a renewed certificate has another hash.",
                checks: &[GATEWAY_MANIFEST, CLIENT_CERTIFICATE],
                remedy: "Add the client to the list in the Gateway, or call with a client that is on it. “Inspect a certificate” on the start page shows the digests and names to compare.",
                source: ENVOY_TLS,
                rank: usual,
            },
            Cause {
                id: "other-reason",
                what: "The certificate is not acceptable for another reason, which only the gateway’s log says.",
                why: "",
                checks: &[super::GATEWAY_LOG],
                remedy: "Look for `verify cert failed` in the log of the gateway, and paste that line here.",
                source: TLS_ALERTS,
                rank: usual,
            },
        ],
    },
    Entry {
        id: "client-certificate-broken",
        title: "The client’s certificate or key does not fit",
        tools: "curl, GnuTLS, Java, Go, Python, Node",
        weight: Exact,
        signs: &[Alert(42), Alert(51), Alert(41)],
        causes: &[
            Cause {
                id: "certificate",
                what: "The gateway cannot use the client’s certificate: it is damaged, or its signature is not that of the CA it names.",
                why: "A CA of the same name but with another key is another CA.",
                checks: &[CLIENT_CERTIFICATE, AUTHORITY_SECRET],
                remedy: "Use certificate, key and CA from one archive.",
                source: TLS_ALERTS,
                rank: usual,
            },
            Cause {
                id: "java",
                what: "The Java client has no certificate to send.",
                why: "Servers on Java answer a missing certificate with bad_certificate.",
                checks: &[Call("")],
                remedy: "Set `javax.net.ssl.keyStore`, `keyStoreType=PKCS12` and `keyStorePassword`, or an `SSLContext` with a key manager.",
                source: TLS_ALERTS,
                rank: usual,
            },
        ],
    },
];
