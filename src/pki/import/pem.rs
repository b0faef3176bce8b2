//! Finds PEM blocks (RFC 7468) in text that was pasted or dropped: with text around them, any line ends and indentation.

use base64ct::{Base64, Encoding};
use zeroize::Zeroizing;

use super::problem::{ImportError, ImportProblem, Input};
use crate::pki::certificate::Certificate;

/// The most octets that a text may have: 1 MiB.
pub const LARGEST_TEXT: usize = 1 << 20;

const BEGIN: &str = "-----BEGIN ";
const END: &str = "-----END ";
const DASHES: &str = "-----";
/// How PEM begins in base64.
const ENCODED_BEGIN: &str = "LS0tLS1CRUdJTi";
/// The most characters of a label that a message repeats.
const LABEL_LIMIT: usize = 40;

/// One block of a text.
pub(super) struct Block<'a> {
    pub label: &'a str,
    /// Base64 in lines; before it there may be headers (RFC 1421).
    body: &'a str,
}

/// All blocks of a text, at least one.
pub(super) fn blocks(input: Input, text: &str) -> Result<Vec<Block<'_>>, ImportError> {
    if text.len() > LARGEST_TEXT {
        return Err(input.refuse(ImportProblem::TooLarge));
    }
    let text = text.trim_start_matches('\u{FEFF}').trim();
    if text.is_empty() {
        return Err(input.refuse(ImportProblem::Empty(input)));
    }
    let mut blocks = Vec::new();
    let mut rest = text;
    while let Some((_, begun)) = rest.split_once(BEGIN) {
        let line = begun.lines().next().unwrap_or_default();
        let label = line.split(DASHES).next().unwrap_or_default();
        let (body, after) =
            ended(begun, label).ok_or_else(|| input.refuse(ImportProblem::Unfinished(shorten(label))))?;
        blocks.push(Block { label, body });
        rest = after;
    }
    if !blocks.is_empty() {
        return Ok(blocks);
    }
    Err(input.refuse(if text.starts_with(ENCODED_BEGIN) {
        ImportProblem::EncodedPem
    } else if text.contains(['\u{FFFD}', '\0']) {
        // What becomes of octets that were read as text.
        ImportProblem::Binary(input)
    } else {
        ImportProblem::NotPem(input)
    }))
}

/// Whether there is a block, finished or not.
pub(super) fn has_block(text: &str) -> bool {
    text.contains(BEGIN)
}

/// What stands in the block whose label begins the text, and what follows the block; `None` if its end is missing, also
/// where another block begins or ends before it.
fn ended<'a>(begun: &'a str, label: &str) -> Option<(&'a str, &'a str)> {
    let content = begun.strip_prefix(label)?.strip_prefix(DASHES)?;
    let (body, after) = content.split_once(END)?;
    let after = after.strip_prefix(label)?.strip_prefix(DASHES)?;
    (!body.contains(BEGIN)).then_some((body, after))
}

impl<'a> Block<'a> {
    /// The octets.
    pub fn der(&self, input: Input) -> Result<Zeroizing<Vec<u8>>, ImportError> {
        // As large as it can become, so that no copy of a key stays behind.
        let mut base64 = Zeroizing::new(String::with_capacity(self.body.len()));
        base64.extend(self.body.split_ascii_whitespace());
        match Base64::decode_vec(&base64) {
            Ok(der) if !der.is_empty() => Ok(Zeroizing::new(der)),
            _ => Err(input.refuse(ImportProblem::Base64(shorten(self.label)))),
        }
    }

    /// Whether its headers say that it is encrypted (RFC 1421 section 4.6.1.1), as in openssl's older formats.
    pub fn is_encrypted(&self) -> bool {
        self.body.contains("ENCRYPTED")
    }

    /// The value of a header (RFC 1421 section 4.4).
    pub fn header(&self, name: &str) -> Option<&'a str> {
        let value = |line: &'a str| line.strip_prefix(name)?.strip_prefix(':').map(str::trim);
        self.body.lines().find_map(value)
    }

    /// The octets behind the headers and the empty line that ends them.
    pub fn der_after_headers(&self, input: Input) -> Result<Zeroizing<Vec<u8>>, ImportError> {
        let body = self.body.trim_start();
        let end = ["\n\n", "\n\r\n", "\r\r"].iter().find_map(|end| body.split_once(end));
        let (_, body) = end.unwrap_or_default();
        Block {
            label: self.label,
            body,
        }
        .der(input)
    }

    /// It has no place in this input.
    pub fn misplaced(&self, input: Input) -> ImportError {
        input.refuse(ImportProblem::Block {
            input,
            label: shorten(self.label),
        })
    }
}

/// A label and what stands below it.
type Labelled = (String, Zeroizing<Vec<u8>>);

/// All blocks of a text with their labels and octets, for what is neither certificate nor key.
pub(in crate::pki) fn pem_blocks(text: &str) -> Result<Vec<Labelled>, ImportProblem> {
    let input = Input::Certificates;
    let read = |block: Block<'_>| Ok((shorten(block.label), block.der(input)?));
    let blocks = blocks(input, text).and_then(|blocks| blocks.into_iter().map(read).collect());
    blocks.map_err(|error: ImportError| error.problem)
}

/// A label from outside, fit for a message.
fn shorten(label: &str) -> String {
    label
        .chars()
        .filter(|character| !character.is_control())
        .take(LABEL_LIMIT)
        .collect()
}

/// Reads one or more certificates, in the order in which they stand there, repeated ones too.
///
/// # Errors
/// [`ImportError`] for a text of more than [`LARGEST_TEXT`] octets, without a certificate, with a block of another kind, or
/// with a certificate that cannot be read (counted from 1).
pub fn certificates(text: &str) -> Result<Vec<Certificate>, ImportError> {
    let input = Input::Certificates;
    let read = |(index, block): (usize, Block<'_>)| {
        if block.label != "CERTIFICATE" {
            return Err(block.misplaced(input));
        }
        Certificate::from_der(block.der(input)?.to_vec()).map_err(|error| {
            input.refuse(ImportProblem::Certificate {
                number: index + 1,
                error,
            })
        })
    };
    blocks(input, text)?.into_iter().enumerate().map(read).collect()
}
