//! YAML. Everything goes through the serializer, which knows what needs quotes; no manifest is a format string.

use serde::Serialize;

use crate::plan::Manifest;
use crate::plan::cluster::Role;

/// Why a resource could not be written.
#[derive(Debug, thiserror::Error)]
#[error("a manifest could not be written: {0}")]
pub struct YamlError(#[from] serde_yaml::Error);

/// One resource as a YAML document.
///
/// # Errors
/// When the serializer refuses, which it does for no resource of ours.
pub fn manifest(manifest: &Manifest) -> Result<String, YamlError> {
    document(&manifest.resource)
}

/// Anything that can be serialized as a YAML document that kubectl reads as it was meant.
///
/// # Errors
/// As [`manifest`].
pub fn document(value: &impl Serialize) -> Result<String, YamlError> {
    Ok(quote_old_words(&serde_yaml::to_string(value)?))
}

/// What YAML 1.1, and so kubectl, takes for a boolean or a merge (yaml.org, type repository, "bool", "merge", "value"), but
/// YAML 1.2, and so the serializer, for text.
const OLD_WORDS: [&str; 18] = [
    "y", "Y", "yes", "Yes", "YES", "n", "N", "no", "No", "NO", "on", "On", "ON", "off", "Off", "OFF", "<<", "=",
];

/// Whether kubectl would not read this plain scalar as text: an old word, or a number with `_` between its digits.
fn needs_quotes(scalar: &str) -> bool {
    let number =
        scalar.starts_with(|first: char| first.is_ascii_digit() || "+-.".contains(first)) && scalar.contains('_');
    number || OLD_WORDS.contains(&scalar)
}

/// Puts quotes around plain scalars, keys too, that kubectl would not read as text. It relies on the serializer's style: one
/// key or item on each line, plain scalars on one line.
fn quote_old_words(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len());
    // The column of what the block scalar that we are in belongs to.
    let mut block: Option<usize> = None;
    for line in text.split_inclusive('\n') {
        let (line, end) = line.strip_suffix('\n').map_or((line, ""), |line| (line, "\n"));
        let indentation = line.len() - line.trim_start_matches(' ').len();
        block = block.filter(|outer| indentation > *outer || line.trim_start().is_empty());
        if block.is_some() {
            quoted.push_str(line);
        } else {
            block = quote_line(line, indentation, &mut quoted);
        }
        quoted.push_str(end);
    }
    quoted
}

/// One line outside block scalars; the answer is the column of what a block scalar that begins here belongs to.
fn quote_line(line: &str, indentation: usize, quoted: &mut String) -> Option<usize> {
    let (mut owner, mut column) = (indentation, indentation);
    while ["- ", "? ", ": "]
        .iter()
        .any(|indicator| line[column..].starts_with(indicator))
    {
        owner = column;
        column += 2;
    }
    quoted.push_str(&line[..column]);
    let mut scalar = &line[column..];
    if let Some(end) = key_end(scalar) {
        let (key, rest) = scalar.split_at(end);
        push_scalar(key, quoted);
        let value = rest.trim_start_matches(':').trim_start_matches(' ');
        quoted.push_str(&rest[..rest.len() - value.len()]);
        (owner, scalar) = (column, value);
    }
    push_scalar(scalar, quoted);
    scalar.starts_with(['|', '>']).then_some(owner)
}

/// Where the key ends that a line begins with.
fn key_end(line: &str) -> Option<usize> {
    let after = match line.chars().next() {
        // Two single quotes are one within quotes; a backslash takes the next character along.
        Some(quote @ ('\'' | '"')) => {
            let mut rest = line.char_indices().skip(1).peekable();
            loop {
                match rest.next()? {
                    (_, '\\') if quote == '"' => {
                        rest.next();
                    }
                    (_, found)
                        if found == quote && quote == '\'' && rest.peek().is_some_and(|(_, next)| *next == quote) =>
                    {
                        rest.next();
                    }
                    (end, found) if found == quote => break end + 1,
                    _ => {}
                }
            }
        }
        _ => line
            .find(": ")
            .or_else(|| line.ends_with(':').then(|| line.len() - 1))?,
    };
    let rest = &line[after..];
    (rest == ":" || rest.starts_with(": ")).then_some(after)
}

fn push_scalar(scalar: &str, quoted: &mut String) {
    if needs_quotes(scalar) {
        quoted.push('\'');
        quoted.push_str(scalar);
        quoted.push('\'');
    } else {
        quoted.push_str(scalar);
    }
}

/// `kustomization.yaml` for the folder of the manifests. It is applied to one cluster as a whole, so of two clusters it is for the
/// target: what is for the other must be added to a resource of others, or completed by the cluster.
///
/// # Errors
/// As [`manifest`].
pub fn kustomization(manifests: &[Manifest]) -> Result<String, YamlError> {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Kustomization {
        api_version: &'static str,
        kind: &'static str,
        resources: Vec<String>,
    }
    let together = || manifests.iter().filter(|manifest| manifest.cluster != Role::Egress);
    let text = serde_yaml::to_string(&Kustomization {
        api_version: "kustomize.config.k8s.io/v1beta1",
        kind: "Kustomization",
        resources: together().map(Manifest::file_name).collect(),
    })?;
    Ok(if together().count() == manifests.len() {
        text
    } else {
        [
            "# For the target cluster. What is for the egress cluster is applied step by step.\n",
            &text,
        ]
        .concat()
    })
}

#[cfg(test)]
mod tests {
    use super::quote_old_words;

    #[test]
    fn only_plain_scalars_are_quoted() {
        let text = "a: on\nb:\n- no\nc: so - on\n'it''s: y': n\n\"a\\\": b\": On\nd: |\n  - on\n  y\n- e: |-\n    y: y\n\n    n\n  f: 1_000\ng: 1-2\n'y': y\n";
        let quoted = "a: 'on'\nb:\n- 'no'\nc: so - on\n'it''s: y': 'n'\n\"a\\\": b\": 'On'\nd: |\n  - on\n  y\n- e: |-\n    y: y\n\n    n\n  f: '1_000'\ng: 1-2\n'y': 'y'\n";
        assert_eq!(quote_old_words(text), quoted);
        assert_eq!(
            quote_old_words("on:\n- - y\n- |-\n  y\n- n"),
            "'on':\n- - 'y'\n- |-\n  y\n- 'n'"
        );
    }
}
