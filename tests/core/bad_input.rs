//! Wrong answers: each has an error at its field that says what to type instead, or is put right.

use mtls_wizard::wizard::Field;

use crate::sample::{changed, now};

/// The message at `field` when `value` stands in it.
fn message(field: Field, value: &str) -> String {
    let errors = changed(&[(field, value)]).answers(now()).expect_err(value);
    let error = errors.iter().find(|error| error.field == field);
    error
        .unwrap_or_else(|| panic!("{value:?}: no error at {field:?} but {errors:?}"))
        .message
        .clone()
}

#[track_caller]
fn refused(field: Field, value: &str, says: &str) {
    let message = message(field, value);
    assert!(
        message.contains(says),
        "{value:?} at {field:?}: {message:?} does not say {says:?}"
    );
}

#[track_caller]
fn accepted(field: Field, value: &str) {
    if let Err(errors) = changed(&[(field, value)]).answers(now()) {
        panic!("{value:?} at {field:?}: {errors:?}");
    }
}

#[test]
fn domains() {
    use Field::ParentDomain as Domain;
    refused(Domain, "", "empty");
    refused(Domain, "  ", "empty");
    refused(Domain, &format!("{}.dev", "a".repeat(64)), "at most 63");
    refused(Domain, &["a".repeat(60).as_str(); 5].join("."), "at most 253");
    refused(Domain, "my_domain.dev", "Type my-domain.dev");
    refused(Domain, "https://local.kyma.dev/x", "Type local.kyma.dev");
    refused(Domain, "local.kyma.dev/x", "Type local.kyma.dev");
    refused(Domain, "local.kyma.dev:443", "Type local.kyma.dev");
    refused(Domain, "*.local.kyma.dev", "Type local.kyma.dev");
    refused(Domain, "10.0.0.1", "IP address");
    refused(Domain, "10.0.0.1:443", "IP address");
    refused(Domain, "[::1]", "IP address");
    refused(Domain, "2001:db8::1", "IP address");
    refused(Domain, "localhost", "at least one dot");
    refused(Domain, "a..dev", "between dots is empty");
    refused(Domain, ".dev", "between dots is empty");
    refused(Domain, "-a.dev", "hyphen");
    refused(Domain, "a b.dev", "spaces");
    refused(Domain, "example.c", "last part");
    refused(Domain, "пример.рф", "last part");
    refused(Domain, "a@b.dev", "not allowed");
    accepted(Domain, "LOCAL.Kyma.Dev");
    accepted(Domain, "local.kyma.dev.");
    accepted(Domain, " local.kyma.dev ");
    accepted(Domain, "münchen.example");
    let almost = ["a".repeat(60).as_str(); 4].join(".");
    refused(Domain, &almost, "together with");
}

#[test]
fn no_suggestion_is_refused_itself() {
    use mtls_wizard::plan::names::{DnsName, NameError, Namespace};
    let suggestion = |error: NameError| match error {
        NameError::Uppercase { suggestion }
        | NameError::Underscore { suggestion }
        | NameError::Scheme { suggestion }
        | NameError::Path { suggestion }
        | NameError::Port { suggestion }
        | NameError::Wildcard { suggestion } => suggestion,
        _ => String::new(),
    };
    let mut suggested = 0;
    for typed in [
        "No!",
        "A_b",
        "_a",
        "A-",
        "Not A Label",
        "https://Local_Kyma.dev:443",
        "https://",
        "x_y.dev",
        "*.A_b.dev",
        "a/b",
        "*.*.x",
        "https://münchen.example/x",
        "HTTP://X Y/",
        "a.dev:80",
        "_.dev",
        "Ab",
        &"A".repeat(64),
        "://",
        "*.",
        "x/",
    ] {
        let host = DnsName::parse(typed, mtls_wizard::native::to_ascii)
            .err()
            .map(suggestion)
            .unwrap_or_default();
        let label = Namespace::parse(typed).err().map(suggestion).unwrap_or_default();
        suggested += usize::from(!host.is_empty()) + usize::from(!label.is_empty());
        let accepted = |name: &str| match DnsName::parse(name, mtls_wizard::native::to_ascii) {
            // A prefix needs no dot, and may be what was asked for.
            Ok(_) | Err(NameError::SingleLabel) => true,
            Err(_) => false,
        };
        assert!(host.is_empty() || accepted(&host), "{typed:?} → {host:?}");
        assert!(
            label.is_empty() || Namespace::parse(&label).is_ok(),
            "{typed:?} → {label:?}"
        );
    }
    assert!(suggested > 8, "{suggested}");
}

#[test]
fn names() {
    refused(Field::Namespace, "", "empty");
    refused(Field::Namespace, "Test", "Type test");
    refused(Field::Namespace, "my_ns", "Type my-ns");
    refused(Field::Namespace, "No!", "“!” is not allowed");
    refused(Field::Namespace, "a.b", "not allowed");
    refused(Field::Namespace, "-a", "hyphen");
    refused(Field::Namespace, &"a".repeat(64), "at most 63");
    refused(Field::Namespace, "💥", "not allowed");
    for system in ["kube-system", "istio-system", "kyma-system"] {
        refused(Field::Namespace, system, "belongs to the system");
    }
    refused(Field::WorkloadName, "1st", "begins with a letter");
    refused(Field::WorkloadName, "kubernetes", "belongs to the system");
    refused(Field::WorkloadName, &"a".repeat(59), "at most 58");
    refused(Field::GatewaySecret, &"a".repeat(57), "at most 56");
    for taken in ["kyma-gateway-certs", "kyma-mtls-cacert"] {
        refused(Field::GatewaySecret, taken, "belongs to the system");
    }
    refused(Field::SubdomainPrefix, "", "empty");
    refused(Field::ClusterName, &"a".repeat(33), "at most 32");
    for odd in ["on", "1e3", "0123", "null", "true", "0x1f", "y", "1"] {
        accepted(Field::Namespace, odd);
        accepted(Field::GatewayName, odd);
    }
}

#[test]
fn subjects_and_uris() {
    refused(Field::ClientCommonName, "", "empty");
    refused(Field::ClientCommonName, &"x".repeat(65), "at most 64");
    accepted(Field::ClientCommonName, &"ü".repeat(64));
    refused(Field::ClientOrganization, "a\u{7}b", "cannot carry");
    refused(Field::ServerCaOrganization, "", "empty");
    refused(Field::ClientUri, "no scheme", "Type a URI");
    refused(Field::ClientUri, "spiffe://a b", "Type a URI");
    accepted(Field::ClientUri, "spiffe://example.org/ns/a/sa/b");
    accepted(Field::ClientUri, "");
    let same = changed(&[
        (Field::ServerCaOrganization, "One"),
        (Field::ServerCaCommonName, "CA"),
        (Field::ClientCaOrganization, "One"),
        (Field::ClientCaCommonName, "CA"),
    ]);
    let errors = same.answers(now()).expect_err("two CAs with one name");
    assert_eq!(errors[0].field, Field::ClientCaCommonName);
}

#[test]
fn passwords() {
    refused(Field::Password, "", "empty");
    refused(Field::Password, "pässword", "not every importer");
    refused(Field::Password, "secret💥", "not every importer");
    refused(Field::Password, &"x".repeat(129), "at most 128");
    assert!(
        !message(Field::Password, "secret💥").contains('💥'),
        "no part of a password is repeated"
    );
}

#[test]
fn periods() {
    refused(Field::LeafValidity, "", "whole number of days");
    refused(Field::LeafValidity, "a year", "whole number of days");
    refused(Field::LeafValidity, "-5", "whole number of days");
    refused(Field::LeafValidity, "0", "at least one day");
    refused(Field::LeafValidity, "826", "at most 825");
    refused(Field::LeafValidity, "99999999999999999999", "at most 825");
    refused(Field::LeafValidity, "2026-01-01", "ends before it begins");
    refused(Field::LeafValidity, "2026-02-30", "whole number of days");
    refused(Field::LeafValidity, "2030-01-01", "2029-02-2");
    refused(Field::CaValidity, "3654", "at most 3653");
    refused(Field::ValidFrom, "tomorrow", "2026-12-31");
    accepted(Field::LeafValidity, "825");
    accepted(Field::LeafValidity, "2027-11-30");
    accepted(Field::ValidFrom, "");
    accepted(Field::ValidFrom, "2027-01-01");
    let errors = changed(&[(Field::CaValidity, "30")])
        .answers(now())
        .expect_err("the CA ends first");
    assert_eq!(errors[0].field, Field::LeafValidity);
    assert!(errors[0].message.contains("outlive"), "{errors:?}");
    let errors = changed(&[(Field::ValidFrom, "2020-01-01"), (Field::LeafValidity, "30")]).answers(now());
    assert!(
        errors
            .expect_err("over")
            .iter()
            .any(|error| error.message.contains("already over"))
    );
}

#[test]
fn the_longest_allowed_last_day_is_accepted() {
    let message = message(Field::LeafValidity, "2035-01-01");
    let last_day = message
        .split_whitespace()
        .find(|word| word.starts_with("20"))
        .expect("a date");
    accepted(Field::LeafValidity, last_day);
}

#[test]
fn own_services() {
    let own = |field: Field, value: &str| {
        let draft = changed(&[(Field::WorkloadKind, "own"), (field, value)]);
        draft.answers(now()).expect_err(value).remove(0)
    };
    for port in ["", "0", "65536", "http", "-1", "+80", "8 0"] {
        assert_eq!(own(Field::ServicePort, port).field, Field::ServicePort, "{port:?}");
    }
    assert_eq!(own(Field::ServiceName, "My_Service").field, Field::ServiceName);
    accepted(Field::ServicePort, "not asked for while the sample is chosen");
}

#[test]
fn several_errors_come_in_the_order_of_the_form() {
    let draft = changed(&[
        (Field::Password, ""),
        (Field::ParentDomain, ""),
        (Field::Namespace, "A"),
    ]);
    let fields: Vec<_> = draft
        .answers(now())
        .expect_err("wrong")
        .iter()
        .map(|error| error.field)
        .collect();
    assert_eq!(fields, [Field::ParentDomain, Field::Namespace, Field::Password]);
}
