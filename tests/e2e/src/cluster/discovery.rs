//! Which kinds there are: `/api`, `/apis` and the lists below them, plain and aggregated.

use super::kinds::{ResourceKind, Scope, Served};
use super::store::State;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Media type of aggregated discovery, as in the `Accept` header and in the answer.
pub const AGGREGATED: &str = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
const VERBS: [&str; 8] = [
    "create",
    "delete",
    "deletecollection",
    "get",
    "list",
    "patch",
    "update",
    "watch",
];
const STATUS_VERBS: [&str; 3] = ["get", "patch", "update"];

/// Whether an `Accept` header asks for aggregated discovery.
pub fn wants_aggregated(accept: &str) -> bool {
    accept.split(',').any(|choice| {
        ["g=apidiscovery.k8s.io", "v=v2", "as=APIGroupDiscoveryList"]
            .iter()
            .all(|wanted| choice.split(';').any(|parameter| parameter.trim() == *wanted))
    })
}

/// `/api` (the core group) or `/apis` (the others), aggregated.
pub fn aggregated(state: &State, core: bool) -> Value {
    let items: Vec<Value> = groups(state)
        .into_iter()
        .filter(|(group, _)| group.is_empty() == core)
        .map(|(group, versions)| {
            let versions: Vec<Value> = versions
                .into_iter()
                .map(|(version, kinds)| {
                    let resources: Vec<Value> = kinds.iter().map(aggregated_resource).collect();
                    json!({"version": version, "resources": resources, "freshness": "Current"})
                })
                .collect();
            json!({"metadata": {"name": group, "creationTimestamp": null}, "versions": versions})
        })
        .collect();
    json!({"kind": "APIGroupDiscoveryList", "apiVersion": "apidiscovery.k8s.io/v2", "metadata": {}, "items": items})
}

/// `/api`, plain.
pub fn core_versions() -> Value {
    json!({"kind": "APIVersions", "versions": ["v1"],
           "serverAddressByClientCIDRs": []})
}

/// `/apis`, plain.
pub fn group_list(state: &State) -> Value {
    let groups: Vec<Value> = groups(state)
        .iter()
        .filter(|(name, _)| !name.is_empty())
        .map(group_entry)
        .collect();
    json!({"kind": "APIGroupList", "apiVersion": "v1", "groups": groups})
}

/// `/apis/<group>`.
pub fn group(state: &State, name: &str) -> Option<Value> {
    let found = groups(state).into_iter().find(|(group, _)| group == name)?;
    let mut entry = group_entry(&found);
    entry["kind"] = json!("APIGroup");
    entry["apiVersion"] = json!("v1");
    Some(entry)
}

/// `/api/v1` or `/apis/<group>/<version>`.
pub fn resource_list(state: &State, group: &str, version: &str) -> Option<Value> {
    let kinds = kinds(state)
        .into_iter()
        .filter(|kind| kind.group == group && kind.version == version);
    let mut resources = Vec::new();
    for kind in kinds {
        let mut resource = json!({
            "name": kind.plural, "singularName": kind.singular, "namespaced": kind.is_namespaced(),
            "kind": kind.kind, "verbs": verbs(&kind),
        });
        if !kind.short_names.is_empty() {
            resource["shortNames"] = json!(kind.short_names);
        }
        if !kind.categories.is_empty() {
            resource["categories"] = json!(kind.categories);
        }
        resources.push(resource);
        if kind.status_subresource {
            resources.push(json!({
                "name": format!("{}/status", kind.plural), "singularName": "", "namespaced": kind.is_namespaced(),
                "kind": kind.kind, "verbs": STATUS_VERBS,
            }));
        }
    }
    let group_version = if group.is_empty() {
        version.to_owned()
    } else {
        format!("{group}/{version}")
    };
    (!resources.is_empty()).then(|| {
        json!({"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": group_version, "resources": resources})
    })
}

fn kinds(state: &State) -> Vec<ResourceKind> {
    super::kinds::served(state.crds())
        .iter()
        .map(Served::kind)
        .cloned()
        .collect()
}

/// Group, then version (the preferred one first), then kinds.
type Groups = Vec<(String, Vec<(String, Vec<ResourceKind>)>)>;

fn groups(state: &State) -> Groups {
    let mut groups: BTreeMap<String, BTreeMap<String, Vec<ResourceKind>>> = BTreeMap::new();
    for kind in kinds(state) {
        groups
            .entry(kind.group.clone())
            .or_default()
            .entry(kind.version.clone())
            .or_default()
            .push(kind);
    }
    groups
        .into_iter()
        .map(|(group, versions)| {
            let mut versions: Vec<_> = versions.into_iter().collect();
            versions.sort_by_key(|(version, _)| std::cmp::Reverse(priority(version)));
            (group, versions)
        })
        .collect()
}

/// Order of versions: stable before beta before alpha, then higher numbers first
/// (`k8s.io/apimachinery/pkg/version.CompareKubeAwareVersionStrings`).
fn priority(version: &str) -> (u8, u32, u32) {
    let rest = version.strip_prefix('v').unwrap_or(version);
    let number = |text: &str| text.parse().unwrap_or(0);
    for (stage, rank) in [("beta", 1), ("alpha", 0)] {
        if let Some((major, minor)) = rest.split_once(stage) {
            return (rank, number(major), number(minor));
        }
    }
    (2, number(rest), 0)
}

fn group_entry((name, versions): &(String, Vec<(String, Vec<ResourceKind>)>)) -> Value {
    let versions: Vec<Value> = versions
        .iter()
        .map(|(version, _)| json!({"groupVersion": format!("{name}/{version}"), "version": version}))
        .collect();
    json!({"name": name, "versions": versions, "preferredVersion": versions.first()})
}

fn verbs(kind: &ResourceKind) -> &'static [&'static str] {
    if kind.group == "authorization.k8s.io" {
        &["create"]
    } else {
        &VERBS
    }
}

fn aggregated_resource(kind: &ResourceKind) -> Value {
    let response_kind = json!({"group": kind.group, "version": kind.version, "kind": kind.kind});
    let scope = match kind.scope {
        Scope::Cluster => "Cluster",
        Scope::Namespaced => "Namespaced",
    };
    let mut resource = json!({
        "resource": kind.plural, "responseKind": response_kind, "scope": scope, "singularResource": kind.singular,
        "verbs": verbs(kind), "shortNames": kind.short_names, "categories": kind.categories,
    });
    if kind.status_subresource {
        resource["subresources"] =
            json!([{"subresource": "status", "responseKind": response_kind, "verbs": STATUS_VERBS}]);
    }
    resource
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stable_versions_come_first() {
        let mut versions = ["v1alpha3", "v2alpha1", "v1", "v1beta1", "v2", "v1beta2"];
        versions.sort_by_key(|version| std::cmp::Reverse(priority(version)));
        assert_eq!(versions, ["v2", "v1", "v1beta2", "v1beta1", "v2alpha1", "v1alpha3"]);
    }

    #[test]
    fn aggregated_discovery_has_to_be_asked_for_exactly() {
        assert!(wants_aggregated(&format!("{AGGREGATED},application/json")));
        assert!(!wants_aggregated(
            "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList"
        ));
        assert!(!wants_aggregated("application/json"));
    }
}
