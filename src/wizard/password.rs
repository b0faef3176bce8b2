//! Passwords for bundles: made at random, or judged.

use crate::locale::say;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

/// Letters and digits that are not mistaken for one another; 55 of them give 5.78 bits each.
const ALPHABET: &[u8; 55] = b"ABCDEFGHJKMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789";
/// 20 characters of [`ALPHABET`] have 115 bits: beyond guessing, even with the 2,048 iterations of the older encryption.
const LENGTH: usize = 20;

/// A new password, in groups of five for reading aloud.
pub fn generate(entropy: &mut dyn FnMut(&mut [u8])) -> Zeroizing<String> {
    let mut password = Zeroizing::new(String::with_capacity(LENGTH + LENGTH / 5));
    let mut drawn = 0;
    while drawn < LENGTH {
        let mut octets = Zeroizing::new([0u8; 32]);
        entropy(octets.as_mut());
        // Octets past the last whole multiple of the alphabet's length would make its first letters more likely.
        for octet in octets
            .iter()
            .filter(|octet| usize::from(**octet) < 256 - 256 % ALPHABET.len())
        {
            if drawn == LENGTH {
                break;
            }
            if drawn > 0 && drawn % 5 == 0 {
                password.push('-');
            }
            password.push(char::from(ALPHABET[usize::from(*octet) % ALPHABET.len()]));
            drawn += 1;
        }
    }
    password
}

/// The password of one of many, drawn from 32 random octets that all of them share and from its name: HMAC-SHA256 (RFC 2104) as
/// a generator, as in HKDF's second step (RFC 5869 section 2.3). The same seed and name give the same password, so that it does
/// not change while other answers do; without the seed nothing follows from one about another.
pub fn derive(seed: &[u8; 32], name: &str) -> Zeroizing<String> {
    let mut counter = 0_u32;
    generate(&mut |octets| {
        for block in octets.chunks_mut(32) {
            counter += 1;
            let Ok(mut code) = Hmac::<Sha256>::new_from_slice(seed) else {
                return;
            };
            code.update(name.as_bytes());
            code.update(&counter.to_be_bytes());
            let drawn = code.finalize().into_bytes();
            block.copy_from_slice(&drawn[..block.len()]);
        }
    })
}

/// How hard a password is to guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    Empty,
    Weak,
    Fair,
    Strong,
}

impl Strength {
    /// In words, with what to do about it.
    pub fn text(self) -> &'static str {
        match self {
            Self::Empty => say!("No password yet."),
            Self::Weak => {
                say!("Weak: can be guessed by whoever finds the file. Make it longer, or press New password.")
            }
            Self::Fair => say!("Fair: withstands casual guessing. Longer is better."),
            Self::Strong => say!("Strong."),
        }
    }
}

/// Judges a password by the variety of its characters and its length. It is a rough measure: it knows no dictionary, so it
/// counts repeated and consecutive characters for little and never calls a short password strong.
pub fn strength(password: &str) -> Strength {
    let characters: Vec<u32> = password.chars().map(u32::from).collect();
    if characters.is_empty() {
        return Strength::Empty;
    }
    let predictable = |pair: &[u32]| pair[0].abs_diff(pair[1]) <= 1;
    let surprising = 1 + characters.windows(2).filter(|pair| !predictable(pair)).count();
    let mut distinct = characters.clone();
    distinct.sort_unstable();
    distinct.dedup();
    let bits = surprising.min(distinct.len() * 2) as f64 * pool(password).log2();
    match bits {
        bits if bits < 55.0 => Strength::Weak,
        bits if bits < 80.0 => Strength::Fair,
        _ => Strength::Strong,
    }
}

/// How many characters an attacker must consider.
fn pool(password: &str) -> f64 {
    let has = |class: fn(char) -> bool| password.chars().any(class);
    let mut size = 0.0;
    for (present, count) in [
        (has(|character| character.is_ascii_lowercase()), 26.0),
        (has(|character| character.is_ascii_uppercase()), 26.0),
        (has(|character| character.is_ascii_digit()), 10.0),
        (has(|character| !character.is_ascii_alphanumeric()), 33.0),
    ] {
        if present {
            size += count;
        }
    }
    size
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generated_passwords_are_strong_and_differ() {
        let mut counter = 0u8;
        let mut entropy = |octets: &mut [u8]| {
            for octet in octets {
                counter = counter.wrapping_mul(73).wrapping_add(41);
                *octet = counter;
            }
        };
        let (first, second) = (generate(&mut entropy), generate(&mut entropy));
        assert_ne!(*first, *second);
        assert_eq!(first.len(), 23);
        assert_eq!(strength(&first), Strength::Strong);
        assert!(crate::pki::pkcs12::Password::new(&first).is_ok());
    }

    #[test]
    fn judges_the_obvious_ones() {
        assert_eq!(strength(""), Strength::Empty);
        for weak in [
            "password",
            "aaaaaaaaaaaaaaaaaaaaaaaa",
            "12345678901234567890",
            "abcdefghijklmnop",
            say!("Kyma2026"),
        ] {
            assert_eq!(strength(weak), Strength::Weak, "{weak}");
        }
        assert_eq!(strength("correct horse battery staple"), Strength::Strong);
    }
}
