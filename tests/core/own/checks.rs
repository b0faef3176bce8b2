//! What the review says about files, and plans with one thing broken.

use mtls_wizard::native::NativeVerifier;
use mtls_wizard::pki::import::certificates;
use mtls_wizard::pki::pem;
use mtls_wizard::plan::brought::BroughtServer;
use mtls_wizard::plan::task::Task;
use mtls_wizard::plan::verification::Anonymous;
use mtls_wizard::plan::{Plan, ProvidedContent, SecretText};
use mtls_wizard::wizard::Field;
use mtls_wizard::wizard::checks::{Outcome, checks};

use super::{FILES, SIGNING, TRUSTED, draft, titles, together};
use crate::sample::{own_file, plan};

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
    assert!(titles(&both, Outcome::Warning).contains(&"The gateway’s own certificate opens the gateway"));
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
        (spoil_key, "The gateway’s key belongs to its certificate"),
        (spoil_chain, "The gateway’s chain is complete"),
        (age, "The gateway’s certificate is valid now"),
        (purpose, "The gateway’s certificate is for a server"),
        (authority, "The client CA is the one you brought"),
        (names, "The gateway’s certificate covers the host"),
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

#[test]
fn chains_are_signed_as_their_names_say() {
    let forged = |name: &str| {
        let mut der = certificates(&own_file(name)).unwrap().remove(0).der().to_vec();
        // The last octet belongs to the signature.
        *der.last_mut().unwrap() ^= 1;
        pem::encode("CERTIFICATE", &der)
    };
    let key = own_file("client-issuing.key");
    let checked = |server: &str, client: &str| {
        let plan = plan(&draft(&[
            FILES,
            SIGNING,
            (Field::ServerChain, &[server, &own_file("issuing.crt")].concat()),
            (Field::ClientCaChain, &[client, &own_file("client-root.crt")].concat()),
            (Field::ClientCaKey, &key),
        ]));
        let checked = pollster::block_on(plan.brought.check_signatures(&NativeVerifier));
        checked.map_err(|(what, problem)| format!("{what}: {problem}"))
    };
    let (server, client) = (own_file("server.crt"), own_file("client-issuing.crt"));
    assert_eq!(checked(&server, &client), Ok(()));
    let refused = checked(&forged("server.crt"), &client).unwrap_err();
    assert!(refused.starts_with("The gateway’s certificate: “"), "{refused}");
    let refused = checked(&server, &forged("client-issuing.crt")).unwrap_err();
    assert!(refused.starts_with("The client CA: “"), "{refused}");
    assert!(
        refused.contains("was signed with another key, or changed since"),
        "{refused}"
    );
}
