//! Checks across artifacts, made on the plan itself before anything is applied: what would fail on the cluster, and why.

use super::Field;
use crate::pki::issuance::Request;
use crate::pki::name::SubjectAltName;
use crate::pki::profile::Profile;
use crate::plan::Plan;
use crate::plan::certificates::{CLIENT_ROOT_CA, SERVER, SERVER_CHAIN_PATH, certificate_path, key_path};
use crate::plan::guide::StepBody;
use crate::plan::ingress::CACERT_SUFFIX;
use crate::plan::resource::Resource;
use crate::plan::resource::apirule::APIRule;
use crate::plan::resource::gateway::Gateway;
use crate::plan::task::{SecretContent, SecretFromFiles, Task};

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
        host_under_gateway(gateway, rule),
        certificate_covers_host(plan, rule),
        apart_from_kyma_gateway(plan, gateway),
        gateway_reference(gateway, rule),
        purposes(plan),
        chains(plan),
        distinct_authorities(plan),
    ];
    checks.extend(service(plan, rule));
    checks
}

fn secrets(plan: &Plan) -> impl Iterator<Item = &SecretFromFiles> {
    plan.guide
        .iter()
        .flat_map(|step| match &step.body {
            StepBody::Tasks(tasks) => tasks.as_slice(),
            _ => &[],
        })
        .filter_map(|task| match task {
            Task::Secret(secret) => Some(secret),
            _ => None,
        })
}

fn credential(plan: &Plan, gateway: &Gateway) -> Check {
    let name = gateway.spec.servers.first().map(|server| &server.tls.credential_name);
    let content = SecretContent::Tls {
        certificate: SERVER_CHAIN_PATH.to_owned(),
        key: key_path(SERVER),
    };
    let passes = secrets(plan).any(|secret| {
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
    let passes = secrets(plan).any(|secret| {
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

/// Whether `pattern`, a host that may begin with `*.`, covers `host`. A Gateway's wildcard covers any depth, a
/// certificate's (RFC 6125 section 6.4.3) exactly one label.
fn covers(pattern: &str, host: &str, one_label: bool) -> bool {
    match pattern.strip_prefix("*.") {
        Some(suffix) => host
            .strip_suffix(suffix)
            .and_then(|rest| rest.strip_suffix('.'))
            .is_some_and(|rest| !rest.is_empty() && (!one_label || !rest.contains('.'))),
        None => pattern == host,
    }
}

fn host_under_gateway(gateway: &Gateway, rule: &APIRule) -> Check {
    let hosts = || gateway.spec.servers.iter().flat_map(|server| &server.hosts);
    let outside = rule
        .spec
        .hosts
        .iter()
        .find(|host| !hosts().any(|pattern| covers(pattern.as_str(), host.as_str(), false)));
    let served = hosts().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let all = rule
        .spec
        .hosts
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(", ");
    check(
        "The workload's host lies under the Gateway",
        Field::WorkloadName,
        outside.is_none() && !rule.spec.hosts.is_empty(),
        format!("{all} is one of {served}."),
        format!(
            "The Gateway serves {served} only. API Gateway does not notice, but calls to {all} would end in a TLS error or 404."
        ),
    )
}

fn certificate_covers_host(plan: &Plan, rule: &APIRule) -> Check {
    let names = request(plan, SERVER)
        .map(|request| dns_names(request))
        .unwrap_or_default();
    let uncovered = rule
        .spec
        .hosts
        .iter()
        .find(|host| !names.iter().any(|name| covers(name, host.as_str(), true)));
    let listed = names.join(", ");
    check(
        "The gateway's certificate covers the host",
        Field::WorkloadName,
        uncovered.is_none(),
        format!("It is issued for {listed}; a wildcard in a certificate covers one level."),
        format!(
            "It is issued for {listed}, and a wildcard in a certificate covers one level only, so clients would refuse the server."
        ),
    )
}

fn dns_names(request: &Request) -> Vec<&str> {
    let name = |name: &'_ SubjectAltName| matches!(name, SubjectAltName::Dns(_));
    request
        .subject_alt_names
        .iter()
        .filter(|san| name(san))
        .filter_map(|san| match san {
            SubjectAltName::Dns(dns) => Some(dns.as_str()),
            _ => None,
        })
        .collect()
}

/// `kyma-gateway` owns `*.` of the parent domain; two Gateways with one host on one port conflict.
fn apart_from_kyma_gateway(plan: &Plan, gateway: &Gateway) -> Check {
    let parent = plan
        .answers
        .get(Field::ParentDomain.spec().id)
        .map(String::as_str)
        .unwrap_or_default();
    let taken = format!("*.{}", parent.trim().trim_end_matches('.').to_lowercase());
    let passes = !gateway
        .spec
        .servers
        .iter()
        .flat_map(|server| &server.hosts)
        .any(|host| host.as_str() == taken);
    check(
        "No conflict with Kyma's own gateway",
        Field::SubdomainPrefix,
        passes,
        format!("kyma-gateway serves {taken}; yours has a level of its own."),
        format!("kyma-gateway already serves {taken}. Istio would give the host to one of the two."),
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

fn request<'a>(plan: &'a Plan, id: &str) -> Option<&'a Request> {
    plan.requests.iter().find(|request| request.id.0 == id)
}

fn issuer<'a>(plan: &'a Plan, request: &Request) -> Option<&'a Request> {
    request
        .issuer
        .as_ref()
        .and_then(|id| plan.requests.iter().find(|other| other.id == *id))
}

/// The server's certificate comes from one authority and serves only, the clients' from the other and call only.
fn purposes(plan: &Plan) -> Check {
    let signed_by = |request: &Request, id: &str| request.issuer.as_ref().is_some_and(|issuer| issuer.0 == id);
    let wrong = plan.requests.iter().find(|request| match request.profile {
        Profile::RootCa => request.issuer.is_some(),
        Profile::Server => signed_by(request, CLIENT_ROOT_CA),
        Profile::Client => !signed_by(request, CLIENT_ROOT_CA),
    });
    check(
        "Each certificate has one purpose",
        Field::ClientCommonName,
        wrong.is_none(),
        "The gateway's says serverAuth, the client's clientAuth, and different authorities sign them.".to_owned(),
        format!(
            "{} is signed by the wrong authority, so the gateway would refuse it or let a server's key in.",
            wrong.map(|request| request.title.as_str()).unwrap_or_default()
        ),
    )
}

fn chains(plan: &Plan) -> Check {
    let outlives = plan.requests.iter().find(|request| {
        let ca = issuer(plan, request);
        (request.issuer.is_some() && ca.is_none())
            || ca.is_some_and(|ca| request.validity.not_after() > ca.validity.not_after())
            || !request.profile.allows(&request.validity)
    });
    let end = plan.requests.iter().map(|request| request.validity.not_after()).min();
    check(
        "Validity fits together",
        Field::LeafValidity,
        outlives.is_none(),
        format!(
            "No certificate outlives its CA; the first one ends on {}.",
            end.map(|end| end.date().to_string()).unwrap_or_default()
        ),
        format!(
            "{} outlives its CA or is valid for longer than clients accept.",
            outlives.map(|request| request.title.as_str()).unwrap_or_default()
        ),
    )
}

fn distinct_authorities(plan: &Plan) -> Check {
    let mut subjects: Vec<_> = plan
        .requests
        .iter()
        .filter(|request| request.profile.is_ca())
        .map(|request| format!("{:?}", request.subject))
        .collect();
    let count = subjects.len();
    subjects.sort();
    subjects.dedup();
    check(
        "The two CAs can be told apart",
        Field::ClientCaCommonName,
        subjects.len() == count,
        "Their names differ.".to_owned(),
        "They have the same name, so programs would try the wrong one.".to_owned(),
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
