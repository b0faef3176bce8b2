//! What a pod's sidecar does with the requests that the pod sends.

use super::clusters::Caller;
use super::listeners::virtual_hosts;
use super::objects::{Destination, PortNumber};

use super::Translator;
use super::routes::{Entrance, MESH};
use super::snapshot::{Pod, is_of_the_system};
use anyhow::Result;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The port that plain HTTP requests leave out.
const HTTP_PORT: u16 = 80;

impl Translator<'_> {
    /// The hosts that a pod can call by HTTP. Others get 502, as where the mesh lets only known hosts pass.
    ///
    /// # Errors
    /// A route holds something that is not simulated.
    pub fn outbound_hosts(&mut self, pod: &Pod) -> Result<Vec<Value>> {
        let snapshot = self.snapshot;
        let mut known: Vec<(String, Vec<String>, u16)> = Vec::new();
        for service in snapshot.services.iter().filter(|one| !is_of_the_system(&one.namespace)) {
            let full = format!("{}.{}.svc.cluster.local", service.name, service.namespace);
            let mut names = vec![full.clone()];
            names.extend(["", ".svc"].map(|end| format!("{}.{}{end}", service.name, service.namespace)));
            if service.namespace == pod.namespace {
                names.push(service.name.clone());
            }
            known.extend(
                service
                    .spec
                    .ports
                    .iter()
                    .map(|port| (full.clone(), names.clone(), port.port)),
            );
        }
        for entry in &snapshot.service_entries {
            let ports = entry
                .spec
                .ports
                .iter()
                .filter(|port| port.protocol.starts_with("HTTP") && port.protocol != "HTTPS");
            for port in ports {
                known.extend(
                    entry
                        .spec
                        .hosts
                        .iter()
                        .map(|host| (host.clone(), vec![host.clone()], port.number)),
                );
            }
        }
        let mut hosts = Vec::new();
        for (full, names, port) in known {
            let routes = self.outbound_routes(pod, &full, port)?;
            let mut domains: Vec<String> = names.iter().map(|name| format!("{name}:{port}")).collect();
            if port == HTTP_PORT {
                domains.extend(names);
            }
            let mut host = virtual_hosts(BTreeMap::from([(format!("{full}:{port}"), routes)]), false);
            host[0]["domains"] = json!(domains);
            hosts.extend(host);
        }
        hosts.push(json!({
            "name": "block_all", "domains": ["*"],
            "routes": [{"match": {"prefix": "/"}, "direct_response": {"status": 502}}],
        }));
        Ok(hosts)
    }

    fn outbound_routes(&mut self, pod: &Pod, host: &str, port: u16) -> Result<Vec<Value>> {
        let caller = Caller::of(pod);
        let entrance = Entrance {
            gateway: MESH,
            port,
            hosts: vec![(None, host)],
        };
        if let Some(routes) = self.virtual_hosts(&caller, &entrance)?.remove(host) {
            return Ok(routes);
        }
        let destination = Destination {
            host: host.to_owned(),
            subset: None,
            port: Some(PortNumber { number: port }),
        };
        let cluster = self.destination(&caller, &destination, &pod.namespace)?;
        Ok(vec![
            json!({"match": {"prefix": "/"}, "route": {"cluster": cluster, "timeout": "0s"}}),
        ])
    }
}
