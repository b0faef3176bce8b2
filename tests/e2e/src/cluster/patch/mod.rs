//! The four kinds of PATCH.

mod apply;
mod merge_keys;
mod strategic;

pub use apply::{conflicts, merge_applied};
pub use merge_keys::ListKeys;
pub use strategic::strategic_merge;

use super::api_error::ApiError;
use serde_json::Value;

/// The kind of a patch, from its `Content-Type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PatchType {
    /// RFC 6902.
    Json,
    /// RFC 7396.
    Merge,
    /// Like a merge patch, but lists are merged by key; built-in kinds only.
    Strategic,
    /// Server-side apply.
    Apply,
}

impl PatchType {
    /// Reads a `Content-Type`.
    ///
    /// # Errors
    /// 415 for anything else, and for a strategic merge patch of a custom resource, as the API server answers.
    pub fn parse(content_type: &str, is_custom: bool) -> Result<PatchType, ApiError> {
        let media_type = content_type.split(';').next().unwrap_or_default().trim();
        match media_type {
            "application/json-patch+json" => Ok(PatchType::Json),
            "application/merge-patch+json" => Ok(PatchType::Merge),
            "application/strategic-merge-patch+json" if !is_custom => Ok(PatchType::Strategic),
            "application/apply-patch+yaml" => Ok(PatchType::Apply),
            _ => Err(ApiError::unsupported_media_type(
                "application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml",
            )),
        }
    }
}

/// Applies a JSON patch (RFC 6902).
///
/// # Errors
/// 400 when the patch cannot be read or does not fit the object.
pub fn json_patch(object: &mut Value, patch: &Value) -> Result<(), ApiError> {
    let operations: json_patch::Patch =
        serde_json::from_value(patch.clone()).map_err(|error| ApiError::bad_request(error.to_string()))?;
    json_patch::patch(object, &operations)
        .map_err(|error| ApiError::bad_request(format!("the server rejected our request due to an error: {error}")))
}

/// Applies a JSON merge patch (RFC 7396).
pub fn merge_patch(object: &mut Value, patch: &Value) {
    json_patch::merge(object, patch);
}
