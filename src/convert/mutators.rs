//! `mutators`, which change requests: v1beta1's `header` and `cookie` are v2's `request.headers` and `request.cookies`.

use super::node::Node;
use super::report::{Report, inside};

/// v2's `request`, if there is anything to set.
pub(super) fn convert(rule: &Node, rule_field: &str, report: &mut Report) -> Option<Node> {
    let mut request: Vec<(String, Node)> = Vec::new();
    let mutators = rule.entry("mutators").map(Node::items).unwrap_or_default();
    for (index, mutator) in mutators.iter().enumerate() {
        let field = format!("{rule_field}.mutators[{index}]");
        let key = match mutator.entry("handler").and_then(Node::text).unwrap_or_default() {
            "header" => "headers",
            "cookie" => "cookies",
            "noop" => {
                report.change(&field, "handler: noop", "left out", "It changed nothing.");
                continue;
            }
            other => {
                let (why, instead) = refusal(other);
                report.problem(&field, why, instead);
                continue;
            }
        };
        let config = mutator.entry("config").unwrap_or(&Node::Null);
        let values = config.entry(key).unwrap_or(&Node::Null);
        if values.entries().is_empty() || config.entries().len() != 1 {
            let why =
                format!("The mutator's config should have {key}, with a name and a text for each, and nothing else.");
            report.problem(
                &inside(field, "config"),
                &why,
                "Correct it and convert again, or take the mutator away.",
            );
            continue;
        }
        if request.iter().any(|(name, _)| name == key) {
            let why = "v2 has one such set for each rule.";
            report.problem(&field, why, "Put all values in one mutator and convert again.");
            continue;
        }
        let template = values
            .entries()
            .iter()
            .find(|(_, value)| value.text().is_some_and(|text| text.contains("{{")));
        if let Some((name, _)) = template {
            report.problem(
                &format!("{field}.config.{key}.{name}"),
                "Oathkeeper filled in the part in braces; v2 would pass it on as it stands.",
                "Write a fixed text, or an operator of Envoy such as %REQ(X-Name)%; for claims of a token use extAuth, or outputClaimToHeaders of an Istio RequestAuthentication.",
            );
            continue;
        }
        report.change(
            &field,
            &values.shown(),
            &format!("request.{key}"),
            "v2 has no mutators; request sets the same values, which overwrite what the client sent. A % begins an operator of Envoy; write %% for a percent sign.",
        );
        request.push((key.to_owned(), values.without_nulls()));
    }
    (!request.is_empty()).then_some(Node::Map(request))
}

fn refusal(handler: &str) -> (&'static str, &'static str) {
    match handler {
        "id_token" => (
            "Oathkeeper signed a token of its own for the workload; nothing in v2 does that.",
            "Let the workload read the client's token, which v2 passes on, or use extAuth with a service that signs one.",
        ),
        "hydrator" => (
            "Oathkeeper fetched more data from another service for each request; v2 does not.",
            "Let the workload fetch them, or use extAuth with a service that answers with headers.",
        ),
        _ => (
            "v2 has no such mutator.",
            "Take it away, or use request.headers and request.cookies, or extAuth with a service of your own.",
        ),
    }
}
