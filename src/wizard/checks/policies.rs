//! Whether a policy admits exactly the clients that it should.

use super::{Check, check, routes};
use crate::locale::say;
use crate::pki::envoy;
use crate::plan::Plan;
use crate::plan::resource::Resource;
use crate::plan::resource::policy::AuthorizationPolicy;
use crate::plan::restrict::INGRESS_PRINCIPAL;
use crate::plan::verification::Outcome;
use crate::wizard::Field;

/// What there is to say about every policy of the plan.
pub(super) fn checks(plan: &Plan) -> Vec<Check> {
    let policies = plan.manifests.iter().filter_map(|manifest| match &manifest.resource {
        Resource::AuthorizationPolicy(policy) => Some(policy),
        _ => None,
    });
    policies
        .flat_map(|policy| {
            [
                subjects(plan, policy),
                selector(plan, policy),
                principal(policy),
                host_with_port(plan, policy),
            ]
        })
        .collect()
}

/// The values are the subjects of the allowed clients' certificates, and no other's.
fn subjects(plan: &Plan, policy: &AuthorizationPolicy) -> Check {
    let values: Vec<&String> = conditions(policy).collect();
    let subject_of = |client: &crate::plan::verification::Client| {
        let request = plan.requests.iter().find(|request| request.id == client.credential)?;
        Some(envoy::predicted(&request.subject))
    };
    let wrong = plan.verification.clients.iter().find(|client| {
        let listed = subject_of(client).is_some_and(|subject| values.contains(&&subject));
        listed != (client.outcome == Outcome::Admitted)
    });
    let wildcard = values
        .iter()
        .any(|value| value.starts_with('*') || value.ends_with('*'));
    check(
        say!("The policy names the subjects of the allowed clients"),
        Field::AllowedClients,
        wrong.is_none() && !wildcard && !values.is_empty(),
        say!("Its values are what Envoy will write: {list}.", list = join(&values)),
        match wrong {
            Some(client) => say!(
                "It does not treat {folder} as it should: its values are {list}, and Envoy compares the whole subject, letter by letter.",
                folder = client.folder,
                list = join(&values)
            ),
            None => say!("It has no values, or one that Istio reads as a pattern.").to_owned(),
        },
    )
}

fn conditions(policy: &AuthorizationPolicy) -> impl Iterator<Item = &String> {
    policy
        .spec
        .rules
        .iter()
        .flat_map(|rule| &rule.when)
        .flat_map(|condition| &condition.values)
}

fn join(values: &[&String]) -> String {
    values
        .iter()
        .map(|value| value.as_str())
        .collect::<Vec<_>>()
        .join(" | ")
}

/// For the sample, the labels of its pods.
fn selector(plan: &Plan, policy: &AuthorizationPolicy) -> Check {
    let wanted = &policy.spec.selector.match_labels;
    let pods = plan.manifests.iter().find_map(|manifest| match &manifest.resource {
        Resource::Deployment(deployment) => Some(&deployment.spec.template.metadata.labels),
        _ => None,
    });
    let found = |(key, value): (&String, &String)| {
        pods.is_none_or(|labels| labels.get(key.as_str()).is_some_and(|label| label == value))
    };
    let listed: Vec<String> = wanted.iter().map(|(key, value)| format!("{key}={value}")).collect();
    check(
        say!("The policy is for the workload’s pods only"),
        Field::PodLabels,
        !wanted.is_empty() && wanted.iter().all(found),
        say!("It selects the pods with {list}.", list = listed.join(", ")),
        say!("It selects no pods, or every pod of the namespace, and would then deny every other workload there.")
            .to_owned(),
    )
}

fn principal(policy: &AuthorizationPolicy) -> Check {
    let demands = policy.spec.rules.iter().all(|rule| {
        let sources = || rule.from.iter().map(|from| &from.source.principals);
        !rule.from.is_empty() && sources().all(|principals| *principals == [INGRESS_PRINCIPAL])
    });
    check(
        say!("Nobody gets around the gateway"),
        Field::Access,
        demands && !policy.spec.rules.is_empty(),
        say!("Only the ingress gateway, which sets the header itself, is believed.").to_owned(),
        say!("Any pod of the mesh could send the header itself and be let in.").to_owned(),
    )
}

/// Policies compare the whole `Host` header, and some clients put the port into it.
fn host_with_port(plan: &Plan, policy: &AuthorizationPolicy) -> Check {
    let operations = || policy.spec.rules.iter().flat_map(|rule| &rule.to);
    let lists = |host: &String| operations().any(|to| to.operation.hosts.contains(host));
    let missing = routes::routes(plan)
        .flat_map(|route| route.hosts)
        .find(|host| !lists(&host.to_string()) || !lists(&format!("{host}:443")));
    check(
        say!("The policy knows the host with and without its port"),
        Field::WorkloadName,
        missing.is_none(),
        say!("Clients that send the port in the Host header are admitted too.").to_owned(),
        say!(
            "It does not list {which} and {which}:443, so some clients would get 403.",
            which = missing.map(ToString::to_string).unwrap_or_default()
        ),
    )
}
