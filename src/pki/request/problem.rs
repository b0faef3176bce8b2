//! What can be wrong with a text or file that should hold requests. The words begin in lower case, because a form puts the
//! field's label and a colon before them.

use std::fmt;

use crate::pki::decode::DecodeError;

/// Why requests could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RequestError {
    /// More than [`crate::pki::import::LARGEST_TEXT`].
    TooLarge,
    Empty,
    /// Neither PEM nor DER.
    NotRequest,
    /// It is PEM in base64, as a Secret holds it.
    EncodedPem,
    /// A block of this label has no end.
    Unfinished(String),
    /// What stands in a block of this label is not base64.
    Base64(String),
    /// A block of this label, which is no request.
    Block(String),
    /// A private key, which must not leave its owner.
    PrivateKey,
    /// The request with this number, counted from 1, cannot be read.
    Request {
        number: usize,
        error: DecodeError,
    },
}

impl std::error::Error for RequestError {}

const WANTED: &str =
    "Paste the request: from -----BEGIN CERTIFICATE REQUEST----- to -----END CERTIFICATE REQUEST-----.";

impl fmt::Display for RequestError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge => formatter.write_str("this is longer than 1 MiB. Bring only the requests."),
            Self::Empty => write!(formatter, "this is empty. {WANTED}"),
            Self::NotRequest => write!(formatter, "this is no request for a certificate. {WANTED}"),
            Self::EncodedPem => formatter.write_str(
                "this is base64 of PEM text, as a Secret holds it. Decode it with base64 -d, and paste what that prints.",
            ),
            Self::Unfinished(label) => write!(
                formatter,
                "the block -----BEGIN {label}----- has no end of its own. Copy all of it, down to -----END {label}-----."
            ),
            Self::Base64(label) => write!(
                formatter,
                "the block -----BEGIN {label}----- is damaged: it has missing or wrong characters. Copy it again from its file."
            ),
            Self::Block(label) if label == "CERTIFICATE" => formatter
                .write_str("this is a certificate, not the request for one. Ask its owner for the request (.csr)."),
            Self::Block(label) => write!(formatter, "a {label} does not belong here. {WANTED}"),
            Self::PrivateKey => formatter.write_str(
                "there is a private key. Nobody who signs a request needs it: leave it with its owner, and paste the request only.",
            ),
            Self::Request { number, error } => write!(
                formatter,
                "request {number} cannot be read ({error}). Copy it again, or ask its owner for it."
            ),
        }
    }
}
