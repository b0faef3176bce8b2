//! Names that others write, as certificates of our own: what Envoy will print for them was said by BoringSSL's rules, and OpenSSL's
//! are the same for these.

use mtls_wizard::inspect::Kind;
use mtls_wizard::native::{NativeKeys, seeded_entropy};
use mtls_wizard::pki::certificate::Certificate;
use mtls_wizard::pki::issuance::issue;
use mtls_wizard::pki::key::KeyAlgorithm;
use mtls_wizard::pki::name::DistinguishedName;
use mtls_wizard::pki::pkcs12::DirectBundler;
use mtls_wizard::pki::profile::Profile;
use tempfile::TempDir;

use super::{certificates, only};
use crate::hostile;
use crate::material::request;
use crate::program::is_present;

/// A root, an intermediate, a server and a client, all of this name.
fn made(name: &str) -> Vec<Certificate> {
    let subject = DistinguishedName::parse(name).unwrap();
    let chain = [
        ("root", Profile::RootCa, None),
        ("middle", Profile::IntermediateCa, Some("root")),
        ("server", Profile::Server, Some("middle")),
        ("client", Profile::Client, Some("middle")),
    ];
    let requests = chain.map(|(id, profile, issuer)| {
        let mut request = request(id, profile, issuer, KeyAlgorithm::EcdsaP256);
        request.subject = subject.clone();
        request
    });
    let mut entropy = seeded_entropy(6);
    let issued = pollster::block_on(issue(
        &requests,
        &[],
        &NativeKeys,
        &DirectBundler,
        &mut entropy,
        &|_| (),
    ));
    issued
        .unwrap()
        .credentials
        .into_iter()
        .map(|credential| credential.certificate)
        .collect()
}

#[test]
fn our_certificates_of_every_profile_and_name_say_what_openssl_says() {
    if !is_present("openssl") {
        return;
    }
    let folder = TempDir::new().unwrap();
    for (_, name) in hostile::NAMES {
        for certificate in made(name) {
            let file = folder.path().join("own.crt");
            std::fs::write(&file, certificate.pem()).unwrap();
            certificates::judge(&only(&file, Kind::Certificate), &file);
        }
    }
}
