//! Whether Gateway, certificate and APIRule speak of the same hosts.

use super::{Check, Outcome, Route, check, gateways};
use crate::locale::say;
use crate::pki::issuance::Request;
use crate::pki::name::SubjectAltName;
use crate::plan::Plan;
use crate::plan::certificates::SERVER;
use crate::plan::resource::gateway::Gateway;
use crate::wizard::Field;

/// Whether `pattern`, a host that may begin with `*.`, covers `host`. A Gateway's wildcard covers any depth, a
/// certificate's (RFC 6125 section 6.4.3) exactly one label.
pub(super) fn covers(pattern: &str, host: &str, one_label: bool) -> bool {
    match pattern.strip_prefix("*.") {
        Some(suffix) => host
            .strip_suffix(suffix)
            .and_then(|rest| rest.strip_suffix('.'))
            .is_some_and(|rest| !rest.is_empty() && (!one_label || !rest.contains('.'))),
        None => pattern == host,
    }
}

pub(super) fn host_under_gateway(gateway: &Gateway, route: &Route<'_>) -> Check {
    let hosts = || gateway.hosts();
    let outside = route
        .hosts
        .iter()
        .find(|host| !hosts().any(|pattern| covers(pattern.as_str(), host.as_str(), false)));
    let served = hosts().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let all = route.hosts();
    check(
        say!("The workload’s host lies under the Gateway"),
        Field::WorkloadName,
        outside.is_none() && !route.hosts.is_empty(),
        say!("{all} is one of {served}.", all, served),
        say!(
            "The Gateway serves {served} only. API Gateway does not notice, but calls to {all} would end in a TLS error or 404.",
            served,
            all
        ),
    )
}

/// `None` where the names in the certificate are not known here.
pub(super) fn certificate_covers_host(plan: &Plan, route: &Route<'_>) -> Option<Check> {
    let names = match &plan.server_names {
        Some(names) => names.iter().map(String::as_str).collect(),
        None => dns_names(request(plan, SERVER)?),
    };
    let uncovered = route
        .hosts
        .iter()
        .find(|host| !names.iter().any(|name| covers(name, host.as_str(), true)));
    let listed = names.join(", ");
    Some(check(
        say!("The gateway’s certificate covers the host"),
        Field::WorkloadName,
        uncovered.is_none(),
        say!(
            "It is issued for {listed}; a wildcard in a certificate covers one level.",
            listed
        ),
        say!(
            "It is issued for {listed}, and a wildcard in a certificate covers one level only, so clients would refuse the server.",
            listed
        ),
    ))
}

/// The route names a Gateway of the plan.
pub(super) fn known_gateway(plan: &Plan, route: &Route<'_>) -> Check {
    let known = gateways(plan).any(|(gateway, _)| route.is_on(gateway));
    let named = route.gateways.join(", ");
    check(
        say!("The route names the Gateway"),
        Field::GatewayName,
        known,
        say!(
            "The {kind} {name} is on {named}.",
            kind = route.kind,
            name = route.name,
            named
        ),
        say!(
            "{named} is not the Gateway of this plan, so the {kind} would lead nowhere.",
            named,
            kind = route.kind
        ),
    )
}

pub(super) fn dns_names(request: &Request) -> Vec<&str> {
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
pub(super) fn apart_from_kyma_gateway(plan: &Plan, gateway: &Gateway) -> Check {
    if plan.domains.parent == plan.domains.subdomain {
        return Check {
            title: say!("No conflict with Kyma’s own gateway"),
            outcome: Outcome::Warning,
            detail: say!(
                "kyma-gateway serves the hosts of your cluster’s default domain. If that is {parent}, Istio would give the host to one of the \
                 two: take a domain of your own.",
                parent = plan.domains.parent
            ),
            field: Some(Field::ParentDomain),
        };
    }
    let taken = format!("*.{}", plan.domains.parent);
    let passes = !gateway.hosts().any(|host| host.as_str() == taken);
    check(
        say!("No conflict with Kyma’s own gateway"),
        Field::SubdomainPrefix,
        passes,
        say!(
            "Where {parent} is the cluster’s default domain, kyma-gateway serves {taken}; yours has a level of its own.",
            parent = plan.domains.parent,
            taken
        ),
        say!(
            "On a cluster with this default domain, kyma-gateway already serves {taken}. Istio would give the host to one of the two.",
            taken
        ),
    )
}

pub(super) fn request<'a>(plan: &'a Plan, id: &str) -> Option<&'a Request> {
    plan.requests.iter().find(|request| request.id.0 == id)
}
