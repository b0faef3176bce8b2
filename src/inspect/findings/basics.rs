//! What holds for certificates of every purpose.

use super::super::{Item, Severity};
use crate::pki::clock::{SECONDS_PER_DAY, UnixTime};
use crate::pki::decode::anatomy::{Anatomy, ExtensionValue};
use crate::pki::decode::{AlternativeName, PublicKeyKind};

/// How many days before its end a certificate "ends soon".
const SOON: i64 = 30;
/// The most octets of a serial number (RFC 5280 section 4.1.2.2).
const LONGEST_SERIAL: usize = 20;
/// Envoy refuses shorter RSA keys, and many programs are slow with longer ones.
const SHORTEST_RSA: usize = 2048;
const LONGEST_RSA: usize = 8192;

pub fn version(item: &mut Item, anatomy: &Anatomy) {
    if anatomy.version >= 3 {
        return;
    }
    let version = anatomy.version.to_string();
    if anatomy.is_self_issued() {
        item.find(
            Severity::Problem,
            ["Version ", &version, ": it cannot say that it is an authority"].concat(),
            "Only version 3 has basicConstraints, without which many programs trust nothing that it issued.",
            "Make the root again: `openssl req -x509` writes version 3.",
        );
    } else {
        item.find(
            Severity::Problem,
            ["Version ", &version, ", no SAN: Chrome and Go will refuse it"].concat(),
            "It can name neither hosts nor purposes. Envoy, curl and Java fall back to the common name, so it seems to work; browsers, Go, Rust and Python 3.13 refuse it. `openssl x509 -req` makes such certificates unless it is given extensions.",
            "Issue it again with `-extfile` and a file with subjectAltName, keyUsage and extendedKeyUsage, or let this app make it.",
        );
    }
}

pub fn dates(item: &mut Item, anatomy: &Anatomy, now: UnixTime) {
    let (Some(start), Some(end)) = (anatomy.not_before, anatomy.not_after) else {
        item.find(
            Severity::Problem,
            "Its dates cannot be read",
            "Every program refuses a certificate without a period of validity.",
            "Have it issued again.",
        );
        return;
    };
    let left = end.seconds() - now.seconds();
    if end <= start {
        item.find(
            Severity::Problem,
            "It ends before it begins",
            "There is no moment at which it is valid.",
            "Have it issued again.",
        );
    } else if left < 0 {
        item.find(
            Severity::Problem,
            ["It expired on ", &end.date().to_string()].concat(),
            "Every program refuses it: alert 45, “certificate expired”.",
            "Have it issued again, with the same key or a new one.",
        );
    } else if now < start {
        item.find(
            Severity::Problem,
            ["It is valid only from ", &start.date().to_string()].concat(),
            "Until then every program refuses it, with the same words as for an expired one.",
            "Wait, or look whether the clock of the machine that made it runs ahead.",
        );
    } else if left < SOON * SECONDS_PER_DAY {
        let days = (left / SECONDS_PER_DAY).to_string();
        item.find(
            Severity::Warning,
            ["It ends soon: ", &days, " days are left"].concat(),
            "After that every program refuses it, and Istio says nothing before.",
            "Renew it, and put the new one into the Secret: Istio takes it over without a restart.",
        );
    }
    let days = (end.seconds() - start.seconds()) / SECONDS_PER_DAY;
    if !anatomy.is_authority() && days > 825 {
        item.find(
            Severity::Warning,
            ["It is valid for ", &days.to_string(), " days"].concat(),
            "Apple’s systems refuse server certificates of more than 825 days, also of private authorities.",
            "Issue it for at most 397 days, or 825 at the very most.",
        );
    } else if !anatomy.is_authority() && days > 398 && may_serve(anatomy) {
        item.find(
            Severity::Note,
            ["It is valid for ", &days.to_string(), " days"].concat(),
            "Browsers take at most 398 days from public authorities; from your own they take it.",
            "Nothing, if the authority is your own.",
        );
    }
}

/// Whether it is not for clients alone.
fn may_serve(anatomy: &Anatomy) -> bool {
    anatomy
        .purposes()
        .is_none_or(|purposes| purposes.iter().any(|purpose| purpose == "serverAuth"))
}

pub fn serial(item: &mut Item, anatomy: &Anatomy) {
    let number = anatomy.serial_number.as_slice();
    if number.iter().all(|octet| *octet == 0) {
        item.find(
            Severity::Problem,
            "The serial number is 0",
            "It must be positive and unique (RFC 5280). NSS refuses the second certificate of an issuer with the same number, and a revocation list cannot tell them apart. `-set_serial 0` does this.",
            "Issue it again without `-set_serial`, so that openssl draws a random number.",
        );
    } else if anatomy.has_negative_serial() {
        item.find(
            Severity::Problem,
            "The serial number is negative",
            "It must be positive (RFC 5280). Go and Rust refuse the certificate.",
            "Have it issued again.",
        );
    } else if number.len() > LONGEST_SERIAL {
        item.find(
            Severity::Warning,
            ["The serial number has ", &number.len().to_string(), " octets"].concat(),
            "At most 20 are allowed (RFC 5280), and some programs refuse longer ones.",
            "Have it issued again.",
        );
    }
}

pub fn signature(item: &mut Item, anatomy: &Anatomy) {
    let algorithm = anatomy.signature_algorithm.as_str();
    let is_weak = ["md2", "md5", "sha1", "SHA1"]
        .iter()
        .any(|hash| algorithm.contains(hash));
    if is_weak && anatomy.is_self_issued() {
        item.find(
            Severity::Note,
            ["It is signed with ", algorithm].concat(),
            "That is broken, but nobody checks the signature of a root: it is trusted because it was installed.",
            "Use SHA-256 for the next one.",
        );
    } else if is_weak {
        item.find(
            Severity::Problem,
            ["It is signed with ", algorithm].concat(),
            "Such signatures can be forged, so browsers, OpenSSL 3 and Go refuse them.",
            "Issue it again with SHA-256: `openssl x509 -req -sha256`.",
        );
    }
    if anatomy.announced_algorithm != anatomy.signature_algorithm {
        item.find(
            Severity::Problem,
            "It names two different signature algorithms",
            "Both places must say the same (RFC 5280); every program refuses the certificate.",
            "Have it issued again.",
        );
    }
}

pub fn public_key(item: &mut Item, anatomy: &Anatomy) {
    let Ok(key) = &anatomy.public_key else {
        item.find(
            Severity::Problem,
            "Its public key cannot be read",
            "Nobody can use the certificate.",
            "Have it issued again.",
        );
        return;
    };
    match &key.kind {
        PublicKeyKind::Rsa { bits } if *bits < SHORTEST_RSA => item.find(
            Severity::Problem,
            ["The key is too short: ", &key.name].concat(),
            "Envoy and browsers refuse RSA keys of less than 2048 bits.",
            "Make a new key of 2048 bits or more, or ECDSA P-256.",
        ),
        PublicKeyKind::Rsa { bits } if *bits > LONGEST_RSA => item.find(
            Severity::Warning,
            ["The key is very long: ", &key.name].concat(),
            "Each handshake takes long, and browsers do not use such keys.",
            "2048 to 4096 bits are enough.",
        ),
        PublicKeyKind::Other(_) => item.find(
            Severity::Problem,
            ["The gateway does not take keys of this kind: ", &key.name].concat(),
            "Envoy offers RSA, ECDSA P-256 and P-384 only; clients with another key cannot connect.",
            "Make a new key: RSA of 2048 bits or more, or ECDSA P-256 or P-384.",
        ),
        _ => {}
    }
    if let Some(exponent) = &key.exponent
        && (exponent == "1" || exponent.ends_with(['0', '2', '4', '6', '8']) && exponent.len() < 20)
    {
        item.find(
            Severity::Problem,
            ["The RSA exponent is ", exponent].concat(),
            "It must be odd and larger than 2; the key protects nothing.",
            "Make a new key.",
        );
    }
}

pub fn extensions(item: &mut Item, anatomy: &Anatomy) {
    for (index, extension) in anatomy.extensions.iter().enumerate() {
        let name = if extension.name.is_empty() {
            extension.oid.as_str()
        } else {
            extension.name
        };
        if anatomy
            .extensions
            .iter()
            .take(index)
            .any(|other| other.oid == extension.oid)
        {
            item.find(
                Severity::Problem,
                ["The extension ", name, " is there twice"].concat(),
                "Each may be there once (RFC 5280); programs refuse the certificate.",
                "Have it issued again.",
            );
        }
        match &extension.value {
            ExtensionValue::Unreadable { .. } => item.find(
                Severity::Problem,
                ["The extension ", name, " cannot be read"].concat(),
                "Programs that look at it refuse the certificate.",
                "Have it issued again.",
            ),
            ExtensionValue::Unknown(_) if extension.is_critical => item.find(
                Severity::Problem,
                ["The critical extension ", name, " is not known"].concat(),
                "A program that does not know a critical extension must refuse the certificate, and Envoy does.",
                "Have it issued without the extension, or with it not critical.",
            ),
            _ => {}
        }
    }
    if anatomy.subject.envoy.is_none() && !anatomy.is_authority() {
        let names = anatomy.extension("subjectAltName");
        if names.is_none_or(|names| !names.is_critical) {
            item.find(
                Severity::Warning,
                "The subject is empty, but subjectAltName is not critical",
                "RFC 5280 demands it, so that nobody overlooks the only name there is. Envoy sends no subject header for it.",
                "Have it issued with a subject, or with subjectAltName critical.",
            );
        }
    }
    if anatomy.issuer.envoy.is_none() {
        item.find(
            Severity::Problem,
            "The issuer’s name is empty",
            "No program can find out who signed it.",
            "Have it issued by an authority with a name.",
        );
    }
}

/// The text of a DNS name.
pub fn dns_names(anatomy: &Anatomy) -> Vec<&str> {
    let names = anatomy.alternative_names().iter();
    names
        .filter_map(|name| match name {
            AlternativeName::Dns(name) => Some(name.as_str()),
            _ => None,
        })
        .collect()
}
