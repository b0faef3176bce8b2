//! A reader of YAML, as much of it as kubectl prints and people write for it, JSON included. What is left out is refused: anchors
//! and aliases (so a small text cannot grow into a large value), tags, and keys after a question mark.
//!
//! It is our own because the serializer's library, which has a reader too, would cost the download 30 KB, and takes time with
//! the square of how deep braces stand in each other. In the tests that library is the judge. Sections are those of YAML 1.2.2.

mod block;
mod flow;
mod plain;
mod quoted;
#[cfg(test)]
mod tests;

use super::node::Node;

/// Where reading stopped, and why.
pub(super) struct Failure {
    /// Counted from 1.
    pub(super) line: usize,
    pub(super) why: &'static str,
}

/// Deeper than any APIRule goes; each level takes some of the stack.
const DEEPEST: usize = 64;
/// As many keys as no APIRule has in one place; finding a key again takes time for each of the others.
const MOST_KEYS: usize = 2000;

type Reading<T> = Result<T, &'static str>;

struct Reader<'a> {
    text: &'a str,
    /// The next byte; always at a character's beginning.
    position: usize,
    /// Where the line of `position` begins.
    line_start: usize,
    depth: usize,
    /// How many values may still come.
    budget: usize,
}

/// One document, perhaps after `---`. `budget` is how many values it may have, and is lowered by those it has.
pub(super) fn read(text: &str, budget: &mut usize) -> Result<Node, Failure> {
    let mut reader = Reader {
        text,
        position: 0,
        line_start: 0,
        depth: 0,
        budget: *budget,
    };
    let node = reader.document();
    *budget = reader.budget;
    node.map_err(|why| Failure {
        line: 1 + text.get(..reader.position).map_or(0, |read| read.matches('\n').count()),
        why,
    })
}

/// What libraries disagree on: control characters, and line breaks that are none in YAML 1.2 (section 5.4).
fn is_strange(character: char) -> bool {
    (character.is_control() && !"\n\t".contains(character)) || "\u{2028}\u{2029}\u{feff}".contains(character)
}

impl Reader<'_> {
    fn document(&mut self) -> Reading<Node> {
        if let Some(position) = self.text.find(is_strange) {
            self.position = position;
            return Err("there is a character that YAML does not have");
        }
        if self.text.starts_with("---") && self.is_space(3) {
            self.position = 3;
        } else {
            self.skip_to_content()?;
        }
        let node = self.block_value(-1, false, true)?;
        self.skip_to_content()?;
        if self.position < self.text.len() {
            return Err("the indentation is wrong, or there is something after the end");
        }
        Ok(node)
    }

    fn rest(&self) -> &str {
        self.text.get(self.position..).unwrap_or_default()
    }

    fn byte(&self, ahead: usize) -> Option<u8> {
        self.text.as_bytes().get(self.position + ahead).copied()
    }

    /// Whether a blank, a line's end or the text's end is there.
    fn is_space(&self, ahead: usize) -> bool {
        matches!(self.byte(ahead), None | Some(b' ' | b'\t' | b'\n'))
    }

    fn column(&self) -> isize {
        isize::try_from(self.position - self.line_start).unwrap_or(isize::MAX)
    }

    /// Blanks and a comment (section 6.6), up to the line's end or the next thing on it.
    fn skip_blanks(&mut self) {
        while matches!(self.byte(0), Some(b' ' | b'\t')) {
            self.position += 1;
        }
        let after_space = self.position == self.line_start
            || matches!(
                self.text.as_bytes().get(self.position.wrapping_sub(1)),
                Some(b' ' | b'\t')
            );
        if self.byte(0) == Some(b'#') && after_space {
            self.position += self.rest().find('\n').unwrap_or(self.rest().len());
        }
    }

    fn newline(&mut self) {
        self.position += 1;
        self.line_start = self.position;
    }

    /// To the next thing that is neither blank nor comment, on this or a later line.
    fn skip_to_content(&mut self) -> Reading<()> {
        loop {
            self.skip_blanks();
            match self.byte(0) {
                Some(b'\n') => self.newline(),
                Some(_)
                    if self.text.get(self.line_start..self.position).is_some_and(|start| {
                        start.trim_start_matches(' ').starts_with('\t') && start.trim().is_empty()
                    }) =>
                {
                    return Err("a tab cannot indent; use spaces");
                }
                _ => return Ok(()),
            }
        }
    }

    /// Goes one level down.
    fn enter(&mut self) -> Reading<()> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err("it goes deeper than a resource ever does");
        }
        Ok(())
    }

    fn spend(&mut self) -> Reading<()> {
        self.budget = self
            .budget
            .checked_sub(1)
            .ok_or("it holds more values than can be read at once")?;
        Ok(())
    }
}

/// Adds an entry, unless the key is there already: then nobody knows which one counts.
fn add(entries: &mut Vec<(String, Node)>, key: String, node: Node) -> Reading<()> {
    if entries.iter().any(|(name, _)| *name == key) {
        return Err("a key is there twice");
    }
    if entries.len() == MOST_KEYS {
        return Err("there are too many keys in one place");
    }
    entries.push((key, node));
    Ok(())
}
