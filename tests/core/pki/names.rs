//! Which names are accepted, and what is said about the others.

use mtls_wizard::pki::name::{Attribute, AttributeType, DistinguishedName, NameError, SanError, SubjectAltName};

#[test]
fn attributes_obey_the_upper_bounds() {
    use AttributeType::{CommonName, Locality, Organization, OrganizationalUnit, State};
    for (kind, limit) in [
        (CommonName, 64),
        (Organization, 64),
        (OrganizationalUnit, 64),
        (State, 128),
        (Locality, 128),
    ] {
        // Characters count, not octets.
        assert!(Attribute::new(kind, "é".repeat(limit)).is_ok());
        let refused = Attribute::new(kind, "é".repeat(limit + 1)).unwrap_err();
        assert_eq!(
            refused,
            NameError::TooLong {
                kind,
                limit,
                actual: limit + 1
            }
        );
        assert_eq!(Attribute::new(kind, ""), Err(NameError::Empty(kind)));
        for outer in [" a", "a ", " ", "\u{A0}a", "a\u{3000}"] {
            assert_eq!(
                Attribute::new(kind, outer),
                Err(NameError::OuterSpace(kind)),
                "{outer:?}"
            );
        }
        for character in [
            '\0',
            '\n',
            '\t',
            '\u{7F}',
            '\u{85}',
            '\u{FFFE}',
            '\u{FFFF}',
            '\u{FDD0}',
            '\u{1FFFF}',
        ] {
            let refused = Attribute::new(kind, format!("a{character}b"));
            assert_eq!(refused, Err(NameError::Character { kind, character }));
        }
    }
}

#[test]
fn errors_say_limit_and_actual() {
    let refused = Attribute::new(AttributeType::CommonName, "a".repeat(65)).unwrap_err();
    assert_eq!(refused.to_string(), "the common name has 65 characters; 64 are allowed");
    let refused = Attribute::new(AttributeType::Organization, "a\u{7}").unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the organization contains the character U+0007, which certificates cannot carry"
    );
}

#[test]
fn countries_are_two_capitals() {
    assert!(Attribute::new(AttributeType::Country, "DE").is_ok());
    for wrong in ["de", "D", "DEU", "D1", "D ", "ÄÖ", "49"] {
        assert_eq!(
            Attribute::new(AttributeType::Country, wrong),
            Err(NameError::Country(wrong.to_owned()))
        );
    }
    assert_eq!(
        Attribute::new(AttributeType::Country, ""),
        Err(NameError::Empty(AttributeType::Country))
    );
}

#[test]
fn order_is_kept_and_repetition_refused() {
    let name = DistinguishedName::new([(AttributeType::CommonName, "b"), (AttributeType::Organization, "a")]).unwrap();
    let kinds: Vec<AttributeType> = name.attributes().iter().map(Attribute::kind).collect();
    assert_eq!(kinds, [AttributeType::CommonName, AttributeType::Organization]);
    assert_eq!(name.value(AttributeType::Organization), Some("a"));
    assert_eq!(name.value(AttributeType::Country), None);
    for kind in AttributeType::ALL {
        let value = if kind == AttributeType::Country { "DE" } else { "a" };
        let repeated = DistinguishedName::new([(kind, value), (kind, value)]);
        match repeated {
            Ok(name) => assert!(kind.may_repeat() && name.attributes().len() == 2, "{kind}"),
            Err(error) => assert!(!kind.may_repeat() && error == NameError::Repeated(kind), "{kind}"),
        }
    }
}

#[test]
fn dns_names() {
    let label = "a".repeat(63);
    let longest = format!("{label}.{label}.{label}.{}", "a".repeat(61));
    assert_eq!(longest.len(), 253);
    for right in [
        "a",
        "example.com",
        "*.example.com",
        "xn--mller-kva.de",
        "1.example",
        "a-b.c1",
        &longest,
    ] {
        assert_eq!(SubjectAltName::dns(right).unwrap().to_string(), format!("DNS:{right}"));
    }
    let wrong = [
        ("", SanError::Empty),
        ("*.", SanError::Empty),
        ("*", SanError::Wildcard),
        ("*.*.example.com", SanError::Wildcard),
        ("a*.example.com", SanError::Wildcard),
        ("www.*.example.com", SanError::Wildcard),
        ("example.com.", SanError::EmptyLabel),
        (".example.com", SanError::EmptyLabel),
        ("a..b", SanError::EmptyLabel),
        ("Example.com", SanError::DnsCharacter('E')),
        ("a_b.com", SanError::DnsCharacter('_')),
        ("a b.com", SanError::DnsCharacter(' ')),
        ("müller.de", SanError::DnsCharacter('ü')),
        ("https://a.com", SanError::DnsCharacter(':')),
        ("a.com:443", SanError::DnsCharacter(':')),
        ("-a.com", SanError::LabelHyphen("-a".to_owned())),
        ("a-.com", SanError::LabelHyphen("a-".to_owned())),
        ("127.0.0.1", SanError::IpAddress("127.0.0.1".parse().unwrap())),
    ];
    for (name, error) in wrong {
        assert_eq!(SubjectAltName::dns(name), Err(error), "{name}");
    }
    let long_label = format!("{label}a.com");
    assert_eq!(
        SubjectAltName::dns(long_label),
        Err(SanError::LabelTooLong { limit: 63, actual: 64 })
    );
    assert_eq!(
        SubjectAltName::dns(format!("{longest}a")),
        Err(SanError::DnsTooLong {
            limit: 253,
            actual: 254
        })
    );
    assert_eq!(
        SubjectAltName::dns(format!("*.{longest}")),
        Err(SanError::DnsTooLong {
            limit: 253,
            actual: 255
        })
    );
}

#[test]
fn uris() {
    for right in [
        "spiffe://example.com/ns/a/sa/b",
        "urn:uuid:1",
        "https://a/%2F?b=c,d#e",
        "a:b",
    ] {
        assert_eq!(SubjectAltName::uri(right).unwrap().to_string(), format!("URI:{right}"));
    }
    let wrong = [
        ("", SanError::Empty),
        ("example.com/a", SanError::UriScheme),
        ("1a:b", SanError::UriScheme),
        ("://a", SanError::UriScheme),
        ("a b:c", SanError::UriScheme),
        ("spiffe://", SanError::UriEmpty),
        ("spiffe:", SanError::UriEmpty),
        ("spiffe://a b", SanError::UriCharacter(' ')),
        ("spiffe://ü", SanError::UriCharacter('ü')),
        ("spiffe://a\"", SanError::UriCharacter('"')),
        ("spiffe://a%zz", SanError::UriCharacter('%')),
        ("spiffe://a%", SanError::UriCharacter('%')),
    ];
    for (uri, error) in wrong {
        assert_eq!(SubjectAltName::uri(uri), Err(error), "{uri}");
    }
}

#[test]
fn mailboxes_and_addresses() {
    for right in ["a@b", "first.last+tag@Example.com"] {
        assert_eq!(
            SubjectAltName::email(right).unwrap().to_string(),
            format!("email:{right}")
        );
    }
    let long = format!("{}@b", "a".repeat(65));
    for wrong in [
        "a", "@b", "a@", "a@b@c", "a..b@c", "a b@c", "ä@b.de", "a@b_c", "a@*.b", &long,
    ] {
        assert_eq!(SubjectAltName::email(wrong), Err(SanError::Email), "{wrong}");
    }
    assert_eq!(
        SubjectAltName::ip("127.0.0.1").unwrap().to_string(),
        "IP Address:127.0.0.1"
    );
    assert_eq!(SubjectAltName::ip("::1").unwrap().to_string(), "IP Address:::1");
    assert!(SubjectAltName::ip("127.0.0").is_err());
}
