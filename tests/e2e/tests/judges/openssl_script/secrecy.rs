//! Passwords: where they come from, and that nobody sees them on their way.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use mtls_wizard::pki::issuance::Request;
use mtls_wizard::pki::name::AttributeType::CommonName;
use mtls_wizard::pki::pkcs12::{BundleRequest, EncryptionProfile, Password};
use mtls_wizard::pki::profile::Profile;
use mtls_wizard::render::openssl;
use mtls_wizard_e2e::process::program;

use super::bundles::Bundle;
use super::same::certificate;
use super::stage::{Run, Stage, finish, request, tried_openssl};
use crate::program::is_present;

/// The page's password, which the script must not know.
const OF_THE_PAGE: &str = "known to the page only";
const HOSTILE: &str = "a b$c'd!~%#&\"`\\x ";
const PASSWORD_FILE: &str = "certificates/clients/one/p12-password.txt";

fn requests(friendly_name: &str, profile: EncryptionProfile) -> Vec<Request> {
    let mut client = request("clients/one", Profile::Client, Some("root"), &[(CommonName, "One")]);
    client.bundle = Some(BundleRequest {
        friendly_name: friendly_name.to_owned(),
        password: Password::new(OF_THE_PAGE).unwrap(),
        profile,
        also: None,
    });
    vec![request("root", Profile::RootCa, None, &[(CommonName, "Root")]), client]
}

fn stage() -> (Vec<Request>, Stage) {
    let requests = requests("One", EncryptionProfile::Compatible);
    let stage = Stage::new(&requests);
    (requests, stage)
}

fn judge(stage: &Stage, requests: &[Request], password: &str, friendly_name: &str) {
    let bundle = requests[1].bundle.as_ref().unwrap();
    let chain = [1, 0].map(|index: usize| certificate(&stage.folder(), &requests[index].id));
    Bundle {
        path: stage.file("certificates/clients/one/client.p12"),
        password,
        profile: bundle.profile,
        friendly_name,
    }
    .judge(&chain);
}

#[test]
fn a_given_password_is_used_and_kept_in_its_file() {
    if !is_present("openssl") {
        return;
    }
    let names = [
        ("Zoë \"$HOME\" `id` 'x' \\ #1", "Zoë \"$HOME\" `id` 'x' \\ #1"),
        ("-emoji 😀 中", "-emoji ? 中"),
    ];
    for (profile, (asked, found)) in EncryptionProfile::ALL.into_iter().zip(names) {
        let requests = requests(asked, profile);
        let stage = Stage::new(&requests);
        finish(stage.command().env("P12_PASSWORD", HOSTILE)).must_succeed();
        assert_eq!(stage.text(PASSWORD_FILE), format!("{HOSTILE}\n"));
        judge(&stage, &requests, HOSTILE, found);
    }
}

#[test]
fn a_second_bundle_is_for_older_importers() {
    if !is_present("openssl") {
        return;
    }
    let mut requests = requests("One", EncryptionProfile::Modern);
    let bundle = requests[1].bundle.as_mut().unwrap();
    bundle.also = Some(EncryptionProfile::Compatible);
    let stage = Stage::new(&requests);
    finish(stage.command().env("P12_PASSWORD", HOSTILE)).must_succeed();
    judge(&stage, &requests, HOSTILE, "One");
    let chain = [1, 0].map(|index: usize| certificate(&stage.folder(), &requests[index].id));
    Bundle {
        path: stage.file("certificates/clients/one/client-older-importers.p12"),
        password: HOSTILE,
        profile: EncryptionProfile::Compatible,
        friendly_name: "One",
    }
    .judge(&chain);
}

#[test]
fn without_one_the_file_counts_and_else_chance() {
    if !is_present("openssl") {
        return;
    }
    let (requests, stage) = stage();
    stage.run().must_succeed();
    let random = stage.text(PASSWORD_FILE);
    let is_random = |text: &str| {
        text.len() == 36 && text.trim_end().split('-').all(|group| group.len() == 5) && text.ends_with('\n')
    };
    assert!(is_random(&random), "{random:?}");
    judge(&stage, &requests, random.trim_end(), "One");

    stage.write(PASSWORD_FILE, HOSTILE);
    finish(stage.command().arg("--force")).must_succeed();
    judge(&stage, &requests, HOSTILE, "One");

    fs::remove_file(stage.file(PASSWORD_FILE)).unwrap();
    finish(stage.command().arg("--force")).must_succeed();
    let other = stage.text(PASSWORD_FILE);
    assert!(is_random(&other) && other != random, "{other:?}");
}

#[test]
fn passwords_that_importers_refuse_are_refused() {
    let (_, stage) = stage();
    let long = "x".repeat(129);
    for (password, reason) in [
        ("pässword", "not every program understands"),
        ("tab\there", "not every program understands"),
        (long.as_str(), "more than 128 characters"),
    ] {
        finish(stage.command().env("P12_PASSWORD", password)).must_fail_saying(reason);
        assert!(stage.listing().is_empty(), "{:?}", stage.listing());
    }
    // Saved by an editor on Windows.
    stage.write(PASSWORD_FILE, "password\r\n");
    stage.run().must_fail_saying("not every program understands");
}

#[test]
fn the_script_holds_no_secret() {
    let (_, stage) = stage();
    let text = stage.text(openssl::PATH);
    assert!(!text.contains(OF_THE_PAGE));
    assert!(!text.contains("PRIVATE KEY"));
}

/// Everything that the script may start.
const PROGRAMS: [&str; 10] = [
    "openssl", "cat", "chmod", "dirname", "grep", "mkdir", "mktemp", "mv", "rm", "sed",
];

/// Each program notes its arguments and its environment before it does its work.
fn spies(folder: &Path) {
    std::os::unix::fs::symlink(program("bash").unwrap(), folder.join("bash")).unwrap();
    for name in PROGRAMS {
        let real = if name == "openssl" {
            tried_openssl()
        } else {
            program(name).unwrap()
        };
        let (log, env) = (folder.join("log"), program("env").unwrap());
        let path = folder.join(name);
        let text = format!(
            "#!{}\n{{ printf '%s\\n' {name} \"$@\"; {}; }} >>'{}'\nexec {} \"$@\"\n",
            program("bash").unwrap().display(),
            env.display(),
            log.display(),
            real.display()
        );
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, PermissionsExt::from_mode(0o755)).unwrap();
    }
}

fn spied_on(stage: &Stage, password: Option<&str>) -> (Run, String) {
    let folder = tempfile::tempdir().unwrap();
    spies(folder.path());
    let bash = program("bash").unwrap();
    let mut command = std::process::Command::new(bash);
    command
        .arg(stage.file(openssl::PATH))
        .current_dir("/")
        .stdin(std::process::Stdio::null())
        .env_clear()
        .env("PATH", folder.path());
    if let Some(password) = password {
        command.env("P12_PASSWORD", password);
    }
    let run = finish(&mut command).must_succeed();
    (run, fs::read_to_string(folder.path().join("log")).unwrap())
}

#[test]
fn no_program_is_told_a_secret() {
    if !is_present("openssl") {
        return;
    }
    for given in [Some("correct-horse-battery"), None] {
        let (_, stage) = stage();
        let (run, log) = spied_on(&stage, given);
        for subcommand in ["genpkey", "req", "ca", "pkcs12"] {
            assert!(
                log.contains(&format!("\nopenssl\n{subcommand}\n"))
                    || log.starts_with(&format!("openssl\n{subcommand}\n")),
                "{log}"
            );
        }
        assert!(log.contains("\n-passout\nfile:certificates/.making."), "{log}");
        let password = stage.text(PASSWORD_FILE);
        let keys: String = ["certificates/root.key", "certificates/clients/one/client.key"]
            .map(|name| stage.text(name))
            .concat();
        let secrets = keys.lines().filter(|line| !line.starts_with("-----"));
        for secret in secrets.chain([password.trim_end()]) {
            assert!(!log.contains(secret), "a program was told {secret}");
            assert!(!run.output.contains(secret), "{secret} was printed");
        }
    }
}
