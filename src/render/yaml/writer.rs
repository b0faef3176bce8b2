//! Writes what serde is told as YAML in block style: one key or item on each line.
//!
//! A library's writer brings a whole YAML emitter along, which is a tenth of the app's download; manifests need this much.

use std::fmt::Display;

use serde::ser::{self, Impossible, Serialize, Serializer};

use super::collection::{Collection, Kind};

use super::YamlError;
use super::scalar;

/// The text so far, and where the next value goes.
pub(super) struct Writer {
    pub text: String,
    pub place: Place,
    /// Of the lines of the collection that the next value stands in.
    pub indentation: usize,
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Place {
    Document,
    /// The key of a map.
    Key,
    /// After `key:`.
    Value,
    /// After `-`.
    Item,
}

/// Adds spaces.
pub(super) fn indent(text: &mut String, count: usize) {
    for _ in 0..count {
        text.push(' ');
    }
}

/// Keys longer than this need the explicit form: readers look for the colon in 1024 octets (YAML 1.2.2, section 7.4.2).
const LONGEST_KEY: usize = 512;

impl Writer {
    pub fn new() -> Self {
        Self {
            text: String::new(),
            place: Place::Document,
            indentation: 0,
        }
    }

    /// A value that fits on the line.
    #[inline(never)]
    pub fn line(&mut self, value: &str) {
        if matches!(self.place, Place::Value | Place::Item) {
            self.text.push(' ');
        }
        self.text.push_str(value);
        self.text.push('\n');
    }

    #[inline(never)]
    pub fn string(&mut self, value: &str) {
        let mut yaml = String::new();
        if self.place != Place::Key {
            if let Some(block) = scalar::block(value, self.indentation + 2) {
                return self.line(&block);
            }
            scalar::push(value, &mut yaml);
            return self.line(&yaml);
        }
        scalar::push(value, &mut yaml);
        if yaml.len() > LONGEST_KEY {
            self.text.push_str("? ");
            self.text.push_str(&yaml);
            self.text.push('\n');
            indent(&mut self.text, self.indentation);
        } else {
            self.text.push_str(&yaml);
        }
        self.text.push(':');
    }

    #[inline(never)]
    fn number(&mut self, value: &dyn Display) -> Result<(), YamlError> {
        let value = value.to_string();
        match self.place {
            Place::Key => Err(YamlError::unsupported("a number as a key")),
            _ => {
                self.line(&value);
                Ok(())
            }
        }
    }

    #[inline(never)]
    fn collection(&mut self, kind: Kind) -> Result<Collection<'_>, YamlError> {
        let indentation = match (self.place, kind) {
            (Place::Key, _) => return Err(YamlError::unsupported("a collection as a key")),
            (Place::Document, _) => 0,
            (Place::Value, Kind::List) => self.indentation,
            (Place::Value, Kind::Map) | (Place::Item, _) => self.indentation + 2,
        };
        Ok(Collection::new(self, kind, indentation))
    }
}

/// The kinds of values that no resource has.
macro_rules! unsupported {
    ($($function:ident($type:ty) $what:literal),* $(,)?) => {
        $(fn $function(self, _: $type) -> Result<(), YamlError> {
            Err(YamlError::unsupported($what))
        })*
    };
}

macro_rules! numbers {
    ($($function:ident($type:ty)),* $(,)?) => {
        $(fn $function(self, value: $type) -> Result<(), YamlError> {
            self.number(&value)
        })*
    };
}

impl<'a> Serializer for &'a mut Writer {
    type Ok = ();
    type Error = YamlError;
    type SerializeSeq = Collection<'a>;
    type SerializeTuple = Impossible<(), YamlError>;
    type SerializeTupleStruct = Impossible<(), YamlError>;
    type SerializeTupleVariant = Impossible<(), YamlError>;
    type SerializeMap = Collection<'a>;
    type SerializeStruct = Collection<'a>;
    type SerializeStructVariant = Impossible<(), YamlError>;

    numbers!(
        serialize_i8(i8),
        serialize_i16(i16),
        serialize_i32(i32),
        serialize_i64(i64),
        serialize_u8(u8),
        serialize_u16(u16),
        serialize_u32(u32),
        serialize_u64(u64),
        serialize_bool(bool),
    );
    unsupported!(
        serialize_f32(f32) "a floating-point number",
        serialize_f64(f64) "a floating-point number",
        serialize_bytes(&[u8]) "octets",
    );

    fn serialize_char(self, value: char) -> Result<(), YamlError> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Result<(), YamlError> {
        self.string(value);
        Ok(())
    }

    fn serialize_none(self) -> Result<(), YamlError> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), YamlError> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), YamlError> {
        self.number(&"null")
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), YamlError> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<(), YamlError> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<(), YamlError> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), YamlError> {
        let mut map = self.collection(Kind::Map)?;
        ser::SerializeStruct::serialize_field(&mut map, variant, value)?;
        ser::SerializeStruct::end(map)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Collection<'a>, YamlError> {
        self.collection(Kind::List)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Collection<'a>, YamlError> {
        self.collection(Kind::Map)
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Collection<'a>, YamlError> {
        self.collection(Kind::Map)
    }

    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, YamlError> {
        Err(YamlError::unsupported("a tuple"))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeTupleStruct, YamlError> {
        Err(YamlError::unsupported("a tuple"))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, YamlError> {
        Err(YamlError::unsupported("a tuple"))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, YamlError> {
        Err(YamlError::unsupported("a variant with fields"))
    }
}
