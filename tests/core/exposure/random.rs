//! What paths cover, against a matcher of its own, and texts of any kind.

use super::*;
use proptest::prelude::*;

/// Whether Envoy's path template matches, by backtracking: another way to say what `covers` reasons about.
pub fn matches(pattern: &[&str], request: &[&str]) -> bool {
    match pattern.split_first() {
        None => request.is_empty(),
        Some((&"{**}", rest)) => (1..=request.len()).any(|taken| matches(rest, &request[taken..])),
        Some((&first, rest)) => request.split_first().is_some_and(|(segment, others)| {
            (first == *segment || (first == "{*}" && !segment.is_empty())) && matches(rest, others)
        }),
    }
}

pub fn segments(path: &str) -> Vec<&str> {
    path.split('/').skip(1).collect()
}

pub fn some_path() -> impl Strategy<Value = String> {
    let literals = || prop::collection::vec(prop::sample::select(vec!["a", "b", ""]), 0..3);
    let some = prop::collection::vec(prop::sample::select(vec!["a", "b", "", "{*}"]), 1..4);
    (some, any::<bool>(), literals()).prop_map(|(mut parts, rest, end)| {
        if rest {
            parts.push("{**}");
            parts.extend(end);
        }
        format!("/{}", parts.join("/"))
    })
}

/// Requests of up to six segments over a small alphabet that has a letter that is in no pattern.
fn requests() -> Vec<Vec<&'static str>> {
    let mut all: Vec<Vec<&str>> = vec![vec![]];
    let mut last = all.clone();
    for _ in 0..6 {
        let longer = last
            .iter()
            .flat_map(|start| ["a", "b", "c", ""].map(|segment| [start.as_slice(), &[segment]].concat()));
        last = longer.collect();
        all.extend(last.iter().cloned());
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn covering_agrees_with_matching(general in some_path(), special in some_path()) {
        let counterexample = requests().into_iter().find(|request| {
            matches(&segments(&special), request) && !matches(&segments(&general), request)
        });
        prop_assert_eq!(path(&general).covers(&path(&special)), counterexample.is_none(), "{} {} {:?}", general, special, counterexample);
    }

    #[test]
    fn nothing_panics_and_every_error_has_words(text in "(\\PC|[\\n/*{}%:, GETall])*") {
        for error in [
            parse_rules(&text).err(),
            parse_headers(&text).err(),
            Timeout::parse(&text).err(),
            ExposureRule::parse(&text).err(),
        ].into_iter().flatten() {
            prop_assert!(message(&error).ends_with('.'), "{}", message(&error));
        }
    }
}
