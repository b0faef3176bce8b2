//! The documentation page, made of the table: `docs/troubleshooting.md`.

use super::alert::ALERTS;
use super::entry::{Cause, Entry, Sign};
use super::flag::FLAGS;
use super::pattern::{Captured, PARTS};
use super::setup::Setup;
use super::table::GROUPS;

const BEGINNING: &str = "# Troubleshooting

<!-- Made of the table in src/diagnosis/table. Do not edit: UPDATE_GOLDEN=1 cargo test --features native --test core diagnosis -->

Find the message that you see, then go through its causes: the likeliest comes first. Each has commands that show whether it is
the one, and what to do about it. The app does the same under **Something went wrong?**: paste the message, and the causes come in
the order and with the names of your own setup. What you paste there stays in the browser.

Words in capitals, such as `CREDENTIAL_NAME`, stand for your own names: the Gateway’s `credentialName`, its host, the namespace of
the workload.
";

/// The whole page, in Markdown.
pub fn document() -> String {
    let setup = Setup::of(None);
    let mut page = String::from(BEGINNING);
    for group in &GROUPS {
        add(&mut page, &["\n## ", group.title, "\n"]);
        for entry in group.entries {
            add_entry(&mut page, entry, &setup);
        }
    }
    page.push_str("\n## TLS alerts\n\nWhat an alert means when the gateway sends it. In the gateway’s own log the client sent it, and it is about the gateway’s certificate.\n\n| Number | Name | Meaning |\n|---|---|---|\n");
    for alert in ALERTS {
        let number = alert.number.to_string();
        add(
            &mut page,
            &["| ", &number, " | `", alert.name, "` | ", alert.meaning, " |\n"],
        );
    }
    page.push_str("\n## Envoy’s response flags\n\nIn the access log the word after the status.\n\n| Flag | Name | Meaning |\n|---|---|---|\n");
    for flag in FLAGS {
        add(
            &mut page,
            &["| `", flag.short, "` | ", flag.long, " | ", flag.meaning, " |\n"],
        );
    }
    page
}

fn add(page: &mut String, pieces: &[&str]) {
    for piece in pieces {
        page.push_str(piece);
    }
}

fn add_entry(page: &mut String, entry: &Entry, setup: &Setup<'_>) {
    add(page, &["\n### ", entry.title, "\n\nSeen in: ", entry.tools, ".\n\n"]);
    for sign in entry.signs {
        add(page, &["- ", &words(sign), "\n"]);
    }
    for (number, cause) in (1..).zip(entry.causes) {
        add_cause(page, number, cause, setup);
    }
}

fn add_cause(page: &mut String, number: usize, cause: &Cause, setup: &Setup<'_>) {
    let nothing = Captured::default();
    let fill = |text: &str| setup.fill(text, &nothing);
    add(page, &["\n**", &number.to_string(), ". ", &fill(cause.what), "**"]);
    if !cause.why.is_empty() {
        add(page, &[" ", &fill(cause.why)]);
    }
    page.push_str("\n\n```bash\n");
    for check in cause.checks {
        add(page, &[&setup.command(check, &nothing).bash, "\n"]);
    }
    add(
        page,
        &["```\n\n", &fill(cause.remedy), " ([source](", cause.source, "))\n"],
    );
}

/// A sign as people read it.
fn words(sign: &Sign) -> String {
    let code = |words: &str| {
        let mut plain = words.replace('*', "…");
        for (name, _) in PARTS {
            plain = plain.replace(&["{", name, "}"].concat(), &name.to_ascii_uppercase());
        }
        ["`", &plain, "`"].concat()
    };
    match sign {
        Sign::Says(words) | Sign::Without(words, _) => code(words),
        Sign::All(all) => all.iter().map(|words| code(words)).collect::<Vec<_>>().join(" with "),
        Sign::Alert(number) => ["TLS alert ", &number.to_string(), " at the client"].concat(),
        Sign::GatewayAlert(number) => ["TLS alert ", &number.to_string(), " in the gateway’s log"].concat(),
        Sign::Flag(short) => ["flag `", short, "` in the access log"].concat(),
    }
}
