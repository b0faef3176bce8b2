//! Own gateway certificate: the whole archive against committed files, files that are refused, and plans with one thing
//! broken.

use mtls_wizard::plan::brought::BroughtServer;
use mtls_wizard::plan::task::Task;
use mtls_wizard::plan::verification::Anonymous;
use mtls_wizard::plan::{Plan, ProvidedContent, SecretText};
use mtls_wizard::render::archive::Content;
use mtls_wizard::tutorial::own;
use mtls_wizard::wizard::checks::{Outcome, checks};
use mtls_wizard::wizard::{Draft, Field};

use crate::k3d::{assert_golden, files};
use crate::sample::{draft_of, issued, now, own_file, plan};

const FILES: (Field, &str) = (Field::ServerSource, "files");
const SIGNING: (Field, &str) = (Field::ClientCaSource, "signing");
const TRUSTED: (Field, &str) = (Field::ClientCaSource, "certificate");

fn draft(changes: &[(Field, &str)]) -> Draft {
    let mut draft = draft_of(&own::TUTORIAL);
    for (field, value) in changes {
        draft.set(*field, (*value).to_owned());
    }
    draft
}

/// Several files in one text, as the form puts them together.
fn together(names: &[&str]) -> String {
    names.iter().map(|name| own_file(name)).collect()
}

fn titles(plan: &Plan, outcome: Outcome) -> Vec<&'static str> {
    let found = checks(plan).into_iter().filter(|check| check.outcome == outcome);
    found.map(|check| check.title).collect()
}

#[test]
fn the_main_choices_give_the_committed_archives() {
    let with_root = together(&["root.crt", "issuing.crt", "server.crt"]);
    let issuing = together(&["client-issuing.crt", "client-root.crt"]);
    let issuing_key = own_file("client-issuing.key");
    for (case, changes) in [
        ("own-secret", &[] as &[_]),
        ("own-files", &[FILES, (Field::ServerChain, &with_root)]),
        (
            "own-files-own-authority",
            &[
                FILES,
                SIGNING,
                (Field::ClientCaChain, &issuing),
                (Field::ClientCaKey, &issuing_key),
                (Field::WorkloadKind, "own"),
            ],
        ),
        ("own-secret-trusted", &[TRUSTED]),
        ("own-optional", &[FILES, (Field::TlsMode, "optional-mutual")]),
    ] {
        let plan = plan(&draft(changes));
        assert_eq!(titles(&plan, Outcome::Failure), Vec::<&str>::new(), "{case}");
        assert_golden(case, &files(&plan));
    }
}

/// The message at a field.
fn message(changes: &[(Field, &str)], field: Field) -> String {
    let errors = draft(changes).answers(now()).expect_err("it is refused");
    let error = errors.iter().find(|error| error.field == field);
    error
        .unwrap_or_else(|| panic!("no error at {field:?} but {errors:?}"))
        .message
        .clone()
}

#[test]
fn wrong_server_files_are_refused_with_what_to_do() {
    let chain = |name: &str| together(&[name, "issuing.crt"]);
    for (text, says) in [
        (String::new(), "empty"),
        ("hello".to_owned(), "not PEM"),
        (own_file("server.key"), "private key has a place of its own"),
        (own_file("server.der"), "openssl x509 -inform DER"),
        (own_file("server.p12"), "openssl pkcs12 -in server.p12 -nokeys"),
        (chain("server-old.crt"), "expired at 2026-01-01"),
        (chain("server-future.crt"), "valid only from 2124"),
        (chain("server-for-clients.crt"), "serverAuth"),
        (together(&["server.crt", "root.crt", "client-issuing.crt"]), "Add it"),
        (
            chain("server-elsewhere.crt"),
            "not for httpbin.apps.example.com, but for *.example.com",
        ),
        (own_file("server.crt").replace("MII", "M!I"), "damaged"),
        (own_file("server.crt").replace("-----END", ""), "has no end"),
    ] {
        let found = message(&[FILES, (Field::ServerChain, &text)], Field::ServerChain);
        assert!(found.contains(says), "{found:?} does not say {says:?}");
    }
    let authority = [
        FILES,
        (Field::ServerChain, &own_file("issuing.crt")),
        (Field::ServerKey, &own_file("issuing.key")),
    ];
    let found = message(&authority, Field::ServerChain);
    assert!(
        found.contains("of a certification authority, not of a server"),
        "{found}"
    );
    for (text, says) in [
        (String::new(), "empty"),
        (own_file("stranger.key"), "not the key of the certificate"),
        (own_file("server-encrypted.key"), "openssl pkey -in encrypted.key"),
        (own_file("server.crt"), "certificates have a place of their own"),
        (own_file("server.p12"), "openssl pkcs12 -in server.p12 -nocerts -nodes"),
        (together(&["server.key", "stranger.key"]), "several private keys"),
    ] {
        let found = message(&[FILES, (Field::ServerKey, &text)], Field::ServerKey);
        assert!(found.contains(says), "{found:?} does not say {says:?}");
    }
}

#[test]
fn wrong_authorities_are_refused_with_what_to_do() {
    for (text, says) in [
        (String::new(), "empty"),
        (
            own_file("client.crt"),
            "not the certificate of a certification authority",
        ),
        (own_file("client-root.key"), "place of its own"),
    ] {
        let found = message(&[TRUSTED, (Field::ClientCaChain, &text)], Field::ClientCaChain);
        assert!(found.contains(says), "{found:?} does not say {says:?}");
    }
    let found = message(
        &[SIGNING, (Field::ClientCaKey, &own_file("stranger.key"))],
        Field::ClientCaKey,
    );
    assert!(found.contains("not the key of the certificate"), "{found}");
    // It ends on 2027-03-01 at noon, so that day is not over before it is.
    let soon = (Field::ClientCaChain, own_file("client-root-soon.crt"));
    let found = message(&[SIGNING, (soon.0, &soon.1)], Field::LeafValidity);
    assert!(found.contains("2027-02-28"), "{found}");
    let advised = draft(&[SIGNING, (soon.0, &soon.1), (Field::LeafValidity, "2027-02-28")]);
    issued(&plan(&advised));
}

#[test]
fn a_policy_never_believes_a_header_that_anybody_can_send() {
    let found = message(
        &[(Field::TlsMode, "optional-mutual"), (Field::Access, "chosen")],
        Field::TlsMode,
    );
    assert!(found.contains("Choose MUTUAL"), "{found}");
}

#[test]
fn an_authority_that_is_brought_along_signs_and_keeps_its_key() {
    let issuing = together(&["client-root.crt", "client-issuing.crt"]);
    let key = own_file("client-issuing.key");
    let draft = draft(&[SIGNING, (Field::ClientCaChain, &issuing), (Field::ClientCaKey, &key)]);
    let plan = plan(&draft);
    let client = &issued(&plan).credentials[0];
    assert_eq!(
        client.certificate.details().issuer.readable,
        "O=Partners, CN=Partners Issuing"
    );
    assert_eq!(client.issuers.len(), 2);
    let archive = files(&plan);
    let authority = archive
        .iter()
        .find(|file| file.name() == "certificates/client-root-ca.crt");
    let authority = authority.and_then(|file| file.text()).expect("the authority");
    // The root above it would let the clients of its siblings in.
    assert_eq!(authority.trim(), own_file("client-issuing.crt").trim());
    assert!(
        archive
            .iter()
            .all(|file| file.name() != "certificates/client-root-ca.key")
    );
    let secret = key.lines().nth(1).expect("base64");
    assert!(
        archive
            .iter()
            .all(|file| file.text().is_none_or(|text| !text.contains(secret)))
    );
}

#[test]
fn keys_are_neither_stored_nor_shown() {
    let draft = draft(&[FILES, SIGNING]);
    let keys = ["server.key", "client-root.key"].map(own_file);
    let is_clean = |text: &str| {
        let lines = keys
            .iter()
            .flat_map(|key| key.lines())
            .filter(|line| !line.starts_with("--"));
        lines.into_iter().all(|line| !text.contains(line))
    };
    assert!(draft.storable().all(|(_, value)| is_clean(value)));
    assert!(is_clean(&format!("{draft:?}")));
    let answers = draft.answers(now()).expect("acceptable");
    assert!(is_clean(&format!("{answers:?}")));
    let plan = plan(&draft);
    assert!(is_clean(&format!("{plan:?}")));
    for step in draft.form().steps {
        assert!(draft.rows(step).iter().all(|row| is_clean(&row.value)));
    }
    for file in files(&plan) {
        let is_secret = file.content == Content::Secret;
        assert!(is_secret || file.text().is_none_or(is_clean), "{}", file.name());
        assert!(!is_secret || file.mode == 0o600);
    }
}

#[test]
fn a_secret_that_is_there_is_looked_for_and_left_alone() {
    let plan = plan(&draft(&[]));
    assert_eq!(
        plan.secrets().map(|secret| secret.name.as_str()).collect::<Vec<_>>(),
        ["kyma-mtls-certs-cacert"]
    );
    let archive = files(&plan);
    let script = |name: &str| {
        archive
            .iter()
            .find(|file| file.name() == name)
            .and_then(|file| file.text())
            .expect("it is there")
    };
    assert!(script("apply.sh").contains("kube get secret/kyma-mtls-certs -n istio-system || die"));
    assert!(!script("cleanup.sh").contains("secret kyma-mtls-certs -n"));
    assert!(titles(&plan, Outcome::Warning).contains(&"What your Secret holds is yours to check"));
    assert_eq!(plan.server_names, None);
}

#[test]
fn what_the_files_come_to_is_said() {
    let with = |changes: &[(Field, &str)]| plan(&draft(changes));
    let narrow = with(&[
        FILES,
        (Field::ServerChain, &together(&["server-narrow.crt", "issuing.crt"])),
    ]);
    assert!(titles(&narrow, Outcome::Warning).contains(&"The certificate is for fewer hosts than the Gateway"));
    let optional = with(&[FILES, (Field::TlsMode, "optional-mutual")]);
    assert!(titles(&optional, Outcome::Warning).contains(&"Callers without a certificate get in"));
    assert_eq!(optional.verification.anonymous, Anonymous::Admitted);
    let both = with(&[
        FILES,
        TRUSTED,
        (Field::ServerChain, &together(&["server-for-both.crt", "issuing.crt"])),
        (Field::ClientCaChain, &own_file("issuing.crt")),
    ]);
    assert!(titles(&both, Outcome::Warning).contains(&"The gateway's own certificate opens the gateway"));
    assert!(both.verification.foreign.is_empty());
    for (chain, says) in [
        (together(&["issuing.crt", "server.crt"]), "another order"),
        (
            together(&["server.crt", "issuing.crt", "root.crt"]),
            "left out of the chain",
        ),
        (together(&["server-soon.crt", "issuing.crt"]), "expires soon"),
        (own_file("server.crt"), "Add it, unless"),
        (own_file("server-self-signed.crt"), "signed itself"),
    ] {
        let plan = with(&[FILES, (Field::ServerChain, &chain)]);
        let said = |check: &mtls_wizard::wizard::checks::Check| {
            check.outcome == Outcome::Warning && check.detail.contains(says)
        };
        assert!(checks(&plan).iter().any(said), "{says}: {:?}", checks(&plan));
    }
}

#[test]
fn curl_trusts_a_root_that_came_along_and_else_the_machine() {
    let server_ca = |chain: &str| {
        plan(&draft(&[FILES, (Field::ServerChain, chain)]))
            .verification
            .server_ca
    };
    let root = Some("certificates/server-root-ca.crt".to_owned());
    assert_eq!(server_ca(&together(&["server.crt", "issuing.crt", "root.crt"])), root);
    assert_eq!(server_ca(&own_file("server-self-signed.crt")), root);
    assert_eq!(server_ca(&together(&["server.crt", "issuing.crt"])), None);
}

#[test]
fn the_form_says_what_it_has_read() {
    let note = |field, text: &str| draft(&[(field, text)]).note(field);
    assert_eq!(
        note(Field::ServerChain, &together(&["issuing.crt", "server.crt"])).as_deref(),
        Some("Read: *.apps.example.com, apps.example.com, until 2125-12-31; and 1 more")
    );
    assert_eq!(
        note(Field::ClientCaChain, &own_file("client-root.crt")).as_deref(),
        Some("Read: O=Partners, CN=Partners Root, until 2125-12-31")
    );
    assert_eq!(note(Field::ServerChain, "nothing"), None);
}

#[test]
fn spoilt_plans_are_found() {
    type Spoil = fn(&mut Plan);
    fn file<'a>(plan: &'a mut Plan, path: &str) -> &'a mut ProvidedContent {
        let found = plan.provided.iter_mut().find(|provided| provided.path == path);
        &mut found.expect("a file").content
    }
    let spoil_key: Spoil = |plan| {
        *file(plan, "certificates/server.key") = ProvidedContent::Secret(SecretText(own_file("stranger.key").into()));
    };
    let spoil_chain: Spoil = |plan| {
        *file(plan, "certificates/server-chain.pem") =
            ProvidedContent::Certificates(together(&["server.crt", "client-issuing.crt"]));
    };
    let age: Spoil = |plan| match &mut plan.brought.server {
        Some(BroughtServer::Files(files)) => {
            files.read_at = mtls_wizard::pki::clock::UnixTime::from_seconds(5_000_000_000).expect("a moment");
        }
        _ => panic!("files"),
    };
    let purpose: Spoil = |plan| {
        *file(plan, "certificates/server-chain.pem") =
            ProvidedContent::Certificates(together(&["server-for-clients.crt", "issuing.crt"]));
    };
    let authority: Spoil = |plan| {
        *file(plan, "certificates/client-root-ca.crt") = ProvidedContent::Certificates(own_file("issuing.crt"));
    };
    let names: Spoil = |plan| plan.server_names = Some(vec!["*.example.com".to_owned()]);
    let later: Spoil = |plan| plan.requests[0].validity = longer_than_the_authority(plan);
    for (spoil, title) in [
        (spoil_key, "The gateway's key belongs to its certificate"),
        (spoil_chain, "The gateway's chain is complete"),
        (age, "The gateway's certificate is valid now"),
        (purpose, "The gateway's certificate is for a server"),
        (authority, "The client CA is the one you brought"),
        (names, "The gateway's certificate covers the host"),
        (later, "Validity fits together"),
    ] {
        let mut plan = plan(&draft(&[FILES, SIGNING]));
        assert!(titles(&plan, Outcome::Failure).is_empty());
        spoil(&mut plan);
        let mut found = titles(&plan, Outcome::Failure);
        // Every certificate that has ended is named.
        found.dedup();
        assert_eq!(found, [title]);
    }
    let mut plan = plan(&draft(&[]));
    for step in &mut plan.guide {
        if let mtls_wizard::plan::guide::StepBody::Tasks(tasks) = &mut step.body {
            tasks.retain(|task| !matches!(task, Task::WaitFor(wait) if wait.kind == "secret"));
        }
    }
    assert_eq!(titles(&plan, Outcome::Failure), ["The Gateway finds its certificate"]);
}

fn longer_than_the_authority(plan: &Plan) -> mtls_wizard::pki::clock::Validity {
    let authority = plan.brought.client_authority.as_ref().expect("an authority");
    let validity = authority.certificate.details().validity;
    let end = validity.not_after().plus_seconds(1).expect("a moment");
    mtls_wizard::pki::clock::Validity::new(validity.not_before(), end).expect("a period")
}
