//! Checks across artifacts, made on the plan itself before anything is applied: what would fail on the cluster, and why.

mod certificates;
mod hosts;

use super::Field;
use crate::plan::Plan;
use crate::plan::certificates::{CLIENT_ROOT_CA, SERVER, SERVER_CHAIN_PATH, certificate_path, key_path};
use crate::plan::guide::StepBody;
use crate::plan::ingress::CACERT_SUFFIX;
use crate::plan::resource::Resource;
use crate::plan::resource::apirule::APIRule;
use crate::plan::resource::gateway::Gateway;
use crate::plan::task::{SecretContent, Task};

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    pub title: &'static str,
    pub outcome: Outcome,
    /// What was compared or, when it fails, what is wrong and what the cluster would do.
    pub detail: String,
    /// Where to change it.
    pub field: Option<Field>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    Pass,
    /// Works, but the user should know.
    Warning,
    /// Would fail on the cluster.
    Failure,
}

fn check(title: &'static str, field: Field, passes: bool, pass: String, failure: String) -> Check {
    let outcome = if passes { Outcome::Pass } else { Outcome::Failure };
    Check {
        title,
        outcome,
        detail: if passes { pass } else { failure },
        field: (!passes).then_some(field),
    }
}

/// All checks that apply to the plan.
pub fn checks(plan: &Plan) -> Vec<Check> {
    let gateway = plan.manifests.iter().find_map(|manifest| match &manifest.resource {
        Resource::Gateway(gateway) => Some(gateway),
        _ => None,
    });
    let rule = plan.manifests.iter().find_map(|manifest| match &manifest.resource {
        Resource::APIRule(rule) => Some(rule),
        _ => None,
    });
    let (Some(gateway), Some(rule)) = (gateway, rule) else {
        return Vec::new();
    };
    let mut checks = vec![
        credential(plan, gateway),
        client_authority(plan, gateway),
        secrets_first(plan),
        hosts::host_under_gateway(gateway, rule),
        hosts::certificate_covers_host(plan, rule),
        hosts::apart_from_kyma_gateway(plan, gateway),
        gateway_reference(gateway, rule),
        certificates::purposes(plan),
        certificates::chains(plan),
        certificates::distinct_authorities(plan),
    ];
    checks.extend(service(plan, rule));
    checks
}

fn credential(plan: &Plan, gateway: &Gateway) -> Check {
    let name = gateway.spec.servers.first().map(|server| &server.tls.credential_name);
    let content = SecretContent::Tls {
        certificate: SERVER_CHAIN_PATH.to_owned(),
        key: key_path(SERVER),
    };
    let passes = plan.secrets().any(|secret| {
        Some(&secret.name) == name && secret.namespace.as_str() == "istio-system" && secret.content == content
    });
    let name = name.map(ToString::to_string).unwrap_or_default();
    check(
        "The Gateway finds its certificate",
        Field::GatewaySecret,
        passes,
        format!(
            "credentialName is {name}, and a Secret {name} with the gateway's key and chain is made in istio-system."
        ),
        format!(
            "No Secret {name} with the gateway's key and chain is made in istio-system, so the gateway would not open port 443."
        ),
    )
}

fn client_authority(plan: &Plan, gateway: &Gateway) -> Check {
    let name = gateway
        .spec
        .servers
        .first()
        .map(|server| format!("{}{CACERT_SUFFIX}", server.tls.credential_name));
    let name = name.unwrap_or_default();
    let content = SecretContent::Files(vec![("cacert", certificate_path(CLIENT_ROOT_CA))]);
    let passes = plan.secrets().any(|secret| {
        secret.name.as_str() == name && secret.namespace.as_str() == "istio-system" && secret.content == content
    });
    check(
        "Clients are checked against the client CA",
        Field::GatewaySecret,
        passes,
        format!("The Secret {name} in istio-system holds the client CA under the key cacert."),
        format!(
            "No Secret {name} in istio-system holds the client CA under the key cacert, so every client would be refused, or checked against the wrong CA."
        ),
    )
}

fn secrets_first(plan: &Plan) -> Check {
    let position = |wanted: fn(&Task) -> bool| {
        plan.guide
            .iter()
            .position(|step| matches!(&step.body, StepBody::Tasks(tasks) if tasks.iter().any(wanted)))
    };
    let secrets = position(|task| matches!(task, Task::Secret(_)));
    let gateway = position(|task| matches!(task, Task::Apply(manifest) if manifest.resource.kind() == "Gateway"));
    let passes = matches!((secrets, gateway), (Some(secrets), Some(gateway)) if secrets < gateway);
    check(
        "Secrets come before the Gateway",
        Field::GatewaySecret,
        passes,
        "The gateway knows whom to trust from its first moment.".to_owned(),
        "The Gateway would be applied before its Secrets and be up without knowing whom to trust.".to_owned(),
    )
}

fn gateway_reference(gateway: &Gateway, rule: &APIRule) -> Check {
    let reference = &rule.spec.gateway;
    let passes =
        reference.name == gateway.metadata.name && Some(&reference.namespace) == gateway.metadata.namespace.as_ref();
    check(
        "The APIRule names the Gateway",
        Field::GatewayName,
        passes,
        format!("gateway: {}/{}", reference.namespace, reference.name),
        format!(
            "{}/{} is not the Gateway of this plan, so the APIRule would end in an error.",
            reference.namespace, reference.name
        ),
    )
}

/// For the sample, that the APIRule points at its Service; for the user's own, a reminder of what cannot be checked here.
fn service(plan: &Plan, rule: &APIRule) -> Option<Check> {
    let target = &rule.spec.service;
    let ours = plan.manifests.iter().find_map(|manifest| match &manifest.resource {
        Resource::Service(service) => Some(service),
        _ => None,
    });
    Some(match ours {
        Some(service) => check(
            "The APIRule reaches the workload",
            Field::WorkloadName,
            service.metadata.name.as_str() == target.name.as_str()
                && service.spec.ports.iter().any(|port| port.port == target.port),
            format!("It points at port {} of the Service {}.", target.port, target.name),
            format!(
                "No port {} of a Service {} is made, so calls would end with status 503.",
                target.port, target.name
            ),
        ),
        None => Check {
            title: "Your Service is yours to check",
            outcome: Outcome::Warning,
            detail: format!(
                "{} must exist with port {} and a selector, and its pods need the Istio sidecar; without, API Gateway refuses the APIRule.",
                target.name, target.port
            ),
            field: Some(Field::ServiceName),
        },
    })
}
