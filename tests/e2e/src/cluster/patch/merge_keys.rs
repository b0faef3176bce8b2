//! Which lists are merged item by item, and by which field.

use serde_json::Value;

/// How to tell the items of lists apart.
#[derive(Debug, Clone, Copy)]
pub enum ListKeys<'a> {
    /// The `patchMergeKey` tags of a built-in kind.
    BuiltIn {
        /// The kind, because `ports` is keyed differently in a Service and in a Pod.
        kind: &'a str,
    },
    /// `x-kubernetes-list-type: map` with `x-kubernetes-list-map-keys` in the schema of a CRD.
    Custom(&'a Value),
}

impl<'a> ListKeys<'a> {
    /// The fields that identify an item of the list `field`; `None` for a list that is replaced as a whole.
    pub fn of_list(&self, field: &str) -> Option<Vec<String>> {
        match self {
            ListKeys::BuiltIn { kind } => built_in(kind, field).map(|key| vec![key.to_owned()]),
            ListKeys::Custom(schema) => {
                let list = &schema["properties"][field];
                if list["x-kubernetes-list-type"] != "map" {
                    return None;
                }
                let keys = list["x-kubernetes-list-map-keys"].as_array()?;
                Some(keys.iter().filter_map(Value::as_str).map(str::to_owned).collect())
            }
        }
    }

    /// The keys one level down, in the field or in the items of the list `field`.
    pub fn below(&self, field: &str) -> ListKeys<'a> {
        match self {
            ListKeys::BuiltIn { .. } => *self,
            ListKeys::Custom(schema) => {
                let child = &schema["properties"][field];
                ListKeys::Custom(if child["items"].is_object() {
                    &child["items"]
                } else {
                    child
                })
            }
        }
    }
}

/// The `patchMergeKey` struct tags of `k8s.io/api`.
fn built_in(kind: &str, field: &str) -> Option<&'static str> {
    match (kind, field) {
        ("Service", "ports") => Some("port"),
        ("NetworkPolicy" | "Endpoints" | "EndpointSlice", "ports") => None,
        (_, "ports") => Some("containerPort"),
        (_, "containers" | "initContainers" | "ephemeralContainers" | "env" | "volumes" | "resourceClaims") => {
            Some("name")
        }
        (_, "imagePullSecrets") | ("ServiceAccount", "secrets") => Some("name"),
        (_, "volumeMounts") => Some("mountPath"),
        (_, "volumeDevices") => Some("devicePath"),
        (_, "hostAliases") => Some("ip"),
        (_, "topologySpreadConstraints") => Some("topologyKey"),
        (_, "conditions") => Some("type"),
        (_, "ownerReferences") => Some("uid"),
        (_, "webhooks") => Some("name"),
        _ => None,
    }
}

/// Lists of plain values that a strategic merge patch adds to instead of replacing (`patchStrategy=merge`).
pub fn merges_plain_values(field: &str) -> bool {
    field == "finalizers"
}
