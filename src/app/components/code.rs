//! Code with syntax colours.

use leptos::html;
use leptos::prelude::*;

use super::copy::CopyButton;
use crate::render::highlight::{self, Kind, Line, Token};

/// What the colours follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    Yaml,
    Shell,
    Plain,
}

/// A block with a title and a Copy button. `title` also completes the button's name, so it is unique on the page.
#[component]
pub fn CodeBlock(
    #[prop(into)] title: String,
    #[prop(into)] text: String,
    language: Language,
    /// Long lines are broken instead of scrolled.
    #[prop(optional)]
    wrap: bool,
    /// Scrolls from a certain height on.
    #[prop(optional)]
    tall: bool,
) -> impl IntoView {
    let source = NodeRef::<html::Pre>::new();
    let lines = code_lines(language, &text, &[]);
    view! {
        <div class="code">
            <div class="code__head">
                <span class="code__title">{title.clone()}</span>
                <span class="code__tools">
                    <CopyButton text=move || text.clone() what=title.clone() source />
                </span>
            </div>
            <pre
                class="code__body"
                class:code__body--wrap=wrap
                class:code__body--tall=tall
                node_ref=source
                // It may scroll, so it takes the keyboard focus.
                tabindex="0"
                role="group"
                aria-label=title
            >
                <code>{lines}</code>
            </pre>
        </div>
    }
}

/// The lines of a text; those that `changed` flags stand out.
pub fn code_lines(language: Language, text: &str, changed: &[bool]) -> impl IntoView + use<> {
    let lines = match language {
        Language::Yaml => highlight::yaml(text),
        Language::Shell => highlight::shell(text),
        Language::Plain => text.lines().map(plain).collect(),
    };
    let line = |(index, line): (usize, Line)| {
        let changed = changed.get(index).copied().unwrap_or_default();
        let class = if changed { "line line--changed" } else { "line" };
        view! {
            <span class=class>{line.into_iter().map(token).collect_view()}</span>
            "\n"
        }
    };
    lines.into_iter().enumerate().map(line).collect_view()
}

fn plain(line: &str) -> Line {
    vec![Token {
        kind: Kind::Plain,
        text: line.to_owned(),
    }]
}

fn token(token: Token) -> AnyView {
    let class = match token.kind {
        Kind::Plain => return token.text.into_any(),
        Kind::Key => "t-key",
        Kind::Text => "t-string",
        Kind::Number => "t-number",
        Kind::Keyword => "t-keyword",
        Kind::Comment => "t-comment",
        Kind::Punctuation => "t-punctuation",
    };
    view! { <span class=class>{token.text}</span> }.into_any()
}
