//! Whatever is pasted or dropped is decoded while one types, with explanations and findings. Nothing of it is stored or sent.

mod given;
mod item;
mod password;
mod results;
mod work;

use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlTextAreaElement};
use zeroize::Zeroizing;

use self::given::Given;
use crate::app::components::busy::Busy;
use crate::app::components::button::{button, compact_button, named, quiet_button};
use crate::app::components::card::page_head;
use crate::app::components::icon::{Icon, glyph};
use crate::app::components::intake::{Intake, Take, drop_zone, paste_area};
use crate::app::components::prose::prose;
use crate::app::dom::{Element, View, element, live, several};
use crate::app::limit::TOO_LONG;
use crate::app::state::App;
use crate::app::{focus, title};
use crate::inspect::{LARGEST_INPUT, Report};
use crate::locale::{Text, say, text};
use crate::platform::clipboard::{brought_length, brought_text};
use crate::platform::file;
use crate::render::archive::{ArchiveFile, Content};

const TITLE: Text = text("Inspect certificates");
/// Ids of the controls.
const TEXT: &str = "inspected";
const HINT: &str = "inspected-hint";
const FORMS: Text = text(
    "PEM, base64, YAML or JSON, several at once and with any text around, such as what `openssl x509 -text`, `openssl s_client -showcerts`, `kubectl get secret -o yaml` or HTTPBin’s `/headers` print. You can also drop files here.",
);
const LABEL: Text = text("Text to inspect");
/// A certificate as the tutorials' commands make them, and its authority's.
const EXAMPLE: &str = include_str!("inspect/example.pem");
/// A pasted text of so many UTF-16 units is taken as a file: browsers take long to lay out an area with it.
const LONG: usize = 64 << 10;
/// The most certificates of a generation that are taken over.
const MADE: usize = 20;

/// What the parts of the page share.
#[derive(Clone, Copy)]
struct Inspector {
    given: StoredValue<Given>,
    /// Looking at it.
    work: Busy,
    is_opening: RwSignal<bool>,
    /// The names of the files.
    files: RwSignal<Vec<String>>,
    report: RwSignal<Option<Arc<Report>>>,
    asks_password: RwSignal<bool>,
    /// What was found, announced.
    summary: RwSignal<String>,
    /// What went wrong otherwise, announced.
    mishap: RwSignal<String>,
}

/// The page.
pub fn inspect_page() -> View {
    title::set(TITLE.here(), None);
    let inspector = Inspector {
        given: StoredValue::new(Given::default()),
        work: Busy::default(),
        is_opening: RwSignal::new(false),
        files: RwSignal::new(Vec::new()),
        report: RwSignal::new(None),
        asks_password: RwSignal::new(false),
        summary: RwSignal::new(String::new()),
        mishap: RwSignal::new(String::new()),
    };
    inspector.take_made();
    let results = live::region(
        move || inspector.report.get(),
        |report| report.as_ref().map_or_else(|| several([]), results::results),
    );
    let lead = say!(
        "Paste or drop certificates, keys, `.p12` files, requests, revocation lists, Kubernetes Secrets or the headers that a workload received. Everything is decoded and explained in this browser: nothing is sent or stored."
    );
    let parts = element("div")
        .class("stack inspector")
        .child(inspector.form())
        .child(results);
    several([page_head(TITLE.here(), lead).into(), parts.into()])
}

impl Inspector {
    fn form(self) -> Element {
        let (area, field) = self.text_field();
        let take: Take = Rc::new(move |files| spawn_local(self.load(files)));
        let section = element("section")
            .class("card card__body stack")
            .attribute("aria-label", say!("What to inspect"));
        drop_zone(section, &take)
            .child(field)
            .child(self.files())
            .child(live::when(
                move || self.asks_password.get(),
                move || self.password_field().into(),
            ))
            .child(self.actions(area, &take))
            .child(
                element("p")
                    .class("inspector__status")
                    .attribute("role", "status")
                    .child(live::text(move || self.mishap.get()))
                    .child(live::text(move || match self.is_opening.get() {
                        true => say!("Opening … ").to_owned(),
                        false => String::new(),
                    }))
                    .child(live::text(move || self.summary.get())),
            )
    }

    fn files(self) -> View {
        let file = move |(index, name): (usize, &String)| self.file(index, name).into();
        live::region(
            move || self.files.get(),
            move |names| several(names.iter().enumerate().map(file)),
        )
    }

    fn text_field(self) -> (Element, Element) {
        let label = element("label")
            .class("field__label")
            .attribute("for", TEXT)
            .child(LABEL.here());
        let hint = element("p").class("field__hint").id(HINT).child(prose(FORMS.here()));
        let take_long = move |event: Event| {
            let length = brought_length(&event);
            if (LONG..=LARGEST_INPUT).contains(&length) {
                event.prevent_default();
                let octets = brought_text(&event).as_bytes().to_vec();
                self.add("pasted text".to_owned(), Zeroizing::new(octets));
                self.changed();
            }
        };
        let area = paste_area("input input--mono inspector__text", "10")
            .id(TEXT)
            .attribute("aria-describedby", HINT)
            .on("paste", take_long)
            .on("drop", take_long);
        let node = area.node().clone();
        let area = area.on("input", move |_| self.typed(&node));
        let field = element("div")
            .class("field")
            .child(label)
            .child(hint)
            .child(area.clone());
        (area, field)
    }

    /// Takes what stands in the text area, unless it is too long to be read at all.
    fn typed(self, area: &web_sys::Element) {
        let Some(area) = area.dyn_ref::<HtmlTextAreaElement>() else {
            return;
        };
        if area.text_length() as usize > LARGEST_INPUT {
            return self.mishap.set([TOO_LONG.here(), " "].concat());
        }
        let text = area.value();
        self.given.update_value(|given| given.text(text));
        self.changed();
    }

    /// Begins with the certificates that were made in this tab, if there are any: the result page leads here.
    fn take_made(self) {
        let Some(made) = App::expect().made() else { return };
        let is_certificate = |file: &&ArchiveFile| file.content == Content::Certificate && file.path.ends_with(".crt");
        for file in made.files.iter().filter(is_certificate).take(MADE) {
            self.add(file.name().to_owned(), file.bytes.clone());
        }
        self.changed();
    }

    /// Something else is given: everything is looked at again, a little later.
    fn changed(self) {
        self.mishap.set(String::new());
        self.is_opening.set(false);
        self.work.start(work::soon(self));
    }

    fn actions(self, area: Element, take: &Take) -> Element {
        let intake = Intake {
            label: LABEL.here(),
            ..Intake::default()
        };
        let choose = intake.chooser("button file__button", take);
        let put = move |text: &str| {
            if let Some(area) = area.node().dyn_ref::<HtmlTextAreaElement>() {
                area.set_value(text);
            }
        };
        let fill = put.clone();
        let example = button().child(say!("Show an example")).on("click", move |_| {
            fill(EXAMPLE);
            self.given.update_value(|given| given.text(EXAMPLE.to_owned()));
            self.changed();
        });
        let clear = quiet_button().child(say!("Clear")).on("click", move |_| {
            put("");
            self.given.update_value(Given::clear);
            self.files.set(Vec::new());
            self.asks_password.set(false);
            self.changed();
            focus::move_to(TEXT);
        });
        element("div")
            .class("inspector__actions")
            .child(choose)
            .child(example)
            .child(clear)
    }

    fn file(self, index: usize, name: &str) -> Element {
        let remove = compact_button()
            .child(named(say!("Remove"), name))
            .on("click", move |_| {
                self.given.update_value(|given| given.remove_file(index));
                self.files.update(|names| {
                    if index < names.len() {
                        names.remove(index);
                    }
                });
                self.changed();
                focus::move_to(TEXT);
            });
        element("p")
            .class("inspector__file")
            .child(glyph(Icon::File))
            .child(element("span").class("value").child(name))
            .child(remove)
    }

    /// Each file beside those that are there; they stay out of the text, because they may be keys.
    async fn load(self, chosen: Vec<web_sys::File>) {
        let mut failure = None;
        for one in chosen {
            match file::read_octets(std::slice::from_ref(&one)).await {
                Ok(all) => {
                    all.into_iter().for_each(|(name, octets)| self.add(name, octets));
                }
                Err(error) => failure = Some([&error.to_string(), ". "].concat()),
            }
        }
        if self.mishap.is_disposed() {
            return;
        }
        self.changed();
        if let Some(failure) = failure {
            self.mishap.set(failure);
        }
    }

    fn add(self, name: String, octets: Zeroizing<Vec<u8>>) {
        // The page may be gone by now.
        self.given
            .try_update_value(|given| given.add_file(name.clone(), octets));
        self.files.try_update(|names| names.push(name));
    }
}
