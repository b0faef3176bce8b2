//! Certificates.

use std::path::Path;

use mtls_wizard::inspect::{Item, Kind};

use super::workshop::corpus;
use super::{
    AS_LINES, after, extensions, line, lines, name_lines, only, openssl, rfc2253, same_public_key, signature_algorithm,
    spki,
};
use crate::program::is_present;

/// Everything that is said of a certificate is what OpenSSL says.
pub fn judge(item: &Item, file: &Path) {
    let options = [
        "-nameopt", AS_LINES, "-subject", "-issuer", "-serial", "-dates", "-dateopt", "iso_8601",
    ];
    let text = openssl(
        "x509",
        file,
        &[&["-text", "-fingerprint", "-sha256"], &options[..]].concat(),
    );
    for (label, whose) in [("Subject", "subject"), ("Issuer", "issuer")] {
        assert_eq!(lines(item, label), name_lines(&text, whose), "{}", file.display());
    }
    let strings = openssl("x509", file, &["-subject", "-issuer", "-nameopt", "RFC2253"]);
    for (label, whose) in [
        ("Subject as Envoy prints it", "subject"),
        ("Issuer as Envoy prints it", "issuer"),
    ] {
        let expected: Vec<String> = rfc2253(&strings, whose).into_iter().collect();
        assert_eq!(lines(item, label), expected, "{}", file.display());
    }
    let serial = line(item, "Serial number");
    let expected = match after(&text, "serial=").to_ascii_lowercase() {
        // OpenSSL prints the number, the inspector the octets.
        number if number.starts_with('-') => {
            assert!(serial.ends_with(" (negative)"), "{serial} is {number}");
            serial.to_owned()
        }
        number => number,
    };
    assert_eq!(serial, expected);
    for (label, word) in [("Valid from", "notBefore="), ("Valid until", "notAfter=")] {
        let moment = after(&text, word).replace('Z', " UTC");
        let shown = line(item, label);
        assert!(shown.starts_with(&moment), "{label} {shown} is {moment}");
    }
    let print = after(&text, "256 Fingerprint=");
    assert_eq!(line(item, "verifyCertificateHash with colons"), print);
    assert_eq!(
        line(item, "verifyCertificateHash"),
        print.replace(':', "").to_ascii_lowercase()
    );
    let sha1 = openssl("x509", file, &["-fingerprint", "-sha1"]);
    assert_eq!(line(item, "SHA-1 fingerprint"), after(&sha1, "1 Fingerprint="));
    assert_eq!(line(item, "verifyCertificateSpki"), spki("x509", file));
    let version = after(&text, "Version: ").split(' ').next().unwrap();
    assert_eq!(line(item, "Version"), version);
    let algorithm = signature_algorithm(&text);
    assert_eq!(line(item, "Signature algorithm"), algorithm);
    same_public_key(item, &text);
    extensions::judge(item, &text, "X509v3 extensions:");
}

#[test]
fn certificates_of_every_program_say_what_openssl_says() {
    if !is_present("openssl") {
        return;
    }
    for file in corpus::certificates() {
        judge(&only(&file, Kind::Certificate), &file);
    }
}
