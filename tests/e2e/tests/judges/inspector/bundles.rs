//! Bundles and encrypted keys of every program, as somebody drops them on the inspector: what is in them, how they are protected,
//! and what it says without the password and with a wrong one.

use mtls_wizard::inspect::{Item, Kind, Report, Severity};

use super::workshop::Workshop;
use super::{found, line, lines, report};
use crate::program::ask;

const USUAL: &str = "for tests only";
const JAVA: &str = "password";
const HARD: &str = "Grüße aus 世界";

/// The maker's folder, the file, its password, how many keys and certificates are in it, and a word of how it is protected.
type Case = (&'static str, &'static str, &'static str, usize, usize, &'static str);

const BUNDLES: [Case; 41] = [
    ("openssl", "modern", USUAL, 1, 2, "AES-256"),
    ("openssl", "legacy", USUAL, 1, 2, "RC2 (40 bits)"),
    ("openssl", "mac-sha1", USUAL, 1, 2, "HMAC of SHA-1,"),
    ("openssl", "mac-sha224", USUAL, 1, 2, "HMAC of SHA-224,"),
    ("openssl", "mac-sha256", USUAL, 1, 2, "HMAC of SHA-256,"),
    ("openssl", "mac-sha384", USUAL, 1, 2, "HMAC of SHA-384,"),
    ("openssl", "mac-sha512", USUAL, 1, 2, "HMAC of SHA-512,"),
    ("openssl", "open", USUAL, 1, 2, "HMAC of SHA-256,"),
    ("openssl", "no-code", USUAL, 1, 2, "nothing protects it against changes"),
    (
        "openssl",
        "no-code-open",
        "",
        1,
        2,
        "nothing protects it against changes",
    ),
    (
        "openssl",
        "no-code-open",
        USUAL,
        1,
        2,
        "nothing protects it against changes",
    ),
    ("openssl", "empty", "", 1, 2, "AES-256"),
    ("openssl", "empty-legacy", "", 1, 2, "3DES"),
    ("openssl", "only-certificates", USUAL, 0, 2, "AES-256"),
    ("certtool", "rsa", USUAL, 1, 2, "AES-"),
    ("certtool", "rsa-empty", "", 1, 2, "AES-"),
    ("certtool", "rsa-none", "", 1, 2, "AES-"),
    ("certtool", "rsa-3des", USUAL, 1, 2, "3DES"),
    ("certtool", "ecdsa-3des", USUAL, 1, 2, "3DES"),
    ("certutil", "authority", USUAL, 1, 1, "AES-256"),
    ("certutil", "legacy", USUAL, 1, 1, "3DES"),
    ("keytool", "store", JAVA, 3, 4, "AES-256"),
    ("keytool", "several", JAVA, 3, 4, "AES-256"),
    ("keytool", "default", JAVA, 1, 1, "AES-256"),
    ("keytool", "legacy", JAVA, 1, 1, "RC2 (40 bits)"),
    ("keytool", "open", JAVA, 1, 1, "nothing protects it against changes"),
    ("keytool", "trusted", JAVA, 0, 1, "AES-256"),
    ("forge", "aes128", USUAL, 1, 2, "AES-128"),
    ("forge", "aes128-empty", "", 1, 2, "AES-128"),
    ("forge", "aes192", USUAL, 1, 2, "AES-192"),
    ("forge", "aes192-empty", "", 1, 2, "AES-192"),
    ("forge", "aes256", USUAL, 1, 2, "AES-256"),
    ("forge", "aes256-empty", "", 1, 2, "AES-256"),
    ("forge", "3des", USUAL, 1, 2, "3DES"),
    ("forge", "3des-hard", HARD, 1, 2, "3DES"),
    ("forge", "3des-empty", "", 1, 2, "3DES"),
    ("forge", "no-mac", USUAL, 1, 1, "nothing protects it against changes"),
    ("forge", "no-password", "", 1, 1, "HMAC of SHA-1,"),
    ("forge", "only-certificates", USUAL, 0, 2, "HMAC of SHA-1,"),
    // What is passed over is named.
    ("openssl", "camellia", USUAL, 0, 0, "Camellia-128"),
    // Where this OpenSSL makes it.
    ("openssl", "pbmac1", USUAL, 1, 2, "PBMAC1"),
];

fn of(report: &Report, kind: Kind) -> Vec<&Item> {
    report.items.iter().filter(|item| item.kind == kind).collect()
}

fn words(items: &[&Item]) -> Vec<String> {
    items
        .iter()
        .flat_map(|item| found(item, Severity::Note))
        .map(str::to_owned)
        .collect()
}

#[test]
fn bundles_of_every_program_show_what_is_in_them() {
    let workshop = Workshop::shared();
    for (program, name, password, keys, certificates, protection) in BUNDLES {
        let Some(file) = workshop.file(program, &format!("{name}.p12")) else {
            continue;
        };
        if name == "pbmac1" && !file.exists() {
            eprintln!("SKIPPED: this OpenSSL makes no PBMAC1");
            continue;
        }
        let report = report(&[&file], Some(password));
        let what = format!("{program} {name}");
        let [bundle] = of(&report, Kind::Bundle)[..] else {
            panic!("{what}: {:?}", words(&report.items.iter().collect::<Vec<_>>()))
        };
        if keys + certificates == 0 {
            let why = &bundle.findings[0].why;
            assert!(why.contains(protection) && !report.needs_password, "{what}: {why}");
            continue;
        }
        let shown = lines(bundle, "Protection").join("; ");
        assert!(shown.contains(protection), "{what}: {shown}, {:?}", bundle.findings);
        let (own, all) = (of(&report, Kind::PrivateKey), of(&report, Kind::Certificate));
        assert_eq!((own.len(), all.len()), (keys, certificates), "{what}");
        for key in own {
            // Java leaves the public key out of those of elliptic curves, which is said.
            let is_silent = found(key, Severity::Note).contains(&"The file does not repeat the public key");
            let is_rsa = line(key, "Algorithm").starts_with("RSA");
            assert_ne!(is_silent, !lines(key, "Belongs to").is_empty(), "{what}");
            assert!(!is_silent || !is_rsa, "{what}");
        }
        assert!(!report.needs_password, "{what}");
        let is_weak = shown.contains("RC2");
        assert_eq!(
            words(&[bundle]).contains(&"The encryption is weak".to_owned()),
            is_weak,
            "{what}"
        );
        // NSS and GnuTLS make 600,000 rounds; once is enough.
        if !shown.contains("600000") {
            closed(&file, &what, password, &shown);
        }
    }
}

/// Without the password, and with another one.
fn closed(file: &std::path::Path, what: &str, password: &str, shown: &str) {
    let without = report(&[file], None);
    assert!(
        without.needs_password && words(&of(&without, Kind::Bundle)).contains(&"It is encrypted".to_owned()),
        "{what}"
    );
    let is_open = !shown.contains("key by") && shown.contains("nothing protects");
    let other = report(&[file], Some(if password.is_empty() { "x" } else { "another" }));
    let refused = words(&of(&other, Kind::Bundle)).contains(&"The password does not open it".to_owned());
    assert_eq!(refused, !is_open, "{what}: {:?}", words(&of(&other, Kind::Bundle)));
}

#[test]
fn encrypted_keys_of_forge_are_opened() {
    let workshop = Workshop::shared();
    // With SHA-224, forge derives another key than it says; OpenSSL does not open that, either.
    if let Some(file) = workshop.file("forge", "pkcs8-sha224.key") {
        let arguments = ["pkey", "-in", file.to_str().unwrap(), "-passin", "pass:for tests only"];
        ask("openssl", arguments).must_refuse("bad decrypt");
        assert!(report(&[&file], Some(USUAL)).needs_password);
    }
    let names = [
        "aes128", "aes192", "aes256", "3des", "sha1", "sha256", "sha384", "sha512",
    ];
    let modern = names.map(|name| format!("pkcs8-{name}.key"));
    let older = ["aes256", "3des"].map(|name| format!("legacy-{name}.key"));
    for name in modern.iter().chain(&older) {
        let (Some(file), Some(certificate)) = (workshop.file("forge", name), workshop.file("forge", "leaf.crt")) else {
            return;
        };
        let report = report(&[&certificate, &file], Some(USUAL));
        let [key] = of(&report, Kind::PrivateKey)[..] else {
            panic!("{name}: {:?}", words(&report.items.iter().collect::<Vec<_>>()))
        };
        assert!(!lines(key, "Belongs to").is_empty(), "{name}");
        // OpenSSL reads the same key in it.
        let arguments = [
            "pkey",
            "-in",
            file.to_str().unwrap(),
            "-passin",
            "pass:for tests only",
            "-pubout",
        ];
        assert_eq!(
            ask("openssl", arguments).must_accept(&[]).text.trim(),
            key.pem.trim(),
            "{name}"
        );
    }
    for name in ["plain.key", "pkcs8.key"] {
        if let Some(file) = workshop.file("forge", name) {
            assert_eq!(of(&report(&[&file], None), Kind::PrivateKey).len(), 1, "{name}");
        }
    }
}

/// Outside of ASCII, forge derives the codes of a bundle from one encoding of the password, and AES keys from another that nobody
/// else has. OpenSSL does not open such bundles, and we say why.
#[test]
fn passwords_that_forge_encodes_in_two_ways_are_explained() {
    for name in ["aes128-hard", "aes192-hard", "aes256-hard"] {
        let Some(file) = Workshop::shared().file("forge", &format!("{name}.p12")) else {
            return;
        };
        let password = format!("pass:{HARD}");
        let arguments = ["pkcs12", "-in", file.to_str().unwrap(), "-passin", &password, "-nodes"];
        assert!(!ask("openssl", arguments).accepted, "{name}");
        let report = report(&[&file], Some(HARD));
        let why = &report.items[0].findings[0].why;
        assert!(
            why.starts_with("The password opens the file, but not what is in it."),
            "{name}: {why}"
        );
    }
}
