//! PKCS#12 bundles (RFC 7292): the key, its certificate and chain, for browsers and operating systems.

use std::fmt;

use p12_keystore::{
    Certificate, EncryptionAlgorithm, KeyStore, KeyStoreEntry, MacAlgorithm, Pkcs12ImportPolicy, PrivateKeyChain,
};
use sha1::{Digest, Sha1};
use zeroize::Zeroizing;

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

    /// What a form calls it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Modern => "Modern (AES-256)",
            Self::Compatible => "Compatible (3DES)",
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

    fn algorithms(self) -> (EncryptionAlgorithm, MacAlgorithm) {
        match self {
            Self::Modern => (
                EncryptionAlgorithm::PbeWithHmacSha256AndAes256,
                MacAlgorithm::HmacSha256,
            ),
            Self::Compatible => (
                EncryptionAlgorithm::PbeWithShaAnd3KeyTripleDesCbc,
                MacAlgorithm::HmacSha1,
            ),
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
}

/// What goes into one bundle: PKCS#8 and certificate DER, leaf first, root last.
#[derive(Clone, Debug)]
pub struct BundleContent {
    pub request: BundleRequest,
    pub private_key: super::key::PrivateKey,
    pub chain: Vec<Vec<u8>>,
}

/// Why a bundle could not be written or a password was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Pkcs12Error {
    #[error("the password is empty")]
    EmptyPassword,
    #[error("the password has {0} characters; 128 are allowed")]
    PasswordTooLong(usize),
    #[error("the password contains {0:?}; only printable ASCII characters are understood by every importer")]
    PasswordCharacter(char),
    #[error("the PKCS#12 file could not be written: {0}")]
    Write(String),
    #[error("the PKCS#12 file could not be read, or the password is wrong: {0}")]
    Read(String),
    #[error("there is no certificate for the PKCS#12 file")]
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

/// Writes a bundle. Takes long: about a quarter of a second in a browser for [`EncryptionProfile::Modern`].
///
/// The key and its certificate carry the same localKeyId, the SHA-1 of the certificate as openssl does it. The friendly
/// name stands on the key; p12-keystore puts the subject on each certificate. Salts come from the platform's generator.
///
/// # Errors
/// [`Pkcs12Error::NoCertificate`], or [`Pkcs12Error::Write`] if a part is not DER.
pub fn write(content: &BundleContent) -> Result<Vec<u8>, Pkcs12Error> {
    let failed = |error: p12_keystore::error::Error| Pkcs12Error::Write(error.to_string());
    let leaf = content.chain.first().ok_or(Pkcs12Error::NoCertificate)?;
    let local_key_id = Sha1::digest(leaf).to_vec();
    let key = p12_keystore::PrivateKey::from_der(content.private_key.pkcs8_der()).map_err(failed)?;
    let chain: Vec<Certificate> = content
        .chain
        .iter()
        .map(|der| Certificate::from_der(der))
        .collect::<Result<_, _>>()
        .map_err(failed)?;

    let request = &content.request;
    let (encryption, mac) = request.profile.algorithms();
    let mut store = KeyStore::new();
    let entry = KeyStoreEntry::PrivateKeyChain(PrivateKeyChain::new(local_key_id, key, chain));
    store.add_entry(&printable_name(&request.friendly_name), entry);
    store
        .writer(request.password.as_str())
        .encryption_algorithm(encryption)
        .encryption_iterations(request.profile.iterations())
        .mac_algorithm(mac)
        .mac_iterations(request.profile.iterations())
        .write()
        .map_err(failed)
}

/// friendlyName is a BMPString (RFC 2985 section 5.5.1), which has no characters above U+FFFF such as emoji.
fn printable_name(name: &str) -> String {
    name.replace(|character| u32::from(character) > 0xFFFF, "?")
}

/// What a bundle holds.
#[derive(Clone, Debug)]
pub struct Opened {
    pub friendly_name: String,
    pub private_key: super::key::PrivateKey,
    /// Certificate DER, leaf first.
    pub chain: Vec<Vec<u8>>,
}

/// Reads the first key of a bundle with its chain.
///
/// # Errors
/// [`Pkcs12Error::Read`] for a wrong password, a broken file, or a file without a key.
pub fn read(der: &[u8], password: &Password) -> Result<Opened, Pkcs12Error> {
    let store = KeyStore::from_pkcs12(der, password.as_str(), Pkcs12ImportPolicy::Strict)
        .map_err(|error| Pkcs12Error::Read(error.to_string()))?;
    let (name, entry) = store
        .private_key_chain()
        .ok_or_else(|| Pkcs12Error::Read("it holds no private key".to_owned()))?;
    Ok(Opened {
        friendly_name: name.to_owned(),
        private_key: super::key::PrivateKey::from_pkcs8_der(entry.key().as_der().to_vec()),
        chain: entry
            .certs()
            .iter()
            .map(|certificate| certificate.as_der().to_vec())
            .collect(),
    })
}
