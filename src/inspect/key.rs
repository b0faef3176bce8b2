//! Keys, requests and revocation lists in words. Of private keys only what is public in them is shown.

use super::{Content, Field, Item, Kind, Severity, certificate, encoding, extensions};
use crate::locale;
use crate::pki::decode::{
    AlternativeName, KeyForm, PrivateKeyDetails, PublicKeyDetails, PublicKeyKind, hex_colons, public_key,
};
use crate::pki::pem;

const SPKI: &str = "SHA-256 of the public key in base64, as a Gateway’s `verifyCertificateSpki` lists it.";
const IDENTIFIER: &str =
    "SHA-1 of the key’s bits: the subject key identifier that certificates of this key usually have.";

/// What a public key is, with its exponent where that is unusual.
pub fn words(key: &PublicKeyDetails) -> String {
    let exponent = key.exponent.as_ref().filter(|exponent| *exponent != "65537");
    let exponent = exponent.map_or_else(String::new, |exponent| [", exponent ", exponent].concat());
    [&key.name, exponent.as_str()].concat()
}

fn public_fields(item: &mut Item, key: &PublicKeyDetails) {
    use base64ct::Encoding;
    item.fields.extend([
        Field::string(
            "verifyCertificateSpki",
            base64ct::Base64::encode_string(&key.sha256),
            SPKI,
        ),
        Field::string("Key identifier", hex_colons(&key.identifier), IDENTIFIER),
    ]);
    item.pem = pem::encode("PUBLIC KEY", &key.info);
    match &key.kind {
        PublicKeyKind::Rsa { bits } if *bits < 2048 => item.find(
            Severity::Problem,
            ["The key is too short: ", &key.name].concat(),
            "Envoy and browsers refuse RSA keys of less than 2048 bits.",
            "Make a new key of 2048 bits or more, or ECDSA P-256.",
        ),
        PublicKeyKind::Other(_) => item.find(
            Severity::Problem,
            ["The gateway does not take keys of this kind: ", &key.name].concat(),
            "Envoy offers RSA, ECDSA P-256 and P-384 only.",
            "Make a new key: RSA of 2048 bits or more, or ECDSA P-256 or P-384.",
        ),
        _ => {}
    }
}

/// A private key that could be read.
pub fn private(details: PrivateKeyDetails, place: &str) -> Item {
    let mut item = Item::new(Kind::PrivateKey, ["Private key, ", &details.algorithm].concat(), place);
    let (form, explanation) = match details.form {
        KeyForm::Pkcs8 => ("PKCS#8 (`PRIVATE KEY`)", "The usual form today; everything reads it."),
        KeyForm::Pkcs1 => (
            "PKCS#1 (`RSA PRIVATE KEY`)",
            "The older form for RSA keys. OpenSSL and Envoy read it; browsers and Java want PKCS#8.",
        ),
        KeyForm::Sec1 => (
            "SEC 1 (`EC PRIVATE KEY`)",
            "The older form for elliptic curve keys. OpenSSL and Envoy read it; browsers and Java want PKCS#8.",
        ),
    };
    item.fields.extend([
        Field::new(
            "Algorithm",
            &details.algorithm,
            "What the key is good for, and how strong it is.",
        ),
        Field::new("Form", form, explanation),
        Field::new(
            "Private part",
            "not shown",
            "Whoever has it can pretend to be you. It stays in this page, and is forgotten when you leave it.",
        ),
    ]);
    match &details.public_key {
        Some(key) => public_fields(&mut item, key),
        None => item.find(
            Severity::Note,
            "The file does not repeat the public key",
            "So it cannot be said here to which certificate it belongs.",
            "`openssl pkey -in FILE -pubout` computes the public key; paste that.",
        ),
    }
    item.content = Content::PrivateKey(Box::new(details));
    item
}

/// A private key that could not be read.
pub fn unreadable(place: &str) -> Item {
    let mut item = Item::new(Kind::Unreadable, "A private key that cannot be read", place);
    item.find(
        Severity::Problem,
        "It is damaged, or of an unknown form",
        "No program can use it.",
        "Copy it again from its file.",
    );
    item
}

/// A `SubjectPublicKeyInfo`.
pub fn public(der: &[u8], place: &str) -> Item {
    match public_key(der) {
        Ok(key) => {
            let mut item = Item::new(Kind::PublicKey, ["Public key, ", &key.name].concat(), place);
            item.fields.push(Field::new(
                "Algorithm",
                words(&key),
                "Everybody may see a public key. Certificates and requests bind it to a name.",
            ));
            public_fields(&mut item, &key);
            item.content = Content::PublicKey(Box::new(key));
            item
        }
        Err(error) => {
            let mut item = Item::new(Kind::Unreadable, "A public key that cannot be read", place);
            item.find(
                Severity::Problem,
                locale::english(&error),
                "No program can use it.",
                "Copy it again.",
            );
            item
        }
    }
}

/// An `RSAPublicKey` without its algorithm.
pub fn rsa_public(der: &[u8], place: &str) -> Item {
    public(&crate::pki::decode::rsa_key_info(der), place)
}

/// The name of a curve, which openssl writes before `EC PRIVATE KEY`.
pub fn curve(der: &[u8], place: &str) -> Item {
    let name = crate::pki::decode::curve_name(der);
    parameters(&["Curve parameters: ", &name].concat(), place)
}

pub fn parameters(title: &str, place: &str) -> Item {
    let mut item = Item::new(Kind::Parameters, title, place);
    item.find(
        Severity::Note,
        "This is not a key",
        "`openssl ecparam -genkey` writes it before the key, which repeats it; programs pass over it.",
        "Nothing. It may be left out.",
    );
    item
}

/// A request for a certificate.
pub fn request(der: &[u8], place: &str) -> Item {
    use crate::pki::request::CertificateRequest;
    let request = match CertificateRequest::decode(der) {
        Ok(request) => request,
        Err(error) => {
            let mut item = Item::new(Kind::Unreadable, "A request that cannot be read", place);
            item.find(
                Severity::Problem,
                locale::english(&error),
                "No authority can issue a certificate for it.",
                "Make the request again.",
            );
            return item;
        }
    };
    let title = match request.subject.readable.as_str() {
        "" => "no subject",
        name => name,
    };
    let mut item = Item::new(Kind::Request, encoding::shown(title, 80), place);
    let asked = &request.extensions;
    item.fields.push(Field::lines(
        "Subject",
        certificate::name(&request.subject),
        "The name that is asked for. The authority decides what it grants.",
    ));
    if !asked.subject_alt_names.is_empty() {
        let names = asked.subject_alt_names.iter().map(AlternativeName::to_string);
        item.fields.push(Field::lines(
            "Alternative names",
            names.collect(),
            "The hosts, addresses and identities that are asked for.",
        ));
    }
    item.fields
        .extend(asked.all.iter().map(|asked| extensions::field(asked).extension()));
    item.fields.push(Field::new(
        "Signature algorithm",
        &request.signature_algorithm,
        "The request is signed with its own key, which proves that the requester has it.",
    ));
    if let Ok(key) = public_key(&request.public_key_info) {
        item.fields.push(Field::new(
            "Public key",
            words(&key),
            "The key that the certificate will be about.",
        ));
        public_fields(&mut item, &key);
    }
    if let Some(subject) = &request.subject.envoy {
        item.fields.push(Field::string(
            "Subject as Envoy will print it",
            subject,
            "If the authority grants the subject as it is, `X-CLIENT-SSL-CN` will have exactly this.",
        ));
    }
    if asked.subject_alt_names.is_empty() {
        item.find(
            Severity::Note,
            "It asks for no alternative names",
            "`openssl x509 -req` grants none that were not asked for, and ignores even those unless told otherwise (`-copy_extensions`). A server’s certificate without them is refused.",
            "Ask for them with `-addext subjectAltName=…`, or give them when issuing.",
        );
    }
    if request.has_challenge_password {
        item.find(
            Severity::Warning,
            "It has a challenge password",
            "It stands in the request for everybody to read.",
            "Leave it out, unless your authority asks for it.",
        );
    }
    item.pem = request.pem();
    item.content = Content::Request {
        der: der.to_vec(),
        public_key_info: request.public_key_info,
    };
    item
}

/// A private key in OpenSSL's older encrypted form, or in PKCS#8's.
pub fn encrypted(place: &str, is_older: bool) -> Item {
    let mut item = Item::new(Kind::EncryptedKey, "Encrypted private key", place);
    let (form, explanation) = match is_older {
        true => (
            "OpenSSL’s older form (`DEK-Info`)",
            "It is derived from the password by one round of MD5, which protects little.",
        ),
        false => (
            "Encrypted PKCS#8",
            "A password protects it. A gateway needs it decrypted in its Secret.",
        ),
    };
    item.fields.push(Field::new("Form", form, explanation));
    item
}

/// A PKCS#12 file.
pub fn bundle(place: &str) -> Item {
    Item::new(Kind::Bundle, "PKCS#12 file", place)
}
