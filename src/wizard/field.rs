//! Every question that the app can ask: identifier, label, hint, kind, default. Forms, review, errors, links and
//! `answers.json` all derive from this table.

mod table;

/// A question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    ParentDomain,
    SubdomainPrefix,
    Namespace,
    WorkloadName,
    GatewayName,
    GatewaySecret,
    ClusterName,
    ResolveInCluster,
    ServerCaOrganization,
    ServerCaCommonName,
    ClientCaOrganization,
    ClientCaCommonName,
    ClientOrganization,
    ClientCommonName,
    ClientUri,
    KeyAlgorithm,
    ValidFrom,
    CaValidity,
    LeafValidity,
    Password,
    EncryptionProfile,
    WorkloadKind,
    HttpBinImage,
    ServiceName,
    ServicePort,
}

/// How a question is asked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Input {
    Text,
    /// Digits; still text until it is read.
    Number,
    /// Never stored, shown or put in a link.
    Secret,
    Select(&'static [Choice]),
    Radio(&'static [Choice]),
    /// The values are `yes` and `no`.
    Checkbox,
}

/// One of several answers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Choice {
    pub id: &'static str,
    pub title: &'static str,
    pub hint: &'static str,
}

/// What there is to know about a question.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FieldSpec {
    /// Stable: used in links and `answers.json`.
    pub id: &'static str,
    pub label: &'static str,
    /// Plain text; `code` in backquotes.
    pub hint: &'static str,
    pub input: Input,
    /// What stands in the field at first.
    pub default: &'static str,
    /// Whether it may stay empty.
    pub optional: bool,
}

/// The answer of [`Field::WorkloadKind`] for the sample workload.
pub const HTTPBIN: &str = "httpbin";
/// The answer of [`Field::WorkloadKind`] for a Service that the user already runs.
pub const OWN_SERVICE: &str = "own";
/// The value of a ticked checkbox.
pub const YES: &str = "yes";
/// The value of an empty checkbox.
pub const NO: &str = "no";

impl Field {
    /// All questions.
    pub fn all() -> impl Iterator<Item = Self> {
        table::TABLE.iter().map(|(field, _)| *field)
    }

    /// The question with this identifier.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::all().find(|field| field.spec().id == id)
    }

    /// Whether the answer must never be stored, shown or linked.
    pub fn is_secret(self) -> bool {
        self.spec().input == Input::Secret
    }

    /// What there is to know about the question.
    pub fn spec(self) -> &'static FieldSpec {
        &table::TABLE[self as usize].1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_enum() {
        for (index, (field, _)) in table::TABLE.iter().enumerate() {
            assert_eq!(*field as usize, index, "{field:?}");
        }
    }

    #[test]
    fn identifiers_and_labels_are_unique() {
        let specs = || Field::all().map(Field::spec);
        for spec in specs() {
            assert_eq!(
                specs()
                    .filter(|other| other.id == spec.id || other.label == spec.label)
                    .count(),
                1,
                "{}",
                spec.id
            );
        }
    }

    #[test]
    fn choices_are_those_of_the_core() {
        use crate::pki::{key::KeyAlgorithm, pkcs12::EncryptionProfile};
        use crate::plan::answers::HttpBinImage;
        let ids = |field: Field| match field.spec().input {
            Input::Select(choices) | Input::Radio(choices) => choices.iter().map(|choice| choice.id).collect(),
            _ => Vec::new(),
        };
        assert_eq!(ids(Field::KeyAlgorithm), KeyAlgorithm::ALL.map(KeyAlgorithm::id));
        assert_eq!(
            ids(Field::EncryptionProfile),
            EncryptionProfile::ALL.map(EncryptionProfile::id)
        );
        assert_eq!(ids(Field::HttpBinImage), HttpBinImage::ALL.map(HttpBinImage::id));
    }
}
