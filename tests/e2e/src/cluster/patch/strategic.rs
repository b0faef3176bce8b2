//! Strategic merge patches, with the directives that kubectl sends: `$patch`, `$retainKeys`, `$setElementOrder/…` and
//! `$deleteFromPrimitiveList/…`.

use super::merge_keys::{ListKeys, merges_plain_values};
use serde_json::{Map, Value};

/// Applies a strategic merge patch to an object of a built-in kind.
pub fn strategic_merge(object: &mut Value, patch: &Value, kind: &str) {
    merge_value(object, patch, &ListKeys::BuiltIn { kind });
}

fn merge_value(target: &mut Value, patch: &Value, keys: &ListKeys<'_>) {
    let Value::Object(patch) = patch else {
        *target = patch.clone();
        return;
    };
    if !target.is_object() {
        *target = Value::Object(Map::new());
    }
    let Some(fields) = target.as_object_mut() else { return };
    match patch.get("$patch").and_then(Value::as_str) {
        Some("replace") => fields.clear(),
        Some("delete") => return fields.clear(),
        _ => {}
    }
    if let Some(Value::Array(retained)) = patch.get("$retainKeys") {
        fields.retain(|name, _| retained.iter().any(|kept| kept == name.as_str()));
    }
    for (name, value) in patch {
        if let Some(list) = name.strip_prefix("$deleteFromPrimitiveList/") {
            if let (Some(Value::Array(items)), Value::Array(gone)) = (fields.get_mut(list), value) {
                items.retain(|item| !gone.contains(item));
            }
        } else if !name.starts_with('$') {
            merge_field(fields, name, value, keys);
        }
    }
    for (name, order) in patch {
        if let Some(list) = name.strip_prefix("$setElementOrder/") {
            sort_by_order(fields.get_mut(list), order, keys.of_list(list).as_deref());
        }
    }
}

fn merge_field(fields: &mut Map<String, Value>, name: &str, value: &Value, keys: &ListKeys<'_>) {
    if value.is_null() {
        fields.remove(name);
        return;
    }
    let slot = fields.entry(name).or_insert(Value::Null);
    match (value, keys.of_list(name)) {
        (Value::Array(items), Some(key)) => merge_list(slot, items, &key, &keys.below(name)),
        (Value::Array(items), None) if merges_plain_values(name) => {
            let mut merged = slot.as_array().cloned().unwrap_or_default();
            merged.extend(
                items
                    .iter()
                    .filter(|item| !slot.as_array().is_some_and(|old| old.contains(item)))
                    .cloned(),
            );
            *slot = Value::Array(merged);
        }
        _ => merge_value(slot, value, &keys.below(name)),
    }
}

fn merge_list(slot: &mut Value, patch: &[Value], key: &[String], keys: &ListKeys<'_>) {
    let mut items = slot.as_array().cloned().unwrap_or_default();
    if patch.iter().any(|item| item["$patch"] == "replace") {
        items.clear();
    }
    for item in patch {
        let position = items.iter().position(|other| same_item(other, item, key));
        match (item["$patch"].as_str(), position) {
            (Some("delete"), Some(position)) => {
                items.remove(position);
            }
            (Some("delete"), None) => {}
            (Some("replace"), _) if item.as_object().is_some_and(|fields| fields.len() == 1) => {}
            (_, Some(position)) => merge_value(&mut items[position], item, keys),
            (_, None) => {
                let mut fresh = Value::Null;
                merge_value(&mut fresh, item, keys);
                items.push(fresh);
            }
        }
    }
    *slot = Value::Array(items);
}

/// Whether two items of a keyed list are the same one.
pub fn same_item(one: &Value, other: &Value, key: &[String]) -> bool {
    key.iter()
        .all(|field| one.get(field).is_some() && one.get(field) == other.get(field))
}

/// Puts the listed items into the listed order; items that are not listed keep their place at the end.
fn sort_by_order(list: Option<&mut Value>, order: &Value, key: Option<&[String]>) {
    let (Some(Value::Array(items)), Value::Array(order)) = (list, order) else {
        return;
    };
    items.sort_by_key(|item| {
        let place = order.iter().position(|wanted| match key {
            Some(key) => same_item(item, wanted, key),
            None => item == wanted,
        });
        place.unwrap_or(order.len())
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn directives_are_obeyed() {
        let mut pod = json!({"metadata": {"finalizers": ["a", "b"]}, "spec": {
            "containers": [{"name": "a", "image": "1"}, {"name": "b", "image": "1"}],
            "securityContext": {"runAsUser": 1}, "nodeSelector": {"x": "y", "z": "z"}, "tolerations": [{"key": "k"}]}});
        let patch = json!({"metadata": {"$deleteFromPrimitiveList/finalizers": ["a"], "finalizers": ["c"]}, "spec": {
            "$setElementOrder/containers": [{"name": "c"}, {"name": "b"}],
            "containers": [{"name": "b", "image": "2"}, {"name": "c", "image": "1"}, {"$patch": "delete", "name": "a"}],
            "securityContext": {"$patch": "replace", "runAsGroup": 2}, "nodeSelector": {"x": null, "w": "w"},
            "tolerations": [{"key": "l"}]}});
        strategic_merge(&mut pod, &patch, "Pod");
        let expected = json!({"metadata": {"finalizers": ["b", "c"]}, "spec": {
            "containers": [{"name": "c", "image": "1"}, {"name": "b", "image": "2"}],
            "securityContext": {"runAsGroup": 2}, "nodeSelector": {"w": "w", "z": "z"}, "tolerations": [{"key": "l"}]}});
        assert_eq!(pod, expected);
    }

    #[test]
    fn the_key_of_ports_depends_on_the_kind() {
        let patch = json!({"spec": {"ports": [{"port": 2, "name": "two"}]}});
        let object = json!({"spec": {"ports": [{"port": 1}, {"port": 2}]}});
        let (mut service, mut policy) = (object.clone(), object);
        strategic_merge(&mut service, &patch, "Service");
        strategic_merge(&mut policy, &patch, "NetworkPolicy");
        assert_eq!(
            service["spec"]["ports"],
            json!([{"port": 1}, {"port": 2, "name": "two"}])
        );
        assert_eq!(policy["spec"]["ports"], patch["spec"]["ports"]);
    }
}
