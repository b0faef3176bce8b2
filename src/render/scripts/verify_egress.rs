//! The part of `verify.sh` that calls from a pod of another cluster, through its egress gateway.

use super::verify::expected_headers;
use super::{CONTEXT, KUBECTL, assign, choose_contexts, context_flags, named_contexts, need, options};
use crate::plan::Plan;
use crate::plan::verification::Expectation;
use crate::render::headers::Seen;
use crate::render::shell::method;

/// What the functions read.
pub(super) fn names(plan: &Plan) -> String {
    let Some(caller) = &plan.verification.caller else {
        return String::new();
    };
    let names = assign("NAMESPACE", caller.namespace.as_str()) + &assign("DEPLOYMENT", caller.deployment);
    let method = method(plan.verification.method).unwrap_or_default();
    names + &format!("request_method=({method})\n") + &named_contexts(&plan.clusters)
}

/// Options that name the clusters, and the clusters found.
pub(super) fn contexts(plan: &Plan) -> String {
    if plan.verification.caller.is_none() {
        return String::new();
    }
    let clusters = &plan.clusters;
    [
        CONTEXT,
        "\n",
        &options("verify.sh", &context_flags(clusters)),
        &need(KUBECTL),
        choose_contexts(clusters),
        "# The target is called, the egress cluster calls.\nCONTEXT=$EGRESS_CONTEXT\n",
    ]
    .concat()
}

/// The functions, where they are needed.
pub(super) fn functions(plan: &Plan) -> &'static str {
    match plan.verification.caller {
        Some(_) => include_str!("verify_egress.sh"),
        None => "",
    }
}

/// Keeps the status of the direct call of the client, where nobody knows it beforehand: the egress gateway shows the same
/// certificate and must get the same.
pub(super) fn remember(plan: &Plan) -> &'static str {
    match (&plan.verification.caller, plan.verification.expectation) {
        (Some(_), Expectation::Reached) => "direct_status=$(cat \"$work/status\")\n",
        _ => "",
    }
}

/// The calls.
pub(super) fn calls(plan: &Plan, seen: &[Seen]) -> String {
    let verification = &plan.verification;
    let Some(caller) = &verification.caller else {
        return String::new();
    };
    let client = verification.clients.first();
    let seen = client.and_then(|client| seen.iter().find(|seen| seen.client == *client));
    let hope = match verification.expectation {
        Expectation::EchoedHeaders => "200",
        Expectation::Reached => "\"$direct_status\"",
        Expectation::NotRouted => "404",
    };
    let mut script =
        "\nprintf '\\nCalling http://%s%s from a pod of %s\\n' \"$HOST\" \"$REQUEST_PATH\" \"$CONTEXT\"\n\n".to_owned();
    script += &format!("is_as_hoped() {{ [ \"$exit_code\" -eq 0 ] && [ \"$(cat \"$work/status\")\" = {hope} ]; }}\n");
    script += "call_from_pod_until is_as_hoped\nif is_as_hoped; then\n";
    script += "  pass \"through the egress gateway: status $(cat \"$work/status\")\"\n";
    script += &expected_headers(verification, "through the egress gateway", seen);
    script += "  expect_logged\nelse\n  fail \"through the egress gateway: $(describe_pod_failure)\"\nfi\n";
    if caller.restricted {
        script += "expect_no_other_way\n";
    }
    script
}
