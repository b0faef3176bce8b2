//! What people bring along, in any of its forms: text or octets of a file, open or behind a password.

use std::fmt;

use base64ct::{Base64, Encoding};
use der::{Decode, SliceReader, Tag};
use zeroize::Zeroizing;

use super::key::{self, ImportedKey};
use super::pem::{self, LARGEST_TEXT};
use super::problem::{ImportProblem, Input};
use crate::pki::asn1;
use crate::pki::certificate::Certificate;
use crate::pki::encrypted_key;
use crate::pki::pkcs12;

/// One file or one pasted text, recognized but not yet read. Overwritten when dropped, never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Material(Kind);

#[derive(Clone, PartialEq, Eq)]
enum Kind {
    /// PEM blocks, in any order.
    Text(Zeroizing<String>),
    Certificate(Vec<u8>),
    Key(Zeroizing<Vec<u8>>),
    LockedKey(Vec<u8>),
    Pkcs12(Vec<u8>),
}

impl fmt::Debug for Material {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Material(..)")
    }
}

/// Certificates and keys, in the order in which they stand there.
#[derive(Clone, Debug, Default)]
pub struct Contents {
    pub certificates: Vec<Certificate>,
    pub keys: Vec<ImportedKey>,
}

impl Contents {
    /// All certificates, in PEM.
    pub fn certificates_pem(&self) -> String {
        self.certificates.iter().map(Certificate::pem).collect()
    }

    /// The key, in unencrypted PEM; `None` without one.
    ///
    /// # Errors
    /// [`ImportProblem::SeveralKeys`].
    pub fn key_pem(&self) -> Result<Option<Zeroizing<String>>, ImportProblem> {
        match self.keys.as_slice() {
            [] => Ok(None),
            [key] => Ok(Some(key.private_key().pem())),
            _ => Err(ImportProblem::SeveralKeys),
        }
    }
}

impl Material {
    /// Recognizes what a file holds: PEM, DER of a certificate or of a key (PKCS#8, PKCS#1, SEC 1, encrypted PKCS#8), PKCS#12, or base64
    /// of these.
    ///
    /// # Errors
    /// [`ImportProblem`] for more than [`LARGEST_TEXT`] octets, and for what is none of these.
    pub fn from_octets(octets: &[u8]) -> Result<Self, ImportProblem> {
        if octets.len() > LARGEST_TEXT {
            return Err(ImportProblem::TooLarge);
        }
        if let Some(kind) = binary(octets) {
            return kind.map(Self);
        }
        match std::str::from_utf8(octets) {
            Ok(text) => Self::from_text(text),
            Err(_) => Err(ImportProblem::Binary(Input::Certificates)),
        }
    }

    /// Recognizes a text: PEM, or base64 of anything that [`Self::from_octets`] takes.
    ///
    /// # Errors
    /// As [`Self::from_octets`].
    pub fn from_text(text: &str) -> Result<Self, ImportProblem> {
        if text.len() > LARGEST_TEXT {
            return Err(ImportProblem::TooLarge);
        }
        let text = text.trim_start_matches('\u{FEFF}').trim();
        if text.is_empty() {
            return Err(ImportProblem::Empty(Input::Certificates));
        }
        if pem::has_block(text) {
            return Ok(Self(Kind::Text(Zeroizing::new(text.to_owned()))));
        }
        let octets = base64(text).ok_or(ImportProblem::NotPem(Input::Certificates))?;
        if let Some(kind) = binary(&octets) {
            return kind.map(Self);
        }
        match std::str::from_utf8(&octets) {
            // As a Secret holds it. Base64 of base64 is nothing that anybody has.
            Ok(text) if pem::has_block(text) => Ok(Self(Kind::Text(Zeroizing::new(text.to_owned())))),
            _ => Err(ImportProblem::NotPem(Input::Certificates)),
        }
    }

    /// Whether a password must be asked for. (It may turn out to be empty.)
    pub fn is_locked(&self) -> bool {
        match &self.0 {
            Kind::Text(text) => pem::blocks(Input::Key, text).is_ok_and(|blocks| blocks.iter().any(key::is_locked)),
            Kind::LockedKey(_) | Kind::Pkcs12(_) => true,
            Kind::Certificate(_) | Kind::Key(_) => false,
        }
    }

    /// The text, if it is one that can be shown as it is: PEM without keys.
    pub fn open_text(&self) -> Option<&str> {
        match &self.0 {
            Kind::Text(text) if !text.contains("PRIVATE KEY-----") => Some(text),
            _ => None,
        }
    }

    /// What it was recognized in: recognized again, the octets are the same.
    pub fn octets(&self) -> &[u8] {
        match &self.0 {
            Kind::Text(text) => text.as_bytes(),
            Kind::Certificate(octets) | Kind::LockedKey(octets) | Kind::Pkcs12(octets) => octets,
            Kind::Key(octets) => octets,
        }
    }

    /// Reads everything. The password does not matter for what is not locked. May take seconds: call it in a worker.
    ///
    /// # Errors
    /// [`ImportProblem`] for the first thing that cannot be read or has no place here, [`ImportProblem::Locked`] among them.
    pub fn open(&self, password: &str) -> Result<Contents, ImportProblem> {
        let mut contents = Contents::default();
        match &self.0 {
            Kind::Text(text) => open_text(&mut contents, text, password)?,
            Kind::Certificate(der) => contents.certificates.push(certificate(1, der.clone())?),
            Kind::Key(der) => contents.keys.push(ImportedKey::from_der(der)?),
            Kind::LockedKey(der) => {
                let key = encrypted_key::read(der, password).map_err(ImportProblem::Locked)?;
                contents.keys.push(ImportedKey::from_pkcs8(key.pkcs8_der())?);
            }
            Kind::Pkcs12(octets) => open_pkcs12(&mut contents, octets, password)?,
        }
        Ok(contents)
    }
}

/// What octets are that are no text: a SEQUENCE, told by what it begins with.
fn binary(octets: &[u8]) -> Option<Result<Kind, ImportProblem>> {
    const SEQUENCE: u8 = 0x30;
    const INDEFINITE: u8 = 0x80;
    if octets.starts_with(&[SEQUENCE, INDEFINITE]) {
        // Nothing else is written in BER.
        return Some(Ok(Kind::Pkcs12(octets.to_vec())));
    }
    let mut parts = SliceReader::new(asn1::only(octets, Tag::Sequence).ok()?).ok()?;
    let kind = match Tag::peek(&parts).ok()? {
        // The version of PKCS#12 is 3, those of keys are 0 and 1.
        Tag::Integer if u8::decode(&mut parts).is_ok_and(|version| version == 3) => Kind::Pkcs12(octets.to_vec()),
        Tag::Integer => Kind::Key(Zeroizing::new(octets.to_vec())),
        Tag::Sequence => {
            asn1::content(&mut parts, Tag::Sequence).ok()?;
            match Tag::peek(&parts).ok()? {
                Tag::OctetString => Kind::LockedKey(octets.to_vec()),
                _ => Kind::Certificate(octets.to_vec()),
            }
        }
        Tag::ObjectIdentifier => {
            let (input, label) = (Input::Certificates, "PKCS7".to_owned());
            return Some(Err(ImportProblem::Block { input, label }));
        }
        _ => return None,
    };
    Some(Ok(kind))
}

/// The octets of a text of base64, in lines or not.
fn base64(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let mut base64 = Zeroizing::new(String::with_capacity(text.len()));
    base64.extend(text.split_ascii_whitespace());
    Base64::decode_vec(&base64).ok().map(Zeroizing::new)
}

fn certificate(number: usize, der: Vec<u8>) -> Result<Certificate, ImportProblem> {
    Certificate::from_der(der).map_err(|error| ImportProblem::Certificate { number, error })
}

fn open_text(contents: &mut Contents, text: &str, password: &str) -> Result<(), ImportProblem> {
    let input = Input::Certificates;
    for block in pem::blocks(input, text).map_err(|error| error.problem)? {
        match block.label {
            "EC PARAMETERS" => (),
            "CERTIFICATE" => {
                let der = block.der(input).map_err(|error| error.problem)?;
                let number = contents.certificates.len() + 1;
                contents.certificates.push(certificate(number, der.to_vec())?);
            }
            "PRIVATE KEY" | "RSA PRIVATE KEY" | "EC PRIVATE KEY" | "ENCRYPTED PRIVATE KEY" => {
                let key = key::read(&block, password).map_err(|error| error.problem)?;
                contents.keys.push(key);
            }
            _ => return Err(block.misplaced(input).problem),
        }
    }
    Ok(())
}

fn open_pkcs12(contents: &mut Contents, octets: &[u8], password: &str) -> Result<(), ImportProblem> {
    let opened = pkcs12::read(octets, password).map_err(ImportProblem::Locked)?;
    for (index, entry) in opened.certificates.into_iter().enumerate() {
        let number = index + 1;
        let certificate = entry
            .certificate
            .map_err(|error| ImportProblem::Certificate { number, error })?;
        contents.certificates.push(certificate);
    }
    for entry in opened.keys {
        contents.keys.push(entry.key?);
    }
    Ok(())
}
