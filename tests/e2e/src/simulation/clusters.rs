//! Where proxies send requests: Services and ServiceEntries as Envoy's clusters.
//!
//! Source: istio/istio, `pilot/pkg/networking/core/{cluster.go,cluster_tls.go}`.

use super::objects::{ClientTls, Destination, DestinationRule, Object, Service, ServiceEntry};
use super::policies::ROOT_NAMESPACE;
use super::snapshot::{Pod, Snapshot};
use super::{Translator, hosts};
use crate::gateway::address;
use anyhow::{Result, bail};
use serde_json::{Value, json};

/// A proxy that sends requests: a gateway or a sidecar.
#[derive(Debug, Clone)]
pub(super) struct Caller {
    pub namespace: String,
    /// Its identity; also what its clusters' names start with.
    pub principal: String,
}

impl Caller {
    /// The proxy of a pod.
    pub fn of(pod: &Pod) -> Self {
        Self {
            namespace: pod.namespace.clone(),
            principal: pod.principal(),
        }
    }
}

/// Where requests go, and how.
struct Upstream {
    /// No endpoint means 503, as for a Service without ready pods.
    endpoint: Option<Value>,
    transport: Option<Value>,
}

impl Upstream {
    const NOWHERE: Upstream = Upstream {
        endpoint: None,
        transport: None,
    };
}

impl Translator<'_> {
    /// The cluster that a route leads to, made if need be. `namespace` is that of the VirtualService.
    ///
    /// # Errors
    /// The way there is not simulated.
    pub fn destination(&mut self, caller: &Caller, destination: &Destination, namespace: &str) -> Result<String> {
        let host = hosts::full_name(&destination.host, namespace);
        let port = match (&destination.port, self.snapshot.service(&host)) {
            (Some(port), _) => port.number,
            // A Service with a single port needs no port in the route.
            (None, Some(service)) if service.spec.ports.len() == 1 => service.spec.ports[0].port,
            (None, _) => bail!("the destination {host} names no port"),
        };
        let subset = destination.subset.as_deref();
        let name = format!(
            "{}|outbound|{port}|{}|{host}",
            caller.principal,
            subset.unwrap_or_default()
        );
        if !self.clusters.contains_key(&name) {
            let upstream = self.upstream(caller, &host, port, subset)?;
            self.clusters.insert(name.clone(), cluster(&name, upstream));
        }
        Ok(name)
    }

    fn upstream(&mut self, caller: &Caller, host: &str, port: u16, subset: Option<&str>) -> Result<Upstream> {
        let snapshot = self.snapshot;
        if let Some(service) = snapshot.service(host) {
            let rule = destination_rule(snapshot, caller, host, &service.namespace);
            if !self.has_subset(rule, host, subset)? {
                return Ok(Upstream::NOWHERE);
            }
            if let Some(tls) = rule.and_then(|rule| client_tls(rule, port))
                && tls.mode != "ISTIO_MUTUAL"
            {
                bail!("not simulated: tls.mode {} towards the Service {host}", tls.mode);
            }
            return self.service(caller, service, port);
        }
        let entries = snapshot.service_entries.iter();
        let mut entries = entries.filter(|entry| entry.spec.hosts.iter().any(|one| one.eq_ignore_ascii_case(host)));
        let Some(entry) = entries.next() else {
            self.notes
                .push(format!("{host} is neither a Service nor in a ServiceEntry"));
            return Ok(Upstream::NOWHERE);
        };
        let rule = destination_rule(snapshot, caller, host, &entry.namespace);
        if !self.has_subset(rule, host, subset)? {
            return Ok(Upstream::NOWHERE);
        }
        self.external(entry, rule, host, port)
    }

    fn has_subset(&mut self, rule: Option<&Object<DestinationRule>>, host: &str, subset: Option<&str>) -> Result<bool> {
        let Some(wanted) = subset else { return Ok(true) };
        match rule.and_then(|rule| rule.spec.subsets.iter().find(|one| one.name == wanted)) {
            Some(found) if found.labels.is_empty() => Ok(true),
            Some(_) => bail!("not simulated: labels in the subset {wanted} of {host}"),
            None => {
                self.notes
                    .push(format!("no DestinationRule defines the subset {wanted} of {host}"));
                Ok(false)
            }
        }
    }

    fn service(&mut self, caller: &Caller, service: &Object<Service>, port: u16) -> Result<Upstream> {
        let Some(service_port) = service.spec.ports.iter().find(|one| one.port == port) else {
            self.notes
                .push(format!("the Service {} has no port {port}", service.path()));
            return Ok(Upstream::NOWHERE);
        };
        if let Some(listener) = self.gateway_listener(service, port) {
            return Ok(Upstream {
                endpoint: Some(pipe(&listener)),
                transport: None,
            });
        }
        let Some(pod) = self
            .snapshot
            .behind(service)
            .find(|pod| pod.listens_on(&service_port.target_port))
        else {
            self.notes.push(format!(
                "no pod listens behind port {port} of the Service {}",
                service.path()
            ));
            return Ok(Upstream::NOWHERE);
        };
        let Some(running) = self.workloads.get(&pod.path()) else {
            bail!("not simulated: requests to {}", pod.path());
        };
        if !pod.injected {
            return Ok(Upstream {
                endpoint: Some(address(running.port)),
                transport: None,
            });
        }
        let transport = self.mesh.client(&caller.principal, &pod.principal())?;
        Ok(Upstream {
            endpoint: Some(pipe(&self.inbound_socket(pod))),
            transport: Some(transport),
        })
    }

    /// A host outside of the cluster.
    fn external(
        &mut self,
        entry: &Object<ServiceEntry>,
        rule: Option<&Object<DestinationRule>>,
        host: &str,
        port: u16,
    ) -> Result<Upstream> {
        if !entry.spec.ports.iter().any(|one| one.number == port) {
            self.notes
                .push(format!("the ServiceEntry {} has no port {port}", entry.path()));
            return Ok(Upstream::NOWHERE);
        }
        if entry.spec.resolution.as_deref() != Some("DNS") {
            bail!(
                "not simulated in ServiceEntry {}: a resolution other than DNS",
                entry.path()
            );
        }
        let Some(local) = self.internet.port(host, port) else {
            self.notes.push(format!("nobody answers at {host}:{port}"));
            return Ok(Upstream::NOWHERE);
        };
        let transport = match rule.and_then(|rule| client_tls(rule, port)) {
            None => None,
            Some(tls) => self.originated(tls)?,
        };
        Ok(Upstream {
            endpoint: Some(address(local)),
            transport,
        })
    }

    /// TLS that a gateway originates with a credential of its namespace.
    fn originated(&mut self, tls: &ClientTls) -> Result<Option<Value>> {
        let mut common = json!({"alpn_protocols": ["http/1.1"]});
        match (tls.mode.as_str(), &tls.credential_name) {
            ("DISABLE", _) => return Ok(None),
            ("SIMPLE", Some(name)) => common["combined_validation_context"] = self.server_check(tls, name)?,
            ("MUTUAL", Some(name)) => {
                let certificate = self.credentials.certificate(name, &mut self.notes)?;
                common["tls_certificate_sds_secret_configs"] = json!([certificate]);
                common["combined_validation_context"] = self.server_check(tls, name)?;
            }
            (mode, _) => bail!("not simulated in a DestinationRule: tls.mode {mode} without credentialName"),
        }
        let mut context = json!({
            "@type": "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext",
            "common_tls_context": common,
        });
        if let Some(sni) = &tls.sni {
            context["sni"] = json!(sni);
        }
        Ok(Some(
            json!({"name": "envoy.transport_sockets.tls", "typed_config": context}),
        ))
    }

    fn server_check(&mut self, tls: &ClientTls, credential: &str) -> Result<Value> {
        Ok(json!({
            "default_validation_context": {"match_typed_subject_alt_names": exact_names(&tls.subject_alt_names)},
            "validation_context_sds_secret_config": self.credentials.authority(credential, &mut self.notes)?,
        }))
    }
}

/// The rule for a host: that of the caller's namespace, else of the service's, else of the root namespace. What a rule of
/// another namespace exports to `.` is not for the caller.
fn destination_rule<'a>(
    snapshot: &'a Snapshot,
    caller: &Caller,
    host: &str,
    home: &str,
) -> Option<&'a Object<DestinationRule>> {
    let rules = &snapshot.destination_rules;
    [&caller.namespace, home, ROOT_NAMESPACE]
        .into_iter()
        .find_map(|namespace| {
            let is_visible = |rule: &&Object<DestinationRule>| {
                let export_to = &rule.spec.export_to;
                let is_meant =
                    |to: &String| to == "*" || *to == caller.namespace || (to == "." && *namespace == caller.namespace);
                rule.namespace == namespace && (export_to.is_empty() || export_to.iter().any(is_meant))
            };
            let mut rules = rules.iter().filter(is_visible);
            rules.find(|rule| hosts::full_name(&rule.spec.host, namespace) == host)
        })
}

/// Alternative names of whatever type, of which one has to be in the certificate. Envoy wants the type too.
pub(super) fn exact_names(names: &[String]) -> Vec<Value> {
    let types = ["DNS", "URI", "EMAIL", "IP_ADDRESS"];
    let matcher = |name: &String| types.map(|kind| json!({"san_type": kind, "matcher": {"exact": name}}));
    names.iter().flat_map(matcher).collect()
}

fn client_tls(rule: &Object<DestinationRule>, port: u16) -> Option<&ClientTls> {
    let policy = &rule.spec.traffic_policy;
    let of_port = policy.port_level_settings.iter().find(|one| one.port.number == port);
    of_port.map_or(policy.tls.as_ref(), |settings| settings.tls.as_ref())
}

fn pipe(path: &std::path::Path) -> Value {
    json!({"pipe": {"path": path}})
}

fn cluster(name: &str, upstream: Upstream) -> Value {
    let endpoints: Vec<Value> = upstream
        .endpoint
        .into_iter()
        .map(|address| json!({"endpoint": {"address": address}}))
        .collect();
    let mut cluster = json!({
        "name": name, "type": "STATIC", "connect_timeout": "10s",
        "load_assignment": {"cluster_name": name, "endpoints": [{"lb_endpoints": endpoints}]},
    });
    if let Some(transport) = upstream.transport {
        cluster["transport_socket"] = transport;
    }
    cluster
}
