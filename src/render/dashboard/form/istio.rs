//! Istio's kinds but the Gateway (kyma-project/istio, `config/ui-extensions/{authorizationpolicies,virtualservices}`).

use super::{added, field, metadata, number, pairs, section};
use crate::plan::names::DnsName;
use crate::plan::resource::policy::{AuthorizationPolicy, Condition, From, PolicyRule, To};
use crate::plan::resource::virtual_service::{HttpMatch, HttpRoute, RouteDestination, VirtualService};
use crate::render::dashboard::Entry;

/// A list of plain values: one field per value, below its label.
fn values<'a>(label: &'static str, values: impl IntoIterator<Item = &'a str>) -> impl Iterator<Item = Entry> {
    values.into_iter().map(move |value| field(label, value))
}

pub fn authorization_policy(policy: &AuthorizationPolicy) -> Vec<Entry> {
    let spec = &policy.spec;
    let labels = spec.selector.match_labels.iter();
    let mut form = metadata(&policy.metadata);
    form.extend(pairs(
        "Selector",
        labels.map(|(key, value)| (key.as_str(), value.as_str())),
    ));
    form.push(field("Action", spec.action));
    form.extend(spec.rules.iter().map(policy_rule));
    form
}

fn policy_rule(rule: &PolicyRule) -> Entry {
    let from = |from: &From| {
        let principals = values("Principals", from.source.principals.iter().copied());
        added("From", vec![section("Source", principals.collect())])
    };
    let to = |to: &To| {
        let hosts = values("Hosts", to.operation.hosts.iter().map(String::as_str));
        added("To", vec![section("Operation", hosts.collect())])
    };
    let when = |condition: &Condition| {
        let mut entries = vec![field("Key", condition.key)];
        entries.extend(values("Values", condition.values.iter().map(String::as_str)));
        added("When", entries)
    };
    let mut entries: Vec<Entry> = rule.from.iter().map(from).collect();
    entries.extend(rule.to.iter().map(to));
    entries.extend(rule.when.iter().map(when));
    added("Rules", entries)
}

pub fn virtual_service(service: &VirtualService) -> Vec<Entry> {
    let spec = &service.spec;
    let mut form = metadata(&service.metadata);
    form.extend(spec.http.iter().map(http_route));
    form.extend(values("Hosts", spec.hosts.iter().map(DnsName::as_str)));
    form.extend(values("Gateways", spec.gateways.iter().map(String::as_str)));
    form
}

fn http_route(route: &HttpRoute) -> Entry {
    let mut entries: Vec<Entry> = route.r#match.iter().map(http_match).collect();
    entries.extend(route.route.iter().map(destination));
    entries.extend(route.timeout.map(|timeout| field("Timeout", timeout)));
    if let Some(headers) = &route.headers {
        let set = pairs("Set", headers.request.set.iter().map(|(name, value)| (*name, *value)));
        let request = section("Request", set.into_iter().collect());
        entries.push(section("Headers", vec![request]));
    }
    added("HTTP", entries)
}

fn http_match(matching: &HttpMatch) -> Entry {
    let mut entries = vec![number("Port", matching.port)];
    entries.extend(values("Gateways", matching.gateways.iter().copied()));
    added("Matches", entries)
}

fn destination(route: &RouteDestination) -> Entry {
    let destination = &route.destination;
    let mut entries = vec![field("Host", &destination.host)];
    entries.extend(destination.subset.map(|subset| field("Subset", subset)));
    entries.push(number("Port Number", destination.port.number));
    added("Routes", vec![section("Destination", entries)])
}
