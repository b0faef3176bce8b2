//! Credentials in the making: what is done, what is under way.

use leptos::prelude::*;

use super::entries;
use crate::app::components::button::button;
use crate::app::components::card::{card, page_head};
use crate::app::components::items::Standing;
use crate::app::components::prose::prose;
use crate::app::components::stepper::stepper;
use crate::app::dom::{Element, View, element, live, several};
use crate::app::progress::{Work, count};
use crate::app::route::{Place, Route};
use crate::app::state::{App, Stage};
use crate::app::title;
use crate::locale::say;
use crate::pki::issuance::Milestone;
use crate::plan::certificates_only;
use crate::tutorial::Tutorial;

/// Shown while the browser works; ends by itself in the result.
pub fn generating_page(tutorial: &'static Tutorial) -> View {
    let app = App::expect();
    title::set(say!("Making keys and certificates"), Some(tutorial.title.here()));
    let current = tutorial.form.steps.len() + 1;
    let head = page_head(
        say!("Making your keys and certificates"),
        say!("Your browser is at work. Large RSA keys can take a few seconds; the page stays usable."),
    );
    let cancel = button().child(say!("Cancel")).on("click", move |_| {
        app.cancel();
        app.replace(Route::Journey(tutorial, Place::Review));
    });
    several([
        stepper(&entries(tutorial, 0), current).into(),
        head.into(),
        progress(app).into(),
        element("div")
            .class("actions")
            .child(cancel)
            .child(keeping(app, tutorial))
            .into(),
    ])
}

/// Certificates without a cluster are of use one by one; a gateway needs all of its own.
fn keeping(app: App, tutorial: &Tutorial) -> View {
    let is_separable = tutorial.id == certificates_only::ID;
    let has_some = move || with_work(app, |work| work.iter().any(Work::is_done));
    live::when(
        move || is_separable && has_some(),
        move || {
            let button = button().child(say!("Stop and keep what is ready"));
            button.on("click", move |_| app.stop()).into()
        },
    )
}

fn progress(app: App) -> Element {
    let steps = move || with_work(app, count);
    let bar = element("progress")
        .class("progress")
        .attribute("aria-label", say!("Steps done"))
        .attribute_from("max", move || Some(steps().1.to_string()))
        .attribute_from("value", move || Some(steps().0.to_string()));
    let titles = titles(app);
    let list: View = if titles.len() > MOST_ROWS {
        element("p").child(live::text(move || with_work(app, ready))).into()
    } else {
        let rows = titles
            .iter()
            .enumerate()
            .map(|(index, title)| credential(app, index, title));
        element("ul").class("items").children(rows).into()
    };
    // With hundreds of steps, who listens hears of every tenth of the way.
    let spoken = live::text(move || match steps() {
        (done, all) if all > 3 * MOST_ROWS => say!("{tenths} % done", tenths = done * 10 / all * 10),
        (done, all) => say!("{done} of {all} steps done", done, all),
    });
    card()
        .class("card card__body wizard__form stack")
        .attribute("aria-label", say!("Progress"))
        .child(bar)
        .child(list)
        .child(
            element("p")
                .class("visually-hidden")
                .attribute("role", "status")
                .child(spoken),
        )
}

/// More credentials than these are counted, not listed: nobody reads hundreds of lines, and each would be drawn thrice.
const MOST_ROWS: usize = 20;

fn ready(work: &[Work]) -> String {
    let done = work.iter().filter(|work| work.is_done()).count();
    say!("{done} of {all} certificates are ready", done, all = work.len())
}

/// What is in the making, reactively; nothing once it is made.
fn with_work<T>(app: App, read: impl FnOnce(&[Work]) -> T) -> T {
    app.stage.with(|stage| match stage {
        Stage::Issuing(issuing) => read(&issuing.work),
        _ => read(&[]),
    })
}

/// The titles, which stay the same while the page is shown.
fn titles(app: App) -> Vec<String> {
    with_work(app, |work| work.iter().map(|work| work.title.clone()).collect())
}

/// One entry of the list. Only what changes in it is drawn anew, so that the spinner turns without a jolt.
fn credential(app: App, index: usize, title: &str) -> Element {
    let present = move || with_work(app, |work| work.get(index).and_then(Work::present));
    let standing = move || match present() {
        Some(_) => Standing::Running,
        None => Standing::Pass,
    };
    let mark = live::region(standing, |standing| standing.mark().into());
    let word = element("span")
        .class("visually-hidden")
        .child(live::text(move || standing().word().to_owned()));
    let detail = live::text(move || detail(present()).to_owned());
    element("li")
        .class_from(move || standing().class())
        .child(mark)
        .child(element("span").child(word).child(prose(title)))
        .child(element("span").class("item__detail").child(detail))
}

fn detail(present: Option<Milestone>) -> &'static str {
    match present {
        None => say!("Ready"),
        Some(Milestone::Key) => say!("Making the private key"),
        Some(Milestone::Certificate) => say!("Signing the certificate"),
        Some(Milestone::Bundle) => say!("Encrypting the browser bundle"),
    }
}
