//! From a pasted text to documents.

use super::Problem;
use super::node::{Budget, Node};
use serde::de::DeserializeSeed;

/// The largest text that is read, in bytes. The API server takes no larger object (etcd's limit is 1.5 MiB).
pub const LARGEST_INPUT: usize = 1 << 20;

/// More documents than anybody pastes.
const MOST_DOCUMENTS: usize = 200;

/// What all documents together may hold: a hundred APIRules with everything that the cluster adds to them. Without aliases a
/// text cannot hold more bytes than it has.
const MOST_VALUES: usize = 100_000;

/// The YAML library takes time with the square of how deep braces and brackets stand in each other, and finds only afterwards
/// that they are too deep. So many take it two seconds at worst; a hundred APIRules as JSON have fewer.
const MOST_BRACES: usize = 20_000;

fn problem(why: String, instead: &str) -> Problem {
    Problem {
        field: String::new(),
        why,
        instead: instead.to_owned(),
    }
}

/// The documents, each read or not. Lists are taken apart.
pub(super) fn documents(text: &str) -> Result<Vec<Result<Node, Problem>>, Problem> {
    if text.len() > LARGEST_INPUT {
        let why = "The text is longer than 1 MiB, which is more than a cluster takes.".to_owned();
        return Err(problem(why, "Paste only the APIRules."));
    }
    if text.bytes().filter(|byte| matches!(byte, b'{' | b'[')).count() > MOST_BRACES {
        let why = "The text has more braces and brackets than can be read at once.".to_owned();
        return Err(problem(why, "Paste fewer APIRules, or paste them as YAML."));
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let parts = split(text);
    if parts.len() > MOST_DOCUMENTS {
        let why = format!(
            "There are {} documents; at most {MOST_DOCUMENTS} are read at once.",
            parts.len()
        );
        return Err(problem(why, "Paste them in several goes."));
    }
    if parts.is_empty() {
        let why = "There is nothing to convert.".to_owned();
        return Err(problem(
            why,
            "Paste an APIRule, for example what kubectl get apirule … -o yaml prints.",
        ));
    }
    let budget = Budget::new(MOST_VALUES, 2 * LARGEST_INPUT);
    let mut documents = Vec::new();
    for (lines_before, part) in parts {
        match parse(lines_before, part, &budget) {
            Ok(node) if is_list(&node) => {
                let items = node.entry("items").map(Node::items).unwrap_or_default();
                documents.extend(items.iter().cloned().map(Ok));
            }
            other => documents.push(other),
        }
    }
    if documents.is_empty() {
        let why = "The list is empty: there is nothing to convert.".to_owned();
        return Err(problem(
            why,
            "Paste an APIRule, for example what kubectl get apirule … -o yaml prints.",
        ));
    }
    Ok(documents)
}

/// `kubectl get apirules -o yaml` prints a `List`.
fn is_list(node: &Node) -> bool {
    let kind = node.entry("kind").and_then(Node::text);
    matches!(kind, Some("List" | "APIRuleList"))
}

/// One document from a text that is JSON or YAML.
pub(super) fn value(text: &str) -> Result<Node, Problem> {
    parse(0, text, &Budget::new(MOST_VALUES, 2 * LARGEST_INPUT))
}

fn parse(lines_before: usize, part: &str, budget: &Budget) -> Result<Node, Problem> {
    // Empty lines in front, so that the lines in the parser's messages are those of the pasted text.
    let padded = "\n".repeat(lines_before) + part;
    budget
        .deserialize(serde_yaml::Deserializer::from_str(&padded))
        .map_err(|error| {
            let why = format!("This cannot be read as YAML: {error}.");
            problem(why, "Paste the text as kubectl prints it, with its indentation.")
        })
}

/// The documents and how many lines stand before each. A line that begins with `---` always begins a document, and one with
/// `...` ends it, whatever it is in (YAML 1.2.2, section 9.1.2). What holds only comments and directives is left out.
fn split(text: &str) -> Vec<(usize, &str)> {
    let mut parts = Vec::new();
    let (mut start, mut start_line, mut position) = (0, 0, 0);
    let mut has_content = false;
    for (number, line) in text.split_inclusive('\n').enumerate() {
        let begins = is_marker(line, "---");
        let ends = is_marker(line, "...");
        if begins || ends {
            if has_content {
                parts.push((start_line, text.get(start..position).unwrap_or_default()));
            }
            start = if begins { position } else { position + line.len() };
            start_line = if begins { number } else { number + 1 };
            has_content = false;
        }
        let content = if begins { &line[3..] } else { line }.trim_start();
        has_content |= !ends && !(content.is_empty() || content.starts_with('#') || content.starts_with('%'));
        position += line.len();
    }
    if has_content {
        parts.push((start_line, text.get(start..).unwrap_or_default()));
    }
    parts
}

fn is_marker(line: &str, marker: &str) -> bool {
    let rest = line.strip_prefix(marker);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace))
}
