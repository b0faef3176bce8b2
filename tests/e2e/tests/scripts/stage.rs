//! A stage for the scripts: a cluster stand-in, a k3d that only notes how it was called, and a PATH that holds just what is
//! named.

use std::io::Write;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::process::{Command, Stdio};

use mtls_wizard_e2e::archive::Unpacked;
use mtls_wizard_e2e::cluster::{Cluster, Options};
use mtls_wizard_e2e::process::program;

/// What a script printed and how it ended.
#[derive(Debug)]
pub struct Run {
    pub success: bool,
    pub output: String,
}

impl Run {
    #[track_caller]
    pub fn succeeded(self) -> Self {
        assert!(self.success, "the script failed:\n{}", self.output);
        self
    }

    #[track_caller]
    pub fn failed_saying(self, words: &str) -> Self {
        assert!(!self.success, "the script did not fail:\n{}", self.output);
        self.says(words)
    }

    #[track_caller]
    pub fn says(self, words: &str) -> Self {
        assert!(self.output.contains(words), "{words:?} is not in:\n{}", self.output);
        self
    }
}

/// Programs that the scripts and the shell need besides kubectl, k3d and curl.
pub const BASICS: [&str; 16] = [
    "bash", "cat", "dirname", "env", "grep", "head", "mktemp", "openssl", "rm", "sed", "seq", "sleep", "tail", "touch",
    "tr", "true",
];

pub struct Stage {
    pub cluster: Cluster,
    folder: tempfile::TempDir,
}

impl Stage {
    /// A cluster whose context is `context`, and all programs but those in `without`.
    pub fn new(context: &str, without: &[&str]) -> Self {
        let options = Options {
            context: context.to_owned(),
            ..Options::default()
        };
        Self::with(options, without)
    }

    /// The same on any cluster.
    pub fn with(options: Options, without: &[&str]) -> Self {
        let cluster = pollster::block_on(Cluster::start(options)).expect("a cluster");
        let folder = tempfile::tempdir().expect("a folder");
        let bin = folder.path().join("bin");
        std::fs::create_dir(&bin).expect("a folder");
        for name in BASICS
            .iter()
            .chain(&["kubectl", "curl"])
            .filter(|name| !without.contains(name))
        {
            symlink(program(name).expect("installed"), bin.join(name)).expect("a link");
        }
        let stage = Self { cluster, folder };
        if !without.contains(&"k3d") {
            stage.install_k3d();
        }
        stage
    }

    /// Notes its arguments; a cluster exists once it was created.
    fn install_k3d(&self) {
        let path = self.folder.path().join("bin/k3d");
        let log = self.folder.path().join("k3d.log");
        let there = self.folder.path().join("cluster-exists");
        let script = format!(
            "#!/usr/bin/env bash\nprintf '%s\\n' \"$*\" >> '{log}'\ncase \"$2\" in\n  list) [ -e '{there}' ] ;;\n  create) \
             touch '{there}' ;;\n  delete) rm -f '{there}' ;;\nesac\n",
            log = log.display(),
            there = there.display()
        );
        std::fs::write(&path, script).expect("a script");
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o755)).expect("a mode");
    }

    /// The object as soon as it is as wanted.
    pub fn until(
        &self,
        api_version: &str,
        kind: &str,
        namespace: &str,
        name: &str,
        wanted: impl Fn(&serde_json::Value) -> bool,
    ) -> serde_json::Value {
        for _ in 0..200 {
            let object = self.cluster.get(api_version, kind, Some(namespace), name);
            if let Some(object) = object.filter(&wanted) {
                return object;
            }
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        panic!("{kind} {name} did not become as wanted");
    }

    /// How k3d was called, a line each.
    pub fn k3d_calls(&self) -> Vec<String> {
        let log = std::fs::read_to_string(self.folder.path().join("k3d.log")).unwrap_or_default();
        log.lines().map(str::to_owned).collect()
    }

    /// Runs a script of the archive with these arguments, typing `input`.
    pub fn run(&self, archive: &Unpacked, script: &str, arguments: &[&str], input: &str) -> Run {
        self.run_with(archive.script(script).args(arguments), input)
    }

    pub fn run_with(&self, command: &mut Command, input: &str) -> Run {
        self.run_in(command, [], input)
    }

    /// The same with more environment. `verify.sh` tries once only.
    pub fn run_in<const N: usize>(
        &self,
        command: &mut Command,
        environment: [(&'static str, String); N],
        input: &str,
    ) -> Run {
        command
            .env_clear()
            .envs(self.cluster.environment())
            .envs(environment)
            .env("VERIFY_ATTEMPTS", "1")
            .env("PATH", self.folder.path().join("bin"));
        command.env("MODULE_RELEASES", format!("{}/kyma-project", self.cluster.base_url()));
        finish(command, input)
    }
}

/// Runs a command to its end.
pub fn finish(command: &mut Command, input: &str) -> Run {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    // A script that does not ask may be gone before it is answered.
    let _ = child.stdin.take().expect("a pipe").write_all(input.as_bytes());
    let output = child.wait_with_output().expect("it ends");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Run {
        success: output.status.success(),
        output: [text(&output.stdout), text(&output.stderr)].concat(),
    }
}
