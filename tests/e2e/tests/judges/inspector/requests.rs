//! Requests.

use std::path::Path;

use mtls_wizard::inspect::{Item, Kind};

use super::workshop::Workshop;
use super::{AS_LINES, after, extensions, line, lines, name_lines, only, openssl, rfc2253, same_public_key, spki};
use crate::program::is_present;

/// The extensions that have a field of their own.
const OWN: [(&str, &str); 3] = [
    ("Subject alternative names", "Alternative names"),
    ("Key usage", "Key usage"),
    ("Extended key usage", "Extended key usage"),
];

fn judge(item: &Item, file: &Path) {
    let text = openssl("req", file, &["-text", "-subject", "-nameopt", AS_LINES]);
    assert_eq!(
        lines(item, "Subject"),
        name_lines(&text, "subject"),
        "{}",
        file.display()
    );
    let strings = openssl("req", file, &["-subject", "-nameopt", "RFC2253"]);
    let expected: Vec<String> = rfc2253(&strings, "subject").into_iter().collect();
    assert_eq!(lines(item, "Subject as Envoy will print it"), expected);
    let algorithm = after(&text, "Signature Algorithm: ")
        .replace("rsassaPss", "RSASSA-PSS")
        .replace("ED", "Ed");
    assert_eq!(line(item, "Signature algorithm"), algorithm);
    same_public_key(item, &text);
    assert_eq!(line(item, "verifyCertificateSpki"), spki("req", file));
    let asked = extensions::printed(&text, "Requested Extensions:");
    for (title, values) in &asked {
        let (label, expected) = extensions::translated(title, values);
        match OWN.iter().find(|(theirs, _)| *theirs == label) {
            Some((_, own)) => assert_eq!(
                Some(extensions::plain_lines(lines(item, own))),
                expected,
                "{}",
                file.display()
            ),
            None => assert!(
                !lines(item, "Other extensions").is_empty(),
                "{label} of {}",
                file.display()
            ),
        }
    }
    let known: Vec<String> = asked
        .iter()
        .map(|(title, values)| extensions::translated(title, values).0)
        .collect();
    for (theirs, own) in OWN {
        let is_asked = known.iter().any(|label| label == theirs);
        assert_eq!(lines(item, own).is_empty(), !is_asked, "{own} of {}", file.display());
    }
    let has_password = item
        .findings
        .iter()
        .any(|finding| finding.what == "It has a challenge password");
    assert_eq!(has_password, text.contains("challengePassword"));
}

#[test]
fn requests_of_every_program_say_what_openssl_says() {
    if !is_present("openssl") {
        return;
    }
    for file in Workshop::shared().all(".csr") {
        judge(&only(&file, Kind::Request), &file);
    }
}
