//! The checks must fail when something is wrong: each is tried on a plan that was spoilt on purpose.

use mtls_wizard::plan::Plan;
use mtls_wizard::plan::guide::StepBody;
use mtls_wizard::plan::names::{DnsName, GatewayHost, ResourceName};
use mtls_wizard::plan::resource::Resource;
use mtls_wizard::plan::task::{SecretFromFiles, Task};
use mtls_wizard::wizard::Field;
use mtls_wizard::wizard::checks::{Outcome, checks};

use crate::sample::{changed, draft, plan};

fn failures(plan: &Plan) -> Vec<&'static str> {
    checks(plan)
        .into_iter()
        .filter(|check| check.outcome == Outcome::Failure)
        .map(|check| check.title)
        .collect()
}

#[track_caller]
fn spoilt(spoil: impl FnOnce(&mut Plan), title: &str) {
    let mut plan = plan(&draft());
    spoil(&mut plan);
    assert!(
        failures(&plan).contains(&title),
        "{:?} does not contain {title}",
        failures(&plan)
    );
}

fn secret(plan: &mut Plan, index: usize) -> &mut SecretFromFiles {
    let tasks = plan.guide.iter_mut().flat_map(|step| match &mut step.body {
        StepBody::Tasks(tasks) => tasks.as_mut_slice(),
        _ => &mut [],
    });
    let secrets = tasks.filter_map(|task| match task {
        Task::Secret(secret) => Some(secret),
        _ => None,
    });
    secrets.into_iter().nth(index).expect("a Secret")
}

#[test]
fn the_defaults_pass() {
    assert_eq!(failures(&plan(&draft())), Vec::<&str>::new());
    assert!(checks(&plan(&draft())).len() >= 10);
}

#[test]
fn an_own_service_is_a_warning() {
    let checks = checks(&plan(&changed(&[(Field::WorkloadKind, "own")])));
    assert!(
        checks
            .iter()
            .any(|check| check.outcome == Outcome::Warning && check.field == Some(Field::ServiceName))
    );
}

#[test]
fn secrets() {
    let name = |text| ResourceName::parse(text, 0).expect("a name");
    spoilt(
        |plan| secret(plan, 0).name = name("kyma-mtls-ca"),
        "Clients are checked against the client CA",
    );
    spoilt(
        |plan| secret(plan, 1).name = name("other"),
        "The Gateway finds its certificate",
    );
    spoilt(
        |plan| {
            let (ca, server) = (secret(plan, 0).content.clone(), secret(plan, 1).content.clone());
            secret(plan, 0).content = server;
            secret(plan, 1).content = ca;
        },
        "Clients are checked against the client CA",
    );
    spoilt(
        |plan| {
            let position = |id| plan.guide.iter().position(|step| step.id == id).expect("a step");
            let (secrets, gateway) = (position("secrets"), position("gateway"));
            plan.guide.swap(secrets, gateway);
        },
        "Secrets come before the Gateway",
    );
}

#[test]
fn hosts() {
    let host = |text| DnsName::parse_ascii(text).expect("a name");
    let set_rule_host = |plan: &mut Plan, text| {
        for manifest in &mut plan.manifests {
            if let Resource::APIRule(rule) = &mut manifest.resource {
                rule.spec.hosts = vec![host(text)];
            }
        }
    };
    spoilt(
        |plan| set_rule_host(plan, "httpbin.other.dev"),
        "The workload’s host lies under the Gateway",
    );
    spoilt(
        |plan| set_rule_host(plan, "a.httpbin.mtls.local.kyma.dev"),
        "The gateway’s certificate covers the host",
    );
    spoilt(
        |plan| {
            for manifest in &mut plan.manifests {
                if let Resource::Gateway(gateway) = &mut manifest.resource {
                    gateway.spec.servers[0].hosts = vec![GatewayHost::wildcard(&host("local.kyma.dev"))];
                }
            }
        },
        "No conflict with Kyma’s own gateway",
    );
}

#[test]
fn references() {
    spoilt(
        |plan| {
            for manifest in &mut plan.manifests {
                if let Resource::APIRule(rule) = &mut manifest.resource {
                    rule.spec.gateway.name = ResourceName::parse("kyma-gateway", 0).expect("a name");
                }
            }
        },
        "The route names the Gateway",
    );
    spoilt(
        |plan| {
            for manifest in &mut plan.manifests {
                if let Resource::APIRule(rule) = &mut manifest.resource {
                    rule.spec.service.port = 1;
                }
            }
        },
        "The route reaches the workload",
    );
}

#[test]
fn certificates() {
    let position = |plan: &Plan, id: &str| plan.requests.iter().position(|request| request.id.0.starts_with(id));
    spoilt(
        |plan| {
            let client = position(plan, "clients/").expect("a client");
            plan.requests[client].issuer = Some(plan.requests[0].id.clone());
        },
        "Each certificate has one purpose",
    );
    spoilt(
        |plan| {
            let server = position(plan, "server").expect("a server CA");
            plan.requests[server].validity = plan.requests[1].validity;
            plan.requests[1].validity = plan.requests[2].validity;
        },
        "Validity fits together",
    );
    spoilt(
        |plan| plan.requests[2].subject = plan.requests[0].subject.clone(),
        "The two CAs can be told apart",
    );
}
