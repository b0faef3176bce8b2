//! The languages: every text is in the list, every translation is complete and fits its text.

mod marks;

use std::collections::{BTreeMap, BTreeSet};
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use marks::{Key, Texts, placeholders};
use mtls_wizard::locale::{self, Catalogue, CatalogueError, Language, plural, say, text};
use mtls_wizard::native;
use polib::catalog::Catalog;
use polib::message::{Message, MessageView};
use polib::metadata::CatalogMetadata;
use proptest::prelude::*;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The list of all texts, as translators' programs take it.
fn template(texts: &Texts) -> String {
    let mut list = Catalog::new(CatalogMetadata::parse(
        "Project-Id-Version: mtls-wizard\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\n",
    )
    .expect("a header"));
    for (key, files) in &texts.found {
        let source = files.iter().cloned().collect::<Vec<_>>().join(" ");
        let message = match &key.many {
            None => Message::build_singular()
                .with_msgid(key.one.clone())
                .with_source(source)
                .done(),
            Some(many) => Message::build_plural()
                .with_msgid(key.one.clone())
                .with_msgid_plural(many.clone())
                .with_source(source)
                .done(),
        };
        list.append_or_update(message);
    }
    let mut written = Vec::new();
    polib::po_file::write(&list, &mut BufWriter::new(&mut written)).expect("memory");
    String::from_utf8(written).expect("text")
}

fn catalogue(language: Language) -> Catalog {
    let path = root().join(format!("locales/{}.po", language.id()));
    polib::po_file::parse(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn translations() -> impl Iterator<Item = Language> {
    Language::ALL
        .into_iter()
        .filter(|language| *language != Language::English)
}

/// The forms of a translation: one, or one for each plural form.
fn forms(message: &dyn MessageView) -> Vec<String> {
    match message.is_plural() {
        false => vec![message.msgstr().expect("a text").to_owned()],
        true => message.msgstr_plural().expect("forms").clone(),
    }
}

#[test]
fn the_list_of_all_texts_is_up_to_date() {
    let texts = Texts::all(&root());
    assert!(texts.found.len() > 1000, "{} texts", texts.found.len());
    assert_eq!(texts.misfits, [], "values and the names in the text differ");
    let path = root().join("locales/mtls-wizard.pot");
    let list = template(&texts);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, &list).expect("writable");
    }
    let committed = std::fs::read_to_string(&path).expect("a committed file");
    assert!(
        committed == list,
        "locales/mtls-wizard.pot is not the list of today's texts: run with UPDATE_GOLDEN=1, then translate what is new"
    );
}

#[test]
fn every_text_is_translated_and_nothing_else() {
    let texts = Texts::all(&root());
    for language in translations() {
        let catalogue = catalogue(language);
        let translated: BTreeSet<Key> = catalogue
            .messages()
            .map(|message| Key {
                one: message.msgid().to_owned(),
                many: message
                    .is_plural()
                    .then(|| message.msgid_plural().expect("a plural").to_owned()),
            })
            .collect();
        let all: BTreeSet<Key> = texts.found.keys().cloned().collect();
        let missing: Vec<&Key> = all.difference(&translated).collect();
        let left_over: Vec<&Key> = translated.difference(&all).collect();
        assert!(
            missing.is_empty(),
            "{}: without translation: {missing:#?}",
            language.id()
        );
        assert!(left_over.is_empty(), "{}: in no source: {left_over:#?}", language.id());
    }
}

#[test]
fn translations_fit_their_texts() {
    for language in translations() {
        let catalogue = catalogue(language);
        for message in catalogue.messages() {
            let english = message.msgid();
            assert!(!message.is_fuzzy(), "{english}: somebody has to look at it");
            let forms = forms(message);
            if message.is_plural() {
                assert_eq!(
                    forms.len(),
                    language.plural_form(1).max(language.plural_form(2)) + 1,
                    "{english}"
                );
            }
            for form in &forms {
                fits(message, english, form);
            }
        }
    }
}

/// What programs see in a text is the same in its translation.
fn fits(message: &dyn MessageView, english: &str, form: &str) {
    assert!(!form.trim().is_empty(), "{english}: empty");
    let mut expected = placeholders(english);
    if message.is_plural() {
        let optional = |name: &String| name != "count";
        let many = placeholders(message.msgid_plural().expect("a plural"));
        expected = many.into_iter().filter(optional).collect();
        assert!(
            placeholders(form).into_iter().filter(optional).eq(expected),
            "{english}: other values: {form}"
        );
    } else {
        assert_eq!(placeholders(form), expected, "{english}: other values: {form}");
    }
    let edge = |text: &str| (text.starts_with(' '), text.ends_with(' '));
    assert_eq!(edge(english), edge(form), "{english}: other spaces at the edges");
    assert_eq!(code(english), code(form), "{english}: other code: {form}");
    assert_eq!(
        english.matches("**").count(),
        form.matches("**").count(),
        "{english}: other emphasis"
    );
    assert!(!form.contains("  "), "{english}: two spaces");
    // An error is shown beside its field without the label.
    if english.starts_with("{label}: ") {
        assert!(form.starts_with("{label}: "), "{english}: the label comes first");
    }
}

/// What stands in backquotes, in any order.
fn code(text: &str) -> Vec<&str> {
    let mut code: Vec<&str> = text.split('`').skip(1).step_by(2).collect();
    code.sort_unstable();
    code
}

/// As `tools/finish.mjs` does it: with the texts' keys in place of the texts.
fn compiled(path: &Path) -> Vec<u8> {
    let written = polib::po_file::parse(path).expect("a catalogue");
    let mut keyed = BTreeMap::new();
    for message in written.messages() {
        let text = match message.is_plural() {
            false => message.msgid().to_owned(),
            true => format!("{}\0{}", message.msgid(), message.msgid_plural().expect("a plural")),
        };
        let before = keyed.insert(locale::key(&text), forms(message).join("\0"));
        assert_eq!(before, None, "{text}: another text has its key");
    }
    native::catalogue(keyed.into_iter().collect())
}

fn german() -> &'static Catalogue<'static> {
    let octets = compiled(&root().join("locales/de.po")).leak();
    Box::leak(Box::new(Catalogue::parse(octets).expect("a catalogue")))
}

#[test]
fn a_compiled_catalogue_finds_every_text() {
    let german = german();
    for message in catalogue(Language::German).messages() {
        match message.is_plural() {
            false => assert_eq!(german.find(message.msgid()), message.msgstr().ok()),
            true => {
                let forms = message.msgstr_plural().expect("forms");
                for (index, form) in forms.iter().enumerate() {
                    let many = message.msgid_plural().expect("a plural");
                    assert_eq!(german.find_plural(message.msgid(), many, index), Some(form.as_str()));
                }
            }
        }
    }
    assert_eq!(german.find("no text of this app"), None);
}

#[test]
fn keys_are_those_of_the_standard() {
    // draft-eastlake-fnv, appendix C: the test vectors of FNV-1a with 32 bits.
    for (text, hash) in [("", "811c9dc5"), ("a", "e40c292c"), ("foobar", "bf9cf968")] {
        assert_eq!(locale::key(text), hash);
    }
}

#[test]
fn damaged_catalogues_are_refused() {
    let octets = compiled(&root().join("locales/de.po"));
    assert!(Catalogue::parse(&octets).is_ok());
    for length in [0, 3, 19, 20, 40, octets.len() / 2] {
        assert_eq!(
            Catalogue::parse(&octets[..length]).err(),
            Some(CatalogueError),
            "{length}"
        );
    }
    let whole = String::from_utf8(octets).expect("text");
    let (first, rest) = whole.split_at(16);
    let swapped = [&first[8..], &first[..8], rest].concat();
    assert_eq!(Catalogue::parse(swapped.as_bytes()).err(), Some(CatalogueError));
    let more = [whole.as_str(), "a text without a key\u{1e}"].concat();
    assert_eq!(Catalogue::parse(more.as_bytes()).err(), Some(CatalogueError));
}

proptest! {
    #[test]
    fn any_octets_are_read_or_refused(octets in proptest::collection::vec(any::<u8>(), 0..200), text in "[0-9a-f]{0,16}(\u{1e}[a-zé]{0,3}){0,4}") {
        let _ = Catalogue::parse(&octets);
        if let Ok(catalogue) = Catalogue::parse(text.as_bytes()) {
            catalogue.find("x");
        }
    }

    #[test]
    fn values_are_taken_as_they_are(value in ".*") {
        let label = &value;
        prop_assert_eq!(
            locale::filled("{label}: {other} {*}", &[("label", label), ("other", &"{label}")]),
            format!("{value}: {{label}} {{*}}")
        );
    }
}

#[test]
fn texts_are_spoken_in_the_language_that_holds() {
    let said = || {
        (
            say!("Continue"),
            text("Back").here(),
            plural!(2, "1 client", "{count} clients"),
        )
    };
    assert_eq!(said(), ("Continue", "Back", "2 clients".to_owned()));
    locale::speak(Some((Language::German, german())));
    assert_eq!(said(), ("Weiter", "Zurück", "2 Clients".to_owned()));
    assert_eq!(plural!(1, "1 client", "{count} clients"), "1 Client");
    assert_eq!(locale::in_english(said), ("Continue", "Back", "2 clients".to_owned()));
    assert_eq!(say!("Continue"), "Weiter", "afterwards the language holds again");
    locale::speak(None);
    assert_eq!(say!("Continue"), "Continue");
}

#[test]
fn languages_are_found_by_their_tags() {
    assert_eq!(Language::by_tag("de-AT"), Some(Language::German));
    assert_eq!(Language::by_tag("DE"), Some(Language::German));
    assert_eq!(Language::by_tag("deu"), None);
    assert_eq!(Language::by_tag(""), None);
    assert_eq!(Language::preferred(["fr-CH", "de", "en"]), Language::German);
    assert_eq!(Language::preferred(["en-GB", "de"]), Language::English);
    assert_eq!(Language::preferred(["fr"]), Language::English);
    for language in translations() {
        let header = catalogue(language).metadata.export_for_po();
        assert!(header.contains(&format!("Language: {}\n", language.id())), "{header}");
        assert!(
            header.contains("nplurals=2; plural=n != 1") || header.contains("nplurals=2; plural=(n != 1)"),
            "{header}"
        );
    }
}
