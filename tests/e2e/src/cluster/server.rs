//! The HTTP side: recording requests, finding out what they are about, and answering.

use super::admission::{FieldValidation, WriteOptions};
use super::api_error::ApiError;
use super::schema::CrdSet;
use super::store::Store;
use super::target::Target;
use super::{discovery, modules, openapi, protobuf, verbs};
use axum::body::{Body, Bytes};
use axum::extract::{Query, State};
use axum::http::{HeaderMap, Method, Request as HttpRequest, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::{Json, Router};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// The Kubernetes version that the server claims: the one that k3d clusters for Kyma run.
pub const VERSION: &str = "v1.34.3";
/// The largest body that is read, in bytes; etcd takes no object over 1.5 MiB.
const BODY_LIMIT: usize = 3 * 1024 * 1024;

/// One request that the server has answered. Bodies are not kept: they hold keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// HTTP method.
    pub method: String,
    /// Path without the query.
    pub path: String,
    /// Query string, empty if there is none.
    pub query: String,
    /// HTTP status code of the answer.
    pub code: u16,
}

/// What all requests share.
#[derive(Debug)]
pub struct Server {
    /// The objects.
    pub store: Arc<Store>,
    /// All definitions that module manifests and controllers can install.
    pub catalogue: CrdSet,
    /// What has been asked so far.
    pub requests: Mutex<Vec<Request>>,
}

/// The parts of a request that the verbs need.
#[derive(Debug)]
pub struct Call {
    /// HTTP method.
    pub method: Method,
    /// Headers.
    pub headers: HeaderMap,
    /// Query parameters; of a repeated one the last counts.
    pub query: HashMap<String, String>,
    /// Body, at most `BODY_LIMIT` bytes.
    pub body: Bytes,
}

impl Call {
    /// A query parameter.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.query.get(name).map(String::as_str)
    }

    /// Whether a query parameter is switched on.
    pub fn flag(&self, name: &str) -> bool {
        matches!(self.parameter(name), Some("true" | "1"))
    }

    /// A header, empty if it is missing.
    pub fn header(&self, name: header::HeaderName) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    /// The body, which is JSON, YAML or one of a few protobuf messages.
    ///
    /// # Errors
    /// 400 when it cannot be read, 415 for other protobuf messages.
    pub fn object(&self) -> Result<Value, ApiError> {
        let content_type = self.header(header::CONTENT_TYPE);
        if content_type.starts_with(protobuf::MEDIA_TYPE) {
            let object = protobuf::object(&self.body);
            return object.ok_or_else(|| ApiError::unsupported_media_type("application/json, application/yaml"));
        }
        let parsed = if content_type.contains("yaml") {
            serde_yaml::from_slice(&self.body).map_err(|error| error.to_string())
        } else {
            serde_json::from_slice(&self.body).map_err(|error| error.to_string())
        };
        parsed.map_err(|error| ApiError::bad_request(format!("unable to decode the body: {error}")))
    }

    /// The query parameters of writes.
    ///
    /// # Errors
    /// 400 for a validation level that does not exist.
    pub fn write_options(&self) -> Result<WriteOptions, ApiError> {
        let field_validation = match self.parameter("fieldValidation") {
            Some("Strict") => FieldValidation::Strict,
            Some("Ignore") => FieldValidation::Ignore,
            None | Some("" | "Warn") => FieldValidation::Warn,
            Some(other) => {
                return Err(ApiError::bad_request(format!(
                    "fieldValidation: Unsupported value: {other:?}"
                )));
            }
        };
        Ok(WriteOptions {
            dry_run: self.parameter("dryRun") == Some("All"),
            field_validation,
            field_manager: self.parameter("fieldManager").map(str::to_owned),
            force: self.flag("force"),
        })
    }
}

/// The router: everything goes through [`answer`], which also records.
pub fn router(server: Arc<Server>) -> Router {
    Router::new().fallback(recorded).with_state(server)
}

async fn recorded(State(server): State<Arc<Server>>, request: HttpRequest<Body>) -> Response {
    let (parts, body) = request.into_parts();
    let mut record = Request {
        method: parts.method.to_string(),
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        code: 0,
    };
    let response = match axum::body::to_bytes(body, BODY_LIMIT).await {
        Ok(body) => {
            let query = Query::try_from_uri(&parts.uri)
                .map(|Query(query)| query)
                .unwrap_or_default();
            let call = Call {
                method: parts.method,
                headers: parts.headers,
                query,
                body,
            };
            answer(&server, &parts.uri, &call)
        }
        Err(error) => ApiError::bad_request(error.to_string()).into_response(),
    };
    record.code = response.status().as_u16();
    server
        .requests
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .push(record);
    response
}

fn answer(server: &Server, uri: &Uri, call: &Call) -> Response {
    let result = match fixed_page(server, uri, call) {
        Some(result) => result,
        None => match Target::parse(uri.path()) {
            Some(Target {
                group,
                version,
                resource: None,
            }) => server
                .store
                .read(|state| discovery::resource_list(state, &group, &version))
                .map(|list| Json(list).into_response())
                .ok_or_else(ApiError::no_such_path),
            Some(Target {
                group,
                version,
                resource: Some(path),
            }) => verbs::answer(server, &group, &version, &path, call),
            None => Err(ApiError::no_such_path()),
        },
    };
    result.unwrap_or_else(IntoResponse::into_response)
}

/// Pages other than resources.
fn fixed_page(server: &Server, uri: &Uri, call: &Call) -> Option<Result<Response, ApiError>> {
    let found = |value: Option<Value>| {
        value
            .map(|value| Json(value).into_response())
            .ok_or_else(ApiError::no_such_path)
    };
    let path = uri.path().trim_end_matches('/');
    let aggregated = discovery::wants_aggregated(call.header(header::ACCEPT));
    let store = &server.store;
    Some(match path {
        "/version" => found(Some(version())),
        "/healthz" | "/livez" | "/readyz" => Ok("ok".into_response()),
        "/api" | "/apis" if aggregated => {
            let document = store.read(|state| discovery::aggregated(state, path == "/api"));
            Ok(([(header::CONTENT_TYPE, discovery::AGGREGATED)], document.to_string()).into_response())
        }
        "/api" => found(Some(discovery::core_versions())),
        "/apis" => found(Some(store.read(discovery::group_list))),
        "/openapi/v2" if call.header(header::ACCEPT).contains(openapi::PROTOBUF) => Ok((
            [(header::CONTENT_TYPE, openapi::PROTOBUF_ANSWER)],
            openapi::version_2_protobuf(),
        )
            .into_response()),
        "/openapi/v2" => found(Some(openapi::version_2())),
        "/openapi/v3" => found(Some(store.read(openapi::index))),
        _ => {
            if let Some(group_version) = path.strip_prefix("/openapi/v3/") {
                found(store.read(|state| openapi::document(state, group_version)))
            } else if let Some(group) = path.strip_prefix("/apis/").filter(|rest| !rest.contains('/')) {
                found(store.read(|state| discovery::group(state, group)))
            } else if let Some(file) = path.strip_prefix("/kyma-project/") {
                match modules::manifest(file, &server.catalogue) {
                    Some(yaml) => Ok(([(header::CONTENT_TYPE, "application/octet-stream")], yaml).into_response()),
                    None => Err(ApiError::no_such_path()),
                }
            } else {
                return None;
            }
        }
    })
}

fn version() -> Value {
    let mut numbers = VERSION.trim_start_matches('v').split('.');
    json!({
        "major": numbers.next(), "minor": numbers.next(), "gitVersion": VERSION, "gitCommit": "", "gitTreeState": "",
        "buildDate": "1970-01-01T00:00:00Z", "goVersion": "", "compiler": "rustc", "platform": "linux/amd64",
    })
}
