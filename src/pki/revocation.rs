//! Certificate revocation lists (CRLs, RFC 5280 section 5): read whoever made them, and made anew.

mod making;
mod reason;

use std::fmt;

pub use making::{ListNumber, Revocation, RevocationError, Template, make, may_sign};
pub use reason::Reason;

pub(super) use making::number_text;

use super::certificate::Certificate;
use super::clock::{ClockError, UnixTime};
use super::decode::{NameDetails, revocation_list};
use super::import::{ImportProblem, LARGEST_TEXT, pem_blocks};
use super::pem;
use super::signature::{SignedOctets, Verdict, Verifier};
use crate::locale::say;

/// The label of a list in PEM (RFC 7468 section 6).
const LABEL: &str = "X509 CRL";
/// The extension of an entry that says since when it is invalid.
const INVALIDITY_DATE: &str = "2.5.29.24";
/// The first octet of DER.
const SEQUENCE: u8 = 0x30;

/// A revocation list: DER that was read successfully, and what stands in it. Whether its signature is right is not known.
#[derive(Clone, PartialEq, Eq)]
pub struct RevocationList {
    pub(super) der: Vec<u8>,
    /// 1 or 2; ours are 2.
    pub version: u32,
    pub issuer: NameDetails,
    pub this_update: UnixTime,
    /// When the next list is due at the latest. Afterwards this one counts as expired.
    pub next_update: Option<UnixTime>,
    /// cRLNumber (section 5.2.3), most significant octet first, without a sign octet.
    pub number: Option<Vec<u8>>,
    /// The issuer's subjectKeyIdentifier, if the list names its issuer by that.
    pub authority_key_identifier: Option<Vec<u8>>,
    /// In their order in the list.
    pub entries: Vec<RevokedCertificate>,
    /// All extensions of the list, also those above.
    pub extensions: Vec<Extension>,
    /// The name or else the OID of the algorithm of the signature, for example `sha256WithRSAEncryption`.
    pub signature_algorithm: String,
    /// The DER `TBSCertList`: what is signed.
    pub signed: Vec<u8>,
    /// The octets of the signature.
    pub signature: Vec<u8>,
}

/// One entry of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevokedCertificate {
    /// The serial number's octets in lower case hexadecimal, without a sign octet, as in
    /// [`super::decode::CertificateDetails::serial_number`].
    pub serial_number: String,
    /// Since when.
    pub date: UnixTime,
    /// `None` if no reason is given, or one that cannot be read.
    pub reason: Option<Reason>,
    /// All extensions of the entry, the reason too.
    pub extensions: Vec<Extension>,
    /// The whole entry, for the next list.
    pub(super) der: Vec<u8>,
}

/// An extension of a list or of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    /// In dots: `2.5.29.20`.
    pub oid: String,
    pub is_critical: bool,
    /// The content of `extnValue`, which is DER again.
    pub content: Vec<u8>,
}

/// Why something is not a revocation list.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RevocationListError {
    #[error("{}", say!("this is not a certificate revocation list: {value}", value = .0))]
    Syntax(String),
    #[error("{}", say!("{value} octets follow the certificate revocation list", value = .0))]
    Trailing(usize),
    #[error("{}", say!("a date of the revocation list is impossible: {value}", value = .0))]
    Time(#[from] ClockError),
    #[error("{}", say!("this has more than 1 MiB, which no revocation list of a private certificate authority needs"))]
    TooLarge,
    #[error("{}", say!("there is no revocation list here: it begins with “-----BEGIN X509 CRL-----”, or is the same in DER"))]
    None,
    #[error("{}", say!("there is a block “{value}” here; only blocks “X509 CRL” are revocation lists", value = .0))]
    Label(String),
    #[error("{}", say!("the block “X509 CRL” is cut off or damaged; copy the file as a whole"))]
    Pem,
}

impl RevocationList {
    /// Reads DER. The signature is not verified: see [`Self::check_signature`].
    ///
    /// # Errors
    /// [`RevocationListError`] if it is not exactly one list.
    pub fn decode(der: &[u8]) -> Result<Self, RevocationListError> {
        revocation_list::read(der)
    }

    /// Reads a file: DER, or PEM with one or more blocks and maybe text around them.
    ///
    /// # Errors
    /// [`RevocationListError`] for more than 1 MiB, and for anything that is not one or more lists.
    pub fn read(file: &[u8]) -> Result<Vec<Self>, RevocationListError> {
        if file.len() > LARGEST_TEXT {
            return Err(RevocationListError::TooLarge);
        }
        let text = match std::str::from_utf8(file) {
            Ok(text) if !file.starts_with(&[SEQUENCE]) || text.contains("-----BEGIN ") => text,
            _ => return Self::decode(file).map(|list| vec![list]),
        };
        let blocks = pem_blocks(text).map_err(|problem| match problem {
            ImportProblem::Unfinished(_) | ImportProblem::Base64(_) => RevocationListError::Pem,
            _ => RevocationListError::None,
        })?;
        let read = |(label, der): (String, zeroize::Zeroizing<Vec<u8>>)| match label.as_str() {
            LABEL => Self::decode(&der),
            _ => Err(RevocationListError::Label(label)),
        };
        blocks.into_iter().map(read).collect()
    }

    /// The DER.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// `-----BEGIN X509 CRL-----` PEM (RFC 7468 section 6), with a final newline.
    pub fn pem(&self) -> String {
        pem::encode(LABEL, &self.der)
    }

    /// The number for people; `None` without one.
    pub fn number_text(&self) -> Option<String> {
        self.number.as_deref().map(number_text)
    }

    /// The entry about this certificate. Whether the certificate's issuer is the list's is another question:
    /// [`Self::is_of`].
    pub fn entry(&self, certificate: &Certificate) -> Option<&RevokedCertificate> {
        let serial_number = &certificate.details().serial_number;
        self.entries.iter().find(|entry| entry.serial_number == *serial_number)
    }

    /// Whether the list was signed with the key of this authority.
    pub async fn check_signature<V: Verifier>(&self, authority: &Certificate, verifier: &V) -> Verdict {
        match SignedOctets::from_der(&self.der) {
            Ok(signed) => signed.check(&authority.details().public_key_info, verifier).await,
            Err(error) => Verdict::Unknown(error.to_string()),
        }
    }

    /// Whether this authority made the list, by name and key identifier.
    pub fn is_of(&self, authority: &Certificate) -> bool {
        let details = authority.details();
        let same_key = match (&self.authority_key_identifier, &details.subject_key_identifier) {
            (Some(own), Some(identifier)) => own == identifier,
            _ => true,
        };
        self.issuer.der == details.subject.der && same_key
    }
}

impl RevokedCertificate {
    /// Since when it is not to be trusted (section 5.3.2): usually before [`Self::date`]. `None` if nothing is said, or nothing
    /// that can be read.
    pub fn invalid_since(&self) -> Option<UnixTime> {
        let date = self
            .extensions
            .iter()
            .find(|extension| extension.oid == INVALIDITY_DATE)?;
        revocation_list::invalidity_date(&date.content)
    }
}

impl fmt::Debug for RevocationList {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("RevocationList")
            .field("issuer", &self.issuer.readable)
            .field("this_update", &self.this_update)
            .field("entries", &self.entries.len())
            .finish_non_exhaustive()
    }
}
