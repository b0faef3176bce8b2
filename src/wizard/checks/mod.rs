//! Checks across artifacts, made on the plan itself before anything is applied: what would fail on the cluster, and why.

mod authorities;
mod certificates;
mod credentials;
mod criteria;
mod egress;
mod exposure;
mod gardener;
mod hosts;
mod own;
mod policies;
mod routes;

use super::Field;
use crate::plan::finding::Finding;
use crate::plan::parts::Parts;
use crate::plan::resource::Resource;
use crate::plan::resource::gateway::{Gateway, ServerTls};
use crate::plan::{Plan, Planned};
use routes::Route;

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

/// All checks that apply to the plan, as its archive tells them.
pub fn findings(plan: &Plan) -> Vec<Finding> {
    told(checks(plan))
}

/// As [`findings`], with or without a cluster.
pub fn findings_of(planned: &Planned) -> Vec<Finding> {
    told(of(planned))
}

fn told(checks: Vec<Check>) -> Vec<Finding> {
    let finding = |check: Check| Finding {
        title: check.title,
        detail: check.detail,
        holds: check.outcome == Outcome::Pass,
    };
    checks.into_iter().map(finding).collect()
}

/// All checks that apply to the plan.
pub fn checks(plan: &Plan) -> Vec<Check> {
    let mut checks = Vec::new();
    for (gateway, tls) in gateways(plan) {
        checks.extend(credentials::checks(plan, tls));
        checks.extend(criteria::clients(plan, tls));
        checks.push(hosts::apart_from_kyma_gateway(plan, gateway));
        checks.extend(own::optional(tls));
        for route in routes::routes(plan).filter(|route| route.is_on(gateway)) {
            checks.push(hosts::host_under_gateway(gateway, &route));
            checks.extend(hosts::certificate_covers_host(plan, &route));
        }
    }
    for route in routes::routes(plan) {
        checks.push(hosts::known_gateway(plan, &route));
        checks.push(routes::service(plan, &route));
    }
    checks.push(routes::one_owner(plan));
    checks.extend(gardener::checks(plan));
    checks.extend(exposure::checks(plan));
    checks.extend(policies::checks(plan));
    checks.extend(egress::checks(plan));
    checks.extend(own::checks(plan));
    checks.extend(of_certificates(&plan.parts()));
    checks
}

/// All checks that apply, with or without a cluster.
pub fn of(planned: &Planned) -> Vec<Check> {
    match planned {
        Planned::Gateway(plan) => checks(plan),
        Planned::Certificates(plan) => {
            let mut checks = authorities::checks(&plan.parts());
            checks.extend(of_certificates(&plan.parts()));
            checks
        }
    }
}

fn of_certificates(parts: &Parts<'_>) -> Vec<Check> {
    let mut checks = Vec::new();
    if !parts.requests.is_empty() {
        checks.push(certificates::purposes(parts));
        checks.push(certificates::chains(parts));
    }
    checks.extend(certificates::distinct_authorities(parts));
    checks.extend(certificates::distinct_clients(parts));
    checks.extend(certificates::asked_for_more(parts));
    checks
}

/// The Gateways that end TLS, each with how it does.
fn gateways(plan: &Plan) -> impl Iterator<Item = (&Gateway, &ServerTls)> {
    plan.manifests.iter().filter_map(|manifest| match &manifest.resource {
        Resource::Gateway(gateway) => {
            let tls = gateway.tls().next()?;
            Some((gateway, tls))
        }
        _ => None,
    })
}
