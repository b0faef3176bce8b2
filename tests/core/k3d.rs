//! Local k3d: the whole archive against committed files. `UPDATE_GOLDEN=1 cargo test` writes them anew; read the diff.

use std::collections::BTreeSet;
use std::path::PathBuf;

use mtls_wizard::pki::pkcs12;
use mtls_wizard::plan::Plan;
use mtls_wizard::render::archive::{self, ArchiveFile, Content};
use mtls_wizard::render::{headers, shell, zip};
use mtls_wizard::wizard::Field;

use crate::sample::{changed, draft, issued, now, plan};

pub fn files(plan: &Plan) -> Vec<ArchiveFile> {
    archive::files(plan, &issued(plan), &mtls_wizard::wizard::checks::findings(plan)).expect("an archive")
}

fn text<'a>(files: &'a [ArchiveFile], name: &str) -> &'a str {
    let file = files
        .iter()
        .find(|file| file.name() == name)
        .unwrap_or_else(|| panic!("{name} is in the archive"));
    file.text().expect("text")
}

fn golden(case: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/core/golden")
        .join(case)
}

/// Everything but the secrets: keys are fixtures already, and bundles hold fresh salts.
pub fn assert_golden(case: &str, files: &[ArchiveFile]) {
    let folder = golden(case);
    let update = std::env::var_os("UPDATE_GOLDEN").is_some();
    if update {
        let _ = std::fs::remove_dir_all(&folder);
    }
    for file in files.iter().filter(|file| file.content != Content::Secret) {
        let path = folder.join(file.name());
        if update {
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            std::fs::write(&path, &*file.bytes).expect("a golden file");
        }
        let Some(actual) = file.text() else {
            assert_eq!(
                std::fs::read(&path).expect("a golden file"),
                *file.bytes,
                "{case}: {}",
                file.name()
            );
            continue;
        };
        let expected = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        if file.content == Content::Manifest {
            let parse = |text: &str| serde_yaml::from_str::<serde_json::Value>(text).expect("YAML");
            assert_eq!(parse(actual), parse(&expected), "{case}: {}", file.name());
        } else {
            assert_eq!(actual, expected, "{case}: {}", file.name());
        }
    }
    let known: BTreeSet<String> = files.iter().map(|file| file.name().to_owned()).collect();
    for path in listing(&folder) {
        assert!(known.contains(&path), "{case}: {path} is committed but no longer made");
    }
}

fn listing(folder: &std::path::Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(directory) = open.pop() {
        for entry in std::fs::read_dir(directory).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else {
                found.push(path.strip_prefix(folder).expect("below").to_string_lossy().into_owned());
            }
        }
    }
    found
}

#[test]
fn defaults_give_the_committed_archive() {
    assert_golden("k3d-defaults", &files(&plan(&draft())));
}

#[test]
fn intermediates_give_the_committed_archive() {
    let draft = changed(&[(Field::Intermediate, "yes"), (Field::ServerIntermediate, "yes")]);
    let files = files(&plan(&draft));
    assert_golden("k3d-intermediates", &files);
    let certificates = |name: &str| text(&files, name).matches("BEGIN CERTIFICATE").count();
    assert_eq!(certificates("certificates/server-chain.pem"), 2);
    assert_eq!(certificates("certificates/clients/ml-client-curl/client-chain.pem"), 2);
    assert_eq!(certificates("certificates/client-root-ca.crt"), 1);
}

#[test]
fn an_own_service_gives_the_committed_archive() {
    let draft = changed(&[
        (Field::WorkloadKind, "own"),
        (Field::WorkloadName, "orders"),
        (Field::ServiceName, "orders-api"),
        (Field::ServicePort, "8443"),
        (Field::Namespace, "shop"),
        (Field::ParentDomain, "kyma.Bücher.example."),
        (Field::ResolveInCluster, "no"),
        (Field::ClientCommonName, "Zoë, \"the\" client"),
        (Field::EncryptionProfile, "compatible"),
    ]);
    assert_golden("k3d-own-service", &files(&plan(&draft)));
}

#[test]
fn the_layout_is_the_contract() {
    let plan = plan(&draft());
    let files = files(&plan);
    let paths: Vec<&str> = files.iter().map(|file| file.path.as_str()).collect();
    for expected in [
        "README.md",
        "apply.sh",
        "verify.sh",
        "cleanup.sh",
        "manifests/kustomization.yaml",
        "certificates/server-root-ca.crt",
        "certificates/server-root-ca.key",
        "certificates/server.crt",
        "certificates/server.key",
        "certificates/server-chain.pem",
        "certificates/client-root-ca.crt",
        "certificates/client-root-ca.key",
        "certificates/clients/ml-client-curl/client.crt",
        "certificates/clients/ml-client-curl/client.key",
        "certificates/clients/ml-client-curl/client.p12",
        "certificates/clients/ml-client-curl/p12-password.txt",
        "answers.json",
    ] {
        assert!(
            paths.contains(&format!("mtls-k3d-test/{expected}").as_str()),
            "{expected} in {paths:?}"
        );
    }
    for file in &files {
        let name = file.name().trim_start_matches("README");
        assert!(
            name.chars()
                .all(|c| matches!(c, 'a'..='z' | '0'..='9' | '-' | '.' | '/')),
            "{}",
            file.path
        );
        let secret = file.path.ends_with(".key") || file.path.ends_with(".p12") || file.path.contains("password");
        let mode = if secret {
            0o600
        } else if file.path.ends_with(".sh") {
            0o755
        } else {
            0o644
        };
        assert_eq!(file.mode, mode, "{}", file.path);
    }
}

#[test]
fn answers_hold_no_secret() {
    let files = files(&plan(&draft()));
    let answers: serde_json::Value = serde_json::from_str(text(&files, "answers.json")).expect("JSON");
    assert_eq!(answers["variant"], "k3d");
    assert_eq!(answers["answers"]["namespace"], "test");
    for file in files.iter().filter(|file| file.content != Content::Secret) {
        let text = file.text().expect("text");
        assert!(
            !text.contains("correct horse battery"),
            "{} holds the password",
            file.path
        );
        assert!(!text.contains("PRIVATE KEY"), "{} holds a key", file.path);
    }
}

#[test]
fn the_headers_are_those_of_the_tutorial() {
    let plan = plan(&draft());
    let seen = headers::seen(&plan.verification.clients, &issued(&plan));
    assert_eq!(
        seen[0].headers,
        [
            ("X-CLIENT-SSL-CN", "O=ML Client Org,CN=ML Client Curl".to_owned()),
            ("X-CLIENT-SSL-ISSUER", "CN=ML Client Root CA,O=ML Client Org".to_owned()),
            (
                "X-CLIENT-SSL-SAN",
                "spiffe://mtls.local.kyma.dev/client/ml-client-curl".to_owned()
            ),
        ]
    );
}

#[test]
fn the_bundle_opens_with_the_password_beside_it() {
    let files = files(&plan(&draft()));
    let folder = "certificates/clients/ml-client-curl";
    let bundle = files
        .iter()
        .find(|file| file.name() == format!("{folder}/client.p12"))
        .expect("a bundle");
    let password = text(&files, &format!("{folder}/p12-password.txt")).trim_end();
    let password = pkcs12::Password::new(password).expect("a password");
    let opened = crate::bundle::open(&bundle.bytes, &password).expect("it opens");
    assert_eq!(opened.friendly_name.to_lowercase(), "ml client curl");
}

#[test]
fn the_served_chain_has_no_root() {
    let files = files(&plan(&draft()));
    assert_eq!(
        text(&files, "certificates/server-chain.pem"),
        text(&files, "certificates/server.crt")
    );
}

#[test]
fn a_gateway_host_too_long_for_a_common_name_stands_in_the_san_only() {
    let plan = plan(&changed(&[(
        Field::ParentDomain,
        "a-rather-long-parent-domain-of-one-department.of-one-company.example.com",
    )]));
    let server = plan
        .requests
        .iter()
        .find(|request| request.id.0 == "server")
        .expect("a server");
    assert_eq!(server.subject.attributes().len(), 1);
    assert_eq!(
        server.subject_alt_names[0].to_string().trim_start_matches("DNS:"),
        plan_host(&plan)
    );
}

fn plan_host(plan: &Plan) -> String {
    format!(
        "*.{}",
        plan.verification.host.as_str().split_once('.').expect("a dot").1
    )
}

#[test]
fn the_zip_keeps_modes_and_times() {
    let files = files(&plan(&draft()));
    let bytes = zip::write(&files, now()).expect("a zip");
    let mut archive = ::zip::ZipArchive::new(std::io::Cursor::new(bytes.to_vec())).expect("a zip");
    assert_eq!(archive.len(), files.len());
    for (index, file) in files.iter().enumerate() {
        let mut entry = archive.by_index(index).expect("an entry");
        let mut content = Vec::new();
        // The reader compares the checksum.
        std::io::Read::read_to_end(&mut entry, &mut content).expect("an intact file");
        assert_eq!(content, *file.bytes, "{}", file.path);
        assert_eq!(entry.name().expect("a name"), file.path);
        assert_eq!(
            entry.unix_mode().map(|mode| mode & 0o777),
            Some(file.mode),
            "{}",
            file.path
        );
        assert_eq!(
            entry
                .last_modified()
                .map(|time| (time.year(), time.month(), time.hour())),
            Some((2026, 11, 12))
        );
    }
}

#[test]
fn quoting_survives_every_shell_character() {
    assert_eq!(shell::quote("plain-1.0/x=y"), "plain-1.0/x=y");
    assert_eq!(shell::quote("it's"), r"'it'\''s'");
    assert_eq!(shell::quote(""), "''");
    for word in ["$HOME", "`id`", "a b", "*", "~", "a\\b", "é", "!x", "#x", "a\nb"] {
        assert!(shell::quote(word).starts_with('\''), "{word}");
    }
}

#[test]
fn the_zip_says_so_when_there_is_too_much() {
    let file = ArchiveFile {
        path: "x".to_owned(),
        bytes: Vec::new().into(),
        mode: 0o644,
        content: Content::Document,
    };
    let many = vec![file; 65_536];
    assert_eq!(zip::write(&many[1..], now()).map(|bytes| bytes.is_empty()), Ok(false));
    assert_eq!(zip::write(&many, now()), Err(zip::ZipError::TooManyFiles));
}
