//! Certificates in words.

use super::{Content, Field, Item, Kind, Severity, encoding, extensions, findings, key};
use crate::locale;
use crate::pki::clock::{SECONDS_PER_DAY, UnixTime};
use crate::pki::decode::anatomy::Anatomy;
use crate::pki::decode::{AlternativeName, NameDetails, hex_colons, hex_lower, name_attributes};
use crate::pki::{envoy, pem};

/// The most characters of a name in a title.
const TITLE: usize = 80;

/// A certificate from DER; an unreadable one with the reason.
pub fn item(der: &[u8], place: &str, now: UnixTime) -> Item {
    let anatomy = match Anatomy::read(der) {
        Ok(anatomy) => anatomy,
        Err(error) => {
            let mut item = Item::new(Kind::Unreadable, "A certificate that cannot be read", place);
            item.find(
                Severity::Problem,
                locale::english(&error),
                "Every program refuses it.",
                "Copy the certificate again, or have it issued anew.",
            );
            return item;
        }
    };
    let title = encoding::shown(&anatomy.title(), TITLE);
    let mut item = Item::new(Kind::Certificate, title, place);
    item.pem = pem::encode("CERTIFICATE", der);
    content(&mut item, &anatomy, now);
    item.fields.extend(
        anatomy
            .extensions
            .iter()
            .map(|extension| extensions::field(extension).extension()),
    );
    strings(&mut item, &anatomy);
    findings::certificate(&mut item, &anatomy, now);
    item.content = Content::Certificate(Box::new(anatomy));
    item
}

/// What every certificate says.
fn content(item: &mut Item, anatomy: &Anatomy, now: UnixTime) {
    let serial = match anatomy.has_negative_serial() {
        true => [&anatomy.serial_hex(), " (negative)"].concat(),
        false => anatomy.serial_hex(),
    };
    item.fields.extend([
        Field::lines(
            "Subject",
            name(&anatomy.subject),
            "Who the certificate is about. The parts are in the order in which they are encoded; Envoy prints them in reverse.",
        ),
        Field::lines(
            "Issuer",
            name(&anatomy.issuer),
            "Who signed it. It must be the subject of the issuer’s certificate octet by octet, also in its string types.",
        ),
    ]);
    if !anatomy.alternative_names().is_empty() {
        let names = anatomy.alternative_names().iter().map(AlternativeName::to_string);
        item.fields.push(Field::lines(
            "Alternative names",
            names.collect(),
            "The hosts, addresses and identities that it is for. Clients and Istio’s `subjectAltNames` look at these, never at the common name.",
        ));
    }
    item.fields.extend([
        Field::new("Valid from", moment(anatomy.not_before), "Before this second it is refused. Clocks that run late notice."),
        Field::new(
            "Valid until",
            [moment(anatomy.not_after), left(anatomy, now)].concat(),
            "After this second it is refused.",
        ),
        public_key(anatomy),
        Field::new(
            "Serial number",
            serial,
            "Its number at the issuer, in hexadecimal. No other certificate of the issuer may have it; revocation lists name it.",
        ),
        Field::new(
            "Signature algorithm",
            &anatomy.signature_algorithm,
            "What the issuer signed it with. SHA-256 or better with RSA or ECDSA is accepted everywhere.",
        ),
        Field::new(
            "Version",
            anatomy.version.to_string(),
            "Only version 3 has extensions: host names, purposes, what an authority may do.",
        ),
    ]);
}

fn public_key(anatomy: &Anatomy) -> Field {
    let (value, explanation) = match &anatomy.public_key {
        Ok(key) => (
            key::words(key),
            "Whoever has the private key to it can prove to be the subject.",
        ),
        Err(error) => (
            locale::english(&error),
            "The key cannot be read, so nobody can use the certificate.",
        ),
    };
    Field::new("Public key", value, explanation)
}

pub fn moment(moment: Option<UnixTime>) -> String {
    moment.map_or_else(
        || "not a time between 1950 and 9999".to_owned(),
        |moment| moment.to_string().replace('T', " ").replace('Z', " UTC"),
    )
}

fn left(anatomy: &Anatomy, now: UnixTime) -> String {
    let Some(end) = anatomy.not_after else {
        return String::new();
    };
    let seconds = end.seconds() - now.seconds();
    let days = (seconds.abs() / SECONDS_PER_DAY).to_string();
    let unit = if days == "1" { " day" } else { " days" };
    match seconds < 0 {
        true => [" (", &days, unit, " ago)"].concat(),
        false => [" (", &days, unit, " left)"].concat(),
    }
}

/// One attribute a line.
pub fn name(name: &NameDetails) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for attribute in name_attributes(name) {
        let value = attribute.text.unwrap_or_else(|| ["#", &attribute.octets].concat());
        let line = [&attribute.kind, " = ", &encoding::shown(&value, 300)].concat();
        match lines.last_mut().filter(|_| attribute.joins_previous) {
            Some(last) => last.extend([" + ", &line]),
            None => lines.push(line),
        }
    }
    if lines.is_empty() {
        lines.push("(empty)".to_owned());
    }
    lines
}

/// What people need elsewhere.
fn strings(item: &mut Item, anatomy: &Anatomy) {
    if let Some(subject) = &anatomy.subject.envoy {
        item.fields.push(Field::string(
            "Subject as Envoy prints it",
            subject,
            "`X-CLIENT-SSL-CN` and `Subject=` in `X-Forwarded-Client-Cert` have exactly this. Policies compare it as a whole.",
        ));
    }
    if let Some(issuer) = &anatomy.issuer.envoy {
        item.fields.push(Field::string(
            "Issuer as Envoy prints it",
            issuer,
            "`X-CLIENT-SSL-ISSUER` has exactly this.",
        ));
    }
    let uris = envoy::uri_names(anatomy.alternative_names().iter().filter_map(|name| match name {
        AlternativeName::Uri(uri) => Some(uri.as_str()),
        _ => None,
    }));
    if let Some(uris) = uris {
        item.fields.push(Field::string(
            "URI names as Envoy prints them",
            uris,
            "`X-CLIENT-SSL-SAN` has exactly this; several are joined by commas.",
        ));
    }
    let sha256 = anatomy.fingerprint_sha256();
    if let Ok(key) = &anatomy.public_key {
        item.fields.push(Field::string(
            "verifyCertificateSpki",
            base64(&key.sha256),
            "SHA-256 of the public key in base64. A Gateway that lists it admits this key, also in a renewed certificate.",
        ));
    }
    item.fields.extend([
        Field::string(
            "verifyCertificateHash",
            hex_lower(&sha256),
            "SHA-256 of the whole certificate. A Gateway that lists it admits this very certificate; `Hash=` in `X-Forwarded-Client-Cert` is the same.",
        ),
        Field::string(
            "verifyCertificateHash with colons",
            hex_colons(&sha256),
            "The same in the other form that Istio takes; browsers and openssl show it as the SHA-256 fingerprint.",
        ),
        Field::string(
            "SHA-1 fingerprint",
            hex_colons(&anatomy.fingerprint_sha1()),
            "Older tools show it. Not for comparing where security depends on it.",
        ),
    ]);
}

fn base64(octets: &[u8]) -> String {
    use base64ct::Encoding;
    base64ct::Base64::encode_string(octets)
}
