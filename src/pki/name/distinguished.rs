//! Distinguished names (RFC 5280 section 4.1.2.4), as we write them.

use super::{Attribute, AttributeType};
use crate::locale::say;
use crate::pki::asn1;

/// Why a distinguished name was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    #[error("{}", say!("the {attribute} is empty", attribute = .0))]
    Empty(AttributeType),
    #[error("{}", say!("the {kind} has {actual} characters; {limit} are allowed", kind, actual, limit))]
    TooLong {
        kind: AttributeType,
        limit: usize,
        actual: usize,
    },
    #[error("{}", say!("the {attribute} begins or ends with a space", attribute = .0))]
    OuterSpace(AttributeType),
    #[error("{}", say!("the {kind} contains the character U+{code}, which certificates cannot carry", kind, code = format_args!("{:04X}", u32::from(*character))))]
    Character { kind: AttributeType, character: char },
    #[error("{}", say!("the country {value} is not a code of two capital letters such as DE", value = format_args!("{:?}", .0)))]
    Country(String),
    #[error("{}", say!("the {attribute} appears twice", attribute = .0))]
    Repeated(AttributeType),
    #[error("{}", say!("{value} is not an attribute that is known here", value = format_args!("{:?}", .0)))]
    UnknownType(String),
    #[error("{}", say!("{value} is not of the form name=value", value = format_args!("{:?}", .0)))]
    Form(String),
    #[error("{}", say!("several attributes are in one part, joined by a plus sign, which is not supported"))]
    MultiValued,
    #[error("{}", say!("a backslash is followed by something that it cannot escape"))]
    Escape,
    #[error("{}", say!("a value is not text"))]
    NotText,
    #[error("{}", say!("the {attribute} is not text", attribute = .0))]
    Unreadable(AttributeType),
    #[error("{}", say!("these octets are no name"))]
    NotDer,
}

/// A distinguished name. The order is the order in the DER; Envoy shows it reversed.
///
/// It may be empty, for a leaf that is named by its subject alternative names alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct DistinguishedName(pub(super) Vec<Attribute>);

impl DistinguishedName {
    /// Checks and collects attributes in DER order.
    ///
    /// # Errors
    /// As [`Attribute::new`] and [`Self::push`].
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
    /// [`NameError::Repeated`] for a second one of a kind that a name has once ([`AttributeType::may_repeat`]).
    pub fn push(&mut self, attribute: Attribute) -> Result<(), NameError> {
        let kind = attribute.kind();
        if !kind.may_repeat() && self.value(kind).is_some() {
            return Err(NameError::Repeated(kind));
        }
        self.0.push(attribute);
        Ok(())
    }

    /// The attributes in DER order.
    pub fn attributes(&self) -> &[Attribute] {
        &self.0
    }

    /// The first value of this kind, if there is one.
    pub fn value(&self, kind: AttributeType) -> Option<&str> {
        self.0
            .iter()
            .find(|attribute| attribute.kind() == kind)
            .map(Attribute::value)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The DER `Name`: each attribute is an RDN of its own.
    pub fn der(&self) -> Vec<u8> {
        let parts: Vec<Vec<u8>> = self.0.iter().map(Attribute::der).collect();
        let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
        asn1::element(SEQUENCE, &parts).to_vec()
    }
}

/// The identifier octet of a SEQUENCE.
const SEQUENCE: u8 = 0x30;
