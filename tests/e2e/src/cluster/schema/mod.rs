//! Judges resources as the API server does, without a server.
//!
//! Custom resources are checked against the structural schema of their CRD: types, `required`, `enum`, `pattern`,
//! lengths, bounds, formats, `oneOf`/`anyOf`/`allOf`/`not`, `nullable`, `additionalProperties`, and the extensions
//! `x-kubernetes-preserve-unknown-fields`, `x-kubernetes-int-or-string` and `x-kubernetes-embedded-resource`; unknown
//! fields are complaints. Built-in kinds are checked by [`core_kinds`](super::core_kinds).
//!
//! **Not checked:** CEL rules (`x-kubernetes-validations`). In the CRDs of this project these say:
//!
//! - APIRule: the host is an FQDN, a wildcard or a short name; `gateway` is `namespace/name`; each rule has exactly one
//!   of `noAuth: true`, `jwt`, `extAuth`. RateLimit: a bucket has `path` or `headers`. Istio: bounds of an int-or-string.
//! - Gateway, Sidecar: of `credentialName`, `credentialNames` and `tlsCertificates` at most one.
//! - Durations are at least 1 ms (DestinationRule, VirtualService, Sidecar, RequestAuthentication, Telemetry).
//! - Selectors: no `*` in labels, no empty keys; of `selector`, `targetRef` and `targetRefs` at most one.
//! - ServiceEntry, WorkloadEntry, WorkloadGroup: ports are 1 to 65535 and unique, hosts are not `*`, unix socket
//!   addresses are absolute and without ports, label lengths, `endpoints` against `workloadSelector` and `resolution`.
//! - RequestAuthentication: of `jwks`, `jwksUri`, `jwks_uri` at most one, and http(s). AuthorizationPolicy:
//!   `serviceAccounts` excludes principals and namespaces. PeerAuthentication: port-level modes need a selector.
//! - EnvoyFilter: `waypoint` only in that context. Telemetry: `value` only when it is not removed.

mod crds;
mod defaults;
pub mod field_path;
mod structural;
mod unknown;
mod violation;

pub use crds::{CrdSet, CustomVersion, Definition, crd_directory, documents};
pub use structural::Schema;
pub use violation::{Rule, Violation};

use super::core_kinds;
use serde_json::Value;

/// Everything that the API server would refuse in this resource, given these CRDs. An empty list means accepted.
///
/// Whether the namespace exists and whether the name is taken are questions for a running cluster, not for this function.
pub fn validate(resource: &Value, crds: &CrdSet) -> Vec<Violation> {
    let (Some(api_version), Some(kind)) = (resource["apiVersion"].as_str(), resource["kind"].as_str()) else {
        return vec![Violation::required("apiVersion", "apiVersion and kind must be strings")];
    };
    if let Some(built_in) = core_kinds::find(api_version, kind) {
        return built_in.violations(resource);
    }
    let Some(version) = crds.find(api_version, kind) else {
        return vec![Violation {
            path: "kind".to_owned(),
            message: format!("no matches for kind \"{kind}\" in version \"{api_version}\""),
            rule: Rule::Unsupported,
        }];
    };
    let mut violations = version.decoding_violations(resource);
    violations.extend(version.value_violations(resource));
    violations
}
