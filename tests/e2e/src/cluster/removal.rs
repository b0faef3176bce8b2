//! Deleting objects: finalizers, namespaces, and what is owned by what is deleted.

use super::admission::timestamp;
use super::api_error::ApiError;
use super::kinds::ResourceKind;
use super::store::{Key, State};
use serde_json::{Value, json};

/// Namespaces that the API server does not let go of.
const PERMANENT: [&str; 3] = ["default", "kube-system", "kube-public"];

/// Deletes an object. The answer is the object if it lingers (a namespace, or finalizers), and a `Status` if it is gone.
///
/// # Errors
/// 404 when it does not exist, 403 for a permanent namespace, 409 when it is not the object that the client means.
pub fn delete(state: &mut State, kind: &ResourceKind, key: &Key, options: &Value) -> Result<Value, ApiError> {
    let mut object = state
        .object(key)
        .cloned()
        .ok_or_else(|| ApiError::not_found(kind, &key.name))?;
    let expected = &options["preconditions"]["uid"];
    if expected.is_string() && *expected != object["metadata"]["uid"] {
        return Err(ApiError::stale(kind, &key.name));
    }
    let is_namespace = kind.group.is_empty() && kind.kind == "Namespace";
    if is_namespace && PERMANENT.contains(&key.name.as_str()) {
        return Err(ApiError::forbidden(
            kind,
            &key.name,
            "this namespace may not be deleted",
        ));
    }
    let dry_run = options["dryRun"].as_array().is_some_and(|stages| !stages.is_empty());
    if is_namespace || has_finalizers(&object) {
        if object["metadata"]["deletionTimestamp"].is_null() {
            object["metadata"]["deletionTimestamp"] = json!(timestamp());
            if is_namespace {
                object["status"]["phase"] = json!("Terminating");
            }
            if !dry_run {
                object = state.put(key.clone(), object);
            }
        }
        return Ok(object);
    }
    if !dry_run {
        remove_with_dependents(state, key);
    }
    Ok(json!({
        "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success",
        "details": {"name": key.name, "group": kind.group, "kind": kind.plural, "uid": object["metadata"]["uid"]},
    }))
}

/// Removes an object whose deletion was waiting for its last finalizer.
pub fn finish(state: &mut State, key: &Key) {
    let done = state.object(key).is_some_and(|object| {
        object["metadata"]["deletionTimestamp"].is_string()
            && !has_finalizers(object)
            && object["spec"]["finalizers"].as_array().is_none_or(Vec::is_empty)
    });
    if done {
        remove_with_dependents(state, key);
    }
}

/// Removes a namespace for good, with everything in it.
pub fn empty_and_remove_namespace(state: &mut State, key: &Key) {
    let contents: Vec<Key> = state
        .objects()
        .filter(|(other, _)| other.namespace.as_deref() == Some(key.name.as_str()))
        .map(|(other, _)| other.clone())
        .collect();
    for content in contents {
        state.remove(&content);
    }
    state.remove(key);
}

fn has_finalizers(object: &Value) -> bool {
    object["metadata"]["finalizers"]
        .as_array()
        .is_some_and(|finalizers| !finalizers.is_empty())
}

/// Removes an object and, as the garbage collector does, whatever it owned.
fn remove_with_dependents(state: &mut State, key: &Key) {
    let Some(removed) = state.remove(key) else { return };
    let owner = &removed["metadata"]["uid"];
    let owned = |object: &Value| {
        let owners = object["metadata"]["ownerReferences"].as_array();
        owners.is_some_and(|owners| !owners.is_empty() && owners.iter().all(|one| one["uid"] == *owner))
    };
    let dependents: Vec<Key> = state
        .objects()
        .filter(|(_, object)| owned(object))
        .map(|(key, _)| key.clone())
        .collect();
    for dependent in dependents {
        remove_with_dependents(state, &dependent);
    }
}
