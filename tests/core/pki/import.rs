//! Fixtures of what people bring along, and how their texts are taken apart.

use mtls_wizard::pki::certificate::Certificate;
use mtls_wizard::pki::clock::{SECONDS_PER_DAY, UnixTime};
use mtls_wizard::pki::import::{ImportError, ImportProblem, ImportWarning, Input, LARGEST_TEXT, certificates};

/// A file of `tests/core/fixtures/import`.
pub fn file(name: &str) -> String {
    let path = format!("{}/tests/core/fixtures/import/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// These certificates, one after the other.
pub fn bundle(names: &[&str]) -> String {
    names.iter().map(|name| file(&format!("{name}.crt"))).collect()
}

pub fn certificate(name: &str) -> Certificate {
    certificates(&bundle(&[name])).unwrap().remove(0)
}

/// So many days after the fixtures were made.
pub fn day(days: i64) -> UnixTime {
    let made = certificate("below-pathlen").details().validity.not_before();
    made.plus_seconds(days * SECONDS_PER_DAY).unwrap()
}

/// What was wrong, after a look at the texts.
pub fn problems(errors: Vec<ImportError>) -> Vec<ImportProblem> {
    assert!(!errors.is_empty());
    for error in &errors {
        assert_is_advice(&error.to_string());
    }
    errors.into_iter().map(|error| error.problem).collect()
}

/// Fits behind a label and a colon, says what to do, and ends.
pub fn assert_is_advice(text: &str) {
    assert!(
        text.starts_with(|first: char| first.is_lowercase() || first == '“'),
        "{text}"
    );
    assert!(text.matches(['.', ',']).count() >= 2 && text.ends_with('.'), "{text}");
    assert!(text.chars().count() < 420, "{text}");
}

pub fn assert_warnings(actual: &[ImportWarning], expected: &[ImportWarning]) {
    assert_eq!(actual, expected);
    for warning in actual {
        let text = warning.to_string();
        assert!(text.ends_with('.') && text.len() > 20, "{text}");
    }
}

fn refused(text: &str) -> ImportProblem {
    let error = certificates(text).unwrap_err();
    assert_eq!(error.input, Input::Certificates);
    problems(vec![error]).remove(0)
}

#[test]
fn certificates_are_found_however_they_are_pasted() {
    let leaf = certificate("leaf");
    let root = certificate("root");
    let (leaf_text, root_text) = (file("leaf.crt"), file("root.crt"));
    let indented: String = leaf_text.lines().map(|line| format!("    {line} \r\n")).collect();
    let body: String = leaf_text.lines().filter(|line| !line.starts_with('-')).collect();
    for text in [
        leaf_text.clone(),
        format!("\u{FEFF}\n\n{leaf_text}\n\n"),
        leaf_text.replace('\n', "\r\n"),
        leaf_text.replace('\n', "\r"),
        indented,
        format!("-----BEGIN CERTIFICATE-----{body}-----END CERTIFICATE-----"),
        format!("Bag Attributes\n    friendlyName: a\nsubject=CN = a\n{leaf_text}\n# end"),
    ] {
        assert_eq!(certificates(&text).unwrap(), std::slice::from_ref(&leaf), "{text}");
    }
    let several = format!("{leaf_text}text between\n{root_text}{leaf_text}");
    assert_eq!(certificates(&several).unwrap(), [leaf.clone(), root, leaf]);
}

#[test]
fn other_texts_are_refused_with_the_way_out() {
    let leaf = file("leaf.crt");
    assert_eq!(refused(" \n\t"), ImportProblem::Empty(Input::Certificates));
    assert_eq!(refused("MIIB"), ImportProblem::NotPem(Input::Certificates));
    assert_eq!(
        refused("LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCg=="),
        ImportProblem::EncodedPem
    );
    let large = format!("{leaf}{}", " ".repeat(LARGEST_TEXT));
    assert_eq!(refused(&large), ImportProblem::TooLarge);
    assert!(certificates(&large[..LARGEST_TEXT]).is_ok());

    let unfinished = ImportProblem::Unfinished("CERTIFICATE".to_owned());
    let end = leaf.find("-----END").unwrap();
    for text in [
        &leaf[..end],
        &leaf[..end + 12],
        &leaf[..27],
        &leaf.replace("END CERTIFICATE", "END X"),
        &format!("{}{leaf}", &leaf[..end]),
    ] {
        assert_eq!(refused(text), unfinished, "{text}");
    }
    let damaged = ImportProblem::Base64("CERTIFICATE".to_owned());
    for text in [
        leaf.replace("MII", "MI*"),
        leaf.replace("MII", "MI"),
        "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----".to_owned(),
    ] {
        assert_eq!(refused(&text), damaged, "{text}");
    }
    let certificate_2 = format!("{leaf}-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----");
    assert!(matches!(
        refused(&certificate_2),
        ImportProblem::Certificate { number: 2, .. }
    ));
}

#[test]
fn blocks_of_another_kind_are_named() {
    let block = |label: &str| {
        format!(
            "{}-----BEGIN {label}-----\nMAA=\n-----END {label}-----\n",
            file("leaf.crt")
        )
    };
    for (label, advice) in [
        ("PRIVATE KEY", "has a place of its own"),
        ("EC PRIVATE KEY", "has a place of its own"),
        ("CERTIFICATE REQUEST", "only the request"),
        ("TRUSTED CERTIFICATE", "openssl x509 -in"),
        ("PKCS7", "openssl pkcs7 -print_certs"),
        ("X509 CRL", "Leave only"),
    ] {
        let error = certificates(&block(label)).unwrap_err();
        let expected = ImportProblem::Block {
            input: Input::Certificates,
            label: label.to_owned(),
        };
        assert_eq!(error.problem, expected);
        let text = error.to_string();
        assert!(text.contains(label) && text.contains(advice), "{text}");
        assert_is_advice(&text);
    }
    let long = certificates(&block(&"A".repeat(5000))).unwrap_err();
    assert_is_advice(&long.to_string());
}
