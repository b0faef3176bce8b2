//! Lists and maps.

use serde::ser::{self, Serialize};

use super::YamlError;
use super::writer::{Place, Writer, indent};

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Kind {
    List,
    Map,
}

/// A list or map that is being written.
pub(super) struct Collection<'a> {
    writer: &'a mut Writer,
    kind: Kind,
    /// Where the collection itself goes.
    place: Place,
    indentation: usize,
    is_empty: bool,
}

impl<'a> Collection<'a> {
    pub fn new(writer: &'a mut Writer, kind: Kind, indentation: usize) -> Self {
        Self {
            place: writer.place,
            writer,
            kind,
            indentation,
            is_empty: true,
        }
    }

    /// Begins the line of an entry.
    #[inline(never)]
    fn entry(&mut self, place: Place) {
        match (self.is_empty, self.place) {
            (true, Place::Document) => {}
            // The first entry stands beside the dash.
            (true, Place::Item) => self.writer.text.push(' '),
            (true, _) => {
                self.writer.text.push('\n');
                indent(&mut self.writer.text, self.indentation);
            }
            (false, _) => indent(&mut self.writer.text, self.indentation),
        }
        self.is_empty = false;
        self.writer.place = place;
        self.writer.indentation = self.indentation;
    }

    #[inline(never)]
    fn key(&mut self, key: &str) {
        self.entry(Place::Key);
        self.writer.string(key);
        self.writer.place = Place::Value;
        self.writer.indentation = self.indentation;
    }

    #[inline(never)]
    fn finish(self) {
        if self.is_empty {
            self.writer.place = self.place;
            self.writer.line(if self.kind == Kind::List { "[]" } else { "{}" });
        }
    }

    fn value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), YamlError> {
        self.writer.place = Place::Value;
        self.writer.indentation = self.indentation;
        value.serialize(&mut *self.writer)
    }
}

impl ser::SerializeSeq for Collection<'_> {
    type Ok = ();
    type Error = YamlError;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), YamlError> {
        self.entry(Place::Item);
        self.writer.text.push('-');
        value.serialize(&mut *self.writer)
    }

    fn end(self) -> Result<(), YamlError> {
        self.finish();
        Ok(())
    }
}

impl ser::SerializeMap for Collection<'_> {
    type Ok = ();
    type Error = YamlError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), YamlError> {
        self.entry(Place::Key);
        key.serialize(&mut *self.writer)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), YamlError> {
        self.value(value)
    }

    fn end(self) -> Result<(), YamlError> {
        self.finish();
        Ok(())
    }
}

impl ser::SerializeStruct for Collection<'_> {
    type Ok = ();
    type Error = YamlError;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), YamlError> {
        self.key(key);
        value.serialize(&mut *self.writer)
    }

    fn end(self) -> Result<(), YamlError> {
        self.finish();
        Ok(())
    }
}
