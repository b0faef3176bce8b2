//! The tab's `sessionStorage`, for answers that a reload should keep, and the `localStorage`, for what later visits should find.
//! Never for secrets: what is stored here is plain text that every script of the origin can read.

use wasm_bindgen::JsValue;
use web_sys::Storage;

use super::exception::{describe, name};
use crate::locale::say;

/// The name of one stored value, for example `answers-v1`, and whose it is, for example `k3d`; empty if it is the whole
/// app's. The app's own prefix is added, because other apps may live under other paths of the same origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot(pub &'static str, pub &'static str);

/// Why the tab's storage was of no use.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StorageError {
    /// Browsers can be told to keep no site data.
    #[error("{}", say!("this browser keeps no data for this page"))]
    Unavailable,
    #[error("{}", say!("the browser’s storage for this page is full"))]
    Full,
    #[error("{}", say!("the browser refused to use its storage: {value}", value = .0))]
    Refused(String),
}

/// What the slot holds, if anything. Whatever it is came from outside: parse it.
///
/// # Errors
/// [`StorageError::Unavailable`] or [`StorageError::Refused`].
pub fn load(slot: Slot) -> Result<Option<String>, StorageError> {
    storage()?.get_item(&key(slot)).map_err(refusal)
}

/// Stores `value`, which must not be secret.
///
/// # Errors
/// [`StorageError`]; the slot then holds what it held before.
pub fn store(slot: Slot, value: &str) -> Result<(), StorageError> {
    storage()?.set_item(&key(slot), value).map_err(refusal)
}

/// Empties the slot.
///
/// # Errors
/// [`StorageError::Unavailable`] or [`StorageError::Refused`].
pub fn remove(slot: Slot) -> Result<(), StorageError> {
    storage()?.remove_item(&key(slot)).map_err(refusal)
}

/// As [`load`], from what lasts longer than the tab.
///
/// # Errors
/// As [`load`].
pub fn load_lasting(slot: Slot) -> Result<Option<String>, StorageError> {
    lasting()?.get_item(&key(slot)).map_err(refusal)
}

/// As [`store`], for later visits.
///
/// # Errors
/// As [`store`].
pub fn store_lasting(slot: Slot, value: &str) -> Result<(), StorageError> {
    lasting()?.set_item(&key(slot), value).map_err(refusal)
}

// With site data switched off, reading either property throws a SecurityError.
fn storage() -> Result<Storage, StorageError> {
    web_sys::window()
        .and_then(|window| window.session_storage().ok().flatten())
        .ok_or(StorageError::Unavailable)
}

fn lasting() -> Result<Storage, StorageError> {
    web_sys::window()
        .and_then(|window| window.local_storage().ok().flatten())
        .ok_or(StorageError::Unavailable)
}

fn key(slot: Slot) -> String {
    ["mtls-wizard:", slot.0, ":", slot.1].concat()
}

fn refusal(thrown: JsValue) -> StorageError {
    match name(&thrown).as_deref() {
        Some("QuotaExceededError") => StorageError::Full,
        _ => StorageError::Refused(describe(&thrown)),
    }
}
