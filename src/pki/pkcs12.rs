//! PKCS#12 bundles (RFC 7292): the key, its certificate and chain, for browsers and operating systems.

mod encoding;
mod encryption;
mod read;
mod shrouded;

use crate::locale::say;
use crate::locale::{Text, text};
use std::fmt;

use der::Tag;
use sha1::{Digest, Sha1};
use zeroize::Zeroizing;

pub use self::shrouded::encrypted_key_pem;

use self::encoding::Attributes;
pub use self::read::{Integrity, Opened, OpenedCertificate, OpenedKey, read, read_within};
pub use super::password_based::{Protection, ReadError};
use super::{asn1, decode};

/// Which importers a bundle is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EncryptionProfile {
    /// AES-256-CBC (PBES2) with HMAC-SHA256, 100,000 iterations.
    Modern,
    /// 3DES with HMAC-SHA1, 2,048 iterations: older macOS, iOS, Android 12, Windows Server 2016.
    Compatible,
}

impl EncryptionProfile {
    /// All profiles, the one to offer first first.
    pub const ALL: [Self; 2] = [Self::Modern, Self::Compatible];

    /// The stable identifier used in answers and links.
    pub fn id(self) -> &'static str {
        match self {
            Self::Modern => "modern",
            Self::Compatible => "compatible",
        }
    }

    /// The profile with this identifier.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|profile| profile.id() == id)
    }

    /// The profiles that a text names, with commas between them, each once and in the order of [`Self::ALL`]. `None` if it names
    /// anything else.
    pub fn read_all(text: &str) -> Option<Vec<Self>> {
        let ids = || text.split(',').map(str::trim).filter(|id| !id.is_empty());
        let is_known = ids().all(|id| Self::from_id(id).is_some());
        let is_named = |profile: &Self| ids().any(|id| id == profile.id());
        is_known.then(|| Self::ALL.into_iter().filter(is_named).collect())
    }

    /// What its file is called where there is another one beside it, after the name of the first.
    pub fn file_ending(self) -> &'static str {
        match self {
            Self::Modern => "-modern.p12",
            Self::Compatible => "-older-importers.p12",
        }
    }

    /// What a form calls it.
    pub fn title(self) -> Text {
        match self {
            Self::Modern => text("Modern (AES-256)"),
            Self::Compatible => text("Compatible (3DES)"),
        }
    }

    /// Who needs it, in one sentence.
    pub fn description(self) -> &'static str {
        match self {
            Self::Modern => {
                "For Chrome and Firefox on Linux, curl and OpenSSL 3, Java 17, Windows 10 (1709) and newer, Windows Server 2019 and newer."
            }
            Self::Compatible => {
                "For Keychain on older macOS, iOS, Android 12 and Windows Server 2016, which call the password wrong otherwise."
            }
        }
    }

    /// Rounds of key derivation, for the encryption and for the integrity code alike.
    pub fn iterations(self) -> u32 {
        match self {
            Self::Modern => 100_000,
            Self::Compatible => 2_048,
        }
    }
}

/// A password that every importer we know accepts: 1 to 128 characters of printable ASCII (0x20 to 0x7E).
///
/// Empty passwords are refused because macOS and iOS each expect another encoding of them; other characters because
/// Java refuses them ("Password is not ASCII").
#[derive(Clone, PartialEq, Eq)]
pub struct Password(Zeroizing<String>);

impl Password {
    /// The most characters that a password may have.
    pub const MAXIMUM_CHARACTERS: usize = 128;

    /// Checks a password.
    ///
    /// # Errors
    /// [`Pkcs12Error::EmptyPassword`], [`Pkcs12Error::PasswordCharacter`], [`Pkcs12Error::PasswordTooLong`].
    pub fn new(text: &str) -> Result<Self, Pkcs12Error> {
        let characters = text.chars().count();
        if text.is_empty() {
            return Err(Pkcs12Error::EmptyPassword);
        }
        if let Some(character) = text.chars().find(|character| !(' '..='~').contains(character)) {
            return Err(Pkcs12Error::PasswordCharacter(character));
        }
        if characters > Self::MAXIMUM_CHARACTERS {
            return Err(Pkcs12Error::PasswordTooLong(characters));
        }
        Ok(Self(Zeroizing::new(text.to_owned())))
    }

    /// The password itself; do not log it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Password(..)")
    }
}

/// What a credential's bundle should be like.
#[derive(Clone, Debug)]
pub struct BundleRequest {
    /// Shown by importers; the common name.
    pub friendly_name: String,
    pub password: Password,
    pub profile: EncryptionProfile,
    /// For which importers a second file with the same content is wanted.
    pub also: Option<EncryptionProfile>,
}

impl BundleRequest {
    /// The request for the second file.
    pub fn second(&self) -> Option<Self> {
        Some(Self {
            profile: self.also?,
            also: None,
            ..self.clone()
        })
    }
}

/// What goes into one bundle: PKCS#8 and certificate DER, leaf first, root last.
#[derive(Clone, Debug)]
pub struct BundleContent {
    pub request: BundleRequest,
    pub private_key: super::key::PrivateKey,
    pub chain: Vec<Vec<u8>>,
    pub salts: Salts,
}

/// The random octets of one bundle: salts and initialisation vectors. They stand in the file for everybody to read, but
/// must never serve for a second one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Salts([u8; Salts::LENGTH]);

/// Random octets for one derivation of a key. RFC 8018 section 4.1 asks for at least 8 octets of salt.
struct Salt {
    salt: [u8; 16],
    /// AES's initialisation vector.
    vector: [u8; 16],
}

impl Salts {
    /// How many octets are needed.
    pub const LENGTH: usize = 96;

    /// Takes octets of a cryptographic generator.
    pub fn from_random(octets: [u8; Self::LENGTH]) -> Self {
        Self(octets)
    }

    /// The octets.
    pub fn octets(&self) -> &[u8; Self::LENGTH] {
        &self.0
    }

    fn certificates(&self) -> Salt {
        self.part(0)
    }

    fn key(&self) -> Salt {
        self.part(1)
    }

    fn integrity(&self) -> Salt {
        self.part(2)
    }

    fn part(&self, position: usize) -> Salt {
        let start = position * 32;
        Salt {
            salt: std::array::from_fn(|index| self.0[start + index]),
            vector: std::array::from_fn(|index| self.0[start + 16 + index]),
        }
    }
}

/// The random octets of one encrypted key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeySalt([u8; KeySalt::LENGTH]);

impl KeySalt {
    /// How many octets are needed.
    pub const LENGTH: usize = 32;

    /// Takes octets of a cryptographic generator.
    pub fn from_random(octets: [u8; Self::LENGTH]) -> Self {
        Self(octets)
    }

    /// The octets.
    pub fn octets(&self) -> &[u8; Self::LENGTH] {
        &self.0
    }
}

/// DER `EncryptedPrivateKeyInfo` (RFC 5958 section 3) of a key.
pub(super) fn encrypted_key(
    profile: EncryptionProfile,
    password: &Password,
    KeySalt(octets): &KeySalt,
    key: &super::key::PrivateKey,
) -> Result<Vec<u8>, Pkcs12Error> {
    let salt = Salt {
        salt: std::array::from_fn(|index| octets[index]),
        vector: std::array::from_fn(|index| octets[16 + index]),
    };
    let encrypted = encryption::encrypt(profile, password, &salt, key.pkcs8_der())?;
    Ok(encoding::encrypted_key(&encrypted))
}

/// Why a bundle could not be written or a password was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Pkcs12Error {
    #[error("{}", say!("the password is empty"))]
    EmptyPassword,
    #[error("{}", say!("the password has {value} characters; 128 are allowed", value = .0))]
    PasswordTooLong(usize),
    #[error("{}", say!("the password contains {value}; only printable ASCII characters are understood by every importer", value = format_args!("{:?}", .0)))]
    PasswordCharacter(char),
    #[error("{}", say!("the PKCS#12 file could not be written: {value}", value = .0))]
    Write(String),
    #[error("{}", say!("there is no certificate for the PKCS#12 file"))]
    NoCertificate,
}

/// Writes bundles, possibly elsewhere: key derivation takes up to a second, so the browser does it in a worker.
#[allow(async_fn_in_trait)] // Always used through generics on one thread; no `Send` bound is wanted.
pub trait Bundler {
    async fn bundle(&self, content: BundleContent) -> Result<Vec<u8>, Pkcs12Error>;
}

/// Writes bundles where it is called.
pub struct DirectBundler;

impl Bundler for DirectBundler {
    async fn bundle(&self, content: BundleContent) -> Result<Vec<u8>, Pkcs12Error> {
        write(&content)
    }
}

/// Writes a bundle; the same content gives the same octets. Takes long: about a quarter of a second in a browser for
/// [`EncryptionProfile::Modern`].
///
/// The key and its certificate carry the friendly name and the same localKeyId, the SHA-1 of the certificate as openssl
/// does it; the issuers' certificates carry neither.
///
/// # Errors
/// [`Pkcs12Error::NoCertificate`], or [`Pkcs12Error::Write`] if a part is not DER.
pub fn write(content: &BundleContent) -> Result<Vec<u8>, Pkcs12Error> {
    let BundleContent { request, salts, .. } = content;
    let (profile, password) = (request.profile, &request.password);
    let attributes = check(content)?;

    let certificates = encoding::certificates(&content.chain, &attributes);
    let certificates = encryption::encrypt(profile, password, &salts.certificates(), &certificates)?;
    let key = encryption::encrypt(profile, password, &salts.key(), content.private_key.pkcs8_der())?;
    let key = encoding::key(&key, &attributes);

    let safe = encoding::authenticated_safe(&certificates, &key);
    let salt = salts.integrity();
    let code = encryption::integrity_code(profile, password, &salt, &safe)?;
    Ok(encoding::file(&safe, &code, &salt, profile.iterations()))
}

/// Makes sure that nothing goes in that no reader could make sense of.
fn check(content: &BundleContent) -> Result<Attributes, Pkcs12Error> {
    let leaf = content.chain.first().ok_or(Pkcs12Error::NoCertificate)?;
    for certificate in &content.chain {
        decode::decode(certificate).map_err(|error| Pkcs12Error::Write(error.to_string()))?;
    }
    asn1::only(content.private_key.pkcs8_der(), Tag::Sequence)
        .map_err(|error| Pkcs12Error::Write(format!("the private key is not DER: {error}")))?;
    Ok(Attributes {
        friendly_name: printable_name(&content.request.friendly_name),
        local_key_id: Sha1::digest(leaf).to_vec(),
    })
}

/// friendlyName is a BMPString (RFC 2985 section 5.5.1), which has no characters above U+FFFF such as emoji.
pub fn printable_name(name: &str) -> String {
    name.replace(|character| u32::from(character) > 0xFFFF, "?")
}
