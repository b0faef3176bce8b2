//! Where files come in: dropped, chosen with a button, or pasted as text. Alike wherever the app takes files.

use std::rc::Rc;

use web_sys::File;

use crate::app::dom::{Element, View, element};
use crate::locale::say;
use crate::platform::file;

/// What becomes of the files; never called without any.
pub type Take = Rc<dyn Fn(Vec<File>)>;

/// What a control says about the files that it takes.
#[derive(Clone, Copy)]
pub struct Intake<'a> {
    /// What they are for, as its label says it.
    pub label: &'a str,
    /// What stands on the button, for example `Choose files`.
    pub button: &'static str,
    /// The endings and media types that the browser offers at first; empty for all files.
    pub accept: &'static str,
    /// Whether there may be more than one.
    pub several: bool,
}

impl Default for Intake<'_> {
    fn default() -> Self {
        Self {
            label: "",
            button: say!("Choose files"),
            accept: "",
            several: true,
        }
    }
}

impl Intake<'_> {
    /// The whole control: the area for text, below it the button and what stands `beside` it. Files may be dropped anywhere on it.
    pub fn view(self, area: Element, beside: impl IntoIterator<Item = View>, take: &Take) -> Element {
        let below = element("div")
            .class("secret file__choice")
            .child(self.chooser("button button--compact file__button", take))
            .children(beside);
        drop_zone(element("div").class("file"), take).child(area).child(below)
    }

    /// A file input that looks like a button: the browser's own works with every keyboard and screen reader.
    pub fn chooser(self, class: &str, take: &Take) -> Element {
        let take = take.clone();
        let input = element("input")
            .class("visually-hidden")
            .attribute("type", "file")
            // Its name begins with what the button shows, for those who speak to it.
            .attribute(
                "aria-label",
                &say!("{button} for {label}", button = self.button, label = self.label),
            )
            .on("change", move |event| pass_on(file::chosen(&event), &take));
        let input = match self.accept {
            "" => input,
            accept => input.attribute("accept", accept),
        };
        let input = match self.several {
            true => input.attribute("multiple", ""),
            false => input,
        };
        element("label").class(class).child(input).child(self.button)
    }
}

/// Makes an element take the files that are dropped on it. Text that is dropped goes where it was dropped.
pub fn drop_zone(zone: Element, take: &Take) -> Element {
    let take = take.clone();
    zone.on("dragover", |event| event.prevent_default())
        .on("drop", move |event| {
            let files = file::dropped(&event);
            if !files.is_empty() {
                event.prevent_default();
                pass_on(files, &take);
            }
        })
}

fn pass_on(files: Vec<File>, take: &Take) {
    if !files.is_empty() {
        take(files);
    }
}

/// An area for text that is pasted: nothing of it is corrected, completed or kept by the browser.
pub fn paste_area(class: &str, rows: &str) -> Element {
    element("textarea").class(class).attributes(&[
        ("rows", rows),
        ("autocomplete", "off"),
        ("autocapitalize", "none"),
        ("spellcheck", "false"),
    ])
}

/// Whether a PEM text has come to its end (RFC 7468 section 2).
pub fn is_whole(text: &str) -> bool {
    text.contains("-----END ") && text.trim_end().ends_with("-----")
}
