//! Runs the judges.

use std::ffi::OsStr;
use std::io::ErrorKind;
use std::process::{Command, Stdio};

/// Whether a judge can be asked. Where tests must be complete (`CI` is set), a missing one is a failure; elsewhere the
/// test says whom it missed.
pub fn is_present(program: &str) -> bool {
    // Some know --version and some do not; that they start is enough.
    let started = Command::new(program).arg("--version").stdin(Stdio::null()).output();
    match started {
        Ok(_) => true,
        Err(error) if error.kind() == ErrorKind::NotFound && std::env::var_os("CI").is_none() => {
            eprintln!("SKIPPED: {program} is not installed (tools/setup.sh test)");
            false
        }
        Err(error) => panic!("{program} cannot be started: {error}"),
    }
}

/// What a judge said.
pub struct Verdict {
    pub accepted: bool,
    pub standard_output: Vec<u8>,
    /// Standard output and then standard error.
    pub text: String,
    question: String,
}

impl Verdict {
    /// Fails the test unless the judge accepted and said all of this.
    pub fn must_accept(self, expected: &[&str]) -> Self {
        assert!(self.accepted, "{} refused:\n{}", self.question, self.text);
        self.must_say(expected)
    }

    /// Fails the test unless the judge refused for this reason.
    pub fn must_refuse(self, reason: &str) -> Self {
        assert!(!self.accepted, "{} accepted:\n{}", self.question, self.text);
        self.must_say(&[reason])
    }

    fn must_say(self, expected: &[&str]) -> Self {
        for words in expected {
            assert!(
                self.text.contains(words),
                "{} did not say {words:?}:\n{}",
                self.question,
                self.text
            );
        }
        self
    }
}

/// Asks a judge: no input, English, no configuration of the user's.
pub fn ask<Argument: AsRef<OsStr>>(program: &str, arguments: impl IntoIterator<Item = Argument>) -> Verdict {
    let mut command = Command::new(program);
    command
        .args(arguments)
        .stdin(Stdio::null())
        .env("LC_ALL", "C.UTF-8")
        .env_remove("JAVA_TOOL_OPTIONS");
    let output = command
        .output()
        .unwrap_or_else(|error| panic!("{program} cannot be started: {error}"));
    let text = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    Verdict {
        accepted: output.status.success(),
        standard_output: output.stdout,
        text,
        question: format!("{command:?}"),
    }
}
