//! Certificates without a cluster: who gets which file, and how a gateway would take them.

use super::guide::shell_block;
use super::section;
use crate::app::components::prose::prose;
use crate::app::dom::{Element, View, element, several};
use crate::locale::say;
use crate::plan::certificates_only::CertificatesPlan;
use crate::render::recipients::{Placing, Recipient, placings, recipients, requested};

/// The section.
pub fn recipients_of(plan: &CertificatesPlan) -> Element {
    let sentence = |text: &str| -> View { element("p").child(prose(text)).into() };
    let commands = placings(plan).into_iter().flat_map(|Placing { title, why, command }| {
        [sentence(why.here()), shell_block(title.here(), &[command]).into()]
    });
    section("recipients", say!("Who gets what"))
        .child(
            element("dl")
                .class("facts")
                .children(recipients(plan).into_iter().map(row)),
        )
        .children(requested(plan).map(|said| sentence(said.here())))
        .child(element("h3").child(say!("In a cluster")))
        .child(several(commands))
}

fn row(Recipient { files, whom }: Recipient) -> Element {
    let mut names = element("dt");
    for (index, file) in files.into_iter().enumerate() {
        if index > 0 {
            names = names.child(", ");
        }
        names = names.child(element("code").child(file));
    }
    element("div")
        .class("facts__row")
        .child(names)
        .child(element("dd").child(whom))
}
