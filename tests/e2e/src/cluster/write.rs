//! Creating, replacing and patching objects: the path from a request body to the store.

use super::admission::{self, WriteOptions};
use super::api_error::ApiError;
use super::kinds::{ResourceKind, Served};
use super::patch::{self, PatchType};
use super::removal;
use super::store::{Key, State};
use serde_json::{Value, json};

/// What a write did.
#[derive(Debug)]
pub struct Written {
    /// The object as it is now.
    pub object: Value,
    /// Whether it is new.
    pub created: bool,
    /// Texts for `Warning` headers.
    pub warnings: Vec<String>,
}

/// Creates an object.
///
/// # Errors
/// What the API server answers: 400 for undecodable bodies and mismatches, 404 for a missing namespace, 409 for a
/// taken name, 422 for unacceptable values.
pub fn create(
    state: &mut State,
    served: &Served,
    namespace: Option<&str>,
    mut object: Value,
    options: &WriteOptions,
) -> Result<Written, ApiError> {
    let kind = served.kind();
    admission::check_type(kind, &object)?;
    admission::place(kind, namespace, &mut object)?;
    let warnings = admission::check_fields(served, &mut object, options)?;
    admission::generate_name(&mut object);
    let name = object["metadata"]["name"].as_str().unwrap_or_default().to_owned();
    admission::check_namespace(state, kind, namespace, &name)?;
    admission::check_policies(kind, &name)?;
    admission::check_values(served, &name, &object)?;
    let key = Key::new(kind, namespace, &name);
    if state.object(&key).is_some() {
        return Err(ApiError::already_exists(kind, &name));
    }
    if kind.status_subresource
        && let Some(fields) = object.as_object_mut()
    {
        fields.remove("status");
    }
    admission::initialise(kind, &mut object, state.revision());
    let object = if options.dry_run {
        object
    } else {
        state.put(key, object)
    };
    Ok(Written {
        object,
        created: true,
        warnings,
    })
}

/// Replaces an object, or only its status.
///
/// # Errors
/// As [`create`], and 404 when it does not exist, 409 when it has changed meanwhile.
pub fn replace(
    state: &mut State,
    served: &Served,
    address: &Address<'_>,
    mut new: Value,
    options: &WriteOptions,
) -> Result<Written, ApiError> {
    let kind = served.kind();
    let key = Key::new(kind, address.namespace, address.name);
    let old = state
        .object(&key)
        .cloned()
        .ok_or_else(|| ApiError::not_found(kind, address.name))?;
    admission::check_type(kind, &new)?;
    admission::place(kind, address.namespace, &mut new)?;
    admission::check_identity(kind, address.name, &old, &new)?;
    admission::check_policies(kind, address.name)?;
    let warnings = admission::check_fields(served, &mut new, options)?;
    keep_server_fields(kind, &old, &mut new, address.status_only);
    admission::check_values(served, address.name, &new)?;
    let forbidden = served.update_violations(&old, &new);
    if !forbidden.is_empty() {
        return Err(ApiError::invalid(kind, address.name, &forbidden));
    }
    if same_but_version(&old, &new) {
        return Ok(Written {
            object: old,
            created: false,
            warnings,
        });
    }
    if wanted_state_differs(&old, &new) && old["metadata"]["generation"].is_u64() {
        new["metadata"]["generation"] = json!(old["metadata"]["generation"].as_u64().unwrap_or(0) + 1);
    }
    let object = if options.dry_run {
        new
    } else {
        let object = state.put(key.clone(), new);
        removal::finish(state, &key);
        object
    };
    Ok(Written {
        object,
        created: false,
        warnings,
    })
}

/// Which object a write is about.
#[derive(Debug, Clone, Copy)]
pub struct Address<'a> {
    /// Namespace of namespaced kinds.
    pub namespace: Option<&'a str>,
    /// Name.
    pub name: &'a str,
    /// Whether the path ends in `/status`.
    pub status_only: bool,
}

/// Patches an object. Server-side apply creates it when it is missing.
///
/// # Errors
/// As [`replace`], and 400 for a patch that does not fit, 409 for conflicts of server-side apply.
pub fn patch(
    state: &mut State,
    served: &Served,
    address: &Address<'_>,
    patch_type: PatchType,
    patch: &Value,
    options: &WriteOptions,
) -> Result<Written, ApiError> {
    let kind = served.kind();
    let key = Key::new(kind, address.namespace, address.name);
    if patch_type == PatchType::Apply {
        return apply(state, served, address, &key, patch, options);
    }
    let mut object = state
        .object(&key)
        .cloned()
        .ok_or_else(|| ApiError::not_found(kind, address.name))?;
    let stored_version = std::mem::replace(&mut object["apiVersion"], json!(kind.api_version()));
    match patch_type {
        PatchType::Json => patch::json_patch(&mut object, patch)?,
        PatchType::Merge => patch::merge_patch(&mut object, patch),
        PatchType::Strategic | PatchType::Apply => patch::strategic_merge(&mut object, patch, &kind.kind),
    }
    let unchanged = state.object(&key).is_some_and(|old| {
        let mut old = old.clone();
        old["apiVersion"] = object["apiVersion"].clone();
        old == object
    });
    if unchanged {
        object["apiVersion"] = stored_version;
        return Ok(Written {
            object,
            created: false,
            warnings: Vec::new(),
        });
    }
    replace(state, served, address, object, options)
}

fn apply(
    state: &mut State,
    served: &Served,
    address: &Address<'_>,
    key: &Key,
    applied: &Value,
    options: &WriteOptions,
) -> Result<Written, ApiError> {
    let Some(manager) = options.field_manager.clone() else {
        return Err(ApiError::bad_request(
            "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value",
        ));
    };
    let keys = served.list_keys();
    let written = match state.object(key).cloned() {
        None => create(state, served, address.namespace, applied.clone(), options)?,
        Some(mut live) => {
            let disputed: Vec<(String, String)> = state
                .applied
                .iter()
                .filter(|((other_key, owner), _)| other_key == key && *owner != manager)
                .flat_map(|((_, owner), theirs)| {
                    patch::conflicts(theirs, applied, &keys)
                        .into_iter()
                        .map(|path| (owner.clone(), path))
                })
                .filter(|(_, path)| !matches!(path.as_str(), "apiVersion" | "kind"))
                .collect();
            if !disputed.is_empty() && !options.force {
                return Err(ApiError::apply_conflict(&disputed));
            }
            let previous = state.applied.get(&(key.clone(), manager.clone()));
            patch::merge_applied(&mut live, previous, applied, &keys);
            replace(state, served, address, live, options)?
        }
    };
    if !options.dry_run {
        state.applied.insert((key.clone(), manager), applied.clone());
    }
    Ok(written)
}

/// Restores what clients may not change, and either the status or everything but the status.
fn keep_server_fields(kind: &ResourceKind, old: &Value, new: &mut Value, status_only: bool) {
    if status_only {
        let status = new["status"].take();
        let api_version = new["apiVersion"].take();
        *new = old.clone();
        new["status"] = status;
        new["apiVersion"] = api_version;
    } else if kind.status_subresource
        && let Some(fields) = new.as_object_mut()
    {
        match old.get("status") {
            Some(status) => fields.insert("status".to_owned(), status.clone()),
            None => fields.remove("status"),
        };
    }
    let Some(metadata) = new["metadata"].as_object_mut() else {
        return;
    };
    for field in [
        "uid",
        "creationTimestamp",
        "generation",
        "deletionTimestamp",
        "deletionGracePeriodSeconds",
        "resourceVersion",
    ] {
        match old["metadata"].get(field) {
            Some(value) => metadata.insert(field.to_owned(), value.clone()),
            None => metadata.remove(field),
        };
    }
    metadata.remove("managedFields");
}

fn same_but_version(old: &Value, new: &Value) -> bool {
    let mut new = new.clone();
    new["apiVersion"] = old["apiVersion"].clone();
    *old == new
}

/// Whether anything other than metadata and status differs: what `metadata.generation` counts.
fn wanted_state_differs(old: &Value, new: &Value) -> bool {
    let wanted = |object: &Value| {
        let mut object = object.clone();
        if let Some(fields) = object.as_object_mut() {
            for field in ["metadata", "status", "apiVersion"] {
                fields.remove(field);
            }
        }
        object
    };
    wanted(old) != wanted(new)
}
