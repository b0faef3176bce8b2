//! Everything that we make, read by everybody: names that are hard to write × key algorithms × profiles of bundles × programs.
//! The other direction, what everybody makes and we read, is the table of `inspector/bundles.rs`.

use std::path::Path;
use std::process::Command;

use mtls_wizard::native::{NativeKeys, seeded_entropy};
use mtls_wizard::pki::decode::{hex_colons, hex_lower};
use mtls_wizard::pki::issuance::{Credential, CredentialId, issue};
use mtls_wizard::pki::key::KeyAlgorithm;
use mtls_wizard::pki::name::DistinguishedName;
use mtls_wizard::pki::pkcs12::{BundleRequest, DirectBundler, EncryptionProfile, Password};
use mtls_wizard::pki::profile::Profile;
use tempfile::TempDir;

use super::hostile;
use super::material::request;
use super::program::{ask, is_present};

const PASSWORD: &str = "a b$c'd!~%#&";
const FRIENDLY_NAME: &str = "a \"client\", + #1";

/// A program, and how it reads a bundle.
type Reader = (&'static str, fn(&Made));

const READERS: [Reader; 5] = [
    ("openssl", openssl),
    ("pk12util", nss),
    ("certtool", gnutls),
    ("keytool", java),
    ("node", forge),
];

/// A client's bundle, with a root of the same kind of name.
struct Made {
    what: String,
    folder: TempDir,
    client: Credential,
    is_rsa: bool,
}

impl Made {
    fn new((what, name): (&str, &str), algorithm: KeyAlgorithm, profile: EncryptionProfile) -> Self {
        let subject = DistinguishedName::parse(name).unwrap();
        let mut root = request("root", Profile::RootCa, None, algorithm);
        let mut client = request("client", Profile::Client, Some("root"), algorithm);
        // An issuer is another one than its subject.
        let other = DistinguishedName::parse(&[name, " (root)"].concat());
        root.subject = other.unwrap_or_else(|_| DistinguishedName::parse("/CN=root").unwrap());
        client.subject = subject;
        client.bundle = Some(BundleRequest {
            friendly_name: FRIENDLY_NAME.to_owned(),
            password: Password::new(PASSWORD).unwrap(),
            profile,
            also: None,
        });
        let mut entropy = seeded_entropy(8);
        let requests = [root, client];
        let issued = issue(&requests, &[], &NativeKeys, &DirectBundler, &mut entropy, &|_| ());
        let issued = pollster::block_on(issued).unwrap();
        let client = issued.credential(&CredentialId("client".to_owned())).unwrap().clone();
        let folder = TempDir::new().unwrap();
        let made = Self {
            what: format!("{what}, {}, {}", algorithm.id(), profile.id()),
            folder,
            client,
            is_rsa: algorithm.is_rsa(),
        };
        std::fs::write(made.path("own.p12"), made.client.pkcs12.as_ref().unwrap()).unwrap();
        std::fs::write(made.path("own.crt"), made.client.certificate.pem()).unwrap();
        std::fs::write(made.path("password"), PASSWORD).unwrap();
        std::fs::write(made.path("password.cfg"), format!("password = \"{PASSWORD}\"\n")).unwrap();
        made
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    fn chain(&self) -> [&[u8]; 2] {
        [self.client.certificate.der(), self.client.issuers[0].der()]
    }

    fn prints(&self) -> [String; 2] {
        [&self.client.certificate, &self.client.issuers[0]]
            .map(|certificate| hex_colons(&certificate.fingerprint_sha256()))
    }
}

fn openssl(made: &Made) {
    let (bundle, password) = (made.path("own.p12"), format!("file:{}", made.path("password")));
    let open = ["pkcs12", "-in", &bundle, "-passin", &password, "-nodes"];
    let pem = ask("openssl", open).must_accept(&[FRIENDLY_NAME]).text;
    for certificate in [&made.client.certificate, &made.client.issuers[0]] {
        assert!(pem.contains(&certificate.pem()), "{}", made.what);
    }
    std::fs::write(made.path("opened.pem"), pem).unwrap();
    let (opened, own) = (made.path("opened.pem"), made.path("own.crt"));
    let of_key = ask("openssl", ["pkey", "-in", &opened, "-pubout"])
        .must_accept(&[])
        .text;
    let of_certificate = ask("openssl", ["x509", "-in", &own, "-noout", "-pubkey"])
        .must_accept(&[])
        .text;
    assert_eq!(of_key, of_certificate, "{}", made.what);
    let shown = ["x509", "-in", &own, "-noout", "-subject", "-nameopt", "RFC2253"];
    let subject = made.client.certificate.details().subject.envoy.clone().unwrap();
    ask("openssl", shown).must_accept(&[&format!("subject={subject}\n")]);
}

fn nss(made: &Made) {
    let verdict = ask("pk12util", ["-l", &made.path("own.p12"), "-w", &made.path("password")]);
    let [client, root] = made.prints();
    verdict.must_accept(&[
        "Certificate(has private key):",
        "Key(shrouded):",
        &client,
        &root,
        FRIENDLY_NAME,
    ]);
    let database = format!("sql:{}", made.folder.path().display());
    ask("certutil", ["-N", "-d", &database, "--empty-password"]).must_accept(&[]);
    let import = [
        "-i",
        &made.path("own.p12"),
        "-d",
        &database,
        "-w",
        &made.path("password"),
    ];
    ask("pk12util", import).must_accept(&["IMPORT SUCCESSFUL"]);
}

fn gnutls(made: &Made) {
    let (bundle, template) = (made.path("own.p12"), made.path("password.cfg"));
    let verdict = ask(
        "certtool",
        ["--p12-info", "--inder", "--infile", &bundle, "--template", &template],
    );
    let friendly = format!("Friendly name: {FRIENDLY_NAME}");
    let [client, root] = [&made.client.certificate, &made.client.issuers[0]].map(|certificate| certificate.pem());
    verdict.must_accept(&[&friendly, &client, &root]);
}

fn java(made: &Made) {
    let bundle = made.path("own.p12");
    let arguments = [
        "-J-Duser.language=en",
        "-J-XX:TieredStopAtLevel=1",
        "-list",
        "-v",
        "-storetype",
        "PKCS12",
        "-keystore",
    ];
    let verdict = ask(
        "keytool",
        [&arguments[..], &[&bundle, "-storepass:file", &made.path("password")]].concat(),
    );
    let [client, root] = made.prints();
    let alias = format!("Alias name: {FRIENDLY_NAME}\n");
    verdict.must_accept(&[
        "Entry type: PrivateKeyEntry",
        "Certificate chain length: 2",
        &alias,
        &client,
        &root,
    ]);
}

fn forge(made: &Made) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let library = root.join("../../tools/node_modules/node-forge").canonicalize().unwrap();
    let script = root.join("tests/judges/making/read_forge.cjs");
    let output = Command::new("node")
        .args([&script, &library])
        .args([PASSWORD, &made.path("own.p12")])
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "{}: {}",
        made.what,
        String::from_utf8_lossy(&output.stderr)
    );
    let [client, root] = made.chain().map(hex_lower);
    // It knows RSA only; of others it hands out the octets.
    let key = if made.is_rsa { "true" } else { "unknown" };
    assert_eq!(
        text.trim_end(),
        format!("{key}|{FRIENDLY_NAME}|{client}|{root}"),
        "{}",
        made.what
    );
}

/// Each name in both profiles, and the algorithms in turn, so that each meets several names in each profile.
fn all() -> Vec<Made> {
    let algorithms = KeyAlgorithm::ALL;
    let names = hostile::NAMES.into_iter().enumerate();
    let made = names.flat_map(|(number, name)| {
        EncryptionProfile::ALL
            .into_iter()
            .enumerate()
            .map(move |(profile, encryption)| {
                Made::new(name, algorithms[(number + 2 * profile) % algorithms.len()], encryption)
            })
    });
    made.collect()
}

#[test]
fn everybody_reads_every_bundle() {
    let all = all();
    std::thread::scope(|scope| {
        for (program, read) in READERS.into_iter().filter(|(program, _)| is_present(program)) {
            let all = &all;
            scope.spawn(move || {
                for made in all {
                    println!("{program}: {}", made.what);
                    read(made);
                }
            });
        }
    });
}
