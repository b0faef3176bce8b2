//! Refusals: `Status` objects with the code, reason and wording of the API server.

use super::kinds::ResourceKind;
use super::schema::Violation;
use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

/// A request that the server refuses.
#[derive(Debug, Clone)]
pub struct ApiError {
    /// HTTP status code.
    pub code: StatusCode,
    /// Machine-readable reason (`metav1.StatusReason`), for example `NotFound`.
    pub reason: &'static str,
    /// One sentence for people; kubectl prints it.
    pub message: String,
    details: Value,
}

impl ApiError {
    fn new(code: StatusCode, reason: &'static str, message: impl Into<String>) -> ApiError {
        ApiError {
            code,
            reason,
            message: message.into(),
            details: Value::Null,
        }
    }

    fn about(mut self, kind: &ResourceKind, name: &str) -> ApiError {
        self.details = json!({"name": name, "group": kind.group, "kind": kind.plural});
        self
    }

    /// 404 for an object.
    pub fn not_found(kind: &ResourceKind, name: &str) -> ApiError {
        let message = format!("{} \"{name}\" not found", kind.qualified_plural());
        ApiError::new(StatusCode::NOT_FOUND, "NotFound", message).about(kind, name)
    }

    /// 404 for an address that nothing is served under, for example that of a CRD that is not installed.
    pub fn no_such_path() -> ApiError {
        let message = "the server could not find the requested resource";
        ApiError::new(StatusCode::NOT_FOUND, "NotFound", message)
    }

    /// 409 for a name that is taken.
    pub fn already_exists(kind: &ResourceKind, name: &str) -> ApiError {
        let message = format!("{} \"{name}\" already exists", kind.qualified_plural());
        ApiError::new(StatusCode::CONFLICT, "AlreadyExists", message).about(kind, name)
    }

    /// 409 for a stale `resourceVersion`.
    pub fn stale(kind: &ResourceKind, name: &str) -> ApiError {
        let message = format!(
            "Operation cannot be fulfilled on {} \"{name}\": the object has been modified; please apply your changes to the \
             latest version and try again",
            kind.qualified_plural()
        );
        ApiError::new(StatusCode::CONFLICT, "Conflict", message).about(kind, name)
    }

    /// 409 for server-side apply over fields that another field manager has set.
    pub fn apply_conflict(fields: &[(String, String)]) -> ApiError {
        let list: Vec<String> = fields
            .iter()
            .map(|(owner, path)| format!("conflict with \"{owner}\": .{path}"))
            .collect();
        let count = if fields.len() == 1 { "1 conflict" } else { "conflicts" };
        let causes: Vec<Value> = fields
            .iter()
            .map(|(owner, path)| {
                json!({"reason": "FieldManagerConflict", "message": format!("conflict with \"{owner}\""),
                       "field": format!(".{path}")})
            })
            .collect();
        let message = format!("Apply failed with {count}: {}", list.join("\n"));
        let mut error = ApiError::new(StatusCode::CONFLICT, "Conflict", message);
        error.details = json!({"causes": causes});
        error
    }

    /// 400.
    pub fn bad_request(message: impl Into<String>) -> ApiError {
        ApiError::new(StatusCode::BAD_REQUEST, "BadRequest", message)
    }

    /// 400 for a body whose fields are unknown or of the wrong type.
    pub fn undecodable(kind: &ResourceKind, violations: &[Violation]) -> ApiError {
        use super::schema::Rule;
        let list: Vec<String> = violations.iter().map(Violation::to_string).collect();
        let strict = violations.iter().all(|violation| violation.rule == Rule::UnknownField);
        let prefix = if strict { "strict decoding error: " } else { "" };
        ApiError::bad_request(format!(
            "{0} in version \"{1}\" cannot be handled as a {0}: {prefix}{2}",
            kind.kind,
            kind.version,
            list.join(", ")
        ))
    }

    /// 422 for an object that can be decoded but not accepted.
    pub fn invalid(kind: &ResourceKind, name: &str, violations: &[Violation]) -> ApiError {
        let list: Vec<String> = violations.iter().map(Violation::to_string).collect();
        let list = if list.len() == 1 {
            list.concat()
        } else {
            format!("[{}]", list.join(", "))
        };
        let message = format!("{} \"{name}\" is invalid: {list}", kind.qualified_kind());
        let causes: Vec<Value> = violations
            .iter()
            .map(|one| json!({"reason": one.rule.cause(), "message": one.message, "field": one.path}))
            .collect();
        let mut error = ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, "Invalid", message);
        error.details = json!({"name": name, "group": kind.group, "kind": kind.kind, "causes": causes});
        error
    }

    /// 403.
    pub fn forbidden(kind: &ResourceKind, name: &str, why: &str) -> ApiError {
        let message = format!("{} \"{name}\" is forbidden: {why}", kind.qualified_plural());
        ApiError::new(StatusCode::FORBIDDEN, "Forbidden", message).about(kind, name)
    }

    /// 405.
    pub fn method_not_allowed() -> ApiError {
        let message = "the server does not allow this method on the requested resource";
        ApiError::new(StatusCode::METHOD_NOT_ALLOWED, "MethodNotAllowed", message)
    }

    /// 415, for example a strategic merge patch for a custom resource.
    pub fn unsupported_media_type(accepted: &str) -> ApiError {
        let message =
            format!("the body of the request was in an unknown format - accepted media types include: {accepted}");
        ApiError::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "UnsupportedMediaType", message)
    }

    /// The `Status` object.
    pub fn status(&self) -> Value {
        let mut status = json!({
            "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure",
            "message": self.message, "reason": self.reason, "code": self.code.as_u16(),
        });
        if !self.details.is_null() {
            status["details"] = self.details.clone();
        }
        status
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        (self.code, Json(self.status())).into_response()
    }
}
