//! rustls-webpki as judge: it accepts what we make for its purpose and nothing else.

use std::time::Duration;

use mtls_wizard::pki::certificate::Certificate;
use mtls_wizard::pki::issuance::{Credential, Issued};
use mtls_wizard::pki::key::KeyAlgorithm;
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};
use webpki::{ALL_VERIFICATION_ALGS, EndEntityCert, Error, KeyUsage, anchor_from_trusted_cert};

use super::sets::{self, CLIENT, CLIENT_CA, SERVER, SERVER_CA};

const HOUR: i64 = 3600;

fn certificate(issued: &Issued, own: &str) -> Certificate {
    issued.credential(&sets::id(own)).unwrap().certificate.clone()
}

/// Whether the leaf is good for this, that many seconds after it was made.
fn verify(leaf: &Certificate, root: &Certificate, usage: KeyUsage, later: i64) -> Result<(), Error> {
    verify_chain(leaf, &[], root, usage, later)
}

/// Whether a client is good, with the authorities between it and its root.
pub fn verify_client(client: &Credential) -> Result<(), Error> {
    let (root, between) = client.issuers.split_last().expect("an issuer");
    verify_chain(&client.certificate, between, root, KeyUsage::client_auth(), 0)
}

fn verify_chain(
    leaf: &Certificate,
    between: &[Certificate],
    root: &Certificate,
    usage: KeyUsage,
    later: i64,
) -> Result<(), Error> {
    let between: Vec<_> = between
        .iter()
        .map(|certificate| CertificateDer::from(certificate.der()))
        .collect();
    let root = CertificateDer::from(root.der());
    let anchor = anchor_from_trusted_cert(&root)?;
    let leaf = CertificateDer::from(leaf.der());
    let leaf = EndEntityCert::try_from(&leaf)?;
    let seconds = u64::try_from(sets::now().seconds() + later).unwrap();
    let time = UnixTime::since_unix_epoch(Duration::from_secs(seconds));
    leaf.verify_for_usage(ALL_VERIFICATION_ALGS, &[anchor], &between, time, usage, None, None)
        .map(drop)
}

#[test]
fn chains_verify_for_their_purpose_and_no_other() {
    for algorithm in KeyAlgorithm::ALL {
        let issued = sets::issued(algorithm);
        let [server_ca, server, client_ca, client] =
            [SERVER_CA, SERVER, CLIENT_CA, CLIENT].map(|own| certificate(&issued, own));
        verify(&server, &server_ca, KeyUsage::server_auth(), 0).unwrap();
        verify(&client, &client_ca, KeyUsage::client_auth(), 0).unwrap();

        let purpose = |result| matches!(result, Err(Error::RequiredEkuNotFoundContext(_)));
        assert!(purpose(verify(&server, &server_ca, KeyUsage::client_auth(), 0)));
        assert!(purpose(verify(&client, &client_ca, KeyUsage::server_auth(), 0)));
        assert_eq!(
            verify(&server, &client_ca, KeyUsage::server_auth(), 0),
            Err(Error::UnknownIssuer)
        );
        assert_eq!(
            verify(&client, &server_ca, KeyUsage::client_auth(), 0),
            Err(Error::UnknownIssuer)
        );
    }
}

#[test]
fn a_slow_clock_is_forgiven_for_an_hour_and_the_end_is_the_end() {
    let issued = sets::fixed();
    let (server, root) = (certificate(&issued, SERVER), certificate(&issued, SERVER_CA));
    let at = |later| verify(&server, &root, KeyUsage::server_auth(), later);
    at(-HOUR).unwrap();
    assert!(matches!(at(-HOUR - 1), Err(Error::CertNotValidYet { .. })));
    let end = 397 * 24 * HOUR - HOUR - 1;
    at(end).unwrap();
    assert!(matches!(at(end + 1), Err(Error::CertExpired { .. })));
}

#[test]
fn server_names_match_one_level_and_the_apex() {
    let issued = sets::fixed();
    let server = certificate(&issued, SERVER);
    let der = CertificateDer::from(server.der());
    let leaf = EndEntityCert::try_from(&der).unwrap();
    let matches = |name: &'static str| {
        leaf.verify_is_valid_for_subject_name(&ServerName::try_from(name).unwrap())
            .is_ok()
    };
    assert!(matches("httpbin.gateway.local.kyma.dev"));
    assert!(matches("gateway.local.kyma.dev"));
    assert!(!matches("a.b.gateway.local.kyma.dev"));
    assert!(!matches("local.kyma.dev"));
    assert!(!matches("example.com"));
}

#[test]
fn the_signature_covers_the_certificate() {
    let issued = sets::fixed();
    let server = certificate(&issued, SERVER);
    let mut der = server.der().to_vec();
    let serial = der
        .windows(16)
        .position(|window| hex(window) == server.details().serial_number)
        .unwrap();
    der[serial + 15] ^= 1;
    let changed = Certificate::from_der(der).unwrap();
    let result = verify(&changed, &certificate(&issued, SERVER_CA), KeyUsage::server_auth(), 0);
    assert_eq!(result, Err(Error::InvalidSignatureForPublicKey));
}

fn hex(octets: &[u8]) -> String {
    mtls_wizard::pki::decode::hex_lower(octets)
}
