//! Values of custom resources against the schema of their CRD.

use super::{
    field_path,
    violation::{Rule, Violation},
};
use jsonschema::{
    Draft, PatternOptions, ValidationError, Validator,
    error::{TypeKind, ValidationErrorKind},
};
use serde_json::{Map, Value, json};

/// A compiled `openAPIV3Schema`.
#[derive(Debug)]
pub struct Schema {
    /// `Err` holds why the schema cannot be compiled; every object is then refused with that reason.
    validator: Result<Validator, String>,
}

impl Schema {
    /// Compiles a schema. OpenAPI 3.0 schemas follow JSON Schema draft 4 in everything that CRDs may use
    /// (`exclusiveMinimum` is a boolean), apart from what [`to_draft4`] rewrites.
    pub fn compile(open_api: &Value) -> Schema {
        let mut schema = to_draft4(open_api);
        // The server judges these itself, whatever the schema says about them.
        if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
            properties.remove("metadata");
        }
        let validator = jsonschema::options()
            .with_draft(Draft::Draft4)
            // Go's regular expressions have neither look-around nor back references, and neither has this engine.
            .with_pattern_options(PatternOptions::regex())
            .should_validate_formats(true)
            .with_format("byte", is_base64)
            .with_format("duration", is_duration)
            .build(&schema)
            .map_err(|error| error.to_string());
        Schema { validator }
    }

    /// Every value that the schema refuses.
    pub fn violations(&self, resource: &Value) -> Vec<Violation> {
        match &self.validator {
            Ok(validator) => validator
                .iter_errors(resource)
                .map(|error| violation(&error, resource))
                .collect(),
            Err(reason) => vec![Violation {
                path: String::new(),
                message: format!("the schema of the CRD cannot be used: {reason}"),
                rule: Rule::Invalid,
            }],
        }
    }
}

/// Rewrites what OpenAPI 3.0 and Kubernetes say differently: `nullable`, `x-kubernetes-int-or-string` and the numeric
/// formats, which JSON Schema does not know.
fn to_draft4(schema: &Value) -> Value {
    let Value::Object(source) = schema else {
        return schema.clone();
    };
    let mut target = Map::new();
    for (keyword, value) in source {
        let rewritten = match keyword.as_str() {
            "properties" => each_value(value, to_draft4),
            "items" | "not" | "additionalProperties" => to_draft4(value),
            "allOf" | "anyOf" | "oneOf" => match value {
                Value::Array(branches) => branches.iter().map(to_draft4).collect(),
                other => other.clone(),
            },
            "description" | "default" | "example" => continue,
            _ => value.clone(),
        };
        target.insert(keyword.clone(), rewritten);
    }
    if source.get("x-kubernetes-int-or-string") == Some(&json!(true)) {
        target.insert("type".to_owned(), json!(["integer", "string"]));
    }
    if source.get("nullable") == Some(&json!(true)) {
        allow_null(&mut target);
    }
    if source.get("format") == Some(&json!("int32")) {
        target.entry("minimum").or_insert(json!(i32::MIN));
        target.entry("maximum").or_insert(json!(i32::MAX));
    }
    if let Some("int32" | "int64" | "float" | "double") = source.get("format").and_then(Value::as_str) {
        target.remove("format");
    }
    Value::Object(target)
}

fn each_value(object: &Value, change: fn(&Value) -> Value) -> Value {
    match object {
        Value::Object(map) => map.iter().map(|(name, value)| (name.clone(), change(value))).collect(),
        other => other.clone(),
    }
}

fn allow_null(schema: &mut Map<String, Value>) {
    if let Some(kind) = schema.get_mut("type")
        && kind.is_string()
    {
        *kind = json!([kind.take(), "null"]);
    }
    if let Some(Value::Array(options)) = schema.get_mut("enum") {
        options.push(Value::Null);
    }
}

fn is_base64(text: &str) -> bool {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.decode(text).is_ok()
}

/// A duration as Go writes it (`1h30m`, `500ms`), which is what `format: duration` means in a CRD.
fn is_duration(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if unsigned == "0" {
        return true;
    }
    let mut rest = unsigned;
    while !rest.is_empty() {
        let digits = rest
            .find(|c: char| !c.is_ascii_digit() && c != '.')
            .unwrap_or(rest.len());
        if rest[..digits].parse::<f64>().is_err() {
            return false;
        }
        let units = ["ns", "us", "µs", "ms", "s", "m", "h"];
        let Some(unit) = units.iter().find(|unit| {
            rest[digits..]
                .strip_prefix(**unit)
                .is_some_and(|next| !next.starts_with(|c: char| c.is_ascii_alphabetic()))
        }) else {
            return false;
        };
        rest = &rest[digits + unit.len()..];
    }
    !unsigned.is_empty()
}

/// The message that the API server gives for the same mistake.
fn violation(error: &ValidationError<'_>, root: &Value) -> Violation {
    let path = field_path::of_pointer(error.instance_path().as_str(), root);
    let value = error.instance().as_ref();
    let (detail, rule) = match error.kind() {
        ValidationErrorKind::Required { property } => {
            let name = property.as_str().unwrap_or_default();
            return Violation::required(field_path::child(&path, name), "");
        }
        ValidationErrorKind::Enum { options } => {
            return Violation::unsupported(path, value, options.as_array().into_iter().flatten());
        }
        ValidationErrorKind::Type { kind } => return wrong_type(path, value, kind),
        ValidationErrorKind::Pattern { pattern } => (format!("should match '{pattern}'"), Rule::Invalid),
        ValidationErrorKind::MinLength { limit } => (format!("should be at least {limit} chars long"), Rule::Invalid),
        ValidationErrorKind::MaxLength { limit } => {
            return Violation {
                message: format!("Too long: may not be more than {limit} bytes"),
                path,
                rule: Rule::Invalid,
            };
        }
        ValidationErrorKind::MinItems { limit } => (format!("should have at least {limit} items"), Rule::Invalid),
        ValidationErrorKind::MaxItems { limit } => {
            let count = value.as_array().map_or(0, Vec::len);
            let message = format!("Too many: {count}: must have at most {limit} items");
            return Violation {
                message,
                path,
                rule: Rule::Invalid,
            };
        }
        ValidationErrorKind::Minimum { limit } => {
            (format!("should be greater than or equal to {limit}"), Rule::Invalid)
        }
        ValidationErrorKind::Maximum { limit } => (format!("should be less than or equal to {limit}"), Rule::Invalid),
        ValidationErrorKind::Format { format } => (format!("must be of type {format}: {value}"), Rule::Invalid),
        ValidationErrorKind::OneOfNotValid { .. } => (
            "must validate one and only one schema (oneOf). Found none valid".to_owned(),
            Rule::Invalid,
        ),
        ValidationErrorKind::OneOfMultipleValid { .. } => (
            "must validate one and only one schema (oneOf). Found more than one valid".to_owned(),
            Rule::Invalid,
        ),
        ValidationErrorKind::AnyOf { .. } => ("must validate at least one schema (anyOf)".to_owned(), Rule::Invalid),
        ValidationErrorKind::Not { .. } => ("must not validate the schema (not)".to_owned(), Rule::Invalid),
        _ => (error.masked_with("the value").to_string(), Rule::Invalid),
    };
    let shown = if value.is_object() || value.is_array() {
        json!("")
    } else {
        value.clone()
    };
    let subject = if path.is_empty() { "<nil>" } else { path.as_str() };
    Violation {
        message: format!("Invalid value: {shown}: {subject} in body {detail}"),
        path,
        rule,
    }
}

fn wrong_type(path: String, value: &Value, kind: &TypeKind) -> Violation {
    let expected = match kind {
        TypeKind::Single(one) => one.to_string(),
        TypeKind::Multiple(set) => {
            let names: Vec<String> = set
                .iter()
                .map(|one| one.to_string())
                .filter(|name| name != "null")
                .collect();
            names.join(",")
        }
    };
    let actual = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let message = format!("Invalid value: \"{actual}\": {path} in body must be of type {expected}: \"{actual}\"");
    Violation {
        path,
        message,
        rule: Rule::WrongType,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaints(schema: &Value, object: &Value) -> Vec<String> {
        Schema::compile(schema)
            .violations(object)
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn kubernetes_extensions_change_what_is_allowed() {
        let schema = json!({"type": "object", "properties": {
            "port": {"x-kubernetes-int-or-string": true}, "maybe": {"type": "string", "nullable": true},
            "small": {"type": "integer", "format": "int32"}, "wait": {"type": "string", "format": "duration"}}});
        let good = [
            json!({"port": 1, "maybe": null, "small": -1, "wait": "1h30m"}),
            json!({"port": "http", "maybe": "x", "wait": "1.5s"}),
        ];
        for object in good {
            assert_eq!(complaints(&schema, &object), [] as [&str; 0]);
        }
        for object in [
            json!({"port": true}),
            json!({"small": 3_000_000_000_i64}),
            json!({"wait": "soon"}),
        ] {
            assert_eq!(complaints(&schema, &object).len(), 1, "{object}");
        }
    }

    #[test]
    fn durations_are_those_of_go() {
        for good in ["0", "1s", "1h2m3.5s", "100ms", "-3m", "10us"] {
            assert!(is_duration(good), "{good}");
        }
        for bad in ["", "1", "s", "1d", "1h2", "1 s", "-"] {
            assert!(!is_duration(bad), "{bad}");
        }
    }
}
