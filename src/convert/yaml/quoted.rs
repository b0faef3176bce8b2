//! Text in quotes (sections 7.3.1, 7.3.2), on one or several lines.

use super::{Reader, Reading};

const UNFINISHED: &str = "a quote is missing at the end of a text";
const ESCAPE: &str = "after a backslash there is something that YAML does not know";

impl Reader<'_> {
    /// From the opening to the closing quote.
    pub(super) fn quoted(&mut self) -> Reading<String> {
        let quote = self.byte(0).ok_or(UNFINISHED)?;
        self.position += 1;
        let mut text = String::new();
        // Blanks after this belong to the line's end if nothing else follows on it.
        let mut solid = 0;
        loop {
            let character = self.rest().chars().next().ok_or(UNFINISHED)?;
            match character {
                '\n' => {
                    text.truncate(solid);
                    self.fold(&mut text, true);
                    solid = text.len();
                    continue;
                }
                '\'' if quote == b'\'' && self.byte(1) == Some(quote) => self.position += 1,
                '\'' | '"' if character as u32 == u32::from(quote) => {
                    self.position += 1;
                    return Ok(text);
                }
                '\\' if quote == b'"' => {
                    self.position += 1;
                    self.escape(&mut text)?;
                    solid = text.len();
                    continue;
                }
                _ => {}
            }
            text.push(character);
            self.position += character.len_utf8();
            if !matches!(character, ' ' | '\t') {
                solid = text.len();
            }
        }
    }

    /// A line break is a blank, several are one less than they are; blanks around them do not count.
    fn fold(&mut self, text: &mut String, mut first: bool) {
        let mut breaks = 0;
        while self.byte(0) == Some(b'\n') {
            self.newline();
            breaks += 1;
            while matches!(self.byte(0), Some(b' ' | b'\t')) {
                self.position += 1;
            }
        }
        if first && breaks == 1 {
            text.push(' ');
        }
        for _ in 0..breaks {
            if !first {
                text.push('\n');
            }
            first = false;
        }
    }

    /// What stands after a backslash.
    fn escape(&mut self, text: &mut String) -> Reading<()> {
        let byte = self.byte(0).ok_or(UNFINISHED)?;
        if byte == b'\n' {
            // The line break is not there, and neither are the blanks before the next line.
            self.newline();
            while matches!(self.byte(0), Some(b' ' | b'\t')) {
                self.position += 1;
            }
            self.fold(text, false);
            return Ok(());
        }
        self.position += 1;
        let code = match byte {
            b'0' => 0,
            b'a' => 7,
            b'b' => 8,
            b't' | b'\t' => 9,
            b'n' => 10,
            b'v' => 11,
            b'f' => 12,
            b'r' => 13,
            b'e' => 27,
            b' ' | b'"' | b'/' | b'\\' => u32::from(byte),
            b'N' => 0x85,
            b'_' => 0xa0,
            b'L' => 0x2028,
            b'P' => 0x2029,
            b'x' => self.code(2)?,
            b'u' => self.utf16()?,
            b'U' => self.code(8)?,
            _ => {
                // The message is about the backslash, and the position stays at a character's beginning.
                self.position -= 1;
                return Err(ESCAPE);
            }
        };
        text.push(char::from_u32(code).ok_or(ESCAPE)?);
        Ok(())
    }

    fn code(&mut self, digits: usize) -> Reading<u32> {
        let text = self.rest().get(..digits).ok_or(ESCAPE)?;
        if !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(ESCAPE);
        }
        let code = u32::from_str_radix(text, 16).map_err(|_| ESCAPE)?;
        self.position += digits;
        Ok(code)
    }

    /// JSON writes characters beyond the first 65536 as two (RFC 8259 section 7).
    fn utf16(&mut self) -> Reading<u32> {
        let first = self.code(4)?;
        if !(0xd800..0xdc00).contains(&first) || !self.rest().starts_with("\\u") {
            return Ok(first);
        }
        self.position += 2;
        let second = self.code(4)?;
        if !(0xdc00..0xe000).contains(&second) {
            return Err(ESCAPE);
        }
        Ok(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00))
    }
}
