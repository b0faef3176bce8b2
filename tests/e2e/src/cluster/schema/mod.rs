//! Judges resources as the API server does, without a server.
//!
//! Custom resources are checked against the structural schema of their CRD: types, `required`, `enum`, `pattern`,
//! lengths, bounds, formats, `oneOf`/`anyOf`/`allOf`/`not`, `nullable`, `additionalProperties`, and the extensions
//! `x-kubernetes-preserve-unknown-fields`, `x-kubernetes-int-or-string` and `x-kubernetes-embedded-resource`; unknown
//! fields are complaints. Built-in kinds are checked by [`core_kinds`](super::core_kinds).
//!
//! **Not checked:** CEL rules (`x-kubernetes-validations`). In the CRDs of this project they say: Istio durations are at
//! least 1 ms; a port number is 1 to 65535; some host lists hold no bare `*`; ports of a ServiceEntry are unique;
//! `selector` and `targetRef(s)` exclude each other; `workloadSelector` and `endpoints` exclude each other; of
//! `credentialName`, `credentialNames` and `tlsCertificates` a Gateway server has at most one; label selectors hold no
//! wildcards and keys and values of legal length; `jwksUri` and `jwks_uri` exclude each other and are http(s) URLs; unix
//! socket addresses are absolute paths; an APIRule rule has exactly one of `noAuth`, `jwt` and `extAuth`, its host is an FQDN or a
//! short name, its gateway is `namespace/name`, and it names either `gateway` or `externalGateway`.

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
