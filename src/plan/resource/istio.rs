//! What switches Istio's parts on: the module's own resource (kyma-project/istio, `api/v1alpha2/istio_types.go`) and Istio's
//! Telemetry (`telemetry.istio.io/v1`, file `telemetry/v1alpha1/telemetry.proto`).

use std::collections::BTreeMap;

use serde::Serialize;

use super::Metadata;

/// `operator.kyma-project.io/v1alpha2 Istio`, with nothing but what a plan adds to it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Istio {
    pub metadata: Metadata,
    pub spec: IstioSpec,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct IstioSpec {
    pub components: IstioComponents,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct IstioComponents {
    pub egress_gateway: EgressGateway,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EgressGateway {
    pub enabled: bool,
}

/// `telemetry.istio.io/v1 Telemetry`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Telemetry {
    pub metadata: Metadata,
    pub spec: TelemetrySpec,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TelemetrySpec {
    /// Always there: without it the resource is for the whole mesh, of which there can be one only.
    pub selector: TelemetrySelector,
    pub access_logging: Vec<AccessLogging>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TelemetrySelector {
    pub match_labels: BTreeMap<&'static str, &'static str>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AccessLogging {
    pub providers: Vec<LogProvider>,
}

/// `envoy` is Istio's own: the proxy's standard output.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LogProvider {
    pub name: &'static str,
}
