//! Requests for certificates (PKCS#10, RFC 2986): what somebody asks an authority for, signed with the key that it is about.

mod decode;
mod problem;

pub use decode::{CertificateRequest, RequestedExtensions};
pub use problem::RequestError;
