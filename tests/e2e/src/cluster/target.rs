//! Addresses of the API: from a path to what it means.

/// A path under `/api/v1` or `/apis/<group>/<version>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// API group, empty for the core group.
    pub group: String,
    /// Version within the group.
    pub version: String,
    /// What lies below; `None` for the discovery document of the version.
    pub resource: Option<ResourcePath>,
}

/// `[namespaces/<namespace>/]<plural>[/<name>[/<subresource>]]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourcePath {
    /// Namespace, if the path has one.
    pub namespace: Option<String>,
    /// Plural name of the kind.
    pub plural: String,
    /// Object name; `None` for the collection.
    pub name: Option<String>,
    /// `status`, for example.
    pub subresource: Option<String>,
}

impl Target {
    /// Reads a path. `None` when it is not below an API version.
    pub fn parse(path: &str) -> Option<Target> {
        let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
        match segments.as_slice() {
            ["api", version, rest @ ..] => Target::below("", version, rest),
            ["apis", group, version, rest @ ..] => Target::below(group, version, rest),
            _ => None,
        }
    }

    fn below(group: &str, version: &str, rest: &[&str]) -> Option<Target> {
        let owned = |text: &str| Some(text.to_owned());
        let (namespace, rest) = match rest {
            // `namespaces/x/status` is a subresource of the namespace itself.
            ["namespaces", _, "status" | "finalize"] => (None, rest),
            ["namespaces", namespace, rest @ ..] if !rest.is_empty() => (owned(namespace), rest),
            _ => (None, rest),
        };
        let resource = match rest {
            [] => None,
            [plural, rest @ ..] if rest.len() <= 2 => Some(ResourcePath {
                namespace,
                plural: (*plural).to_owned(),
                name: rest.first().and_then(|name| owned(name)),
                subresource: rest.get(1).and_then(|name| owned(name)),
            }),
            _ => return None,
        };
        Some(Target {
            group: group.to_owned(),
            version: version.to_owned(),
            resource,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Parts = (Option<String>, String, Option<String>, Option<String>);

    fn resource(path: &str) -> Option<Parts> {
        let resource = Target::parse(path)?.resource?;
        Some((resource.namespace, resource.plural, resource.name, resource.subresource))
    }

    #[test]
    fn paths_mean_what_the_api_says() {
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(
            resource("/api/v1/namespaces"),
            Some((None, "namespaces".into(), None, None))
        );
        assert_eq!(
            resource("/api/v1/namespaces/a"),
            Some((None, "namespaces".into(), some("a"), None))
        );
        let status = (None, "namespaces".into(), some("a"), some("status"));
        assert_eq!(resource("/api/v1/namespaces/a/status"), Some(status));
        let secrets = (some("a"), "secrets".into(), None, None);
        assert_eq!(resource("/api/v1/namespaces/a/secrets"), Some(secrets));
        let deployment = (some("a"), "deployments".into(), some("b"), some("status"));
        assert_eq!(
            resource("/apis/apps/v1/namespaces/a/deployments/b/status"),
            Some(deployment)
        );
        assert_eq!(resource("/apis/apps/v1"), None);
        assert_eq!(Target::parse("/version"), None);
        assert_eq!(Target::parse("/api/v1/secrets/a/b/c"), None);
    }
}
