//! The decoder of alerts and flags, by every library's spelling.

use mtls_wizard::diagnosis::alert::Heard;
use mtls_wizard::diagnosis::{LARGEST_PASTE, Refused, diagnose};

use super::told;

/// How libraries write alerts: OpenSSL 1.1 and 3, LibreSSL, BoringSSL, GnuTLS, NSS, Go, rustls, Java, Python, Node.
const SPELLINGS: [(u8, &str); 24] = [
    (
        116,
        "error:0A00045C:SSL routines:ssl3_read_bytes:tlsv13 alert certificate required",
    ),
    (116, "error:1409445C:SSL routines:ssl3_read_bytes:reason(1116)"),
    (116, "SSL_ERROR_RX_CERTIFICATE_REQUIRED_ALERT"),
    (116, "*** Received alert [116]: Certificate is required"),
    (116, "remote error: tls: certificate required"),
    (116, "received fatal alert: CertificateRequired"),
    (
        116,
        "javax.net.ssl.SSLHandshakeException: Received fatal alert: certificate_required",
    ),
    (116, "code: 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED'"),
    (
        48,
        "TLS_error:|268436504:SSL_routines:OPENSSL_internal:TLSV1_ALERT_UNKNOWN_CA:TLS_error_end",
    ),
    (48, "[SSL: TLSV1_ALERT_UNKNOWN_CA] tlsv1 alert unknown ca (_ssl.c:2580)"),
    (48, "SSL_ERROR_UNKNOWN_CA_ALERT"),
    (48, "remote error: tls: unknown certificate authority"),
    (48, "received fatal alert: UnknownCA"),
    (46, "Received fatal alert: certificate_unknown"),
    (
        45,
        "error:14094415:SSL routines:ssl3_read_bytes:sslv3 alert certificate expired:s3_pkt.c:1493:SSL alert number 45",
    ),
    (45, "remote error: tls: expired certificate"),
    (44, "Received alert [44]: Certificate was revoked"),
    (43, "remote error: tls: unsupported certificate"),
    (42, "remote error: tls: bad certificate"),
    (42, "SSL_ERROR_BAD_CERT_ALERT"),
    (40, "Received fatal alert: handshake_failure"),
    (70, "remote error: tls: protocol version not supported"),
    (112, "error:0A000458:SSL routines::tlsv1 unrecognized name"),
    (120, "remote error: tls: no application protocol"),
];

#[test]
fn alerts_are_decoded_however_they_are_spelt() {
    for (number, text) in SPELLINGS {
        let told = told(text, None);
        let numbers: Vec<u8> = told.alerts.iter().map(|mentioned| mentioned.alert.number).collect();
        assert_eq!(numbers, [number], "{text}");
    }
}

#[test]
fn an_alert_in_the_gateways_log_came_from_the_client() {
    let heard = |text: &str| told(text, None).alerts.first().map(|mentioned| mentioned.heard);
    let log = "TLS_error:|268436504:SSL_routines:OPENSSL_internal:TLSV1_ALERT_UNKNOWN_CA:TLS_error_end";
    assert_eq!(heard(log), Some(Heard::ByGateway));
    // The egress gateway is a client of its target.
    let egress = [
        "503 UF upstream_reset_before_response_started{remote_connection_failure|",
        log,
        "}",
    ]
    .concat();
    assert_eq!(heard(&egress), Some(Heard::ByClient));
}

#[test]
fn words_about_certificates_are_no_alerts() {
    for text in [
        "Certificate is expired, said the calendar",
        "internal error: something of our own",
        "HTTP/1.1 200 OK\nthe certificate required a signature",
    ] {
        assert!(told(text, None).alerts.is_empty(), "{text}");
    }
}

#[test]
fn flags_are_read_from_text_and_from_json() {
    let flags = |text: &str| -> Vec<&str> { told(text, None).flags.iter().map(|flag| flag.short).collect() };
    assert_eq!(
        flags(r#"[2026] "GET / HTTP/2" 503 UF,URX via_upstream - "-""#),
        ["UF", "URX"]
    );
    assert_eq!(
        flags(r#"{"response_code":503,"response_flags":"UC","route_name":null}"#),
        ["UC"]
    );
    assert_eq!(flags(r#"{"response_flags":"-"}"#), [""; 0]);
    assert_eq!(flags("the UC Berkeley and an UF in words"), [""; 0]);
}

#[test]
fn what_is_not_known_is_said_to_be_so() {
    let told = told("my hovercraft is full of eels", None);
    assert!(told.problems.is_empty() && told.alerts.is_empty() && told.flags.is_empty());
}

#[test]
fn nothing_and_too_much_are_refused() {
    assert_eq!(diagnose(" \n\t\"'", None).err(), Some(Refused::Empty));
    assert_eq!(
        diagnose(&"x".repeat(LARGEST_PASTE + 1), None).err(),
        Some(Refused::TooLong)
    );
    // As much as is allowed, of what every pattern begins with.
    let most = "curl: error: tls alert TLS_error:| Failed to connect to ".repeat(LARGEST_PASTE / 60);
    assert!(diagnose(&most, None).is_ok());
}

#[test]
fn foreign_letters_and_broken_octets_do_no_harm() {
    for text in [
        "é",
        "\u{1b}[",
        "\u{1b}",
        "error:é0A00045C:",
        "|é68436504",
        "Could not resolve host: é",
        "😀 curl: (6) Could not resolve host: 😀.example",
    ] {
        let refused = diagnose(text, None).err();
        assert_ne!(refused, Some(Refused::TooLong), "{text:?}");
    }
}
