//! Encodings that stand around things: base64 in lines, percent signs, UTF-16.

use base64ct::{Base64, Base64Unpadded, Base64UrlUnpadded, Encoding};
use zeroize::Zeroizing;

/// Octets of base64 in any lines, with or without padding, of the usual or of the URL alphabet.
pub fn base64(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let mut compact = Zeroizing::new(String::with_capacity(text.len()));
    compact.extend(text.split_ascii_whitespace());
    let bare = compact.trim_end_matches('=');
    if bare.is_empty() {
        return None;
    }
    let decoded = Base64::decode_vec(&compact)
        .or_else(|_| Base64Unpadded::decode_vec(bare))
        .or_else(|_| Base64UrlUnpadded::decode_vec(bare));
    decoded.ok().map(Zeroizing::new)
}

/// Whether a word could be base64.
pub fn is_base64(word: &str) -> bool {
    !word.is_empty()
        && word
            .trim_end_matches('=')
            .bytes()
            .all(|octet| octet.is_ascii_alphanumeric() || matches!(octet, b'+' | b'/' | b'-' | b'_'))
}

/// Text without percent-encoding (RFC 3986 section 2.1). A plus stays a plus: Envoy writes it as `%2B` and spaces as `%20`.
pub fn percent(text: &str) -> String {
    let mut octets = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        match rest {
            [b'%', high, low, after @ ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                octets.push(digit(*high) << 4 | digit(*low));
                rest = after;
            }
            _ => {
                octets.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&octets).into_owned()
}

/// Of a hexadecimal digit.
fn digit(octet: u8) -> u8 {
    match octet {
        b'0'..=b'9' => octet - b'0',
        _ => (octet | 0x20).wrapping_sub(b'a').wrapping_add(10) & 0x0F,
    }
}

/// The text of octets in UTF-8, or in UTF-16 with a byte order mark as Windows writes it. The flag says that octets were no text.
pub fn text(octets: &[u8]) -> (Zeroizing<String>, bool) {
    let wide = |rest: &[u8], order: fn([u8; 2]) -> u16| {
        let units: Zeroizing<Vec<u16>> = Zeroizing::new(
            rest.chunks_exact(2)
                .map(|pair| order([pair[0], pair[1]]))
                .collect::<Vec<u16>>(),
        );
        (Zeroizing::new(String::from_utf16_lossy(&units)), false)
    };
    match octets {
        [0xFF, 0xFE, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => wide(rest, u16::from_be_bytes),
        _ => {
            let octets = octets.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(octets);
            match std::str::from_utf8(octets) {
                Ok(text) => (Zeroizing::new(text.to_owned()), false),
                Err(_) => (Zeroizing::new(String::from_utf8_lossy(octets).into_owned()), true),
            }
        }
    }
}

/// Where a line is, for people.
pub fn place(before: &str, line: usize, text: &str) -> String {
    let number = line.to_string();
    match (before, text.trim().contains('\n')) {
        ("", _) => ["line ", &number].concat(),
        (before, false) => before.to_owned(),
        (before, true) => [before, ", line ", &number].concat(),
    }
}

/// Text from outside, made fit for one line of a page: control characters visible, cut where it gets long.
pub fn shown(text: &str, limit: usize) -> String {
    let mut line: String = text
        .chars()
        .take(limit)
        .map(|character| if character.is_control() { '\u{FFFD}' } else { character })
        .collect();
    if text.chars().nth(limit).is_some() {
        line.push('…');
    }
    line
}

/// The base64 of a block's body: without the headers that may stand before it (RFC 1421), and with line ends also where somebody
/// wrote them as `\n`. The flag says that its headers call it encrypted.
pub fn pem_base64(body: &str) -> (Zeroizing<String>, bool) {
    let body = Zeroizing::new(body.replace("\\r", "").replace("\\n", "\n").replace('\r', ""));
    let is_encrypted = body.contains("ENCRYPTED");
    let headers_end = match body.contains(':') {
        true => body
            .match_indices("\n\n")
            .next()
            .map_or_else(|| last_header(&body), |(index, _)| index),
        false => 0,
    };
    let text = body.get(headers_end..).unwrap_or_default().to_owned();
    (Zeroizing::new(text), is_encrypted)
}

/// Where the last line with a colon ends.
fn last_header(body: &str) -> usize {
    let colon = body.rfind(':').unwrap_or_default();
    let rest = body.get(colon..).unwrap_or_default();
    colon + rest.find('\n').unwrap_or_default()
}
