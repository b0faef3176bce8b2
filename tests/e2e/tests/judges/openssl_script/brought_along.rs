//! Authorities that the user has already: their files stand where those of the archive's own would.

use std::fs;
use std::process::Command;

use mtls_wizard::pki::issuance::{CredentialId, KeySource, Request};
use mtls_wizard::pki::name::AttributeType::CommonName;
use mtls_wizard::pki::profile::Profile;
use mtls_wizard::pki::request::CertificateRequest;
use mtls_wizard_e2e::process::run;

use super::same::{assert_same, certificate};
use super::stage::{Stage, finish, request};
use crate::program::{ask, is_present};

/// The issuer field must repeat the string types of this subject: a BMPString, as of old, and a PrintableString.
const CONFIGURATION: &str = "[req]\nprompt = no\nstring_mask = pkix\ndistinguished_name = subject\n\
    x509_extensions = ca\n\
    [subject]\nO = Old & Co\nCN = Brought along\n\
    [ca]\nbasicConstraints = critical, CA:TRUE\nkeyUsage = critical, keyCertSign\nsubjectKeyIdentifier = hash\n";

/// The tags of BMPString and PrintableString (X.680 table 1).
const TAGS: [u8; 2] = [0x1E, 0x13];

fn client() -> Request {
    let subject = [(CommonName, "One")];
    request("clients/one", Profile::Client, Some("client-root-ca"), &subject)
}

/// Runs openssl in the archive's folder, with a key on this curve: `@` stands for the options that make it.
fn own_openssl(stage: &Stage, curve: &str, arguments: &str) {
    let key = format!("-nodes -config openssl.cnf -newkey ec -pkeyopt ec_paramgen_curve:{curve}");
    let arguments = arguments.replace('@', &key);
    let mut command = Command::new("openssl");
    run(command.args(arguments.split(' ')).current_dir(stage.folder())).unwrap();
}

#[test]
fn a_root_is_used() {
    if !is_present("openssl") {
        return;
    }
    let requests = [client()];
    let stage = Stage::new(&requests);
    stage
        .run()
        .must_fail_saying("certificates/client-root-ca.crt is missing");
    assert!(stage.listing().is_empty(), "{:?}", stage.listing());

    stage.write("openssl.cnf", CONFIGURATION);
    let authority = "-keyout certificates/client-root-ca.key -out certificates/client-root-ca.crt";
    own_openssl(&stage, "P-384", &format!("req -x509 @ {authority}"));
    stage.run().must_succeed();
    assert_same(&requests, &stage.folder());
    let read = |id: &str| certificate(&stage.folder(), &CredentialId(id.to_owned()));
    let (root, leaf) = (read("client-root-ca"), read("clients/one"));
    assert_eq!(leaf.details().issuer.der, root.details().subject.der);
    for tag in TAGS {
        assert!(root.details().subject.der.contains(&tag));
    }
    assert_eq!(leaf.details().signature_algorithm, "ecdsa-with-SHA384");
}

#[test]
fn what_is_missing_or_no_authority_is_refused() {
    if !is_present("openssl") {
        return;
    }
    let root = request("client-root-ca", Profile::RootCa, None, &[(CommonName, "Root")]);
    let made = Stage::new(&[root, client()]);
    made.run().must_succeed();

    let stage = Stage::new(&[client()]);
    stage.write(
        "certificates/client-root-ca.crt",
        &made.text("certificates/client-root-ca.crt"),
    );
    stage
        .run()
        .must_fail_saying("certificates/client-root-ca.key is missing");
    // A leaf with its own key.
    for ending in ["crt", "key"] {
        let leaf = made.text(&format!("certificates/clients/one/client.{ending}"));
        stage.write(&format!("certificates/client-root-ca.{ending}"), &leaf);
    }
    stage.run().must_fail_saying("is not the certificate of an authority");
    // An authority with another's key.
    stage.write(
        "certificates/client-root-ca.crt",
        &made.text("certificates/client-root-ca.crt"),
    );
    stage.run().must_fail_saying("do not match");
    fs::copy(
        made.file("certificates/client-root-ca.key"),
        stage.file("certificates/client-root-ca.key"),
    )
    .unwrap();
    finish(&mut stage.command()).must_succeed();
}

/// The server must send what lies between it and the root.
#[test]
fn an_authority_between_stands_in_the_served_chain() {
    if !is_present("openssl") {
        return;
    }
    let subject = [(CommonName, "Server")];
    let requests = [request("server", Profile::Server, Some("server-root-ca"), &subject)];
    let stage = Stage::new(&requests);
    stage.write("openssl.cnf", CONFIGURATION);
    own_openssl(&stage, "P-256", "req -x509 @ -keyout root.key -out root.crt");
    let between = "-keyout certificates/server-root-ca.key -out between.csr";
    own_openssl(&stage, "P-256", &format!("req -new @ -subj /CN=Between {between}"));
    let signed = "-extfile openssl.cnf -extensions ca -out certificates/server-root-ca.crt";
    let signing = "-CA root.crt -CAkey root.key -set_serial 7 -days 30";
    own_openssl(&stage, "", &format!("x509 -req -in between.csr {signing} {signed}"));

    stage.run().must_succeed();
    let chain = stage.text("certificates/server-chain.pem");
    let expected = ["certificates/server.crt", "certificates/server-root-ca.crt"];
    assert_eq!(chain, expected.map(|name| stage.text(name)).concat());
    let path = |name: &str| stage.file(name).to_str().unwrap().to_owned();
    let (root, chain, leaf) = (
        path("root.crt"),
        path("certificates/server-chain.pem"),
        path("certificates/server.crt"),
    );
    let trust = ["verify", "-no-CApath", "-no-CAstore", "-CAfile", &root];
    ask("openssl", trust.into_iter().chain([leaf.as_str()])).must_refuse("unable to get local issuer");
    ask("openssl", trust.into_iter().chain(["-untrusted", &chain, &leaf])).must_accept(&["OK"]);
}

/// Whoever keeps a key sends a request; the certificate is for that key and says what was granted, not what was asked for.
#[test]
fn a_request_is_answered_without_its_key() {
    if !is_present("openssl") {
        return;
    }
    let subject = [(CommonName, "One")];
    let root = request("client-root-ca", Profile::RootCa, None, &[(CommonName, "Root")]);
    let asked = "req -new @ -subj /CN=One -addext basicConstraints=CA:TRUE -keyout owner.key -out owner.csr";
    let stage = Stage::new(&[]);
    stage.write("openssl.cnf", CONFIGURATION);
    own_openssl(&stage, "P-256", asked);
    let csr = CertificateRequest::decode_text(stage.text("owner.csr").as_bytes())
        .unwrap()
        .remove(0);
    let public = csr.key().unwrap();
    let answered = Request {
        key: KeySource::Elsewhere(public.clone()),
        ..request("clients/one", Profile::Client, Some("client-root-ca"), &subject)
    };

    let requests = [root, answered];
    let stage = Stage::new(&requests);
    stage
        .run()
        .must_fail_saying("certificates/clients/one/client.csr is missing");
    stage.write("certificates/clients/one/client.csr", &csr.pem());
    stage.run().must_succeed();
    let made: Vec<String> = stage.listing().into_keys().collect();
    assert!(
        made.contains(&"certificates/clients/one/client-chain.pem".to_owned()),
        "{made:?}"
    );
    assert!(
        made.iter()
            .all(|name| !name.contains("one/client.key") && !name.contains("p12")),
        "{made:?}"
    );
    let leaf = certificate(&stage.folder(), &CredentialId("clients/one".to_owned()));
    let details = leaf.details();
    assert_eq!(details.public_key_info, public.info());
    assert!(!details.basic_constraints.unwrap().is_ca);
    assert_eq!(details.extended_key_usages, ["clientAuth"]);
    assert_eq!(details.subject_alt_names.len(), 1, "what the script was told");

    // Of another's making, or damaged on the way.
    let mut damaged = csr.pem();
    let place = damaged.find("-----END").unwrap() - 20;
    let other = if damaged.as_bytes()[place] == b'A' { "B" } else { "A" };
    damaged.replace_range(place..=place, other);
    let stage = Stage::new(&requests);
    stage.write("certificates/clients/one/client.csr", &damaged);
    stage.run().must_fail_saying("openssl");
    assert_eq!(stage.listing().len(), 1, "nothing but the request");
}
