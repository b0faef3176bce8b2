//! Distinguished names (RFC 5280 section 4.1.2.4), as we write them.

use std::fmt;

/// The kinds of attribute that our names may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AttributeType {
    CommonName,
    Organization,
    OrganizationalUnit,
    Country,
    State,
    Locality,
}

impl AttributeType {
    /// All kinds.
    pub const ALL: [Self; 6] = [
        Self::CommonName,
        Self::Organization,
        Self::OrganizationalUnit,
        Self::Country,
        Self::State,
        Self::Locality,
    ];

    /// The abbreviation of RFC 2253 section 2.3: `CN`, `O`, ….
    pub fn abbreviation(self) -> &'static str {
        match self {
            Self::CommonName => "CN",
            Self::Organization => "O",
            Self::OrganizationalUnit => "OU",
            Self::Country => "C",
            Self::State => "ST",
            Self::Locality => "L",
        }
    }

    /// What a form calls it.
    pub fn title(self) -> &'static str {
        match self {
            Self::CommonName => "common name",
            Self::Organization => "organization",
            Self::OrganizationalUnit => "organizational unit",
            Self::Country => "country",
            Self::State => "state or province",
            Self::Locality => "locality",
        }
    }

    /// The most characters a value may have: the upper bounds of RFC 5280 appendix A.1 (`ub-common-name` and others).
    pub fn maximum_characters(self) -> usize {
        match self {
            Self::CommonName | Self::Organization | Self::OrganizationalUnit => 64,
            Self::State | Self::Locality => 128,
            Self::Country => 2,
        }
    }
}

impl fmt::Display for AttributeType {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.title())
    }
}

/// Why a distinguished name was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    #[error("the {0} is empty")]
    Empty(AttributeType),
    #[error("the {kind} has {actual} characters; {limit} are allowed")]
    TooLong {
        kind: AttributeType,
        limit: usize,
        actual: usize,
    },
    #[error("the {0} begins or ends with a space")]
    OuterSpace(AttributeType),
    #[error("the {kind} contains the character U+{code:04X}, which certificates cannot carry", code = u32::from(*character))]
    Character { kind: AttributeType, character: char },
    #[error("the country {0:?} is not a code of two capital letters such as DE")]
    Country(String),
    #[error("the {0} appears twice")]
    Repeated(AttributeType),
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
    /// noncharacters (BoringSSL, hence Envoy and Chromium, cannot parse them), or a country that is not two capitals.
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
        if let Some(character) = value.chars().find(|&character| !is_allowed(character)) {
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
}

fn is_allowed(character: char) -> bool {
    let code = u32::from(character);
    let is_noncharacter = (0xFDD0..=0xFDEF).contains(&code) || code & 0xFFFE == 0xFFFE;
    !character.is_control() && !is_noncharacter
}

/// A distinguished name. The order is the order in the DER; Envoy shows it reversed.
///
/// It may be empty, for a leaf that is named by its subject alternative names alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct DistinguishedName(Vec<Attribute>);

impl DistinguishedName {
    /// Checks and collects attributes in DER order.
    ///
    /// # Errors
    /// As [`Attribute::new`], and [`NameError::Repeated`] for a second attribute of one kind.
    pub fn new<Value: Into<String>>(
        attributes: impl IntoIterator<Item = (AttributeType, Value)>,
    ) -> Result<Self, NameError> {
        let mut name = Self::default();
        for (kind, value) in attributes {
            name.push(Attribute::new(kind, value)?)?;
        }
        Ok(name)
    }

    /// Adds an attribute at the end.
    ///
    /// # Errors
    /// [`NameError::Repeated`]: rcgen keeps only the last of several attributes of one kind, so we allow one.
    pub fn push(&mut self, attribute: Attribute) -> Result<(), NameError> {
        if self.0.iter().any(|present| present.kind == attribute.kind) {
            return Err(NameError::Repeated(attribute.kind));
        }
        self.0.push(attribute);
        Ok(())
    }

    /// The attributes in DER order.
    pub fn attributes(&self) -> &[Attribute] {
        &self.0
    }

    /// The value of this kind, if there is one.
    pub fn value(&self, kind: AttributeType) -> Option<&str> {
        self.0
            .iter()
            .find(|attribute| attribute.kind == kind)
            .map(Attribute::value)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
