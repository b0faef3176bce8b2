//! What the proxies of a cluster depend on, as it was at one moment.

use super::objects::{
    AuthorizationPolicy, Deployment, DestinationRule, Gateway, Object, Service, ServiceEntry, Texts, VirtualService,
    read, selects,
};
use super::policies::ROOT_NAMESPACE;
use crate::cluster::Cluster;
use crate::gateway::Workload;
use anyhow::{Result, bail};
use serde_json::Value;

/// Kinds that change what proxies do and that this simulation does not know.
const UNKNOWN: [(&str, &str); 4] = [
    ("networking.istio.io/v1alpha3", "EnvoyFilter"),
    ("networking.istio.io/v1", "Sidecar"),
    ("security.istio.io/v1", "PeerAuthentication"),
    ("security.istio.io/v1", "RequestAuthentication"),
];

/// The resources.
pub(super) struct Snapshot {
    pub gateways: Vec<Object<Gateway>>,
    pub virtual_services: Vec<Object<VirtualService>>,
    pub destination_rules: Vec<Object<DestinationRule>>,
    pub service_entries: Vec<Object<ServiceEntry>>,
    pub policies: Vec<Object<AuthorizationPolicy>>,
    pub services: Vec<Object<Service>>,
    pub pods: Vec<Pod>,
}

/// The pods of a Deployment, of which one stands for all.
#[derive(Debug, Clone)]
pub(super) struct Pod {
    pub namespace: String,
    /// Name of the Deployment.
    pub name: String,
    pub labels: Texts,
    /// Whether it has a sidecar.
    pub injected: bool,
    /// Name of its ServiceAccount.
    pub account: String,
    /// What answers requests, and the port on which it listens if the image is known.
    pub workload: (Workload, Option<u16>),
    /// Names of container ports.
    ports: Vec<(String, u16)>,
}

impl Pod {
    /// `namespace/name` of the Deployment.
    pub fn path(&self) -> String {
        format!("{}/{}", self.namespace, self.name)
    }

    /// Its identity in the mesh.
    pub fn principal(&self) -> String {
        format!("spiffe://cluster.local/ns/{}/sa/{}", self.namespace, self.account)
    }

    /// Whether somebody listens on the port that a Service sends requests to.
    pub fn listens_on(&self, target: &Value) -> bool {
        let number = match target {
            Value::String(name) => self
                .ports
                .iter()
                .find(|(known, _)| known == name)
                .map(|(_, port)| *port),
            number => number.as_u64().and_then(|number| u16::try_from(number).ok()),
        };
        number.is_some_and(|number| self.workload.1.is_none_or(|port| port == number))
    }
}

/// Whether a namespace belongs to the cluster itself and not to a user.
pub(super) fn is_of_the_system(namespace: &str) -> bool {
    namespace == ROOT_NAMESPACE || namespace == "kyma-system" || namespace.starts_with("kube-")
}

impl Snapshot {
    /// Reads the cluster.
    ///
    /// # Errors
    /// It holds something that is not simulated.
    pub fn of(cluster: &Cluster) -> Result<Self> {
        for (api_version, kind) in UNKNOWN {
            if let Some(object) = cluster.list(api_version, kind, None).first() {
                bail!("not simulated: {kind} {}", object["metadata"]["name"]);
            }
        }
        Ok(Self {
            gateways: read(cluster, "networking.istio.io/v1", "Gateway")?,
            virtual_services: read(cluster, "networking.istio.io/v1", "VirtualService")?,
            destination_rules: read(cluster, "networking.istio.io/v1", "DestinationRule")?,
            service_entries: read(cluster, "networking.istio.io/v1", "ServiceEntry")?,
            policies: read(cluster, "security.istio.io/v1", "AuthorizationPolicy")?,
            services: read(cluster, "v1", "Service")?,
            pods: pods(cluster)?,
        })
    }

    /// The pods behind a Service.
    pub fn behind(&self, service: &Object<Service>) -> impl Iterator<Item = &Pod> {
        let chosen = |pod: &&Pod| {
            !service.spec.selector.is_empty()
                && pod.namespace == service.namespace
                && selects(&service.spec.selector, &pod.labels)
        };
        self.pods.iter().filter(chosen)
    }

    /// A Service by its full name.
    pub fn service(&self, host: &str) -> Option<&Object<Service>> {
        let is_it = |one: &&Object<Service>| host == format!("{}.{}.svc.cluster.local", one.name, one.namespace);
        self.services.iter().find(is_it)
    }
}

fn pods(cluster: &Cluster) -> Result<Vec<Pod>> {
    let injected_namespaces: Vec<Value> = cluster
        .list("v1", "Namespace", None)
        .into_iter()
        .filter(|namespace| namespace["metadata"]["labels"]["istio-injection"] == "enabled")
        .map(|namespace| namespace["metadata"]["name"].clone())
        .collect();
    let deployments: Vec<Object<Deployment>> = read(cluster, "apps/v1", "Deployment")?;
    Ok(deployments
        .into_iter()
        .filter(|deployment| {
            let status = cluster.get("apps/v1", "Deployment", Some(&deployment.namespace), &deployment.name);
            status.is_some_and(|object| object["status"]["availableReplicas"].as_u64() > Some(0))
        })
        .map(|deployment| {
            let in_namespace = injected_namespaces.iter().any(|name| *name == *deployment.namespace);
            pod(deployment, in_namespace)
        })
        .collect())
}

fn pod(deployment: Object<Deployment>, in_injected_namespace: bool) -> Pod {
    let template = deployment.spec.template;
    let labels = template.metadata.labels;
    let own = labels.get("sidecar.istio.io/inject").map(|value| value == "true");
    let containers = template.spec.containers;
    Pod {
        injected: own.unwrap_or(in_injected_namespace),
        account: template
            .spec
            .service_account_name
            .unwrap_or_else(|| "default".to_owned()),
        workload: workload(containers.first().map_or("", |container| &container.image)),
        ports: containers
            .into_iter()
            .flat_map(|container| container.ports)
            .filter_map(|port| Some((port.name?, port.container_port)))
            .collect(),
        namespace: deployment.namespace,
        name: deployment.name,
        labels,
    }
}

/// How a workload of this image answers and where it listens; images that nobody knows are taken for the older HTTPBin on
/// whatever port their Service says.
fn workload(image: &str) -> (Workload, Option<u16>) {
    if image.contains("go-httpbin") {
        (Workload::GoHttpbin, Some(8080))
    } else if image.contains("kennethreitz/httpbin") {
        (Workload::Httpbin, Some(80))
    } else {
        (Workload::Httpbin, None)
    }
}
