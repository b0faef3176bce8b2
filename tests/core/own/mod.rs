//! Own gateway certificate: the whole archive against committed files, files that are refused, and plans with one thing
//! broken.

mod checks;
mod refused;

use mtls_wizard::plan::Plan;
use mtls_wizard::render::archive::Content;
use mtls_wizard::tutorial::own;
use mtls_wizard::wizard::checks::{Outcome, checks as all_checks};
use mtls_wizard::wizard::{Draft, Field};

use crate::k3d::{assert_golden, files};
use crate::sample::{changed_of, issued, now, own_file, plan};

const FILES: (Field, &str) = (Field::ServerSource, "files");
const SIGNING: (Field, &str) = (Field::ClientCaSource, "signing");
const TRUSTED: (Field, &str) = (Field::ClientCaSource, "certificate");

fn draft(changes: &[(Field, &str)]) -> Draft {
    changed_of(&own::TUTORIAL, changes)
}

/// Only the default domain of a cluster has an API server below it.
#[test]
fn a_domain_of_ones_own_may_begin_with_api() {
    for typed in ["api.example.com", "*.api.example.com"] {
        let plan = plan(&draft(&[(Field::ParentDomain, typed)]));
        assert_eq!(plan.domains.gateway.as_str(), "*.api.example.com", "{typed}");
    }
}

/// Several files in one text, as the form puts them together.
fn together(names: &[&str]) -> String {
    names.iter().map(|name| own_file(name)).collect()
}

fn titles(plan: &Plan, outcome: Outcome) -> Vec<&'static str> {
    let found = all_checks(plan).into_iter().filter(|check| check.outcome == outcome);
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
    assert!(draft.public().all(|answer| is_clean(answer.value())));
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
        plan.secrets()
            .map(|(_, secret)| secret.name.as_str())
            .collect::<Vec<_>>(),
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
