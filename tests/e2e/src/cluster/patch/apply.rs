//! Server-side apply in a simple form.
//!
//! Each field manager's last applied object is remembered whole instead of as `metadata.managedFields`. Applying merges the
//! new object into the live one, removes what the same manager applied before and no longer does, and conflicts with
//! fields that another manager *applied* with a different value. Fields set by other writes have no owner here.

use super::merge_keys::ListKeys;
use super::strategic::same_item;
use crate::cluster::schema::field_path;
use serde_json::{Map, Value};

/// Merges `applied` into `live`; `previous` is what the same manager applied last time.
pub fn merge_applied(live: &mut Value, previous: Option<&Value>, applied: &Value, keys: &ListKeys<'_>) {
    let Value::Object(fields) = applied else {
        *live = applied.clone();
        return;
    };
    if !live.is_object() {
        *live = Value::Object(Map::new());
    }
    let Some(target) = live.as_object_mut() else { return };
    if let Some(Value::Object(previous)) = previous {
        target.retain(|name, _| !previous.contains_key(name) || fields.contains_key(name));
    }
    for (name, value) in fields {
        let slot = target.entry(name).or_insert(Value::Null);
        let previous = previous.and_then(|previous| previous.get(name));
        match (value, keys.of_list(name)) {
            (Value::Array(items), Some(key)) => merge_items(slot, previous, items, &key, &keys.below(name)),
            _ => merge_applied(slot, previous, value, &keys.below(name)),
        }
    }
}

fn merge_items(slot: &mut Value, previous: Option<&Value>, applied: &[Value], key: &[String], keys: &ListKeys<'_>) {
    let mut items = slot.as_array().cloned().unwrap_or_default();
    let before = previous
        .and_then(Value::as_array)
        .map_or(&[] as &[Value], Vec::as_slice);
    let find = |list: &[Value], item: &Value| list.iter().position(|other| same_item(other, item, key));
    items.retain(|item| find(before, item).is_none() || find(applied, item).is_some());
    for item in applied {
        let previous = find(before, item).map(|index| &before[index]);
        match find(&items, item) {
            Some(index) => merge_applied(&mut items[index], previous, item, keys),
            None => items.push(item.clone()),
        }
    }
    *slot = Value::Array(items);
}

/// Paths of the fields to which two managers apply different values.
pub fn conflicts(theirs: &Value, ours: &Value, keys: &ListKeys<'_>) -> Vec<String> {
    let mut paths = Vec::new();
    compare(theirs, ours, "", keys, &mut paths);
    paths
}

fn compare(theirs: &Value, ours: &Value, path: &str, keys: &ListKeys<'_>, paths: &mut Vec<String>) {
    let (Value::Object(theirs), Value::Object(ours)) = (theirs, ours) else {
        if theirs != ours {
            paths.push(path.to_owned());
        }
        return;
    };
    for (name, our_value) in ours {
        let Some(their_value) = theirs.get(name) else { continue };
        let path = field_path::child(path, name);
        match (their_value, our_value, keys.of_list(name)) {
            (Value::Array(their_items), Value::Array(our_items), Some(key)) => {
                for (index, item) in our_items.iter().enumerate() {
                    if let Some(other) = their_items.iter().find(|other| same_item(other, item, &key)) {
                        compare(other, item, &field_path::item(&path, index), &keys.below(name), paths);
                    }
                }
            }
            _ => compare(their_value, our_value, &path, &keys.below(name), paths),
        }
    }
}
