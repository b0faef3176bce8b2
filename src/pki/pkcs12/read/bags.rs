//! The parts within a bundle: `AuthenticatedSafe`, `SafeContents`, `SafeBag` (RFC 7292 sections 4.1 and 4.2).

use der::asn1::AnyRef;
use der::{Reader, SliceReader, Tag, Tagged};
use zeroize::Zeroizing;

use super::contents::Content;
use super::integrity::Integrity;
use super::{Opened, OpenedCertificate, OpenedKey, der};
use crate::locale::text;
use crate::pki::asn1::{self, Algorithm, Oid};
use crate::pki::ber;
use crate::pki::certificate::Certificate;
use crate::pki::import::ImportedKey;
use crate::pki::key::PrivateKey;
use crate::pki::password_based::{Passphrase, Protection, ReadError, Rounds, Scheme};

/// Kinds of bags (RFC 7292 section 4.2), without their last number.
const BAG: &str = "1.2.840.113549.1.12.10.1.";
/// x509Certificate (RFC 7292 section 4.2.3).
const X509_CERTIFICATE: &str = "1.2.840.113549.1.9.22.1";
/// friendlyName and localKeyId (RFC 2985 sections 5.5.1 and 5.5.2).
const FRIENDLY_NAME: &str = "1.2.840.113549.1.9.20";
const LOCAL_KEY_ID: &str = "1.2.840.113549.1.9.21";
/// The most levels of `SafeContents` in each other, which nobody uses.
const DEEPEST: usize = 4;

/// What was found so far.
pub struct Found<'a> {
    password: &'a Passphrase,
    /// Whether the password is known to be the file's.
    is_right: bool,
    /// Whether the password decrypted a part.
    pub has_decrypted: bool,
    keys: Vec<OpenedKey>,
    certificates: Vec<OpenedCertificate>,
    left_out: Vec<&'static str>,
    pub protections: Vec<Protection>,
}

#[derive(Default)]
struct Attributes {
    friendly_name: Option<String>,
    local_key_id: Option<Vec<u8>>,
}

fn damaged(_: der::Error) -> ReadError {
    ReadError::Damaged(text("one of its parts"))
}

impl<'a> Found<'a> {
    pub fn new(password: &'a Passphrase, is_right: bool) -> Self {
        Self {
            password,
            is_right,
            has_decrypted: false,
            keys: Vec::new(),
            certificates: Vec::new(),
            left_out: Vec::new(),
            protections: Vec::new(),
        }
    }

    /// Reads all parts, also those behind one that cannot be read: they may show that the password is right.
    ///
    /// # Errors
    /// The first.
    pub fn authenticated_safe(&mut self, ber: &[u8], rounds: &mut Rounds) -> Result<(), ReadError> {
        let safe = der(ber, text("its content"))?;
        let mut parts = sequence(&safe)?;
        let mut read = Ok(());
        while !parts.is_finished() {
            let content = asn1::content(&mut parts, Tag::Sequence).map_err(damaged)?;
            let part = self.part(content, rounds);
            read = read.and(part);
        }
        read
    }

    fn part(&mut self, content: &[u8], rounds: &mut Rounds) -> Result<(), ReadError> {
        let contents = match Content::read(content)? {
            Content::Data(octets) => der(octets, text("one of its parts"))?,
            Content::Encrypted { algorithm, octets } => self.decrypted(&algorithm, &octets, rounds)?,
        };
        self.safe_contents(sequence(&contents)?, 0, rounds)
    }

    /// Decrypts what must be one SEQUENCE.
    fn decrypted(
        &mut self,
        algorithm: &Algorithm<'_>,
        octets: &[u8],
        rounds: &mut Rounds,
    ) -> Result<Zeroizing<Vec<u8>>, ReadError> {
        let scheme = Scheme::new(algorithm)?;
        let protection = scheme.protection();
        if !self.protections.contains(&protection) {
            self.protections.push(protection);
        }
        let read = |plain: &[u8]| ber::to_der(plain).filter(|der| sequence(der).is_ok());
        let is_right = self.is_right || self.has_decrypted;
        let plain = scheme.open(octets, self.password, is_right, rounds, read)?;
        self.has_decrypted |= plain.is_some();
        plain.ok_or(if is_right {
            ReadError::OtherPasswordWithin
        } else if self.password.is_empty() {
            ReadError::PasswordMissing
        } else {
            ReadError::WrongPasswordOrDamaged
        })
    }

    fn safe_contents(&mut self, mut bags: SliceReader<'_>, depth: usize, rounds: &mut Rounds) -> Result<(), ReadError> {
        while !bags.is_finished() {
            let bag = asn1::content(&mut bags, Tag::Sequence).map_err(damaged)?;
            self.bag(bag, depth, rounds)?;
        }
        Ok(())
    }

    fn bag(&mut self, content: &[u8], depth: usize, rounds: &mut Rounds) -> Result<(), ReadError> {
        let mut parts = SliceReader::new(content).map_err(damaged)?;
        let kind = Oid::read(&mut parts).map_err(damaged)?.to_string();
        let value = asn1::tagged(&mut parts, 0).map_err(damaged)?;
        let value = value.ok_or(ReadError::Damaged(text("one of its parts")))?;
        let attributes = Attributes::read(&mut parts).map_err(damaged)?;
        match kind.strip_prefix(BAG).unwrap_or_default() {
            "1" => self.key(Zeroizing::new(value.to_vec()), attributes),
            "2" => {
                let mut shrouded = sequence(value)?;
                let algorithm = Algorithm::read(&mut shrouded).map_err(damaged)?;
                let octets = asn1::content(&mut shrouded, Tag::OctetString).map_err(damaged)?;
                let key = self.decrypted(&algorithm, octets, rounds)?;
                self.key(key, attributes);
            }
            "3" => self.certificate(value, attributes)?,
            "4" => self.left_out.push("a revocation list"),
            "5" => self.left_out.push("a secret that is no private key"),
            "6" if depth < DEEPEST => self.safe_contents(sequence(value)?, depth + 1, rounds)?,
            _ => self.left_out.push("a part of an unknown kind"),
        }
        Ok(())
    }

    fn key(&mut self, mut der: Zeroizing<Vec<u8>>, attributes: Attributes) {
        self.keys.push(OpenedKey {
            key: ImportedKey::from_pkcs8(&der),
            // Moved, not copied.
            private_key: PrivateKey::from_pkcs8_der(std::mem::take(&mut der)),
            friendly_name: attributes.friendly_name,
            local_key_id: attributes.local_key_id,
            certificate: None,
        });
    }

    /// A `CertBag` (RFC 7292 section 4.2.3).
    fn certificate(&mut self, value: &[u8], attributes: Attributes) -> Result<(), ReadError> {
        let mut parts = sequence(value)?;
        let kind = Oid::read(&mut parts).map_err(damaged)?.to_string();
        if kind != X509_CERTIFICATE {
            self.left_out.push("a certificate that is not of X.509");
            return Ok(());
        }
        let content = asn1::tagged(&mut parts, 0).map_err(damaged)?;
        let content = content.ok_or(ReadError::Damaged(text("a certificate")))?;
        let der = asn1::only(content, Tag::OctetString).map_err(|_| ReadError::Damaged(text("a certificate")))?;
        self.certificates.push(OpenedCertificate {
            der: der.to_vec(),
            certificate: Certificate::from_der(der.to_vec()),
            friendly_name: attributes.friendly_name,
            local_key_id: attributes.local_key_id,
            key: None,
        });
        Ok(())
    }

    /// All that was found, with keys and certificates matched: by the public key, or by localKeyId where a key's is not known.
    pub fn opened(mut self, integrity: Option<Integrity>) -> Opened {
        for (position, key) in self.keys.iter_mut().enumerate() {
            let is_own = |entry: &OpenedCertificate| match (&key.key, &entry.certificate) {
                (Ok(key), Ok(certificate)) => key.belongs_to(certificate),
                _ => entry.local_key_id.is_some() && entry.local_key_id == key.local_key_id,
            };
            key.certificate = self.certificates.iter().position(is_own);
            if let Some(own) = key.certificate.and_then(|own| self.certificates.get_mut(own)) {
                own.key = Some(position);
            }
        }
        Opened {
            keys: self.keys,
            certificates: self.certificates,
            left_out: self.left_out,
            integrity,
            protections: self.protections,
        }
    }
}

fn sequence(der: &[u8]) -> Result<SliceReader<'_>, ReadError> {
    SliceReader::new(asn1::only(der, Tag::Sequence).map_err(damaged)?).map_err(damaged)
}

impl Attributes {
    /// The `PKCS12Attribute`s at the end of a bag, if there are any; the first of each kind counts.
    fn read(parts: &mut SliceReader<'_>) -> der::Result<Self> {
        let mut found = Self::default();
        if parts.is_finished() {
            return Ok(found);
        }
        let attributes = asn1::each(asn1::content(parts, Tag::Set)?, |reader| {
            let mut attribute = SliceReader::new(asn1::content(reader, Tag::Sequence)?)?;
            let kind = Oid::read(&mut attribute)?.to_string();
            Ok((kind, asn1::content(&mut attribute, Tag::Set)?))
        })?;
        for (kind, values) in attributes {
            if kind == FRIENDLY_NAME && found.friendly_name.is_none() {
                found.friendly_name = first_text(values);
            } else if kind == LOCAL_KEY_ID && found.local_key_id.is_none() {
                let mut values = SliceReader::new(values)?;
                found.local_key_id = asn1::content(&mut values, Tag::OctetString).ok().map(<[u8]>::to_vec);
            }
        }
        Ok(found)
    }
}

/// The first of the values if it is a string, without characters that could change how the page looks.
fn first_text(values: &[u8]) -> Option<String> {
    let value: AnyRef<'_> = SliceReader::new(values).ok()?.decode().ok()?;
    let octets = value.value();
    let text = match value.tag() {
        Tag::BmpString => {
            let units: Vec<u16> = octets
                .chunks_exact(2)
                .map(|pair| u16::from_be_bytes([pair[0], pair[1]]))
                .collect();
            String::from_utf16_lossy(&units)
        }
        Tag::Utf8String | Tag::PrintableString | Tag::Ia5String => String::from_utf8_lossy(octets).into_owned(),
        _ => return None,
    };
    Some(text.trim_end_matches('\0').replace(char::is_control, "\u{FFFD}"))
}
