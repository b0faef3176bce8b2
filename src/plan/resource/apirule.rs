//! Kyma's APIRule (`gateway.kyma-project.io`, `v2` or `v2alpha1`, whose schema is the same).

use std::collections::BTreeMap;

use serde::Serialize;

use super::Metadata;
use crate::plan::exposure::{ApiRuleVersion, ExposureRule, Method, RulePath, Timeout};
use crate::plan::names::{DnsName, Namespace, ResourceName, ServiceName};

/// `gateway.kyma-project.io/v2 APIRule`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct APIRule {
    /// What its `apiVersion` is.
    #[serde(skip)]
    pub version: ApiRuleVersion,
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
    pub path: RulePath,
    pub methods: Vec<Method>,
    pub no_auth: bool,
    pub timeout: Timeout,
    #[serde(skip_serializing_if = "RequestModification::is_empty")]
    pub request: RequestModification,
}

impl Rule {
    /// Which requests it is for.
    pub fn exposes(&self) -> ExposureRule {
        ExposureRule {
            methods: self.methods.clone(),
            path: self.path.clone(),
        }
    }
}

/// `request.headers` overwrites what the client sent.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RequestModification {
    pub headers: BTreeMap<String, String>,
}

impl RequestModification {
    fn is_empty(&self) -> bool {
        self.headers.is_empty()
    }
}
