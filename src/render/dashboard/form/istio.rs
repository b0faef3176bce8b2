//! Istio's kinds (kyma-project/istio, `config/ui-extensions/{gateways,authorizationpolicies,virtualservices}`). A list of
//! plain values has one field per value, below its label.

use super::{Page, Sheet};
use crate::plan::resource::gateway::{Gateway, Server, ServerTls};
use crate::plan::resource::policy::{AuthorizationPolicy, PolicyRule};
use crate::plan::resource::virtual_service::{HttpMatch, HttpRoute, RouteDestination, VirtualService};

/// Whether the form has a field for everything: it has none for what tells clients apart.
pub fn has_fields(gateway: &Gateway) -> bool {
    let mut all = gateway.tls();
    all.all(|tls| *tls == ServerTls::new(tls.mode, tls.credential_name.clone()))
}

pub fn gateway(sheet: &mut Sheet, gateway: &Gateway) -> Page {
    sheet.metadata(&gateway.metadata);
    sheet.section("Selector", |sheet| {
        for (key, value) in gateway.spec.selector.labels() {
            sheet.pair(key, value);
        }
    });
    for server in &gateway.spec.servers {
        sheet.added("Servers", |sheet| self::server(sheet, server));
    }
    "Istio > Gateways"
}

fn server(sheet: &mut Sheet, server: &Server) {
    sheet.section("Port", |sheet| {
        sheet.number("Port Number", server.port.number.into());
        sheet.field("Port Name", server.port.name);
        sheet.field("Protocol", server.port.protocol);
    });
    if let Some(tls) = &server.tls {
        sheet.section("TLS", |sheet| {
            sheet.field("TLS Mode", tls.mode.as_str());
            sheet.field("Credential Name", tls.credential_name.as_str());
        });
    }
    for host in &server.hosts {
        sheet.field("Hosts", host.as_str());
    }
}

pub fn authorization_policy(sheet: &mut Sheet, policy: &AuthorizationPolicy) -> Page {
    sheet.metadata(&policy.metadata);
    sheet.section("Selector", |sheet| {
        for (key, value) in &policy.spec.selector.match_labels {
            sheet.pair(key, value);
        }
    });
    sheet.field("Action", policy.spec.action);
    for rule in &policy.spec.rules {
        sheet.added("Rules", |sheet| policy_rule(sheet, rule));
    }
    "Istio > Authorization Policies"
}

fn policy_rule(sheet: &mut Sheet, rule: &PolicyRule) {
    for from in &rule.from {
        sheet.added("From", |sheet| {
            sheet.section("Source", |sheet| {
                for principal in &from.source.principals {
                    sheet.field("Principals", principal);
                }
            });
        });
    }
    for to in &rule.to {
        sheet.added("To", |sheet| {
            sheet.section("Operation", |sheet| {
                for host in &to.operation.hosts {
                    sheet.field("Hosts", host);
                }
            });
        });
    }
    for condition in &rule.when {
        sheet.added("When", |sheet| {
            sheet.field("Key", condition.key);
            for value in &condition.values {
                sheet.field("Values", value);
            }
        });
    }
}

pub fn virtual_service(sheet: &mut Sheet, service: &VirtualService) -> Page {
    sheet.metadata(&service.metadata);
    for route in &service.spec.http {
        sheet.added("HTTP", |sheet| http_route(sheet, route));
    }
    for host in &service.spec.hosts {
        sheet.field("Hosts", host.as_str());
    }
    for gateway in &service.spec.gateways {
        sheet.field("Gateways", gateway);
    }
    "Istio > Virtual Services"
}

fn http_route(sheet: &mut Sheet, route: &HttpRoute) {
    for matching in &route.r#match {
        sheet.added("Matches", |sheet| http_match(sheet, matching));
    }
    for route in &route.route {
        sheet.added("Routes", |sheet| destination(sheet, route));
    }
    if let Some(timeout) = route.timeout {
        sheet.field("Timeout", timeout);
    }
    if let Some(headers) = &route.headers {
        sheet.section("Headers", |sheet| {
            sheet.section("Request", |sheet| {
                sheet.section("Set", |sheet| {
                    for (name, value) in &headers.request.set {
                        sheet.pair(name, value);
                    }
                });
            });
        });
    }
}

fn http_match(sheet: &mut Sheet, matching: &HttpMatch) {
    sheet.number("Port", matching.port.into());
    for gateway in &matching.gateways {
        sheet.field("Gateways", gateway);
    }
}

fn destination(sheet: &mut Sheet, route: &RouteDestination) {
    let destination = &route.destination;
    sheet.section("Destination", |sheet| {
        sheet.field("Host", &destination.host);
        if let Some(subset) = destination.subset {
            sheet.field("Subset", subset);
        }
        sheet.number("Port Number", destination.port.number.into());
    });
}
