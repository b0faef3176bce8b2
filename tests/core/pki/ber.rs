//! Files in BER, which NSS, Windows and older Java write.

use mtls_wizard::pki::pkcs12::read_within;

use super::damaged::{PASSWORD, ROUNDS, bundle};

/// The same file with its end marked and its content in pieces, as NSS and Windows write it.
#[test]
fn the_same_in_ber_is_the_same() {
    let der = bundle("openssl");
    let content = |octets: &[u8], at: usize| -> (usize, usize) {
        // Identifier, then a length in the short form or in one or two octets.
        match octets[at + 1] {
            0x81 => (at + 3, octets[at + 2].into()),
            0x82 => (at + 4, usize::from(octets[at + 2]) << 8 | usize::from(octets[at + 3])),
            short => (at + 2, short.into()),
        }
    };
    // PFX, its version, ContentInfo, its OID, [0], OCTET STRING.
    let (version, _) = content(&der, 0);
    let info = version + 3;
    let (oid, info_length) = content(&der, info);
    let explicit = oid + 11;
    let (string, _) = content(&der, explicit);
    let (safe, safe_length) = content(&der, string);
    let code = &der[oid + info_length..];
    let safe = &der[safe..safe + safe_length];
    let piece = |octets: &[u8]| [&[0x04, 0x82][..], &(octets.len() as u16).to_be_bytes(), octets].concat();
    let (first, second) = safe.split_at(300);
    let end = [0, 0];
    let ber = [
        &[0x30, 0x80],
        &der[version..info],
        &[0x30, 0x80],
        &der[oid..explicit],
        &[0xA0, 0x80, 0x24, 0x80],
        &piece(first),
        // A piece may itself be in pieces.
        &[0x24, 0x80],
        &piece(second),
        &end,
        &end,
        &end,
        &end,
        code,
        &end,
    ]
    .concat();
    let (expected, found) = (
        read_within(&der, PASSWORD, ROUNDS).unwrap(),
        read_within(&ber, PASSWORD, ROUNDS).unwrap(),
    );
    assert_eq!(found.certificates[0].der, expected.certificates[0].der);
    assert_eq!(
        found.keys[0].private_key.pkcs8_der(),
        expected.keys[0].private_key.pkcs8_der()
    );
    assert_eq!(found.integrity, expected.integrity);
}
