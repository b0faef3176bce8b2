//! Whatever rules are typed: what is accepted is made as it was meant, and tested by a call that fits.

use mtls_wizard::plan::exposure::{ApiRuleVersion, Method, RulePath};
use mtls_wizard::plan::verification::Expectation;
use mtls_wizard::wizard::Field;
use mtls_wizard::wizard::checks::{Outcome, checks};
use proptest::prelude::*;

use super::rule;
use crate::exposure::random::{matches, segments, some_path};
use crate::sample::{changed, now};

fn some_rules() -> impl Strategy<Value = String> {
    let methods = prop::sample::subsequence(Method::ALL.map(Method::as_str).to_vec(), 1..4);
    let line = (methods, some_path()).prop_map(|(methods, path)| format!("{} {path}", methods.join(",")));
    prop::collection::vec(line, 1..4).prop_map(|lines| lines.join("\n"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_accepted_is_made_and_tested_as_it_was_meant(
        rules in some_rules(),
        own in any::<bool>(),
        seconds in 1_u16..=3900,
        alpha in any::<bool>(),
    ) {
        let field = if own { Field::ServiceRules } else { Field::Rules };
        let version = ApiRuleVersion::ALL[usize::from(alpha)];
        let draft = changed(&[
            (Field::WorkloadKind, if own { "own" } else { "httpbin" }),
            (field, &rules),
            (Field::Timeout, &seconds.to_string()),
            (Field::ApiRuleVersion, version.id()),
        ]);
        let Ok(answers) = draft.answers(now()) else { return Ok(()) };
        let planned = mtls_wizard::plan::plan(&answers);
        let plan = planned.gateway().expect("a gateway");
        let made = rule(plan);
        let lines: Vec<String> = made.spec.rules.iter().map(|rule| {
            let methods: Vec<&str> = rule.methods.iter().map(|method| method.as_str()).collect();
            format!("{} {}", methods.join(","), rule.path)
        }).collect();
        prop_assert_eq!(&lines.join("\n"), &rules);
        prop_assert!(made.spec.rules.iter().all(|rule| rule.timeout.seconds() == seconds));
        prop_assert_eq!(made.version, version);

        let test = &plan.verification;
        prop_assert!(RulePath::parse(&test.path).is_ok());
        // By another matcher than the one that chose the path.
        let admitted = made.spec.rules.iter().any(|rule| {
            let pattern = rule.path.as_str().replace("/*", "/{**}");
            rule.methods.contains(&test.method) && matches(&segments(&pattern), &segments(&test.path))
        });
        prop_assert_eq!(admitted, test.expectation != Expectation::NotRouted, "{} {:?}", rules, test);
        if own {
            prop_assert!([Method::Get, Method::Head, Method::Options].contains(&test.method), "{:?}", test);
        }
        let failures: Vec<_> = checks(plan).into_iter().filter(|check| check.outcome == Outcome::Failure).collect();
        prop_assert!(failures.is_empty(), "{failures:?}");
    }
}
