//! Kyma's APIRule (`gateway.kyma-project.io/v2`).

use std::collections::BTreeMap;

use serde::Serialize;

use super::Metadata;
use crate::plan::names::{DnsName, Namespace, ResourceName, ServiceName};

/// `gateway.kyma-project.io/v2 APIRule`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct APIRule {
    pub metadata: Metadata,
    pub spec: APIRuleSpec,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct APIRuleSpec {
    pub gateway: GatewayReference,
    /// Exactly one.
    pub hosts: Vec<DnsName>,
    pub service: ServiceReference,
    pub rules: Vec<Rule>,
}

/// `namespace/name`.
#[derive(Clone, Debug, PartialEq)]
pub struct GatewayReference {
    pub namespace: Namespace,
    pub name: ResourceName,
}

impl std::fmt::Display for GatewayReference {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}/{}", self.namespace, self.name)
    }
}

impl Serialize for GatewayReference {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ServiceReference {
    pub name: ServiceName,
    pub port: u16,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Rule {
    pub path: &'static str,
    pub methods: Vec<&'static str>,
    pub no_auth: bool,
    /// Seconds, 1 to 3900.
    pub timeout: u16,
    pub request: RequestModification,
}

/// `request.headers` overwrites what the client sent.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RequestModification {
    pub headers: BTreeMap<&'static str, &'static str>,
}
