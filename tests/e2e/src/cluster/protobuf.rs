//! The few protobuf bodies that kubectl sends.
//!
//! Most of kubectl speaks JSON, but `kubectl create namespace|secret|configmap|serviceaccount` without `--dry-run` and
//! `kubectl auth can-i` use typed clients, which send protobuf and take JSON back. Tags are those of the
//! `generated.proto` files of k8s.io/api and k8s.io/apimachinery. Other kinds are refused with 415.

use prost::Message;
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Media type of these bodies.
pub const MEDIA_TYPE: &str = "application/vnd.kubernetes.protobuf";
/// What every body starts with (`k8s.io/apimachinery/pkg/runtime/serializer/protobuf`).
const MAGIC: &[u8] = b"k8s\0";

/// Reads a body into the JSON form of the object. `None` for other kinds and for bodies that are damaged.
pub fn object(body: &[u8]) -> Option<Value> {
    let envelope = Unknown::decode(body.strip_prefix(MAGIC)?).ok()?;
    let types = envelope.type_meta?;
    let raw = envelope.raw.as_slice();
    let mut object = match (types.api_version.as_str(), types.kind.as_str()) {
        ("v1", "Namespace") => read::<Namespace>(raw),
        ("v1", "Secret") => read::<Secret>(raw),
        ("v1", "ConfigMap") => read::<ConfigMap>(raw),
        ("v1", "ServiceAccount") => read::<ServiceAccount>(raw),
        ("authorization.k8s.io/v1", "SelfSubjectAccessReview") => read::<AccessReview>(raw),
        ("authorization.k8s.io/v1", "SelfSubjectRulesReview") => read::<RulesReview>(raw),
        _ => None,
    }?;
    object["apiVersion"] = json!(types.api_version);
    object["kind"] = json!(types.kind);
    Some(object)
}

fn read<T: Message + Default + Serialize>(raw: &[u8]) -> Option<Value> {
    let mut object = serde_json::to_value(T::decode(raw).ok()?).ok()?;
    drop_empty(&mut object);
    Some(object)
}

/// Go writes empty strings, JSON leaves them out. Values of maps are data and stay.
fn drop_empty(value: &mut Value) {
    let Some(object) = value.as_object_mut() else { return };
    object.retain(|_, field| !field.is_null() && *field != "" && *field != json!({}) && *field != json!([]));
    for name in ["metadata", "spec", "resourceAttributes", "nonResourceAttributes"] {
        object.get_mut(name).into_iter().for_each(drop_empty);
    }
}

fn base64<S: serde::Serializer>(data: &BTreeMap<String, Vec<u8>>, serializer: S) -> Result<S::Ok, S::Error> {
    use base64::Engine as _;
    serializer.collect_map(
        data.iter()
            .map(|(key, bytes)| (key, base64::engine::general_purpose::STANDARD.encode(bytes))),
    )
}

/// `k8s.io/apimachinery/pkg/runtime.Unknown`
#[derive(Clone, PartialEq, Message)]
struct Unknown {
    #[prost(message, optional, tag = "1")]
    type_meta: Option<TypeMeta>,
    #[prost(bytes = "vec", tag = "2")]
    raw: Vec<u8>,
}

#[derive(Clone, PartialEq, Message)]
struct TypeMeta {
    #[prost(string, tag = "1")]
    api_version: String,
    #[prost(string, tag = "2")]
    kind: String,
}

#[derive(Clone, PartialEq, Message, Serialize)]
#[serde(rename_all = "camelCase")]
struct ObjectMeta {
    #[prost(string, tag = "1")]
    name: String,
    #[prost(string, tag = "2")]
    generate_name: String,
    #[prost(string, tag = "3")]
    namespace: String,
    #[prost(btree_map = "string, string", tag = "11")]
    labels: BTreeMap<String, String>,
    #[prost(btree_map = "string, string", tag = "12")]
    annotations: BTreeMap<String, String>,
}

#[derive(Clone, PartialEq, Message, Serialize)]
struct Namespace {
    #[prost(message, optional, tag = "1")]
    metadata: Option<ObjectMeta>,
}

/// No `Debug` that prints what is in it: the derived one of `prost` would show the data.
#[derive(Clone, PartialEq, Message, Serialize)]
#[serde(rename_all = "camelCase")]
#[prost(skip_debug)]
struct Secret {
    #[prost(message, optional, tag = "1")]
    metadata: Option<ObjectMeta>,
    #[prost(btree_map = "string, bytes", tag = "2")]
    #[serde(serialize_with = "base64")]
    data: BTreeMap<String, Vec<u8>>,
    #[prost(string, tag = "3")]
    #[serde(rename = "type")]
    secret_type: String,
    #[prost(btree_map = "string, string", tag = "4")]
    string_data: BTreeMap<String, String>,
    #[prost(bool, optional, tag = "5")]
    immutable: Option<bool>,
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Secret")
            .field("metadata", &self.metadata)
            .finish_non_exhaustive()
    }
}

#[derive(Clone, PartialEq, Message, Serialize)]
#[serde(rename_all = "camelCase")]
struct ConfigMap {
    #[prost(message, optional, tag = "1")]
    metadata: Option<ObjectMeta>,
    #[prost(btree_map = "string, string", tag = "2")]
    data: BTreeMap<String, String>,
    #[prost(btree_map = "string, bytes", tag = "3")]
    #[serde(serialize_with = "base64")]
    binary_data: BTreeMap<String, Vec<u8>>,
    #[prost(bool, optional, tag = "4")]
    immutable: Option<bool>,
}

#[derive(Clone, PartialEq, Message, Serialize)]
struct ServiceAccount {
    #[prost(message, optional, tag = "1")]
    metadata: Option<ObjectMeta>,
}

#[derive(Clone, PartialEq, Message, Serialize)]
struct AccessReview {
    #[prost(message, optional, tag = "2")]
    spec: Option<AccessReviewSpec>,
}

#[derive(Clone, PartialEq, Message, Serialize)]
#[serde(rename_all = "camelCase")]
struct AccessReviewSpec {
    #[prost(message, optional, tag = "1")]
    resource_attributes: Option<ResourceAttributes>,
    #[prost(message, optional, tag = "2")]
    non_resource_attributes: Option<NonResourceAttributes>,
}

#[derive(Clone, PartialEq, Message, Serialize)]
struct ResourceAttributes {
    #[prost(string, tag = "1")]
    namespace: String,
    #[prost(string, tag = "2")]
    verb: String,
    #[prost(string, tag = "3")]
    group: String,
    #[prost(string, tag = "4")]
    version: String,
    #[prost(string, tag = "5")]
    resource: String,
    #[prost(string, tag = "6")]
    subresource: String,
    #[prost(string, tag = "7")]
    name: String,
}

#[derive(Clone, PartialEq, Message, Serialize)]
struct NonResourceAttributes {
    #[prost(string, tag = "1")]
    path: String,
    #[prost(string, tag = "2")]
    verb: String,
}

#[derive(Clone, PartialEq, Message, Serialize)]
struct RulesReview {
    #[prost(message, optional, tag = "2")]
    spec: Option<RulesReviewSpec>,
}

#[derive(Clone, PartialEq, Message, Serialize)]
struct RulesReviewSpec {
    #[prost(string, tag = "1")]
    namespace: String,
}
