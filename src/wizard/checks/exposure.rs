//! Whether an APIRule says what its user means, and what its controller accepts.

use super::{Check, Outcome, check};
use crate::locale::say;
use crate::plan::Plan;
use crate::plan::exposure::{ApiRuleVersion, ExposureRule, Shadowing, shadowing};
use crate::plan::resource::Resource;
use crate::plan::resource::apirule::APIRule;
use crate::plan::route::CLIENT_HEADERS;
use crate::wizard::Field;

/// What there is to say about every APIRule of the plan.
pub(super) fn checks(plan: &Plan) -> Vec<Check> {
    let mut checks = Vec::new();
    for manifest in &plan.manifests {
        if let Resource::APIRule(rule) = &manifest.resource {
            checks.extend([order(plan, rule), name(rule), identity(plan, rule)]);
            checks.extend(version(rule));
        }
    }
    checks
}

/// The question about the rules that this plan's user saw.
fn rules_field(plan: &Plan) -> Field {
    let own = plan.answers.contains_key(Field::ServiceRules.spec().id);
    if own { Field::ServiceRules } else { Field::Rules }
}

fn order(plan: &Plan, rule: &APIRule) -> Check {
    let rules: Vec<ExposureRule> = rule.spec.rules.iter().map(|rule| rule.exposes()).collect();
    let path = |index: usize| rules.get(index).map_or("", |rule| rule.path.as_str());
    let hidden = shadowing(&rules);
    check(
        say!("Every rule of the APIRule can be reached"),
        rules_field(plan),
        hidden.is_none() && !rules.is_empty(),
        match rules.len() {
            1 => say!("There is one rule.").to_owned(),
            count => say!("None of the {count} rules takes all requests of a later one.", count),
        },
        match hidden {
            Some(Shadowing { earlier, later, method }) => say!(
                "The rule for {path} takes every {method} request for {path_2}, which comes later; API Gateway refuses that.",
                path = path(earlier),
                method = method.as_str(),
                path_2 = path(later)
            ),
            None => say!("There is no rule, so API Gateway would refuse the APIRule.").to_owned(),
        },
    )
}

/// The longest value of a label (Kubernetes, "Labels and Selectors").
const LONGEST_LABEL: usize = 63;

/// The controller labels what it makes with the APIRule's name.
fn name(rule: &APIRule) -> Check {
    let name = rule.metadata.name.as_str();
    let length = name.len();
    check(
        say!("The APIRule’s name fits into a label"),
        Field::WorkloadName,
        length <= LONGEST_LABEL,
        say!(
            "{name} has {length} of at most {LONGEST_LABEL} characters.",
            name,
            length,
            LONGEST_LABEL
        ),
        say!(
            "{name} has {length} characters; at most {LONGEST_LABEL} fit, and API Gateway would fail to make the route.",
            name,
            length,
            LONGEST_LABEL
        ),
    )
}

/// Without these a workload would believe whatever the caller sends under their names.
fn identity(plan: &Plan, rule: &APIRule) -> Check {
    let is_set = |(name, value): &(&str, &str)| {
        rule.spec.rules.iter().all(|rule| {
            let mut same = rule
                .request
                .headers
                .iter()
                .filter(|(set, _)| set.eq_ignore_ascii_case(name));
            same.next().is_some_and(|(_, set)| set == value) && same.next().is_none()
        })
    };
    let missing = CLIENT_HEADERS.iter().find(|header| !is_set(header));
    check(
        say!("Every rule passes the client’s identity on"),
        rules_field(plan),
        missing.is_none(),
        say!("Every rule sets the X-CLIENT-SSL headers from the client’s certificate.").to_owned(),
        say!(
            "A rule leaves {name} to the caller, who could pretend to be somebody else.",
            name = missing.map(|(name, _)| *name).unwrap_or_default()
        ),
    )
}

fn version(rule: &APIRule) -> Option<Check> {
    (rule.version == ApiRuleVersion::V2alpha1).then(|| Check {
        title: say!("The APIRule is in a deprecated version"),
        outcome: Outcome::Warning,
        detail: say!("v2alpha1 is for API Gateway modules before 3.0. Newer ones still take it, but it will go; choose v2 for them.").to_owned(),
        field: Some(Field::ApiRuleVersion),
    })
}
