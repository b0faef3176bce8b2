//! Code with syntax colours.

use super::copy::copy_button;
use crate::app::dom::{Element, View, element};
use crate::render::highlight::{self, Kind, Line, Token};

/// What the colours follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    Yaml,
    Shell,
    Plain,
}

/// How a block shows what does not fit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fit {
    /// Long lines are broken instead of scrolled.
    pub wrap: bool,
    /// Scrolls from a certain height on.
    pub tall: bool,
}

impl Fit {
    fn class(self) -> &'static str {
        match (self.wrap, self.tall) {
            (false, false) => "code__body",
            (true, false) => "code__body code__body--wrap",
            (false, true) => "code__body code__body--tall",
            (true, true) => "code__body code__body--wrap code__body--tall",
        }
    }
}

/// A block with a title and a Copy button. `title` also completes the button's name, so it is unique on the page.
pub fn code_block(title: &str, text: String, language: Language, fit: Fit) -> Element {
    let source = element("pre")
        .class(fit.class())
        // It may scroll, so it takes the keyboard focus.
        .attributes(&[("tabindex", "0"), ("role", "group"), ("aria-label", title)])
        .child(code_lines(language, &text, &[]));
    let copy = copy_button(title, Some(&source), move || text.clone());
    element("div")
        .class("code")
        .child(
            element("div")
                .class("code__head")
                .child(element("span").class("code__title").child(title))
                .child(element("span").class("code__tools").child(copy)),
        )
        .child(source)
}

/// The lines of a text; those that `changed` flags stand out.
pub fn code_lines(language: Language, text: &str, changed: &[bool]) -> Element {
    let lines = match language {
        Language::Yaml => highlight::yaml(text),
        Language::Shell => highlight::shell(text),
        Language::Plain => text.lines().map(plain).collect(),
    };
    let mut code = element("code");
    for (index, line) in lines.into_iter().enumerate() {
        let changed = changed.get(index).copied().unwrap_or_default();
        let class = if changed { "line line--changed" } else { "line" };
        let line = element("span").class(class).children(line.into_iter().map(token));
        code = code.child(line).child("\n");
    }
    code
}

fn plain(line: &str) -> Line {
    vec![Token {
        kind: Kind::Plain,
        text: line.to_owned(),
    }]
}

fn token(token: Token) -> View {
    let class = match token.kind {
        Kind::Plain => return token.text.into(),
        Kind::Key => "t-key",
        Kind::Text => "t-string",
        Kind::Number => "t-number",
        Kind::Keyword => "t-keyword",
        Kind::Comment => "t-comment",
        Kind::Punctuation => "t-punctuation",
    };
    element("span").class(class).child(token.text).into()
}
