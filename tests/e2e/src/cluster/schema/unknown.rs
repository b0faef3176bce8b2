//! Fields that a structural schema does not name: finding and pruning them.
//!
//! The rules are those of "pruning versus preserving" for CustomResourceDefinitions: a field is known if `properties`
//! names it or `additionalProperties` admits it; `x-kubernetes-preserve-unknown-fields: true` keeps what is unknown at
//! that level but still descends into what is known; only the outer schema counts, never `oneOf` and its kind.

use super::{field_path, violation::Violation};
use serde_json::{Map, Value};

/// Complaints for every unknown field of a custom resource. `apiVersion`, `kind` and `metadata` belong to the server.
pub fn fields(resource: &Value, schema: &Value) -> Vec<Violation> {
    let mut found = Vec::new();
    let mut copy = resource.clone();
    walk_root(&mut copy, schema, &mut |path| {
        found.push(Violation::unknown_field(path))
    });
    found
}

/// Removes every unknown field, as the API server does unless validation is strict.
pub fn prune(resource: &mut Value, schema: &Value) {
    walk_root(resource, schema, &mut |_| ());
}

type Report<'a> = dyn FnMut(String) + 'a;

fn walk_root(resource: &mut Value, schema: &Value, report: &mut Report<'_>) {
    let Some(root) = resource.as_object_mut() else { return };
    let own: Vec<(String, Value)> = ["apiVersion", "kind", "metadata"]
        .iter()
        .filter_map(|name| root.remove_entry(*name))
        .collect();
    walk(resource, schema, "", report);
    if let Some(root) = resource.as_object_mut() {
        root.extend(own);
    }
}

fn walk(value: &mut Value, schema: &Value, path: &str, report: &mut Report<'_>) {
    match value {
        Value::Object(object) => walk_object(object, schema, path, report),
        Value::Array(items) => {
            for (index, item) in items.iter_mut().enumerate() {
                walk(item, &schema["items"], &field_path::item(path, index), report);
            }
        }
        _ => {}
    }
}

fn walk_object(object: &mut Map<String, Value>, schema: &Value, path: &str, report: &mut Report<'_>) {
    let preserves = schema["x-kubernetes-preserve-unknown-fields"] == true;
    let embedded = schema["x-kubernetes-embedded-resource"] == true;
    object.retain(|name, value| {
        let path = field_path::child(path, name);
        if let Some(known) = schema["properties"].get(name) {
            walk(value, known, &path, report);
            return true;
        }
        match &schema["additionalProperties"] {
            Value::Bool(true) => return true,
            Value::Object(_) => {
                walk(value, &schema["additionalProperties"], &path, report);
                return true;
            }
            _ => {}
        }
        if preserves || (embedded && ["apiVersion", "kind", "metadata"].contains(&name.as_str())) {
            return true;
        }
        report(path);
        false
    });
}
