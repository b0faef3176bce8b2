//! OpenAPI documents, as far as kubectl reads them.
//!
//! kubectl looks into `/openapi/v3` for two things: whether PATCH of a kind takes the query parameter `fieldValidation`
//! (then it leaves validation to the server, which does it), and the schemas of custom resources for `kubectl explain`.
//! The documents say no more than that. They do not list the media types of patches: from those and a full schema
//! kubectl would build strategic merge patches, which it otherwise builds from its own Go types. `/openapi/v2` has no
//! definitions, and is not served as protobuf.

use super::kinds::{ResourceKind, Served};
use super::store::State;
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
            "openapi": "3.0.0", "info": {"title": "Kubernetes", "version": super::server::VERSION},
            "paths": paths, "components": {"schemas": schemas},
        })
    })
}

/// `/openapi/v2`.
pub fn version_2() -> Value {
    json!({"swagger": "2.0", "info": {"title": "Kubernetes", "version": super::server::VERSION}, "paths": {},
           "definitions": {}})
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
