//! Key algorithms, key material, and the two traits behind which the browser's WebCrypto and the tests' native keys stand.

use std::fmt;

use zeroize::Zeroizing;

use super::decode::{DecodeError, PublicKeyInfo, PublicKeyKind};
use super::import::ImportedKey;
use crate::locale::say;

/// The key algorithms that every reader we measured accepts in a TLS client certificate.
///
/// Ed25519 and P-521 are absent: Envoy offers neither in its CertificateRequest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyAlgorithm {
    Rsa2048,
    Rsa3072,
    Rsa4096,
    EcdsaP256,
    EcdsaP384,
}

impl KeyAlgorithm {
    /// All algorithms, in the order in which a form offers them.
    pub const ALL: [Self; 5] = [
        Self::Rsa2048,
        Self::Rsa3072,
        Self::Rsa4096,
        Self::EcdsaP256,
        Self::EcdsaP384,
    ];

    /// The stable identifier used in answers and links.
    pub fn id(self) -> &'static str {
        match self {
            Self::Rsa2048 => "rsa-2048",
            Self::Rsa3072 => "rsa-3072",
            Self::Rsa4096 => "rsa-4096",
            Self::EcdsaP256 => "ecdsa-p256",
            Self::EcdsaP384 => "ecdsa-p384",
        }
    }

    /// The algorithm with this identifier.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.id() == id)
    }

    /// The name that people know the algorithm by.
    pub fn title(self) -> &'static str {
        match self {
            Self::Rsa2048 => "RSA 2048",
            Self::Rsa3072 => "RSA 3072",
            Self::Rsa4096 => "RSA 4096",
            Self::EcdsaP256 => "ECDSA P-256",
            Self::EcdsaP384 => "ECDSA P-384",
        }
    }

    /// What keys of this algorithm sign with.
    pub fn signature(self) -> SignatureScheme {
        match self {
            Self::Rsa2048 | Self::Rsa3072 | Self::Rsa4096 => SignatureScheme::RsaSha256,
            Self::EcdsaP256 => SignatureScheme::EcdsaP256Sha256,
            Self::EcdsaP384 => SignatureScheme::EcdsaP384Sha384,
        }
    }

    /// Whether the key can also encrypt, which decides the server's keyUsage.
    pub fn is_rsa(self) -> bool {
        matches!(self, Self::Rsa2048 | Self::Rsa3072 | Self::Rsa4096)
    }
}

/// What certificates are signed with. An RSA key of any size signs in the same way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SignatureScheme {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    RsaSha256,
    EcdsaP256Sha256,
    EcdsaP384Sha384,
}

/// A private key as PKCS#8 `PrivateKeyInfo` DER (RFC 5208). Overwritten when dropped; never printed.
#[derive(Clone)]
pub struct PrivateKey(Zeroizing<Vec<u8>>);

impl PrivateKey {
    /// Takes PKCS#8 DER.
    pub fn from_pkcs8_der(der: Vec<u8>) -> Self {
        Self(Zeroizing::new(der))
    }

    /// The PKCS#8 DER. Callers must not copy it anywhere that is not overwritten when dropped, other than a download.
    pub fn pkcs8_der(&self) -> &[u8] {
        &self.0
    }

    /// The key as `-----BEGIN PRIVATE KEY-----` PEM (RFC 7468 section 10).
    pub fn pem(&self) -> Zeroizing<String> {
        Zeroizing::new(super::pem::encode("PRIVATE KEY", &self.0))
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("PrivateKey(..)")
    }
}

/// The public half of a key that certificates can be about: RSA of 2048 to 8192 bits, P-256 or P-384.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey {
    info: Vec<u8>,
    kind: PublicKeyKind,
}

/// Why no certificate can be about a public key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PublicKeyError {
    #[error("{0}")]
    Unreadable(#[from] DecodeError),
    #[error("{}", say!("keys of the algorithm {value} do not work with the gateway and all of its clients", value = .0))]
    Algorithm(String),
    #[error("{}", say!("an RSA key of {value} bits is too short: gateways refuse keys below 2048 bits", value = .0))]
    TooShort(usize),
    #[error("{}", say!("an RSA key of {value} bits is too long: browsers do not use keys above 8192 bits", value = .0))]
    TooLong(usize),
}

impl PublicKey {
    /// The fewest and the most bits of an RSA key: Envoy refuses shorter ones, browsers do not sign with longer ones.
    const RSA_BITS: std::ops::RangeInclusive<usize> = 2048..=8192;

    /// Takes a DER `SubjectPublicKeyInfo` (RFC 5280 section 4.1).
    ///
    /// # Errors
    /// [`PublicKeyError`] for keys that the readers of our certificates would refuse.
    pub fn from_info(info: Vec<u8>) -> Result<Self, PublicKeyError> {
        let kind = PublicKeyInfo::from_der(&info)?.kind()?;
        match kind {
            PublicKeyKind::Rsa { bits } if bits < *Self::RSA_BITS.start() => Err(PublicKeyError::TooShort(bits)),
            PublicKeyKind::Rsa { bits } if bits > *Self::RSA_BITS.end() => Err(PublicKeyError::TooLong(bits)),
            PublicKeyKind::Other(name) => Err(PublicKeyError::Algorithm(name)),
            kind => Ok(Self { info, kind }),
        }
    }

    /// The DER `SubjectPublicKeyInfo`.
    pub fn info(&self) -> &[u8] {
        &self.info
    }

    /// Algorithm and size; never [`PublicKeyKind::Other`].
    pub fn kind(&self) -> &PublicKeyKind {
        &self.kind
    }
}

/// Why a key could not be made or used. The text is the platform's own; it never holds key material.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    #[error("{}", say!("the {algorithm} key could not be generated: {reason}", algorithm, reason))]
    Generate { algorithm: &'static str, reason: String },
    #[error("{}", say!("the given key could not be used: {reason}", reason))]
    Import { reason: String },
    #[error("{}", say!("signing failed: {reason}", reason))]
    Sign { reason: String },
}

/// A key pair that can sign. Signing is asynchronous because WebCrypto's is.
#[allow(async_fn_in_trait)] // Always used through generics on one thread; no `Send` bound is wanted.
pub trait SigningKey {
    fn signature(&self) -> SignatureScheme;

    /// The public key as DER `SubjectPublicKeyInfo` (RFC 5280 section 4.1).
    fn public_key(&self) -> &[u8];

    fn private_key(&self) -> &PrivateKey;

    /// Signs as [`Self::signature`] says: octets for RSA, a DER `Ecdsa-Sig-Value` (RFC 3279) for ECDSA.
    async fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyError>;
}

/// Makes key pairs, and takes in those that are brought along.
#[allow(async_fn_in_trait)] // As above.
pub trait KeyProvider {
    type Key: SigningKey;

    async fn generate(&self, algorithm: KeyAlgorithm) -> Result<Self::Key, KeyError>;

    /// # Errors
    /// [`KeyError::Import`] for a key whose parts do not fit together.
    async fn import(&self, key: &ImportedKey) -> Result<Self::Key, KeyError>;
}
