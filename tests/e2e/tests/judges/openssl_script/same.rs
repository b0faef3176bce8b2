//! Compares what the script made with what the app makes of the same requests, keys and serial numbers.

use std::fs;
use std::path::Path;

use mtls_wizard::native::NativeKey;
use mtls_wizard::pki::certificate::{
    Authority, Certificate, PublicKey, SerialNumber, Template, self_signed, signed_by,
};
use mtls_wizard::pki::decode::CertificateDetails;
use mtls_wizard::pki::issuance::{CredentialId, Request};
use mtls_wizard::pki::key::{SignatureScheme, SigningKey};
use mtls_wizard::pki::pem;
use mtls_wizard::pki::profile::Profile;
use mtls_wizard::plan::certificates;

use crate::program::ask;

pub fn certificate(folder: &Path, id: &CredentialId) -> Certificate {
    let text = fs::read_to_string(folder.join(format!("{}.crt", certificates::path(id)))).unwrap();
    let certificate = Certificate::from_der(pem::decode("CERTIFICATE", &text).unwrap().to_vec()).unwrap();
    assert_eq!(
        text,
        certificate.pem(),
        "nothing but the certificate stands in the file"
    );
    certificate
}

/// The key, which must be PKCS#8.
pub fn key(folder: &Path, id: &CredentialId) -> NativeKey {
    let text = fs::read_to_string(folder.join(format!("{}.key", certificates::path(id)))).unwrap();
    NativeKey::from_pkcs8_pem(&text).unwrap()
}

/// Fails unless each request's certificate is, octet for octet, what the app would have signed, and verifies.
pub fn assert_same(requests: &[Request], folder: &Path) {
    assert_same_octets(requests, folder);
    for request in requests {
        verify(request, folder);
    }
}

/// As [`assert_same`], for certificates that are not valid today.
pub fn assert_same_octets(requests: &[Request], folder: &Path) {
    let mut serial_numbers = Vec::new();
    for request in requests {
        let theirs = certificate(folder, &request.id);
        let ours = reissue(request, folder, &theirs);
        assert_eq!(details(&theirs, &ours), *ours.details(), "{}", request.id);
        let (found, expected) = (to_be_signed(theirs.der()), to_be_signed(ours.der()));
        assert!(fields(found) == fields(expected), "{}: {found:02X?}", request.id);
        let issuer = request.issuer.as_ref().unwrap_or(&request.id);
        if found == expected && key(folder, issuer).signature() == SignatureScheme::RsaSha256 {
            // PKCS#1 v1.5 signatures have no randomness; those of ECDSA are checked by `verify`.
            assert_eq!(theirs, ours, "{}", request.id);
        }
        serial_numbers.push(theirs.details().serial_number.clone());
    }
    let total = serial_numbers.len();
    serial_numbers.sort();
    serial_numbers.dedup();
    assert_eq!(serial_numbers.len(), total, "every serial number is used once");
}

fn reissue(request: &Request, folder: &Path, theirs: &Certificate) -> Certificate {
    let own_key = key(folder, &request.id);
    let kind = &theirs.details().public_key;
    assert_eq!(*kind, request.key.kind(), "{}", request.id);
    let template = Template {
        profile: request.profile,
        path_length: 0,
        subject: &request.subject,
        subject_alt_names: &request.subject_alt_names,
        validity: request.validity,
        // Changes numbers that are negative, too short or too long.
        serial_number: SerialNumber::from_random(octets(&theirs.details().serial_number)),
        public_key: PublicKey {
            kind: request.key.kind(),
            info: own_key.public_key(),
        },
    };
    let Some(issuer) = &request.issuer else {
        return pollster::block_on(self_signed(&template, &own_key)).unwrap();
    };
    let (certificate, key) = (certificate(folder, issuer), key(folder, issuer));
    let authority = Authority {
        certificate: &certificate,
        key: &key,
    };
    pollster::block_on(signed_by(&template, &authority)).unwrap()
}

fn octets(hex: &str) -> [u8; 16] {
    assert_eq!(hex.len(), 32, "the serial number {hex} has 16 octets");
    std::array::from_fn(|index| u8::from_str_radix(&hex[2 * index..2 * index + 2], 16).unwrap())
}

/// What stands in their certificate, with our fingerprints, which differ by the signature.
fn details(theirs: &Certificate, ours: &Certificate) -> CertificateDetails {
    CertificateDetails {
        fingerprint_sha256: ours.details().fingerprint_sha256,
        fingerprint_sha1: ours.details().fingerprint_sha1,
        ..theirs.details().clone()
    }
}

/// The `TBSCertificate` (RFC 5280 section 4.1).
fn to_be_signed(certificate: &[u8]) -> &[u8] {
    elements(certificate)[0]
}

/// The fields of a `TBSCertificate`, each in DER, the extensions last and sorted: they may stand in any order, and OpenSSL
/// 4 writes the subject's key identifier before the authority's, whatever it is asked for.
fn fields(to_be_signed: &[u8]) -> Vec<&[u8]> {
    let mut fields = elements(to_be_signed);
    let extensions = fields.pop().unwrap();
    assert_eq!(extensions[0], 0xA3, "the last field has the tag [3]");
    let mut extensions = elements(elements(extensions)[0]);
    extensions.sort_unstable();
    fields.extend(extensions);
    fields
}

/// The elements in a constructed DER element.
fn elements(der: &[u8]) -> Vec<&[u8]> {
    let mut rest = &der[header(der).0..];
    let mut elements = Vec::new();
    while !rest.is_empty() {
        let (start, length) = header(rest);
        let (element, others) = rest.split_at(start + length);
        elements.push(element);
        rest = others;
    }
    elements
}

/// The lengths of a DER element's tag and length octets, and of its content.
fn header(der: &[u8]) -> (usize, usize) {
    match usize::from(der[1]) {
        short @ 0..=0x7F => (2, short),
        long => {
            let octets = &der[2..2 + (long & 0x7F)];
            let length = octets.iter().fold(0, |length, octet| length << 8 | usize::from(*octet));
            (2 + octets.len(), length)
        }
    }
}

/// OpenSSL's strict verification, for the certificate's purpose and no other.
fn verify(request: &Request, folder: &Path) {
    let path = |id: &CredentialId| folder.join(format!("{}.crt", certificates::path(id)));
    let root = path(request.issuer.as_ref().unwrap_or(&request.id));
    let leaf = path(&request.id);
    let verify = |purpose: &str| {
        let root = root.to_str().unwrap();
        let leaf = leaf.to_str().unwrap();
        let trust = ["-no-CApath", "-no-CAstore", "-CAfile", root];
        ask(
            "openssl",
            ["verify", "-x509_strict", "-purpose", purpose]
                .into_iter()
                .chain(trust)
                .chain([leaf]),
        )
    };
    let (right, wrong) = match request.profile {
        Profile::RootCa | Profile::IntermediateCa => {
            verify("any").must_accept(&["OK"]);
            return;
        }
        Profile::Server => ("sslserver", "sslclient"),
        Profile::Client => ("sslclient", "sslserver"),
    };
    verify(right).must_accept(&["OK"]);
    verify(wrong).must_refuse("certificate purpose");
}
