//! What can be done with resources: one function per verb.

use super::api_error::ApiError;
use super::kinds::{ResourceKind, Served};
use super::patch::PatchType;
use super::removal;
use super::selector::Selector;
use super::server::{Call, Server};
use super::store::Key;
use super::target::ResourcePath;
use super::watch::Watch;
use super::write::{self, Address, Written};
use axum::Json;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use std::time::Duration;

/// Answers a request about a resource.
///
/// # Errors
/// What the API server would answer.
pub fn answer(
    server: &Server,
    group: &str,
    version: &str,
    path: &ResourcePath,
    call: &Call,
) -> Result<Response, ApiError> {
    let served = server
        .store
        .read(|state| state.served(group, version, &path.plural))
        .ok_or_else(ApiError::no_such_path)?;
    let kind = served.kind();
    if kind.group == "authorization.k8s.io" {
        return review(call);
    }
    let known_subresource = match path.subresource.as_deref() {
        None => true,
        Some("status") => kind.status_subresource,
        Some(_) => false,
    };
    if !known_subresource || (path.namespace.is_some() && !kind.is_namespaced()) {
        return Err(ApiError::no_such_path());
    }
    match (&call.method, &path.name) {
        (&Method::GET, Some(name)) if !call.flag("watch") => read(server, kind, path, name),
        (&Method::GET, _) => collection(server, kind, path, call),
        (&Method::POST, None) => create(server, &served, path, call),
        (&Method::PUT | &Method::PATCH, Some(name)) => update(server, &served, path, name, call),
        (&Method::DELETE, Some(name)) => delete(server, kind, path, name, call),
        (&Method::DELETE, None) => delete_collection(server, kind, path, call),
        _ => Err(ApiError::method_not_allowed()),
    }
}

/// The object in the version that the client asks for.
fn presented(kind: &ResourceKind, mut object: Value) -> Value {
    object["apiVersion"] = json!(kind.api_version());
    object["kind"] = json!(kind.kind);
    object
}

fn read(server: &Server, kind: &ResourceKind, path: &ResourcePath, name: &str) -> Result<Response, ApiError> {
    let key = Key::new(kind, path.namespace.as_deref(), name);
    let object = server.store.read(|state| state.object(&key).cloned());
    let object = object.ok_or_else(|| ApiError::not_found(kind, name))?;
    Ok(Json(presented(kind, object)).into_response())
}

fn selector(path: &ResourcePath, call: &Call) -> Result<Selector, ApiError> {
    let by_name = path.name.as_ref().map(|name| format!("metadata.name={name}"));
    let fields = by_name.as_deref().or_else(|| call.parameter("fieldSelector"));
    Selector::parse(fields, call.parameter("labelSelector"))
}

fn collection(server: &Server, kind: &ResourceKind, path: &ResourcePath, call: &Call) -> Result<Response, ApiError> {
    let selector = selector(path, call)?;
    if call.flag("watch") {
        let since = call
            .parameter("resourceVersion")
            .filter(|version| !matches!(*version, "" | "0"));
        let since = since
            .map(|version| version.parse().map_err(|_| bad_version(version)))
            .transpose()?;
        let timeout = call
            .parameter("timeoutSeconds")
            .and_then(|seconds| seconds.parse().ok());
        let watch = Watch {
            kind: kind.clone(),
            namespace: path.namespace.clone(),
            selector,
            since,
            initial_events: call.flag("sendInitialEvents"),
            timeout: timeout.map(Duration::from_secs),
        };
        return Ok(watch.respond(server.store.clone()));
    }
    let (items, revision) = server.store.read(|state| {
        let objects = state.list(kind, path.namespace.as_deref());
        let chosen = objects.into_iter().filter(|object| selector.matches(object)).cloned();
        (
            chosen.map(|object| presented(kind, object)).collect::<Vec<Value>>(),
            state.revision(),
        )
    });
    Ok(Json(list(kind, items, revision)).into_response())
}

fn bad_version(version: &str) -> ApiError {
    ApiError::bad_request(format!("resourceVersion: Invalid value: {version:?}: must be a number"))
}

fn list(kind: &ResourceKind, items: Vec<Value>, revision: u64) -> Value {
    json!({
        "kind": format!("{}List", kind.kind), "apiVersion": kind.api_version(),
        "metadata": {"resourceVersion": revision.to_string()}, "items": items,
    })
}

fn create(server: &Server, served: &Served, path: &ResourcePath, call: &Call) -> Result<Response, ApiError> {
    let (object, options) = (call.object()?, call.write_options()?);
    let namespace = path.namespace.as_deref();
    let written = server
        .store
        .write(|state| write::create(state, served, namespace, object, &options))?;
    Ok(respond(served.kind(), written))
}

fn update(
    server: &Server,
    served: &Served,
    path: &ResourcePath,
    name: &str,
    call: &Call,
) -> Result<Response, ApiError> {
    let options = call.write_options()?;
    let address = Address {
        namespace: path.namespace.as_deref(),
        name,
        status_only: path.subresource.is_some(),
    };
    let written = if call.method == Method::PUT {
        let object = call.object()?;
        server
            .store
            .write(|state| write::replace(state, served, &address, object, &options))?
    } else {
        let custom = matches!(served, Served::Custom(_));
        let patch_type = PatchType::parse(call.header(header::CONTENT_TYPE), custom)?;
        let patch = call.object()?;
        server
            .store
            .write(|state| write::patch(state, served, &address, patch_type, &patch, &options))?
    };
    Ok(respond(served.kind(), written))
}

fn respond(kind: &ResourceKind, written: Written) -> Response {
    let code = if written.created {
        StatusCode::CREATED
    } else {
        StatusCode::OK
    };
    let mut response = (code, Json(presented(kind, written.object))).into_response();
    for warning in written.warnings {
        if let Ok(value) = HeaderValue::from_str(&format!("299 - {}", Value::String(warning))) {
            response.headers_mut().append(header::WARNING, value);
        }
    }
    response
}

fn delete_options(call: &Call) -> Result<Value, ApiError> {
    let mut options = if call.body.is_empty() {
        json!({})
    } else {
        call.object()?
    };
    if call.parameter("dryRun") == Some("All") {
        options["dryRun"] = json!(["All"]);
    }
    Ok(options)
}

fn delete(
    server: &Server,
    kind: &ResourceKind,
    path: &ResourcePath,
    name: &str,
    call: &Call,
) -> Result<Response, ApiError> {
    let options = delete_options(call)?;
    let key = Key::new(kind, path.namespace.as_deref(), name);
    let answer = server
        .store
        .write(|state| removal::delete(state, kind, &key, &options))?;
    let answer = if answer["kind"] == "Status" {
        answer
    } else {
        presented(kind, answer)
    };
    Ok(Json(answer).into_response())
}

fn delete_collection(
    server: &Server,
    kind: &ResourceKind,
    path: &ResourcePath,
    call: &Call,
) -> Result<Response, ApiError> {
    let (selector, options) = (selector(path, call)?, delete_options(call)?);
    server.store.write(|state| {
        let objects = state.list(kind, path.namespace.as_deref());
        let chosen: Vec<Value> = objects
            .into_iter()
            .filter(|object| selector.matches(object))
            .cloned()
            .collect();
        for object in &chosen {
            let metadata = &object["metadata"];
            let key = Key::new(
                kind,
                metadata["namespace"].as_str(),
                metadata["name"].as_str().unwrap_or_default(),
            );
            removal::delete(state, kind, &key, &options)?;
        }
        Ok(Json(list(kind, chosen, state.revision())).into_response())
    })
}

/// `SelfSubjectAccessReview` and `SelfSubjectRulesReview`: whoever asks may do everything.
fn review(call: &Call) -> Result<Response, ApiError> {
    if call.method != Method::POST {
        return Err(ApiError::method_not_allowed());
    }
    let mut review = call.object()?;
    review["status"] = if review["kind"] == "SelfSubjectRulesReview" {
        json!({"resourceRules": [{"verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]}],
               "nonResourceRules": [{"verbs": ["*"], "nonResourceURLs": ["*"]}], "incomplete": false})
    } else {
        json!({"allowed": true, "reason": "everything is allowed here"})
    };
    Ok((StatusCode::CREATED, Json(review)).into_response())
}
