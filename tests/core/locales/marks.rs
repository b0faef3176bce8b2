//! Finds the texts that the source marks for translation, and those of the registries.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use mtls_wizard::guidance::{glossary::TERMS, why};
use mtls_wizard::locale::Text;
use mtls_wizard::tutorial::REGISTRY;
use mtls_wizard::wizard::{Form, Input};
use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// A text, and its plural where it is about a number of things.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    pub one: String,
    pub many: Option<String>,
}

/// All texts, with the files that they stand in.
#[derive(Default)]
pub struct Texts {
    pub found: BTreeMap<Key, BTreeSet<String>>,
    /// Marks whose values are others than those that the text names: the file, and the text.
    pub misfits: Vec<(String, String)>,
}

impl Texts {
    pub fn all(root: &Path) -> Self {
        let mut texts = Self::default();
        for (file, source) in crate::house_rules::sources(&root.join("src"), "rs") {
            if file.starts_with("src/locale") {
                continue;
            }
            let tokens: TokenStream = source.parse().unwrap_or_else(|error| panic!("{file}: {error}"));
            texts.walk(&file, takes_tables(&source), tokens);
        }
        texts.registries();
        texts
    }

    fn add(&mut self, file: &str, one: &str, many: Option<&str>) {
        if one.chars().any(char::is_alphabetic) {
            let key = Key {
                one: one.to_owned(),
                many: many.map(str::to_owned),
            };
            self.found.entry(key).or_default().insert(file.to_owned());
        }
    }

    fn walk(&mut self, file: &str, tables: bool, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        for (index, token) in tokens.iter().enumerate() {
            let TokenTree::Group(group) = token else { continue };
            let before = |back: usize| {
                index
                    .checked_sub(back)
                    .and_then(|at| tokens.get(at))
                    .map(ToString::to_string)
            };
            let arguments = arguments(group.stream());
            match (before(1).as_deref(), before(2).as_deref()) {
                (Some("!"), Some("say")) => self.marked(file, &arguments, 1),
                (Some("!"), Some("plural")) => self.marked(file, &arguments[1..], 2),
                (Some("text" | "table"), _)
                    if tables && group.delimiter() == Delimiter::Parenthesis && arguments.len() == 1 =>
                {
                    if let Some(text) = literal(&arguments[0]) {
                        self.add(file, &text, None);
                    }
                }
                _ => {}
            }
            self.walk(file, tables, group.stream());
        }
    }

    /// What stands between the parentheses of a mark, from its texts on.
    fn marked(&mut self, file: &str, arguments: &[Vec<TokenTree>], texts: usize) {
        let text = |index: usize| literal(&arguments[index]).expect("a mark begins with its text");
        let (one, many) = (text(0), (texts == 2).then(|| text(1)));
        self.add(file, &one, many.as_deref());
        let mut given: BTreeSet<String> = arguments[texts..].iter().map(|value| value[0].to_string()).collect();
        let mut named = placeholders(many.as_deref().unwrap_or(&one));
        if texts == 2 {
            // Given in any case.
            given.remove("count");
            named.remove("count");
        }
        // A text without values is not filled in, so braces in it are braces.
        if texts == 1 && given.is_empty() {
            return;
        }
        if given != named.iter().filter(|name| is_name(name)).cloned().collect() {
            self.misfits.push((file.to_owned(), one));
        }
    }

    fn registries(&mut self) {
        for tutorial in REGISTRY {
            for step in tutorial.form.steps {
                for field in step.fields() {
                    self.field(tutorial.form, field);
                }
                let why = why::of_page(step.id).map_or(&[][..], |why| why.text);
                self.shown("src/guidance/why.rs", why);
            }
        }
        for term in TERMS {
            self.shown("src/guidance/glossary.rs", &[term.name, term.meaning]);
        }
    }

    fn field(&mut self, form: &Form, field: mtls_wizard::wizard::Field) {
        let spec = field.spec();
        self.shown("src/wizard/field.rs", &[spec.label, spec.hint, form.hint_of(field)]);
        if let Input::Select(choices) | Input::Radio(choices) | Input::Several(choices) = spec.input {
            for choice in choices {
                self.shown("src/wizard/field.rs", &[choice.title, choice.hint]);
            }
        }
    }

    fn shown(&mut self, file: &str, texts: &[Text]) {
        for text in texts {
            self.add(file, text.english(), None);
        }
    }
}

/// Whether `text` and `Text` mean those of the languages in this source.
fn takes_tables(source: &str) -> bool {
    let imports = source
        .split("use crate::locale::")
        .skip(1)
        .filter_map(|rest| rest.split(';').next());
    imports
        .flat_map(|names| names.split(|c: char| !c.is_alphanumeric()))
        .any(|name| name.eq_ignore_ascii_case("text"))
}

/// The arguments between the commas; a comma at the end begins none.
fn arguments(tokens: TokenStream) -> Vec<Vec<TokenTree>> {
    let mut all = vec![Vec::new()];
    for token in tokens {
        match &token {
            TokenTree::Punct(mark) if mark.as_char() == ',' => all.push(Vec::new()),
            _ => all.last_mut().expect("begins with one").push(token),
        }
    }
    all.retain(|argument| !argument.is_empty());
    all
}

fn literal(argument: &[TokenTree]) -> Option<String> {
    let [TokenTree::Literal(literal)] = argument else {
        return None;
    };
    let text: syn::LitStr = syn::parse_str(&literal.to_string()).ok()?;
    Some(text.value())
}

/// What stands in braces.
pub fn placeholders(text: &str) -> BTreeSet<String> {
    let names = text.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0));
    names.map(str::to_owned).collect()
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}
