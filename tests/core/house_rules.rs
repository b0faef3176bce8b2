//! Rules of the house that the compiler does not keep.

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

pub fn sources(folder: &Path, ending: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(directory) = open.pop() {
        for entry in fs::read_dir(&directory).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == ending) {
                let name = path
                    .strip_prefix(root())
                    .expect("below the root")
                    .to_string_lossy()
                    .into_owned();
                found.push((name, fs::read_to_string(&path).expect("text")));
            }
        }
    }
    assert!(!found.is_empty(), "no .{ending} files below {}", folder.display());
    found
}

/// Modules in reading order: each may import from those before it only. `app` alone may use `platform`.
const ORDER: [&str; 11] = [
    "locale",
    "pki",
    "plan",
    "render",
    "lifecycle",
    "convert",
    "inspect",
    "wizard",
    "tutorial",
    "diagnosis",
    "guidance",
];

fn allowed(module: &str) -> Vec<&'static str> {
    match module {
        "locale" => vec!["locale"],
        "pki" => vec!["locale", "pki"],
        "plan" => vec!["locale", "pki", "plan"],
        "render" => vec!["locale", "pki", "plan", "render"],
        "lifecycle" => vec!["locale", "pki", "plan", "render", "lifecycle"],
        "convert" => vec!["plan", "render", "convert"],
        "inspect" => vec!["locale", "pki", "plan", "render", "convert", "inspect"],
        "wizard" => vec!["locale", "pki", "plan", "wizard"],
        "tutorial" => vec!["locale", "pki", "plan", "wizard", "tutorial"],
        "diagnosis" => vec!["locale", "plan", "render", "diagnosis"],
        "guidance" => vec!["locale", "plan", "guidance"],
        "platform" | "native" => vec!["locale", "pki", "platform", "native"],
        "app" => [ORDER.as_slice(), &["platform", "app"]].concat(),
        "lib" | "main" => [ORDER.as_slice(), &["platform", "app", "native"]].concat(),
        other => panic!("src/{other} has no place in the order of modules: give it one here and in src/lib.rs"),
    }
}

#[test]
fn imports_flow_one_way() {
    for (file, text) in sources(&root().join("src"), "rs") {
        let module = file["src/".len()..]
            .split(['/', '.'])
            .next()
            .expect("a module")
            .to_owned();
        for (index, _) in text.match_indices("crate::") {
            let target = text[index + "crate::".len()..]
                .split(|c: char| !c.is_alphanumeric() && c != '_')
                .next();
            let target = target.expect("a word");
            assert!(
                target.is_empty() || allowed(&module).contains(&target),
                "{file} uses crate::{target}, which does not come before it"
            );
        }
    }
}

#[test]
fn files_are_short() {
    for (folder, ending) in [("src", "rs"), ("tests", "rs"), ("style", "css"), ("src", "sh")] {
        for (file, text) in sources(&root().join(folder), ending) {
            let lines = text.lines().count();
            assert!(lines <= 320, "{file} has {lines} lines: cut it along its seams");
        }
    }
}

#[test]
fn the_core_has_no_panics_and_no_leftovers() {
    for (file, text) in sources(&root().join("src"), "rs") {
        let production = text.split("#[cfg(test)]").next().expect("text");
        for word in [
            ".unwrap()",
            ".expect(",
            "todo!",
            "unimplemented!",
            "dbg!",
            "println!",
            "TODO",
            "FIXME",
        ] {
            let allowed = file == "src/main.rs" && word == "println!";
            assert!(allowed || !production.contains(word), "{file} contains {word}");
        }
    }
}

#[test]
fn style_sheets_load_nothing_from_elsewhere() {
    for (file, text) in sources(&root().join("style"), "css") {
        assert!(
            !text.contains("@import") && !text.contains("url(http") && !text.contains("url(//"),
            "{file}"
        );
    }
}
