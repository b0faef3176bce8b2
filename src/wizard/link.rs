//! Links that restore every answer that is no secret: what stands behind the `?` of an address, for example
//! `v=1&domain=shop.example.com&namespace=shop`. Answers that are the form's defaults are left out, so links stay short.
//!
//! A link keeps its meaning for ever: whoever renames a question, takes a choice away or changes a default raises [`VERSION`]
//! and translates older links in [`open`]. `tests/core/links` has links of every version.

use std::fmt;

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

use super::draft::Public;
use super::{Draft, Field, Input, table};
use crate::locale::say;

/// The version of the links that are written.
pub const VERSION: u32 = 1;
/// Under which name the version stands in a link.
pub const VERSION_NAME: &str = "v";
/// Names that mean something else than an answer. No question has one of them as its identifier.
pub const RESERVED: [&str; 5] = [VERSION_NAME, "change", "embed", "theme", "lang"];

/// Longer links are cut by mail programs and chats, in octets.
const LONGEST: usize = 6_000;
/// What is read of a link at most, in octets.
const LONGEST_READ: usize = 100_000;
/// How much of an unknown name is repeated, in characters.
const REPEATED: usize = 40;

/// What stands between `&`, as the URL Standard's query percent-encode set has it, and whatever ends a link in running text.
const ESCAPED: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'&')
    .add(b'\'')
    .add(b'(')
    .add(b')')
    .add(b'+')
    .add(b'<')
    .add(b'>')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// A link to a set of answers. It is made of [`Public`] answers only, so that no secret can get in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    query: String,
    /// Labels of the questions whose answers are too long for a link.
    pub left_out: Vec<&'static str>,
}

impl Link {
    /// The answers that are others than the form's defaults.
    pub fn of(draft: &Draft) -> Self {
        let mut answers = given(draft);
        let mut left_out = Vec::new();
        while length(&answers) > LONGEST {
            let longest = answers.iter().enumerate().max_by_key(|(_, (_, text))| text.len());
            let Some(index) = longest.map(|(index, _)| index) else {
                break;
            };
            left_out.push(answers.remove(index).0.spec().label.here());
        }
        let mut query = [VERSION_NAME, "=", &VERSION.to_string()].concat();
        for (_, text) in &answers {
            query.push('&');
            query.push_str(text);
        }
        Self { query, left_out }
    }

    /// Whether no answer is in it: each is the form's default, or too long.
    pub fn is_empty(&self) -> bool {
        !self.query.contains('&')
    }

    /// What stands behind the `?`, in ASCII.
    pub fn query(&self) -> &str {
        &self.query
    }
}

/// Whether answers other than the form's defaults would be gone if those of `after` took the place of those of `before`. Links
/// are not compared for that: what is too long for one is in none.
pub fn is_lost(before: &Draft, after: &Draft) -> bool {
    let given_before = given(before);
    !given_before.is_empty() && given_before != given(after)
}

/// The answers that no secret is in, and that are others than the form's defaults.
fn given(draft: &Draft) -> Vec<(Field, String)> {
    draft.public().filter_map(|answer| changed(draft, &answer)).collect()
}

fn length(answers: &[(Field, String)]) -> usize {
    answers.iter().map(|(_, text)| text.len() + 1).sum()
}

/// `identifier=answer`, unless that is what the form begins with.
fn changed(draft: &Draft, answer: &Public<'_>) -> Option<(Field, String)> {
    let field = answer.field();
    let value = match field.spec().input {
        // Where a password was, its mark means nothing to others.
        Input::Clients => table::without_passwords(answer.value()),
        _ => answer.value().to_owned(),
    };
    (value != draft.form().default_of(field)).then(|| {
        let escaped = utf8_percent_encode(&value, ESCAPED).to_string();
        (field, [field.spec().id, "=", &escaped].concat())
    })
}

/// Why a part of a link was not used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ignored {
    /// The link was made by a newer version of the app.
    Newer,
    /// The version is no number.
    Version,
    /// No question has this name.
    Unknown(String),
    /// Passwords and keys are taken from no link.
    Secret(&'static str),
    /// The question with this label cannot be answered like that.
    Impossible(&'static str),
    /// The question with this label was answered before, in the same link.
    Repeated(&'static str),
    /// No UTF-8.
    Unreadable,
    /// Too long to be a link of ours.
    TooLong,
}

/// A sentence for the person who opened the link.
impl fmt::Display for Ignored {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let quoted = |formatter: &mut fmt::Formatter<'_>, before: &str, name: &str, after: &str| {
            formatter.write_str(before)?;
            formatter.write_str("“")?;
            formatter.write_str(name)?;
            formatter.write_str("”")?;
            formatter.write_str(after)
        };
        match self {
            Self::Newer => formatter.write_str(say!(
                "The link was made by a newer version of this app. What this one knows was used."
            )),
            Self::Version => formatter.write_str(say!(
                "The link does not say which version it has. It was read as one of today."
            )),
            Self::Unknown(name) => quoted(formatter, say!("There is no question "), name, say!(" here.")),
            Self::Secret(label) => quoted(formatter, "", label, say!(" is secret, and never taken from a link.")),
            Self::Impossible(label) => quoted(
                formatter,
                say!("The link’s answer to "),
                label,
                say!(" is none of the possible ones."),
            ),
            Self::Repeated(label) => quoted(
                formatter,
                say!("The link answers "),
                label,
                say!(" more than once. The first answer was used."),
            ),
            Self::Unreadable => formatter.write_str(say!("A part of the link is damaged.")),
            Self::TooLong => formatter.write_str(say!("The link is too long to be one of this app.")),
        }
    }
}

/// What a link came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Opened {
    /// The form's defaults, the link's answers, and the secrets that were there before.
    pub draft: Draft,
    /// How many answers the link gave.
    pub filled: usize,
    /// What was not used of it, each once.
    pub ignored: Vec<Ignored>,
}

/// Reads what stands behind the `?` of an address; `None` if that is no link to answers.
pub fn open(draft: &Draft, query: &str) -> Option<Opened> {
    let mut opened = Opened {
        draft: draft.with_defaults(),
        filled: 0,
        ignored: Vec::new(),
    };
    if query.len() > LONGEST_READ {
        opened.ignore(Ignored::TooLong);
        return Some(opened);
    }
    let version = query.split('&').find_map(|pair| pair.strip_prefix("v="))?;
    match version.parse::<u32>() {
        Ok(version) if version > VERSION => opened.ignore(Ignored::Newer),
        Ok(_) => {}
        Err(_) => opened.ignore(Ignored::Version),
    }
    let mut answered = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        if let Err(reason) = opened.take(name, value, &mut answered) {
            opened.ignore(reason);
        }
    }
    Some(opened)
}

impl Opened {
    fn take(&mut self, name: &str, value: &str, answered: &mut Vec<Field>) -> Result<(), Ignored> {
        let name = decoded(name)?;
        if RESERVED.contains(&name.as_str()) {
            return Ok(());
        }
        let form = self.draft.form();
        let unknown = || Ignored::Unknown(name.chars().filter(|c| !c.is_control()).take(REPEATED).collect());
        let field = form.field(&name).ok_or_else(unknown)?;
        let label = field.spec().label.here();
        if field.is_secret() {
            return Err(Ignored::Secret(label));
        }
        if answered.contains(&field) {
            return Err(Ignored::Repeated(label));
        }
        let value = decoded(value)?;
        let is_typed = |c: char| !c.is_control() || matches!(c, '\n' | '\r' | '\t');
        if !value.chars().all(is_typed) || !self.draft.restore([(name.as_str(), value.as_str())]) {
            return Err(Ignored::Impossible(label));
        }
        answered.push(field);
        self.filled += 1;
        Ok(())
    }

    fn ignore(&mut self, reason: Ignored) {
        if !self.ignored.contains(&reason) {
            self.ignored.push(reason);
        }
    }
}

/// Percent-encoded text, with `+` for a space as browsers' forms write it.
fn decoded(text: &str) -> Result<String, Ignored> {
    let text = text.replace('+', " ");
    let text = percent_decode_str(&text).decode_utf8();
    text.map(|text| text.into_owned()).map_err(|_| Ignored::Unreadable)
}
