//! What the app asks of the browser, one small file per service. Every call reports what it observed: a success is
//! never assumed.
//!
//! Start with [`issuing::issue_each`], which makes credentials with [`webcrypto`] keys and, through [`worker`], does off the main thread
//! whatever derives keys from passwords.

pub mod clipboard;
pub mod clock;
pub mod download;
pub mod entropy;
pub mod file;
pub mod international;
pub mod issuing;
pub mod later;
pub mod leave;
pub mod origin;
pub mod pace;
pub mod performance;
pub mod requests;
pub mod sha256;
pub mod storage;
pub mod texts;
pub mod verifying;
pub mod webcrypto;
pub mod worker;

mod exception;

pub use issuing::issue_each;
