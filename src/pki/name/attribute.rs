//! The attributes of distinguished names, as we write them.

use std::fmt;

use super::NameError;
use crate::locale::{Text, text};
use crate::pki::asn1::{self, tag};

/// The kinds of attribute that our names may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AttributeType {
    CommonName,
    Organization,
    OrganizationalUnit,
    Country,
    State,
    Locality,
    Street,
    PostalCode,
    DomainComponent,
    UserId,
    EmailAddress,
    SerialNumber,
    Surname,
    GivenName,
    Title,
}

/// What is said of one kind.
struct Facts {
    abbreviation: &'static str,
    title: Text,
    maximum_characters: usize,
    /// The content of its OBJECT IDENTIFIER.
    oid: &'static [u8],
}

const fn facts(abbreviation: &'static str, title: Text, maximum_characters: usize, oid: &'static [u8]) -> Facts {
    Facts {
        abbreviation,
        title,
        maximum_characters,
        oid,
    }
}

impl AttributeType {
    /// All kinds.
    pub const ALL: [Self; 15] = [
        Self::CommonName,
        Self::Organization,
        Self::OrganizationalUnit,
        Self::Country,
        Self::State,
        Self::Locality,
        Self::Street,
        Self::PostalCode,
        Self::DomainComponent,
        Self::UserId,
        Self::EmailAddress,
        Self::SerialNumber,
        Self::Surname,
        Self::GivenName,
        Self::Title,
    ];

    /// Upper bounds: RFC 5280 appendix A.1 (`ub-common-name` and others); X.520 for the street; a DNS label for a domain
    /// component; 64 where these allow more than any form holds (names of persons) or say nothing.
    fn facts(self) -> Facts {
        match self {
            Self::CommonName => facts("CN", text("common name"), 64, b"\x55\x04\x03"),
            Self::Organization => facts("O", text("organization"), 64, b"\x55\x04\x0A"),
            Self::OrganizationalUnit => facts("OU", text("organizational unit"), 64, b"\x55\x04\x0B"),
            Self::Country => facts("C", text("country"), 2, b"\x55\x04\x06"),
            Self::State => facts("ST", text("state or province"), 128, b"\x55\x04\x08"),
            Self::Locality => facts("L", text("locality"), 128, b"\x55\x04\x07"),
            Self::Street => facts("street", text("street"), 128, b"\x55\x04\x09"),
            Self::PostalCode => facts("postalCode", text("postal code"), 40, b"\x55\x04\x11"),
            Self::DomainComponent => facts(
                "DC",
                text("domain component"),
                63,
                b"\x09\x92\x26\x89\x93\xF2\x2C\x64\x01\x19",
            ),
            Self::UserId => facts("UID", text("user ID"), 64, b"\x09\x92\x26\x89\x93\xF2\x2C\x64\x01\x01"),
            Self::EmailAddress => facts(
                "emailAddress",
                text("e-mail address"),
                255,
                b"\x2A\x86\x48\x86\xF7\x0D\x01\x09\x01",
            ),
            Self::SerialNumber => facts("serialNumber", text("serial number"), 64, b"\x55\x04\x05"),
            Self::Surname => facts("SN", text("surname"), 64, b"\x55\x04\x04"),
            Self::GivenName => facts("GN", text("given name"), 64, b"\x55\x04\x2A"),
            Self::Title => facts("title", text("title"), 64, b"\x55\x04\x0C"),
        }
    }

    /// What openssl and Envoy call it: `CN`, `O`, ….
    pub fn abbreviation(self) -> &'static str {
        self.facts().abbreviation
    }

    /// What a form calls it.
    pub fn title(self) -> &'static str {
        self.facts().title.here()
    }

    /// The most characters a value may have.
    pub fn maximum_characters(self) -> usize {
        self.facts().maximum_characters
    }

    /// Whether a name may have several of this kind. Directories nest units, domains and street lines.
    pub fn may_repeat(self) -> bool {
        matches!(self, Self::OrganizationalUnit | Self::DomainComponent | Self::Street)
    }

    /// The type that a text means: the abbreviation in any case, another name that tools accept, or the OID in dots.
    pub fn from_text(text: &str) -> Option<Self> {
        let alias = match text.to_ascii_lowercase().as_str() {
            "s" => Self::State,
            "e" | "email" => Self::EmailAddress,
            "g" | "givenname" => Self::GivenName,
            "surname" => Self::Surname,
            "t" => Self::Title,
            "streetaddress" => Self::Street,
            "userid" => Self::UserId,
            "commonname" => Self::CommonName,
            "organizationname" => Self::Organization,
            "organizationalunitname" => Self::OrganizationalUnit,
            "countryname" => Self::Country,
            "stateorprovincename" => Self::State,
            "localityname" => Self::Locality,
            "domaincomponent" => Self::DomainComponent,
            _ => {
                let dotted = |kind: &Self| asn1::Oid::from_content(kind.facts().oid).to_string() == text;
                let is_meant = |kind: &Self| kind.abbreviation().eq_ignore_ascii_case(text) || dotted(kind);
                return Self::ALL.into_iter().find(is_meant);
            }
        };
        Some(alias)
    }

    /// The tag of the string that values are written as: UTF8String but where RFC 5280 appendix A.1 leaves no choice.
    fn string(self) -> u8 {
        match self {
            Self::Country | Self::SerialNumber => tag::PRINTABLE_STRING,
            Self::DomainComponent | Self::EmailAddress => tag::IA5_STRING,
            _ => tag::UTF8_STRING,
        }
    }

    fn allows(self, character: char) -> bool {
        match self.string() {
            tag::PRINTABLE_STRING => character.is_ascii_alphanumeric() || " '()+,-./:=?".contains(character),
            tag::IA5_STRING => character.is_ascii(),
            _ => true,
        }
    }
}

impl fmt::Display for AttributeType {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.title())
    }
}

/// One attribute of a name; its value satisfies every rule of [`Attribute::new`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Attribute {
    kind: AttributeType,
    value: String,
}

impl Attribute {
    /// Checks a value.
    ///
    /// # Errors
    /// [`NameError`] for an empty or too long value, outer white space, control characters and Unicode
    /// noncharacters (BoringSSL, hence Envoy and Chromium, cannot parse them), a country that is not two capitals, and
    /// letters beyond ASCII in a domain component, an e-mail address or a serial number.
    pub fn new(kind: AttributeType, value: impl Into<String>) -> Result<Self, NameError> {
        let value = value.into();
        let actual = value.chars().count();
        let limit = kind.maximum_characters();
        if value.is_empty() {
            return Err(NameError::Empty(kind));
        }
        if kind == AttributeType::Country {
            return match value.as_bytes() {
                [b'A'..=b'Z', b'A'..=b'Z'] => Ok(Self { kind, value }),
                _ => Err(NameError::Country(value)),
            };
        }
        if actual > limit {
            return Err(NameError::TooLong { kind, limit, actual });
        }
        let is_wrong = |character: &char| !is_allowed(*character) || !kind.allows(*character);
        if let Some(character) = value.chars().find(is_wrong) {
            return Err(NameError::Character { kind, character });
        }
        if value.starts_with(char::is_whitespace) || value.ends_with(char::is_whitespace) {
            return Err(NameError::OuterSpace(kind));
        }
        Ok(Self { kind, value })
    }

    pub fn kind(&self) -> AttributeType {
        self.kind
    }

    pub fn value(&self) -> &str {
        &self.value
    }

    /// A `RelativeDistinguishedName` of this attribute alone.
    pub(super) fn der(&self) -> Vec<u8> {
        let oid = asn1::element(OBJECT_IDENTIFIER, &[self.kind.facts().oid]);
        let value = asn1::element(self.kind.string(), &[self.value.as_bytes()]);
        asn1::element(SET, &[&asn1::element(SEQUENCE, &[&oid, &value])]).to_vec()
    }
}

/// Identifier octets of a primitive and of two constructed types.
const OBJECT_IDENTIFIER: u8 = 0x06;
const SET: u8 = 0x31;
const SEQUENCE: u8 = 0x30;

fn is_allowed(character: char) -> bool {
    let code = u32::from(character);
    let is_noncharacter = (0xFDD0..=0xFDEF).contains(&code) || code & 0xFFFE == 0xFFFE;
    !character.is_control() && !is_noncharacter
}
