//! What the app makes of older APIRules, judged by the definition, by regular expressions and by kubectl.

#[path = "../../../core/convert/rules.rs"]
pub mod rules;

use crate::kubectl::definitions_present;
use mtls_wizard::convert::{Conversion, convert};
use mtls_wizard::plan::exposure::RulePath;
use mtls_wizard_e2e::cluster::schema::{CrdSet, crd_directory, validate};
use regex::Regex;
use serde_json::{Value, json};

const V2: &str = "gateway.kyma-project.io/v2";

pub fn old(host: &str, gateway: &str, path: &str) -> Value {
    json!({
        "apiVersion": "gateway.kyma-project.io/v1beta1", "kind": "APIRule", "metadata": {"name": "orders", "namespace": "shop"},
        "spec": {
            "host": host, "gateway": gateway, "service": {"name": "orders", "port": 80},
            "rules": [{"path": path, "methods": ["GET"], "accessStrategies": [{"handler": "no_auth"}]}],
        },
    })
}

pub fn one(text: &str) -> Conversion {
    let mut conversions = convert(text);
    assert_eq!(conversions.len(), 1);
    conversions.remove(0)
}

/// The schema of a field of `spec`, by its JSON pointer below the version's `spec`.
fn field<'a>(definition: &'a Value, pointer: &str) -> &'a Value {
    let versions = definition["spec"]["versions"].as_array().unwrap();
    let v2 = versions.iter().find(|version| version["name"] == "v2").unwrap();
    let spec = &v2["schema"]["openAPIV3Schema"]["properties"]["spec"];
    spec.pointer(pointer).unwrap_or_else(|| panic!("no {pointer}"))
}

/// The regular expression of a rule `self.matches('…')`, in which CEL doubles backslashes.
fn expression(schema: &Value) -> Regex {
    let rule = schema["x-kubernetes-validations"][0]["rule"].as_str().unwrap();
    let inner = rule
        .strip_prefix("self.matches('")
        .and_then(|rest| rest.strip_suffix("')"));
    Regex::new(&inner.unwrap().replace("\\\\", "\\")).unwrap()
}

struct Definition {
    crds: CrdSet,
    host: Regex,
    gateway: Regex,
    path: Regex,
}

impl Definition {
    fn load() -> Option<Self> {
        if !definitions_present() {
            return None;
        }
        let crds = CrdSet::load(&crd_directory()).unwrap();
        let definition = crds
            .definitions()
            .find(|one| one.name == "apirules.gateway.kyma-project.io");
        let source = definition.unwrap().source.clone();
        let path = field(&source, "/properties/rules/items/properties/path");
        Some(Self {
            host: expression(field(&source, "/properties/hosts/items")),
            gateway: expression(field(&source, "/properties/gateway")),
            path: Regex::new(path["pattern"].as_str().unwrap()).unwrap(),
            crds,
        })
    }

    #[track_caller]
    fn accepts(&self, yaml: &str) -> Value {
        let rule: Value = serde_yaml::from_str(yaml).unwrap();
        assert_eq!(rule["apiVersion"], V2);
        assert_eq!(validate(&rule, &self.crds), [], "{yaml}");
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        assert!(self.host.is_match(&text(&rule["spec"]["hosts"][0])), "{yaml}");
        assert!(self.gateway.is_match(&text(&rule["spec"]["gateway"])), "{yaml}");
        for rule in rule["spec"]["rules"].as_array().unwrap() {
            let strategies = [
                rule["noAuth"] == true,
                rule.get("jwt").is_some(),
                rule.get("extAuth").is_some(),
            ];
            assert_eq!(strategies.iter().filter(|one| **one).count(), 1, "{rule}");
        }
        rule
    }
}

#[test]
fn results_are_accepted_by_the_definition() {
    let Some(definition) = Definition::load() else {
        return;
    };
    for text in [rules::COMPLETE, rules::SHOWN_BY_KUBECTL] {
        let yaml = one(text).yaml.unwrap();
        definition.accepts(&yaml);
        // The judge does judge.
        let broken: Value = serde_yaml::from_str(&yaml.replace("noAuth", "noauth")).unwrap();
        assert_ne!(validate(&broken, &definition.crds), []);
    }
    // A document is in the old version's schema, or the test would prove little.
    let source: Value = serde_yaml::from_str(rules::COMPLETE).unwrap();
    assert_eq!(validate(&source, &definition.crds), []);
}

#[test]
fn hosts_and_gateways_are_accepted_exactly_when_the_definition_accepts_them() {
    let Some(definition) = Definition::load() else {
        return;
    };
    let label = "a".repeat(63);
    let long = format!("{}.example", [label.as_str(); 4].join("."));
    let (mut accepted, mut refused) = (0, 0);
    for host in [
        "a",
        "a.example.com",
        "*.example.com",
        "*.com",
        "*.a",
        "*",
        "a.b",
        "a.bb",
        "a_b.cc",
        "-a.cc",
        "a-.cc",
        "a.c-c",
        "a..cc",
        "x.*.cc",
        "a.cc.",
        ".cc",
        "1",
        "a.12",
        "a.xn--p1ai",
        "ä.cc",
        "a b.cc",
        "a.cc:80",
        &label,
        &format!("{label}a"),
        &format!("{label}.cc"),
        &long,
        &format!("b.{}", &long[6..]),
        &format!("a.{label}"),
        "*.a.b.cc",
    ] {
        let text = old(host, "ns/gw", "/*").to_string();
        match one(&text).yaml {
            Some(yaml) => {
                definition.accepts(&yaml);
                accepted += 1;
            }
            None => {
                assert!(!definition.host.is_match(host) || host.len() > 255, "{host}");
                refused += 1;
            }
        }
    }
    assert!(accepted > 8 && refused > 10, "{accepted} {refused}");
    for gateway in [
        "n/g",
        "n/g-1",
        "n/-g",
        "n/g-",
        "N/g",
        "n/g_1",
        "n/",
        "/g",
        "n/g/x",
        "n.a/g",
        &format!("n/{label}"),
        &format!("n/{label}a"),
    ] {
        let yaml = one(&old("a.cc", gateway, "/*").to_string()).yaml;
        assert_eq!(yaml.is_some(), definition.gateway.is_match(gateway), "{gateway}");
    }
}

/// Every text of up to `longest` of these pieces, after a slash.
fn texts(pieces: &[&str], longest: usize) -> Vec<String> {
    let mut all = vec!["/".to_owned()];
    let mut last = all.clone();
    for _ in 0..longest {
        last = last
            .iter()
            .flat_map(|start| pieces.iter().map(move |piece| format!("{start}{piece}")))
            .collect();
        all.extend(last.iter().cloned());
    }
    all
}

#[test]
fn paths_are_read_exactly_as_the_definition_reads_them() {
    let Some(definition) = Definition::load() else {
        return;
    };
    let operators = Regex::new(r"\{\*\*\}.*\{\*{1,2}\}").unwrap();
    let (mut accepted, mut refused) = (0, 0);
    for path in texts(&["/", "a", "{*}", "{**}", "*", "%2f", "%", "{", "?", "ä", "~"], 4) {
        // The pattern does not say that nothing but literals follows {**}; the controller does.
        let good = definition.path.is_match(&path) && !operators.is_match(&path);
        assert_eq!(RulePath::parse(&path).is_ok(), good, "{path}");
        *(if good { &mut accepted } else { &mut refused }) += 1;
    }
    assert!(accepted > 300 && refused > 1000, "{accepted} {refused}");
}

/// What a path of v2 matches (Envoy's URI templates), as a regular expression.
fn as_expression(path: &str) -> Regex {
    let path = if path == "/*" { "/{**}" } else { path };
    let literal = regex::escape(path);
    let expression = literal.replace(r"\{\*\*\}", ".*").replace(r"\{\*\}", "[^/]+");
    Regex::new(&format!("^(?:{expression})$")).unwrap()
}

#[test]
fn translated_paths_match_what_the_regular_expression_matched() {
    let requests = texts(&["/", "a", "b"], 6);
    let (mut translated, mut refused) = (0, 0);
    for old_path in texts(&["/", "a", ".*", "[^/]+", "(/.*)?", "/?", "(.*)", "$", "b|", "+"], 4) {
        let Ok(expression) = Regex::new(&format!("^(?:{old_path})$")) else {
            continue;
        };
        let Some(yaml) = one(&old("a.cc", "ns/gw", &old_path).to_string()).yaml else {
            refused += 1;
            continue;
        };
        let rule: Value = serde_yaml::from_str(&yaml).unwrap();
        let rules = rule["spec"]["rules"].as_array().unwrap();
        let paths: Vec<Regex> = rules
            .iter()
            .map(|rule| as_expression(rule["path"].as_str().unwrap()))
            .collect();
        for request in &requests {
            let matched = paths.iter().any(|path| path.is_match(request));
            assert_eq!(
                matched,
                expression.is_match(request),
                "{request} by {old_path}, which became {yaml}"
            );
        }
        translated += 1;
    }
    assert!(translated > 100 && refused > 100, "{translated} {refused}");
}
