//! Host names with wildcards, as Istio compares them.

use crate::gateway::covers;

/// The narrower of two hosts if one covers the other: the names that both mean.
pub(super) fn intersection(one: &str, other: &str) -> Option<String> {
    let (one, other) = (one.to_ascii_lowercase(), other.to_ascii_lowercase());
    if covers(&one, &other) {
        Some(other)
    } else if covers(&other, &one) {
        Some(one)
    } else {
        None
    }
}

/// A Gateway's host: the namespaces whose VirtualServices it serves, `None` for all, and the name.
pub(super) fn server_host<'a>(host: &'a str, own_namespace: &'a str) -> (Option<&'a str>, &'a str) {
    match host.split_once('/') {
        None | Some(("*", _)) => (None, host.rsplit('/').next().unwrap_or(host)),
        Some((".", name)) => (Some(own_namespace), name),
        Some((namespace, name)) => (Some(namespace), name),
    }
}

/// The full name of a host in the mesh; a single label is a Service of the namespace.
pub(super) fn full_name(host: &str, namespace: &str) -> String {
    if host.contains('.') || host == "*" {
        host.to_ascii_lowercase()
    } else {
        format!("{host}.{namespace}.svc.cluster.local")
    }
}

#[cfg(test)]
mod tests {
    use super::{intersection, server_host};

    #[test]
    fn the_narrower_host_is_served() {
        let common = |one: &str, other: &str| intersection(one, other).unwrap_or_default();
        assert_eq!(common("*.m.example.com", "A.m.example.com"), "a.m.example.com");
        assert_eq!(common("*.m.example.com", "a.b.m.example.com"), "a.b.m.example.com");
        assert_eq!(common("a.m.example.com", "*.m.example.com"), "a.m.example.com");
        assert_eq!(common("*.example.com", "*.m.example.com"), "*.m.example.com");
        assert_eq!(common("*", "a.example.com"), "a.example.com");
        assert_eq!(common("*.m.example.com", "m.example.com"), "");
        assert_eq!(common("*.m.example.com", "a.example.com"), "");
        assert_eq!(common("a.example.com", "b.example.com"), "");
    }

    #[test]
    fn hosts_may_name_the_namespaces_that_they_serve() {
        assert_eq!(server_host("a.b", "own"), (None, "a.b"));
        assert_eq!(server_host("*/a.b", "own"), (None, "a.b"));
        assert_eq!(server_host("./a.b", "own"), (Some("own"), "a.b"));
        assert_eq!(server_host("test/a.b", "own"), (Some("test"), "a.b"));
    }
}
