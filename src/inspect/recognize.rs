//! Says what a piece is, and takes it apart into items and further pieces.

use zeroize::Zeroizing;

use super::scan::{self, Scanner, Segment};
use super::secret::Role;
use super::{
    Inspection, Item, Kind, Piece, Severity, Shape, certificate, encoding, forwarded, headers, key, revoked, secret,
    undecoded,
};
use crate::pki::decode::{Structure, bag_certificates, elements, private_key, structure};
use crate::pki::sealed::Seal;

/// Stands for the label of a key in OpenSSL's older encrypted form; no real label has lower case.
const OLDER_KEY: &str = "older encrypted key";

/// How many pieces of a text are taken out of it at once.
const PIECES_AT_ONCE: usize = 64;

/// Looks at one piece.
pub fn piece(inspection: &mut Inspection, mut piece: Piece) {
    if let Shape::Rest(progress) = &mut piece.shape {
        let progress = std::mem::replace(progress, scan::Progress::NONE);
        return inspection.take_up(next_pieces(piece, progress));
    }
    let piece = &piece;
    match &piece.shape {
        Shape::Any => any(inspection, piece),
        Shape::Pem(label) => block(inspection, piece, label),
        Shape::Broken { label, reason } => undecoded::broken(inspection, piece, label, reason),
        Shape::Document => document(inspection, piece),
        Shape::Forwarded => forwarded::read(inspection, piece),
        Shape::Headers => headers::lines(inspection, piece),
        // Taken above.
        Shape::Rest(_) => {}
    }
}

/// What is known of nothing but its octets.
fn any(inspection: &mut Inspection, piece: &Piece) {
    if piece.octets.first() == Some(&0x30) && binary(inspection, piece) {
        return;
    }
    if let Some(item) = undecoded::foreign(piece) {
        inspection.add(item, piece.parent);
        return;
    }
    let (mut text, is_binary) = encoding::text(&piece.octets);
    let mut scanner = Scanner::new(&text, scan::Progress::NONE);
    let mut pieces = some_pieces(&mut scanner, &text, piece, PIECES_AT_ONCE);
    let (is_finished, progress) = (scanner.is_finished(), scanner.progress());
    if !is_finished {
        let octets = Zeroizing::new(std::mem::take(&mut *text).into_bytes());
        pieces.push(rest(octets, piece, progress));
    }
    if !pieces.is_empty() {
        inspection.take_up(pieces);
    } else if (piece.depth == 0 || piece.role != Role::None) && !text.trim().is_empty() {
        let item = undecoded::unknown(piece, &text, is_binary);
        inspection.add(item, piece.parent);
    }
}

/// DER without a label. `false` if it is none.
fn binary(inspection: &mut Inspection, piece: &Piece) -> bool {
    let (elements, rest) = elements(&piece.octets);
    let is_known = |der: &&[u8]| structure(der).is_some();
    if elements.is_empty() {
        // BER, which only some PKCS#12 files are.
        return structure(&piece.octets).is_some_and(|what| {
            der(inspection, piece, &piece.octets, what, "");
            true
        });
    }
    if !elements.iter().all(is_known) {
        return false;
    }
    for element in &elements {
        if let Some(what) = structure(element) {
            der(inspection, piece, element, what, "");
        }
    }
    if rest.iter().any(|octet| !octet.is_ascii_whitespace())
        && let Some(item) = inspection.items.last_mut()
    {
        item.find(
            Severity::Warning,
            "Something follows the end",
            "Readers disagree on files with octets after their end: some refuse them.",
            "Copy the file again, or convert it to PEM.",
        );
    }
    true
}

/// What a text holds, as pieces.
pub fn pieces(text: &str, from: &Piece) -> Vec<Piece> {
    some_pieces(&mut Scanner::new(text, scan::Progress::NONE), text, from, usize::MAX)
}

/// The next pieces of a text, and what is left of it.
fn next_pieces(mut from: Piece, progress: scan::Progress) -> Vec<Piece> {
    let text = std::str::from_utf8(&from.octets).unwrap_or_default();
    let mut scanner = Scanner::new(text, progress);
    let mut pieces = some_pieces(&mut scanner, text, &from, PIECES_AT_ONCE);
    if !scanner.is_finished() {
        let progress = scanner.progress();
        // Copying and overwriting a megabyte at each step would take longer than the step.
        let octets = std::mem::take(&mut from.octets);
        pieces.push(rest(octets, &from, progress));
    }
    pieces
}

/// A text of which the beginning was taken out.
fn rest(octets: Zeroizing<Vec<u8>>, from: &Piece, progress: scan::Progress) -> Piece {
    Piece {
        octets,
        shape: Shape::Rest(progress),
        place: from.place.clone(),
        parent: from.parent,
        depth: from.depth,
        role: from.role,
    }
}

fn some_pieces<'a>(scanner: &mut Scanner<'a>, text: &'a str, from: &Piece, most: usize) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    while pieces.len() < most
        && let Some((line, segment)) = scanner.next()
    {
        let place = encoding::place(&from.place, line, text);
        let make = |octets: Vec<u8>, shape: Shape| Piece {
            octets: Zeroizing::new(octets),
            shape,
            place,
            parent: from.parent,
            depth: from.depth + 1,
            role: from.role,
        };
        match segment {
            Segment::Pem { label, body } => pieces.push(pem(label, body, make)),
            Segment::Unfinished { label } => pieces.push(make(
                Vec::new(),
                Shape::Broken {
                    label: encoding::shown(label, 40),
                    reason: "its end is missing",
                },
            )),
            Segment::Encoded(block) => pieces.push(make(encoding::percent(block).into_bytes(), Shape::Any)),
            Segment::Document(text) => pieces.push(make(text.as_bytes().to_vec(), Shape::Document)),
            Segment::Forwarded(value) => pieces.push(make(value.as_bytes().to_vec(), Shape::Forwarded)),
            Segment::Header(line) => match pieces.last_mut() {
                // Headers that stand together belong together.
                Some(Piece {
                    shape: Shape::Headers,
                    octets,
                    ..
                }) => {
                    octets.push(b'\n');
                    octets.extend_from_slice(line.as_bytes());
                }
                _ => pieces.push(make(line.as_bytes().to_vec(), Shape::Headers)),
            },
            Segment::Base64(text) => {
                // Much looks like base64 that is none.
                if let Some(octets) = encoding::base64(text).filter(|octets| is_interesting(octets)) {
                    pieces.push(make(octets.to_vec(), Shape::Any));
                }
            }
        }
    }
    pieces
}

fn pem(label: &str, body: &str, make: impl FnOnce(Vec<u8>, Shape) -> Piece) -> Piece {
    let (text, is_encrypted) = encoding::pem_base64(body);
    if is_encrypted && label.ends_with("PRIVATE KEY") {
        // Whole again: its headers say how to decrypt it.
        let block = ["-----BEGIN ", label, "-----", body, "-----END ", label, "-----\n"].concat();
        return make(block.into_bytes(), Shape::Pem(OLDER_KEY.to_owned()));
    }
    let label = encoding::shown(label, 40);
    match encoding::base64(&text) {
        Some(octets) => make(octets.to_vec(), Shape::Pem(label)),
        None => {
            let reason = match body.contains("...") || body.contains('…') {
                true => "it was shortened: dots stand for a part of it",
                false => "characters are missing or wrong",
            };
            make(Vec::new(), Shape::Broken { label, reason })
        }
    }
}

/// Whether octets that were base64 are worth a look.
pub fn is_interesting(octets: &[u8]) -> bool {
    let begins_with = |start: &[u8]| {
        octets
            .windows(start.len().max(1))
            .take(4096)
            .any(|window| window == start)
    };
    structure(octets).is_some() || begins_with(b"-----BEGIN") || begins_with(b"LS0tLS1CRUdJTi") || begins_with(b"MII")
}

/// The octets of a PEM block.
fn block(inspection: &mut Inspection, piece: &Piece, label: &str) {
    if label == OLDER_KEY {
        return inspection.seal(Seal::OlderKey, &piece.octets, piece);
    }
    if label == "OPENSSH PRIVATE KEY" || label == "SSH2 PUBLIC KEY" || label.starts_with("PGP ") {
        let mut item = Item::new(Kind::Unreadable, ["A block ", label].concat(), &piece.place);
        item.find(
            Severity::Warning,
            "This is not for TLS",
            "SSH and PGP have keys of their own, which no gateway and no TLS client reads.",
            "Look for the private key with which the certificate was requested.",
        );
        inspection.add(item, piece.parent);
        return;
    }
    // `TRUSTED CERTIFICATE` has openssl's own remarks after the certificate.
    let (elements, _) = elements(&piece.octets);
    let first = elements.first().copied().unwrap_or(&piece.octets);
    match structure(first) {
        Some(what) => der(inspection, piece, first, what, label),
        None if label == "DH PARAMETERS" => {
            inspection.add(key::parameters("Diffie-Hellman parameters", &piece.place), piece.parent);
        }
        None => undecoded::broken(inspection, piece, label, "what is in it is not what its label says"),
    }
}

fn der(inspection: &mut Inspection, piece: &Piece, der: &[u8], what: Structure, label: &str) {
    let place = piece.place.as_str();
    let mut item = match what {
        Structure::Certificate => certificate::item(der, place, inspection.now),
        Structure::PrivateKey => match private_key(der) {
            Some(details) => key::private(details, place),
            None => key::unreadable(place),
        },
        Structure::PublicKey => key::public(der, place),
        Structure::RsaPublicKey => key::rsa_public(der, place),
        Structure::Parameters => key::curve(der, place),
        Structure::CertificateBag => {
            let parent = inspection.add(bag(der, place), piece.parent);
            for certificate in bag_certificates(der).unwrap_or_default() {
                let item = certificate::item(certificate, place, inspection.now);
                inspection.add(item, Some(parent));
            }
            return;
        }
        Structure::Request => key::request(der, place),
        Structure::RevocationList => revoked::item(der, place, inspection.now),
        Structure::EncryptedKey => return inspection.seal(Seal::Key, der, piece),
        Structure::Bundle => return inspection.seal(Seal::Bundle, der, piece),
    };
    if !label.is_empty() && !fits(label, what) {
        item.find(
            Severity::Problem,
            ["The label `", label, "` is wrong"].concat(),
            "Programs look at the label of a PEM block first, and refuse one that holds something else.",
            "Convert the file again with the program that wrote it, or drop the original.",
        );
    }
    inspection.add(item, piece.parent);
}

/// Whether this structure stands under such a label (RFC 7468, and what OpenSSL writes).
fn fits(label: &str, what: Structure) -> bool {
    match what {
        Structure::Certificate => matches!(label, "CERTIFICATE" | "X509 CERTIFICATE" | "TRUSTED CERTIFICATE"),
        Structure::Request => label.ends_with("CERTIFICATE REQUEST"),
        Structure::RevocationList => label.ends_with("CRL"),
        Structure::PrivateKey => label.ends_with("PRIVATE KEY") && label != "ENCRYPTED PRIVATE KEY",
        Structure::EncryptedKey => label == "ENCRYPTED PRIVATE KEY",
        Structure::PublicKey => label.ends_with("PUBLIC KEY"),
        Structure::RsaPublicKey => matches!(label, "RSA PUBLIC KEY" | "DH PARAMETERS"),
        Structure::CertificateBag => matches!(label, "PKCS7" | "CMS" | "PKCS #7 SIGNED DATA"),
        Structure::Bundle => label == "PKCS12",
        Structure::Parameters => label.ends_with("PARAMETERS"),
    }
}

fn bag(der: &[u8], place: &str) -> Item {
    let count = bag_certificates(der).map_or(0, |certificates| certificates.len());
    let mut item = Item::new(Kind::CertificateBag, "PKCS#7 file with certificates", place);
    item.fields.push(super::Field::new(
        "Certificates",
        count.to_string(),
        "Windows and Java pass chains around in this form (`.p7b`). Gateways need PEM: `openssl pkcs7 -print_certs`.",
    ));
    item
}

fn document(inspection: &mut Inspection, piece: &Piece) {
    let (text, _) = encoding::text(&piece.octets);
    match crate::convert::value(&text) {
        Ok(node) => secret::document(inspection, piece, &node),
        Err(problem) => {
            let holds_secret = text.contains("Secret");
            // What is no document may still have blocks in its lines.
            let blocks = text.find("-----BEGIN ").and_then(|start| text.get(start..));
            let found = blocks.map_or_else(Vec::new, |blocks| pieces(blocks, piece));
            if holds_secret || found.is_empty() && text.contains("apiVersion") {
                let mut item = Item::new(Kind::Unreadable, "A document that cannot be read", &piece.place);
                item.find(
                    Severity::Problem,
                    "It is neither YAML nor JSON",
                    &problem.why,
                    &problem.instead,
                );
                inspection.add(item, piece.parent);
            }
            inspection.take_up(found);
        }
    }
}
