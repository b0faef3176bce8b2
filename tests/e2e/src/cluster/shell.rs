//! Commands for a cluster: kubectl by itself, and bash with a kubectl.

use super::Cluster;
use anyhow::{Context, Result};
use std::ffi::OsString;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

impl Cluster {
    /// A kubectl command (blocking) for this cluster.
    pub fn kubectl(&self, binary: &Path) -> Command {
        let mut command = Command::new(binary);
        command.envs(self.environment());
        command
    }

    /// Runs kubectl (blocking) to its end with these words and a text on its standard input.
    ///
    /// # Errors
    /// It cannot be started, or does not read what it is given.
    pub fn run_kubectl(&self, binary: &Path, words: &[&str], input: &str) -> Result<Output> {
        let mut child = self
            .kubectl(binary)
            .args(words)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("starting {}", binary.display()))?;
        let mut pipe = child.stdin.take().context("no pipe")?;
        pipe.write_all(input.as_bytes())?;
        drop(pipe);
        Ok(child.wait_with_output()?)
    }

    /// Lines for bash, as a person would type them in the folder of the files. `kubectl` is this one for them.
    pub fn bash(&self, kubectl: &Path, folder: &Path, lines: &str) -> Command {
        let mut path = OsString::from(kubectl.parent().unwrap_or(Path::new("/")));
        path.push(":");
        path.push(std::env::var_os("PATH").unwrap_or_default());
        let mut command = Command::new("bash");
        command
            .args(["-euo", "pipefail", "-c", lines])
            .current_dir(folder)
            .envs(self.environment())
            .env("PATH", path);
        command
    }
}
