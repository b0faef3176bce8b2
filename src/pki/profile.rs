//! What a certificate is for, and what follows from that: one table for every field that differs.

use super::clock::Validity;
use super::decode::PublicKeyKind;

/// What a certificate is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Profile {
    /// Signs itself, and leaves or intermediate authorities.
    RootCa,
    /// Signed by another authority; signs leaves, or further intermediates.
    IntermediateCa,
    /// Proves who the gateway is.
    Server,
    /// Proves who the caller is.
    Client,
}

/// Whether subject alternative names belong into a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SanRule {
    Absent,
    AtLeastOneDns,
    AtLeastOne,
}

impl Profile {
    /// All profiles.
    pub const ALL: [Self; 4] = [Self::RootCa, Self::IntermediateCa, Self::Server, Self::Client];

    pub fn is_ca(self) -> bool {
        matches!(self, Self::RootCa | Self::IntermediateCa)
    }

    /// keyUsage (RFC 5280 section 4.2.1.3), always critical.
    ///
    /// keyEncipherment is for the RSA key exchange of TLS 1.2; an ECDSA key cannot do it, and says so (RFC 8813).
    /// Without digitalSignature on the server's, Envoy does not start and Chromium refuses the connection.
    pub fn key_usages(self, key: &PublicKeyKind) -> &'static [rcgen::KeyUsagePurpose] {
        use rcgen::KeyUsagePurpose::{CrlSign, DigitalSignature, KeyCertSign, KeyEncipherment};
        match self {
            Self::RootCa | Self::IntermediateCa => &[KeyCertSign, CrlSign],
            Self::Server if key.is_rsa() => &[DigitalSignature, KeyEncipherment],
            Self::Server | Self::Client => &[DigitalSignature],
        }
    }

    /// extKeyUsage (RFC 5280 section 4.2.1.12), not critical; none on a CA, where readers would inherit it.
    ///
    /// Exactly one purpose: with both, or with none, a stolen server key would open the gateway as a client.
    pub fn extended_key_usages(self) -> &'static [rcgen::ExtendedKeyUsagePurpose] {
        match self {
            Self::RootCa | Self::IntermediateCa => &[],
            Self::Server => &[rcgen::ExtendedKeyUsagePurpose::ServerAuth],
            Self::Client => &[rcgen::ExtendedKeyUsagePurpose::ClientAuth],
        }
    }

    /// basicConstraints (RFC 5280 section 4.2.1.9), critical. The path length says how many authorities may stand between a
    /// CA and a leaf: with 0 it signs leaves only.
    ///
    /// `ExplicitNoCa`, not `NoCa`: rcgen omits the subjectKeyIdentifier with the latter.
    pub fn basic_constraints(self, path_length: u8) -> rcgen::IsCa {
        match self {
            Self::RootCa | Self::IntermediateCa => rcgen::IsCa::Ca(rcgen::BasicConstraints::Constrained(path_length)),
            Self::Server | Self::Client => rcgen::IsCa::ExplicitNoCa,
        }
    }

    /// authorityKeyIdentifier (RFC 5280 section 4.2.1.1) may be absent only where a certificate signs itself.
    pub fn has_authority_key_identifier(self) -> bool {
        self != Self::RootCa
    }

    /// subjectAltName (RFC 5280 section 4.2.1.6). Servers without are refused by Go, rustls and Chromium, clients
    /// without by pyca; critical only with an empty subject.
    pub fn subject_alt_names(self) -> SanRule {
        match self {
            Self::RootCa | Self::IntermediateCa => SanRule::Absent,
            Self::Server => SanRule::AtLeastOneDns,
            Self::Client => SanRule::AtLeastOne,
        }
    }

    /// The validity to offer, in days. Servers: what public CAs may issue, which no browser refuses.
    pub fn default_validity_days(self) -> u32 {
        match self {
            Self::RootCa => 3650,
            Self::IntermediateCa => 1825,
            Self::Server => 397,
            Self::Client => 365,
        }
    }

    /// The longest validity in days: Apple's systems refuse TLS servers above 825 (support article 103769), which we
    /// apply to clients as well; authorities get ten years, of which at most three are leap years.
    pub fn maximum_validity_days(self) -> u32 {
        match self {
            Self::RootCa | Self::IntermediateCa => 3653,
            Self::Server | Self::Client => 825,
        }
    }

    /// Whether the period is within [`Self::maximum_validity_days`].
    pub fn allows(self, validity: &Validity) -> bool {
        validity.seconds() <= i64::from(self.maximum_validity_days()) * super::clock::SECONDS_PER_DAY
    }
}
