//! Any YAML value, with its keys in their order.

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Node {
    Null,
    Flag(bool),
    Whole(i64),
    /// A number that is not whole, or too large; as it was written. No APIRule has one.
    Number(String),
    Text(String),
    List(Vec<Node>),
    Map(Vec<(String, Node)>),
}

impl Node {
    /// The value of a key of a map; `null` is as good as nothing, as it is to Kubernetes.
    pub(crate) fn entry(&self, key: &str) -> Option<&Self> {
        let found = self.entries().iter().find(|(name, _)| name == key);
        found.map(|(_, node)| node).filter(|node| **node != Self::Null)
    }

    /// Of a map; nothing else has any.
    pub(crate) fn entries(&self) -> &[(String, Self)] {
        match self {
            Self::Map(entries) => entries,
            _ => &[],
        }
    }

    /// Of a list; nothing else has any.
    pub(crate) fn items(&self) -> &[Self] {
        match self {
            Self::List(items) => items,
            _ => &[],
        }
    }

    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn of(text: &str) -> Self {
        Self::Text(text.to_owned())
    }

    /// Without entries that are `null`, at every depth.
    pub(crate) fn without_nulls(&self) -> Self {
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
    pub(crate) fn shown(&self) -> String {
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
            Self::Number(text) | Self::Text(text) => line.push_str(text),
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
            Self::Number(text) | Self::Text(text) => serializer.serialize_str(text),
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
