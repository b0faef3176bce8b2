//! Which credentials go together.

use zeroize::Zeroizing;

use super::{Alternatives, CredentialProblem, Problem, note};

type Set = &'static [&'static str];

/// Notes what is missing from the set that was meant, and what belongs to another one.
pub fn check(
    rule: &'static Alternatives,
    given: &[(&'static str, Zeroizing<String>)],
    problems: &mut Vec<CredentialProblem>,
) {
    let is_given = |key: &&&'static str| given.iter().any(|(other, _)| other == *key);
    let count = |set: Set| set.iter().filter(is_given).count();
    // The set of which most is given; a complete one before an incomplete one; the earlier one where that is the same.
    let mut meant: Option<Set> = None;
    let worth = |set: Set| (count(set) == set.len(), count(set));
    for set in rule.sets.iter().filter(|set| count(set) > 0) {
        if meant.is_none_or(|best| worth(set) > worth(best)) {
            meant = Some(set);
        }
    }
    let Some(meant) = meant else {
        if rule.required
            && let Some(first) = rule.sets.first().and_then(|set| set.first())
        {
            note(problems, first, Problem::NoAlternative(rule));
        }
        return;
    };
    let Some(chosen) = meant.iter().find(is_given) else {
        return;
    };
    for key in meant.iter().filter(|key| !is_given(key)) {
        note(problems, key, Problem::MissingWith { other: chosen });
    }
    let others = rule.sets.iter().flat_map(|set| set.iter());
    for key in others.filter(|key| is_given(key) && !meant.contains(key)) {
        note(problems, key, Problem::Conflict { other: chosen });
    }
}
