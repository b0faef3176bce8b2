//! International names by the browser's own tables (URL standard, "domain to ASCII", which is UTS 46).

use web_sys::Url;

/// Writes a host name in ASCII, or refuses it. The name holds letters, digits, hyphens and dots only; anything else would
/// mean something in a URL.
pub fn to_ascii(name: &str) -> Option<String> {
    Url::new(&format!("https://{name}/")).ok().map(|url| url.hostname())
}
