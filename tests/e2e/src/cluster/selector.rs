//! Field and label selectors of lists and watches.

use super::api_error::ApiError;
use serde_json::Value;

/// Which objects of a collection a request is about.
#[derive(Debug, Clone, Default)]
pub struct Selector {
    fields: Vec<Requirement>,
    labels: Vec<Requirement>,
}

#[derive(Debug, Clone)]
struct Requirement {
    key: String,
    test: Test,
}

#[derive(Debug, Clone)]
enum Test {
    Exists,
    Absent,
    In(Vec<String>),
    NotIn(Vec<String>),
}

impl Selector {
    /// Reads the query parameters `fieldSelector` and `labelSelector`.
    ///
    /// # Errors
    /// 400 when a selector cannot be read.
    pub fn parse(fields: Option<&str>, labels: Option<&str>) -> Result<Selector, ApiError> {
        Ok(Selector {
            fields: requirements(fields.unwrap_or(""))?,
            labels: requirements(labels.unwrap_or(""))?,
        })
    }

    /// Whether an object is meant. Fields are dotted paths from the root; a missing field equals the empty string.
    pub fn matches(&self, object: &Value) -> bool {
        let field = |key: &str| {
            let value = key.split('.').try_fold(object, |value, name| value.get(name));
            Some(value.and_then(Value::as_str).unwrap_or(""))
        };
        let label = |key: &str| object["metadata"]["labels"][key].as_str();
        self.fields
            .iter()
            .all(|requirement| requirement.holds(field(&requirement.key)))
            && self
                .labels
                .iter()
                .all(|requirement| requirement.holds(label(&requirement.key)))
    }
}

impl Requirement {
    fn holds(&self, value: Option<&str>) -> bool {
        let among = |values: &[String]| value.is_some_and(|value| values.iter().any(|other| other == value));
        match &self.test {
            Test::Exists => value.is_some(),
            Test::Absent => value.is_none(),
            Test::In(values) => among(values),
            Test::NotIn(values) => !among(values),
        }
    }
}

fn requirements(text: &str) -> Result<Vec<Requirement>, ApiError> {
    split_outside_parentheses(text)
        .into_iter()
        .filter(|part| !part.is_empty())
        .map(requirement)
        .collect()
}

fn split_outside_parentheses(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut depth, mut start) = (0, 0);
    for (index, byte) in text.bytes().enumerate() {
        match byte {
            b'(' => depth += 1,
            b')' => depth -= 1,
            b',' if depth == 0 => {
                parts.push(text[start..index].trim());
                start = index + 1;
            }
            _ => {}
        }
    }
    parts.push(text[start..].trim());
    parts
}

fn requirement(text: &str) -> Result<Requirement, ApiError> {
    let made = |key: &str, test: Test| {
        Ok(Requirement {
            key: key.trim().to_owned(),
            test,
        })
    };
    for (operator, negated) in [("!=", true), ("==", false), ("=", false)] {
        if let Some((key, value)) = text.split_once(operator) {
            let values = vec![value.trim().to_owned()];
            return made(key, if negated { Test::NotIn(values) } else { Test::In(values) });
        }
    }
    for (operator, negated) in [(" notin ", true), (" in ", false)] {
        if let Some((key, list)) = text.split_once(operator) {
            let list = list.trim().strip_prefix('(').and_then(|list| list.strip_suffix(')'));
            let list = list.ok_or_else(|| ApiError::bad_request(format!("unable to parse requirement: {text}")))?;
            let values = list.split(',').map(|value| value.trim().to_owned()).collect();
            return made(key, if negated { Test::NotIn(values) } else { Test::In(values) });
        }
    }
    match text.strip_prefix('!') {
        Some(key) => made(key, Test::Absent),
        None => made(text, Test::Exists),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_operator_selects() {
        let object = json!({"metadata": {"name": "n", "labels": {"app": "web", "tier": "front"}}});
        let matches = |labels: &str| Selector::parse(None, Some(labels)).unwrap().matches(&object);
        for yes in [
            "",
            "app",
            "!gone",
            "app=web",
            "app==web",
            "app!=db",
            "app in (db, web),tier",
            "app notin (db)",
        ] {
            assert!(matches(yes), "{yes}");
        }
        for no in [
            "gone",
            "!app",
            "app=db",
            "app!=web",
            "app in (db)",
            "app notin (web)",
            "app,gone",
        ] {
            assert!(!matches(no), "{no}");
        }
        let field = |text: &str| Selector::parse(Some(text), None).unwrap().matches(&object);
        assert!(field("metadata.name=n") && field("spec.missing=") && !field("metadata.name!=n"));
    }
}
