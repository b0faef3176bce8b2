//! What was signed: to copy, and to download.

use std::sync::Arc;

use leptos::prelude::*;

use super::{OUTCOME, note};
use crate::app::components::button::primary_button;
use crate::app::components::callout::Tone;
use crate::app::components::card::titled_card;
use crate::app::components::code::{Fit, Language, code_block};
use crate::app::components::disclosure::{Summary, disclosure};
use crate::app::components::icon::{Icon, glyph};
use crate::app::dom::{Element, element, live};
use crate::app::pages::certificate_facts;
use crate::locale::{plural, say};
use crate::pki::clock::UnixTime;
use crate::pki::issuance::{Credential, GivenAuthority, Issued};
use crate::platform::download;
use crate::platform::leave::LeaveGuard;
use crate::render::archive::{ArchiveFile, Content};
use crate::render::{signed, zip};

/// What was made, and whether it was downloaded.
pub struct Signed {
    issued: Issued,
    files: Vec<ArchiveFile>,
    now: UnixTime,
    /// Asks before the page is left, until the key of a new authority was downloaded.
    guard: StoredValue<Option<LeaveGuard>, LocalStorage>,
}

impl PartialEq for Signed {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Signed {
    pub fn new(issued: Issued, given: &[GivenAuthority], now: UnixTime) -> Self {
        let files = signed::files(&issued, given);
        let holds_key = files.iter().any(|file| file.content == Content::Secret);
        Self {
            issued,
            files,
            now,
            guard: StoredValue::new_local(holds_key.then(|| LeaveGuard::arm().ok()).flatten()),
        }
    }

    fn holds_key(&self) -> bool {
        self.files.iter().any(|file| file.content == Content::Secret)
    }

    fn certificates(&self) -> impl Iterator<Item = &Credential> {
        let is_leaf = |credential: &&Credential| credential.private_key.is_none();
        self.issued.credentials.iter().filter(is_leaf)
    }

    fn download(&self) -> Result<(), String> {
        let octets = zip::write(&self.files, self.now).map_err(|error| error.to_string())?;
        let name = [signed::FOLDER, ".zip"].concat();
        download::start(&name, "application/zip", &octets).map_err(|error| error.to_string())?;
        self.guard.try_update_value(|guard| *guard = None);
        Ok(())
    }
}

impl Drop for Signed {
    fn drop(&mut self) {
        self.guard.try_update_value(|guard| *guard = None);
    }
}

/// The end of the page.
pub fn view(made: &Arc<Signed>) -> Element {
    let count = made.certificates().count();
    let title = plural!(count, "The certificate is signed", "{count} certificates are signed");
    let said = RwSignal::new(String::new());
    let signed = made.clone();
    let button = primary_button()
        .child(glyph(Icon::Download))
        .child(say!("Download everything (.zip)"))
        .on("click", move |_| {
            said.set(match signed.download() {
                Ok(()) => say!("signed-certificates.zip is on its way to your downloads.").to_owned(),
                Err(reason) => say!("It was not downloaded: {reason}.", reason),
            });
        });
    let warning = made.holds_key().then(|| {
        note(
            Tone::Warning,
            say!("The archive holds `ca.key`, the private key of the new CA: download it before you leave this page, and guard it. Whoever has it can make clients."),
        )
    });
    let status = element("p")
        .attribute("role", "status")
        .child(live::text(move || said.get()));
    let heading = element("h2").id(OUTCOME).attribute("tabindex", "-1").child(title);
    element("section")
        .class("stack")
        .attribute("aria-labelledby", OUTCOME)
        .child(heading)
        .children(warning)
        .child(
            element("div")
                .class("card card__body stack")
                .child(element("p").child(button))
                .child(status),
        )
        .children(made.certificates().map(certificate))
}

fn certificate(credential: &Credential) -> Element {
    let details = credential.certificate.details();
    let name = credential.id.0.as_str();
    let fit = Fit {
        tall: true,
        ..Fit::default()
    };
    let envoy = details.subject.envoy.clone();
    let envoy = envoy.map(|text| {
        code_block(
            &say!("Subject of {name} as Envoy and Istio see it", name),
            text,
            Language::Plain,
            Fit {
                wrap: true,
                ..Fit::default()
            },
        )
    });
    let facts = {
        let certificate = credential.certificate.clone();
        let summary = Summary {
            title: say!("What stands in it").to_owned(),
            ..Summary::default()
        };
        disclosure(summary, move || certificate_facts(&certificate).into())
    };
    titled_card(&credential.title)
        .class("card card__body stack")
        .children(envoy)
        .child(facts)
        .child(code_block(
            &format!("{name}/certificate.crt"),
            credential.certificate.pem(),
            Language::Plain,
            fit,
        ))
        .child(code_block(
            &format!("{name}/chain.pem"),
            signed::chain(credential),
            Language::Plain,
            fit,
        ))
}
