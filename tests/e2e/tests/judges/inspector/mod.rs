//! The inspector, judged: what it says about files of every program is what OpenSSL says about them, field by field.

mod bundles;
mod certificates;
mod extensions;
mod findings;
mod lists;
mod names;
mod requests;
mod workshop;

use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use mtls_wizard::inspect::{Finding, Input, Item, Kind, Report, Severity, inspect};

use super::material::now;
use super::program::ask;

/// How OpenSSL prints names in the lines that the inspector has, too: as they are, with short names.
const AS_LINES: &str = "sep_multiline,sname,space_eq,utf8";

/// What the inspector finds in files, with a password or without one.
pub fn report(files: &[&Path], password: Option<&str>) -> Report {
    let inputs = files.iter().map(|file| Input {
        name: Some(file.file_name().unwrap().to_str().unwrap().to_owned()),
        octets: std::fs::read(file).unwrap().into(),
    });
    let password = password.map(|password| password.to_owned().into());
    inspect(inputs.collect(), password, now())
}

/// The only thing in a file.
pub fn only(file: &Path, kind: Kind) -> Item {
    let mut report = report(&[file], None);
    let titles: Vec<(Kind, &str)> = report
        .items
        .iter()
        .map(|item| (item.kind, item.title.as_str()))
        .collect();
    assert!(
        matches!(&titles[..], [(found, _)] if *found == kind),
        "{}: {titles:?}",
        file.display()
    );
    report.items.remove(0)
}

/// The lines of a field; none for a field that is not there.
pub fn lines<'a>(item: &'a Item, label: &str) -> &'a [String] {
    let found = item.fields.iter().find(|field| field.label == label);
    found.map_or(&[], |field| &field.values)
}

/// The one line of a field.
pub fn line<'a>(item: &'a Item, label: &str) -> &'a str {
    match lines(item, label) {
        [line] => line,
        other => panic!("{label} of {}: {other:?}", item.title),
    }
}

/// What was found that is at least as bad as that.
pub fn found(item: &Item, least: Severity) -> Vec<&str> {
    let is_bad = |finding: &&Finding| finding.severity <= least;
    item.findings
        .iter()
        .filter(is_bad)
        .map(|finding| finding.what.as_str())
        .collect()
}

/// What OpenSSL prints about a file.
pub fn openssl(command: &str, file: &Path, options: &[&str]) -> String {
    let own = [command, "-in", file.to_str().unwrap(), "-noout"];
    ask("openssl", own.iter().chain(options)).must_accept(&[]).text
}

/// What follows these words, up to the end of the line.
pub fn after<'a>(text: &'a str, words: &str) -> &'a str {
    let (_, rest) = text
        .split_once(words)
        .unwrap_or_else(|| panic!("no {words:?} in {text}"));
    rest.lines().next().unwrap_or_default()
}

/// The lines of a name below `subject=` or `issuer=`.
fn name_lines(text: &str, whose: &str) -> Vec<String> {
    let title = format!("{whose}=");
    let mut lines = text.lines().skip_while(|line| !line.starts_with(&title));
    let first = lines.next().unwrap_or_else(|| panic!("no {title} in {text}"));
    let indented = lines.map_while(|line| line.strip_prefix("    "));
    let found: Vec<String> = indented.map(str::to_owned).collect();
    match found.concat().is_empty() {
        true => {
            assert_eq!(first, title, "an empty name: {text}");
            vec!["(empty)".to_owned()]
        }
        false => found,
    }
}

/// A name as Envoy prints it; `None` for an empty one.
fn rfc2253(text: &str, whose: &str) -> Option<String> {
    let title = format!("{whose}=");
    let mut lines = text.lines();
    let name = lines.find_map(|line| line.strip_prefix(&title)).expect("a name");
    (!name.is_empty()).then(|| name.to_owned())
}

/// SHA-256 of the public key in base64, all of it made by OpenSSL.
fn spki(command: &str, file: &Path) -> String {
    let folder = tempfile::TempDir::new().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    std::fs::write(path("key.pem"), openssl(command, file, &["-pubkey"])).unwrap();
    let (pem, der) = (path("key.pem"), path("key.der"));
    ask(
        "openssl",
        ["pkey", "-pubin", "-in", &pem, "-outform", "DER", "-out", &der],
    )
    .must_accept(&[]);
    let digest = ask("openssl", ["dgst", "-sha256", "-binary", &der]).must_accept(&[]);
    STANDARD.encode(digest.standard_output)
}

/// The field with the public key says what OpenSSL says below `Subject Public Key Info`.
fn same_public_key(item: &Item, text: &str) {
    let algorithm = after(text, "Public Key Algorithm: ");
    let bits = || after(text, "Public-Key: (").trim_end_matches(" bit)");
    let exponent = || {
        let exponent = after(text, "Exponent: ").split(' ').next().unwrap();
        if exponent == "65537" {
            String::new()
        } else {
            format!(", exponent {exponent}")
        }
    };
    let expected = match algorithm {
        "rsaEncryption" => format!("RSA, {} bits{}", bits(), exponent()),
        "rsassaPss" => "RSA for RSASSA-PSS only".to_owned(),
        "id-ecPublicKey" if text.contains("NIST CURVE: ") => format!("ECDSA on {}", after(text, "NIST CURVE: ")),
        "id-ecPublicKey" => format!("ECDSA on {}", after(text, "ASN1 OID: ")),
        // Edwards curves.
        other => other.replace("ED", "Ed"),
    };
    assert_eq!(line(item, "Public key"), expected);
}

/// The algorithm of the signature in OpenSSL's text, in the words of the RFCs.
fn signature_algorithm(text: &str) -> String {
    let name = after(text, "Signature Algorithm: ").trim_end();
    name.replace("rsassaPss", "RSASSA-PSS").replace("ED", "Ed")
}
