//! OpenAPI documents, as far as kubectl reads them.
//!
//! kubectl looks into `/openapi/v3` for two things: whether PATCH of a kind takes the query parameter `fieldValidation`
//! (then it leaves validation to the server, which does it), and the schemas of custom resources for `kubectl explain`.
//! The documents say no more than that. They do not list the media types of patches: from those and a full schema
//! kubectl would build strategic merge patches, which it otherwise builds from its own Go types. `/openapi/v2` has no
//! paths and no definitions.

use super::kinds::{ResourceKind, Served};
use super::store::State;
use prost::Message;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// `/openapi/v3`: where the document of each group version is.
pub fn index(state: &State) -> Value {
    let revision = state.revision();
    let versions: BTreeSet<String> = super::kinds::served(state.crds())
        .iter()
        .map(|served| root(served.kind()))
        .collect();
    let paths: Map<String, Value> = versions
        .into_iter()
        .map(|version| {
            let url = format!("/openapi/v3/{version}?hash={revision}");
            (version, json!({"serverRelativeURL": url}))
        })
        .collect();
    json!({"paths": paths})
}

/// `/openapi/v3/<group version>`: paths and schemas of one group version.
pub fn document(state: &State, group_version: &str) -> Option<Value> {
    let mut paths = Map::new();
    let mut schemas = Map::new();
    for served in super::kinds::served(state.crds()) {
        let kind = served.kind();
        if root(kind) != group_version {
            continue;
        }
        let namespaces = if kind.is_namespaced() {
            "namespaces/{namespace}/"
        } else {
            ""
        };
        let path = format!("/{group_version}/{namespaces}{}/{{name}}", kind.plural);
        paths.insert(path, json!({"patch": patch_operation(kind)}));
        if let Served::Custom(version) = &served {
            let mut schema = version.open_api.clone();
            schema["x-kubernetes-group-version-kind"] = json!([group_version_kind(kind)]);
            let name = kind
                .group
                .split('.')
                .rev()
                .chain([kind.version.as_str(), kind.kind.as_str()]);
            schemas.insert(name.collect::<Vec<_>>().join("."), schema);
        }
    }
    (!paths.is_empty()).then(|| {
        json!({
            "openapi": "3.0.0", "info": {"title": TITLE, "version": super::server::VERSION},
            "paths": paths, "components": {"schemas": schemas},
        })
    })
}

/// Media type of [`version_2_protobuf`] as clients ask for it. An `@` is not legal in a media type, so the answer has
/// [another](PROTOBUF_ANSWER).
pub const PROTOBUF: &str = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";
/// Media type of [`version_2_protobuf`] in the answer.
pub const PROTOBUF_ANSWER: &str = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

const TITLE: &str = "Kubernetes";

/// `/openapi/v2`.
pub fn version_2() -> Value {
    let info = json!({"title": TITLE, "version": super::server::VERSION});
    json!({"swagger": "2.0", "info": info, "paths": {}, "definitions": {}})
}

/// The same as protobuf. kubectl asks for it about kinds that it does not find in `/openapi/v3`.
pub fn version_2_protobuf() -> Vec<u8> {
    let info = Info {
        title: TITLE.to_owned(),
        version: super::server::VERSION.to_owned(),
    };
    Document {
        swagger: "2.0".to_owned(),
        info: Some(info),
    }
    .encode_to_vec()
}

/// `openapi.v2.Document` of github.com/google/gnostic-models, without what is empty.
#[derive(Clone, PartialEq, Message)]
struct Document {
    #[prost(string, tag = "1")]
    swagger: String,
    #[prost(message, optional, tag = "2")]
    info: Option<Info>,
}

#[derive(Clone, PartialEq, Message)]
struct Info {
    #[prost(string, tag = "1")]
    title: String,
    #[prost(string, tag = "2")]
    version: String,
}

fn root(kind: &ResourceKind) -> String {
    if kind.group.is_empty() {
        format!("api/{}", kind.version)
    } else {
        format!("apis/{}", kind.api_version())
    }
}

fn group_version_kind(kind: &ResourceKind) -> Value {
    json!({"group": kind.group, "version": kind.version, "kind": kind.kind})
}

fn patch_operation(kind: &ResourceKind) -> Value {
    let parameters: Vec<Value> = ["dryRun", "fieldManager", "fieldValidation", "force"]
        .iter()
        .map(|name| json!({"name": name, "in": "query", "schema": {"type": "string", "uniqueItems": true}}))
        .collect();
    json!({
        "x-kubernetes-action": "patch", "x-kubernetes-group-version-kind": group_version_kind(kind),
        "parameters": parameters, "responses": {"200": {"description": "OK"}},
    })
}
