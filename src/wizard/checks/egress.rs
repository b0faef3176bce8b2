//! Whether two clusters fit together: what the egress gateway asks for and shows is what the target has and demands.

use super::hosts::{covers, dns_names, request};
use super::{Check, check, routes};
use crate::locale::say;
use crate::plan::Plan;
use crate::plan::certificates::{SERVER, SERVER_ROOT_CA, certificate_path};
use crate::plan::cluster::{Clusters, Role};
use crate::plan::egress::{EGRESS_GATEWAY, EGRESS_SERVICE, MESH};
use crate::plan::names::DnsName;
use crate::plan::resource::Resource;
use crate::plan::resource::egress::{ClientTls, DestinationRule};
use crate::plan::resource::network_policy::{NetworkPolicy, Peer};
use crate::plan::resource::virtual_service::{Destination, VirtualService};
use crate::plan::task::SecretContent;
use crate::wizard::Field;

/// What there is to say about a plan for two clusters.
pub(super) fn checks(plan: &Plan) -> Vec<Check> {
    let Clusters::Two { target, egress } = &plan.clusters else {
        return Vec::new();
    };
    let differ = check(
        say!("The two clusters are two"),
        Field::EgressContext,
        target != egress,
        say!(
            "{target} is called, {egress} calls. The scripts also compare the clusters themselves.",
            target,
            egress
        ),
        say!(
            "{target} is named for both, so everything would be made on one cluster.",
            target
        ),
    );
    let tls = client_tls(plan);
    let mut checks = vec![differ, places(plan), same_host(plan), way(plan)];
    checks.push(credential(plan, tls));
    checks.push(server_name(plan, tls));
    checks.push(identity(plan, tls));
    checks.extend(egress_resources(plan).filter_map(|resource| match resource {
        Resource::NetworkPolicy(policy) => Some(still_reached(policy)),
        _ => None,
    }));
    checks
}

fn egress_resources(plan: &Plan) -> impl Iterator<Item = &Resource> {
    let manifests = plan
        .manifests
        .iter()
        .filter(|manifest| manifest.cluster == Role::Egress);
    manifests.map(|manifest| &manifest.resource)
}

fn rules(plan: &Plan) -> impl Iterator<Item = &DestinationRule> {
    egress_resources(plan).filter_map(|resource| match resource {
        Resource::DestinationRule(rule) => Some(rule),
        _ => None,
    })
}

/// How the egress gateway speaks to port 443 of the host that the rule is for.
fn client_tls(plan: &Plan) -> Option<&ClientTls> {
    let policies = rules(plan).filter_map(|rule| rule.spec.traffic_policy.as_ref());
    let mut settings = policies.flat_map(|policy| &policy.port_level_settings);
    settings
        .find(|settings| settings.port.number == 443)
        .map(|settings| &settings.tls)
}

fn places(plan: &Plan) -> Check {
    let wrong = plan.manifests.iter().find(|manifest| {
        let place = match &manifest.resource {
            Resource::APIRule(_) | Resource::AuthorizationPolicy(_) | Resource::Service(_) => Role::Target,
            Resource::Gateway(gateway) if gateway.tls().next().is_some() => Role::Target,
            Resource::Gateway(_)
            | Resource::Istio(_)
            | Resource::Telemetry(_)
            | Resource::ServiceEntry(_)
            | Resource::DestinationRule(_)
            | Resource::NetworkPolicy(_) => Role::Egress,
            _ => manifest.cluster,
        };
        place != manifest.cluster
    });
    check(
        say!("Everything is made on its own cluster"),
        Field::TargetContext,
        wrong.is_none(),
        say!("What serves is made on the target, what calls on the egress cluster.").to_owned(),
        say!(
            "{which} would be made on the wrong cluster, where it changes nothing or opens what should be closed.",
            which = wrong.map(crate::plan::Manifest::file_name).unwrap_or_default()
        ),
    )
}

/// The host that the target serves, if it serves one.
fn target_host(plan: &Plan) -> Option<&DnsName> {
    routes::routes(plan).find_map(|route| route.hosts.first())
}

fn same_host(plan: &Plan) -> Check {
    let host = target_host(plan).map(DnsName::as_str).unwrap_or_default();
    let is_it = |text: &str| text == host;
    let other = egress_resources(plan).find(|resource| {
        let same = match resource {
            Resource::ServiceEntry(entry) => entry.spec.hosts.iter().all(|name| is_it(name.as_str())),
            Resource::VirtualService(service) => service.spec.hosts.iter().all(|name| is_it(name.as_str())),
            Resource::Gateway(gateway) => {
                let mut hosts = gateway.hosts();
                hosts.all(|name| is_it(name.as_str()))
            }
            Resource::DestinationRule(rule) if rule.spec.traffic_policy.is_some() => is_it(&rule.spec.host),
            _ => true,
        };
        !same
    });
    check(
        say!("Both clusters mean the same host"),
        Field::WorkloadName,
        other.is_none() && !host.is_empty(),
        say!(
            "ServiceEntry, Gateway, VirtualService and DestinationRule of the egress cluster are for {host}, which the target serves.",
            host
        ),
        say!(
            "The {which} of the egress cluster is for another host than {host}, so requests would not reach the target.",
            which = other.map(Resource::kind).unwrap_or_default(),
            host
        ),
    )
}

/// From the sidecars to the egress gateway, and from there to port 443 of the host.
fn way(plan: &Plan) -> Check {
    let leads = |service: &VirtualService, from: &str, to: &dyn Fn(&Destination) -> bool| {
        service.spec.gateways.iter().any(|gateway| gateway == from)
            && service.spec.http.iter().any(|route| {
                let mut matches = route.r#match.iter();
                let mut route = route.route.iter();
                matches.any(|part| part.port == 80 && part.gateways.contains(&from))
                    && route.any(|destination| to(&destination.destination))
            })
    };
    let has_subset = |wanted: Option<&'static str>| {
        let mut rules = rules(plan).filter(|rule| rule.spec.host == EGRESS_SERVICE);
        wanted.is_none_or(|wanted| rules.any(|rule| rule.spec.subsets.iter().any(|subset| subset.name == wanted)))
    };
    let to_gateway = |to: &Destination| to.host == EGRESS_SERVICE && to.port.number == 80 && has_subset(to.subset);
    let host = target_host(plan).map(DnsName::as_str).unwrap_or_default();
    let to_target = |to: &Destination| to.host == host && to.port.number == 443;
    let knows = |port| {
        egress_resources(plan).any(|resource| match resource {
            Resource::ServiceEntry(entry) => entry.spec.ports.iter().any(|one| one.number == port),
            _ => false,
        })
    };
    let passes = egress_resources(plan).any(|resource| match resource {
        Resource::VirtualService(service) => {
            leads(service, MESH, &to_gateway) && leads(service, EGRESS_GATEWAY, &to_target)
        }
        _ => false,
    });
    check(
        say!("Requests go through the egress gateway"),
        Field::WorkloadName,
        passes && knows(80) && knows(443),
        say!("Sidecars send port 80 of the host to the egress gateway, which sends it to port 443.").to_owned(),
        say!("A part of the way from the sidecars to the egress gateway to the target is missing, so requests would end with 503 or go around it.")
            .to_owned(),
    )
}

fn credential(plan: &Plan, tls: Option<&ClientTls>) -> Check {
    let name = tls.map(|tls| tls.credential_name.as_str()).unwrap_or_default();
    let wanted: Vec<[(&str, String); 3]> = plan
        .verification
        .clients
        .iter()
        .map(|client| {
            [
                ("ca.crt", certificate_path(SERVER_ROOT_CA)),
                ("tls.crt", client.certificate()),
                ("tls.key", client.key()),
            ]
        })
        .collect();
    let passes = plan.secrets().any(|(cluster, secret)| match &secret.content {
        SecretContent::Files(files) => {
            cluster == Role::Egress
                && secret.name.as_str() == name
                && secret.namespace.as_str() == "istio-system"
                && wanted
                    .iter()
                    .any(|wanted| wanted.iter().all(|entry| files.contains(entry)))
        }
        SecretContent::Tls { .. } => false,
    });
    check(
        say!("The egress gateway finds the client’s certificate"),
        Field::ClientCredential,
        passes && tls.is_some_and(|tls| tls.mode == "MUTUAL"),
        say!(
            "credentialName is {name}, and the Secret {name} in istio-system of the egress cluster has tls.crt, tls.key and the server CA as ca.crt.",
            name
        ),
        say!(
            "No Secret {name} with tls.crt, tls.key and the server CA as ca.crt is made in istio-system of the egress cluster, so every request would end with 503.",
            name
        ),
    )
}

fn server_name(plan: &Plan, tls: Option<&ClientTls>) -> Check {
    let sni = tls.map(|tls| tls.sni.as_str()).unwrap_or_default();
    let mut hosts = super::gateways(plan).flat_map(|(gateway, _)| gateway.hosts());
    let served = hosts.any(|host| covers(host.as_str(), sni, false));
    check(
        say!("The target knows the server name"),
        Field::WorkloadName,
        served && target_host(plan).is_some_and(|host| host.as_str() == sni),
        say!(
            "The egress gateway asks for {sni}, which the target’s Gateway serves.",
            sni
        ),
        say!(
            "The egress gateway asks for {sni}, which the target does not serve: it would end the connection.",
            sni
        ),
    )
}

/// Envoy compares each name with the certificate's, whose wildcards cover one label.
fn identity(plan: &Plan, tls: Option<&ClientTls>) -> Check {
    let names = match (&plan.server_names, request(plan, SERVER)) {
        (Some(names), _) => names.iter().map(String::as_str).collect(),
        (None, Some(request)) => dns_names(request),
        (None, None) => Vec::new(),
    };
    let wanted = tls.map(|tls| tls.subject_alt_names.as_slice()).unwrap_or_default();
    let has = |wanted: &DnsName| names.iter().any(|name| covers(name, wanted.as_str(), true));
    let listed = names.join(", ");
    check(
        say!("The target’s identity is checked"),
        Field::WorkloadName,
        !wanted.is_empty() && wanted.iter().all(has),
        say!(
            "subjectAltNames is covered by the names in the target’s certificate: {listed}.",
            listed
        ),
        say!(
            "subjectAltNames is empty, or not among the names in the target’s certificate ({listed}): the egress gateway would believe any server of the CA, or none.",
            listed
        ),
    )
}

fn still_reached(policy: &NetworkPolicy) -> Check {
    let opens = |wanted: &str, port: Option<u16>| {
        policy.spec.egress.iter().any(|rule| {
            let to_port =
                rule.ports.is_empty() || port.is_some_and(|port| rule.ports.iter().any(|one| one.port == port));
            let mut namespaces = rule.to.iter().filter_map(|peer| match peer {
                Peer::Pods { namespace_selector } => namespace_selector.match_labels.get("kubernetes.io/metadata.name"),
                Peer::Addresses { .. } => None,
            });
            to_port && namespaces.any(|name| name == wanted)
        })
    };
    check(
        say!("The NetworkPolicy leaves the egress gateway open"),
        Field::EgressOnly,
        opens("istio-system", None) && opens("kube-system", Some(53)),
        say!("Pods may ask for names and call Istio’s namespace, and nothing else.").to_owned(),
        say!("Pods could not ask for names or not reach Istio, so no request would leave them.").to_owned(),
    )
}
