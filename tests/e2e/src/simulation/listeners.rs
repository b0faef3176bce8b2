//! Gateways and sidecars as Envoy's listeners.
//!
//! Source: istio/istio, `pilot/pkg/networking/core/{gateway.go,listener.go,listener_builder.go}` and
//! `pilot/pkg/model/gateway.go` (how the Gateways of one proxy are merged).

use super::Translator;
use super::clusters::{Caller, exact_names};
use super::hosts::server_host;
use super::objects::{Gateway, Object, Server, ServerTls, selects};
use super::policies::{self, ROOT_NAMESPACE};
use super::routes::Entrance;
use super::snapshot::Pod;
use crate::gateway::address;
use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

const TYPE: &str = "type.googleapis.com/envoy.extensions";

/// Host names with their routes.
type VirtualHosts = BTreeMap<String, Vec<Value>>;

/// A server of a Gateway.
type Served<'a> = (&'a Object<Gateway>, &'a Server);

impl Translator<'_> {
    /// The listeners of a gateway, by the name of its Deployment. `place` says where a port is listened on.
    ///
    /// # Errors
    /// A Gateway holds something that is not simulated.
    pub fn gateway(&mut self, deployment: &str, place: &dyn Fn(u16) -> Value) -> Result<()> {
        let snapshot = self.snapshot;
        let is_it = |pod: &&Pod| pod.namespace == ROOT_NAMESPACE && pod.name == deployment;
        let Some(pod) = snapshot.pods.iter().find(is_it) else {
            return Ok(());
        };
        let mut ports: BTreeMap<u16, Vec<Served<'_>>> = BTreeMap::new();
        for gateway in snapshot
            .gateways
            .iter()
            .filter(|gateway| selects(&gateway.spec.selector, &pod.labels))
        {
            for server in &gateway.spec.servers {
                ports.entry(server.port.number).or_default().push((gateway, server));
            }
        }
        for (port, servers) in ports {
            let chains = match servers[0].1.port.protocol.as_str() {
                "HTTPS" => self.tls_chains(pod, port, &servers)?,
                "HTTP" | "HTTP2" => vec![self.plain_chain(pod, port, &servers)?],
                other => bail!("not simulated in Gateway {}: protocol {other}", servers[0].0.path()),
            };
            let name = format!("{deployment}-{port}");
            self.listeners.push(json!({
                "name": name, "stat_prefix": name, "address": place(port), "filter_chains": chains,
                "listener_filters": [{
                    "name": "envoy.filters.listener.tls_inspector",
                    "typed_config": {"@type": format!("{TYPE}.filters.listener.tls_inspector.v3.TlsInspector")},
                }],
            }));
        }
        Ok(())
    }

    /// One chain for each server, chosen by the server name that the client asks for.
    fn tls_chains(&mut self, pod: &Pod, port: u16, servers: &[Served<'_>]) -> Result<Vec<Value>> {
        let mut taken = BTreeSet::new();
        let mut chains = Vec::new();
        for (gateway, server) in servers {
            let names: Vec<&str> = server
                .hosts
                .iter()
                .map(|host| server_host(host, &gateway.namespace).1)
                .collect();
            if let Some(name) = names.iter().find(|name| taken.contains(**name)) {
                self.notes.push(format!(
                    "Gateway {}: {name} belongs to an older Gateway",
                    gateway.path()
                ));
                continue;
            }
            let tls = server
                .tls
                .as_ref()
                .with_context(|| format!("Gateway {}: HTTPS without tls", gateway.path()))?;
            let hosts = self.served_hosts(pod, port, &[(gateway, server)])?;
            let mut chain = json!({
                "transport_socket": self.server_tls(gateway, tls)?,
                "filters": [self.http(pod, "SANITIZE_SET", virtual_hosts(hosts, false))?],
            });
            // `*` means every server name, which Envoy expresses by not matching on it.
            if !names.contains(&"*") {
                chain["filter_chain_match"] = json!({"server_names": names});
            }
            chains.push(chain);
            taken.extend(names);
        }
        Ok(chains)
    }

    fn plain_chain(&mut self, pod: &Pod, port: u16, servers: &[Served<'_>]) -> Result<Value> {
        let (redirecting, open): (Vec<Served<'_>>, Vec<Served<'_>>) = servers
            .iter()
            .partition(|(_, server)| server.tls.as_ref().is_some_and(|tls| tls.https_redirect));
        let mut hosts = virtual_hosts(self.served_hosts(pod, port, &open)?, false);
        // Where everything is redirected, the server's own hosts do.
        let names = redirecting.iter().flat_map(|(gateway, server)| {
            server
                .hosts
                .iter()
                .map(|host| (server_host(host, &gateway.namespace).1.to_owned(), Vec::new()))
        });
        hosts.extend(virtual_hosts(names.collect(), true));
        Ok(json!({"filters": [self.http(pod, "SANITIZE_SET", hosts)?]}))
    }

    fn served_hosts(&mut self, pod: &Pod, port: u16, servers: &[Served<'_>]) -> Result<VirtualHosts> {
        let mut hosts = VirtualHosts::new();
        for (gateway, server) in servers {
            let entrance = Entrance {
                gateway: &gateway.path(),
                port,
                hosts: server
                    .hosts
                    .iter()
                    .map(|host| server_host(host, &gateway.namespace))
                    .collect(),
            };
            for (host, routes) in self.virtual_hosts(&Caller::of(pod), &entrance)? {
                hosts.entry(host).or_default().extend(routes);
            }
        }
        Ok(hosts)
    }

    fn server_tls(&mut self, gateway: &Object<Gateway>, tls: &ServerTls) -> Result<Value> {
        let path = gateway.path();
        let mode = tls.mode.as_deref().unwrap_or("PASSTHROUGH");
        let name = tls.credential_name.as_deref();
        let name = name.with_context(|| format!("not simulated in Gateway {path}: no credentialName"))?;
        let mut common = json!({
            "alpn_protocols": ["h2", "http/1.1"],
            "tls_certificate_sds_secret_configs": [self.credentials.certificate(name, &mut self.notes)?],
        });
        match mode {
            "SIMPLE" => {}
            "MUTUAL" | "OPTIONAL_MUTUAL" => {
                common["combined_validation_context"] = json!({
                    "default_validation_context": {
                        "match_typed_subject_alt_names": exact_names(&tls.subject_alt_names),
                        "verify_certificate_spki": tls.verify_certificate_spki,
                        "verify_certificate_hash": tls.verify_certificate_hash,
                    },
                    "validation_context_sds_secret_config": self.credentials.authority(name, &mut self.notes)?,
                });
            }
            other => bail!("not simulated in Gateway {path}: tls.mode {other}"),
        }
        Ok(json!({
            "name": "envoy.transport_sockets.tls",
            "typed_config": {
                "@type": format!("{TYPE}.transport_sockets.tls.v3.DownstreamTlsContext"),
                "require_client_certificate": mode == "MUTUAL", "common_tls_context": common,
            },
        }))
    }

    /// The sidecars of a pod: one listener for what comes in, one for what the pod sends.
    ///
    /// # Errors
    /// A policy or a route holds something that is not simulated.
    pub fn sidecar(&mut self, pod: &Pod, workload_port: u16) -> Result<()> {
        let name = format!("inbound|{}", pod.path());
        let mut hosts = virtual_hosts(VirtualHosts::new(), false);
        hosts[0]["routes"] = json!([{"match": {"prefix": "/"}, "route": {"cluster": name, "timeout": "0s"}}]);
        let inbound = json!({
            "name": name, "address": {"pipe": {"path": self.inbound_socket(pod)}},
            "filter_chains": [{
                "transport_socket": self.mesh.server(&pod.principal())?,
                "filters": [self.http(pod, "APPEND_FORWARD", hosts)?],
            }],
        });
        self.listeners.push(inbound);
        let endpoint = json!({"endpoint": {"address": address(workload_port)}});
        let cluster = json!({
            "name": name, "type": "STATIC",
            "load_assignment": {"cluster_name": name, "endpoints": [{"lb_endpoints": [endpoint]}]},
        });
        self.clusters.insert(name, cluster);
        let hosts = self.outbound_hosts(pod)?;
        let outbound = json!({
            "name": format!("outbound|{}", pod.path()), "address": address(0),
            "filter_chains": [{"filters": [self.http(pod, "SANITIZE", hosts)?]}],
        });
        self.listeners.push(outbound);
        Ok(())
    }

    /// The HTTP part of a proxy. What comes in at a gateway or a sidecar's inbound side is subject to its policies.
    fn http(&mut self, pod: &Pod, certificate_details: &str, hosts: Vec<Value>) -> Result<Value> {
        let incoming = certificate_details != "SANITIZE";
        let at_gateway = certificate_details == "SANITIZE_SET";
        let mut filters = Vec::new();
        if incoming {
            filters = policies::filters(&self.snapshot.policies, &pod.namespace, &pod.labels)?;
        }
        filters.push(json!({
            "name": "envoy.filters.http.router", "typed_config": {"@type": format!("{TYPE}.filters.http.router.v3.Router")},
        }));
        let mut manager = json!({
            "@type": format!("{TYPE}.filters.network.http_connection_manager.v3.HttpConnectionManager"),
            "codec_type": "AUTO", "stat_prefix": "proxy", "server_name": "istio-envoy",
            "use_remote_address": at_gateway, "normalize_path": true, "stream_idle_timeout": "0s",
            "path_with_escaped_slashes_action": "KEEP_UNCHANGED",
            "upgrade_configs": [{"upgrade_type": "websocket"}],
            "forward_client_cert_details": certificate_details,
            "access_log": [{
                "name": "envoy.access_loggers.stdout",
                "typed_config": {
                    "@type": format!("{TYPE}.access_loggers.stream.v3.StdoutAccessLog"),
                    "log_format": {"text_format_source": {"inline_string": access_log(pod)}},
                },
            }],
            "route_config": {"ignore_port_in_host_matching": incoming, "virtual_hosts": hosts},
            "http_filters": filters,
        });
        if incoming {
            manager["set_current_client_cert_details"] =
                json!({"subject": true, "cert": at_gateway, "dns": true, "uri": true});
            // The port is a free one instead of the standard one, which clients would not have put into `Host`.
            manager["strip_matching_host_port"] = json!(at_gateway);
        }
        Ok(json!({"name": "envoy.filters.network.http_connection_manager", "typed_config": manager}))
    }
}

/// What a proxy logs of a request, after the path of its pod: as Istio's default format, with fewer fields.
fn access_log(pod: &Pod) -> String {
    let request = "%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%";
    format!(
        "{}: [%START_TIME%] \"{request}\" %RESPONSE_CODE% %RESPONSE_FLAGS% \"%REQ(:AUTHORITY)%\" %UPSTREAM_CLUSTER%\n",
        pod.path()
    )
}

/// Virtual hosts in Envoy's form; at least one, which answers 404.
pub(super) fn virtual_hosts(hosts: VirtualHosts, redirects: bool) -> Vec<Value> {
    let virtual_host = |(host, routes): (String, Vec<Value>)| {
        let mut virtual_host = json!({
            "name": host, "domains": [host], "routes": routes, "include_request_attempt_count": true,
        });
        if redirects {
            virtual_host["require_tls"] = json!("ALL");
        }
        virtual_host
    };
    if hosts.is_empty() && !redirects {
        return vec![json!({"name": "blackhole", "domains": ["*"]})];
    }
    hosts.into_iter().map(virtual_host).collect()
}
