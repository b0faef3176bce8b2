//! SPIFFE IDs from three typed parts.

use mtls_wizard::wizard::spiffe::{Part, uri};

fn wrong(parts: [&str; 3]) -> Vec<(Part, String)> {
    uri(parts).expect_err("refused")
}

#[test]
fn three_parts_are_the_identity_of_a_workload() {
    for (parts, expected) in [
        (
            ["cluster.local", "default", "httpbin"],
            "spiffe://cluster.local/ns/default/sa/httpbin",
        ),
        (
            [" td1 ", " istio-system ", " a.b "],
            "spiffe://td1/ns/istio-system/sa/a.b",
        ),
    ] {
        assert_eq!(uri(parts).expect("an ID").as_str(), expected);
    }
    assert_eq!(Part::TrustDomain.default(), "cluster.local");
}

#[test]
fn an_error_names_its_part_and_says_what_to_type() {
    for (parts, part, said) in [
        (["", "ns", "sa"], Part::TrustDomain, "Type cluster.local"),
        (
            ["Cluster.Local", "ns", "sa"],
            Part::TrustDomain,
            "such as cluster.local",
        ),
        (["spiffe://x", "ns", "sa"], Part::TrustDomain, "such as cluster.local"),
        (["x", "", "sa"], Part::Namespace, "Type a name such as default"),
        (["x", "My_Space", "sa"], Part::Namespace, "Type my-space"),
        (["x", "a/b", "sa"], Part::Namespace, "“/” is not allowed"),
        (["x", "ns", ""], Part::ServiceAccount, "such as my-client"),
        (
            ["x", "ns", "a..b"],
            Part::ServiceAccount,
            "a part between dots is empty",
        ),
        (["x", "ns", "a b"], Part::ServiceAccount, "spaces are not allowed"),
    ] {
        let found = wrong(parts);
        assert_eq!(found.len(), 1, "{parts:?}: {found:?}");
        assert_eq!(found[0].0, part, "{parts:?}");
        assert!(found[0].1.starts_with(part.label().here()), "{found:?}");
        assert!(found[0].1.contains(said), "{found:?}");
    }
    assert_eq!(wrong(["", "", ""]).len(), 3, "all at once");
}
