//! Paths were regular expressions.

use super::{change, converted, old, old_rule, problem};

fn rule(path: &str) -> String {
    old("", &format!("path: '{}'", path.replace('\'', "''")))
}

/// The paths that one path becomes.
#[track_caller]
fn paths(path: &str) -> Vec<String> {
    let (rule, _) = converted(&rule(path));
    let rules = rule["spec"]["rules"].as_array().expect("rules");
    rules
        .iter()
        .map(|rule| rule["path"].as_str().expect("a path").to_owned())
        .collect()
}

#[test]
fn what_can_be_said_exactly_is_translated() {
    for (old, new) in [
        ("/.*", "/*"),
        ("/*", "/*"),
        (".*", "/*"),
        ("/(.*)", "/*"),
        ("^/.*$", "/*"),
        ("/foo", "/foo"),
        ("/", "/"),
        ("/foo/", "/foo/"),
        ("/foo/.*", "/foo/{**}"),
        ("/foo/(.*)", "/foo/{**}"),
        ("/img/[^/]+", "/img/{*}"),
        ("/img/[^/]*", "/img/{*}"),
        ("/img/([^/]+)/x", "/img/{*}/x"),
        ("/a/[^/]+/b/.*", "/a/{*}/b/{**}"),
        ("/foo/.*/bar", "/foo/{**}/bar"),
        ("/foo$", "/foo"),
        ("^/foo", "/foo"),
        ("/file\\.json", "/file.json"),
        ("/file.json", "/file.json"),
        ("/a\\-b\\_c", "/a-b_c"),
        ("/a\\(b\\)", "/a(b)"),
        ("/foo/{**}", "/foo/{**}"),
        ("/foo/{*}/x", "/foo/{*}/x"),
        ("/a%20b", "/a%20b"),
    ] {
        assert_eq!(paths(old), [new], "{old}");
    }
    assert_eq!(paths("/foo(/.*)?"), ["/foo", "/foo/{**}"]);
    assert_eq!(paths("/foo(|/.*)"), ["/foo", "/foo/{**}"]);
    assert_eq!(paths("/foo/?"), ["/foo", "/foo/"]);
    assert_eq!(paths("/[^/]+(/.*)?"), ["/{*}", "/{*}/{**}"]);
}

#[test]
fn what_changes_its_meaning_is_said() {
    let why = |path: &str| change(&converted(&rule(path)).1, "spec.rules[0].path").why.clone();
    assert!(why("/foo/.*").contains("/foo/{**} does not match /foo"));
    assert!(why("/a/[^/]*").contains("empty"));
    assert!(why("/file.json").contains("any character"));
    assert!(why("/file\\.json").contains("backslash"));
    assert!(why("/foo(/.*)?").contains("twice"));
    for same in ["/foo", "/*", "/foo/{**}"] {
        let changes = converted(&rule(same)).1;
        assert!(
            changes.iter().all(|change| change.field != "spec.rules[0].path"),
            "{same}: {changes:?}"
        );
    }
}

#[test]
fn what_cannot_be_said_exactly_is_refused() {
    for (path, instead) in [
        ("/foo.*", "two rules, /foo and /foo/.*,"),
        ("/foo(.*)", "two rules, /foo and /foo/.*,"),
        ("/foo|/bar", "each alternative"),
        ("/(a|b)", "each alternative"),
        ("/[a-z]+", "[^/]+"),
        ("/\\d+", "[^/]+"),
        ("/\\w+/x", "[^/]+"),
        ("/.+", "[^/]+"),
        ("/a.+", "[^/]+"),
        ("/a?", "[^/]+"),
        ("/a+", "[^/]+"),
        ("/(?!x).*", "[^/]+"),
        ("/x.*y", "[^/]+"),
        ("/[^/]+?", "[^/]+"),
        ("/.*?", "[^/]+"),
        ("/\\.*", "[^/]+"),
        ("/\\*", "[^/]+"),
        ("/{**}x", "[^/]+"),
        ("/{id}", "[^/]+"),
        ("/foo/*", "[^/]+"),
        ("/\\{\\*\\*\\}", "[^/]+"),
        ("/a\\/b", "[^/]+"),
        ("/a/.*/b/.*", "one rule for each path"),
        ("/a/.*/[^/]+", "one rule for each path"),
        ("/a b", "%20"),
        ("foo", "slash"),
        ("", "slash"),
    ] {
        problem(&rule(path), "spec.rules[0].path", instead);
    }
    problem(&old("", "path: 1"), "spec.rules[0].path", "text");
}

#[test]
fn order_matters() {
    let several = |paths: &[&str]| {
        let text = old("", &format!("path: '{}'", paths[0]));
        paths[1..]
            .iter()
            .fold(text, |text, path| text + &old_rule(&format!("path: '{path}'")))
    };
    converted(&several(&["/foo/bar", "/foo/.*", "/.*"]));
    problem(
        &several(&["/.*", "/foo"]),
        "spec.rules[1].path",
        "spec.rules[0] with /* comes first",
    );
    problem(
        &several(&["/foo/.*", "/bar", "/foo/[^/]+"]),
        "spec.rules[2].path",
        "already takes every GET request",
    );
    // The second rule becomes two, and the names of the later ones stay those of the pasted text.
    problem(
        &several(&["/a", "/foo(/.*)?", "/foo/x"]),
        "spec.rules[2].path",
        "spec.rules[1] with /foo/{**}",
    );
}
