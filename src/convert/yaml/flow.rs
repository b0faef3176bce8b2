//! What is structured by braces and brackets (section 7.4), as all of JSON is.

use super::{Node, Reader, Reading, add, plain};

const SEPARATOR: &str = "in braces or brackets a comma or the closing one is missing";

impl Reader<'_> {
    /// A value in braces or brackets, or one of those.
    pub(super) fn flow_value(&mut self) -> Reading<Node> {
        self.enter()?;
        self.spend()?;
        let node = match self.byte(0) {
            Some(b'[') => self.flow_sequence()?,
            Some(b'{') => self.flow_mapping()?,
            Some(b'\'' | b'"') => Node::Text(self.quoted()?),
            None => return Err(SEPARATOR),
            _ => plain::resolve(self.flow_plain()?),
        };
        self.depth -= 1;
        Ok(node)
    }

    fn flow_plain(&mut self) -> Reading<&str> {
        let start = self.position;
        let text = self.plain_line(true)?;
        if text.is_empty() {
            self.position = start;
            return Err("in braces or brackets a value is missing");
        }
        Ok(text)
    }

    /// Blanks, comments and line breaks.
    fn skip_flow(&mut self) {
        loop {
            self.skip_blanks();
            if self.byte(0) != Some(b'\n') {
                return;
            }
            self.newline();
        }
    }

    /// A comma, which is passed, or the closing byte, which is not.
    fn flow_separator(&mut self, closing: u8) -> Reading<()> {
        self.skip_flow();
        match self.byte(0) {
            Some(b',') => {
                self.position += 1;
                self.skip_flow();
                Ok(())
            }
            Some(byte) if byte == closing => Ok(()),
            _ => Err(SEPARATOR),
        }
    }

    fn flow_closes(&mut self, closing: u8) -> bool {
        let closes = self.byte(0) == Some(closing);
        self.position += usize::from(closes);
        closes
    }

    fn flow_sequence(&mut self) -> Reading<Node> {
        self.position += 1;
        self.skip_flow();
        let mut items = Vec::new();
        while !self.flow_closes(b']') {
            items.push(self.flow_value()?);
            self.flow_separator(b']')?;
        }
        Ok(Node::List(items))
    }

    fn flow_mapping(&mut self) -> Reading<Node> {
        self.position += 1;
        self.skip_flow();
        let mut entries = Vec::new();
        while !self.flow_closes(b'}') {
            let key = match self.byte(0) {
                Some(b'\'' | b'"') => self.quoted()?,
                _ => self.flow_plain()?.to_owned(),
            };
            self.skip_flow();
            let mut node = Node::Null;
            if self.byte(0) == Some(b':') {
                self.position += 1;
                self.skip_flow();
                if !matches!(self.byte(0), Some(b',' | b'}')) {
                    node = self.flow_value()?;
                }
            }
            add(&mut entries, key, node)?;
            self.flow_separator(b'}')?;
        }
        Ok(Node::Map(entries))
    }
}
