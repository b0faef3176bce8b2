//! The client ends the TLS handshake because of the gateway's certificate.

use super::{CERT_MANAGEMENT, CURL_ERRORS, SECURE_GATEWAYS, SERVER_SECRET, TLS_ALERTS};
use crate::diagnosis::entry::Check::{Call, Run};
use crate::diagnosis::entry::Sign::{GatewayAlert, Says, Without};
use crate::diagnosis::entry::Weight::Exact;
use crate::diagnosis::entry::{Cause, Entry, Rank, Situation, usual};

/// What Envoy says about its own peers.
const PROXY: &[&str] = &["X509_verify_cert", "OPENSSL_internal"];

/// A public CA needs no file.
fn where_public(situation: &Situation<'_>) -> Rank {
    match situation.setup.plan() {
        Some(_) if situation.setup.is_managed() => Rank::First,
        Some(_) => Rank::Never,
        None => Rank::Last,
    }
}

fn where_own(situation: &Situation<'_>) -> Rank {
    if situation.setup.is_managed() {
        Rank::Last
    } else {
        Rank::Usual
    }
}

const SHOW_SERVER: crate::diagnosis::entry::Check = Call("--verbose --insecure");

pub const ENTRIES: &[Entry] = &[
    Entry {
        id: "server-not-trusted",
        title: "The client does not trust the gateway’s certificate",
        tools: "curl, wget, GnuTLS, browsers, Java, Go, Python, Node, openssl",
        weight: Exact,
        signs: &[
            Without("unable to get local issuer certificate", PROXY),
            Without("self-signed certificate", PROXY),
            Without("self signed certificate", PROXY),
            Without("unable to verify the first certificate", PROXY),
            Without("UNABLE_TO_VERIFY_LEAF_SIGNATURE", PROXY),
            Without("unable to get issuer certificate", PROXY),
            Says("ERR_CERT_AUTHORITY_INVALID"),
            Says("SEC_ERROR_UNKNOWN_ISSUER"),
            Says("MOZILLA_PKIX_ERROR_SELF_SIGNED_CERT"),
            Says("PKIX path building failed"),
            Says("certificate signed by unknown authority"),
            Says("certificate issuer is unknown"),
            Says("certificate is NOT trusted"),
            Says("invalid peer certificate: UnknownIssuer"),
            Says("SEC_E_UNTRUSTED_ROOT"),
            Says("server certificate verification failed. CAfile"),
            Says("The remote certificate is invalid because of errors in the certificate chain"),
        ],
        causes: &[
            Cause {
                id: "wrong-ca-file",
                what: "The client checks the gateway with another CA: none, or the client CA instead of the server CA.",
                why: "`--cacert` is for the server’s certificate. The CA of the clients is another one, and only the gateway needs it.",
                checks: &[SHOW_SERVER],
                remedy: "Give the client `{server-ca}`: with curl `--cacert {server-ca}`. The line `issuer:` of the command above must name that CA.",
                source: CURL_ERRORS,
                rank: where_own,
            },
            Cause {
                id: "public-ca",
                what: "The gateway’s certificate is from a public CA, and the client was told to trust another one only.",
                why: "With `--cacert` curl trusts nothing else.",
                checks: &[SHOW_SERVER],
                remedy: "Leave `--cacert` out. If the issuer’s name has “STAGING” in it, the issuer is one for tests.",
                source: CERT_MANAGEMENT,
                rank: where_public,
            },
            Cause {
                id: "no-intermediate",
                what: "The gateway serves its certificate without the intermediate one.",
                why: "Clients that know only the root cannot build the chain; browsers may still have it from elsewhere.",
                checks: &[
                    Run(&[
                        "openssl",
                        "crl2pkcs7",
                        "-nocrl",
                        "-certfile",
                        "certificates/server-chain.pem",
                    ]),
                    SERVER_SECRET,
                ],
                remedy: "Put the whole chain into `tls.crt` of `{credential}`: the server’s certificate first, then the intermediate ones, without the root.",
                source: SECURE_GATEWAYS,
                rank: usual,
            },
            Cause {
                id: "other-server",
                what: "Somebody else answers at that address: another gateway, a proxy of your company, an older cluster.",
                why: "",
                checks: &[SHOW_SERVER],
                remedy: "Compare `subject:` and `issuer:` with the certificate that you made; then correct DNS, `--resolve` or the proxy settings.",
                source: CURL_ERRORS,
                rank: usual,
            },
        ],
    },
    Entry {
        id: "server-name-mismatch",
        title: "The gateway’s certificate is for another name",
        tools: "curl, wget, browsers, Java, Go, Python, Node",
        weight: Exact,
        signs: &[
            Says("no alternative certificate subject name matches target host name {host}"),
            Says("no alternative certificate subject name matches target"),
            Says("Hostname mismatch, certificate is not valid for {host}"),
            Says("IP address mismatch, certificate is not valid for {host}"),
            Says("altnames: Host: {host}"),
            Says("altnames: IP: {host}"),
            Says("ERR_TLS_CERT_ALTNAME_INVALID"),
            Says("certificate is valid for * , not {host}"),
            Says("cannot validate certificate for {host} because it doesn't contain any IP SANs"),
            Says("certificate is not valid for any names, but wanted to match {host}"),
            Says("No subject alternative DNS name matching {host}"),
            Says("No name matching {host} found"),
            Says("No subject alternative names"),
            Says("certificate common name * doesn't match requested host name {host}"),
            Says("owner does not match hostname {host}"),
            Says("ERR_CERT_COMMON_NAME_INVALID"),
            Says("SSL_ERROR_BAD_CERT_DOMAIN"),
            Says("name in the certificate does not match the expected"),
            Says("certificate not valid for name {host}"),
            Says("SEC_E_WRONG_PRINCIPAL"),
        ],
        causes: &[
            Cause {
                id: "one-label",
                what: "The host has more labels than the wildcard certificate covers.",
                why: "`*.example.com` covers `a.example.com`, neither `a.b.example.com` nor `example.com`. The Gateway’s hosts are not so strict, which hides it.",
                checks: &[SHOW_SERVER],
                remedy: "Call `https://{host}/`, or make a certificate that names the host itself.",
                source: "https://www.rfc-editor.org/rfc/rfc9525#section-6.3",
                rank: usual,
            },
            Cause {
                id: "other-gateway",
                what: "Another Gateway answers for this host, with its own certificate.",
                why: "Kyma’s own gateway takes `*.` of the cluster’s default domain; two Gateways with one host hide each other.",
                checks: &[
                    SHOW_SERVER,
                    Run(&["kubectl", "get", "gateways.networking.istio.io", "-A"]),
                ],
                remedy: "Give every host to one Gateway only, and use a domain of its own below the default domain, such as `mtls.`.",
                source: SECURE_GATEWAYS,
                rank: usual,
            },
            Cause {
                id: "address",
                what: "The call goes to an address or to `localhost`.",
                why: "Certificates are for names.",
                checks: &[Call("--verbose")],
                remedy: "Call the host, with `--resolve {host}:443:ADDRESS` where DNS does not know it.",
                source: CURL_ERRORS,
                rank: |situation| match situation.part(crate::diagnosis::Part::Host) {
                    Some(host)
                        if host == "localhost" || host.bytes().all(|octet| octet.is_ascii_digit() || octet == b'.') =>
                    {
                        Rank::First
                    }
                    _ => Rank::Last,
                },
            },
        ],
    },
    Entry {
        id: "server-expired",
        title: "The gateway’s certificate has expired",
        tools: "curl, wget, browsers, Java, Go, Python, Node",
        weight: Exact,
        signs: &[
            Without("certificate problem: certificate has expired", PROXY),
            Without("certificate verify failed: certificate has expired", PROXY),
            Without("CERT_HAS_EXPIRED", PROXY),
            Without("verify error:num=10:certificate has expired", PROXY),
            Without("certificate is not yet valid", PROXY),
            Says("certificate has expired or is not yet valid"),
            Says("ERR_CERT_DATE_INVALID"),
            Says("SEC_ERROR_EXPIRED_CERTIFICATE"),
            Says("CertificateExpiredException"),
            Says("The certificate chain uses expired certificate"),
            Says("invalid peer certificate: Expired"),
            Says("SEC_E_CERT_EXPIRED"),
        ],
        causes: &[
            Cause {
                id: "renew",
                what: "The certificate in the Secret `{credential}` is past its end.",
                why: "What you make yourself nobody renews for you.",
                checks: &[SHOW_SERVER],
                remedy: "Make a new one under the same CA: “Renew and rotate” on the start page; then make the Secret again. Clients need not change.",
                source: SECURE_GATEWAYS,
                rank: |situation| {
                    if situation.setup.is_managed() {
                        Rank::Last
                    } else {
                        Rank::Usual
                    }
                },
            },
            Cause {
                id: "gardener",
                what: "Gardener could not renew the certificate `{certificate}`.",
                why: "It begins 30 days before the end; its DNS check must still succeed.",
                checks: &[Run(&[
                    "kubectl",
                    "describe",
                    "certificate.cert.gardener.cloud",
                    "{certificate}",
                    "-n",
                    "istio-system",
                ])],
                remedy: "Paste the message of its status here.",
                source: CERT_MANAGEMENT,
                rank: |situation| match situation.setup.plan() {
                    Some(_) if !situation.setup.is_managed() => Rank::Never,
                    _ => Rank::Usual,
                },
            },
            Cause {
                id: "clock",
                what: "The clock of the client’s machine is wrong.",
                why: "",
                checks: &[Run(&["openssl", "version"])],
                remedy: "Set the clock. Virtual machines and containers fall behind after the computer slept.",
                source: TLS_ALERTS,
                rank: |situation| {
                    if situation.mentions("notyetvalid") {
                        Rank::Usual
                    } else {
                        Rank::Last
                    }
                },
            },
        ],
    },
    Entry {
        id: "client-hung-up",
        title: "The client did not accept the gateway’s certificate",
        tools: "Envoy",
        weight: Exact,
        signs: &[GatewayAlert(48), GatewayAlert(42), GatewayAlert(46), GatewayAlert(45)],
        causes: &[Cause {
            id: "ca",
            what: "The client sent this alert: it does not trust the certificate that the gateway shows.",
            why: "In the gateway’s own log an alert comes from the other side. Nothing is wrong with the client’s certificate.",
            checks: &[SHOW_SERVER],
            remedy: "Give the client the server’s CA, `{server-ca}` (curl: `--cacert`), not that of the clients.",
            source: TLS_ALERTS,
            rank: usual,
        }],
    },
    Entry {
        id: "old-profile",
        title: "The certificate lacks what modern clients demand",
        tools: "browsers, Go, Python, NSS, openssl",
        weight: Exact,
        signs: &[
            Says("certificate relies on legacy Common Name field"),
            Says("ERR_SSL_KEY_USAGE_INCOMPATIBLE"),
            Says("Missing Authority Key Identifier"),
            Says("Missing Subject Key Identifier"),
            Says("Basic Constraints of CA cert not marked critical"),
            Says("SEC_ERROR_REUSED_ISSUER_AND_SERIAL"),
            Says("UnsupportedCertVersion"),
            Says("CA cert does not include key usage extension"),
            Says("certificate key too weak"),
            Says("ca md too weak"),
            Says("ee key too small"),
        ],
        causes: &[Cause {
            id: "by-hand",
            what: "The certificate was made by commands that leave out alternative names, key usage or key identifiers.",
            why: "`openssl x509 -req` without `-extfile` makes X.509 version 1; curl and Envoy take it, Chrome, Go and Python do not.",
            checks: &[Run(&[
                "openssl",
                "x509",
                "-noout",
                "-text",
                "-in",
                "certificates/server.crt",
            ])],
            remedy: "Make the certificates here: they have all of it. “Inspect a certificate” on the start page names what is missing.",
            source: "https://www.rfc-editor.org/rfc/rfc5280#section-4.2",
            rank: usual,
        }],
    },
];
