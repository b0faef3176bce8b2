//! Requests for certificates (PKCS#10, RFC 2986): what somebody asks an authority for, signed with the key that it is about.

mod decode;
mod make;
mod problem;

pub use decode::{CertificateRequest, RequestedExtensions};
pub use make::{MakeError, Purpose, RequestTemplate, make};
pub use problem::RequestError;
