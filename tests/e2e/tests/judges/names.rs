//! Names that try to break printing, in OpenSSL's form of RFC 2253, which has the rules of the one in Envoy.

use mtls_wizard::native::{NativeKeys, seeded_entropy};
use mtls_wizard::pki::certificate::{Certificate, PublicKey, SerialNumber, Template, self_signed};
use mtls_wizard::pki::clock::Validity;
use mtls_wizard::pki::key::{KeyAlgorithm, KeyProvider, SigningKey};
use mtls_wizard::pki::name::{AttributeType, DistinguishedName};
use mtls_wizard::pki::profile::Profile;
use tempfile::NamedTempFile;

use super::material::now;
use super::program::{ask, is_present};

fn certificate(subject: &DistinguishedName) -> Certificate {
    let key = pollster::block_on(NativeKeys.generate(KeyAlgorithm::EcdsaP256)).unwrap();
    let mut octets = [0; 16];
    seeded_entropy(5)(&mut octets);
    let template = Template {
        profile: Profile::RootCa,
        path_length: 0,
        subject,
        subject_alt_names: &[],
        validity: Validity::days_from(now(), 2).unwrap(),
        serial_number: SerialNumber::from_random(octets),
        public_key: PublicKey {
            kind: KeyAlgorithm::EcdsaP256.into(),
            info: key.public_key(),
        },
    };
    pollster::block_on(self_signed(&template, &key)).unwrap()
}

#[test]
fn openssl_prints_the_subject_that_we_predict() {
    if !is_present("openssl") {
        return;
    }
    use AttributeType::{CommonName, Country, Locality, Organization, OrganizationalUnit, State};
    let long = "x".repeat(64);
    let long_chinese = "中".repeat(64);
    let names: [&[(AttributeType, &str)]; 12] = [
        &[(CommonName, "ML Client Curl"), (Organization, "ML Client Org")],
        &[(Organization, "Sue, Grabbit and Runn"), (CommonName, "a,b")],
        &[(CommonName, r#"a "quoted" b\c"#)],
        &[(CommonName, "1+1=2<3>2;1")],
        &[(CommonName, "#hash #")],
        &[(CommonName, "CN=admin,O=root"), (Organization, "/CN=x")],
        &[(CommonName, &long)],
        &[(CommonName, &long_chinese)],
        &[(CommonName, "Müller 😀"), (Locality, "Köln")],
        &[(CommonName, "*"), (Organization, "'; DROP TABLE \u{200F}")],
        &[
            (Country, "DE"),
            (State, "BW"),
            (Locality, "W"),
            (Organization, "O"),
            (OrganizationalUnit, "U"),
        ],
        &[(CommonName, "~!@$%^&*()_-[]{}|:?./`")],
    ];
    for attributes in names {
        let certificate = certificate(&DistinguishedName::new(attributes.iter().copied()).unwrap());
        let file = NamedTempFile::new().unwrap();
        std::fs::write(file.path(), certificate.pem()).unwrap();
        let path = file.path().to_str().unwrap();
        let verdict = ask(
            "openssl",
            ["x509", "-in", path, "-noout", "-subject", "-nameopt", "RFC2253"],
        );
        let printed = verdict.must_accept(&[]).text;
        let ours = certificate.details().subject.envoy.clone().unwrap();
        assert_eq!(printed.strip_prefix("subject=").unwrap().trim_end_matches('\n'), ours);
    }
}
