//! From a pasted text to documents.

use super::node::Node;
use super::{Problem, yaml};

/// The largest text that is read, in bytes. The API server takes no larger object (etcd's limit is 1.5 MiB).
pub const LARGEST_INPUT: usize = 1 << 20;

/// More documents than anybody pastes.
const MOST_DOCUMENTS: usize = 200;

/// What all documents together may hold: a hundred APIRules with everything that the cluster adds to them.
const MOST_VALUES: usize = 100_000;

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
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n");
    let parts = split(&text);
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
    let mut budget = MOST_VALUES;
    let mut documents = Vec::new();
    for (lines_before, part) in parts {
        match parse(lines_before, part, &mut budget) {
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
pub(crate) fn value(text: &str) -> Result<Node, Problem> {
    parse(0, text, &mut MOST_VALUES.clone())
}

fn parse(lines_before: usize, part: &str, budget: &mut usize) -> Result<Node, Problem> {
    yaml::read(part, budget).map_err(|failure| {
        let line = lines_before + failure.line;
        let why = format!("This cannot be read as YAML: in line {line}, {}.", failure.why);
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
        has_content |= !(ends || content.is_empty() || content.starts_with('#') || content.starts_with('%'));
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
