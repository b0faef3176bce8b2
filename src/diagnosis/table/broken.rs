//! The handshake ends before anybody could say much.

use super::{
    AUTHORITY_SECRET, CLIENT_CERTIFICATE, CURL_ERRORS, ENVOY_TLS, GATEWAY_MANIFEST, ISTIO_NETWORK, SECURE_GATEWAYS,
    TLS_ALERTS,
};
use crate::diagnosis::entry::Check::{Anonymous, Call, Run};
use crate::diagnosis::entry::Sign::{Alert, Says, Without};
use crate::diagnosis::entry::Weight::{Exact, Plain, Vague};
use crate::diagnosis::entry::{Cause, Entry, Rank, usual};

pub const ENTRIES: &[Entry] = &[
    Entry {
        id: "handshake-failure",
        title: "The handshake failed: no certificate, or nothing in common",
        tools: "curl, GnuTLS, Java, Go, Python, Node, browsers",
        weight: Plain,
        signs: &[
            Alert(40),
            Says("ERR_SSL_VERSION_OR_CIPHER_MISMATCH"),
            Says("SSL_ERROR_NO_CYPHER_OVERLAP"),
        ],
        causes: &[
            Cause {
                id: "no-certificate",
                what: "The client sent no certificate, with TLS 1.2.",
                why: "With TLS 1.2 the gateway has no other alert for that.",
                checks: &[Anonymous("--tls-max 1.2"), Call("--tls-max 1.2")],
                remedy: "Give the client its certificate and key: `--cert {client-folder}/client.crt --key {client-folder}/client.key`.",
                source: TLS_ALERTS,
                rank: usual,
            },
            Cause {
                id: "nothing-in-common",
                what: "Client and gateway have no cipher or key type in common.",
                why: "Envoy takes RSA from 2048 bits on, P-256 and P-384; neither Ed25519 nor P-521.",
                checks: &[CLIENT_CERTIFICATE],
                remedy: "Use a certificate with an RSA 2048 or P-256 key, and a client that speaks TLS 1.2 or newer.",
                source: ENVOY_TLS,
                rank: usual,
            },
        ],
    },
    Entry {
        id: "tls-version",
        title: "No common version of TLS",
        tools: "curl, GnuTLS, Java, Go, Python, Node, Envoy",
        weight: Exact,
        signs: &[
            Alert(70),
            Says("OPENSSL_internal:UNSUPPORTED_PROTOCOL"),
            Says("unsupported protocol"),
            Says("no protocols available"),
            Says("The client and server don't support a common SSL protocol version"),
        ],
        causes: &[Cause {
            id: "too-old",
            what: "The client is limited to a version of TLS that the gateway does not speak.",
            why: "Istio’s gateways speak TLS 1.2 and 1.3, or only what `minProtocolVersion` of the Gateway says.",
            checks: &[Call("--verbose"), GATEWAY_MANIFEST],
            remedy: "Update the client or its settings, or lower `tls.minProtocolVersion` in the Gateway `{gateway}`.",
            source: SECURE_GATEWAYS,
            rank: usual,
        }],
    },
    Entry {
        id: "server-name-unknown",
        title: "The gateway has no server of this name",
        tools: "curl, GnuTLS, Java, Go, Node, Envoy",
        weight: Exact,
        signs: &[
            Alert(112),
            Alert(120),
            Says("NR filter_chain_not_found"),
            Says("filter_chain_not_found"),
        ],
        causes: &[
            Cause {
                id: "host",
                what: "The host in the call is not among the hosts of the Gateway `{gateway}`: {hosts}.",
                why: "The gateway picks its certificate by the server name (SNI) that the client sends. A `*.` host covers names below it, not the name itself.",
                checks: &[GATEWAY_MANIFEST],
                remedy: "Call `https://{host}/`, or add the host to the Gateway and to its certificate.",
                source: ISTIO_NETWORK,
                rank: usual,
            },
            Cause {
                id: "no-name",
                what: "The client sent no server name: it called an address, or spoke plain HTTP to the TLS port.",
                why: "In the log the server name, the last but one word, is then `-`.",
                checks: &[Call("--verbose")],
                remedy: "Begin the address with `https://` and use the host, with `--resolve` or `-connect … -servername {host}` where DNS does not know it.",
                source: ISTIO_NETWORK,
                rank: |situation| {
                    if situation.mentions("http://") {
                        Rank::First
                    } else {
                        Rank::Usual
                    }
                },
            },
        ],
    },
    Entry {
        id: "connection-broken-off",
        title: "The connection broke off right after the handshake",
        tools: "curl, Java, Python, Node, browsers",
        weight: Vague,
        signs: &[
            Says("Send failure: Broken pipe"),
            Says("SSL_write: Broken pipe"),
            Says("OpenSSL SSL_read: * errno 104"),
            Says("SSL_ERROR_SYSCALL"),
            Says("SocketException: Broken pipe"),
            Says("EPIPE"),
            Says("BrokenPipeError"),
            Says("ERR_SOCKET_NOT_CONNECTED"),
            Says("ERR_CONNECTION_CLOSED"),
            Says("PR_END_OF_FILE_ERROR"),
            Says("socket hang up"),
            Says("Remote host terminated the handshake"),
            Says("UNEXPECTED_EOF_WHILE_READING"),
            Says("unexpected eof while reading"),
        ],
        causes: &[
            Cause {
                id: "refused",
                what: "The gateway refused the client: it sent no certificate, or one that the gateway does not accept.",
                why: "With TLS 1.3 the client may already be sending when the gateway’s alert arrives; whether you see the alert or a broken pipe is a matter of luck.",
                checks: &[Call("--tls-max 1.2")],
                remedy: "Repeat the call with `--tls-max 1.2`, which always shows the reason, and paste that. If you gave no certificate, add `--cert` and `--key`.",
                source: TLS_ALERTS,
                rank: usual,
            },
            Cause {
                id: "secret",
                what: "The gateway has no certificate for this host: the Secret `{credential}` is missing in `istio-system` or has other keys.",
                why: "Without its certificate Istio lets the handshake fail for everybody.",
                checks: &[super::SERVER_SECRET, AUTHORITY_SECRET],
                remedy: "Make the Secrets with the guide’s commands, both in `istio-system`.",
                source: ISTIO_NETWORK,
                rank: usual,
            },
        ],
    },
    Entry {
        id: "connection-reset",
        title: "The connection was reset during the handshake",
        tools: "curl, browsers, Java, Go, Node, openssl",
        weight: Vague,
        signs: &[
            Says("Recv failure: Connection reset by peer"),
            Says("Connection reset by peer"),
            Says("ERR_CONNECTION_RESET"),
            Says("PR_CONNECT_RESET_ERROR"),
            Says("ERR_EMPTY_RESPONSE"),
            Says("Empty reply from server"),
            Says("ECONNRESET"),
            Says("SocketException: Connection reset"),
            Says("GnuTLS: Error in the pull function"),
            Says("The TLS connection was non-properly terminated"),
        ],
        causes: &[
            Cause {
                id: "host",
                what: "The host in the call is not among the hosts of the Gateway: {hosts}.",
                why: "For a server name that it does not know the gateway just closes the connection.",
                checks: &[GATEWAY_MANIFEST, super::GATEWAY_LOG],
                remedy: "Call `https://{host}/`. With an address instead of a host, add `--resolve`.",
                source: ISTIO_NETWORK,
                rank: usual,
            },
            Cause {
                id: "secret",
                what: "The Secret `{credential}` is missing in `istio-system`, or its keys are wrong.",
                why: "Then the gateway has no certificate to show.",
                checks: &[
                    super::SERVER_SECRET,
                    Run(&["kubectl", "get", "secrets", "-n", "istio-system"]),
                ],
                remedy: "Make it with the guide’s command: keys `tls.crt` and `tls.key`, in `istio-system`.",
                source: SECURE_GATEWAYS,
                rank: usual,
            },
            Cause {
                id: "plain",
                what: "The call spoke plain HTTP to the TLS port 443.",
                why: "",
                checks: &[Call("--verbose")],
                remedy: "Begin the address with `https://`.",
                source: ISTIO_NETWORK,
                rank: |situation| {
                    if situation.mentions("curl:(52)") || situation.mentions("curl:(56)") {
                        Rank::First
                    } else {
                        Rank::Last
                    }
                },
            },
        ],
    },
    Entry {
        id: "no-tls",
        title: "The other side does not speak TLS",
        tools: "curl, browsers, Java, Go, Node, openssl",
        weight: Exact,
        signs: &[
            Without("wrong version number", &["X509_verify_cert", "OPENSSL_internal"]),
            Says("server gave HTTP response to HTTPS client"),
            Says("first record does not look like a TLS handshake"),
            Says("Unsupported or unrecognized SSL message"),
            Says("ERR_SSL_PROTOCOL_ERROR"),
            Says("SSL_ERROR_RX_RECORD_TOO_LONG"),
            Says("An unexpected TLS packet was received"),
            Says("packet length too long"),
            Alert(22),
        ],
        causes: &[
            Cause {
                id: "port",
                what: "The call goes with `https://` to a port that speaks plain HTTP, for example 80 or the Service’s own.",
                why: "",
                checks: &[Call("--verbose")],
                remedy: "Call port 443 of the gateway. Inside the cluster call the Service with `http://`: the sidecars add TLS by themselves.",
                source: CURL_ERRORS,
                rank: usual,
            },
            Cause {
                id: "proxy",
                what: "A proxy between you and the gateway answers.",
                why: "",
                checks: &[Call("--verbose --noproxy *")],
                remedy: "Take the host out of the proxy: environment variable `NO_PROXY`, or `--noproxy`.",
                source: CURL_ERRORS,
                rank: usual,
            },
        ],
    },
    Entry {
        id: "handshake-aborted",
        title: "The other side ended the handshake with an alert",
        tools: "curl, GnuTLS, Java, Go, Python, Node, browsers",
        weight: Plain,
        signs: &[
            Alert(10),
            Alert(20),
            Alert(47),
            Alert(49),
            Alert(50),
            Alert(71),
            Alert(80),
            Alert(86),
            Alert(109),
            Alert(110),
        ],
        causes: &[Cause {
            id: "see-log",
            what: "The alert says what happened, but not why; see below what it means. The gateway’s log knows more.",
            why: "These are rare with Istio’s gateways: look also for a proxy on the way.",
            checks: &[super::GATEWAY_LOG, Call("--verbose")],
            remedy: "Paste the lines of the gateway’s log from the same moment.",
            source: TLS_ALERTS,
            rank: usual,
        }],
    },
];
