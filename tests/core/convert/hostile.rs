//! Input that is no APIRule, or is made to do harm: an answer comes, and comes soon.

use std::time::{Duration, Instant};

use mtls_wizard::convert::{Conversion, LARGEST_INPUT, Source, convert};
use proptest::prelude::*;

use super::rules::{COMPLETE, SHOWN_BY_KUBECTL};

#[track_caller]
fn refused(text: &str, says: &str) {
    let start = Instant::now();
    let conversions = convert(text);
    let took = start.elapsed();
    let [conversion] = conversions.as_slice() else {
        panic!("{} conversions", conversions.len());
    };
    assert_eq!((conversion.source, &conversion.yaml), (Source::Unreadable, &None));
    let why = &conversion.problems[0].why;
    assert!(why.contains(says), "{why:?} does not say {says:?}");
    assert!(took < Duration::from_secs(5), "took {took:?}");
}

#[test]
fn what_is_too_large_is_refused() {
    refused(&"#".repeat(LARGEST_INPUT + 1), "1 MiB");
    refused(&"---\na\n".repeat(201), "201 documents");
    refused(&"[".repeat(LARGEST_INPUT), "deeper");
    refused(&"- a\n".repeat(150_000), "more values");
    let keys: String = (0..2001).map(|index| format!("k{index}: v\n")).collect();
    refused(&keys, "too many keys");
    let stairs: String = (0..1000).map(|depth| " ".repeat(depth) + "a:\n").collect();
    refused(&stairs, "deeper");
}

#[test]
fn aliases_cannot_grow() {
    let mut laughs = String::from("a0: &a0 ha\n");
    for level in 1..12 {
        let previous = format!("*a{}, ", level - 1).repeat(10);
        laughs += &format!("a{level}: &a{level} [{}]\n", previous.trim_end_matches(", "));
    }
    refused(&laughs, "aliases");
    refused("a: &a [*a]", "aliases");
    refused("a: *unknown", "aliases");
    refused("<<: *unknown", "aliases");
}

#[test]
fn large_and_strange_texts_take_no_time() {
    for pattern in [
        "- ",
        "? ",
        "a: ",
        "&a ",
        "*a ",
        "!a ",
        "\"",
        "'",
        "|\n",
        "---\na\n",
        "- a\n",
        "a\n",
        "#\n",
        " ",
        "\t",
        "\n",
        "%\n",
        "...\n",
        "\\",
        "- - - -\n",
        "[",
        "{a: {b: c}, d: ",
        "{\"a\": \"}\", b: ",
        "[],",
        "[?",
        "- [",
        "\n  ",
        "a\n\n",
        "'\n",
        "\"\\\n",
        "- |\n",
        "? a\n",
        "\u{feff}",
        "ü",
        "\0",
        "\"\\x41",
        "a: b\n",
        ": ",
        "--- ",
        "'a':\n  ",
        "a: |\n  b\n",
    ] {
        let start = Instant::now();
        let conversions = convert(&pattern.repeat(LARGEST_INPUT / pattern.len()));
        assert!(
            conversions
                .iter()
                .all(|conversion| conversion.yaml.is_none() && !conversion.problems.is_empty())
        );
        assert!(
            start.elapsed() < Duration::from_secs(20),
            "{pattern:?} took {:?}",
            start.elapsed()
        );
    }
}

#[test]
fn what_is_no_apirule_is_named() {
    for empty in ["", " \n", "---\n", "# nothing\n---\n...\n", "%YAML 1.2\n---\n"] {
        refused(empty, "nothing to convert");
    }
    refused("kind: List\napiVersion: v1\nitems: []", "list is empty");
    for text in [
        "3",
        "null",
        "[]",
        "a",
        "a: b",
        "kind: APIRule",
        "apiVersion: gateway.kyma-project.io/v2",
    ] {
        refused(text, "no Kubernetes resource");
    }
    for (text, says) in [
        ("a: [", "line 1"),
        ("\n\na: b: c", "line 3"),
        ("a: 1\na: 2", "line 2, a key is there twice"),
        ("a: !tag b", "tags"),
        ("? [a]\n: b", "question mark"),
        ("\ta: b", "a tab cannot indent"),
    ] {
        refused(text, says);
    }
}

fn is_sound(conversion: &Conversion) {
    let is_rule = !matches!(conversion.source, Source::OtherKind);
    assert_eq!(
        conversion.yaml.is_some(),
        is_rule && conversion.problems.is_empty(),
        "{conversion:#?}"
    );
    for problem in &conversion.problems {
        assert!(!problem.why.is_empty() && !problem.instead.is_empty(), "{problem:?}");
    }
    if let Some(yaml) = &conversion.yaml {
        // What comes out is v2, and goes in again unchanged.
        let again = convert(yaml);
        assert_eq!(again.len(), 1, "{yaml}");
        assert_eq!(
            (again[0].source, again[0].yaml.as_ref()),
            (Source::V2, Some(yaml)),
            "{:#?}",
            again[0]
        );
    }
}

/// A text with a part of it replaced by something else.
fn damaged(text: &'static str) -> impl Strategy<Value = String> {
    let ends = prop::array::uniform2(0..=text.len());
    let pieces = prop::sample::select(vec![
        "", "", "null", "[]", "{}", "- ", ": ", "\n", "'", "\"", "0", "on", "{**}", "/", ".*", "&a ", "*a", "  ",
        "---\n", "ü", "a: b\n",
    ]);
    (ends, 0..40usize, pieces).prop_map(move |([start, _], length, piece)| {
        let end = (start + length).min(text.len());
        let (before, after) = (text.get(..start).unwrap_or(text), text.get(end..).unwrap_or_default());
        format!("{before}{piece}{after}")
    })
}

proptest! {
    #[test]
    fn any_text_has_an_answer(text in "(\\PC|[\\n:{}*&#'\" -])*") {
        convert(&text).iter().for_each(is_sound);
    }

    #[test]
    fn truncated_and_damaged_rules_have_an_answer(
        text in prop_oneof![damaged(COMPLETE), damaged(SHOWN_BY_KUBECTL)],
    ) {
        convert(&text).iter().for_each(is_sound);
    }

    #[test]
    fn any_path_has_an_answer(path in "/?([a-z.]|\\.\\*|\\[\\^/\\]\\+|\\{\\*\\*?\\}|[(){}|?+\\\\$^/*%]){0,8}") {
        let text = COMPLETE.replace("/orders/.*", &path.replace('\'', "''"));
        convert(&text).iter().for_each(is_sound);
    }
}

#[test]
fn every_prefix_of_a_rule_has_an_answer() {
    for text in [COMPLETE, SHOWN_BY_KUBECTL] {
        for end in (0..text.len()).filter(|end| text.is_char_boundary(*end)) {
            convert(&text[..end]).iter().for_each(is_sound);
        }
    }
}
