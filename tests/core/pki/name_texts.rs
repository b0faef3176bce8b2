//! Distinguished names and alternative names as people write them.

use mtls_wizard::pki::envoy;
use mtls_wizard::pki::name::{
    AttributeType, DistinguishedName, EncodedName, NameError, SanError, SubjectAltName, editable,
};
use proptest::prelude::*;

use AttributeType::{CommonName, Country, DomainComponent, Organization, OrganizationalUnit};

fn name(attributes: &[(AttributeType, &str)]) -> DistinguishedName {
    DistinguishedName::new(attributes.iter().copied()).unwrap()
}

#[test]
fn both_forms_are_read() {
    let expected = name(&[
        (Country, "DE"),
        (Organization, "Sue, Grabbit"),
        (OrganizationalUnit, "A"),
        (OrganizationalUnit, "B"),
        (CommonName, "Müller"),
    ]);
    for text in [
        r"CN=Müller,OU=B,OU=A,O=Sue\, Grabbit,C=DE",
        r"CN=M\C3\BCller,OU=B,OU=A,O=Sue\2C Grabbit,C=DE",
        r"cn = Müller , ou=B, OU=A ,o= Sue\, Grabbit, c=DE",
        r"2.5.4.3=Müller,OID.2.5.4.11=B,OU=A,organizationName=Sue\, Grabbit,C=DE",
        "/C=DE/O=Sue, Grabbit/OU=A/OU=B/CN=Müller",
        r" /C=DE/O=Sue\, Grabbit/OU=A/OU=B/commonName=Müller ",
    ] {
        assert_eq!(DistinguishedName::parse(text).as_ref(), Ok(&expected), "{text}");
    }
    assert_eq!(DistinguishedName::parse("  "), Ok(DistinguishedName::default()));
    assert_eq!(DistinguishedName::parse(r"/CN=a\/b"), Ok(name(&[(CommonName, "a/b")])));
    assert_eq!(DistinguishedName::parse("CN=a=b"), Ok(name(&[(CommonName, "a=b")])));
    assert_eq!(DistinguishedName::parse(r"CN=\#1"), Ok(name(&[(CommonName, "#1")])));
    for (text, value) in [
        ("CN=Doe, John", "Doe, John"),
        ("CN=a,b,c", "a,b,c"),
        (r"CN=a\,b, c ", "a,b, c"),
    ] {
        assert_eq!(
            DistinguishedName::parse(text),
            Ok(name(&[(CommonName, value)])),
            "{text}"
        );
    }
    let both = name(&[(Organization, "Sue, Grabbit and Runn"), (CommonName, "Doe, John")]);
    assert_eq!(
        DistinguishedName::parse("CN=Doe, John,O=Sue, Grabbit and Runn"),
        Ok(both)
    );
    let directory = name(&[
        (DomainComponent, "com"),
        (DomainComponent, "example"),
        (CommonName, "x"),
    ]);
    assert_eq!(DistinguishedName::parse("CN=x,DC=example,DC=com"), Ok(directory));
}

#[test]
fn what_is_no_name_is_refused_with_its_reason() {
    use NameError as Error;
    let form = |part: &str| Error::Form(part.to_owned());
    for (text, error) in [
        ("Müller", form("Müller")),
        ("a,CN=b", form("a")),
        ("CN=a,,b", form(",b")),
        ("CN=a,", form("")),
        ("/", form("")),
        ("/CN=a/", form("")),
        ("=a", form("=a")),
        ("CN=", Error::Empty(CommonName)),
        ("favouriteDrink=tea", Error::UnknownType("favouriteDrink".to_owned())),
        ("1.2.3.4=tea", Error::UnknownType("1.2.3.4".to_owned())),
        ("CN=a+OU=b", Error::MultiValued),
        ("/CN=a+OU=b", Error::MultiValued),
        ("CN=#0C0161", Error::NotText),
        (r"CN=\FF", Error::NotText),
        (r"CN=a\", Error::Escape),
        (r"CN=\q", Error::Escape),
        (r"CN=a\ ", Error::OuterSpace(CommonName)),
        ("CN=a,CN=b", Error::Repeated(CommonName)),
        ("C=de", Error::Country("de".to_owned())),
        (
            "CN=a\tb",
            Error::Character {
                kind: CommonName,
                character: '\t',
            },
        ),
        (
            "DC=ä",
            Error::Character {
                kind: DomainComponent,
                character: 'ä',
            },
        ),
        (
            "serialNumber=a_b",
            Error::Character {
                kind: AttributeType::SerialNumber,
                character: '_',
            },
        ),
    ] {
        assert_eq!(DistinguishedName::parse(text), Err(error), "{text}");
    }
    let long = "中".repeat(65);
    assert_eq!(
        DistinguishedName::parse(&format!("CN={long}")),
        Err(Error::TooLong {
            kind: CommonName,
            limit: 64,
            actual: 65
        })
    );
}

fn value() -> impl Strategy<Value = String> {
    let character = prop_oneof![any::<char>(), proptest::char::range(' ', '~')];
    proptest::collection::vec(character, 1..20).prop_map(String::from_iter)
}

#[test]
fn what_is_written_is_read_back_and_envoy_is_predicted() {
    let kinds = proptest::sample::select(AttributeType::ALL.to_vec());
    let attributes = proptest::collection::vec((kinds, value()), 0..6);
    super::random_names::runner(3000)
        .run(&attributes, |attributes| {
            if let Ok(name) = DistinguishedName::new(attributes) {
                prop_assert_eq!(DistinguishedName::parse(&name.openssl_form()), Ok(name.clone()));
                let der = name.der();
                let encoded = EncodedName::from_der(&der).unwrap();
                prop_assert_eq!(DistinguishedName::read(&der), Ok(name.clone()));
                prop_assert_eq!(editable(&encoded), name.openssl_form());
                let envoy = envoy::predicted(&name);
                prop_assert_eq!(envoy::distinguished_name(&encoded).unwrap_or_default(), envoy.clone());
                prop_assert_eq!(super::envoy::judge(&der).unwrap_or_default(), envoy.clone());
                prop_assert_eq!(DistinguishedName::parse(&envoy), Ok(name));
            }
            Ok(())
        })
        .unwrap();
}

#[test]
fn any_text_is_read_or_refused() {
    let text = prop_oneof![value(), "(/?(CN|OU|O|C|x)[=,+/\\\\# \"a]{0,4}){0,6}"];
    super::random_names::runner(5000)
        .run(&text, |text| {
            if let Ok(name) = DistinguishedName::parse(&text) {
                prop_assert_eq!(DistinguishedName::parse(&name.openssl_form()), Ok(name));
            }
            let _ = SubjectAltName::parse(&text);
            Ok(())
        })
        .unwrap();
}

#[test]
fn alternative_names_are_read_as_they_are_printed() {
    for (text, printed) in [
        ("DNS:a.example.com", "DNS:a.example.com"),
        ("dns: *.example.com", "DNS:*.example.com"),
        ("a.example.com", "DNS:a.example.com"),
        ("me@example.com", "email:me@example.com"),
        ("email:me@example.com", "email:me@example.com"),
        ("spiffe://a/b", "URI:spiffe://a/b"),
        ("URI:urn:x:y", "URI:urn:x:y"),
        ("IP:192.0.2.1", "IP Address:192.0.2.1"),
        ("IP Address:2001:DB8::1", "IP Address:2001:db8::1"),
        ("::1", "IP Address:::1"),
        ("192.0.2.1", "IP Address:192.0.2.1"),
    ] {
        assert_eq!(SubjectAltName::parse(text).unwrap().to_string(), printed);
    }
    assert_eq!(
        SubjectAltName::parse("IP:1.2.3"),
        Err(SanError::NotIpAddress("1.2.3".to_owned()))
    );
    assert_eq!(SubjectAltName::parse("DNS:A"), Err(SanError::DnsCharacter('A')));
}

#[test]
fn spiffe_ids_are_made_of_their_parts() {
    let id = SubjectAltName::spiffe("cluster.local", "my-ns", "http_bin.v1").unwrap();
    assert_eq!(id.value(), "spiffe://cluster.local/ns/my-ns/sa/http_bin.v1");
    for domain in ["", "Cluster.local", "a/b", "a:1", "ä", &"a".repeat(256)] {
        assert_eq!(
            SubjectAltName::spiffe(domain, "a", "b"),
            Err(SanError::TrustDomain(domain.to_owned()))
        );
    }
    for part in ["", ".", "..", "a/b", "a b", "ä", "a%20"] {
        assert_eq!(
            SubjectAltName::spiffe("d", part, "b"),
            Err(SanError::SpiffePart(part.to_owned()))
        );
        assert_eq!(
            SubjectAltName::spiffe("d", "a", part),
            Err(SanError::SpiffePart(part.to_owned()))
        );
    }
}
