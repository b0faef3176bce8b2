//! Programs that a test starts: found, run, their output kept, and ended with the test.

use anyhow::{Context, Result, bail};
use std::{
    fs::File,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    time::Duration,
};
use tokio::time::{Instant, sleep};

/// A running program that is killed when this value is dropped. Its output goes to a file, so that a full pipe can
/// never stop it and a failing test can show what it said.
#[derive(Debug)]
pub struct OwnedProcess {
    child: Child,
    log: PathBuf,
}

impl OwnedProcess {
    /// Starts `command` with standard output and standard error appended to the file `log`.
    pub fn start(mut command: Command, log: &Path) -> Result<Self> {
        let output = File::create(log).with_context(|| format!("creating {}", log.display()))?;
        let child = command
            .stdin(Stdio::null())
            .stdout(output.try_clone()?)
            .stderr(output)
            .spawn()
            .with_context(|| format!("starting {:?}", command.get_program()))?;
        Ok(Self {
            child,
            log: log.to_owned(),
        })
    }

    /// What the program has written once these words are in it, or else after some seconds: logs are late.
    pub async fn logged(&self, words: &str) -> String {
        let deadline = Instant::now() + Duration::from_secs(10);
        loop {
            let log = self.log();
            if log.contains(words) || Instant::now() > deadline {
                return log;
            }
            sleep(Duration::from_millis(50)).await;
        }
    }

    /// What the program has written so far.
    pub fn log(&self) -> String {
        std::fs::read(&self.log)
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
            .unwrap_or_default()
    }

    /// The file that the output goes to.
    pub fn log_file(&self) -> &Path {
        &self.log
    }

    /// The exit status, once the program has ended by itself.
    pub fn ended(&mut self) -> Result<Option<ExitStatus>> {
        Ok(self.child.try_wait()?)
    }
}

impl Drop for OwnedProcess {
    fn drop(&mut self) {
        // A program that has already ended cannot be killed; both failures leave nothing to do.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Finds a program on `PATH`, or among those that `tools/setup.sh` keeps to itself.
pub fn program(name: &str) -> Result<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .chain(own_programs())
        .map(|folder| folder.join(name))
        .find(|candidate| candidate.is_file())
        .with_context(|| format!("{name} is missing; run tools/setup.sh test"))
}

fn own_programs() -> Vec<PathBuf> {
    let folder = |name: &str| std::env::var_os(name).map(PathBuf::from);
    let cache = folder("MTLS_WIZARD_CACHE")
        .or_else(|| Some(folder("XDG_CACHE_HOME")?.join("mtls-wizard")))
        .or_else(|| Some(folder("HOME")?.join(".cache/mtls-wizard")));
    cache.map_or_else(Vec::new, |cache| {
        ["venv/bin", "tools/bin", "nginx/usr/sbin"]
            .map(|folder| cache.join(folder))
            .into()
    })
}

/// Runs a command to its end and returns its standard output; a failure carries its standard error.
///
/// The arguments are left out of the error: they may hold a password.
pub fn run(command: &mut Command) -> Result<String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("starting {program}"))?;
    if !output.status.success() {
        bail!(
            "{program} failed ({}): {}",
            output.status,
            String::from_utf8_lossy(&output.stderr).trim()
        );
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The root of the repository, where `dist/`, `tools/` and `test-output/` are.
pub fn repository() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.ancestors().nth(2).unwrap_or(package).to_owned()
}
