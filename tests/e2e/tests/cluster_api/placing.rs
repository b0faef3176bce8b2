//! The commands with which certificates that were made without a cluster are put into one, run as the README has them.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use mtls_wizard::wizard::Field;
use mtls_wizard_e2e::{archive::Certificates, markdown::blocks, process::run};
use serde_json::Value;
use std::fs;

use crate::kubectl::{bare, with_every_kubectl};

/// The commands in a section of a document.
fn commands(markdown: &str, section: &str) -> Vec<String> {
    let (_, rest) = markdown.split_once(&format!("\n## {section}\n")).expect(section);
    blocks(rest.split("\n## ").next().expect("a section"))
}

/// That a Secret is of this type, and holds these files under these keys and nothing else.
pub fn assert_holds(secret: &Value, kind: &str, archive: &Certificates, files: &[(&str, &str)]) {
    assert_eq!(secret["type"], kind);
    let data = secret["data"].as_object().expect("data");
    let keys: Vec<&str> = data.keys().map(String::as_str).collect();
    let mut expected: Vec<&str> = files.iter().map(|(key, _)| *key).collect();
    expected.sort_unstable();
    assert_eq!(keys, expected);
    for (key, file) in files {
        let decoded = STANDARD.decode(data[*key].as_str().expect("text")).expect("base64");
        let content = fs::read(archive.path(file)).expect(file);
        assert!(decoded == content, "{key} is not {file}");
    }
}

const CLIENT: &str = "certificates/clients/orders";

/// Runs all commands of a README, and looks at the Secrets that come of them.
fn assert_placed(answers: &[(Field, &str)], ours: &[(&str, &str)], server: bool) {
    let answers = [&[(Field::Clients, "orders")], answers].concat();
    let archive = Certificates::make(&answers).expect("an archive");
    let readme = fs::read_to_string(archive.path("README.md")).expect("README.md");
    let commands = commands(&readme, "In a cluster");
    assert_eq!(commands.len(), if server { 3 } else { 2 }, "{readme}");
    let brought = archive.path("server-root-ca.crt");
    if readme.contains("save it as `server-root-ca.crt`") {
        fs::write(&brought, "the other side's").expect("a file");
    }
    with_every_kubectl(bare, |shell| {
        shell.run("create namespace istio-system").ok();
        for command in &commands {
            let folder = brought.parent().expect("a folder");
            run(&mut shell.cluster.bash(shell.binary(), folder, command)).expect(command);
        }
        let secret = |name: &str| {
            let found = shell.cluster.get("v1", "Secret", Some("istio-system"), name);
            found.unwrap_or_else(|| panic!("no Secret {name}"))
        };
        let authority = [("cacert", "certificates/client-root-ca.crt")];
        assert_holds(&secret("my-gateway-cacert"), "Opaque", &archive, &authority);
        if server {
            let files = [
                ("tls.crt", "certificates/server-chain.pem"),
                ("tls.key", "certificates/server.key"),
            ];
            assert_holds(&secret("my-gateway"), "kubernetes.io/tls", &archive, &files);
        }
        let key = format!("{CLIENT}/client.key");
        let files = [&[("tls.key", key.as_str())], ours].concat();
        assert_holds(&secret("orders-credential"), "Opaque", &archive, &files);
    });
}

#[test]
fn clients_alone() {
    let certificate = format!("{CLIENT}/client.crt");
    let files = [("tls.crt", certificate.as_str()), ("ca.crt", "server-root-ca.crt")];
    assert_placed(&[], &files, false);
}

#[test]
fn with_a_server_and_an_intermediate() {
    let chain = format!("{CLIENT}/client-chain.pem");
    let files = [
        ("tls.crt", chain.as_str()),
        ("ca.crt", "certificates/server-root-ca.crt"),
    ];
    let answers = [(Field::MakeServer, "yes"), (Field::Intermediate, "yes")];
    assert_placed(&answers, &files, true);
}

#[test]
fn by_manifests() {
    let certificate = format!("{CLIENT}/client.crt");
    let secret = (Field::Formats, "secret");
    assert_placed(&[secret], &[("tls.crt", &certificate)], false);
    let files = [
        ("tls.crt", certificate.as_str()),
        ("ca.crt", "certificates/server-root-ca.crt"),
    ];
    assert_placed(&[secret, (Field::MakeServer, "yes")], &files, true);
}
