//! What is structured by indentation (section 8).

use super::{Node, Reader, Reading, add, plain};

impl Reader<'_> {
    /// The value after `key:`, after `- ` or of the document. `parent` is the column of what it belongs to; `may_align` says
    /// that a list may stand in that same column, as below a key; `may_map` that `key: value` may begin on this line.
    pub(super) fn block_value(&mut self, parent: isize, may_align: bool, may_map: bool) -> Reading<Node> {
        self.skip_blanks();
        if !matches!(self.byte(0), None | Some(b'\n')) {
            return self.content(parent, may_map);
        }
        self.skip_to_content()?;
        let column = self.column();
        let aligned = may_align && column == parent && self.is_item();
        if self.byte(0).is_none() || (column <= parent && !aligned) {
            self.spend()?;
            return Ok(Node::Null);
        }
        self.content(parent, true)
    }

    /// A value that begins here.
    fn content(&mut self, parent: isize, may_map: bool) -> Reading<Node> {
        self.enter()?;
        self.spend()?;
        let node = if may_map && self.is_item() {
            self.sequence()?
        } else if may_map && let Some(key) = self.key()? {
            self.mapping(key)?
        } else {
            match self.byte(0) {
                Some(b'|' | b'>') => Node::Text(self.block_scalar(parent)?),
                Some(b'[' | b'{') => {
                    let node = self.flow_value()?;
                    self.end_of_line()?;
                    node
                }
                Some(b'\'' | b'"') => {
                    let text = self.quoted()?;
                    self.end_of_line()?;
                    Node::Text(text)
                }
                _ => plain::resolve(&self.plain(parent)?),
            }
        };
        self.depth -= 1;
        Ok(node)
    }

    fn end_of_line(&mut self) -> Reading<()> {
        self.skip_blanks();
        if matches!(self.byte(0), None | Some(b'\n')) {
            Ok(())
        } else {
            Err("there is something after the end of a value; perhaps a comma or a quote is missing")
        }
    }

    fn is_item(&self) -> bool {
        self.byte(0) == Some(b'-') && self.is_space(1)
    }

    /// Items in the column where the first one is.
    fn sequence(&mut self) -> Reading<Node> {
        let column = self.column();
        let mut items = Vec::new();
        loop {
            self.position += 1;
            items.push(self.block_value(column, false, true)?);
            self.skip_to_content()?;
            if self.column() != column || !self.is_item() {
                break;
            }
        }
        self.leave(column)?;
        Ok(Node::List(items))
    }

    /// Entries in the column where the first one, whose key is read, began.
    fn mapping(&mut self, first: (isize, String)) -> Reading<Node> {
        let (column, mut key) = first;
        let mut entries = Vec::new();
        loop {
            let node = self.block_value(column, true, false)?;
            add(&mut entries, key, node)?;
            self.skip_to_content()?;
            if self.byte(0).is_none() || self.column() != column || self.is_item() {
                break;
            }
            key = self.key()?.ok_or("a key is missing, or the colon after it")?.1;
        }
        self.leave(column)?;
        Ok(Node::Map(entries))
    }

    /// What follows is further out.
    fn leave(&self, column: isize) -> Reading<()> {
        if self.byte(0).is_some() && self.column() > column {
            return Err("the indentation is wrong");
        }
        Ok(())
    }

    /// A key on this line, its column, and the colon after it, if that is what is here.
    fn key(&mut self) -> Reading<Option<(isize, String)>> {
        let (start, column) = (self.position, self.column());
        let line_end = start + self.rest().find('\n').unwrap_or(self.rest().len());
        let key = match self.byte(0) {
            Some(b'\'' | b'"') => {
                let line_start = self.line_start;
                let Ok(key) = self.quoted() else {
                    (self.position, self.line_start) = (start, line_start);
                    return Ok(None);
                };
                if self.position > line_end {
                    (self.position, self.line_start) = (start, line_start);
                    return Ok(None);
                }
                key
            }
            Some(b'[' | b'{' | b'|' | b'>') => return Ok(None),
            Some(b'?') if self.is_space(1) => return Err("keys after a question mark are not read"),
            _ => self.plain_line(false)?.to_owned(),
        };
        let end = self.position;
        while matches!(self.byte(0), Some(b' ' | b'\t')) {
            self.position += 1;
        }
        if self.byte(0) == Some(b':') && self.is_space(1) {
            if end == start {
                return Err("a key is missing before a colon");
            }
            self.position += 1;
            return Ok(Some((column, key)));
        }
        self.position = start;
        Ok(None)
    }

    /// `|` keeps line breaks, `>` makes blanks of them (section 8.1).
    fn block_scalar(&mut self, parent: isize) -> Reading<String> {
        let literal = self.byte(0) == Some(b'|');
        let outer = usize::try_from(parent).unwrap_or(0);
        self.position += 1;
        let (mut chomping, mut indentation) = (None, None);
        while let Some(byte @ (b'+' | b'-' | b'1'..=b'9')) = self.byte(0) {
            if byte.is_ascii_digit() {
                indentation = Some(outer + usize::from(byte - b'0'));
            } else {
                chomping = Some(byte);
            }
            self.position += 1;
        }
        self.end_of_line()?;
        let (mut lines, mut longest_blank) = (Vec::new(), 0);
        while self.byte(0) == Some(b'\n') {
            let line_start = self.position + 1;
            let rest = self.text.get(line_start..).unwrap_or_default();
            let line = rest.split('\n').next().unwrap_or_default();
            let spaces = line.len() - line.trim_start_matches(' ').len();
            let blank = spaces == line.len();
            if indentation.is_none() && blank {
                longest_blank = longest_blank.max(spaces);
            } else if indentation.is_none() {
                if spaces < longest_blank {
                    return Err("blanks in the empty lines before a text hide how far it is indented");
                }
                indentation = Some(spaces.max(outer + 1));
            }
            let wanted = indentation.unwrap_or(usize::MAX);
            if (spaces < wanted && !blank) || rest.is_empty() {
                break;
            }
            lines.push(line.get(wanted..).unwrap_or_default());
            self.newline();
            self.position += line.len();
        }
        if self.byte(0).is_none() && !self.text.ends_with('\n') {
            // There is no line break at the end: nothing to keep after text, and what has no text is no line.
            match lines.last() {
                Some(&"") => _ = lines.pop(),
                _ => chomping = Some(b'-'),
            }
        }
        Ok(join(&lines, literal, chomping))
    }
}

/// Joins the lines of a block scalar; `chomping` says what happens to the line breaks at the end.
fn join(lines: &[&str], literal: bool, chomping: Option<u8>) -> String {
    let content = lines
        .iter()
        .rposition(|line| !line.is_empty())
        .map_or(0, |last| last + 1);
    let (lines, empty) = lines.split_at(content);
    let mut text = String::new();
    // A line that begins with a blank keeps the line breaks around it.
    let is_indented = |line: &str| line.starts_with([' ', '\t']);
    let mut previous: Option<&str> = None;
    let mut breaks = 0;
    for &line in lines {
        if line.is_empty() {
            breaks += 1;
            continue;
        }
        match previous {
            Some(before) if !literal && !is_indented(before) && !is_indented(line) => {
                text.push_str(if breaks == 0 { " " } else { "" });
            }
            Some(_) => text.push('\n'),
            None => {}
        }
        text.extend(std::iter::repeat_n('\n', breaks));
        text.push_str(line);
        (previous, breaks) = (Some(line), 0);
    }
    if chomping != Some(b'-') && previous.is_some() {
        text.push('\n');
    }
    if chomping == Some(b'+') {
        text.extend(std::iter::repeat_n('\n', empty.len()));
    }
    text
}
