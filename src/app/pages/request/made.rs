//! The key and the request that were made.

use std::sync::Arc;

use leptos::prelude::*;
use zeroize::Zeroizing;

use super::OUTCOME;
use crate::app::components::button::{button, primary_button};
use crate::app::components::callout::{Tone, callout};
use crate::app::components::code::{Fit, Language, code_block};
use crate::app::components::icon::{Icon, glyph};
use crate::app::components::prose::prose;
use crate::app::dom::{Element, element, live};
use crate::locale::say;
use crate::pki::key::PrivateKey;
use crate::pki::request::CertificateRequest;
use crate::platform::download;
use crate::platform::leave::LeaveGuard;

/// A key with its request.
pub struct Made {
    pub request: CertificateRequest,
    pub key: PrivateKey,
    /// The key's file: PEM, encrypted if that was wanted.
    file: Zeroizing<String>,
    saved: RwSignal<bool>,
    /// Asks before the page is left, until the key was downloaded.
    guard: StoredValue<Option<LeaveGuard>, LocalStorage>,
}

impl PartialEq for Made {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Made {
    pub fn new(request: CertificateRequest, key: PrivateKey, file: Zeroizing<String>) -> Self {
        Self {
            request,
            key,
            file,
            saved: RwSignal::new(false),
            guard: StoredValue::new_local(LeaveGuard::arm().ok()),
        }
    }

    /// Whether the key was downloaded.
    pub fn is_saved(&self) -> bool {
        self.saved.try_get_untracked().unwrap_or(true)
    }

    fn save(&self) -> Result<(), String> {
        let octets = self.file.as_bytes();
        download::start("private.key", "application/octet-stream", octets).map_err(|error| error.to_string())?;
        self.guard.try_update_value(|guard| *guard = None);
        self.saved.set(true);
        Ok(())
    }
}

impl Drop for Made {
    fn drop(&mut self) {
        self.guard.try_update_value(|guard| *guard = None);
    }
}

/// What to do with them.
pub fn view(made: &Arc<Made>) -> Element {
    let said = RwSignal::new(String::new());
    let name = made.request.subject.readable.clone();
    let (keeper, requester) = (made.clone(), made.clone());
    let key = primary_button()
        .child(glyph(Icon::Key))
        .child(say!("Download the private key"))
        .on("click", move |_| {
            said.set(match keeper.save() {
                Ok(()) => say!("private.key is on its way to your downloads. Keep it to yourself: you need it when the certificate comes back.").to_owned(),
                Err(reason) => say!("It was not downloaded: {reason}.", reason),
            });
        });
    let request = button()
        .child(glyph(Icon::Download))
        .child(say!("Download the request"))
        .on("click", move |_| {
            let started = download::start("request.csr", "application/pkcs10", requester.request.pem().as_bytes());
            said.set(match started {
                Ok(()) => say!("request.csr is on its way to your downloads.").to_owned(),
                Err(error) => say!("It was not downloaded: {error}.", error),
            });
        });
    let saved = made.saved;
    let warning = live::when(
        move || !saved.get(),
        || {
            let text = say!(
                "The private key exists only in this tab. **Download it now**: without it, the certificate that you get is of no use."
            );
            callout(Tone::Warning, [element("p").child(prose(text))]).into()
        },
    );
    let status = element("p")
        .attribute("role", "status")
        .child(live::text(move || said.get()));
    let next = element("p").child(prose(say!(
        "Send **only the request** to the authority. Nobody needs your private key, and nobody should ask for it."
    )));
    let fit = Fit {
        tall: true,
        ..Fit::default()
    };
    element("section")
        .class("card card__body stack")
        .attribute("aria-labelledby", OUTCOME)
        .child(
            element("h2")
                .class("card__title")
                .id(OUTCOME)
                .attribute("tabindex", "-1")
                .child(say!("Your key and your request")),
        )
        .child(element("p").child(name))
        .child(warning)
        .child(element("div").class("actions").child(key).child(request))
        .child(status)
        .child(next)
        .child(code_block("request.csr", made.request.pem(), Language::Plain, fit))
}
