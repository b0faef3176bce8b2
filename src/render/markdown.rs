//! The archive's README: the guide with the user's values.

use super::headers::Seen;
use super::shell::{self, Style};
use crate::pki::issuance::Issued;

use crate::plan::browser::IMPORT_HELP;
use crate::plan::certificates;
use crate::plan::cluster::Clusters;
use crate::plan::guide::{GuideStep, StepBody};
use crate::plan::verification::{Anonymous, Expectation, Outcome};
use crate::plan::{Plan, ProvidedContent};

/// `README.md` of the archive.
pub fn readme(plan: &Plan, issued: &Issued, seen: &[Seen]) -> String {
    let mut text = format!("# {}\n\n", plan.title);
    let others = match plan.verification.anonymous {
        Anonymous::Refused => ", and refuses everybody else",
        Anonymous::Admitted => " and those that show none, and refuses those with a certificate of another",
    };
    text += &format!(
        "After this, `https://{}` answers callers that show a certificate of your client CA{others}.\n\n",
        plan.verification.host
    );
    text += "## Quick start\n\n";
    text += &block(&["./apply.sh", "./verify.sh"].map(str::to_owned));
    text += &format!(
        "`apply.sh` works on {}, shows it and asks before it changes anything (`--yes` does not ask). All scripts can be run again. \
         `./cleanup.sh` takes away what is yours: the Gateway, what is behind it and its Secrets; the modules, the namespace and the \
         cluster stay unless you ask for more (`--help`). On Windows, run them in WSL.\n\n",
        clusters(&plan.clusters)
    );
    text += secrecy(plan);
    text += "## Step by step\n";
    for (index, step) in plan.guide.iter().enumerate() {
        text += &guide_step(plan, index + 1, step);
    }
    if !seen.is_empty() {
        text += &seen_section(plan, seen);
        text += &browsers(plan);
        text += &certificate_table(issued);
    }
    text
}

/// What to take care of, given which keys the archive holds.
fn secrecy(plan: &Plan) -> &'static str {
    let makes = |ca: bool| plan.requests.iter().any(|request| request.profile.is_ca() == ca);
    let holds_server_key = || {
        let mut provided = plan.provided.iter();
        provided.any(|provided| matches!(provided.content, ProvidedContent::Secret(_)))
    };
    if makes(true) {
        "> Keep this folder to yourself: it holds private keys. The authorities in it are for development and tests; \
         for production use certificates of your company's authority.\n\n"
    } else if makes(false) || holds_server_key() {
        "> Keep this folder to yourself: it holds private keys.\n\n"
    } else {
        ""
    }
}

fn clusters(clusters: &Clusters) -> String {
    let other = "`--context NAME` takes another cluster";
    match clusters {
        Clusters::K3d { name } => format!("the kube context `{}` ({other})", name.context()),
        Clusters::One { context: Some(context) } => format!("the kube context `{context}` ({other})"),
        Clusters::One { context: None } => {
            "the current kube context (`--context NAME` takes another cluster, and `--yes` needs it)".to_owned()
        }
        Clusters::Two { target, egress } => format!(
            "the kube contexts `{target}`, the target, and `{egress}`, which calls it (`--target-context NAME` and \
             `--egress-context NAME` take others)"
        ),
    }
}

fn block(commands: &[String]) -> String {
    format!("```bash\n{}\n```\n\n", commands.join("\n"))
}

fn guide_step(plan: &Plan, number: usize, step: &GuideStep) -> String {
    let mut text = format!("\n### {number}. {}\n\n{}\n\n", step.title, step.why);
    for (caption, commands) in commands(plan, step) {
        if let Some(caption) = caption {
            text += &format!("{caption}\n\n");
        }
        text += &block(&commands);
    }
    text + &format!("Expected: {}\n", step.expect)
}

/// The command blocks of a step, each with an optional caption; what the app's guide shows too.
pub fn commands(plan: &Plan, step: &GuideStep) -> Vec<(Option<String>, Vec<String>)> {
    match &step.body {
        StepBody::Unpack => vec![(None, shell::unpack(plan))],
        StepBody::ChooseCluster => vec![(None, shell::choose_cluster(&plan.clusters))],
        StepBody::Tasks(tasks) => {
            let context = match plan.clusters {
                Clusters::Two { .. } => plan.clusters.context(step.cluster),
                _ => None,
            };
            let style = context.as_deref().map_or(Style::Guide, Style::On);
            vec![(None, tasks.iter().flat_map(|task| shell::task(task, style)).collect())]
        }
        StepBody::Verify => {
            let verification = &plan.verification;
            let anonymous = match verification.anonymous {
                Anonymous::Refused => "Without a certificate, which must fail:",
                Anonymous::Admitted => "Without a certificate:",
            };
            let clients = verification.clients.iter().map(|client| {
                let denied = match client.outcome {
                    Outcome::Admitted => "",
                    Outcome::Denied => ", which must end with status 403",
                    Outcome::Refused => ", which must fail",
                };
                (
                    format!("With the certificate of `{}`{denied}:", client.folder),
                    shell::curl(verification, Some(client)),
                )
            });
            // Nobody's certificate is in the archive: the call is made with one of the user's.
            let own = verification.clients.is_empty().then(|| {
                let caption = "With the certificate of a client of yours:".to_owned();
                (caption, shell::curl_with(verification, Some("client")))
            });
            std::iter::once((anonymous.to_owned(), shell::curl(verification, None)))
                .chain(clients)
                .chain(own)
                .map(|(caption, command)| (Some(caption), vec![command]))
                .collect()
        }
    }
}

fn seen_section(plan: &Plan, seen: &[Seen]) -> String {
    let mut text = "\n## What your backend will see\n\n".to_owned();
    text += match plan.verification.expectation {
        Expectation::EchoedHeaders => "HTTPBin prints these headers at `/headers`. ",
        Expectation::Reached => "Your service receives these request headers. ",
    };
    text += "The values are computed from the issued certificates; a new certificate with other names has other values.\n\n";
    for seen in seen {
        text += &format!("Client `{}`:\n\n```text\n", seen.client.folder);
        for (name, value) in &seen.headers {
            text += &format!("{name}: {value}\n");
        }
        text += "```\n\n";
    }
    text
}

fn browsers(plan: &Plan) -> String {
    let mut text = format!("## Open https://{}/ in a browser\n\n", plan.verification.host);
    for client in &plan.verification.clients {
        text += &format!(
            "The bundle is `{0}/client.p12`, its password is in `{0}/p12-password.txt`.\n",
            client.path()
        );
    }
    for help in IMPORT_HELP {
        text += &format!("\n### {}\n\n", help.title);
        for (index, step) in help.steps(plan.verification.server_ca.is_some()).enumerate() {
            text += &format!("{}. {step}\n", index + 1);
        }
    }
    text
}

fn certificate_table(issued: &Issued) -> String {
    let mut text =
        "\n## Certificates\n\n| File | Subject | Valid until | SHA-256 fingerprint |\n|---|---|---|---|\n".to_owned();
    for credential in &issued.credentials {
        let details = credential.certificate.details();
        text += &format!(
            "| `{}.crt` | {} | {} | `{}` |\n",
            certificates::path(&credential.id),
            cell(&details.subject.readable),
            details.validity.not_after(),
            crate::pki::decode::hex_lower(&details.fingerprint_sha256)
        );
    }
    text
}

/// Text that stands in a table cell as it is.
fn cell(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if "\\`*_{}[]<>#|!~".contains(character) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}
