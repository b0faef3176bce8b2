//! New lists, version 2, signed by the authority itself (RFC 5280 section 5.1).

use der::asn1::AnyRef;
use der::{Reader, SliceReader, Tag};

use super::{Reason, RevocationList, RevocationListError, RevokedCertificate};
use crate::locale::say;
use crate::pki::asn1;
use crate::pki::certificate::{Authority, Certificate};
use crate::pki::clock::UnixTime;
use crate::pki::key::{KeyError, SignatureScheme, SigningKey};

/// Identifier octets (X.690 section 8.1.2).
const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const OCTET_STRING: u8 = 0x04;
const ENUMERATED: u8 = 0x0A;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;
const SEQUENCE: u8 = 0x30;
/// keyIdentifier of an AuthorityKeyIdentifier, and crlExtensions of the list.
const KEY_IDENTIFIER: u8 = 0x80;
const EXTENSIONS: u8 = 0xA0;

/// Version 2 is written as 1.
const VERSION: &[u8] = &[INTEGER, 1, 1];
/// OBJECT IDENTIFIERs as they are encoded: 2.5.29.20, .21 and .35.
const CRL_NUMBER: &[u8] = &[0x06, 3, 0x55, 0x1D, 20];
const REASON_CODE: &[u8] = &[0x06, 3, 0x55, 0x1D, 21];
const AUTHORITY_KEY_IDENTIFIER: &[u8] = &[0x06, 3, 0x55, 0x1D, 35];

/// `AlgorithmIdentifier`s as they are encoded (RFC 4055 section 5, RFC 5758 section 3.2).
const RSA_SHA256: &[u8] = &[
    SEQUENCE, 13, 0x06, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 11, 0x05, 0,
];
const ECDSA_SHA256: &[u8] = &[SEQUENCE, 10, 0x06, 8, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 4, 3, 2];
const ECDSA_SHA384: &[u8] = &[SEQUENCE, 10, 0x06, 8, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 4, 3, 3];

/// The number of a list; it only ever goes up (section 5.2.3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListNumber(Vec<u8>);

impl ListNumber {
    /// The most octets that readers must take.
    const MAXIMUM_OCTETS: usize = 20;

    /// For an authority's first list.
    pub fn first() -> Self {
        Self(vec![1])
    }

    /// The one after this list's; the first if it has none.
    ///
    /// # Errors
    /// [`RevocationError::Number`] past what readers must take.
    pub fn after(list: &RevocationList) -> Result<Self, RevocationError> {
        let mut octets = list.number.clone().unwrap_or_default();
        for octet in octets.iter_mut().rev() {
            *octet = octet.wrapping_add(1);
            if *octet != 0 {
                return Self::checked(octets);
            }
        }
        octets.insert(0, 1);
        Self::checked(octets)
    }

    fn checked(octets: Vec<u8>) -> Result<Self, RevocationError> {
        if positive(&octets).len() <= Self::MAXIMUM_OCTETS {
            Ok(Self(octets))
        } else {
            Err(RevocationError::Number)
        }
    }
}

/// In decimal digits where it fits into 128 bits, as openssl shows it with an option; else in hexadecimal.
impl std::fmt::Display for ListNumber {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&number_text(&self.0))
    }
}

/// The number of a list, for people.
pub(in crate::pki) fn number_text(octets: &[u8]) -> String {
    if octets.len() > 16 {
        return ["0x", &crate::pki::decode::hex_upper(octets)].concat();
    }
    let number = octets
        .iter()
        .fold(0_u128, |number, octet| number << 8 | u128::from(*octet));
    number.to_string()
}

/// A certificate to be revoked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revocation {
    serial_number: String,
    der: Vec<u8>,
}

impl Revocation {
    /// Of the certificate, as in [`RevokedCertificate::serial_number`].
    pub fn serial_number(&self) -> &str {
        &self.serial_number
    }

    /// Revokes a certificate.
    ///
    /// # Errors
    /// [`RevocationError::Serial`] if its serial number cannot be found in it.
    pub fn new(certificate: &Certificate, date: UnixTime, reason: Reason) -> Result<Self, RevocationError> {
        let serial = serial_number(certificate.der()).map_err(|error| RevocationError::Serial(error.to_string()))?;
        let serial = asn1::element(INTEGER, &[serial]);
        let extensions = match reason {
            // Section 5.3.1: then the extension should be absent.
            Reason::Unspecified => Vec::new(),
            reason => {
                let code = asn1::element(ENUMERATED, &[&[reason.code()]]);
                asn1::element(SEQUENCE, &[&extension(REASON_CODE, &code)]).to_vec()
            }
        };
        Ok(Self {
            serial_number: certificate.details().serial_number.clone(),
            der: asn1::element(SEQUENCE, &[&serial, &time(date), &extensions]).to_vec(),
        })
    }

    /// Carries an entry on, octet by octet.
    pub fn carried_on(entry: &RevokedCertificate) -> Self {
        Self {
            serial_number: entry.serial_number.clone(),
            der: entry.der.clone(),
        }
    }
}

/// What a new list shall say.
#[derive(Clone, Debug)]
pub struct Template<'a> {
    pub number: &'a ListNumber,
    pub this_update: UnixTime,
    pub next_update: UnixTime,
    /// Each certificate once.
    pub entries: &'a [Revocation],
}

/// Why a list could not be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RevocationError {
    #[error("{}", say!("the certificate is not one of a certificate authority, so it signs no revocation lists"))]
    NotAuthority,
    #[error("{}", say!("the authority may not sign revocation lists: its keyUsage lacks cRLSign. Gateways would refuse the list. Move \
         its clients to a new authority instead, and stop trusting this one"))]
    NoRevocationSigning,
    #[error("{}", say!("the key does not belong to the authority’s certificate"))]
    AuthorityKey,
    #[error("{}", say!("the authority’s certificate has no subjectKeyIdentifier, which its revocation lists must repeat"))]
    NoKeyIdentifier,
    #[error("{}", say!("the next update, {next}, is not later than this one, {this}", next, this))]
    Reversed { this: UnixTime, next: UnixTime },
    #[error("{}", say!("the certificate with the serial number {value} is there twice", value = .0))]
    Repeated(String),
    #[error("{}", say!("the number of the list has more than the 20 octets that readers must take"))]
    Number,
    #[error("{}", say!("the serial number cannot be read: {value}", value = .0))]
    Serial(String),
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error("{}", say!("the list could not be read back: {value}", value = .0))]
    Decode(#[from] RevocationListError),
}

/// Makes a list, signed by the authority.
///
/// # Errors
/// [`RevocationError`] if the authority may not sign lists or the key is not its own, for a wrong period and repeated
/// entries, and if the key fails.
pub async fn make<K: SigningKey>(
    template: &Template<'_>,
    authority: &Authority<'_, K>,
) -> Result<RevocationList, RevocationError> {
    may_sign(authority.certificate)?;
    if authority.certificate.details().public_key_info != authority.key.public_key() {
        return Err(RevocationError::AuthorityKey);
    }
    let algorithm = algorithm(authority.key.signature());
    let message = encode(template, authority.certificate, algorithm)?;
    let signature = authority.key.sign(&message).await?;
    // All bits of the last octet are used.
    let signature = asn1::element(BIT_STRING, &[&[0], &signature]);
    let der = asn1::element(SEQUENCE, &[&message, algorithm, &signature]);
    Ok(RevocationList::decode(&der)?)
}

/// Whether an authority's lists would be accepted.
///
/// # Errors
/// [`RevocationError`] with what forbids it.
pub fn may_sign(authority: &Certificate) -> Result<(), RevocationError> {
    let details = authority.details();
    if !details.basic_constraints.is_some_and(|constraints| constraints.is_ca) {
        return Err(RevocationError::NotAuthority);
    }
    // Section 6.3.3 (f): only where there is a keyUsage at all.
    if !details.key_usages.is_empty() && !details.key_usages.contains(&"cRLSign") {
        return Err(RevocationError::NoRevocationSigning);
    }
    if details.subject_key_identifier.is_none() {
        return Err(RevocationError::NoKeyIdentifier);
    }
    Ok(())
}

/// The `TBSCertList`.
fn encode(template: &Template<'_>, authority: &Certificate, algorithm: &[u8]) -> Result<Vec<u8>, RevocationError> {
    let (this, next) = (template.this_update, template.next_update);
    if next <= this {
        return Err(RevocationError::Reversed { this, next });
    }
    for (position, entry) in template.entries.iter().enumerate() {
        let earlier = &template.entries[..position];
        if earlier.iter().any(|other| other.serial_number == entry.serial_number) {
            return Err(RevocationError::Repeated(entry.serial_number.clone()));
        }
    }
    let details = authority.details();
    let identifier = details.subject_key_identifier.as_deref();
    let identifier = asn1::element(KEY_IDENTIFIER, &[identifier.ok_or(RevocationError::NoKeyIdentifier)?]);
    let identifier = asn1::element(SEQUENCE, &[&identifier]);
    let number = asn1::element(INTEGER, &[&positive(&template.number.0)]);
    let extensions = [
        extension(AUTHORITY_KEY_IDENTIFIER, &identifier),
        extension(CRL_NUMBER, &number),
    ];
    let extensions = asn1::element(SEQUENCE, &[&extensions[0], &extensions[1]]);
    let entries: Vec<&[u8]> = template.entries.iter().map(|entry| entry.der.as_slice()).collect();
    // Section 5.1.2.6: without entries, the list of them must be absent.
    let entries = if entries.is_empty() {
        Vec::new()
    } else {
        asn1::element(SEQUENCE, &entries).to_vec()
    };
    let parts: [&[u8]; 7] = [
        VERSION,
        algorithm,
        &details.subject.der,
        &time(this),
        &time(next),
        &entries,
        &asn1::element(EXTENSIONS, &[&extensions]),
    ];
    Ok(asn1::element(SEQUENCE, &parts).to_vec())
}

fn algorithm(scheme: SignatureScheme) -> &'static [u8] {
    match scheme {
        SignatureScheme::RsaSha256 => RSA_SHA256,
        SignatureScheme::EcdsaP256Sha256 => ECDSA_SHA256,
        SignatureScheme::EcdsaP384Sha384 => ECDSA_SHA384,
    }
}

/// An extension that is not critical.
fn extension(oid: &[u8], content: &[u8]) -> Vec<u8> {
    asn1::element(SEQUENCE, &[oid, &asn1::element(OCTET_STRING, &[content])]).to_vec()
}

/// UTCTime until 2049, GeneralizedTime from 2050 (section 5.1.2.4).
fn time(moment: UnixTime) -> Vec<u8> {
    let digits = moment.to_string().replace(['-', ':', 'T'], "");
    let element = if digits.as_str() < "2050" {
        // Without the century.
        asn1::element(UTC_TIME, &[&digits.as_bytes()[2..]])
    } else {
        asn1::element(GENERALIZED_TIME, &[digits.as_bytes()])
    };
    element.to_vec()
}

/// The content of an INTEGER that is not negative.
fn positive(octets: &[u8]) -> Vec<u8> {
    let mut content = octets.to_vec();
    if content.first().is_none_or(|first| first & 0x80 != 0) {
        content.insert(0, 0);
    }
    content
}

/// The content of a certificate's serial number, as it stands there: some are negative, against the standard.
fn serial_number(certificate: &[u8]) -> der::Result<&[u8]> {
    let mut parts = SliceReader::new(asn1::only(certificate, Tag::Sequence)?)?;
    let mut fields = SliceReader::new(asn1::content(&mut parts, Tag::Sequence)?)?;
    if Tag::peek(&fields)?.is_context_specific() {
        fields.decode::<AnyRef<'_>>()?;
    }
    asn1::content(&mut fields, Tag::Integer)
}
