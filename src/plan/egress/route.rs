//! The way of a request: from the pod's sidecar to the egress gateway, and from there by mutual TLS to the target.

use super::{Egress, folder};
use crate::plan::answers::Answers;
use crate::plan::builder::Builder;
use crate::plan::names::{DnsName, GatewayHost, Namespace, ResourceName};
use crate::plan::resource::Metadata;
use crate::plan::resource::egress::{
    ClientTls, DestinationRule, DestinationRuleSpec, PortSettings, ServiceEntry, ServiceEntrySpec, Subset,
    TrafficPolicy,
};
use crate::plan::resource::gateway::{Gateway, GatewaySpec, Port, Selector, Server};
use crate::plan::resource::virtual_service::{
    Destination, HttpMatch, HttpRoute, PortSelector, RouteDestination, VirtualService, VirtualServiceSpec,
};

/// The Gateway on the egress gateway's pods.
pub const EGRESS_GATEWAY: &str = "istio-egressgateway";
/// The Service in front of them.
pub const EGRESS_SERVICE: &str = "istio-egressgateway.istio-system.svc.cluster.local";
/// How routes name the sidecars (`networking/v1/virtual_service.proto`, `gateways`).
pub const MESH: &str = "mesh";
/// The name under which the sidecars' route refers to the egress gateway.
const SUBSET: &str = "target";

fn name(answers: &Answers, before: &str, after: &str) -> ResourceName {
    let name = answers.workload.name().as_str();
    let parts: Vec<&str> = [before, name, after]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect();
    ResourceName::joined(&parts)
}

/// Tells the mesh of the target's host.
pub(super) fn known_host(builder: &mut Builder, answers: &Answers) {
    let host = &answers.domains.workload;
    let name = name(answers, "", "");
    let task = builder.apply(ServiceEntry {
        metadata: Metadata::namespaced(name.clone(), &answers.namespace),
        spec: ServiceEntrySpec {
            hosts: vec![host.clone()],
            ports: vec![Port::HTTP, Port::HTTPS],
            resolution: "DNS",
        },
    });
    builder.tasks(
        "service-entry",
        format!("Make {host} known with the ServiceEntry {name}"),
        "Istio routes what it knows. Both ports are named: pods call port 80, the egress gateway calls port 443. The proxies look the \
         host up in DNS, so it must resolve to the target's gateway in this cluster too."
            .to_owned(),
        vec![task],
        format!("`serviceentry.networking.istio.io/{name} created`."),
    );
}

/// Sends the host's requests to the egress gateway, and from there to the host.
pub(super) fn through_gateway(builder: &mut Builder, answers: &Answers) {
    let (host, namespace) = (&answers.domains.workload, &answers.namespace);
    let tasks = vec![
        builder.apply(Gateway {
            metadata: Metadata::namespaced(ResourceName::literal(EGRESS_GATEWAY), namespace),
            spec: GatewaySpec {
                selector: Selector::EGRESS,
                servers: vec![Server {
                    port: Port::HTTP,
                    tls: None,
                    hosts: vec![GatewayHost::exact(host)],
                }],
            },
        }),
        builder.apply(DestinationRule {
            metadata: Metadata::namespaced(name(answers, "egressgateway-for", ""), namespace),
            spec: DestinationRuleSpec {
                host: EGRESS_SERVICE.to_owned(),
                export_to: Vec::new(),
                subsets: vec![Subset { name: SUBSET }],
                traffic_policy: None,
            },
        }),
        builder.apply(virtual_service(answers)),
    ];
    builder.tasks(
        "egress-route",
        "Lead requests through the egress gateway".to_owned(),
        format!(
            "The Gateway opens port 80 of the egress gateway for `{host}`. The VirtualService has two parts: sidecars send the host's \
             requests to the egress gateway, and the egress gateway sends them to port 443 of the host."
        ),
        tasks,
        "A Gateway, a DestinationRule and a VirtualService are `created`.".to_owned(),
    );
}

fn virtual_service(answers: &Answers) -> VirtualService {
    let host = &answers.domains.workload;
    let route = |from, destination| HttpRoute {
        r#match: vec![HttpMatch {
            gateways: vec![from],
            port: Port::HTTP.number,
        }],
        headers: None,
        route: vec![RouteDestination { destination }],
        timeout: None,
    };
    let to_gateway = Destination {
        host: EGRESS_SERVICE.to_owned(),
        subset: Some(SUBSET),
        port: PortSelector {
            number: Port::HTTP.number,
        },
    };
    let to_target = Destination {
        host: host.to_string(),
        subset: None,
        port: PortSelector {
            number: Port::HTTPS.number,
        },
    };
    VirtualService {
        metadata: Metadata::namespaced(name(answers, "direct", "through-egress-gateway"), &answers.namespace),
        spec: VirtualServiceSpec {
            hosts: vec![host.clone()],
            gateways: vec![EGRESS_GATEWAY.to_owned(), MESH.to_owned()],
            http: vec![route(MESH, to_gateway), route(EGRESS_GATEWAY, to_target)],
        },
    }
}

/// Makes the egress gateway speak mutual TLS to the target.
pub(super) fn mutual_tls(builder: &mut Builder, answers: &Answers, egress: &Egress) {
    let host = &answers.domains.workload;
    let name = ResourceName::joined(&[folder(answers).as_str()]);
    let task = builder.apply(DestinationRule {
        // Beside the egress gateway, which alone has the credential; sidecars leave the rule alone.
        metadata: Metadata::namespaced(name.clone(), &Namespace::istio_system()),
        spec: DestinationRuleSpec {
            host: host.to_string(),
            export_to: vec!["."],
            subsets: Vec::new(),
            traffic_policy: Some(TrafficPolicy {
                port_level_settings: vec![PortSettings {
                    port: PortSelector {
                        number: Port::HTTPS.number,
                    },
                    tls: client_tls(egress, host),
                }],
            }),
        },
    });
    builder.tasks(
        "mutual-tls",
        "Show the client's certificate to the target".to_owned(),
        format!(
            "On port 443 of `{host}` the egress gateway speaks mutual TLS with the credential `{}`. `sni` tells the target which host \
             is meant. `subjectAltNames` compares the names in the target's certificate: without it, every server with a \
             certificate of the same authority would be believed.",
            egress.credential
        ),
        vec![task],
        format!("`destinationrule.networking.istio.io/{name} created`."),
    );
}

fn client_tls(egress: &Egress, host: &DnsName) -> ClientTls {
    ClientTls {
        mode: "MUTUAL",
        credential_name: egress.credential.clone(),
        sni: host.clone(),
        subject_alt_names: vec![host.clone()],
    }
}
