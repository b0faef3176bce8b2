//! The functions for Gardener's DNS, run with the real kubectl.

mod addresses;
mod credentials;
mod lint;

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use mtls_wizard::plan::dns::{self, Provider};
use mtls_wizard::plan::names::{Namespace, ResourceName};
use mtls_wizard::render::gardener;
use mtls_wizard_e2e::cluster::{Cluster, Installed, LoadBalancer, Options};
use mtls_wizard_e2e::process::program;
use serde_json::{Value, json};

use crate::stage::{Run, finish};

const COMMON: &str = include_str!("../../../../src/render/scripts/common.sh");
const CONTEXT: &str = include_str!("../../../../src/render/scripts/context.sh");

fn provider(id: &str) -> &'static Provider {
    dns::provider(id).unwrap_or_else(|| panic!("{id} is in the table"))
}

fn namespace() -> Namespace {
    Namespace::parse("test").expect("a namespace")
}

fn secret_name() -> ResourceName {
    ResourceName::parse("dns-credentials", 0).expect("a name")
}

/// How every script of an archive begins, without its options.
fn opening() -> String {
    format!(
        "#!/usr/bin/env bash\n# shellcheck disable=SC2016\nset -euo pipefail\ncd \"$(dirname \"${{BASH_SOURCE[0]}}\")\"\n\nCONTEXT=shoot\nYES=yes\n{COMMON}{CONTEXT}{}{}",
        gardener::READY,
        gardener::FUNCTIONS
    )
}

/// A cluster with Gardener's definitions and the namespace `test`, and a folder that stands for the archive.
struct Shoot {
    cluster: Cluster,
    archive: tempfile::TempDir,
    /// The temporary files of the script, and nothing else.
    temporary: tempfile::TempDir,
    programs: tempfile::TempDir,
}

impl Shoot {
    fn new(load_balancer: LoadBalancer) -> Self {
        let options = Options {
            context: "shoot".to_owned(),
            installed: Installed::AllDefinitions,
            load_balancer,
            ..Options::default()
        };
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        let cluster = runtime.block_on(Cluster::start(options)).expect("a cluster");
        cluster
            .create(json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "test"}}))
            .expect("a namespace");
        let folder = || tempfile::tempdir().expect("a folder");
        let shoot = Self {
            cluster,
            archive: folder(),
            temporary: folder(),
            programs: folder(),
        };
        for name in [
            "bash", "cat", "dirname", "env", "mktemp", "rm", "seq", "sleep", "mkdir", "chmod", "cp", "kubectl",
        ] {
            shoot.install(name);
        }
        shoot
    }

    /// Notes its arguments and whether others could read the temporary files, and goes on as the program itself.
    fn install(&self, name: &str) {
        let script = format!(
            "#!/bin/sh\nprintf '%s\\n' \"{name} $*\" >> '{log}'\n/usr/bin/find '{temporary}' -mindepth 1 -perm /077 >> '{open}'\nexec '{program}' \"$@\"\n",
            log = self.programs.path().join("calls.log").display(),
            open = self.programs.path().join("open.log").display(),
            temporary = self.temporary.path().display(),
            program = program(name).expect("installed").display(),
        );
        let path = self.programs.path().join(name);
        std::fs::write(&path, script).expect("a script");
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o755)).expect("a mode");
    }

    /// What programs were called with.
    fn calls(&self) -> String {
        std::fs::read_to_string(self.programs.path().join("calls.log")).expect("calls")
    }

    fn path(&self, name: &str) -> PathBuf {
        self.archive.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }

    /// Runs the opening and these commands in the archive's folder.
    fn run(&self, commands: &str, variables: &[(&str, &str)], input: &str) -> Run {
        self.write("script.sh", &format!("{}{commands}", opening()));
        let mut command = Command::new("/bin/bash");
        command.arg(self.path("script.sh"));
        self.finish(command, variables, input)
    }

    fn finish(&self, mut command: Command, variables: &[(&str, &str)], input: &str) -> Run {
        command
            .env_clear()
            .envs(self.cluster.environment())
            .env("PATH", self.programs.path())
            .env("TMPDIR", self.temporary.path())
            .envs(variables.iter().copied());
        let run = finish(&mut command, input);
        assert_eq!(
            listing(self.temporary.path()),
            Vec::<PathBuf>::new(),
            "left behind by:\n{}",
            run.output
        );
        run
    }

    /// Runs the part of the script that makes the Secret.
    fn make_secret(&self, provider: &Provider, variables: &[(&str, &str)], input: &str) -> Run {
        let function = gardener::credentials_function(provider);
        let call = gardener::dns_secret(&namespace(), &secret_name());
        self.run(&format!("{function}{call}"), variables, input)
    }

    /// The Secret's keys and values.
    fn secret(&self) -> Option<Value> {
        let secret = self.cluster.get("v1", "Secret", Some("test"), "dns-credentials")?;
        let mut data = secret["data"].clone();
        for value in data.as_object_mut().expect("data").values_mut() {
            *value = json!(decoded(value.as_str().expect("text")));
        }
        assert_eq!(secret["type"], "Opaque");
        Some(data)
    }
}

fn listing(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    entries.map(|entry| entry.expect("an entry").path()).collect()
}

fn decoded(text: &str) -> String {
    use base64::Engine as _;
    let bytes = base64::engine::general_purpose::STANDARD.decode(text).expect("base64");
    String::from_utf8(bytes).expect("text")
}
