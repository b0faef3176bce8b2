//! One complaint about one field, in the words of the API server.

use serde_json::Value;
use std::fmt;

/// Which rule a field breaks. It decides how the server answers: the first two are decoding errors of the request
/// (400), the rest make the object invalid (422).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// A field that the schema does not know.
    UnknownField,
    /// A value of a built-in kind that its Go type could not hold.
    Undecodable,
    /// A value of the wrong JSON type, checked against a CRD.
    WrongType,
    /// A field that has to be there.
    Required,
    /// A value that is not one of a closed list.
    Unsupported,
    /// Any other unacceptable value.
    Invalid,
}

impl Rule {
    /// The machine-readable cause in a `Status` (`metav1.CauseType`).
    pub fn cause(self) -> &'static str {
        match self {
            Rule::UnknownField | Rule::Undecodable => "FieldValueInvalid",
            Rule::WrongType => "FieldValueTypeInvalid",
            Rule::Required => "FieldValueRequired",
            Rule::Unsupported => "FieldValueNotSupported",
            Rule::Invalid => "FieldValueInvalid",
        }
    }

    /// Whether the request body cannot be decoded at all, as opposed to holding an unacceptable object.
    pub fn is_decoding(self) -> bool {
        matches!(self, Rule::UnknownField | Rule::Undecodable)
    }
}

/// A field that the API server would refuse.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Field path as the API server writes it, for example `spec.servers[0].port.number`; empty for the whole object.
    pub path: String,
    /// What is wrong, without the path, for example `Unsupported value: "X": supported values: "SIMPLE", "MUTUAL"`.
    pub message: String,
    /// The kind of rule that is broken.
    pub rule: Rule,
}

impl Violation {
    /// A field that the schema does not know.
    pub fn unknown_field(path: impl Into<String>) -> Violation {
        let path = path.into();
        let message = format!("unknown field \"{path}\"");
        Violation {
            path,
            message,
            rule: Rule::UnknownField,
        }
    }

    /// A missing field.
    pub fn required(path: impl Into<String>, detail: &str) -> Violation {
        let message = if detail.is_empty() {
            "Required value".to_owned()
        } else {
            format!("Required value: {detail}")
        };
        Violation {
            path: path.into(),
            message,
            rule: Rule::Required,
        }
    }

    /// An unacceptable value.
    pub fn invalid(path: impl Into<String>, value: &Value, detail: &str) -> Violation {
        Violation {
            path: path.into(),
            message: format!("Invalid value: {value}: {detail}"),
            rule: Rule::Invalid,
        }
    }

    /// A value outside a closed list.
    pub fn unsupported<'a>(
        path: impl Into<String>,
        value: &Value,
        supported: impl IntoIterator<Item = &'a Value>,
    ) -> Violation {
        let list: Vec<String> = supported.into_iter().map(Value::to_string).collect();
        Violation {
            path: path.into(),
            message: format!("Unsupported value: {value}: supported values: {}", list.join(", ")),
            rule: Rule::Unsupported,
        }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.rule {
            Rule::UnknownField | Rule::Undecodable => f.write_str(&self.message),
            _ if self.path.is_empty() => f.write_str(&self.message),
            _ => write!(f, "{}: {}", self.path, self.message),
        }
    }
}
