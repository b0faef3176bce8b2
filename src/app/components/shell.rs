//! What every page stands in: the header with the promise, the main column, the footer.

use leptos::prelude::{Get, GetUntracked, RwSignal, With};
use wasm_bindgen::JsCast;
use web_sys::{KeyboardEvent, Node};

use super::icon::{Icon, glyph};
use crate::app::dom::{Element, View, element, live, several, svg};
use crate::app::focus;
use crate::app::language::{self, LANGUAGE};
use crate::app::later::{Later, Piece};
use crate::app::route::Route;
use crate::app::state::App;
use crate::app::theme;
use crate::locale::{Language, plural, say};
use crate::wizard::appearance::Theme;

/// The name of the main column, the target of the skip link.
const MAIN: &str = "main";
/// The name of the list of themes.
const THEME: &str = "theme";

/// Header, main column and footer around a page.
pub fn shell(later: Later, page: View, app: App) -> View {
    let skip = element("a")
        .class("skip-link")
        .attribute("href", "#main")
        .child(say!("Skip to the content"))
        .on("click", |event| {
            event.prevent_default();
            focus::move_to(MAIN);
        });
    let suffix = element("span").class("shell__suffix").child(say!(" for Kyma"));
    let brand = element("a")
        .class("shell__brand")
        .attribute("href", &Route::Start.hash())
        .child(logo())
        .child(element("span").class("shell__name").child("mTLS Wizard").child(suffix));
    let bar = element("div").class("shell__bar").child(brand).child(promise(later));
    let main = element("main")
        .class("main")
        .id(MAIN)
        .attribute("tabindex", "-1")
        .child(page);
    let outdated = later.loaded().is_outdated;
    let notice = element("div").attribute("role", "status").child(live::when(
        move || outdated.get(),
        move || later.piece(Piece::NewerBuild),
    ));
    let converter = element("a")
        .attribute("href", &Route::Convert.hash())
        .child(say!("Convert an APIRule"));
    let glossary = element("a")
        .attribute("href", &Route::Glossary.hash())
        .child(say!("Glossary"));
    let offline = element("a")
        .attribute("href", &Route::Offline.hash())
        .child(say!("Use it offline"));
    let trouble = element("a")
        .attribute("href", &Route::Diagnose.hash())
        .child(say!("Something went wrong?"));
    let footer = element("p").child(
        say!("Keys and certificates are made by your browser and stay in it until you download them. No account, no tracking, no server. "),
    ).child(trouble).child(" · ").child(converter).child(" · ").child(offline).child(" · ").child(glossary);
    let footer = element("div")
        .class("footer__inner")
        .child(footer)
        .child(language_choice(app.language))
        .child(theme_choice(app.theme));
    several([
        skip.into(),
        element("header").class("shell").child(bar).into(),
        notice.into(),
        main.into(),
        element("footer").class("footer").child(footer).into(),
    ])
}

/// The list of languages, each by its own name.
fn language_choice(choice: RwSignal<Language>) -> Element {
    let option = |language: Language| {
        element("option")
            .attributes(&[("value", language.id()), ("lang", language.id())])
            .flag_from("selected", move || choice.get_untracked() == language)
            .child(language.own_name())
    };
    choice_list(LANGUAGE, say!("Language"), Language::ALL.map(option), move |id| {
        if let Some(language) = Language::by_tag(&id) {
            language::choose(choice, language);
        }
    })
}

/// The list of themes.
fn theme_choice(choice: RwSignal<Theme>) -> Element {
    let option = |theme: Theme| {
        element("option")
            .attribute("value", theme.id())
            .flag_from("selected", move || choice.get_untracked() == theme)
            .child(theme_name(theme))
    };
    choice_list(THEME, say!("Theme"), Theme::ALL.map(option), move |id| {
        if let Some(theme) = Theme::by_id(&id) {
            theme::choose(choice, theme);
        }
    })
}

/// A list in the footer; `take` gets the value of the option that is chosen.
fn choice_list(
    id: &'static str,
    label: &str,
    options: impl IntoIterator<Item = Element>,
    take: impl Fn(String) + 'static,
) -> Element {
    let list = element("select")
        .class("input input--compact")
        .id(id)
        .on_value("change", take)
        .children(options);
    let label = element("label").attribute("for", id).child(label);
    element("p").class("footer__choice").child(label).child(list)
}

fn theme_name(theme: Theme) -> &'static str {
    match theme {
        Theme::System => say!("As the system"),
        Theme::Light => say!("Light"),
        Theme::Dark => say!("Dark"),
        Theme::ContrastLight => say!("High contrast, white"),
        Theme::ContrastDark => say!("High contrast, black"),
    }
}

fn logo() -> Element {
    let shape = |tag, attributes: &[(&'static str, &str)]| svg(tag).attributes(attributes);
    svg("svg")
        .class("shell__logo")
        .attributes(&[
            ("viewBox", "0 0 32 32"),
            ("aria-hidden", "true"),
            ("focusable", "false"),
        ])
        .child(shape(
            "rect",
            &[("width", "32"), ("height", "32"), ("rx", "7"), ("fill", "#0070f2")],
        ))
        .child(line("M10 15v-3.500a6 6 0 0 1 12 0V15", "#fff", "2.6"))
        .child(shape(
            "rect",
            &[
                ("x", "7.5"),
                ("y", "14.5"),
                ("width", "17"),
                ("height", "11.5"),
                ("rx", "2.5"),
                ("fill", "#fff"),
            ],
        ))
        .child(line("m12 20 3 3 5.2-5.2", "#0070f2", "2.4"))
}

fn line(path: &str, colour: &str, width: &str) -> Element {
    svg("path").attributes(&[
        ("d", path),
        ("fill", "none"),
        ("stroke", colour),
        ("stroke-width", width),
    ])
}

/// The promise, and in its panel how to check it without believing us. Escape or a click elsewhere closes the explanation.
fn promise(later: Later) -> Element {
    let summary = element("summary")
        .class("trust__summary")
        .child(glyph(Icon::Shield))
        .child(element("span").class("trust__long").child(live::text(move || {
            promised(later, say!("Nothing leaves this page"), say!(" since loading"))
        })))
        .child(
            element("span")
                .class("trust__short")
                .child(live::text(move || promised(later, say!("Private"), ""))),
        );
    let panel = element("div").class("trust__panel").child(later.piece(Piece::Proof));
    let details = element("details").class("trust").child(summary).child(panel);
    let node = details.node().clone();
    live::on_window("click", move |event| {
        let target = event.target().and_then(|target| target.dyn_into::<Node>().ok());
        if !node.contains(target.as_ref()) {
            close(&node);
        }
    });
    let node = details.node().clone();
    details.on("keydown", move |event| {
        if event
            .dyn_ref::<KeyboardEvent>()
            .is_some_and(|event| event.key() == "Escape")
        {
            close(&node);
        }
    })
}

/// A claim only as long as it holds.
fn promised(later: Later, claim: &str, addition: &str) -> String {
    let count = later
        .loaded()
        .requests
        .with(|requests| requests.as_ref().map_or(0, Vec::len));
    match count {
        0 => claim.to_owned(),
        _ => [&plural!(count, "1 request", "{count} requests"), addition].concat(),
    }
}

fn close(details: &web_sys::Element) {
    // Removing an attribute throws nothing.
    let _ = details.remove_attribute("open");
}
