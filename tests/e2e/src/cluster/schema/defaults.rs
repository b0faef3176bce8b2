//! Defaults of structural schemas.

use serde_json::Value;

/// Fills in every `default` of the schema whose field is missing, inside objects that are there.
pub fn fill(value: &mut Value, schema: &Value) {
    match value {
        Value::Object(object) => {
            for (name, property) in schema["properties"].as_object().into_iter().flatten() {
                if let Some(default) = property.get("default")
                    && !object.contains_key(name)
                {
                    object.insert(name.clone(), default.clone());
                }
                if let Some(field) = object.get_mut(name) {
                    fill(field, property);
                }
            }
            if schema["additionalProperties"].is_object() {
                object
                    .values_mut()
                    .for_each(|field| fill(field, &schema["additionalProperties"]));
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| fill(item, &schema["items"])),
        _ => {}
    }
}
