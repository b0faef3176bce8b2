//! The archive's README, and the guide in its other forms, with the user's values.

use super::also;
use super::clients::LIST_PATH;
use super::dashboard::{Entry, Instruction};
use super::guide::{self, Form, Part, Reading, Shell};
use super::headers::Seen;
use crate::pki::issuance::Issued;

use crate::plan::browser::IMPORT_HELP;
use crate::plan::certificates;
use crate::plan::cluster::Clusters;
use crate::plan::finding::Finding;
use crate::plan::guide::GuideStep;
use crate::plan::verification::{Anonymous, Client, Expectation};
use crate::plan::{Plan, ProvidedContent};

/// `README.md` of the archive.
pub fn readme(plan: &Plan, issued: &Issued, seen: &[Seen], findings: &[Finding]) -> String {
    let mut text = format!("# {}\n\n", plan.title);
    let others = match plan.verification.anonymous {
        Anonymous::Refused => ", and refuses everybody else",
        Anonymous::Admitted => " and those that show none, and refuses those with a certificate of another",
    };
    text += &format!(
        "After this, `https://{}` answers callers that show a certificate of your client CA{others}.\n\n",
        plan.verification.host
    );
    if plan.verification.caller.is_some() {
        text += &format!(
            "Pods of the egress cluster call `http://{}`, without a certificate: their egress gateway shows it for them.\n\n",
            plan.verification.host
        );
    }
    text += "## Quick start\n\n";
    text += &blocks(&guide::scripts(plan), Shell::Bash);
    text += &format!(
        "`apply.sh` works on {}, shows it and asks before it changes anything (`--yes` does not ask). All scripts can be run again. \
         `./cleanup.sh` takes away what is yours: the Gateway, what is behind it and its Secrets; the modules, the namespace and the \
         cluster stay unless you ask for more (`--help`). On Windows, run them in WSL, or do what \
         `guide-powershell.md` says. `guide-dashboard.md` has the steps in Kyma dashboard.\n\n",
        clusters(&plan.clusters)
    );
    text += secrecy(plan);
    text += "## Step by step\n";
    for (index, step) in plan.guide.iter().enumerate() {
        text += &guide_step(plan, index + 1, step, Reading::default());
    }
    if !seen.is_empty() {
        text += &seen_section(plan, seen);
        text += &browsers(plan);
        text += &also::java(plan.verification.callers());
        text += &certificate_table(issued);
    }
    text += &also::by_openssl(&plan.parts(), plan.has_pins());
    text += &checked(findings);
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

fn blocks(commands: &[String], shell: Shell) -> String {
    let language = match shell {
        Shell::Bash => "bash",
        Shell::PowerShell => "powershell",
    };
    format!("```{language}\n{}\n```\n\n", commands.join("\n"))
}

/// One command for bash.
pub(super) fn block(command: &str) -> String {
    blocks(&[command.to_owned()], Shell::Bash)
}

fn guide_step(plan: &Plan, number: usize, step: &GuideStep, reading: Reading) -> String {
    step_head(plan, number, step) + &step_body(plan, step, reading)
}

/// Title, cluster and reason of a step.
pub(super) fn step_head(plan: &Plan, number: usize, step: &GuideStep) -> String {
    let mut text = format!("\n### {number}. {}\n\n", step.title);
    if let Some(cluster) = guide::cluster(plan, step) {
        text += &format!("**{cluster}**\n\n");
    }
    text + &format!("{}\n\n", step.why)
}

/// What to do in a step, and what to see then.
pub(super) fn step_body(plan: &Plan, step: &GuideStep, reading: Reading) -> String {
    let mut text = String::new();
    let parts = guide::parts(plan, step, reading);
    for part in &parts {
        match part {
            Part::Text(sentence) => text += &format!("{sentence}\n\n"),
            Part::Commands(commands) => text += &blocks(commands, reading.shell),
            Part::Instruction(todo) => instruction(&mut text, todo),
        }
    }
    text + &format!("Expected: {}\n", guide::expectation(step, &parts))
}

/// The steps for PowerShell.
pub fn powershell_guide(plan: &Plan) -> String {
    let reading = Reading {
        shell: Shell::PowerShell,
        ..Reading::default()
    };
    let intro = "The steps of `README.md` for Windows, in Windows PowerShell 5.1 or PowerShell 7. `apply.sh`, `verify.sh` and \
                 `cleanup.sh` need bash, for example in WSL.";
    steps(plan, intro, reading)
}

/// The steps for Kyma dashboard.
pub fn dashboard_guide(plan: &Plan) -> String {
    let reading = Reading {
        form: Form::Dashboard,
        ..Reading::default()
    };
    let intro = "The steps of `README.md` in Kyma dashboard: where to go, and what to put into each field. Leave every other \
                 field as it is. What the dashboard has no form for is done with kubectl.";
    steps(plan, intro, reading)
}

fn steps(plan: &Plan, intro: &str, reading: Reading) -> String {
    let mut text = format!("# {}\n\n{intro}\n", plan.title);
    for (index, step) in plan.guide.iter().enumerate() {
        text += &guide_step(plan, index + 1, step, reading);
    }
    text
}

fn instruction(text: &mut String, instruction: &Instruction) {
    *text += &format!("{}\n\n", instruction.opening());
    if !instruction.form().is_empty() {
        entries(text, instruction.form(), "");
        text.push('\n');
    }
    if let Some(closing) = instruction.closing() {
        *text += &format!("{closing}\n\n");
    }
}

fn entries(text: &mut String, form: &[Entry], indentation: &str) {
    for entry in form {
        let line: [&str; 3] = match entry {
            Entry::Field { label, value } => ["**", label, &["**: ", &code(value)].concat()],
            Entry::Switch { label } => ["**", label, "**: turn it on"],
            Entry::Own { label, hint } => ["**", label, &["**: ", hint].concat()],
            Entry::Pair { key, value } => [&code(key), ": ", &code(value)],
            Entry::File { key, path } => [&code(key), ": **Read value from file**, ", &code(path)],
            Entry::Section { label, add: true, .. } => ["**", label, "**: choose **Add**"],
            Entry::Section { label, .. } => ["**", label, "**"],
        };
        *text += &[indentation, "- ", &line.concat(), "\n"].concat();
        if let Entry::Section { entries: inner, .. } = entry {
            entries(text, inner, &[indentation, "  "].concat());
        }
    }
}

/// A code span (CommonMark, section 6.1): fenced by more backquotes than stand together in it.
fn code(text: &str) -> String {
    let text = text.trim_end();
    let (mut run, mut longest) = (0, 0);
    for character in text.chars() {
        run = if character == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    let fence = "`".repeat(longest + 1);
    let padding = if longest > 0 { " " } else { "" };
    [&fence, padding, text, padding, &fence].concat()
}

fn seen_section(plan: &Plan, seen: &[Seen]) -> String {
    let mut text = "\n## What your backend will see\n\n".to_owned();
    text += match plan.verification.expectation {
        Expectation::EchoedHeaders if plan.verification.path == "/headers" => {
            "HTTPBin prints these headers at `/headers`. "
        }
        Expectation::EchoedHeaders => "HTTPBin answers the test with these headers. ",
        Expectation::Reached | Expectation::NotRouted => "Your service receives these request headers. ",
    };
    text += "The values are computed from the issued certificates; a new certificate with other names has other values.\n\n";
    text + &seen_clients(seen)
}

/// How many clients are shown one by one; the list of clients has all of them.
const SHOWN: usize = 10;

/// The headers of the first clients.
pub(super) fn seen_clients(seen: &[Seen]) -> String {
    let mut text = String::new();
    for seen in seen.iter().take(SHOWN) {
        text += &format!("Client `{}`:\n\n```text\n", seen.client.folder);
        for (name, value) in &seen.headers {
            text += &format!("{name}: {value}\n");
        }
        text += "```\n\n";
    }
    text + &left_out(seen.len())
}

/// Where the others are.
fn left_out(count: usize) -> String {
    match count.checked_sub(SHOWN) {
        None | Some(0) => String::new(),
        Some(more) => format!("And {more} more; `{LIST_PATH}` lists all of them.\n\n"),
    }
}

fn browsers(plan: &Plan) -> String {
    let title = format!("## Open https://{}/ in a browser\n\n", plan.verification.host);
    let clients = plan.verification.callers();
    import_help(&title, clients, plan.verification.server_ca.is_some())
}

/// How bundles get into browsers. `own_root` says whether the server's authority has to be imported too.
pub(super) fn import_help<'a>(title: &str, clients: impl Iterator<Item = &'a Client>, own_root: bool) -> String {
    let clients: Vec<&Client> = clients.collect();
    if clients.is_empty() {
        return String::new();
    }
    let mut text = title.to_owned();
    for client in clients.iter().take(SHOWN) {
        text += &format!(
            "The bundle is `{0}/client.p12`, its password is in `{0}/p12-password.txt`.\n",
            client.path()
        );
        if let Some(other) = client.second_bundle {
            text += &format!(
                "`{}/client{}` has the same content and password. {}\n",
                client.path(),
                other.file_ending(),
                other.description()
            );
        }
    }
    text += &left_out(clients.len());
    let has_second = clients.iter().any(|client| client.second_bundle.is_some());
    for help in IMPORT_HELP {
        text += &format!("\n### {}\n\n", help.title);
        for (index, step) in help.steps(own_root, has_second).enumerate() {
            text += &format!("{}. {step}\n", index + 1);
        }
    }
    text
}

/// What the app compared before it made the archive.
pub(super) fn checked(findings: &[Finding]) -> String {
    let mut text = "\n## Checked before anything is applied\n\n".to_owned();
    for finding in findings {
        let but = if finding.holds { "" } else { "Please note. " };
        text += &["- **", &cell(finding.title), "**: ", but, &cell(&finding.detail), "\n"].concat();
    }
    text
}

pub(super) fn certificate_table(issued: &Issued) -> String {
    let mut text =
        "\n## Certificates\n\n| File | Subject | Valid until | SHA-256 fingerprint |\n|---|---|---|---|\n".to_owned();
    for credential in issued.credentials.iter().take(SHOWN) {
        let details = credential.certificate.details();
        text += &format!(
            "| `{}.crt` | {} | {} | `{}` |\n",
            certificates::path(&credential.id),
            cell(&details.subject.readable),
            details.validity.not_after(),
            crate::pki::decode::hex_lower(&details.fingerprint_sha256)
        );
    }
    let left = left_out(issued.credentials.len());
    if left.is_empty() { text } else { text + "\n" + &left }
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
