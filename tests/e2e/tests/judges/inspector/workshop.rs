//! Files of all programs, made once: certificates, lists, requests and bundles.

pub mod corpus;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use tempfile::TempDir;

use crate::program::is_present;

/// Programs, and what makes them make everything that they can.
const MAKERS: [(&str, &str); 4] = [
    ("openssl", include_str!("../making/openssl.sh")),
    ("certtool", include_str!("../making/gnutls.sh")),
    ("certutil", include_str!("../making/nss.sh")),
    ("keytool", include_str!("../making/keytool.sh")),
];

/// A folder for each program.
pub struct Workshop(TempDir);

impl Workshop {
    /// The files of those programs that are there.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Workshop> = OnceLock::new();
        SHARED.get_or_init(Self::new)
    }

    fn new() -> Self {
        let workshop = Self(TempDir::new().unwrap());
        std::thread::scope(|scope| {
            for (program, script) in MAKERS {
                let folder = workshop.folder(program);
                scope.spawn(move || {
                    if is_present(program) {
                        std::fs::create_dir(&folder).unwrap();
                        run(Command::new("bash").args(["-c", script]).current_dir(&folder));
                    }
                });
            }
            scope.spawn(|| {
                if is_present("node") {
                    forge(&workshop.folder("forge"));
                }
            });
        });
        workshop
    }

    /// Where this program's files are.
    pub fn folder(&self, program: &str) -> PathBuf {
        self.0.path().join(program)
    }

    /// A file of this program; `None` if the program is not there.
    pub fn file(&self, program: &str, name: &str) -> Option<PathBuf> {
        let folder = self.folder(program);
        folder.exists().then(|| folder.join(name))
    }

    /// All files of this program whose names end so, in order; none if the program is not there.
    pub fn of(&self, program: &str, ending: &str) -> Vec<PathBuf> {
        let folder = self.folder(program);
        if !folder.exists() {
            return Vec::new();
        }
        let mut files: Vec<PathBuf> = std::fs::read_dir(&folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.to_str().unwrap().ends_with(ending))
            .collect();
        assert!(!files.is_empty(), "{} has no {ending}", folder.display());
        files.sort();
        files
    }

    /// Those of all programs.
    pub fn all(&self, ending: &str) -> Vec<PathBuf> {
        let programs = MAKERS.iter().map(|(program, _)| *program).chain(["forge"]);
        programs.flat_map(|program| self.of(program, ending)).collect()
    }
}

fn forge(folder: &Path) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let library = root.join("../../tools/node_modules/node-forge");
    assert!(library.exists(), "node-forge is missing: run tools/setup.sh test");
    std::fs::create_dir(folder).unwrap();
    let script = root.join("tests/judges/making/forge.cjs");
    run(Command::new("node").args([&script, &library.canonicalize().unwrap(), folder]));
}

fn run(command: &mut Command) {
    let output = command.stdin(Stdio::null()).env("LC_ALL", "C.UTF-8").output().unwrap();
    let text = [output.stdout, output.stderr].concat();
    assert!(
        output.status.success(),
        "{command:?}: {}",
        String::from_utf8_lossy(&text)
    );
}
