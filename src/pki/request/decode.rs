//! Reads requests, by whomever they were made.

use der::{Reader, SliceReader, Tag};

use super::RequestError;
use crate::pki::asn1::{self, Oid};
use crate::pki::decode::anatomy::Extension;
use crate::pki::decode::{
    self, AlternativeName, BasicConstraints, DecodeError, Extensions, NameDetails, PublicKeyInfo, PublicKeyKind,
};
use crate::pki::import::{ImportProblem, pem_blocks};
use crate::pki::key::{PublicKey, PublicKeyError};
use crate::pki::name::EncodedName;
use crate::pki::signature::{SignedOctets, Verdict, Verifier};

/// extensionRequest (RFC 2985 section 5.4.2), and Microsoft's own, which older tools of Windows write.
const EXTENSION_REQUESTS: [&str; 2] = ["1.2.840.113549.1.9.14", "1.3.6.1.4.1.311.2.1.14"];
/// challengePassword (RFC 2985 section 5.4.1).
const CHALLENGE_PASSWORD: &str = "1.2.840.113549.1.9.7";

/// A request for a certificate: DER that was read successfully, and what stands in it. Nothing of it has to be granted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateRequest {
    der: Vec<u8>,
    /// The name that is asked for.
    pub subject: NameDetails,
    pub public_key: PublicKeyKind,
    /// The DER `SubjectPublicKeyInfo`.
    pub public_key_info: Vec<u8>,
    pub extensions: RequestedExtensions,
    /// Whether there is a challengePassword, which some authorities ask for later. It is not kept.
    pub has_challenge_password: bool,
    /// The OIDs of all other attributes.
    pub other_attributes: Vec<String>,
    /// The name or else the OID of the algorithm of the signature.
    pub signature_algorithm: String,
}

/// The extensions that are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequestedExtensions {
    pub subject_alt_names: Vec<AlternativeName>,
    /// The names of RFC 5280 section 4.2.1.3, for example `digitalSignature`.
    pub key_usages: Vec<&'static str>,
    /// The names of RFC 5280 section 4.2.1.12, for example `serverAuth`; OIDs of others.
    pub extended_key_usages: Vec<String>,
    pub basic_constraints: Option<BasicConstraints>,
    /// The OIDs of those that are not named here.
    pub others: Vec<String>,
    /// All of them, in their order.
    pub all: Vec<Extension>,
}

impl CertificateRequest {
    /// Reads exactly one request.
    ///
    /// # Errors
    /// [`DecodeError`] for anything that is not a `CertificationRequest` (RFC 2986 section 4.2) with readable extensions.
    pub fn decode(der: &[u8]) -> Result<Self, DecodeError> {
        let signed = SignedOctets::from_der(der)?;
        let fields = Fields::read(signed.message).map_err(syntax)?;
        let attributes = Attributes::read(fields.attributes).map_err(syntax)?;
        let name = EncodedName::from_der(fields.subject).map_err(|error| DecodeError::Syntax(error.to_string()))?;
        Ok(Self {
            der: der.to_vec(),
            subject: decode::name_details(&name),
            public_key: PublicKeyInfo::from_der(fields.public_key)?.kind()?,
            public_key_info: fields.public_key.to_vec(),
            extensions: attributes.extensions()?,
            has_challenge_password: attributes.has_challenge_password,
            other_attributes: attributes.others,
            signature_algorithm: decode::algorithm_name(&signed.algorithm_oid()),
        })
    }

    /// Reads all requests of a file or of pasted text: PEM blocks (`CERTIFICATE REQUEST`, `NEW CERTIFICATE REQUEST`) with
    /// any text around them, or one request in DER.
    ///
    /// # Errors
    /// [`RequestError`] for more than 1 MiB, for blocks of other kinds (a private key above all), and for what is no request.
    pub fn decode_text(octets: &[u8]) -> Result<Vec<Self>, RequestError> {
        if octets.len() > crate::pki::import::LARGEST_TEXT {
            return Err(RequestError::TooLarge);
        }
        let one = |(index, der): (usize, &[u8])| {
            let number = index + 1;
            Self::decode(der).map_err(|error| RequestError::Request { number, error })
        };
        match std::str::from_utf8(octets) {
            Ok(text) if octets.first() != Some(&SEQUENCE) || text.contains("-----BEGIN ") => {
                let blocks = blocks(text)?;
                blocks.iter().map(Vec::as_slice).enumerate().map(one).collect()
            }
            _ if octets.first() == Some(&SEQUENCE) => Ok(vec![one((0, octets))?]),
            _ => Err(RequestError::NotRequest),
        }
    }

    /// The DER.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// `-----BEGIN CERTIFICATE REQUEST-----` PEM (RFC 7468 section 7), with a final newline.
    pub fn pem(&self) -> String {
        crate::pki::pem::encode("CERTIFICATE REQUEST", &self.der)
    }

    /// The key, to make a certificate about it.
    ///
    /// # Errors
    /// [`PublicKeyError`] for algorithms and sizes that the readers of our certificates would refuse.
    pub fn key(&self) -> Result<PublicKey, PublicKeyError> {
        PublicKey::from_info(self.public_key_info.clone())
    }

    /// Whether its owner has the key: the request is signed with it.
    pub async fn check_signature<V: Verifier>(&self, verifier: &V) -> Verdict {
        match SignedOctets::from_der(&self.der) {
            Ok(signed) => signed.check(&self.public_key_info, verifier).await,
            Err(error) => Verdict::Unknown(error.to_string()),
        }
    }
}

/// The identifier octet of a SEQUENCE, with which DER begins; as a character it is a digit, which no PEM text begins with.
const SEQUENCE: u8 = 0x30;

fn syntax(error: der::Error) -> DecodeError {
    DecodeError::Syntax(error.to_string())
}

/// The DER of each block.
fn blocks(text: &str) -> Result<Vec<Vec<u8>>, RequestError> {
    let mut found = Vec::new();
    for (label, der) in pem_blocks(text).map_err(problem)? {
        match label.as_str() {
            "CERTIFICATE REQUEST" | "NEW CERTIFICATE REQUEST" => found.push(der.to_vec()),
            label if label.ends_with("PRIVATE KEY") => return Err(RequestError::PrivateKey),
            _ => return Err(RequestError::Block(label)),
        }
    }
    Ok(found)
}

fn problem(problem: ImportProblem) -> RequestError {
    match problem {
        ImportProblem::TooLarge => RequestError::TooLarge,
        ImportProblem::Empty(_) => RequestError::Empty,
        ImportProblem::EncodedPem => RequestError::EncodedPem,
        ImportProblem::Unfinished(label) => RequestError::Unfinished(label),
        ImportProblem::Base64(label) => RequestError::Base64(label),
        _ => RequestError::NotRequest,
    }
}

/// A `CertificationRequestInfo` (RFC 2986 section 4.1).
struct Fields<'a> {
    subject: &'a [u8],
    public_key: &'a [u8],
    attributes: &'a [u8],
}

impl<'a> Fields<'a> {
    fn read(der: &'a [u8]) -> der::Result<Self> {
        let mut parts = SliceReader::new(asn1::only(der, Tag::Sequence)?)?;
        // There is one version only, 0; who writes another means the same.
        parts.decode::<u8>()?;
        let subject = parts.tlv_bytes()?;
        let public_key = parts.tlv_bytes()?;
        // Some leave an empty set of attributes out, which DER would not allow.
        let attributes = asn1::tagged(&mut parts, 0)?.unwrap_or_default();
        parts.finish()?;
        Ok(Self {
            subject,
            public_key,
            attributes,
        })
    }
}

#[derive(Default)]
struct Attributes<'a> {
    /// The values of extensionRequest attributes.
    extensions: Vec<&'a [u8]>,
    has_challenge_password: bool,
    others: Vec<String>,
}

impl<'a> Attributes<'a> {
    fn read(content: &'a [u8]) -> der::Result<Self> {
        let mut found = Self::default();
        for (oid, values) in asn1::each(content, attribute)? {
            if EXTENSION_REQUESTS.contains(&oid.as_str()) {
                found
                    .extensions
                    .extend(asn1::each(values, |reader| reader.tlv_bytes())?);
            } else if oid == CHALLENGE_PASSWORD {
                found.has_challenge_password = true;
            } else {
                found.others.push(oid);
            }
        }
        Ok(found)
    }

    /// What the one extensionRequest asks for; who makes two of them is asked to decide.
    fn extensions(&self) -> Result<RequestedExtensions, DecodeError> {
        let extensions = match self.extensions.as_slice() {
            [] => return Ok(RequestedExtensions::default()),
            [der] => Extensions::from_der(der).map_err(syntax)?,
            _ => return Err(DecodeError::Syntax("it asks for extensions twice".to_owned())),
        };
        Ok(RequestedExtensions {
            subject_alt_names: extensions.subject_alt_names()?,
            key_usages: extensions.key_usages()?,
            extended_key_usages: extensions.extended_key_usages()?,
            basic_constraints: extensions.basic_constraints()?,
            others: extensions.others(),
            all: extensions
                .raw()
                .iter()
                .map(|raw| Extension::read(&raw.oid, raw.is_critical, raw.content))
                .collect(),
        })
    }
}

fn attribute<'a>(reader: &mut SliceReader<'a>) -> der::Result<(String, &'a [u8])> {
    let mut parts = SliceReader::new(asn1::content(reader, Tag::Sequence)?)?;
    let oid = Oid::read(&mut parts)?.to_string();
    let values = asn1::content(&mut parts, Tag::Set)?;
    parts.finish()?;
    Ok((oid, values))
}
