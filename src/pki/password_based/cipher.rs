//! Block ciphers in CBC mode with the padding of RFC 8018 section 6.1.1, for reading.

use aes::{Aes128, Aes192, Aes256};
use cbc::Decryptor;
use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockModeDecrypt, InnerIvInit, KeyIvInit};
use des::{TdesEde2, TdesEde3};
use rc2::Rc2;
use zeroize::Zeroizing;

/// A cipher with its size of key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cipher {
    Aes128,
    Aes192,
    Aes256,
    TripleDes,
    TripleDesTwoKeys,
    Rc2Of128,
    Rc2Of40,
}

impl Cipher {
    /// What people call it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Aes128 => "AES-128",
            Self::Aes192 => "AES-192",
            Self::Aes256 => "AES-256",
            Self::TripleDes => "3DES",
            Self::TripleDesTwoKeys => "3DES with two keys",
            Self::Rc2Of128 => "RC2 (128 bits)",
            Self::Rc2Of40 => "RC2 (40 bits)",
        }
    }

    /// Octets in its key.
    pub fn key_size(self) -> usize {
        match self {
            Self::Aes256 => 32,
            Self::Aes192 | Self::TripleDes => 24,
            Self::Aes128 | Self::TripleDesTwoKeys | Self::Rc2Of128 => 16,
            Self::Rc2Of40 => 5,
        }
    }

    /// Octets in a block, and so in its initialisation vector.
    pub fn block_size(self) -> usize {
        match self {
            Self::Aes128 | Self::Aes192 | Self::Aes256 => 16,
            Self::TripleDes | Self::TripleDesTwoKeys | Self::Rc2Of128 | Self::Rc2Of40 => 8,
        }
    }

    /// The plain octets. `None` if the padding is wrong, as almost always with a wrong key, or for a key or vector of another size.
    pub fn decrypt(self, key: &[u8], vector: &[u8], octets: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        if key.len() != self.key_size() || vector.len() != self.block_size() {
            return None;
        }
        match self {
            Self::Aes128 => plain(Decryptor::<Aes128>::new_from_slices(key, vector).ok()?, octets),
            Self::Aes192 => plain(Decryptor::<Aes192>::new_from_slices(key, vector).ok()?, octets),
            Self::Aes256 => plain(Decryptor::<Aes256>::new_from_slices(key, vector).ok()?, octets),
            Self::TripleDes => plain(Decryptor::<TdesEde3>::new_from_slices(key, vector).ok()?, octets),
            Self::TripleDesTwoKeys => plain(Decryptor::<TdesEde2>::new_from_slices(key, vector).ok()?, octets),
            Self::Rc2Of128 | Self::Rc2Of40 => {
                let cipher = Rc2::new_with_eff_key_len(key, 8 * key.len());
                plain(Decryptor::inner_iv_slice_init(cipher, vector).ok()?, octets)
            }
        }
    }
}

fn plain(decryptor: impl BlockModeDecrypt, octets: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    decryptor.decrypt_padded_vec::<Pkcs7>(octets).map(Zeroizing::new).ok()
}
