//! The writer of YAML, against an independent reader; what kubectl reads is tested with kubectl.

use mtls_wizard::render::yaml::document;
use proptest::prelude::*;
use serde_json::{Value, json};

fn texts() -> impl Strategy<Value = String> {
    let awkward = [
        "",
        " ",
        "a ",
        " a",
        "y",
        "On",
        "null",
        "~",
        "1",
        "1e3",
        "0x1f",
        "1_000",
        "12:30:45",
        "2026-11-21",
        ".inf",
        "-",
        "- a",
        "a: b",
        "a:",
        ": a",
        "a #b",
        "#a",
        "*.x",
        "&a",
        "!a",
        "%A%",
        "@a",
        "`a`",
        "{a}",
        "[a]",
        "'a'",
        "\"a\"",
        "a\\b",
        "<<",
        "=",
        "?",
        "? a",
        "|",
        ">",
        "a\nb",
        "a\nb\n",
        "a\n\nb\n",
        "\na",
        "a\n",
        "\n",
        " a\nb",
        "a\n  b\n",
        "a\tb",
        "a\n\tb",
        "a\n ",
        "a\r\nb",
        "\u{85}",
        "a\u{2028}b",
        "\u{FEFF}a",
        "\u{0}",
        "\u{7f}",
        "é",
        "💥",
        "O=a,CN=b\\, c",
        "---",
        "--- a",
        "...",
    ];
    prop_oneof![
        2 => proptest::sample::select(awkward.to_vec()).prop_map(str::to_owned),
        1 => "[ -~\n]{0,30}",
        1 => any::<String>(),
        1 => "[a-z]{500,1100}",
    ]
}

fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        6 => texts().prop_map(Value::String),
        1 => any::<i64>().prop_map(|number| json!(number)),
        1 => any::<bool>().prop_map(Value::Bool),
        1 => Just(Value::Null),
    ];
    leaf.prop_recursive(4, 40, 5, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::Array),
            proptest::collection::vec((texts(), inner), 0..5)
                .prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn everything_comes_back(value in values()) {
        let yaml = document(&value).expect("YAML");
        let read: Value = match serde_yaml::from_str(&yaml) {
            Ok(read) => read,
            Err(error) => return Err(TestCaseError::fail(format!("{error}\n{yaml}"))),
        };
        prop_assert_eq!(read, value, "{}", yaml);
    }
}

#[test]
fn it_looks_like_what_people_write() {
    let value = json!({
        "apiVersion": "v1",
        "items": [{"a": 1, "b": [true, "true"]}, ["x", []], "*.example.com"],
        "map": {"empty": {}, "nothing": null, "on": "yes"},
        "script": "one\n\n  two\n",
        "subject": "O=ML Client Org,CN=it's",
    });
    let expected = "apiVersion: v1
items:
- a: 1
  b:
  - true
  - 'true'
- - x
  - []
- '*.example.com'
map:
  empty: {}
  nothing: null
  'on': 'yes'
script: |
  one

    two
subject: O=ML Client Org,CN=it's
";
    assert_eq!(document(&value).expect("YAML"), expected);
}

#[test]
fn what_no_resource_has_is_refused() {
    assert!(document(&1.5).is_err());
    assert!(document(&(1, 2)).is_err());
    let numbered: std::collections::BTreeMap<u8, u8> = [(1, 2)].into();
    assert!(document(&numbered).is_err());
}
