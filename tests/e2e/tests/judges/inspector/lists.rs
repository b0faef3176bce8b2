//! Revocation lists.

use std::path::Path;

use mtls_wizard::inspect::{Item, Kind};

use super::workshop::Workshop;
use super::{AS_LINES, after, extensions, line, lines, name_lines, only, openssl, signature_algorithm};
use crate::program::is_present;

fn judge(item: &Item, file: &Path) {
    let options = [
        "-issuer",
        "-lastupdate",
        "-nextupdate",
        "-dateopt",
        "iso_8601",
        "-nameopt",
        AS_LINES,
    ];
    let text = openssl(
        "crl",
        file,
        &[&["-text", "-fingerprint", "-sha256"], &options[..]].concat(),
    );
    assert_eq!(lines(item, "Issuer"), name_lines(&text, "issuer"), "{}", file.display());
    for (label, word) in [("Made", "lastUpdate="), ("Next update", "nextUpdate=")] {
        assert_eq!(line(item, label), after(&text, word).replace('Z', " UTC"));
    }
    let version = after(&text, "Version ").split(' ').next().unwrap();
    assert_eq!(line(item, "Version"), version);
    let algorithm = signature_algorithm(&text);
    assert_eq!(line(item, "Signature algorithm"), algorithm);
    assert_eq!(line(item, "SHA-256 fingerprint"), after(&text, "256 Fingerprint="));
    let number = openssl("crl", file, &["-crlnumber"]);
    let number = match after(&number, "crlNumber=") {
        "<NONE>" => "none".to_owned(),
        number => u64::from_str_radix(number.trim_start_matches("0x"), 16)
            .unwrap()
            .to_string(),
    };
    assert_eq!(line(item, "Number"), number);
    extensions::judge(item, &text, "CRL extensions:");
    entries(item, &text);
}

/// OpenSSL's words for reasons, and those of RFC 5280, which are ours.
const REASONS: [(&str, &str); 8] = [
    ("Unspecified", "unspecified"),
    ("Key Compromise", "keyCompromise"),
    ("CA Compromise", "cACompromise"),
    ("Affiliation Changed", "affiliationChanged"),
    ("Superseded", "superseded"),
    ("Cessation Of Operation", "cessationOfOperation"),
    ("Certificate Hold", "certificateHold"),
    ("Privilege Withdrawn", "privilegeWithdrawn"),
];

fn entries(item: &Item, text: &str) {
    let mut expected = Vec::new();
    for entry in text.split("    Serial Number: ").skip(1) {
        let date = day(after(entry, "Revocation Date: "));
        let mut line = format!("{}, since {date}", entry.lines().next().unwrap().to_ascii_lowercase());
        if let Some((_, rest)) = entry.split_once("X509v3 CRL Reason Code: ") {
            let reason = rest.lines().nth(1).unwrap().trim();
            let (_, own) = REASONS.iter().find(|(theirs, _)| *theirs == reason).expect("a reason");
            line.push_str(&format!(", {own}"));
        }
        if let Some((_, rest)) = entry.split_once("Invalidity Date: ") {
            line.push_str(&format!(
                ", not to be trusted since {}",
                day(rest.lines().nth(1).unwrap())
            ));
        }
        expected.push(line);
    }
    let label = format!("Revoked certificates: {}", expected.len());
    if expected.is_empty() {
        expected.push("none".to_owned());
    }
    assert_eq!(lines(item, &label), expected);
}

/// `2026-11-05` for `Nov  5 22:06:08 2026 GMT`.
fn day(text: &str) -> String {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let parts: Vec<&str> = text.split_whitespace().collect();
    let [month, day, _, year, "GMT"] = parts[..] else {
        panic!("{text}")
    };
    let month = 1 + MONTHS.iter().position(|name| *name == month).unwrap();
    format!("{year}-{month:02}-{:0>2}", day)
}

#[test]
fn lists_of_every_program_say_what_openssl_says() {
    if !is_present("openssl") {
        return;
    }
    let workshop = Workshop::shared();
    let files: Vec<_> = ["openssl", "certtool", "certutil", "keytool"]
        .iter()
        .filter(|program| workshop.folder(program).exists())
        .flat_map(|program| workshop.of(program, ".crl"))
        .collect();
    for file in files {
        judge(&only(&file, Kind::RevocationList), &file);
    }
}
