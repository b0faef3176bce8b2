//! In which further forms certificates and keys stand in the archive, besides PEM and PKCS#12.

/// One form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// Certificates in DER (`.der`), which Windows and Java import.
    Der,
    /// Key, certificate and chain in one file (`client-combined.pem`).
    Combined,
    /// The key as encrypted PKCS#8 in place of the plain one.
    EncryptedKey,
    /// A manifest of a Secret, as an egress gateway's credential ([`super::egress`]).
    Secret,
}

impl Format {
    /// All forms, in the order in which a form offers them.
    pub const ALL: [Self; 4] = [Self::Der, Self::Combined, Self::EncryptedKey, Self::Secret];

    /// The stable identifier used in answers.
    pub fn id(self) -> &'static str {
        match self {
            Self::Der => "der",
            Self::Combined => "combined",
            Self::EncryptedKey => "encrypted-key",
            Self::Secret => "secret",
        }
    }

    /// The form with this identifier.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.id() == id)
    }
}

/// The forms that are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Formats(pub Vec<Format>);

impl Formats {
    pub fn has(&self, format: Format) -> bool {
        self.0.contains(&format)
    }
}
