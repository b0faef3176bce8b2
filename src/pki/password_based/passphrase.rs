//! A typed password in the encodings that key derivations want.

use zeroize::Zeroizing;

/// A password of any characters; a file that was brought along may have any. Overwritten when dropped, never printed.
pub struct Passphrase(Zeroizing<String>);

impl Passphrase {
    pub fn new(text: &str) -> Self {
        Self(Zeroizing::new(text.to_owned()))
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn octets(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// For the key derivation of PKCS#12: UTF-16 with a final zero (RFC 7292 appendix B.1), then what other programs make of it.
    /// An empty password is two zero octets or none; older versions of OpenSSL widen each octet of UTF-8.
    pub fn for_pkcs12(&self) -> Vec<Zeroizing<Vec<u8>>> {
        let mut forms = vec![self.utf16()];
        if self.is_empty() {
            forms.push(Zeroizing::default());
        } else if !self.0.is_ascii() {
            let mut widened = Zeroizing::new(Vec::with_capacity(2 * self.0.len() + 2));
            self.octets().iter().for_each(|octet| widened.extend([0, *octet]));
            widened.extend([0, 0]);
            forms.push(widened);
        }
        forms
    }

    /// For PBKDF2: UTF-8 (RFC 8018 section 3); as a second try what PKCS#12 has otherwise, which older versions of NSS took.
    pub fn for_pbkdf2(&self) -> Vec<Zeroizing<Vec<u8>>> {
        vec![Zeroizing::new(self.octets().to_vec()), self.utf16()]
    }

    fn utf16(&self) -> Zeroizing<Vec<u8>> {
        // At most two octets for each octet of UTF-8, and the end: it never grows, so no copy stays behind.
        let mut octets = Zeroizing::new(Vec::with_capacity(2 * self.0.len() + 2));
        self.0.encode_utf16().for_each(|unit| octets.extend(unit.to_be_bytes()));
        octets.extend([0, 0]);
        octets
    }
}
