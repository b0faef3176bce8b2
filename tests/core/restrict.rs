//! Restrict by certificate: the whole archive against committed files, the policy's values against issued certificates, and
//! plans with one thing broken.

mod gateway;

use mtls_wizard::plan::Plan;
use mtls_wizard::plan::resource::Resource;
use mtls_wizard::plan::resource::policy::AuthorizationPolicy;
use mtls_wizard::plan::verification::Outcome as Call;
use mtls_wizard::tutorial::{k3d, restrict};
use mtls_wizard::wizard::checks::{Outcome, checks};
use mtls_wizard::wizard::{Draft, Field};

use crate::k3d::{assert_golden, files};
use crate::sample::{changed_of, draft_of, issued, now, plan};

fn draft(changes: &[(Field, &str)]) -> Draft {
    changed_of(&restrict::TUTORIAL, changes)
}

fn policy(plan: &mut Plan) -> &mut AuthorizationPolicy {
    let found = plan
        .manifests
        .iter_mut()
        .find_map(|manifest| match &mut manifest.resource {
            Resource::AuthorizationPolicy(policy) => Some(policy),
            _ => None,
        });
    found.expect("a policy")
}

fn failures(plan: &Plan) -> Vec<&'static str> {
    let failed = checks(plan)
        .into_iter()
        .filter(|check| check.outcome == Outcome::Failure);
    failed.map(|check| check.title).collect()
}

#[test]
fn defaults_give_the_committed_archive() {
    assert_golden("restrict-defaults", &files(&plan(&draft(&[]))));
}

#[test]
fn the_policy_admits_exactly_the_subjects_of_the_issued_certificates() {
    let mut plan = plan(&draft(&[
        (Field::AllowedClients, "\"Zoë, \"\"the\"\" + client\"\n\"#1 <a>\\;b\""),
        (Field::DeniedClients, ""),
        (Field::ClientOrganization, " Sue, Grabbit & Runn=x "),
    ]));
    let issued = issued(&plan);
    let subject = |client: &mtls_wizard::plan::verification::Client| {
        let credential = issued.credential(&client.credential).expect("a certificate");
        credential
            .certificate
            .details()
            .subject
            .envoy
            .clone()
            .expect("a subject")
    };
    let subjects: Vec<String> = plan.verification.clients.iter().map(subject).collect();
    assert_eq!(subjects.len(), 2);
    assert_eq!(policy(&mut plan).spec.rules[0].when[0].values, subjects);
}

#[test]
fn k3d_can_restrict_too() {
    let mut draft = draft_of(&k3d::TUTORIAL);
    draft.set(Field::Access, "chosen".to_owned());
    let plan = plan(&draft);
    assert!(plan.manifest("APIRule").is_none());
    assert!(plan.manifest("VirtualService").is_some());
    assert_eq!(
        plan.verification
            .clients
            .iter()
            .map(|client| client.outcome)
            .collect::<Vec<_>>(),
        [Call::Admitted, Call::Denied]
    );
    assert!(failures(&plan).is_empty(), "{:?}", failures(&plan));
}

#[test]
fn an_own_service_is_selected_by_its_labels() {
    let changes = [
        (Field::WorkloadKind, "own"),
        (Field::PodLabels, "app.kubernetes.io/name=orders\ntier=back"),
    ];
    let mut own = plan(&draft(&changes));
    let labels = &policy(&mut own).spec.selector.match_labels;
    assert_eq!(labels.len(), 2);
    assert_eq!(labels["app.kubernetes.io/name"], "orders");
    for wrong in ["", "app", "=x", "a b=c", "app=-x"] {
        let errors = draft(&[(Field::WorkloadKind, "own"), (Field::PodLabels, wrong)])
            .answers(now())
            .expect_err(wrong);
        assert_eq!(errors[0].field, Field::PodLabels, "{wrong}");
    }
}

#[test]
fn a_function_is_known_by_its_name_alone() {
    let changes = [(Field::WorkloadKind, "function"), (Field::FunctionName, "orders")];
    let mut of_function = plan(&draft(&changes));
    let labels = &policy(&mut of_function).spec.selector.match_labels;
    assert_eq!(labels.len(), 1);
    assert_eq!(labels["serverless.kyma-project.io/function-name"], "orders");
    let route = of_function.manifest("VirtualService").expect("a route");
    let route = serde_json::to_value(&route.resource).expect("JSON");
    let destination = &route["spec"]["http"][0]["route"][0]["destination"];
    assert_eq!(
        (&destination["host"], &destination["port"]["number"]),
        (&"orders.test.svc.cluster.local".into(), &80.into())
    );
    assert_eq!(failures(&of_function), [] as [&str; 0]);
    let errors = draft(&[(Field::WorkloadKind, "function"), (Field::FunctionName, "Orders")])
        .answers(now())
        .expect_err("upper case");
    assert_eq!(errors[0].field, Field::FunctionName);
}

#[test]
fn wrong_clients_are_refused_at_their_fields() {
    let refused = |changes: &[(Field, &str)]| {
        let errors = draft(changes).answers(now()).expect_err("refused");
        (errors[0].field, errors[0].message.clone())
    };
    for (changes, field, says) in [
        (
            vec![(Field::AllowedClients, " \n ")],
            Field::AllowedClients,
            "at least one",
        ),
        (vec![(Field::AllowedClients, "a\nb\na")], Field::AllowedClients, "twice"),
        (
            vec![(Field::AllowedClients, "a\nb"), (Field::DeniedClients, "b")],
            Field::DeniedClients,
            "twice",
        ),
        (
            vec![(Field::AllowedClients, "partner*")],
            Field::AllowedClients,
            "without it",
        ),
    ] {
        let (at, message) = refused(&changes);
        assert_eq!(at, field);
        assert!(message.contains(says), "{message}");
    }
    let (_, message) = refused(&[(Field::AllowedClients, &"x".repeat(65))]);
    assert!(message.contains("64"), "{message}");
}

#[test]
fn clients_with_like_names_get_folders_of_their_own() {
    let plan = plan(&draft(&[
        (Field::AllowedClients, "Client A\nclient-a\nCON"),
        (Field::DeniedClients, ""),
    ]));
    let folders: Vec<&str> = plan
        .verification
        .clients
        .iter()
        .map(|client| client.folder.as_str())
        .collect();
    assert_eq!(folders, ["client-a", "client-a-2", "con-2"]);
}

#[test]
fn spoilt_policies_are_found() {
    type Spoil = fn(&mut AuthorizationPolicy);
    let cases: [(&str, Spoil); 6] = [
        ("The policy names the subjects of the allowed clients", |policy| {
            policy.spec.rules[0].when[0].values = vec!["CN=ML Client Curl,O=ML Client Org".to_owned()];
        }),
        ("The policy names the subjects of the allowed clients", |policy| {
            policy.spec.rules[0].when[0]
                .values
                .push("O=ML Client Org,CN=ML Client Other".to_owned());
        }),
        ("The policy names the subjects of the allowed clients", |policy| {
            policy.spec.rules[0].when[0].values.push("*".to_owned());
        }),
        ("The policy is for the workload’s pods only", |policy| {
            policy.spec.selector.match_labels.clear();
        }),
        ("Nobody gets around the gateway", |policy| {
            policy.spec.rules[0].from.clear()
        }),
        ("The policy knows the host with and without its port", |policy| {
            policy.spec.rules[0].to[0].operation.hosts.pop();
        }),
    ];
    for (title, spoil) in cases {
        let mut plan = plan(&draft(&[]));
        assert!(failures(&plan).is_empty(), "{:?}", failures(&plan));
        spoil(policy(&mut plan));
        assert_eq!(failures(&plan), [title]);
    }
}

#[test]
fn the_default_domain_is_read_as_kubectl_prints_it() {
    for raw in [
        "[\"*.c12345.kyma.ondemand.com\"]",
        "*.c12345.kyma.ondemand.com",
        "c12345.kyma.ondemand.com",
        " '[\"*.c12345.kyma.ondemand.com\"]' ",
    ] {
        let plan = plan(&draft(&[(Field::ParentDomain, raw)]));
        assert_eq!(plan.domains.parent.as_str(), "c12345.kyma.ondemand.com", "{raw}");
    }
}
