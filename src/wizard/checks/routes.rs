//! What leads from a Gateway to a workload, be it an APIRule or a VirtualService.

use super::{Check, Outcome, check};
use crate::locale::say;
use crate::plan::Plan;
use crate::plan::names::DnsName;
use crate::plan::resource::Resource;
use crate::plan::resource::gateway::Gateway;
use crate::wizard::Field;

/// One resource that routes hosts.
pub(super) struct Route<'a> {
    pub kind: &'static str,
    pub name: &'a str,
    pub hosts: &'a [DnsName],
    /// `namespace/name`.
    pub gateways: Vec<String>,
    /// The Service and its port.
    pub service: (&'a str, u16),
}

impl Route<'_> {
    pub fn is_on(&self, gateway: &Gateway) -> bool {
        self.gateways.contains(&reference(gateway))
    }

    pub fn hosts(&self) -> String {
        self.hosts
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(", ")
    }
}

/// `namespace/name` of a Gateway.
pub(super) fn reference(gateway: &Gateway) -> String {
    format!("{}/{}", gateway.metadata.namespace_name(), gateway.metadata.name)
}

/// The routes of the plan that lead from an ingress gateway.
pub(super) fn routes(plan: &Plan) -> impl Iterator<Item = Route<'_>> {
    plan.manifests.iter().filter_map(|manifest| match &manifest.resource {
        Resource::APIRule(rule) => Some(Route {
            kind: "APIRule",
            name: rule.metadata.name.as_str(),
            hosts: &rule.spec.hosts,
            gateways: vec![rule.spec.gateway.to_string()],
            service: (rule.spec.service.name.as_str(), rule.spec.service.port),
        }),
        Resource::VirtualService(service) if service.spec.gateways.iter().all(|gateway| gateway.contains('/')) => {
            let destination = &service.spec.http.first()?.route.first()?.destination;
            Some(Route {
                kind: say!("VirtualService"),
                name: service.metadata.name.as_str(),
                hosts: &service.spec.hosts,
                gateways: service.spec.gateways.clone(),
                service: (
                    destination.host.split('.').next().unwrap_or_default(),
                    destination.port.number,
                ),
            })
        }
        _ => None,
    })
}

/// API Gateway refuses a host that another route has; Istio would merge the two in an order that nobody chose.
pub(super) fn one_owner(plan: &Plan) -> Check {
    let mut taken: Vec<&DnsName> = Vec::new();
    let mut twice = None;
    for route in routes(plan) {
        for host in route.hosts {
            if taken.contains(&host) {
                twice = Some((host, route.kind, route.name));
            }
            taken.push(host);
        }
    }
    check(
        say!("Each host has one owner"),
        Field::WorkloadName,
        twice.is_none() && !taken.is_empty(),
        say!("No two resources route the same host. What is on the cluster already cannot be seen from here.")
            .to_owned(),
        match twice {
            Some((host, kind, name)) => say!(
                "The {kind} {name} routes {host}, which another resource routes too: “Host is occupied by another Virtual Service”.",
                kind,
                name,
                host
            ),
            None => say!("Nothing leads from the Gateway to a workload, so every call would end with 404.").to_owned(),
        },
    )
}

/// For the sample, that the route points at its Service; for the user's own, a reminder of what cannot be checked here.
pub(super) fn service(plan: &Plan, route: &Route<'_>) -> Check {
    let (name, port) = route.service;
    let mut ours = plan.manifests.iter().filter_map(|manifest| match &manifest.resource {
        Resource::Service(service) => Some(service),
        _ => None,
    });
    let Some(service) = ours.next() else {
        return Check {
            title: say!("Your Service is yours to check"),
            outcome: Outcome::Warning,
            detail: say!(
                "{name} must exist with port {port} and a selector, and its pods need the Istio sidecar; without, API Gateway refuses the APIRule, and policies have no effect.",
                name,
                port
            ),
            field: Some(Field::ServiceName),
        };
    };
    let serves = |service: &crate::plan::resource::core::Service| {
        service.metadata.name.as_str() == name && service.spec.ports.iter().any(|own| own.port == port)
    };
    check(
        say!("The route reaches the workload"),
        Field::WorkloadName,
        serves(service) || ours.any(serves),
        say!(
            "The {kind} points at port {port} of the Service {name}.",
            kind = route.kind,
            port,
            name
        ),
        say!(
            "No port {port} of a Service {name} is made, so calls would end with status 503.",
            port,
            name
        ),
    )
}
