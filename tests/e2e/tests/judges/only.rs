//! The archive of the variant without a cluster, as OpenSSL and Java see it: made by the app and made by the script.

use std::fs;
use std::process::Command;

use mtls_wizard::render::openssl::PATH;
use mtls_wizard::wizard::Field;
use mtls_wizard_e2e::archive::Certificates;
use mtls_wizard_e2e::process::{program, run};

const ORDERS: &str = "certificates/clients/orders";

fn archive() -> Certificates {
    Certificates::make(&[
        (
            Field::Clients,
            "name,OU,SANs,password\norders,Team A;Shop,DNS:orders.example.com,MARKED pass\nplain,,,",
        ),
        (Field::Intermediate, "yes"),
        (Field::MakeServer, "yes"),
        (Field::Formats, "der,combined,encrypted-key,secret"),
    ])
    .expect("an archive")
}

fn openssl(archive: &Certificates, arguments: &str) -> String {
    let words: Vec<String> = arguments
        .split(' ')
        .map(|word| match word.strip_prefix("@") {
            Some(file) => archive.path(file).display().to_string(),
            None => word.to_owned(),
        })
        .collect();
    run(Command::new(program("openssl").expect("openssl")).args(words)).expect(arguments)
}

/// What both ways of making must come to.
fn judge(archive: &Certificates) {
    openssl(
        archive,
        &format!(
            "verify -x509_strict -purpose sslclient -CAfile @certificates/client-root-ca.crt -untrusted \
             @{ORDERS}/client-chain.pem @{ORDERS}/client.crt"
        ),
    );
    openssl(
        archive,
        "verify -x509_strict -purpose sslserver -verify_hostname localhost.example.com -CAfile \
         @certificates/server-root-ca.crt @certificates/server.crt",
    );
    let subject = openssl(
        archive,
        &format!("x509 -in @{ORDERS}/client.crt -noout -subject -nameopt RFC2253"),
    );
    assert_eq!(subject.trim(), "subject=O=ML Client Org,OU=Shop,OU=Team A,CN=orders");
    let names = openssl(
        archive,
        &format!("x509 -in @{ORDERS}/client.crt -noout -ext subjectAltName"),
    );
    assert!(names.contains("DNS:orders.example.com"), "{names}");
    // The whole chain is in the bundle.
    let password = archive
        .path(&format!("{ORDERS}/p12-password.txt"))
        .display()
        .to_string();
    let bundle = openssl(
        archive,
        &format!("pkcs12 -in @{ORDERS}/client.p12 -nokeys -passin file:{password}"),
    );
    assert_eq!(bundle.matches("BEGIN CERTIFICATE").count(), 3, "{bundle}");
}

#[test]
fn what_is_made_here_is_right() {
    let archive = archive();
    judge(&archive);
    let password = archive
        .path(&format!("{ORDERS}/p12-password.txt"))
        .display()
        .to_string();
    let public = |arguments: String| openssl(&archive, &arguments);
    let expected = public(format!("x509 -in @{ORDERS}/client.crt -noout -pubkey"));
    // The encrypted key is the key of the certificate, and opens with the bundle's password only.
    let encrypted = format!("pkey -in @{ORDERS}/client-encrypted.key -pubout -passin");
    assert_eq!(public(format!("{encrypted} file:{password}")), expected);
    let wrong = Command::new(program("openssl").expect("openssl"))
        .args(["pkey", "-passin", "pass:wrong", "-noout", "-in"])
        .arg(archive.path(&format!("{ORDERS}/client-encrypted.key")))
        .output()
        .expect("openssl runs");
    assert!(!wrong.status.success());
    // Combined PEM: key and certificate in one file; DER: the same certificate.
    assert_eq!(
        public(format!("pkey -in @{ORDERS}/client-combined.pem -pubout")),
        expected
    );
    let combined = fs::read_to_string(archive.path(&format!("{ORDERS}/client-combined.pem"))).expect("a file");
    assert_eq!(combined.matches("BEGIN CERTIFICATE").count(), 2, "{combined}");
    assert_eq!(
        public(format!("x509 -inform DER -in @{ORDERS}/client.der -noout -pubkey")),
        expected
    );
    // The list has the fingerprint and the serial number that OpenSSL computes.
    let list = fs::read_to_string(archive.path("certificates/clients.csv")).expect("a list");
    let print = openssl(
        &archive,
        &format!("x509 -in @{ORDERS}/client.crt -noout -fingerprint -sha256"),
    );
    let print = print.trim().rsplit_once('=').expect("a fingerprint").1;
    assert!(list.contains(print), "{list} has no {print}");
    assert!(!list.contains("MARKED"), "{list}");
}

#[test]
fn java_reads_the_bundle_as_the_readme_says() {
    if !crate::program::is_present("keytool") {
        return;
    }
    let archive = archive();
    let readme = fs::read_to_string(archive.path("README.md")).expect("a README");
    let command = readme
        .lines()
        .find(|line| line.starts_with("keytool"))
        .expect("a command");
    let output =
        run(Command::new("bash").args(["-c", command]).current_dir(archive.path(""))).expect("keytool reads it");
    assert!(
        output.contains("PrivateKeyEntry") && output.contains("chain length: 3"),
        "{output}"
    );
}

#[test]
fn the_script_makes_the_same() {
    let archive = archive();
    let script = fs::read_to_string(archive.path(PATH)).expect("a script");
    assert!(!script.contains("MARKED"), "the script holds no password");
    run(Command::new("bash")
        .arg(archive.path(PATH))
        .arg("--force")
        .stdin(std::process::Stdio::null()))
    .expect("the script runs");
    judge(&archive);
}
