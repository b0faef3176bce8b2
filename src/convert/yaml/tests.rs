//! The serializer's library also reads YAML. Whatever we read, it must read alike; and what it writes, we must read.

use proptest::prelude::*;
use serde_yaml::Value;

use super::{Node, read};

fn read_by_us(text: &str) -> Result<Node, &'static str> {
    read(text, &mut 10_000).map_err(|failure| failure.why)
}

/// Numbers that are not whole have no value to us.
fn by_library(value: Value) -> Option<Node> {
    let node = match value {
        Value::Null => Node::Null,
        Value::Bool(flag) => Node::Flag(flag),
        Value::Number(number) => match number.as_i64() {
            Some(number) => Node::Whole(number),
            None => Node::Number(String::new()),
        },
        Value::String(text) => Node::Text(text),
        Value::Sequence(items) => Node::List(items.into_iter().map(by_library).collect::<Option<_>>()?),
        Value::Mapping(entries) => {
            let entry = |(key, value): (Value, Value)| Some((key.as_str()?.to_owned(), by_library(value)?));
            Node::Map(entries.into_iter().map(entry).collect::<Option<_>>()?)
        }
        Value::Tagged(_) => return None,
    };
    Some(node)
}

fn without_numbers(node: Node) -> Node {
    match node {
        Node::Number(_) => Node::Number(String::new()),
        Node::List(items) => Node::List(items.into_iter().map(without_numbers).collect()),
        Node::Map(entries) => Node::Map(
            entries
                .into_iter()
                .map(|(key, node)| (key, without_numbers(node)))
                .collect(),
        ),
        other => other,
    }
}

/// Both read the same; where one of them refuses, or a key is no text to the library, there is nothing to compare.
#[track_caller]
fn agrees(text: &str) -> bool {
    let (Ok(ours), Ok(theirs)) = (read_by_us(text), serde_yaml::from_str::<Value>(text)) else {
        return false;
    };
    let Some(theirs) = by_library(theirs) else {
        return false;
    };
    assert_eq!(without_numbers(ours), theirs, "{text:?}");
    true
}

const DOCUMENTS: &[&str] = &[
    "",
    "a",
    "a: b",
    "a:\n  b: c\nd: e",
    "a:\n- b\n- c\nd: e",
    "a:\n  - b\n  - c: d\n    e: f\n",
    "- - a\n  - b\n- c",
    "-\n  a: b\n-\n- ~\n",
    "a: [b, c, [d], {e: f, g: [h]}]\n",
    "{a: b, \"c\":d, e: , f}",
    "[a, b,\n  c # comment\n, 'd', ]",
    "{}",
    "[]",
    "a: {}\nb: []",
    "a: 'it''s'\nb: \"x\\ty\\u00e9\\n\\x41\\/\\\\\\\"\"",
    "a: 'two\n  lines\n\n  more'",
    "a: \"two\n  lines\\\n   joined \\\n\n   x\"",
    "a: one\n  two\n\n  three\nb: c",
    "a: |\n  x\n   y\n\n  z\nb: c",
    "a: |-\n  x\n\n\nb: c",
    "a: |+\n  x\n\n\nb: c",
    "a: >\n  x\n  y\n\n  z\n   w\n  v\n",
    "a: >-\n  x\n\n\n  y\n",
    "- |\n x\n- >2\n   x\n",
    "a: |2\n    x\n  y\n",
    "|\n x\n",
    "a: |\n\n  x",
    "a: |\n",
    "- |-\n",
    "a: # comment\n  b: c # d\n# e\n  f: g#h\n",
    "a: b#c #d",
    "a : b",
    "'a': b\n\"c d\": e",
    "a: 1\nb: -2\nc: 0x1f\nd: 1.5\ne: 1e3\nf: .5\ng: 0123\nh: 1_000\ni: 0b11\nj: 0o17\nk: +3\nl: -0\nm: .inf\nn: -.INF\no: .nan\np: 1.\nq: 99999999999999999999\nr: -",
    "a: true\nb: False\nc: yes\nd: on\ne: null\nf: ~\ng: Null\nh: NULL\ni: nUll",
    "a: -b\nc: ?d\ne: :f\ng: a:b\nh: http://x/y?z=1&w",
    "a: b: c",
    "a:\n b:\n  c\n d",
    "a:\n - b\n c: d",
    "a: b\n c: d",
    "- a\nb: c",
    "a:\n\t- b",
    "a:\tb",
    "-\ta",
    "--- a\n",
    "---\na: b\n",
    "--- # c\na: b",
    "a: 'b' c",
    "a: [b",
    "a: \"b",
    "a: %b",
    "a: b %c",
    "a: @b",
    "a: `b",
    "a: ,b",
    "{a: b: c}",
    "[a: b]",
    "{? a : b}",
    "? a\n: b",
    "a: &x b",
    "a: *x",
    "a: !x b",
    "a\nb",
    "a:\n  b\n  c",
    "a: |x\n",
    "a: | # c\n  x\n",
    "a: |1-\n x\n",
    "a: |-1\n x\n",
    "[[[[]]]]",
    "a: [\n]\nb: {\n  c: d,\n}\n",
    "a: 2001-01-01\nb: 12:30:45\nc: x - on\nd: a, b",
    "\"a\\\n  b\": c",
    "a:   \n   b",
    "a: b   \n\n\n",
    "\n\n  a: b\n  c: d\n",
    "  - a\n  - b\n",
    "a: [x y, \"p q\", https://a.b/c]",
    "{\"a\": {\"b\": [1, true, null, \"c\"]}}",
    "{\n\t\"a\": 1,\n\t\"b\": [\n\t\t2\n\t]\n}",
    "a: - b",
    "a:\n  - b\n - c",
    "- a: b\n  c:\n  - d\n- e",
    "-a: b",
    "a:b: c",
    "a: 'x'\n  \n\nb: y",
    "a: \"\"\nb: ''",
    "a: '\n\n'",
    "a: \" x \n y \"",
    "a: b\n\n# c\n\n  # d\ne: f",
    "a: x\n  # comment\nb: y",
    "a: x\n  y # c\n  z\n",
];

#[test]
fn both_read_alike() {
    let compared = DOCUMENTS.iter().filter(|text| agrees(text)).count();
    assert!(compared > 60, "{compared}");
    // What is left out, and what is wrong, is refused.
    for text in [
        "a: &x b",
        "a: *x",
        "a: !x b",
        "? a\n: b",
        "a: b: c",
        "a: b\n c: d",
        "a:\n\t- b",
        "a: [b",
        "a: \"b",
        "a: 'b' c",
        "a: b\na: c",
        "{a: b, a: c}",
        "[a: b]",
        "a:\n  b: c\n d: e",
        "- a\nb: c",
        "a: \u{7}",
        "a: \"\\q\"",
        "a: \"\\ud800\"",
        "a: \"\\ü\"",
        "- a\n  - b: c",
        ": a",
    ] {
        assert!(read_by_us(text).is_err(), "{text:?}");
    }
}

#[test]
fn json_has_characters_in_two_parts() {
    assert_eq!(read_by_us("\"\\ud83d\\ude00\""), Ok(Node::Text("😀".to_owned())));
}

#[test]
fn depth_and_number_are_limited() {
    for text in [
        "[".repeat(100),
        "- ".repeat(100),
        (0..100).map(|depth| " ".repeat(depth) + "a:\n").collect(),
    ] {
        assert_eq!(
            read_by_us(&text),
            Err("it goes deeper than a resource ever does"),
            "{text}"
        );
    }
    assert_eq!(
        read_by_us(&"- a\n".repeat(10_000)),
        Err("it holds more values than can be read at once")
    );
    let text: String = (0..2001).map(|key| format!("k{key}: v\n")).collect();
    assert_eq!(read_by_us(&text), Err("there are too many keys in one place"));
}

/// Values as the library writes them.
fn some_value() -> impl Strategy<Value = Value> {
    let text = prop_oneof![
        "[a-z]{0,8}",
        "\\PC{0,12}",
        "[a-z \\n\\t:#'\"|>&*!%@`,\\[\\]{}?-]{0,16}",
        "( {0,3}[a-c]{0,2}\\n{1,3}){0,4}",
        "[-+.0-9eExob_]{0,4}",
    ];
    let leaf = prop_oneof![
        text.clone().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        Just(Value::Null),
    ];
    leaf.prop_recursive(4, 24, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec(("[a-z' :#\"-]{1,8}", inner), 0..4).prop_map(|entries| {
                Value::Mapping(
                    entries
                        .into_iter()
                        .map(|(key, value)| (Value::from(key), value))
                        .collect(),
                )
            }),
        ]
    })
}

/// A text that is like YAML in its parts.
fn some_text() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "a", "b", "1", "x y", ": ", ":\n", "- ", "\n", "\n  ", "\n    ", " ", "  ", "'", "\"", "\\", "\\n", "|", ">",
        "|-\n", ">+\n", "[", "]", "{", "}", ", ", "#", " # c", "\t", "?", "%", "~", "null", "''", "\"\"", "-", ":",
        "\n- ", "\n  - ", "a: ", "b: ", "\na: ", "\n  b: ", "é",
    ]);
    prop::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_the_library_writes_is_read(value in some_value()) {
        let text = serde_yaml::to_string(&value).map_err(|error| TestCaseError::fail(error.to_string()))?;
        // The library writes what no YAML may hold as it is, and so do we not have it.
        prop_assume!(!text.contains(super::is_strange));
        let ours = read_by_us(&text);
        prop_assert_eq!(ours.map(without_numbers).ok(), by_library(value), "{}", text);
    }

    #[test]
    fn whatever_is_read_is_read_alike(text in some_text()) {
        // Where documents begin is found before they are read.
        prop_assume!(!text.contains("---"));
        agrees(&text);
    }
}
