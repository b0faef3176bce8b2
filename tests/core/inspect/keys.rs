//! Keys, requests, lists, bundles: decoded, and nothing secret is shown.

use mtls_wizard::inspect::{Kind, Report, Severity};

use super::{field, file, findings, kinds, look, look_at, only, problems, text, words};

/// Base64 and hexadecimal of a part of the key that is secret: the middle of the private exponent.
fn secrets() -> Vec<String> {
    let pem = text("pkcs1.key");
    let lines: Vec<&str> = pem.lines().collect();
    lines[10..14].iter().map(|line| (*line).to_owned()).collect()
}

fn tells_nothing(report: &Report) {
    let words = words(report);
    assert!(secrets().iter().all(|secret| !words.contains(secret)));
}

#[test]
fn every_form_of_a_key_belongs_to_its_certificate() {
    let certificate = text("client.crt");
    for (name, form) in [
        ("client.key", "PKCS#8 (`PRIVATE KEY`)"),
        ("pkcs1.key", "PKCS#1 (`RSA PRIVATE KEY`)"),
    ] {
        let report = look([certificate.as_str(), &text(name)].concat());
        let key = &report.items[1];
        assert_eq!(key.kind, Kind::PrivateKey);
        assert_eq!(key.title, "Private key, RSA, 2048 bits");
        assert_eq!(field(key, "Form"), [form]);
        assert_eq!(
            field(key, "Belongs to"),
            ["certificate CN=ML Client Curl, O=ML Client Org"]
        );
        assert_eq!(findings(key), []);
        assert!(field(&report.items[0], "Private key")[0].starts_with("is here: line "));
        assert_eq!(
            field(key, "verifyCertificateSpki"),
            field(&report.items[0], "verifyCertificateSpki")
        );
        tells_nothing(&report);
    }
    for name in ["public.pem", "rsa-public.pem"] {
        let report = look([certificate.as_str(), &text(name)].concat());
        assert_eq!(report.items[1].kind, Kind::PublicKey);
        assert_eq!(
            field(&report.items[1], "Belongs to"),
            ["certificate CN=ML Client Curl, O=ML Client Org"]
        );
    }
    let curve = look(file("sec1.key"));
    assert_eq!(kinds(&curve), [Kind::Parameters, Kind::PrivateKey]);
    assert_eq!(curve.items[0].title, "Curve parameters: ECDSA on P-256");
    assert_eq!(curve.items[1].title, "Private key, ECDSA on P-256");
    assert_eq!(field(&curve.items[1], "Form"), ["SEC 1 (`EC PRIVATE KEY`)"]);
}

#[test]
fn a_key_of_another_certificate() {
    let report = look([text("client.crt"), text("server.key")].concat());
    assert_eq!(
        problems(&report.items[1]),
        ["This key belongs to none of the certificates here"]
    );
    assert_eq!(findings(&only(file("server.key"))), [], "nothing to compare it with");
}

#[test]
fn encrypted_keys_ask_for_their_password() {
    for name in ["encrypted.key", "older.key"] {
        let both = [text("client.crt"), text(name)].concat();
        let report = look(&both);
        assert!(report.needs_password);
        assert_eq!(kinds(&report), [Kind::Certificate, Kind::EncryptedKey]);
        assert_eq!(findings(&report.items[1]), [(Severity::Note, "It is encrypted")]);
        let wrong = look_at(&both, Some("wrong"));
        assert!(wrong.needs_password);
        assert_eq!(problems(&wrong.items[1]), ["The password does not open it"]);
        let right = look_at(&both, Some("tutorial"));
        assert!(!right.needs_password, "{name}");
        assert_eq!(kinds(&right), [Kind::Certificate, Kind::EncryptedKey, Kind::PrivateKey]);
        assert_eq!(right.items[2].parent, Some(1));
        assert_eq!(
            field(&right.items[2], "Belongs to"),
            ["certificate CN=ML Client Curl, O=ML Client Org"]
        );
        tells_nothing(&right);
    }
}

#[test]
fn bundles() {
    let bundle = file("client.p12");
    let closed = look(&bundle);
    assert!(closed.needs_password);
    assert_eq!(kinds(&closed), [Kind::Bundle]);
    assert_eq!(findings(&closed.items[0]), [(Severity::Note, "It is encrypted")]);
    let wrong = look_at(&bundle, Some("wrong"));
    assert_eq!(problems(&wrong.items[0]), ["The password does not open it"]);
    let open = look_at(&bundle, Some("tutorial"));
    assert!(!open.needs_password);
    assert_eq!(
        kinds(&open),
        [Kind::Bundle, Kind::PrivateKey, Kind::Certificate, Kind::Certificate]
    );
    assert!(open.items[1..].iter().all(|item| item.parent == Some(0)));
    assert!(field(&open.items[0], "Protection")[0].starts_with("AES-256, key by PBKDF2"));
    assert_eq!(problems(&open.items[1]), [""; 0]);
    tells_nothing(&open);
    // The same in base64, as a Secret may hold it.
    use base64ct::Encoding;
    let encoded = base64ct::Base64::encode_string(&bundle);
    assert_eq!(kinds(&look_at(encoded, Some("tutorial"))), kinds(&open));
}

#[test]
fn requests_lists_and_bags() {
    let request = only(file("client.csr"));
    assert_eq!(request.kind, Kind::Request);
    assert_eq!(
        field(&request, "Subject as Envoy will print it"),
        ["O=ML Client Org,CN=ML Client Curl"]
    );
    assert_eq!(
        findings(&request),
        [(Severity::Note, "It asks for no alternative names")]
    );
    let report = look([text("client.csr"), text("client.key")].concat());
    assert_eq!(
        field(&report.items[1], "Belongs to"),
        ["request CN=ML Client Curl, O=ML Client Org"]
    );

    let list = only(file("list.crl"));
    assert_eq!(list.kind, Kind::RevocationList);
    assert_eq!(field(&list, "Revoked certificates: 1")[0].split(',').next(), Some("00"));
    assert_eq!(field(&list, "Number"), ["1"]);

    let bag = look(file("bag.p7b"));
    assert_eq!(
        kinds(&bag),
        [Kind::CertificateBag, Kind::Certificate, Kind::Certificate]
    );
    assert_eq!(bag.items[1].parent, Some(0));
}

#[test]
fn wrong_labels_and_things_for_others() {
    let relabelled = text("client.crt").replace("CERTIFICATE", "PRIVATE KEY");
    assert!(problems(&only(relabelled)).contains(&"The label `PRIVATE KEY` is wrong"));
    let ssh = "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQ\n-----END OPENSSH PRIVATE KEY-----\n";
    assert_eq!(findings(&only(ssh)), [(Severity::Warning, "This is not for TLS")]);
    assert_eq!(
        only(b"\xFE\xED\xFE\xED\0\0\0\x02").title,
        "This is a Java keystore of the older kind (JKS)"
    );
    assert_eq!(only(b"PK\x03\x04").title, "This is a ZIP archive");
    assert_eq!(only("ssh-rsa AAAAB3NzaC1yc2E me@home").title, "A public key for SSH");
}
