//! Requests.

use std::path::Path;

use mtls_wizard::inspect::{Item, Kind};

use super::workshop::Workshop;
use super::{
    AS_LINES, extensions, line, lines, name_lines, only, openssl, rfc2253, same_public_key, signature_algorithm, spki,
};
use crate::program::is_present;

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
    let algorithm = signature_algorithm(&text);
    assert_eq!(line(item, "Signature algorithm"), algorithm);
    same_public_key(item, &text);
    assert_eq!(line(item, "verifyCertificateSpki"), spki("req", file));
    extensions::judge(item, &text, "Requested Extensions:");
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
