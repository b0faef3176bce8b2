//! Messages held against a plan: its names in every cause, and what does not fit said first.

use mtls_wizard::diagnosis::{Told, table};
use mtls_wizard::tutorial::{custom_domain, restrict};
use mtls_wizard::wizard::Field;

use super::{first, messages, told};
use crate::sample::{changed, draft, draft_of, plan, with_gateway};

fn causes(text: &str, changes: &[(Field, &str)]) -> Vec<Told> {
    let plan = plan(&changed(changes));
    told(text, Some(&plan)).problems.remove(0).causes
}

#[test]
fn names_are_those_of_the_plan() {
    let changes = [(Field::Namespace, "shop"), (Field::GatewaySecret, "orders-mtls")];
    let found = causes("tlsv1 alert unknown ca", &changes);
    assert!(
        found[0].what.contains("`orders-mtls-cacert` in `istio-system`"),
        "{}",
        found[0].what
    );
    let command = &found[0].commands[1];
    assert_eq!(
        command.bash,
        "kubectl describe secret orders-mtls-cacert -n istio-system"
    );
    assert_eq!(
        command.powershell,
        "kubectl describe secret orders-mtls-cacert -n istio-system"
    );
    let found = causes("no healthy upstream", &changes);
    assert!(found[0].what.contains("`httpbin` in `shop`"), "{}", found[0].what);
}

#[test]
fn a_host_that_is_not_the_plans_is_said_first() {
    let own = plan(&draft()).verification.host.to_string();
    let other = causes("curl: (6) Could not resolve host: httpbin.elsewhere.example", &[]);
    assert_eq!(other[0].id, "plan-host");
    assert!(other[0].what.contains("httpbin.elsewhere.example") && other[0].remedy.contains(&own));
    assert!(!other[0].what.contains("typing mistake"));
    let mistyped = own.replacen("httpbin", "httpbn", 1);
    let near = causes(&format!("curl: (6) Could not resolve host: {mistyped}"), &[]);
    assert!(near[0].what.contains("typing mistake"), "{}", near[0].what);
    let right = causes(&format!("curl: (6) Could not resolve host: {own}"), &[]);
    assert_eq!(
        right[0].id, "local",
        "no DNS knows the host of a cluster on this machine"
    );
    let address = causes(
        "no alternative certificate subject name matches target host name '127.0.0.1'",
        &[],
    );
    assert_eq!(address[0].id, "plan-address");
}

#[test]
fn a_secret_one_letter_away_or_in_another_namespace_is_said_first() {
    let text = |name: &str| format!("Error from server (NotFound): secrets \"{name}\" not found");
    let found = causes(&text("kyma-mtls-cacrt"), &[]);
    assert_eq!(found[0].id, "plan-secret-name");
    assert!(
        found[0].what.contains("`kyma-mtls-cacert` (in `istio-system`)"),
        "{}",
        found[0].what
    );
    assert_eq!(causes(&text("something-else"), &[])[0].id, "namespace");
    let log = "failed to fetch key and certificate for kubernetes://kyma-mtls: secret test/kyma-mtls not found";
    let found = causes(log, &[]);
    assert_eq!(found[0].id, "plan-secret-namespace");
    assert!(
        found[0].what.contains("`istio-system`") && found[0].what.contains("`test`"),
        "{}",
        found[0].what
    );
}

#[test]
fn a_resource_of_the_plan_is_applied_by_its_file() {
    let found = causes(
        "Error from server (NotFound): gateways.networking.istio.io \"kyma-mtls-gateway\" not found",
        &[],
    );
    assert_eq!(found[0].id, "plan-not-applied");
    assert!(
        found[0].remedy.contains("gateway-kyma-mtls-gateway.yaml"),
        "{}",
        found[0].remedy
    );
}

#[test]
fn what_cannot_be_in_this_plan_is_left_out() {
    let denied = "RBAC: access denied";
    assert!(
        !causes(denied, &[]).iter().any(|cause| cause.id == "not-chosen"),
        "k3d admits every client"
    );
    let chosen = plan(&draft_of(&restrict::TUTORIAL));
    assert_eq!(first(denied, Some(&chosen)), "rbac-denied/not-chosen");
    let managed = plan(&draft_of(&custom_domain::TUTORIAL));
    let untrusted = "curl: (60) SSL certificate problem: unable to get local issuer certificate";
    assert_eq!(first(untrusted, Some(&managed)), "server-not-trusted/public-ca");
    assert_eq!(
        first(untrusted, Some(&plan(&draft()))),
        "server-not-trusted/wrong-ca-file"
    );
}

#[test]
fn every_cause_can_be_told_with_every_plan() {
    for tutorial in with_gateway() {
        let plan = plan(&draft_of(tutorial));
        for message in messages() {
            for problem in told(&message.text, Some(&plan)).problems {
                for cause in problem.causes {
                    let commands = cause
                        .commands
                        .iter()
                        .flat_map(|command| [&command.bash, &command.powershell]);
                    for text in [&cause.what, &cause.why, &cause.remedy].into_iter().chain(commands) {
                        assert!(
                            !text.contains("{seen") && !text.contains("{host"),
                            "{}: {text}",
                            tutorial.id
                        );
                        assert!(
                            !text.contains("CREDENTIAL_NAME") && !text.contains("NAMESPACE"),
                            "{}: {text}",
                            tutorial.id
                        );
                    }
                }
            }
        }
    }
}

/// Nothing of a message gets into the answer but names: what else was pasted may be secret.
#[test]
fn secrets_of_a_message_are_not_repeated() {
    let secret = "-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49AgEG\n-----END PRIVATE KEY-----\nAuthorization: Bearer eyJhbGciOiJIUzI1NiJ9";
    for message in messages() {
        let text = [secret, "\n", &message.text, "\n", secret].concat();
        for problem in told(&text, None).problems {
            let told = format!("{:?}", problem.causes);
            assert!(
                !told.contains("MIGHAgEAMBMG") && !told.contains("eyJhbGciOi"),
                "{}: {told}",
                message.origin
            );
        }
    }
    assert!(table::entries().count() > 50);
}
