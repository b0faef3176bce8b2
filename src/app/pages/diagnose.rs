//! Something went wrong: a pasted message, and its likely causes in the words of the person's own setup. The message stays in
//! the text area: it is neither stored nor sent nor part of an address, and what is kept of it is overwritten.

mod results;

use std::sync::Arc;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlTextAreaElement;
use zeroize::Zeroizing;

use crate::app::components::button::{quiet_button, submit_button};
use crate::app::components::card::page_head;
use crate::app::components::prose::prose;
use crate::app::dom::{Element, View, element, live, several};
use crate::app::planned::planned;
use crate::app::route::Route;
use crate::app::state::App;
use crate::app::{focus, title};
use crate::diagnosis::{Diagnosis, LARGEST_PASTE, Refused, diagnose};
use crate::locale::{Text, say, text};
use crate::plan::{Plan, Planned};

const TITLE: Text = text("Something went wrong?");
/// Ids of the controls.
const TEXT: &str = "message";
const HINT: &str = "message-hint";

/// What the parts of the page share.
#[derive(Clone)]
struct Desk {
    told: RwSignal<Option<Arc<Diagnosis>>>,
    /// What was found, announced.
    summary: RwSignal<String>,
    /// With whose names; `None` if no setup is open.
    plan: Arc<Option<Plan>>,
}

/// The page.
pub fn diagnose_page() -> View {
    title::set(TITLE.here(), None);
    let desk = Desk {
        told: RwSignal::new(None),
        summary: RwSignal::new(String::new()),
        plan: Arc::new(open_plan(App::expect())),
    };
    let told = desk.told;
    let results = live::region(
        move || told.get(),
        |told| told.as_ref().map_or_else(|| several([]), |told| results::results(told)),
    );
    let lead = say!(
        "Paste what you see: the answer of curl, a browser’s error page, what kubectl says, the status of an APIRule, DNSEntry or Certificate, or lines of the gateway’s log. You get the likely causes in order, how to tell which one it is, and what to do. The message stays in this browser: nothing is sent or stored."
    );
    let parts = element("div")
        .class("stack diagnosis")
        .child(desk.form())
        .child(results);
    several([page_head(TITLE.here(), lead).into(), parts.into()])
}

/// The plan of the gateway that is set up.
fn open_plan(app: App) -> Option<Plan> {
    match planned(app)? {
        Planned::Gateway(plan) => Some(*plan),
        Planned::Certificates(_) => None,
    }
}

impl Desk {
    fn form(&self) -> Element {
        let label = element("label")
            .class("field__label")
            .attribute("for", TEXT)
            .child(say!("Message"));
        let hint = element("p").class("field__hint").id(HINT).child(prose(
            say!("The more lines the better; `curl --verbose` says more than `curl`. Leave out tokens and private keys: they are not needed."),
        ));
        let area = element("textarea")
            .class("input input--mono diagnosis__text")
            .id(TEXT)
            .attributes(&[
                ("rows", "8"),
                ("autocomplete", "off"),
                ("autocapitalize", "none"),
                ("spellcheck", "false"),
                ("aria-describedby", HINT),
            ]);
        let field = element("div")
            .class("field")
            .child(label)
            .child(hint)
            .child(area.clone());
        let setup = match self.plan.as_ref() {
            Some(plan) => say!(
                "With the names of your setup: **{title}**, host `{host}`.",
                title = plan.title,
                host = plan.verification.host.as_str()
            ),
            None => say!("No setup is open, so names are placeholders such as `CREDENTIAL_NAME`. ").to_owned(),
        };
        let way = self.plan.is_none().then(|| {
            let start = element("a")
                .attribute("href", &Route::Start.hash())
                .child(say!("Answer the questions of your setup"));
            element("span")
                .child(start)
                .child(say!(" first to see its own names here."))
        });
        let (desk, other) = (self.clone(), self.clone());
        let (node, cleared) = (area.node().clone(), area.node().clone());
        let actions = element("div")
            .class("diagnosis__actions")
            .child(submit_button().child(say!("Find the cause")))
            .child(
                quiet_button()
                    .child(say!("Clear"))
                    .on("click", move |_| other.clear(&cleared)),
            );
        let summary = self.summary;
        element("form")
            .class("card card__body stack")
            .attributes(&[("novalidate", ""), ("aria-label", say!("The message"))])
            .on("submit", move |event| {
                event.prevent_default();
                desk.look_up(&node);
            })
            .child(field)
            .child(element("p").class("field__hint").child(prose(&setup)).children(way))
            .child(actions)
            .child(
                element("p")
                    .class("diagnosis__status")
                    .attribute("role", "status")
                    .child(live::text(move || summary.get())),
            )
    }

    fn look_up(&self, node: &web_sys::Element) {
        let Some(area) = node.dyn_ref::<HtmlTextAreaElement>() else {
            return;
        };
        // Before it is copied.
        let told = match area.text_length() as usize > LARGEST_PASTE {
            true => Err(Refused::TooLong),
            false => diagnose(&Zeroizing::new(area.value()), self.plan.as_ref().as_ref()),
        };
        match told {
            Ok(told) => {
                self.summary.set(results::summary(&told));
                self.told.set(Some(Arc::new(told)));
            }
            Err(refused) => {
                self.told.set(None);
                self.summary.set(
                    match refused {
                        Refused::Empty => say!("There is no message yet: paste it into the field above."),
                        Refused::TooLong => say!("That is more than 1 MiB. Paste only the lines around the error."),
                    }
                    .to_owned(),
                );
                focus::move_to(TEXT);
            }
        }
    }

    fn clear(&self, node: &web_sys::Element) {
        if let Some(area) = node.dyn_ref::<HtmlTextAreaElement>() {
            area.set_value("");
        }
        self.told.set(None);
        self.summary.set(String::new());
        focus::move_to(TEXT);
    }
}
