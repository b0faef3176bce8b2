//! What the APIRule admits.

use super::{
    BY_CERTIFICATE, BY_KEY, BY_NAME, Choice, Condition, EVERY_CLIENT, FUNCTION, Field, FieldSpec, HTTPBIN, Input,
    OWN_SERVICE, choice, text, when,
};

/// Only then is there an APIRule.
const WITH_API_RULE: Condition = when(Field::Access, &[EVERY_CLIENT, BY_NAME, BY_KEY, BY_CERTIFICATE]);

const RULES_HINT: &str = "One per line: methods, then a path, as in `GET,HEAD /orders/{*}`. `{*}` stands for one segment, `{**}` for the rest, `/*` for every path; `*` in place of the methods for all usual ones. Put special rules before general ones.";

pub(super) static RULES: FieldSpec = FieldSpec {
    input: Input::Lines,
    when: &[WITH_API_RULE, when(Field::WorkloadKind, &[HTTPBIN])],
    optional: true,
    ..text("rules", "Rules for HTTPBin", "GET /*", RULES_HINT)
};

pub(super) static SERVICE_RULES: FieldSpec = FieldSpec {
    input: Input::Lines,
    when: &[WITH_API_RULE, when(Field::WorkloadKind, &[OWN_SERVICE, FUNCTION])],
    optional: true,
    ..text(
        "service-rules",
        "Rules for the Service",
        "GET,HEAD,POST,PUT,DELETE,PATCH,OPTIONS /*",
        RULES_HINT,
    )
};

pub(super) static TIMEOUT: FieldSpec = FieldSpec {
    input: Input::Number,
    when: &[WITH_API_RULE],
    optional: true,
    ..text(
        "timeout",
        "Timeout in seconds",
        "300",
        "How long the gateway waits for an answer, 1 to 3900.",
    )
};

pub(super) static REQUEST_HEADERS: FieldSpec = FieldSpec {
    input: Input::Lines,
    when: &[WITH_API_RULE],
    example: "X-Team: orders",
    optional: true,
    ..text(
        "headers",
        "Further request headers (optional)",
        "",
        "One per line, as in `X-Team: orders`. The gateway sets them besides `X-CLIENT-SSL-*`, whatever the caller sends. They stand in the manifest as they are, so no secrets.",
    )
};

const VERSIONS: [Choice; 2] = [
    choice("v2", "v2 (recommended)", "For the API Gateway module from 3.0 on."),
    choice(
        "v2alpha1",
        "v2alpha1 (API Gateway modules before 3.0)",
        "Deprecated. The same fields; newer modules still take it for now.",
    ),
];

pub(super) static API_RULE_VERSION: FieldSpec = FieldSpec {
    input: Input::Radio(&VERSIONS),
    when: &[WITH_API_RULE],
    optional: true,
    ..text("apirule-version", "Version of the APIRule", "v2", "")
};
