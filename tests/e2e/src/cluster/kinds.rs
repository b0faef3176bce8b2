//! What the server knows about a kind of resource: its names, its scope, its address.

use super::core_kinds;
use super::patch::ListKeys;
use super::schema::{CrdSet, CustomVersion, Violation};
use k8s_openapi::{ClusterResourceScope, NamespaceResourceScope, Resource, ResourceScope};
use serde_json::Value;
use std::sync::Arc;

/// Whether objects of a kind live in namespaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// One set of names for the whole cluster.
    Cluster,
    /// One set of names for each namespace.
    Namespaced,
}

/// Translates the scope types of k8s-openapi.
pub trait KnownScope: ResourceScope {
    /// The same scope as a value.
    const SCOPE: Scope;
}

impl KnownScope for ClusterResourceScope {
    const SCOPE: Scope = Scope::Cluster;
}

impl KnownScope for NamespaceResourceScope {
    const SCOPE: Scope = Scope::Namespaced;
}

/// A kind in one version of one API group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourceKind {
    /// API group, empty for the core group.
    pub group: String,
    /// Version within the group, for example `v1beta1`.
    pub version: String,
    /// Kind in CamelCase.
    pub kind: String,
    /// Lower-case plural, the path segment.
    pub plural: String,
    /// Lower-case singular.
    pub singular: String,
    /// Abbreviations that kubectl accepts.
    pub short_names: Vec<String>,
    /// Groups of kinds such as `all`.
    pub categories: Vec<String>,
    /// Whether names belong to a namespace.
    pub scope: Scope,
    /// Whether `status` is written through its own address only.
    pub status_subresource: bool,
}

impl ResourceKind {
    /// Describes a built-in kind.
    pub fn of_type<T: Resource>(short_names: &[&str], categories: &[&str]) -> ResourceKind
    where
        T::Scope: KnownScope,
    {
        ResourceKind {
            group: T::GROUP.to_owned(),
            version: T::VERSION.to_owned(),
            kind: T::KIND.to_owned(),
            plural: T::URL_PATH_SEGMENT.to_owned(),
            singular: T::KIND.to_lowercase(),
            short_names: short_names.iter().map(|&name| name.to_owned()).collect(),
            categories: categories.iter().map(|&name| name.to_owned()).collect(),
            scope: T::Scope::SCOPE,
            status_subresource: core_kinds::has_status(T::KIND),
        }
    }

    /// Describes one version of a custom resource. `None` when the definition lacks a name that it must have.
    pub fn of_definition(spec: &Value, version: &Value) -> Option<ResourceKind> {
        let names = &spec["names"];
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let list = |value: &Value| value.as_array().into_iter().flatten().filter_map(text).collect();
        let kind = text(&names["kind"])?;
        Some(ResourceKind {
            group: text(&spec["group"])?,
            version: text(&version["name"])?,
            plural: text(&names["plural"])?,
            singular: text(&names["singular"]).unwrap_or_else(|| kind.to_lowercase()),
            short_names: list(&names["shortNames"]),
            categories: list(&names["categories"]),
            scope: match spec["scope"].as_str()? {
                "Cluster" => Scope::Cluster,
                "Namespaced" => Scope::Namespaced,
                _ => return None,
            },
            status_subresource: version["subresources"]["status"].is_object(),
            kind,
        })
    }

    /// `group/version`, or just the version in the core group.
    pub fn api_version(&self) -> String {
        if self.group.is_empty() {
            self.version.clone()
        } else {
            format!("{}/{}", self.group, self.version)
        }
    }

    /// `plural.group`, or just the plural in the core group: how error messages name the kind.
    pub fn qualified_plural(&self) -> String {
        if self.group.is_empty() {
            self.plural.clone()
        } else {
            format!("{}.{}", self.plural, self.group)
        }
    }

    /// `Kind.group`, or just the kind in the core group: how validation errors name the kind.
    pub fn qualified_kind(&self) -> String {
        if self.group.is_empty() {
            self.kind.clone()
        } else {
            format!("{}.{}", self.kind, self.group)
        }
    }

    /// Whether objects of this kind live in namespaces.
    pub fn is_namespaced(&self) -> bool {
        self.scope == Scope::Namespaced
    }
}

/// A kind together with the means to judge its objects.
#[derive(Debug, Clone)]
pub enum Served {
    /// A kind that every cluster has.
    BuiltIn(&'static core_kinds::BuiltIn),
    /// A kind from a CustomResourceDefinition.
    Custom(Arc<CustomVersion>),
}

impl Served {
    /// Names, scope and version.
    pub fn kind(&self) -> &ResourceKind {
        match self {
            Served::BuiltIn(built_in) => &built_in.kind,
            Served::Custom(version) => &version.kind,
        }
    }

    /// Unknown fields and values that no field could hold.
    pub fn decoding_violations(&self, object: &Value) -> Vec<Violation> {
        match self {
            Served::BuiltIn(built_in) => built_in.decoding_violations(object),
            Served::Custom(version) => version.decoding_violations(object),
        }
    }

    /// Unacceptable values.
    pub fn value_violations(&self, object: &Value) -> Vec<Violation> {
        match self {
            Served::BuiltIn(built_in) => built_in.value_violations(object),
            Served::Custom(version) => version.value_violations(object),
        }
    }

    /// Removes unknown fields, then fills in defaults.
    pub fn normalise(&self, object: &mut Value) {
        match self {
            Served::BuiltIn(built_in) => {
                built_in.prune(object);
                core_kinds::defaults(&built_in.kind, object);
            }
            Served::Custom(version) => {
                version.prune(object);
                version.fill_defaults(object);
            }
        }
    }

    /// Changes that are forbidden.
    pub fn update_violations(&self, old: &Value, new: &Value) -> Vec<Violation> {
        match self {
            Served::BuiltIn(built_in) => core_kinds::update_violations(&built_in.kind, old, new),
            Served::Custom(_) => Vec::new(),
        }
    }

    /// How a patch tells the items of lists apart.
    pub fn list_keys(&self) -> ListKeys<'_> {
        match self {
            Served::BuiltIn(built_in) => ListKeys::BuiltIn {
                kind: &built_in.kind.kind,
            },
            Served::Custom(version) => ListKeys::Custom(&version.open_api),
        }
    }
}

/// Every kind that a server with these CRDs serves.
pub fn served(crds: &CrdSet) -> Vec<Served> {
    let built_in = core_kinds::all().iter().map(Served::BuiltIn);
    built_in.chain(crds.versions().cloned().map(Served::Custom)).collect()
}
