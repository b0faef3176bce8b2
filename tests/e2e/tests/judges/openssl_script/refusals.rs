//! When the script stops: before anything is made, with a word on what to do, and with everything left as it was.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use mtls_wizard::pki::issuance::Request;
use mtls_wizard::pki::name::AttributeType::CommonName;
use mtls_wizard::pki::profile::Profile;

use super::stage::{Stage, finish, request, tried_openssl};
use crate::program::is_present;

fn pair() -> [Request; 2] {
    [
        request("client-root-ca", Profile::RootCa, None, &[(CommonName, "Root")]),
        request(
            "clients/one",
            Profile::Client,
            Some("client-root-ca"),
            &[(CommonName, "One")],
        ),
    ]
}

/// An executable file with these commands.
fn program(folder: &Path, commands: &str) -> PathBuf {
    let path = folder.join("openssl");
    fs::write(&path, format!("#!/usr/bin/env bash\n{commands}\n")).unwrap();
    fs::set_permissions(&path, PermissionsExt::from_mode(0o755)).unwrap();
    path
}

#[test]
fn other_programs_and_old_versions_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let stage = Stage::new(&pair());
    for version in [
        "LibreSSL 3.3.6",
        "OpenSSL 1.0.2u  20 Dec 2019",
        "OpenSSL 1.1.0l  10 Sep 2019",
        "BoringSSL",
        "",
    ] {
        let openssl = program(folder.path(), &format!("echo '{version}'"));
        let run = finish(stage.command().env("OPENSSL", openssl));
        run.must_fail_saying(&format!(
            "OpenSSL 1.1.1 or newer is needed; this is {version}. Install it (macOS: brew install"
        ));
    }
    let run = finish(stage.command().env("OPENSSL", folder.path().join("missing")));
    run.must_fail_saying("there is no openssl program");
    assert!(stage.listing().is_empty(), "{:?}", stage.listing());
}

#[test]
fn options_are_explained_and_unknown_ones_refused() {
    let stage = Stage::new(&pair());
    finish(stage.command().arg("--help"))
        .must_succeed()
        .must_say("usage: certificates/make-certificates.sh [--force]");
    finish(stage.command().arg("--fast")).must_fail_saying("unknown option: --fast");
    assert!(stage.listing().is_empty(), "{:?}", stage.listing());
}

#[test]
fn a_second_run_needs_force() {
    if !is_present("openssl") {
        return;
    }
    let stage = Stage::new(&pair());
    stage.run().must_succeed();
    let key = "certificates/clients/one/client.key";
    let (first, files) = (stage.text(key), stage.listing());
    stage
        .run()
        .must_fail_saying(&format!("there already: certificates/client-root-ca.crt certificates/client-root-ca.key certificates/clients/one/client.crt {key}. --force"));
    assert_eq!((stage.text(key), stage.listing()), (first.clone(), files.clone()));
    // One file is enough.
    for file in files.keys().filter(|file| *file != key) {
        fs::remove_file(stage.file(file)).unwrap();
    }
    stage.run().must_fail_saying(key);
    finish(stage.command().arg("--force")).must_succeed();
    assert_ne!(stage.text(key), first);
    assert_eq!(stage.listing(), files);
}

/// The last signature fails: neither the certificates made before it nor leftovers stay.
#[test]
fn a_failure_changes_nothing() {
    if !is_present("openssl") {
        return;
    }
    let stage = Stage::new(&pair());
    stage.run().must_succeed();
    let content = || -> Vec<String> { stage.listing().keys().map(|name| stage.text(name)).collect() };
    let (before, files) = (content(), stage.listing());
    let folder = tempfile::tempdir().unwrap();
    let real = tried_openssl();
    let openssl = program(
        folder.path(),
        &format!(
            "case \"$*\" in ca\\ *-cert*) echo 'no more entropy' >&2; exit 1 ;; esac\nexec {} \"$@\"",
            real.display()
        ),
    );
    let run = finish(stage.command().arg("--force").env("OPENSSL", openssl));
    run.must_fail_saying("no more entropy")
        .must_say("error: openssl ca failed.");
    assert_eq!((content(), stage.listing()), (before, files));
}
