//! Unknown and mistyped fields of built-in kinds.

use crate::cluster::schema::{Rule, Violation, field_path};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

/// Reads an object into its type and writes it again.
///
/// # Errors
/// The first value that does not fit its field.
pub fn reread<T: Serialize + DeserializeOwned>(object: &Value) -> Result<Value, Violation> {
    let undecodable = |path: String, message: String| Violation {
        path,
        message,
        rule: Rule::Undecodable,
    };
    let typed: T = serde_path_to_error::deserialize(object).map_err(|error| {
        let path = error.path().to_string();
        undecodable(
            path.clone(),
            format!("json: cannot unmarshal field {path}: {}", error.inner()),
        )
    })?;
    serde_json::to_value(&typed).map_err(|error| undecodable(String::new(), error.to_string()))
}

/// Paths of the fields of `sent` that `kept` lacks. Fields that are null or empty say nothing, so they may be lost.
pub fn unknown_paths(sent: &Value, kept: &Value) -> Vec<String> {
    let mut paths = Vec::new();
    compare(sent, kept, "", &mut paths);
    paths
}

/// Removes from `sent` what `kept` lacks, and null fields.
pub fn keep_known(sent: &mut Value, kept: &Value) {
    match (sent, kept) {
        (Value::Object(sent), Value::Object(kept)) => sent.retain(|name, value| {
            let Some(kept) = kept.get(name) else { return false };
            keep_known(value, kept);
            true
        }),
        (Value::Array(sent), Value::Array(kept)) => {
            for (sent, kept) in sent.iter_mut().zip(kept) {
                keep_known(sent, kept);
            }
        }
        _ => {}
    }
}

fn compare(sent: &Value, kept: &Value, path: &str, paths: &mut Vec<String>) {
    match (sent, kept) {
        (Value::Object(sent), Value::Object(kept)) => {
            for (name, value) in sent {
                let path = field_path::child(path, name);
                match kept.get(name) {
                    Some(kept) => compare(value, kept, &path, paths),
                    None if value.is_null() => {}
                    None => paths.push(path),
                }
            }
        }
        (Value::Array(sent), Value::Array(kept)) => {
            for (index, (sent, kept)) in sent.iter().zip(kept).enumerate() {
                compare(sent, kept, &field_path::item(path, index), paths);
            }
        }
        _ => {}
    }
}
