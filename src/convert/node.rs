//! Any YAML value, with its keys in their order. Reading one spends from a budget, so that a small text with aliases cannot
//! grow into a large value.

use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node {
    Null,
    Flag(bool),
    Whole(i64),
    Decimal(f64),
    Text(String),
    List(Vec<Node>),
    Map(Vec<(String, Node)>),
}

impl Node {
    /// The value of a key of a map; `null` is as good as nothing, as it is to Kubernetes.
    pub(super) fn entry(&self, key: &str) -> Option<&Self> {
        let found = self.entries().iter().find(|(name, _)| name == key);
        found.map(|(_, node)| node).filter(|node| **node != Self::Null)
    }

    /// Of a map; nothing else has any.
    pub(super) fn entries(&self) -> &[(String, Self)] {
        match self {
            Self::Map(entries) => entries,
            _ => &[],
        }
    }

    /// Of a list; nothing else has any.
    pub(super) fn items(&self) -> &[Self] {
        match self {
            Self::List(items) => items,
            _ => &[],
        }
    }

    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(super) fn of(text: &str) -> Self {
        Self::Text(text.to_owned())
    }

    /// Without entries that are `null`, at every depth.
    pub(super) fn without_nulls(&self) -> Self {
        match self {
            Self::Map(entries) => {
                let kept = entries.iter().filter(|(_, node)| *node != Self::Null);
                Self::Map(kept.map(|(key, node)| (key.clone(), node.without_nulls())).collect())
            }
            Self::List(items) => Self::List(items.iter().map(Self::without_nulls).collect()),
            other => other.clone(),
        }
    }

    /// For people: one line, cut where it gets long.
    pub(super) fn shown(&self) -> String {
        let mut line = String::new();
        self.show(&mut line);
        match line.char_indices().nth(200) {
            Some((end, _)) => format!("{}…", &line[..end]),
            None => line,
        }
    }

    fn show(&self, line: &mut String) {
        // What comes after the cut is not worth making.
        if line.len() > 1000 {
            return;
        }
        match self {
            Self::Null => line.push_str("null"),
            Self::Flag(flag) => line.push_str(if *flag { "true" } else { "false" }),
            Self::Whole(number) => line.push_str(&number.to_string()),
            Self::Decimal(number) => line.push_str(&number.to_string()),
            Self::Text(text) => line.push_str(text),
            Self::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    line.push_str(if index == 0 { "" } else { ", " });
                    item.show(line);
                }
            }
            Self::Map(entries) => {
                for (index, (key, node)) in entries.iter().enumerate() {
                    line.push_str(if index == 0 { "" } else { ", " });
                    line.push_str(key);
                    line.push_str(": ");
                    node.show(line);
                }
            }
        }
    }
}

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Flag(flag) => serializer.serialize_bool(*flag),
            Self::Whole(number) => serializer.serialize_i64(*number),
            Self::Decimal(number) => serializer.serialize_f64(*number),
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                for item in items {
                    list.serialize_element(item)?;
                }
                list.end()
            }
            Self::Map(entries) => {
                let mut map = serializer.serialize_map(Some(entries.len()))?;
                for (key, node) in entries {
                    map.serialize_entry(key, node)?;
                }
                map.end()
            }
        }
    }
}

/// What reading may still cost: values, and bytes of text.
pub(super) struct Budget {
    values: Cell<usize>,
    bytes: Cell<usize>,
}

impl Budget {
    pub(super) fn new(values: usize, bytes: usize) -> Self {
        Self {
            values: Cell::new(values),
            bytes: Cell::new(bytes),
        }
    }

    fn spend<E: Error>(&self, bytes: usize) -> Result<(), E> {
        let (Some(values), Some(bytes)) = (self.values.get().checked_sub(1), self.bytes.get().checked_sub(bytes))
        else {
            return Err(E::custom(
                "it holds more values than an APIRule ever needs, perhaps by aliases",
            ));
        };
        self.values.set(values);
        self.bytes.set(bytes);
        Ok(())
    }
}

/// More keys than any APIRule has in one place; finding a key takes time for each of the others.
const MOST_KEYS: usize = 2000;

impl<'de> DeserializeSeed<'de> for &Budget {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for &Budget {
    type Value = Node;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value without a tag")
    }

    fn visit_unit<E: Error>(self) -> Result<Node, E> {
        self.spend(0)?;
        Ok(Node::Null)
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<Node, E> {
        self.spend(0)?;
        Ok(Node::Flag(flag))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Node, E> {
        self.spend(0)?;
        Ok(Node::Whole(number))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Node, E> {
        self.spend(0)?;
        i64::try_from(number)
            .map(Node::Whole)
            .map_err(|_| E::custom("a number is too large"))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Node, E> {
        self.spend(0)?;
        Ok(Node::Decimal(number))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Node, E> {
        self.spend(text.len())?;
        Ok(Node::of(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Node, A::Error> {
        self.spend(0)?;
        let mut items = Vec::new();
        while let Some(item) = access.next_element_seed(self)? {
            items.push(item);
        }
        Ok(Node::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Node, A::Error> {
        self.spend(0)?;
        let mut entries: Vec<(String, Node)> = Vec::new();
        while let Some(key) = access.next_key_seed(self)? {
            let key = match key {
                Node::Text(key) => key,
                Node::Null | Node::Flag(_) | Node::Whole(_) | Node::Decimal(_) => key.shown(),
                Node::List(_) | Node::Map(_) => return Err(A::Error::custom("a key is not text")),
            };
            if entries.iter().any(|(name, _)| *name == key) {
                return Err(A::Error::custom(format_args!("the key {key} is there twice")));
            }
            if entries.len() == MOST_KEYS {
                return Err(A::Error::custom("there are too many keys in one place"));
            }
            let node = access.next_value_seed(self)?;
            entries.push((key, node));
        }
        Ok(Node::Map(entries))
    }
}
