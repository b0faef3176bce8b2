//! A cluster's data plane: the real Envoy, configured from what was *applied* to the API stand-in as istiod would configure
//! the gateways and sidecars, with small workloads behind it.
//!
//! It is a snapshot: whatever is changed in the cluster afterwards needs a new [`Simulation`]. Where to start reading:
//! `snapshot` (what is read), `listeners` (gateways and sidecars), `routes` (VirtualServices), `clusters` (Services,
//! ServiceEntries, DestinationRules), `credentials` (Secrets), `policies` (AuthorizationPolicies).
//!
//! One Envoy plays all proxies. Between gateways and sidecars it speaks mutual TLS with the mesh's identities, over
//! sockets in a folder, so that a policy sees the principal of whoever really calls.
//!
//! Not simulated, and refused rather than ignored: EnvoyFilter, Sidecar, PeerAuthentication, RequestAuthentication, JWT,
//! weights, mirrors, retries, redirects, CORS, TCP and TLS routes, and every field that `objects` does not name. Telemetry
//! and NetworkPolicies have no effect. Ports of listeners are free ones; [`Simulation::port_of`] translates.

mod clusters;
mod credentials;
mod hosts;
mod listeners;
mod mesh;
mod objects;
mod outbound;
mod policies;
mod routes;
mod snapshot;

use crate::cluster::Cluster;
use crate::gateway::{Curl, ReceivedRequest, RunningWorkload, start_envoy};
use crate::process::OwnedProcess;
use anyhow::{Context, Result};
use credentials::Credentials;
use mesh::Mesh;
use objects::{Object, Service};
use serde_json::{Value, json};
use snapshot::{Pod, Snapshot};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

const INGRESS: &str = "istio-ingressgateway";
const EGRESS: &str = "istio-egressgateway";
/// A port on which nothing of ours ever listens.
const CLOSED_PORT: u16 = 1;

/// Running proxies and workloads of a cluster; they end when it is dropped.
#[derive(Debug)]
pub struct Simulation {
    // First, so that Envoy ends before its files and its workloads go away.
    envoy: OwnedProcess,
    workloads: BTreeMap<String, RunningWorkload>,
    /// Ports on 127.0.0.1 by the name of Envoy's listener.
    ports: BTreeMap<String, u16>,
    notes: Vec<String>,
    public_root: PathBuf,
    _folder: tempfile::TempDir,
    _mesh: Mesh,
}

/// Hosts outside of a cluster and where on this machine they are.
#[derive(Debug, Clone, Default)]
pub struct Internet(BTreeMap<(String, u16), u16>);

impl Internet {
    /// Adds a host whose `port` is `local_port` of 127.0.0.1.
    #[must_use]
    pub fn with(mut self, host: &str, port: u16, local_port: u16) -> Self {
        self.0.insert((host.to_ascii_lowercase(), port), local_port);
        self
    }

    fn port(&self, host: &str, port: u16) -> Option<u16> {
        self.0.get(&(host.to_owned(), port)).copied()
    }
}

impl Simulation {
    /// Starts the proxies of a cluster from which no other host can be reached.
    ///
    /// # Errors
    /// The cluster holds something that is not simulated, or Envoy is missing or refuses its configuration.
    pub async fn of(cluster: &Cluster) -> Result<Self> {
        Self::connected(cluster, &Internet::default()).await
    }

    /// The same for a cluster whose egress reaches these hosts.
    ///
    /// # Errors
    /// As [`Self::of`].
    pub async fn connected(cluster: &Cluster, internet: &Internet) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let snapshot = Snapshot::of(cluster)?;
        let mut workloads = BTreeMap::new();
        for pod in snapshot
            .pods
            .iter()
            .filter(|pod| !snapshot::is_of_the_system(&pod.namespace))
        {
            workloads.insert(pod.path(), RunningWorkload::start(pod.workload.0).await?);
        }
        let mut translator = Translator {
            snapshot: &snapshot,
            internet,
            credentials: Credentials::of(cluster, policies::ROOT_NAMESPACE, folder.path()),
            mesh: Mesh::new()?,
            folder: folder.path(),
            workloads: &workloads,
            clusters: BTreeMap::new(),
            listeners: Vec::new(),
            notes: Vec::new(),
        };
        let bootstrap = translator.bootstrap()?;
        let (notes, mesh) = (translator.notes, translator.mesh);
        let (envoy, admin) = start_envoy(&bootstrap, folder.path()).await?;
        let ports = listener_ports(&admin).await?;
        let public_root = cluster.public_root()?;
        Ok(Self {
            envoy,
            workloads,
            ports,
            notes,
            public_root,
            _folder: folder,
            _mesh: mesh,
        })
    }

    /// The address of the ingress gateway.
    pub fn address(&self) -> &'static str {
        "127.0.0.1"
    }

    /// The port that stands for 443 of the ingress gateway; a closed one if no Gateway opens 443.
    pub fn port(&self) -> u16 {
        self.port_of(443).unwrap_or(CLOSED_PORT)
    }

    /// The port that stands for any port of the ingress gateway; `None` if no Gateway opens it.
    pub fn port_of(&self, number: u16) -> Option<u16> {
        self.ports.get(&format!("{INGRESS}-{number}")).copied()
    }

    /// The port to which a pod's requests to other hosts go: plain HTTP, the host named by the request. `None` if the
    /// Deployment does not exist or its pods have no sidecar.
    pub fn outbound_port(&self, namespace: &str, deployment: &str) -> Option<u16> {
        self.ports.get(&format!("outbound|{namespace}/{deployment}")).copied()
    }

    /// Environment for `verify.sh`: where the gateway is, and the public root for a curl that is told no other.
    pub fn environment(&self) -> [(&'static str, String); 3] {
        [
            ("GATEWAY_ADDRESS", self.address().to_owned()),
            ("GATEWAY_PORT", self.port().to_string()),
            ("CURL_CA_BUNDLE", self.public_root.display().to_string()),
        ]
    }

    /// The root of the cluster's public certificates, as a PEM file.
    pub fn public_root(&self) -> &Path {
        &self.public_root
    }

    /// A curl that reaches `host` at the ingress gateway.
    pub fn curl(&self, host: &str) -> Curl {
        Curl::new(host, self.port())
    }

    /// A curl in a pod that calls `http://host:port`. Without such a pod it reaches nobody.
    pub fn curl_from(&self, namespace: &str, deployment: &str, host: &str, port: u16) -> Curl {
        let outbound = self.outbound_port(namespace, deployment).unwrap_or(CLOSED_PORT);
        Curl::new(host, outbound).plain(port)
    }

    /// The requests that reached the pods of a Deployment.
    pub fn received(&self, namespace: &str, deployment: &str) -> Vec<ReceivedRequest> {
        let workload = self.workloads.get(&format!("{namespace}/{deployment}"));
        workload.map(RunningWorkload::received).unwrap_or_default()
    }

    /// What istiod would have complained about: credentials that are not delivered, hosts that no Gateway serves,
    /// destinations that do not exist.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// The file with Envoy's log. Each line of an access log begins with the pod of the proxy, as `namespace/name: `.
    pub fn log_file(&self) -> &Path {
        self.envoy.log_file()
    }

    /// Envoy's log once these words are in it, or else after some seconds.
    pub async fn logged(&self, words: &str) -> String {
        self.envoy.logged(words).await
    }

    /// Envoy's log, for the message of a failing test.
    pub fn log(&self) -> String {
        self.envoy.log()
    }
}

/// Turns a snapshot into Envoy's configuration.
struct Translator<'a> {
    snapshot: &'a Snapshot,
    internet: &'a Internet,
    credentials: Credentials,
    mesh: Mesh,
    folder: &'a Path,
    workloads: &'a BTreeMap<String, RunningWorkload>,
    clusters: BTreeMap<String, Value>,
    listeners: Vec<Value>,
    notes: Vec<String>,
}

impl Translator<'_> {
    fn bootstrap(&mut self) -> Result<Value> {
        let folder = self.folder;
        self.gateway(INGRESS, &|_| crate::gateway::address(0))?;
        self.gateway(EGRESS, &|port| json!({"pipe": {"path": egress_socket(folder, port)}}))?;
        let (snapshot, workloads) = (self.snapshot, self.workloads);
        for pod in snapshot.pods.iter().filter(|pod| pod.injected) {
            if let Some(workload) = workloads.get(&pod.path()) {
                self.sidecar(pod, workload.port)?;
            }
        }
        let clusters: Vec<&Value> = self.clusters.values().collect();
        Ok(json!({
            "node": {"id": "proxies", "cluster": "mesh"}, "admin": {"address": crate::gateway::address(0)},
            "static_resources": {"listeners": self.listeners, "clusters": clusters},
        }))
    }

    /// The socket of a pod's sidecar. Numbers, because names could be too long for the path of a socket.
    fn inbound_socket(&self, pod: &Pod) -> PathBuf {
        let index = self.snapshot.pods.iter().position(|one| one.path() == pod.path());
        self.folder.join(format!("in-{}", index.unwrap_or_default()))
    }

    /// Where the egress gateway listens, if that is what is behind a Service.
    fn gateway_listener(&self, service: &Object<Service>, port: u16) -> Option<PathBuf> {
        let is_egress = |pod: &Pod| pod.namespace == policies::ROOT_NAMESPACE && pod.name == EGRESS;
        self.snapshot
            .behind(service)
            .any(is_egress)
            .then(|| egress_socket(self.folder, port))
    }
}

fn egress_socket(folder: &Path, port: u16) -> PathBuf {
    folder.join(format!("egress-{port}"))
}

/// The ports of Envoy's listeners, by name; listeners on sockets have none.
async fn listener_ports(admin: &str) -> Result<BTreeMap<String, u16>> {
    let answer: Value = reqwest::get(format!("{admin}/listeners?format=json"))
        .await?
        .json()
        .await?;
    let listeners = answer["listener_statuses"]
        .as_array()
        .map_or(&[] as &[Value], Vec::as_slice);
    let mut ports = BTreeMap::new();
    for listener in listeners {
        if let Some(port) = listener["local_address"]["socket_address"]["port_value"].as_u64() {
            let name = listener["name"].as_str().context("a listener without a name")?;
            ports.insert(name.to_owned(), port.try_into()?);
        }
    }
    Ok(ports)
}
