//! What is checked and filled in before an object is stored.

use super::api_error::ApiError;
use super::kinds::{ResourceKind, Served};
use super::schema::{Rule, Violation};
use super::store::{Key, State};
use serde_json::{Map, Value, json};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// What to do with unknown fields (`fieldValidation`); they are dropped unless they are refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldValidation {
    /// Refuse the request.
    Strict,
    /// Answer with a `Warning` header.
    Warn,
    /// Say nothing.
    Ignore,
}

/// Query parameters of a write.
#[derive(Debug, Clone)]
pub struct WriteOptions {
    /// `dryRun=All`: check everything, store nothing.
    pub dry_run: bool,
    /// `fieldValidation`.
    pub field_validation: FieldValidation,
    /// `fieldManager`; server-side apply needs it.
    pub field_manager: Option<String>,
    /// `force=true`: server-side apply takes over fields of other managers.
    pub force: bool,
}

/// As strict as kubectl asks for by default.
impl Default for WriteOptions {
    fn default() -> WriteOptions {
        WriteOptions {
            dry_run: false,
            field_validation: FieldValidation::Strict,
            field_manager: None,
            force: false,
        }
    }
}

/// Now, to the second, as objects hold it.
pub fn timestamp() -> String {
    let now = OffsetDateTime::now_utc();
    now.replace_nanosecond(0)
        .unwrap_or(now)
        .format(&Rfc3339)
        .unwrap_or_default()
}

/// `apiVersion` and `kind` have to fit the address.
pub fn check_type(kind: &ResourceKind, object: &Value) -> Result<(), ApiError> {
    let expected = kind.api_version();
    if object["kind"] != kind.kind.as_str() || object["apiVersion"] != expected.as_str() {
        return Err(ApiError::bad_request(format!(
            "the API version or kind in the data ({}, {}) does not match the expected {expected}, {}",
            object["apiVersion"], object["kind"], kind.kind
        )));
    }
    Ok(())
}

/// The namespace comes from the address; the object may repeat it but not contradict it.
pub fn place(kind: &ResourceKind, namespace: Option<&str>, object: &mut Value) -> Result<(), ApiError> {
    if !object["metadata"].is_object() {
        object["metadata"] = json!({});
    }
    let metadata = &mut object["metadata"];
    if !kind.is_namespaced() {
        metadata
            .as_object_mut()
            .and_then(|metadata| metadata.remove("namespace"));
        return Ok(());
    }
    let Some(namespace) = namespace else {
        return Err(ApiError::method_not_allowed());
    };
    match metadata["namespace"].as_str() {
        Some(own) if !own.is_empty() && own != namespace => Err(ApiError::bad_request(
            "the namespace of the provided object does not match the namespace sent on the request",
        )),
        _ => {
            metadata["namespace"] = json!(namespace);
            Ok(())
        }
    }
}

/// The name in the object, and its `uid` and `resourceVersion` if given, have to be those of the stored object.
pub fn check_identity(kind: &ResourceKind, name: &str, old: &Value, new: &Value) -> Result<(), ApiError> {
    let metadata = &new["metadata"];
    if metadata["name"] != name {
        return Err(ApiError::bad_request(format!(
            "the name of the object ({}) does not match the name on the URL ({name})",
            metadata["name"].as_str().unwrap_or_default()
        )));
    }
    for field in ["uid", "resourceVersion"] {
        let sent = metadata[field].as_str().unwrap_or_default();
        if !sent.is_empty() && old["metadata"][field] != sent {
            return Err(ApiError::stale(kind, name));
        }
    }
    Ok(())
}

/// Refuses or drops unknown fields and fills in defaults. Returns warnings.
pub fn check_fields(served: &Served, object: &mut Value, options: &WriteOptions) -> Result<Vec<String>, ApiError> {
    let (unknown, undecodable): (Vec<Violation>, Vec<Violation>) = served
        .decoding_violations(object)
        .into_iter()
        .partition(|violation| violation.rule == Rule::UnknownField);
    if !undecodable.is_empty() {
        return Err(ApiError::undecodable(served.kind(), &undecodable));
    }
    if !unknown.is_empty() && options.field_validation == FieldValidation::Strict {
        return Err(ApiError::undecodable(served.kind(), &unknown));
    }
    served.normalise(object);
    let warn = options.field_validation == FieldValidation::Warn;
    Ok(if warn {
        unknown.iter().map(Violation::to_string).collect()
    } else {
        Vec::new()
    })
}

/// Refuses unacceptable values.
pub fn check_values(served: &Served, name: &str, object: &Value) -> Result<(), ApiError> {
    let violations = served.value_violations(object);
    if violations.is_empty() {
        Ok(())
    } else {
        Err(ApiError::invalid(served.kind(), name, &violations))
    }
}

/// What the admission policies of the modules deny: since API Gateway 3.10, every write of an APIRule `v1beta1`.
pub fn check_policies(kind: &ResourceKind, name: &str) -> Result<(), ApiError> {
    if kind.group == "gateway.kyma-project.io" && kind.kind == "APIRule" && kind.version == "v1beta1" {
        return Err(ApiError::forbidden(
            kind,
            name,
            "APIRule version v1beta1 is no longer supported, use version v2",
        ));
    }
    Ok(())
}

/// Objects can be made only in a namespace that exists and is not being deleted.
pub fn check_namespace(
    state: &State,
    kind: &ResourceKind,
    namespace: Option<&str>,
    name: &str,
) -> Result<(), ApiError> {
    let (true, Some(namespace)) = (kind.is_namespaced(), namespace) else {
        return Ok(());
    };
    let key = Key {
        group: String::new(),
        plural: "namespaces".into(),
        namespace: None,
        name: namespace.to_owned(),
    };
    let Some(found) = state.object(&key) else {
        let namespaces = super::core_kinds::find("v1", "Namespace")
            .map(|built_in| &built_in.kind)
            .unwrap_or(kind);
        return Err(ApiError::not_found(namespaces, namespace));
    };
    if found["metadata"]["deletionTimestamp"].is_string() {
        let why = format!("unable to create new content in namespace {namespace} because it is being terminated");
        return Err(ApiError::forbidden(kind, name, &why));
    }
    Ok(())
}

/// Makes a name from `metadata.generateName`.
pub fn generate_name(object: &mut Value) {
    let metadata = &mut object["metadata"];
    if metadata["name"].as_str().is_none_or(str::is_empty)
        && let Some(prefix) = metadata["generateName"].as_str()
    {
        let random = uuid::Uuid::new_v4().simple().to_string();
        metadata["name"] = json!(format!("{prefix}{}", &random[..5]));
    }
}

/// Sets what belongs to the server in a new object.
pub fn initialise(kind: &ResourceKind, object: &mut Value, revision: u64) {
    if let Some(metadata) = object["metadata"].as_object_mut() {
        for field in ["deletionTimestamp", "managedFields", "selfLink", "resourceVersion"] {
            metadata.remove(field);
        }
        metadata.insert("uid".to_owned(), json!(uuid::Uuid::new_v4().to_string()));
        metadata.insert("creationTimestamp".to_owned(), json!(timestamp()));
        if counts_generations(kind) {
            metadata.insert("generation".to_owned(), json!(1));
        }
        drop_empty(metadata, &["labels", "annotations"]);
    }
    match (kind.group.as_str(), kind.kind.as_str()) {
        ("", "Namespace") => object["status"] = json!({"phase": "Active"}),
        ("", "Service") if object["spec"]["type"] != "ExternalName" && object["spec"]["clusterIP"].is_null() => {
            // Any address of the range that k3s uses will do; nothing listens there.
            let (high, low) = (revision / 250 % 250, revision % 250 + 1);
            object["spec"]["clusterIP"] = json!(format!("10.43.{high}.{low}"));
        }
        _ => {}
    }
}

fn counts_generations(kind: &ResourceKind) -> bool {
    !kind.group.is_empty() && !kind.group.starts_with("rbac.") && !kind.group.starts_with("coordination.")
}

fn drop_empty(metadata: &mut Map<String, Value>, fields: &[&str]) {
    for field in fields {
        if metadata
            .get(*field)
            .is_some_and(|value| value.is_null() || value.as_object().is_some_and(Map::is_empty))
        {
            metadata.remove(*field);
        }
    }
}
