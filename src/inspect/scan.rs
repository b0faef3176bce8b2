//! Finds in a text what may be looked at: PEM blocks, resources, headers, base64. Everything else is passed over, such as what
//! openssl prints around its certificates.

use super::encoding::is_base64;

/// A part of a text.
#[derive(Debug, PartialEq, Eq)]
pub enum Segment<'a> {
    /// What stands between the lines of a PEM block.
    Pem { label: &'a str, body: &'a str },
    /// A block whose end is missing.
    Unfinished { label: &'a str },
    /// The same block in percent-encoding.
    Encoded(&'a str),
    /// YAML or JSON.
    Document(&'a str),
    /// The value of an `X-Forwarded-Client-Cert` header.
    Forwarded(&'a str),
    /// One line: a header of ours, with its name.
    Header(&'a str),
    /// Lines of base64, perhaps of something that we know.
    Base64(&'a str),
}

const BEGIN: &str = "-----BEGIN ";
const END: &str = "-----END ";
const DASHES: &str = "-----";
const ENCODED_BEGIN: &str = "-----BEGIN%20";
const ENCODED_END: &str = "-----END%20";
/// More segments than are looked at.
const MOST: usize = 2100;
/// As many on one line as nobody writes: each step looks at the whole line.
const MOST_ON_LINE: usize = 24;
/// How many braces may stay open: each is looked for to the end of the text.
const MOST_OPEN: usize = 32;
/// The least characters of base64 that can hold something of ours.
const SHORTEST_BASE64: usize = 48;
/// How a resource's or a kubeconfig's top level may begin.
const TOP_LEVEL: [&str; 8] = [
    "apiVersion:",
    "kind:",
    "metadata:",
    "data:",
    "stringData:",
    "type:",
    "items:",
    "clusters:",
];
/// The keys of Envoy's header.
const FORWARDED_KEYS: [&str; 7] = ["By=", "Hash=", "Cert=", "Chain=", "Subject=", "URI=", "DNS="];
/// The header's name.
pub const FORWARDED: &str = "x-forwarded-client-cert";
/// The headers that the app's resources set begin with this.
pub const CLIENT_SSL: &str = "x-client-ssl-";

/// How far a text was looked through.
#[derive(Clone)]
pub struct Progress {
    position: usize,
    /// Counted from 1.
    line: usize,
    /// How many braces were never closed.
    open: usize,
    /// The first line of each segment so far.
    lines: Vec<usize>,
}

impl Progress {
    /// Before the beginning.
    pub const NONE: Self = Self {
        position: 0,
        line: 1,
        open: 0,
        lines: Vec::new(),
    };
}

/// Gives the segments of a text, each with the number of its first line.
pub struct Scanner<'a> {
    text: &'a str,
    at: Progress,
}

impl<'a> Iterator for Scanner<'a> {
    type Item = (usize, Segment<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        while !self.is_finished() {
            let line = self.at.line;
            let lines = &self.at.lines;
            if lines.len().checked_sub(MOST_ON_LINE).and_then(|index| lines.get(index)) == Some(&line) {
                let rest = self.rest();
                self.skip(rest.find('\n').map_or(rest.len(), |end| end + 1));
                continue;
            }
            let (segment, length) = self.step();
            self.skip(length);
            if let Some(segment) = segment {
                self.at.lines.push(line);
                return Some((line, segment));
            }
        }
        None
    }
}

/// A segment, if there is one, and how many octets to go on.
type Step<'a> = (Option<Segment<'a>>, usize);

impl<'a> Scanner<'a> {
    /// Goes on from where somebody stopped.
    pub fn new(text: &'a str, at: Progress) -> Self {
        Self { text, at }
    }

    /// Whether there is nothing more to be found.
    pub fn is_finished(&self) -> bool {
        self.at.position >= self.text.len() || self.at.lines.len() >= MOST
    }

    /// How far it has come.
    pub fn progress(self) -> Progress {
        self.at
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at.position..).unwrap_or_default()
    }

    fn skip(&mut self, length: usize) {
        let passed = self.rest().get(..length).unwrap_or(self.rest());
        self.at.line += passed.matches('\n').count();
        // An empty step would never end.
        self.at.position += passed.len().max(1);
        while !self.text.is_char_boundary(self.at.position) {
            self.at.position += 1;
        }
    }

    fn step(&mut self) -> Step<'a> {
        let rest = self.rest();
        let whole = rest.split_inclusive('\n').next().unwrap_or_default();
        let line = whole.trim();
        if line.is_empty() {
            return (None, whole.len());
        }
        if line.starts_with(['{', '[']) && self.at.open < MOST_OPEN {
            let start = rest.len() - rest.trim_start().len();
            if let Some(length) = balanced(&rest[start..]) {
                return (Some(Segment::Document(&rest[start..start + length])), start + length);
            }
            self.at.open += 1;
        }
        if let Some(value) = forwarded(line) {
            return (Some(Segment::Forwarded(value)), whole.len());
        }
        if let Some(start) = whole.find(ENCODED_BEGIN) {
            return encoded(&rest[start..], start, whole.len());
        }
        if TOP_LEVEL.iter().any(|key| line.starts_with(key)) {
            let length = document(rest);
            return (Some(Segment::Document(&rest[..length])), length);
        }
        if let Some(start) = whole.find(BEGIN) {
            return pem(&rest[start..], start);
        }
        if header_name(line).is_some_and(|name| name.to_ascii_lowercase().starts_with(CLIENT_SSL)) {
            return (Some(Segment::Header(line)), whole.len());
        }
        base64_lines(rest, whole)
    }
}

/// From the beginning of a block to its end, which may be on the same line.
fn pem(begun: &str, start: usize) -> Step<'_> {
    let after_begin = begun.get(BEGIN.len()..).unwrap_or_default();
    let label = after_begin.split(['-', '\n']).next().unwrap_or_default();
    let unfinished = || {
        let length = start + BEGIN.len() + label.len();
        (Some(Segment::Unfinished { label }), length)
    };
    let Some(content) = after_begin
        .get(label.len()..)
        .and_then(|rest| rest.strip_prefix(DASHES))
    else {
        return unfinished();
    };
    // Up to where another block begins, so that many without an end are not each looked through to the end of the text.
    let limit = content.find(BEGIN).unwrap_or(content.len());
    let Some((body, _)) = content.get(..limit).and_then(|content| content.split_once(END)) else {
        return unfinished();
    };
    let after = content.get(body.len() + END.len()..).unwrap_or_default();
    let end = after.strip_prefix(label).and_then(|after| after.strip_prefix(DASHES));
    match end {
        Some(end) => {
            let length = start + begun.len() - end.len();
            (Some(Segment::Pem { label, body }), length)
        }
        _ => unfinished(),
    }
}

fn encoded(begun: &str, start: usize, line: usize) -> Step<'_> {
    let length = begun.find(ENCODED_END).and_then(|end| {
        Some(end + begun.get(end + ENCODED_END.len()..)?.find(DASHES)? + ENCODED_END.len() + DASHES.len())
    });
    match length.and_then(|length| begun.get(..length)) {
        Some(block) if !block.contains(char::is_whitespace) => (Some(Segment::Encoded(block)), start + block.len()),
        _ => (None, line),
    }
}

/// The length of a JSON value that begins the text, by its braces alone.
fn balanced(text: &str) -> Option<usize> {
    let (mut depth, mut in_string, mut is_escaped) = (0_usize, false, false);
    for (index, octet) in text.bytes().enumerate() {
        match octet {
            _ if is_escaped => is_escaped = false,
            b'\\' if in_string => is_escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => depth += 1,
            b'}' | b']' if !in_string => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(index + 1);
                }
            }
            _ => {}
        }
    }
    None
}

/// How long the YAML document is that begins the text: as long as lines are indented, or are keys of the top level.
fn document(text: &str) -> usize {
    let base = indentation(text);
    let mut length = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim();
        let belongs = match indentation(line) {
            _ if content.is_empty() => true,
            indent if indent > base => true,
            indent if indent < base => false,
            _ => content.starts_with(['#', '}', ']']) || content.starts_with("- ") || is_key(content),
        };
        if !belongs {
            break;
        }
        length += line.len();
    }
    length
}

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

fn is_key(line: &str) -> bool {
    let is_word = |key: &str| {
        let key = key.trim_matches(['"', '\'']);
        !key.is_empty()
            && key
                .bytes()
                .all(|octet| octet.is_ascii_alphanumeric() || matches!(octet, b'.' | b'-' | b'_' | b'/'))
    };
    line.split_once(':')
        .is_some_and(|(key, rest)| is_word(key) && (rest.is_empty() || rest.starts_with(' ')))
}

/// The name before the colon of a header, as tools print it: `> Name: value`, `"Name": …`.
fn header_name(line: &str) -> Option<&str> {
    let (name, _) = line.trim_start_matches(['>', '<', ' ']).split_once(':')?;
    let name = name.trim_matches(['"', ' ']);
    (!name.contains(char::is_whitespace)).then_some(name)
}

/// The value of a line that is the header, with or without its name.
fn forwarded(line: &str) -> Option<&str> {
    if header_name(line).is_some_and(|name| name.eq_ignore_ascii_case(FORWARDED)) {
        let (_, value) = line.split_once(':')?;
        return Some(value.trim());
    }
    let value = line.trim_start_matches(['"', '\'']);
    let begins = FORWARDED_KEYS.iter().any(|key| value.starts_with(key));
    (begins && (value.contains(';') || value.contains(ENCODED_BEGIN) || value.starts_with("Hash="))).then_some(value)
}

/// Lines of base64, or one word of it at the end of a line.
fn base64_lines<'a>(rest: &'a str, whole: &'a str) -> Step<'a> {
    let mut length = 0;
    for line in rest.split_inclusive('\n') {
        let content = line.trim();
        if !is_base64(content) {
            break;
        }
        length += line.len();
        if content.ends_with('=') {
            break;
        }
    }
    let block = &rest[..length];
    if block.len() >= SHORTEST_BASE64 {
        return (Some(Segment::Base64(block)), length);
    }
    let last = whole.split_whitespace().next_back().unwrap_or_default();
    let word = last.trim_matches(['"', '\'', ',']);
    if word.len() >= SHORTEST_BASE64 && is_base64(word) {
        return (Some(Segment::Base64(word)), whole.len());
    }
    (None, whole.len().max(length.min(whole.len())))
}
