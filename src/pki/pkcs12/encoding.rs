//! The layers of a bundle (RFC 7292 section 4), from the inside out, in DER.

use yasna::models::ObjectIdentifier;
use yasna::{DERWriter, Tag, construct_der};

use super::Salt;
use super::encryption::{Encrypted, IntegrityCode};

/// The version of all PKCS#12 files (RFC 7292 section 4).
const PFX_VERSION: u8 = 3;
/// id-data and id-encryptedData (RFC 5652 sections 4 and 8).
const DATA: &[u64] = &[1, 2, 840, 113_549, 1, 7, 1];
const ENCRYPTED_DATA: &[u64] = &[1, 2, 840, 113_549, 1, 7, 6];
/// The version of `EncryptedData` without unprotected attributes (RFC 5652 section 8).
const ENCRYPTED_DATA_VERSION: u8 = 0;
/// pkcs8ShroudedKeyBag and certBag (RFC 7292 section 4.2).
const SHROUDED_KEY_BAG: &[u64] = &[1, 2, 840, 113_549, 1, 12, 10, 1, 2];
const CERTIFICATE_BAG: &[u64] = &[1, 2, 840, 113_549, 1, 12, 10, 1, 3];
/// x509Certificate (RFC 7292 section 4.2.3).
const X509_CERTIFICATE: &[u64] = &[1, 2, 840, 113_549, 1, 9, 22, 1];
/// friendlyName and localKeyId (RFC 2985 sections 5.5.1 and 5.5.2).
const FRIENDLY_NAME: &[u64] = &[1, 2, 840, 113_549, 1, 9, 20];
const LOCAL_KEY_ID: &[u64] = &[1, 2, 840, 113_549, 1, 9, 21];

/// What readers know a key and its certificate by.
pub(super) struct Attributes {
    /// At most U+FFFF.
    pub friendly_name: String,
    pub local_key_id: Vec<u8>,
}

/// `SafeContents` with certificates, of which the first has these attributes.
pub(super) fn certificates(chain: &[Vec<u8>], attributes: &Attributes) -> Vec<u8> {
    construct_der(|writer| {
        writer.write_sequence_of(|writer| {
            for (position, certificate) in chain.iter().enumerate() {
                let attributes = (position == 0).then_some(attributes);
                bag(writer.next(), CERTIFICATE_BAG, attributes, |writer| {
                    writer.write_sequence(|writer| {
                        write_oid(writer.next(), X509_CERTIFICATE);
                        explicitly_0(writer.next(), |writer| writer.write_bytes(certificate));
                    });
                });
            }
        });
    })
}

/// `SafeContents` with one key.
pub(super) fn key(key: &Encrypted, attributes: &Attributes) -> Vec<u8> {
    construct_der(|writer| {
        writer.write_sequence_of(|writer| {
            bag(writer.next(), SHROUDED_KEY_BAG, Some(attributes), |writer| {
                shrouded(writer, key);
            });
        });
    })
}

/// `EncryptedPrivateKeyInfo` (RFC 5958 section 3).
fn shrouded(writer: DERWriter<'_>, key: &Encrypted) {
    writer.write_sequence(|writer| {
        writer.next().write_der(&key.algorithm);
        writer.next().write_bytes(&key.octets);
    });
}

/// An encrypted key by itself.
pub(super) fn encrypted_key(key: &Encrypted) -> Vec<u8> {
    construct_der(|writer| shrouded(writer, key))
}

/// A `SafeBag` (RFC 7292 section 4.2).
fn bag(writer: DERWriter<'_>, kind: &[u64], attributes: Option<&Attributes>, value: impl FnOnce(DERWriter<'_>)) {
    writer.write_sequence(|writer| {
        write_oid(writer.next(), kind);
        explicitly_0(writer.next(), value);
        if let Some(attributes) = attributes {
            writer.next().write_set_of(|writer| {
                attribute(writer.next(), FRIENDLY_NAME, |writer| {
                    writer.write_bmp_string(&attributes.friendly_name);
                });
                attribute(writer.next(), LOCAL_KEY_ID, |writer| {
                    writer.write_bytes(&attributes.local_key_id);
                });
            });
        }
    });
}

fn attribute(writer: DERWriter<'_>, kind: &[u64], value: impl FnOnce(DERWriter<'_>)) {
    writer.write_sequence(|writer| {
        write_oid(writer.next(), kind);
        writer.next().write_set_of(|writer| value(writer.next()));
    });
}

/// `AuthenticatedSafe` (RFC 7292 section 4.1): the certificates, encrypted, and the key, which is encrypted within.
pub(super) fn authenticated_safe(certificates: &Encrypted, key: &[u8]) -> Vec<u8> {
    construct_der(|writer| {
        writer.write_sequence_of(|writer| {
            encrypted_data(writer.next(), certificates);
            data(writer.next(), key);
        });
    })
}

/// The file itself, a `PFX` (RFC 7292 section 4).
pub(super) fn file(authenticated_safe: &[u8], code: &IntegrityCode, salt: &Salt, iterations: u32) -> Vec<u8> {
    construct_der(|writer| {
        writer.write_sequence(|writer| {
            writer.next().write_u8(PFX_VERSION);
            data(writer.next(), authenticated_safe);
            // MacData.
            writer.next().write_sequence(|writer| {
                // DigestInfo (RFC 8017 section 9.2).
                writer.next().write_sequence(|writer| {
                    writer.next().write_der(&code.algorithm);
                    writer.next().write_bytes(&code.code);
                });
                writer.next().write_bytes(&salt.salt);
                writer.next().write_u32(iterations);
            });
        });
    })
}

/// `ContentInfo` with data (RFC 5652 sections 3 and 4).
fn data(writer: DERWriter<'_>, octets: &[u8]) {
    writer.write_sequence(|writer| {
        write_oid(writer.next(), DATA);
        explicitly_0(writer.next(), |writer| writer.write_bytes(octets));
    });
}

/// `ContentInfo` with `EncryptedData` (RFC 5652 section 8).
fn encrypted_data(writer: DERWriter<'_>, encrypted: &Encrypted) {
    let content = |writer: DERWriter<'_>| {
        writer.write_sequence(|writer| {
            write_oid(writer.next(), DATA);
            writer.next().write_der(&encrypted.algorithm);
            writer
                .next()
                .write_tagged_implicit(Tag::context(0), |writer| writer.write_bytes(&encrypted.octets));
        });
    };
    writer.write_sequence(|writer| {
        write_oid(writer.next(), ENCRYPTED_DATA);
        explicitly_0(writer.next(), |writer| {
            writer.write_sequence(|writer| {
                writer.next().write_u8(ENCRYPTED_DATA_VERSION);
                content(writer.next());
            });
        });
    });
}

fn explicitly_0(writer: DERWriter<'_>, value: impl FnOnce(DERWriter<'_>)) {
    writer.write_tagged(Tag::context(0), value);
}

pub(super) fn write_oid(writer: DERWriter<'_>, oid: &[u64]) {
    writer.write_oid(&ObjectIdentifier::from_slice(oid));
}
