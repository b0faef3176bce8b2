//! Why a certificate was revoked.

use crate::locale::{Text, text};
use std::fmt;

/// A `CRLReason` (RFC 5280 section 5.3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    Unspecified,
    KeyCompromise,
    AuthorityCompromise,
    AffiliationChanged,
    Superseded,
    CessationOfOperation,
    CertificateHold,
    /// Only in delta lists.
    RemoveFromList,
    PrivilegeWithdrawn,
    AttributeAuthorityCompromise,
    /// A number that the standard does not know.
    Unknown(u8),
}

/// Number, name in the standard and name for people of each.
const REASONS: [(Reason, u8, &str, Text); 10] = [
    (Reason::Unspecified, 0, "unspecified", text("no reason given")),
    (
        Reason::KeyCompromise,
        1,
        "keyCompromise",
        text("the key was lost or stolen"),
    ),
    (
        Reason::AuthorityCompromise,
        2,
        "cACompromise",
        text("the authority’s key was lost or stolen"),
    ),
    (
        Reason::AffiliationChanged,
        3,
        "affiliationChanged",
        text("the name or the organization changed"),
    ),
    (
        Reason::Superseded,
        4,
        "superseded",
        text("another certificate replaces it"),
    ),
    (
        Reason::CessationOfOperation,
        5,
        "cessationOfOperation",
        text("the client is no longer used"),
    ),
    (Reason::CertificateHold, 6, "certificateHold", text("on hold for now")),
    (Reason::RemoveFromList, 8, "removeFromCRL", text("taken off the list")),
    (
        Reason::PrivilegeWithdrawn,
        9,
        "privilegeWithdrawn",
        text("the client may no longer do this"),
    ),
    (
        Reason::AttributeAuthorityCompromise,
        10,
        "aACompromise",
        text("the attribute authority’s key was lost or stolen"),
    ),
];

impl Reason {
    /// The reasons for revoking a client, in the order in which a form offers them.
    pub const FOR_CLIENTS: [Self; 7] = [
        Self::Unspecified,
        Self::KeyCompromise,
        Self::Superseded,
        Self::CessationOfOperation,
        Self::AffiliationChanged,
        Self::PrivilegeWithdrawn,
        Self::CertificateHold,
    ];

    /// The reason with this number in the encoding.
    pub fn from_code(code: u8) -> Self {
        REASONS
            .iter()
            .find(|(_, own, ..)| *own == code)
            .map_or(Self::Unknown(code), |(reason, ..)| *reason)
    }

    /// The number in the encoding.
    pub fn code(self) -> u8 {
        match self {
            Self::Unknown(code) => code,
            known => known.row().map_or(0, |(_, code, ..)| *code),
        }
    }

    /// The name in the standard, by which forms and openssl know it: `keyCompromise`.
    pub fn id(self) -> &'static str {
        self.row().map_or("unknown", |(_, _, id, _)| *id)
    }

    /// The reason with this name.
    pub fn from_id(id: &str) -> Option<Self> {
        REASONS.iter().find(|(_, _, own, _)| *own == id).map(|row| row.0)
    }

    /// What it means, in lower case.
    pub fn meaning(self) -> Text {
        self.row()
            .map_or(text("a reason that is not in the standard"), |row| row.3)
    }

    fn row(self) -> Option<&'static (Self, u8, &'static str, Text)> {
        REASONS.iter().find(|(reason, ..)| *reason == self)
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown(code) => write!(formatter, "reason {code}"),
            known => formatter.write_str(known.id()),
        }
    }
}
