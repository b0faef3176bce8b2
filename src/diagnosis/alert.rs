//! TLS alerts: every number, as every library spells it, and what it says at a gateway that asks for certificates.
//!
//! Numbers and names: the IANA registry "TLS Alerts" (RFC 8446, section 6, and the older RFCs 2246, 5246, 6066, 7301).

use super::paste::Paste;

/// One alert.
#[derive(Debug, PartialEq, Eq)]
pub struct Alert {
    /// Its number on the wire.
    pub number: u8,
    /// Its name in RFC 8446.
    pub name: &'static str,
    /// What it means when the gateway sends it to a client.
    pub meaning: &'static str,
    /// Spellings that do not follow from the name.
    spellings: &'static [&'static str],
}

/// Who reports an alert; the other end sent it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// A client reports it: the gateway, or whatever answered at its address, sent it.
    ByClient,
    /// The gateway's own proxy reports it: the client sent it.
    ByGateway,
}

/// An alert that is mentioned in a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mentioned {
    pub alert: &'static Alert,
    pub heard: Heard,
}

macro_rules! alerts {
    ($($number:literal $name:literal $meaning:literal [$($spelling:literal),*];)*) => {
        /// Every alert.
        pub const ALERTS: &[Alert] = &[$(Alert {
            number: $number, name: $name, meaning: $meaning, spellings: &[$($spelling),*],
        }),*];
    };
}

alerts! {
    0 "close_notify" "The connection was closed in the normal way." [];
    10 "unexpected_message" "A message that does not belong there: often a proxy on the way, or no TLS at all." ["unexpected message was received"];
    20 "bad_record_mac" "Data was changed on the way, or the keys differ." ["bad record mac"];
    21 "decryption_failed" "Data could not be decrypted (old)." [];
    22 "record_overflow" "A record is too long: usually no TLS." [];
    30 "decompression_failure" "Data could not be decompressed (old)." [];
    40 "handshake_failure" "Nothing that both accept. With TLS 1.2 it is also the answer to a client without a certificate." ["Handshake failed", "sslv3 alert handshake failure"];
    41 "no_certificate" "No certificate (SSL 3.0)." ["No certificate (SSL 3.0)"];
    42 "bad_certificate" "The client's certificate is broken, or its signature does not fit." ["Certificate is bad", "SSL_ERROR_BAD_CERT_ALERT"];
    43 "unsupported_certificate" "The client's certificate is not for clients: its extended key usage lacks clientAuth." ["Certificate is not supported", "SSL_ERROR_UNSUPPORTED_CERT_ALERT"];
    44 "certificate_revoked" "The client's certificate is on the revocation list." ["Certificate was revoked", "tls: revoked certificate", "SSL_ERROR_REVOKED_CERT_ALERT"];
    45 "certificate_expired" "The client's certificate, or the revocation list, has expired." ["Certificate is expired", "tls: expired certificate", "SSL_ERROR_EXPIRED_CERT_ALERT"];
    46 "certificate_unknown" "The client's certificate is not acceptable for another reason, such as its alternative names." ["tls: unknown certificate", "SSL_ERROR_CERTIFICATE_UNKNOWN_ALERT"];
    47 "illegal_parameter" "A field of the handshake is out of range." [];
    48 "unknown_ca" "The client's certificate is not from a CA that the gateway trusts." ["CA is unknown", "SSL_ERROR_UNKNOWN_CA_ALERT", "UnknownCA", "unknown certificate authority"];
    49 "access_denied" "The certificate is valid, but access is denied." ["Access was denied", "SSL_ERROR_ACCESS_DENIED_ALERT"];
    50 "decode_error" "A message could not be decoded." ["SSL_ERROR_DECODE_ERROR_ALERT", "error decoding message"];
    51 "decrypt_error" "A signature of the handshake does not fit: the private key is not that of the certificate." ["SSL_ERROR_DECRYPT_ERROR_ALERT", "error decrypting message"];
    60 "export_restriction" "Export rules (old)." [];
    70 "protocol_version" "No common version of TLS." ["Error in protocol version", "SSL_ERROR_PROTOCOL_VERSION_ALERT", "protocol version not supported"];
    71 "insufficient_security" "The client's ciphers are too weak." ["SSL_ERROR_INSUFFICIENT_SECURITY_ALERT", "insufficient security level"];
    80 "internal_error" "The other side failed for reasons of its own." ["SSL_ERROR_INTERNAL_ERROR_ALERT"];
    86 "inappropriate_fallback" "The client retried with an older version than it must." [];
    90 "user_canceled" "Somebody stopped the handshake." ["User canceled"];
    100 "no_renegotiation" "Renegotiation is refused." [];
    109 "missing_extension" "A required extension is missing." [];
    110 "unsupported_extension" "An extension was not asked for." [];
    111 "certificate_unobtainable" "The certificate could not be fetched." [];
    112 "unrecognized_name" "No server of this name (SNI)." ["The server name sent was not recognized", "SSL_ERROR_UNRECOGNIZED_NAME_ALERT"];
    113 "bad_certificate_status_response" "The stapled OCSP response is not valid." [];
    114 "bad_certificate_hash_value" "The client's certificate is not one of those that the Gateway names by digest." ["SSL_ERROR_BAD_CERT_HASH_VALUE_ALERT"];
    115 "unknown_psk_identity" "The pre-shared key is not known." [];
    116 "certificate_required" "The client sent no certificate." ["Certificate is required", "SSL_ERROR_RX_CERTIFICATE_REQUIRED_ALERT"];
    120 "no_application_protocol" "No common application protocol (ALPN)." ["No supported application protocol could be negotiated"];
    121 "ech_required" "Encrypted Client Hello is required." [];
}

/// The alert of a number.
pub fn numbered(number: u32) -> Option<&'static Alert> {
    ALERTS.iter().find(|alert| u32::from(alert.number) == number)
}

/// Every alert that a message mentions, each once. `close_notify` ends every good connection and is left out.
pub fn mentioned(paste: &Paste<'_>) -> Vec<Mentioned> {
    let text = paste.squeezed();
    // Envoy reads by BoringSSL, which calls itself OPENSSL_internal. It is a client itself towards its upstreams.
    let is_proxy = text.contains("opensslinternal")
        && ![
            "upstreamreset",
            "upstreamconnecterror",
            "upstreamtransportfailurereason:tlserror",
        ]
        .iter()
        .any(|upstream| text.contains(upstream));
    let heard = if is_proxy { Heard::ByGateway } else { Heard::ByClient };
    ALERTS
        .iter()
        .filter(|alert| alert.number != 0 && alert.is_mentioned(paste))
        .map(|alert| Mentioned { alert, heard })
        .collect()
}

impl Alert {
    fn is_mentioned(&self, paste: &Paste<'_>) -> bool {
        let text = paste.squeezed();
        let bare: String = self.name.chars().filter(|character| *character != '_').collect();
        // OpenSSL, BoringSSL, Python, Node; Go; Java and rustls; schannel-free SecureTransport has numbers of its own.
        let named = ["alert", "alert:", "tls:", "alertdescription:", "alert(fatal),"]
            .iter()
            .any(|before| stands_alone(text, &[before, bare.as_str()].concat()));
        let number = self.number.to_string();
        named
            || self
                .spellings
                .iter()
                .any(|spelling| stands_alone(text, &super::paste::squeeze(spelling)) && is_about_tls(text, spelling))
            || stands_alone(text, &["sslalertnumber", &number].concat())
            || text.contains(&["receivedalert[", &number, "]"].concat())
            || text.contains(&["reason(", &(1000 + u32::from(self.number)).to_string(), ")"].concat())
            || codes(text).any(|code| code == 1000 + u32::from(self.number))
    }
}

/// GnuTLS says in plain words what others have names for; only after "alert" they are about one.
fn is_about_tls(text: &str, spelling: &str) -> bool {
    spelling.starts_with("SSL_") || text.contains("alert") || text.contains("tls:")
}

/// Whether the words end where they end here: alert 46, "unknown certificate", is not in Go's "unknown certificate authority".
fn stands_alone(text: &str, words: &str) -> bool {
    text.match_indices(words).any(|(place, found)| {
        let rest = text.get(place + found.len()..).unwrap_or_default();
        let is_number = words.ends_with(|last: char| last.is_ascii_digit());
        let is_longer = is_number && rest.starts_with(|next: char| next.is_ascii_digit());
        !rest.starts_with("authority") && !is_longer
    })
}

/// The reasons in error codes: `error:0A000418:` of OpenSSL, `|268436504:` of BoringSSL in Envoy. The library is SSL, and
/// the lowest twelve bits are the reason, for alerts 1000 and the alert.
fn codes(text: &str) -> impl Iterator<Item = u32> {
    let hexadecimal = text
        .match_indices("error:")
        .filter_map(|(place, found)| text.get(place + found.len()..place + found.len() + 8))
        .filter_map(|digits| u32::from_str_radix(digits, 16).ok())
        .filter(|code| matches!(code >> 24, 0x0A | 0x14 | 0x10));
    let decimal = text
        .match_indices('|')
        .filter_map(|(place, _)| text.get(place + 1..place + 10))
        .filter_map(|digits| digits.parse::<u32>().ok())
        .filter(|code| code >> 24 == 0x10);
    hexadecimal.chain(decimal).map(|code| code & 0xFFF)
}
