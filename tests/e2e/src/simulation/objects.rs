//! The resources that proxies are configured from, read into types that know every field they hold: a field that is not
//! here is an error, so that nothing is simulated as if it were not there.

use crate::cluster::Cluster;
use anyhow::{Context, Result};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::BTreeMap;

/// Labels, selectors and other maps of texts.
pub(super) type Texts = BTreeMap<String, String>;

/// A resource: its place and its `spec`.
#[derive(Debug, Clone)]
pub(super) struct Object<T> {
    pub namespace: String,
    pub name: String,
    pub spec: T,
}

impl<T> Object<T> {
    /// `namespace/name`.
    pub fn path(&self) -> String {
        format!("{}/{}", self.namespace, self.name)
    }
}

/// All resources of a kind, oldest first, as istiod looks at them.
///
/// # Errors
/// A resource holds something that is not simulated.
pub(super) fn read<T: DeserializeOwned>(cluster: &Cluster, api_version: &str, kind: &str) -> Result<Vec<Object<T>>> {
    let mut objects = Vec::new();
    for object in cluster.list(api_version, kind, None) {
        let metadata = &object["metadata"];
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let (namespace, name) = (text(&metadata["namespace"]), text(&metadata["name"]));
        let spec = match &object["spec"] {
            Value::Null => Value::Object(serde_json::Map::new()),
            spec => spec.clone(),
        };
        let spec = serde_path_to_error::deserialize(spec)
            .with_context(|| format!("not simulated in {kind} {namespace}/{name}"))?;
        objects.push((text(&metadata["creationTimestamp"]), Object { namespace, name, spec }));
    }
    objects.sort_by_key(|(created, object)| (created.clone(), object.name.clone(), object.namespace.clone()));
    Ok(objects.into_iter().map(|(_, object)| object).collect())
}

macro_rules! specs {
    ($($(#[$note:meta])* $name:ident { $($field:ident: $kind:ty),* $(,)? })*) => {$(
        $(#[$note])*
        #[derive(Debug, Clone, Default, Deserialize)]
        #[serde(deny_unknown_fields, rename_all = "camelCase", default)]
        pub(super) struct $name { $(pub $field: $kind),* }
    )*};
}

specs! {
    /// `networking.istio.io` Gateway.
    Gateway { selector: Texts, servers: Vec<Server> }
    Server { port: ServerPort, hosts: Vec<String>, tls: Option<ServerTls>, name: Option<String> }
    ServerPort { number: u16, name: String, protocol: String }
    ServerTls {
        mode: Option<String>, credential_name: Option<String>, https_redirect: bool, subject_alt_names: Vec<String>,
        verify_certificate_spki: Vec<String>, verify_certificate_hash: Vec<String>,
    }

    /// `networking.istio.io` VirtualService.
    VirtualService { hosts: Vec<String>, gateways: Option<Vec<String>>, http: Vec<HttpRoute> }
    HttpRoute {
        name: Option<String>, r#match: Vec<HttpMatch>, route: Vec<HttpDestination>, headers: Headers,
        timeout: Option<String>,
    }
    HttpMatch {
        name: Option<String>, uri: Option<TextMatch>, method: Option<TextMatch>, headers: BTreeMap<String, TextMatch>,
        gateways: Vec<String>, port: Option<u16>,
    }
    TextMatch { exact: Option<String>, prefix: Option<String>, regex: Option<String> }
    HttpDestination { destination: Destination, weight: Option<u32>, headers: Headers }
    Destination { host: String, subset: Option<String>, port: Option<PortNumber> }
    PortNumber { number: u16 }
    Headers { request: HeaderChanges, response: HeaderChanges }
    HeaderChanges { set: Texts, add: Texts, remove: Vec<String> }

    /// `networking.istio.io` DestinationRule.
    DestinationRule { host: String, export_to: Vec<String>, subsets: Vec<Subset>, traffic_policy: TrafficPolicy }
    Subset { name: String, labels: Texts }
    TrafficPolicy { tls: Option<ClientTls>, port_level_settings: Vec<PortPolicy> }
    PortPolicy { port: PortNumber, tls: Option<ClientTls> }
    ClientTls {
        mode: String, credential_name: Option<String>, sni: Option<String>, subject_alt_names: Vec<String>,
    }

    /// `networking.istio.io` ServiceEntry.
    ServiceEntry { hosts: Vec<String>, ports: Vec<EntryPort>, resolution: Option<String>, location: Option<String> }
    EntryPort { number: u16, name: String, protocol: String }

    /// `security.istio.io` AuthorizationPolicy.
    AuthorizationPolicy { selector: Option<Selector>, action: Option<String>, rules: Vec<PolicyRule> }
    Selector { match_labels: Texts }
    PolicyRule { from: Vec<PolicyFrom>, to: Vec<PolicyTo>, when: Vec<Condition> }
    PolicyFrom { source: Source }
    Source {
        principals: Vec<String>, not_principals: Vec<String>, namespaces: Vec<String>, not_namespaces: Vec<String>,
    }
    PolicyTo { operation: Operation }
    Operation {
        hosts: Vec<String>, not_hosts: Vec<String>, methods: Vec<String>, not_methods: Vec<String>, paths: Vec<String>,
        not_paths: Vec<String>,
    }
    Condition { key: String, values: Vec<String>, not_values: Vec<String> }
}

/// What is needed of a Service; the API server knows the rest.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Service {
    pub selector: Texts,
    pub ports: Vec<ServicePort>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ServicePort {
    pub port: u16,
    pub target_port: Value,
}

/// What is needed of a Deployment.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Deployment {
    pub template: PodTemplate,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct PodTemplate {
    #[serde(default)]
    pub metadata: PodMetadata,
    pub spec: PodSpec,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct PodMetadata {
    pub labels: Texts,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PodSpec {
    pub service_account_name: Option<String>,
    pub containers: Vec<Container>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Container {
    pub image: String,
    #[serde(default)]
    pub ports: Vec<ContainerPort>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ContainerPort {
    pub name: Option<String>,
    pub container_port: u16,
}

/// Whether labels are among those that a selector means.
pub(super) fn selects(selector: &Texts, labels: &Texts) -> bool {
    selector.iter().all(|(key, value)| labels.get(key) == Some(value))
}
