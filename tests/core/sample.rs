//! A draft, a plan and issued credentials with a fixed clock, fixed keys and seeded randomness.

use mtls_wizard::native::{FixedKeys, NativeKey, seeded_entropy};
use mtls_wizard::pki::clock::UnixTime;
use mtls_wizard::pki::issuance::{Issued, issue};
use mtls_wizard::pki::pkcs12::DirectBundler;
use mtls_wizard::plan::parts::Parts;
use mtls_wizard::plan::{Plan, Planned};
use mtls_wizard::tutorial::{Tutorial, k3d};
use mtls_wizard::wizard::{Draft, Field};

/// 2026-11-21T12:00:00Z.
pub fn now() -> UnixTime {
    UnixTime::from_seconds(1_795_262_400).expect("a moment in range")
}

/// The defaults, with a password.
pub fn draft() -> Draft {
    draft_of(&k3d::TUTORIAL)
}

pub fn draft_of(tutorial: &Tutorial) -> Draft {
    let mut draft = Draft::new(tutorial.form, mtls_wizard::native::to_ascii);
    draft.set_seed([7; 32].into());
    draft.set(Field::Password, "correct horse battery".to_owned());
    // Forms that ask for files would be refused without; others do not have these fields.
    draft.set(Field::ServerChain, own_file("server.crt") + &own_file("issuing.crt"));
    draft.set(Field::ServerKey, own_file("server.key"));
    draft.set(Field::ClientCaChain, own_file("client-root.crt"));
    draft.set(Field::ClientCaKey, own_file("client-root.key"));
    if draft.value(Field::ParentDomain).is_empty() {
        draft.set(
            Field::ParentDomain,
            tutorial.form.example_of(Field::ParentDomain).to_owned(),
        );
    }
    draft
}

/// The defaults of a tutorial with some answers changed.
pub fn changed_of(tutorial: &Tutorial, changes: &[(Field, &str)]) -> Draft {
    let mut draft = draft_of(tutorial);
    for (field, value) in changes {
        draft.set(*field, (*value).to_owned());
    }
    draft
}

/// What a user would bring along.
pub fn own_file(name: &str) -> String {
    let path = format!("{}/tests/core/fixtures/own/{name}", env!("CARGO_MANIFEST_DIR"));
    String::from_utf8_lossy(&std::fs::read(path).expect("a committed file")).into_owned()
}

/// The defaults with some answers changed.
pub fn changed(changes: &[(Field, &str)]) -> Draft {
    changed_of(&k3d::TUTORIAL, changes)
}

pub fn plan(draft: &Draft) -> Plan {
    let answers = draft.answers(now()).expect("the draft is acceptable");
    match mtls_wizard::plan::plan(&answers) {
        Planned::Gateway(plan) => *plan,
        Planned::Certificates(_) => panic!("this variant has no gateway"),
    }
}

/// The variants with a gateway, whose archives are applied to clusters.
pub fn with_gateway() -> impl Iterator<Item = &'static Tutorial> {
    let only_certificates = mtls_wizard::tutorial::certificates::TUTORIAL.id;
    mtls_wizard::tutorial::REGISTRY
        .into_iter()
        .filter(move |tutorial| tutorial.id != only_certificates)
}

/// Credentials with the committed RSA-2048 test keys.
pub fn issued(plan: &Plan) -> Issued {
    issued_parts(&plan.parts())
}

/// As [`issued`], with or without a gateway.
pub fn issued_parts(plan: &Parts<'_>) -> Issued {
    let key = |name: &str| {
        let path = format!(
            "{}/tests/core/fixtures/keys/test-only-rsa-2048-{name}.pem",
            env!("CARGO_MANIFEST_DIR")
        );
        let pem = std::fs::read_to_string(path).expect("a committed test key");
        NativeKey::from_pkcs8_pem(&pem).expect("a valid test key")
    };
    let keys = FixedKeys::new(KEYS.map(key));
    let mut entropy = seeded_entropy(7);
    pollster::block_on(issue(
        plan.requests,
        &plan.brought.authorities(),
        &keys,
        &DirectBundler,
        &mut entropy,
        &|_| {},
    ))
    .expect("credentials")
}

const KEYS: [&str; 6] = ["1", "2", "3", "4", "5", "6"];
