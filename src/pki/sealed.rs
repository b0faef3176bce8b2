//! What a password opens, taken apart for whoever looks into it: how it is protected, and all that is in it under its name.
//! [`super::import::Material`] is for those who want to use it.

use zeroize::Zeroizing;

use super::encrypted_key;
use super::import::{ImportProblem, ImportedKey};
use super::password_based::{Protection, ReadError};
use super::pkcs12;

/// What kind of thing it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seal {
    Bundle,
    /// `EncryptedPrivateKeyInfo`.
    Key,
    /// The text of a PEM block with `DEK-Info`.
    OlderKey,
}

/// What was in it.
#[derive(Default)]
pub struct Opened {
    /// How it is protected, for people.
    pub protection: Vec<String>,
    /// DER of certificates and of private keys in PKCS#8, with the names that they have in the file.
    pub parts: Vec<(String, Zeroizing<Vec<u8>>)>,
    /// What was passed over.
    pub left_out: Vec<String>,
}

/// Why it stays closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StillSealed {
    /// Whether another password might help.
    pub needs_password: bool,
    /// For people, beginning in lower case.
    pub reason: String,
}

impl Seal {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Bundle, Self::Key, Self::OlderKey];

    /// The identifier by which page and worker know it.
    pub fn id(self) -> &'static str {
        match self {
            Self::Bundle => "bundle",
            Self::Key => "key",
            Self::OlderKey => "older-key",
        }
    }

    /// The one with this identifier.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|seal| seal.id() == id)
    }
}

impl StillSealed {
    /// No password was typed yet.
    pub fn asking() -> Self {
        ReadError::PasswordMissing.into()
    }
}

impl From<ReadError> for StillSealed {
    fn from(error: ReadError) -> Self {
        use ReadError as E;
        let needs_password = matches!(error, E::PasswordMissing | E::WrongPassword | E::WrongPasswordOrDamaged);
        Self {
            needs_password,
            reason: error.to_string(),
        }
    }
}

/// Opens something, which may take seconds: call it in a worker. An empty password is tried as such.
///
/// # Errors
/// [`StillSealed`] for a wrong password and for what cannot be read.
pub fn open(seal: Seal, octets: &[u8], password: &str) -> Result<Opened, StillSealed> {
    match seal {
        Seal::Bundle => bundle(octets, password),
        Seal::Key => {
            let key = encrypted_key::read(octets, password)?;
            let protection = encrypted_key::protection(octets).map(|protection| words(&protection));
            Ok(Opened {
                protection: protection.into_iter().collect(),
                parts: vec![(String::new(), Zeroizing::new(key.pkcs8_der().to_vec()))],
                left_out: Vec::new(),
            })
        }
        Seal::OlderKey => older(octets, password),
    }
}

fn bundle(octets: &[u8], password: &str) -> Result<Opened, StillSealed> {
    let opened = pkcs12::read(octets, password)?;
    let mut protection: Vec<String> = opened.protections.iter().map(words).collect();
    protection.push(match &opened.integrity {
        None => "nothing protects it against changes".to_owned(),
        Some(code) => [
            "integrity: ",
            if code.is_pbmac1 { "PBMAC1 with " } else { "" },
            "HMAC of ",
            code.hash,
            ", ",
            &code.iterations.to_string(),
            " rounds",
        ]
        .concat(),
    });
    let name = |name: &Option<String>| name.clone().unwrap_or_default();
    let keys = opened.keys.iter().map(|key| {
        let der = Zeroizing::new(key.private_key.pkcs8_der().to_vec());
        (name(&key.friendly_name), der)
    });
    let certificates = opened
        .certificates
        .iter()
        .map(|entry| (name(&entry.friendly_name), Zeroizing::new(entry.der.clone())));
    Ok(Opened {
        protection,
        parts: keys.chain(certificates).collect(),
        left_out: opened.left_out.iter().map(|what| (*what).to_owned()).collect(),
    })
}

fn older(octets: &[u8], password: &str) -> Result<Opened, StillSealed> {
    let missing = || StillSealed::from(ReadError::PasswordMissing);
    if password.is_empty() {
        return Err(missing());
    }
    let text = std::str::from_utf8(octets).map_err(|_| missing())?;
    let key = ImportedKey::open(text, password).map_err(|error| StillSealed {
        needs_password: !matches!(
            error.problem,
            ImportProblem::KeyAlgorithm(_) | ImportProblem::KeyTooShort(_) | ImportProblem::KeyTooLong(_)
        ),
        reason: error.problem.to_string(),
    })?;
    Ok(Opened {
        protection: vec!["one round of MD5".to_owned()],
        parts: vec![(String::new(), Zeroizing::new(key.private_key().pkcs8_der().to_vec()))],
        left_out: Vec::new(),
    })
}

fn words(protection: &Protection) -> String {
    let derivation = if protection.is_pbes2 {
        "PBKDF2"
    } else {
        "PKCS#12’s own derivation"
    };
    [
        protection.cipher,
        ", key by ",
        derivation,
        " with ",
        protection.hash,
        ", ",
        &protection.iterations.to_string(),
        " rounds",
    ]
    .concat()
}
