//! The table itself: identifiers, patterns, placeholders, sources.

use std::collections::BTreeSet;

use mtls_wizard::diagnosis::entry::{Cause, Check, Sign};
use mtls_wizard::diagnosis::{is_placeholder, is_sound, table};

fn placeholders(text: &str) -> Vec<String> {
    text.split('{')
        .skip(1)
        .filter_map(|piece| piece.split_once('}').map(|(name, _)| name.to_owned()))
        .collect()
}

fn check_placeholders(cause: &Cause, entry: &str) {
    let commands = cause.checks.iter().flat_map(|check| match check {
        Check::Run(words) => words.to_vec(),
        Check::Call(_) | Check::Anonymous(_) => Vec::new(),
    });
    for text in [cause.what, cause.why, cause.remedy].into_iter().chain(commands) {
        for name in placeholders(text) {
            let is_path = ["*", "**"].contains(&name.as_str()) || name.starts_with("{.");
            assert!(
                is_path || is_placeholder(&name) || name.starts_with('.'),
                "{entry}/{}: {{{name}}}",
                cause.id
            );
        }
    }
}

#[test]
fn entries_are_complete() {
    let mut known = BTreeSet::new();
    for entry in table::entries() {
        assert!(known.insert(entry.id), "{} is there twice", entry.id);
        assert!(!entry.signs.is_empty() && !entry.causes.is_empty(), "{}", entry.id);
        let mut causes = BTreeSet::new();
        for cause in entry.causes {
            assert!(causes.insert(cause.id), "{}/{} is there twice", entry.id, cause.id);
            assert!(!cause.checks.is_empty(), "{}/{} has no command", entry.id, cause.id);
            assert!(cause.source.starts_with("https://"), "{}/{}", entry.id, cause.id);
            for text in [cause.what, cause.remedy] {
                assert!(!text.is_empty(), "{}/{}", entry.id, cause.id);
                assert_eq!(text.matches('`').count() % 2, 0, "{}/{}: {text}", entry.id, cause.id);
            }
            check_placeholders(cause, entry.id);
        }
    }
}

#[test]
fn patterns_can_be_looked_for() {
    for entry in table::entries() {
        for sign in entry.signs {
            let patterns = match sign {
                Sign::Says(pattern) => vec![*pattern],
                Sign::All(patterns) => patterns.to_vec(),
                Sign::Without(pattern, others) => std::iter::once(pattern).chain(*others).copied().collect(),
                Sign::Alert(number) | Sign::GatewayAlert(number) => {
                    let is_known = mtls_wizard::diagnosis::alert::numbered(u32::from(*number)).is_some();
                    assert!(is_known, "{}: alert {number}", entry.id);
                    continue;
                }
                Sign::Flag(short) => {
                    let is_known = mtls_wizard::diagnosis::flag::FLAGS
                        .iter()
                        .any(|flag| flag.short == *short);
                    assert!(is_known, "{}: flag {short}", entry.id);
                    continue;
                }
            };
            for pattern in patterns {
                assert!(is_sound(pattern), "{}: {pattern}", entry.id);
            }
        }
    }
}
