//! The requests that we make.

use mtls_wizard::native::{NativeKeys, NativeVerifier};
use mtls_wizard::pki::key::{KeyAlgorithm, KeyProvider, SigningKey};
use mtls_wizard::pki::name::{DistinguishedName, SubjectAltName};
use mtls_wizard::pki::request::{MakeError, Purpose, RequestTemplate, make};
use mtls_wizard::pki::signature::Verdict;

const HOSTILE: &str = r#"CN=a\=b/c\\\\d,OU=中文公司 😀,OU=\#1 unit,O=Sue\, Grabbit \+ Runn \"\\\; \<x\>\",C=DE"#;

#[test]
fn our_requests_ask_for_what_they_should() {
    let subject = DistinguishedName::parse(HOSTILE).unwrap();
    let names = [
        SubjectAltName::dns("a.example.com").unwrap(),
        SubjectAltName::spiffe("cluster.local", "a", "b").unwrap(),
        SubjectAltName::email("me@example.com").unwrap(),
        SubjectAltName::ip("192.0.2.1").unwrap(),
        SubjectAltName::ip("2001:db8::1").unwrap(),
    ];
    for algorithm in KeyAlgorithm::ALL {
        let key = pollster::block_on(NativeKeys.generate(algorithm)).unwrap();
        for purpose in [Purpose::Server, Purpose::Client] {
            let template = RequestTemplate {
                subject: &subject,
                subject_alt_names: &names,
                purpose,
            };
            let request = pollster::block_on(make(&template, &key)).unwrap();
            assert_eq!(
                pollster::block_on(request.check_signature(&NativeVerifier)),
                Verdict::Valid
            );
            assert_eq!(request.subject.der, subject.der());
            assert_eq!(request.public_key, algorithm.into());
            assert_eq!(request.public_key_info, key.public_key());
            let found = request
                .extensions
                .subject_alt_names
                .iter()
                .map(|name| SubjectAltName::from_found(name).unwrap());
            assert_eq!(found.collect::<Vec<_>>(), names);
            let (usages, purposes): (&[&str], _) = match purpose {
                Purpose::Server if algorithm.is_rsa() => (&["digitalSignature", "keyEncipherment"], ["serverAuth"]),
                Purpose::Server => (&["digitalSignature"], ["serverAuth"]),
                Purpose::Client => (&["digitalSignature"], ["clientAuth"]),
            };
            assert_eq!(
                (
                    request.extensions.key_usages.as_slice(),
                    request.extensions.extended_key_usages.as_slice()
                ),
                (usages, purposes.map(str::to_owned).as_slice())
            );
        }
    }
    let key = pollster::block_on(NativeKeys.generate(KeyAlgorithm::EcdsaP256)).unwrap();
    let empty = DistinguishedName::default();
    let refusal = |subject, subject_alt_names, purpose| {
        let template = RequestTemplate {
            subject,
            subject_alt_names,
            purpose,
        };
        pollster::block_on(make(&template, &key)).unwrap_err()
    };
    assert_eq!(refusal(&empty, &[], Purpose::Client), MakeError::NoName);
    assert_eq!(
        refusal(&subject, &names[1..3], Purpose::Server),
        MakeError::NoServerName
    );
}
