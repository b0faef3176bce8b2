//! Single certificates: what is refused, and the rare cases of encoding.

use mtls_wizard::native::{NativeKey, NativeKeys, seeded_entropy};
use mtls_wizard::pki::certificate::{
    Authority, Certificate, CertificateError, PublicKey, SerialNumber, Template, self_signed, signed_by,
};
use mtls_wizard::pki::clock::{UnixTime, Validity};
use mtls_wizard::pki::key::{KeyAlgorithm, KeyProvider, SigningKey};
use mtls_wizard::pki::name::{AttributeType, DistinguishedName, SubjectAltName};
use mtls_wizard::pki::profile::Profile;
use x509_parser::prelude::{FromDer, X509Certificate};

use super::sets;

/// Everything a template needs, to be bent by a test.
struct Scene {
    key: NativeKey,
    subject: DistinguishedName,
    names: Vec<SubjectAltName>,
    validity: Validity,
    profile: Profile,
}

impl Scene {
    fn new(profile: Profile) -> Self {
        let request = sets::request("scene", profile, None, KeyAlgorithm::EcdsaP256);
        Self {
            key: pollster::block_on(NativeKeys.generate(KeyAlgorithm::EcdsaP256)).unwrap(),
            subject: request.subject,
            names: request.subject_alt_names,
            validity: request.validity,
            profile,
        }
    }

    fn template(&self) -> Template<'_> {
        let mut octets = [0; 16];
        seeded_entropy(3)(&mut octets);
        Template {
            profile: self.profile,
            path_length: 0,
            subject: &self.subject,
            subject_alt_names: &self.names,
            validity: self.validity,
            serial_number: SerialNumber::from_random(octets),
            public_key: PublicKey {
                kind: KeyAlgorithm::EcdsaP256.into(),
                info: self.key.public_key(),
            },
        }
    }

    fn root(&self) -> Result<Certificate, CertificateError> {
        pollster::block_on(self_signed(&self.template(), &self.key))
    }

    fn leaf(&self, authority: &Scene) -> Result<Certificate, CertificateError> {
        let certificate = authority.root().unwrap();
        let authority = Authority {
            certificate: &certificate,
            key: &authority.key,
        };
        pollster::block_on(signed_by(&self.template(), &authority))
    }
}

#[test]
fn templates_that_break_their_profile_are_refused() {
    let authority = Scene::new(Profile::RootCa);
    let refusal = |profile: Profile, bend: &dyn Fn(&mut Scene)| {
        let mut scene = Scene::new(profile);
        bend(&mut scene);
        if profile.is_ca() {
            scene.root().unwrap_err()
        } else {
            scene.leaf(&authority).unwrap_err()
        }
    };
    let uri = || SubjectAltName::uri("spiffe://a/b").unwrap();
    let days = |days| Validity::days_from(sets::now(), days).unwrap();
    use CertificateError as Error;
    assert_eq!(
        refusal(Profile::RootCa, &|scene| scene.subject = DistinguishedName::default()),
        Error::EmptyAuthorityName
    );
    assert_eq!(
        refusal(Profile::RootCa, &|scene| scene.names = vec![uri()]),
        Error::UnexpectedAlternativeName
    );
    assert_eq!(
        refusal(Profile::Server, &|scene| scene.names = vec![uri()]),
        Error::MissingDnsName
    );
    assert_eq!(
        refusal(Profile::Client, &|scene| scene.names = vec![]),
        Error::MissingAlternativeName
    );
    for (profile, maximum_days) in [(Profile::RootCa, 3653), (Profile::Server, 825), (Profile::Client, 825)] {
        let refused = refusal(profile, &|scene| scene.validity = days(maximum_days + 1));
        assert_eq!(refused, Error::ValidityTooLong { maximum_days });
        let mut longest = Scene::new(profile);
        longest.validity = days(maximum_days);
        assert!(
            if profile.is_ca() {
                longest.root()
            } else {
                longest.leaf(&authority)
            }
            .is_ok()
        );
    }
}

#[test]
fn authorities_must_be_authorities_with_their_own_key() {
    let authority = Scene::new(Profile::RootCa);
    let leaf = Scene::new(Profile::Client);
    assert_eq!(
        authority.leaf(&authority),
        Err(CertificateError::SelfSigned),
        "no intermediates"
    );
    assert_eq!(leaf.root(), Err(CertificateError::SelfSigned), "no self-signed leaves");

    let root = authority.root().unwrap();
    let wrong_key = Authority {
        certificate: &root,
        key: &leaf.key,
    };
    assert_eq!(
        pollster::block_on(signed_by(&leaf.template(), &wrong_key)),
        Err(CertificateError::IssuerKey)
    );
    let certificate = leaf.leaf(&authority).unwrap();
    let no_authority = Authority {
        certificate: &certificate,
        key: &leaf.key,
    };
    assert_eq!(
        pollster::block_on(signed_by(&leaf.template(), &no_authority)),
        Err(CertificateError::IssuerNotAuthority)
    );
}

#[test]
fn a_key_that_lies_about_its_algorithm_is_refused() {
    let scene = Scene::new(Profile::RootCa);
    let mut template = scene.template();
    template.public_key = PublicKey {
        kind: KeyAlgorithm::EcdsaP384.into(),
        info: scene.key.public_key(),
    };
    let refused = pollster::block_on(self_signed(&template, &scene.key)).unwrap_err();
    assert!(matches!(refused, CertificateError::PublicKey(_)), "{refused}");
    template.public_key = PublicKey {
        kind: KeyAlgorithm::EcdsaP256.into(),
        info: &scene.key.public_key()[1..],
    };
    assert!(pollster::block_on(self_signed(&template, &scene.key)).is_err());

    let rsa = sets::fixed_keys().remove(0);
    template.public_key = PublicKey {
        kind: KeyAlgorithm::Rsa4096.into(),
        info: rsa.public_key(),
    };
    let refused = pollster::block_on(self_signed(&template, &rsa)).unwrap_err();
    assert!(matches!(refused, CertificateError::PublicKey(_)), "{refused}");
}

#[test]
fn an_empty_subject_makes_the_alternative_names_critical() {
    let mut scene = Scene::new(Profile::Client);
    scene.subject = DistinguishedName::default();
    let certificate = scene.leaf(&Scene::new(Profile::RootCa)).unwrap();
    assert_eq!(certificate.details().subject.envoy, None);
    let (_, parsed) = X509Certificate::from_der(certificate.der()).unwrap();
    assert!(parsed.subject_alternative_name().unwrap().unwrap().critical);
}

#[test]
fn times_up_to_2049_are_utc_times_and_later_ones_generalized() {
    // RFC 5280 section 4.1.2.5.
    let validity = |not_before: i64, not_after: i64| {
        Validity::new(
            UnixTime::from_seconds(not_before).unwrap(),
            UnixTime::from_seconds(not_after).unwrap(),
        )
        .unwrap()
    };
    let end_of_2049 = 2_524_607_999;
    let mut scene = Scene::new(Profile::RootCa);
    scene.validity = validity(end_of_2049 - 86_400, end_of_2049);
    let der = scene.root().unwrap();
    assert!(contains(der.der(), b"\x17\x0d491231235959Z"));
    scene.validity = validity(end_of_2049, end_of_2049 + 1);
    let der = scene.root().unwrap();
    assert!(contains(der.der(), b"\x17\x0d491231235959Z"));
    assert!(contains(der.der(), b"\x18\x0f20500101000000Z"));
    assert_eq!(der.details().validity, scene.validity);
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

#[test]
fn serial_numbers_are_positive_and_keep_sixteen_octets() {
    assert_eq!(SerialNumber::from_random([0; 16]).octets()[0], 1);
    assert_eq!(SerialNumber::from_random([0xFF; 16]).octets()[0], 0x7F);
    assert_eq!(SerialNumber::from_random([0x80; 16]).octets()[0], 1);
    assert_eq!(SerialNumber::from_random([0x80; 16]).octets()[1], 0x80);
}

#[test]
fn longest_and_non_ascii_names_survive() {
    let long = "ä".repeat(64);
    for (kind, value) in [
        (AttributeType::CommonName, long.as_str()),
        (AttributeType::Organization, "中文公司 😀"),
        (AttributeType::Locality, &"ß".repeat(128)),
    ] {
        let mut scene = Scene::new(Profile::RootCa);
        scene.subject = sets::name(&[(kind, value)]);
        let certificate = scene.root().unwrap();
        let (_, parsed) = X509Certificate::from_der(certificate.der()).unwrap();
        assert_eq!(
            parsed.subject().iter_attributes().next().unwrap().as_str().unwrap(),
            value
        );
    }
}

#[test]
fn what_is_no_certificate_is_refused() {
    let certificate = sets::fixed().credentials.remove(0).certificate;
    let mut longer = certificate.der().to_vec();
    longer.push(0);
    assert!(
        Certificate::from_der(longer)
            .unwrap_err()
            .to_string()
            .contains("1 octets follow")
    );
    assert!(Certificate::from_der(certificate.der()[..100].to_vec()).is_err());
    assert!(Certificate::from_der(vec![]).is_err());
}
