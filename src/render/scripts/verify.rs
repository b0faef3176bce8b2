//! `verify.sh`: calls that must be refused, and calls that must be answered.

use super::{COMMON, CURL, assign, need, opening, verify_egress};
use crate::plan::Plan;
use crate::plan::verification::{Anonymous, Expectation, Foreign, Outcome, Verification, shown_file};
use crate::render::headers::Seen;
use crate::render::shell::{method, quote};

const VERIFY: &str = include_str!("verify.sh");
const UNROUTED: &str = include_str!("verify_unrouted.sh");

/// Writes it.
pub fn verify(plan: &Plan, seen: &[Seen]) -> String {
    let verification = &plan.verification;
    let mut script = opening(&format!(
        "Tests: {}. Ends with status 1 unless all is as it should be.",
        plan.title
    ));
    script += &assign("HOST", verification.host.as_str());
    script += &assign("REQUEST_PATH", &verification.path);
    script += &verify_egress::names(plan);
    script += "PORT=${GATEWAY_PORT:-443}\n";
    script += &connection(verification);
    script += &format!("\n{COMMON}\n{}", need(CURL));
    script += &verify_egress::contexts(plan);
    let trusts_machine = plan.brought.server.is_some() && verification.server_ca.is_none();
    let needs_client = verification.callers().next().is_none();
    for (part, is_needed) in [
        (include_str!("given_paths.sh"), trusts_machine || needs_client),
        (include_str!("given_authority.sh"), trusts_machine),
        (include_str!("given_client.sh"), needs_client),
    ] {
        script += if is_needed { part } else { "" };
    }
    let shows_chain = verification.callers().any(|client| client.shows_chain);
    let verify = VERIFY.replace("client.crt", shown_file(shows_chain));
    script += &format!("\n{verify}\n");
    script += verify_egress::functions(plan);
    let reached = match verification.expectation {
        Expectation::EchoedHeaders | Expectation::Reached => "is_reached",
        Expectation::NotRouted => {
            script += UNROUTED;
            "is_unrouted"
        }
    };
    script += "printf 'Calling https://%s:%s%s\\n' \"$HOST\" \"$PORT\" \"$REQUEST_PATH\"\n\n";
    if needs_client {
        script += &include_str!("call_given_client.sh").replace("is_reached", reached);
    }
    for client in verification.callers() {
        let hope = match client.outcome {
            Outcome::Admitted => reached,
            Outcome::Denied => "is_denied",
            Outcome::Refused => continue,
        };
        script += &format!("call_as {} {hope}\n", quote(&client.path()));
        let seen = seen.iter().find(|seen| seen.client == *client);
        script += &match client.outcome {
            Outcome::Admitted => accepted(verification, reached, client.folder.as_str(), seen),
            Outcome::Denied => format!("expect_denial {}\n", quote(client.folder.as_str())),
            Outcome::Refused => String::new(),
        };
        script += verify_egress::remember(plan);
    }
    // After those that get in, which wait until the Gateway is there.
    let refused = verification
        .callers()
        .filter(|client| client.outcome == Outcome::Refused);
    for client in refused {
        let what = quote(&format!("with the certificate of {}", client.folder));
        let (certificate, key) = (client.certificate(), client.key());
        script += &format!("expect_refusal {what} --cert {certificate} --key {key}\n");
    }
    script += &match verification.anonymous {
        Anonymous::Refused => "\nexpect_refusal 'without a certificate'\n".to_owned(),
        Anonymous::Admitted => format!("\nexpect_answer {reached} 'without a certificate'\n"),
    };
    for Foreign { whose, path } in &verification.foreign {
        let what = quote(&format!("with the certificate of {whose}"));
        script += &format!("expect_refusal {what} --cert {path}.crt --key {path}.key\n");
    }
    script += "expect_refusal_of_stranger\n";
    script += &verify_egress::calls(plan, seen);
    script +=
        "\nif [ \"$failures\" -gt 0 ]; then\n  printf '\\n%s check(s) failed.\\n' \"$failures\" >&2\n  exit 1\nfi\n";
    if needs_client {
        script += "if [ \"$skipped\" = yes ]; then\n  printf '\\nNothing failed, but not everything was tested.\\n' >&2\n  exit 3\nfi\n";
    }
    script + "printf '\\nEverything is as it should be.\\n'\n"
}

/// curl's options for calling a host at an address.
const AT_ADDRESS: &str = "--noproxy '*' --resolve \"$HOST:$PORT:$ADDRESS\"";

/// curl's options for reaching and trusting the gateway. `GATEWAY_ADDRESS` and `GATEWAY_PORT` are for port forwards and for names
/// that DNS does not know yet.
fn connection(verification: &Verification) -> String {
    let mut lines = String::new();
    let mut options: Vec<String> = Vec::new();
    if let Some(address) = verification.address {
        lines += &format!("ADDRESS=${{GATEWAY_ADDRESS:-{address}}}\n");
        options.push(AT_ADDRESS.to_owned());
    }
    if let Some(authority) = &verification.server_ca {
        options.push(format!("--cacert {}", quote(authority)));
    }
    options.extend(method(verification.method));
    lines += &format!("connection=({})\n", options.join(" "));
    if verification.address.is_none() {
        lines += "# The host is looked up in DNS, unless an address is given.\nADDRESS=${GATEWAY_ADDRESS:-}\n";
        lines += &format!("if [ -n \"$ADDRESS\" ]; then connection+=({AT_ADDRESS}); fi\n");
    }
    lines
}

/// What the workload must have seen of a client.
pub(super) fn expected_headers(verification: &Verification, client: &str, seen: Option<&Seen>) -> String {
    let mut text = String::new();
    let headers = match (verification.expectation, seen) {
        (Expectation::EchoedHeaders, Some(seen)) => seen.headers.as_slice(),
        _ => &[],
    };
    for (name, value) in headers {
        let words = [client, name, &any_case(name), value].map(quote).join(" ");
        text += &format!("  expect_header {words}\n");
    }
    text
}

fn accepted(verification: &Verification, reached: &str, client: &str, seen: Option<&Seen>) -> String {
    let status = match verification.expectation {
        Expectation::EchoedHeaders => "[ \"$exit_code\" -eq 0 ] && [ \"$(cat \"$work/status\")\" = 200 ]",
        Expectation::Reached | Expectation::NotRouted => reached,
    };
    let mut text = format!("if {status}; then\n");
    text += &format!("  pass {}\": status $(cat \"$work/status\")\"\n", quote(client));
    text += &expected_headers(verification, client, seen);
    text + &format!(
        "else\n  fail {}\": not let in: $(describe_failure)\"\nfi\n",
        quote(client)
    )
}

/// A pattern for a header name: HTTP does not care about case, the values' exact text matters.
fn any_case(name: &str) -> String {
    name.chars()
        .map(|character| match character {
            'A'..='Z' | 'a'..='z' => {
                format!("[{}{}]", character.to_ascii_uppercase(), character.to_ascii_lowercase())
            }
            other => other.to_string(),
        })
        .collect()
}
