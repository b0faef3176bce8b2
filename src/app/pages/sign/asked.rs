//! One request: what it asks for beside what is granted.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::note;
use crate::app::components::callout::Tone;
use crate::app::components::card::titled_card;
use crate::app::components::entry::{Entry, Mistakes};
use crate::app::components::spiffe::{spiffe_form, with_name};
use crate::app::dom::{Element, View, element, live, nothing};
use crate::app::kept;
use crate::locale::{Text, say, text};
use crate::pki::envoy;
use crate::pki::name::DistinguishedName;
use crate::pki::profile::Profile;
use crate::pki::request::CertificateRequest;
use crate::pki::signature::Verdict;
use crate::platform::verifying::WebCryptoVerifier;
use crate::wizard::workshop::signing::{Grant, NAMES, SUBJECT};

const PURPOSE: (&str, Text) = ("purpose", text("Purpose"));
const CLIENT: &str = "client";
const SERVER: &str = "server";

/// A request, and what is typed about it.
#[derive(Clone)]
pub struct Asked {
    pub request: Arc<CertificateRequest>,
    subject: RwSignal<String>,
    names: RwSignal<String>,
    purpose: RwSignal<String>,
    /// `None` while it is being found out.
    verdict: RwSignal<Option<Verdict>>,
}

impl PartialEq for Asked {
    fn eq(&self, other: &Self) -> bool {
        self.request == other.request && self.subject == other.subject
    }
}

impl Asked {
    /// Offers what is asked for, as far as it may be granted, and has the signature checked.
    pub fn new(request: CertificateRequest) -> Self {
        let offered = Grant::offered(request);
        let purpose = match offered.profile {
            Profile::Server => SERVER,
            _ => CLIENT,
        };
        // What was decided about one request says nothing about another.
        let pem = offered.request.pem();
        let decided = |field: &str, offer: &str| kept::text(&["sign-", field, &pem].concat(), offer);
        let asked = Self {
            subject: decided(SUBJECT.0, &offered.subject),
            names: decided(NAMES.0, &offered.names),
            purpose: decided(PURPOSE.0, purpose),
            request: Arc::new(offered.request),
            verdict: RwSignal::new(None),
        };
        let (request, verdict) = (asked.request.clone(), asked.verdict);
        spawn_local(async move {
            let found = match WebCryptoVerifier::connect() {
                Ok(verifier) => request.check_signature(&verifier).await,
                Err(error) => Verdict::Unknown(error.to_string()),
            };
            verdict.try_set(Some(found));
        });
        asked
    }

    /// What was decided.
    pub fn grant(&self) -> Grant {
        Grant {
            request: (*self.request).clone(),
            subject: self.subject.get_untracked(),
            names: self.names.get_untracked(),
            profile: match self.purpose.get_untracked().as_str() {
                SERVER => Profile::Server,
                _ => Profile::Client,
            },
        }
    }

    /// The request's part of the form. With several, it is numbered.
    pub fn card(&self, index: usize, is_numbered: bool, mistakes: Mistakes) -> Element {
        let title = match is_numbered {
            true => say!("Request {number}", number = index + 1),
            false => say!("The request").to_owned(),
        };
        let verdict = self.verdict;
        let verdict = live::region(move || verdict.get(), |verdict| signature(verdict.as_ref()).into());
        titled_card(&title)
            .class("card card__body stack")
            .child(element("div").attribute("role", "status").child(verdict))
            .children(self.warnings())
            .child(self.facts())
            .child(self.fields(index, mistakes))
    }

    /// What deserves a look before it is signed.
    fn warnings(&self) -> Vec<Element> {
        let mut warnings = Vec::new();
        if let Err(error) = self.request.key() {
            warnings.push(note(
                Tone::Error,
                &say!(
                    "Its key cannot be used: {error}. Ask for a request with another key.",
                    error
                ),
            ));
        }
        if self
            .request
            .extensions
            .basic_constraints
            .is_some_and(|constraints| constraints.is_ca)
        {
            warnings.push(note(
                Tone::Warning,
                say!("It asks for the rights of a certificate authority. These are not granted here: the certificate will say that it is none."),
            ));
        }
        warnings
    }

    /// What is asked for and cannot be changed.
    fn facts(&self) -> Element {
        let (request, extensions) = (&self.request, &self.request.extensions);
        let usages: Vec<&str> = extensions.key_usages.to_vec();
        let others = [extensions.others.as_slice(), &request.other_attributes].concat();
        let challenge = if request.has_challenge_password {
            say!("a challenge password, which is not looked at")
        } else {
            ""
        };
        let rows = [
            (say!("Key"), request.public_key.to_string(), say!("this key")),
            (
                say!("Signature"),
                request.signature_algorithm.clone(),
                say!("that of the CA"),
            ),
            (
                say!("Key usage"),
                usages.join(", "),
                say!("what follows from the purpose"),
            ),
            (
                say!("Purposes"),
                extensions.extended_key_usages.join(", "),
                say!("one of the two below"),
            ),
            (
                say!("Also in it"),
                [challenge.to_owned(), others.join(", ")]
                    .into_iter()
                    .filter(|text| !text.is_empty())
                    .collect::<Vec<_>>()
                    .join(", "),
                say!("nothing of it"),
            ),
        ];
        let mut body = element("tbody");
        for (name, asked, granted) in rows {
            if asked.is_empty() {
                continue;
            }
            let row = element("tr")
                .child(element("th").attribute("scope", "row").child(name))
                .child(element("td").child(asked))
                .child(element("td").child(granted));
            body = body.child(row);
        }
        let head = ["", say!("Asked for"), say!("Granted")].map(|name| match name {
            "" => element("td"),
            name => element("th").attribute("scope", "col").child(name),
        });
        let table = element("table")
            .class("asked")
            .child(element("thead").child(element("tr").children(head)))
            .child(body);
        element("div")
            .class("asked__frame")
            .attributes(&[
                ("tabindex", "0"),
                ("role", "group"),
                ("aria-label", say!("What is asked for and granted")),
            ])
            .child(table)
    }

    /// What is granted, each beside what is asked for.
    fn fields(&self, index: usize, mistakes: Mistakes) -> Element {
        let entry =
            |field: (&str, Text), hint: &str| Entry::new((&Grant::control(index, field), field.1), hint, mistakes);
        let readable = &self.request.subject.readable;
        let subject = entry(
            SUBJECT,
            &say!(
                "Asked for: {asked_for}. Type it as `/C=DE/O=Example/CN=client`, or as `CN=client,O=Example,C=DE`.",
                asked_for = asked_for(readable)
            ),
        );
        let names: Vec<String> = self
            .request
            .extensions
            .subject_alt_names
            .iter()
            .map(ToString::to_string)
            .collect();
        let names = entry(
            NAMES,
            &say!(
                "Asked for: {join}. One on each line: `DNS:`, `email:`, `URI:` or `IP:`, then the name.",
                join = asked_for(&names.join(", "))
            ),
        );
        let purpose = entry(
            PURPOSE,
            say!("A certificate gets one: with both, a stolen server key would open gateways as a client."),
        );
        let choices = [
            (CLIENT, say!("Client: proves who calls")),
            (SERVER, say!("Server: proves who answers")),
        ];
        let (typed, list) = (self.subject, self.names);
        let spiffe = spiffe_form(&[&names.id, "-spiffe"].concat(), NAMES.1.here(), move |uri| {
            list.update(|names| *names = with_name(names, "\n", uri));
        });
        let prediction = live::region(
            move || DistinguishedName::parse(&typed.get()),
            |name| predicted(name.as_ref().ok()),
        );
        element("div")
            .class("fields")
            .child(subject.line(self.subject))
            .child(element("div").attribute("aria-live", "polite").child(prediction))
            .child(names.lines(self.names, "3"))
            .child(spiffe)
            .child(purpose.choice(self.purpose, &choices))
    }
}

/// Backquotes would end what they begin.
fn asked_for(text: &str) -> String {
    match text {
        "" => "nothing".to_owned(),
        text => text.replace('`', "'").replace("**", "* *"),
    }
}

/// The subject as policies have to name it.
pub fn seen_by_envoy(name: &DistinguishedName) -> Element {
    let text = element("span")
        .child(say!("Envoy and Istio will see: "))
        .child(element("code").class("value").child(envoy::predicted(name)));
    element("p").class("field__note").child(text)
}

fn predicted(name: Option<&DistinguishedName>) -> View {
    let Some(name) = name.filter(|name| !name.is_empty()) else {
        return nothing();
    };
    seen_by_envoy(name).into()
}

fn signature(verdict: Option<&Verdict>) -> Element {
    match verdict {
        None => element("p")
            .class("muted")
            .child(say!("Its signature is being checked.")),
        Some(Verdict::Valid) => note(
            Tone::Success,
            say!("Its signature is right: whoever made it has the private key, and nobody has changed it since."),
        ),
        Some(Verdict::Invalid) => note(
            Tone::Error,
            say!(
                "Its signature is wrong: it was changed, or made by somebody without the private key. Ask for a new one, and do not sign this."
            ),
        ),
        Some(Verdict::Unknown(what)) => note(
            Tone::Warning,
            &say!(
                "Its signature cannot be checked here ({what}). Make sure in another way that it comes from whom you think, for example with `openssl req -verify`.",
                what
            ),
        ),
    }
}
