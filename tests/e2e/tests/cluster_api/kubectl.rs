//! Runs the real kubectl against a cluster.

use mtls_wizard_e2e::cluster::{Cluster, Options, schema};
use std::path::{Path, PathBuf};
use std::process::Output;
use std::time::Duration;

/// Steps of controllers take this long in these tests, so that waits are waits.
pub const DELAY: Duration = Duration::from_millis(200);

/// One kubectl with one cluster.
pub struct Shell {
    pub cluster: Cluster,
    binary: PathBuf,
}

/// What a command did.
pub struct Outcome {
    pub success: bool,
    pub stdout: String,
    pub stderr: String,
    command: String,
}

impl Shell {
    /// The kubectl.
    pub fn binary(&self) -> &Path {
        &self.binary
    }

    /// Runs kubectl with the words of a command line; no quoting.
    pub fn run(&self, command: &str) -> Outcome {
        self.with_input(command, "")
    }

    /// The same with these words and a text on standard input.
    pub fn with_input(&self, command: &str, input: &str) -> Outcome {
        let words: Vec<&str> = command.split_whitespace().collect();
        self.words(&words, input)
    }

    /// The same with words that may hold spaces.
    pub fn words(&self, words: &[&str], input: &str) -> Outcome {
        let ran = self.cluster.run_kubectl(&self.binary, words, input);
        let Output { status, stdout, stderr } = ran.expect("kubectl runs");
        Outcome {
            success: status.success(),
            stdout: String::from_utf8(stdout).expect("UTF-8"),
            stderr: String::from_utf8(stderr).expect("UTF-8"),
            command: format!("{} {}", self.binary.display(), words.join(" ")),
        }
    }

    /// Applies a manifest from standard input. It may be one line of YAML in braces, which kubectl would take for JSON
    /// without the line before it.
    pub fn apply(&self, manifest: &str) -> Outcome {
        self.with_input("apply -f -", &format!("---\n{manifest}"))
    }
}

impl Outcome {
    /// The output of a command that has to succeed.
    #[track_caller]
    pub fn ok(self) -> String {
        assert!(self.success, "{}\n{}{}", self.command, self.stdout, self.stderr);
        self.stdout
    }

    /// The complaint of a command that has to fail.
    #[track_caller]
    pub fn refused(self) -> String {
        assert!(
            !self.success,
            "{} should have failed but printed\n{}",
            self.command, self.stdout
        );
        self.stderr
    }
}

/// Runs a scenario with a fresh cluster for each kubectl on the `PATH`.
pub fn with_every_kubectl(options: fn() -> Options, scenario: impl Fn(&Shell)) {
    if !definitions_present() {
        return;
    }
    let binaries = kubectls();
    if binaries.is_empty() {
        assert!(std::env::var_os("CI").is_none(), "no kubectl on the PATH");
        eprintln!("SKIPPED: no kubectl on the PATH");
    }
    for binary in binaries {
        eprintln!("with {}", binary.display());
        let cluster = pollster::block_on(Cluster::start(options())).expect("the cluster starts");
        scenario(&Shell { cluster, binary });
    }
}

/// Whether the directory of definitions is there; in CI it has to be.
pub fn definitions_present() -> bool {
    let directory = schema::crd_directory();
    if directory.is_dir() {
        return true;
    }
    assert!(
        std::env::var_os("CI").is_none(),
        "no CRD directory at {} (CRD_DIR)",
        directory.display()
    );
    eprintln!("SKIPPED: no CRD directory at {} (CRD_DIR)", directory.display());
    false
}

/// Options of a cluster without any custom resource.
pub fn bare() -> Options {
    Options {
        delay: DELAY,
        ..Options::default()
    }
}

/// Options of a cluster that serves all custom resources.
pub fn with_definitions() -> Options {
    Options {
        installed: mtls_wizard_e2e::cluster::Installed::AllDefinitions,
        ..bare()
    }
}

fn kubectls() -> Vec<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut found: Vec<PathBuf> = Vec::new();
    for directory in std::env::split_paths(&path) {
        if let Ok(real) = std::fs::canonicalize(directory.join("kubectl"))
            && is_executable(&real)
            && !found.contains(&real)
        {
            found.push(real);
        }
    }
    found
}

fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata()
        .is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o111 != 0)
}
