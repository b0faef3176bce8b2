//! Requests a certificate from an authority elsewhere: the key and the request are made here, and once the certificate has come
//! back, the bundle. Nothing is stored or sent.

mod complete;
mod made;

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use self::complete::Completion;
use self::made::Made;
use crate::app::components::button::submit_button;
use crate::app::components::card::{page_head, titled_card};
use crate::app::components::entry::{Entry, Mistakes, mistake_summary, show_mistakes};
use crate::app::components::spiffe::{spiffe_form, with_name};
use crate::app::dom::{Element, View, element, live, nothing, several};
use crate::app::pages::sign::seen_by_envoy;
use crate::app::{focus, kept, title};
use crate::locale::{Text, say, text};
use crate::pki::key::{KeyAlgorithm, KeyProvider, SigningKey};
use crate::pki::name::DistinguishedName;
use crate::pki::pkcs12::KeySalt;
use crate::pki::request::{Purpose, RequestTemplate, make};
use crate::platform::entropy;
use crate::platform::webcrypto::WebCryptoKeys;
use crate::platform::worker;
use crate::wizard::workshop::requesting::{NAMES, Order, PASSWORD, SUBJECT, Wanted};

const TITLE: Text = text("Request a certificate");
const PURPOSE: (&str, Text) = ("purpose", text("Purpose"));
const ALGORITHM: (&str, Text) = ("algorithm", text("Key"));
const CLIENT: &str = "client";
const SERVER: &str = "server";
/// The heading of what was made, which takes the focus.
const OUTCOME: &str = "made";

/// What the parts of the page share.
#[derive(Clone, Copy)]
struct Desk {
    subject: RwSignal<String>,
    names: RwSignal<String>,
    purpose: RwSignal<String>,
    algorithm: RwSignal<String>,
    password: RwSignal<String>,
    mistakes: Mistakes,
    /// What is going on, or went wrong otherwise; announced.
    said: RwSignal<String>,
    made: RwSignal<Option<Arc<Made>>>,
}

/// The page.
pub fn request_page() -> View {
    let text = |text: &str| RwSignal::new(text.to_owned());
    let mistakes = RwSignal::new(Vec::new());
    title::follow(TITLE.here(), None, move || !mistakes.read().is_empty());
    let desk = Desk {
        subject: kept::text("request-subject", "/O=Example/CN=client"),
        names: kept::text("request-names", ""),
        purpose: kept::text("request-purpose", CLIENT),
        algorithm: kept::text("request-algorithm", KeyAlgorithm::Rsa2048.id()),
        password: text(""),
        mistakes,
        said: text(""),
        made: RwSignal::new(None),
    };
    let lead = say!(
        "For an authority that is not yours, such as your company’s: make a private key and a request (CSR) here, send the request, and \
                later put the certificate that comes back and the key together. Nothing is sent or stored: the key exists only in this tab until you download it."
    );
    several([
        page_head(TITLE.here(), lead).into(),
        mistake_summary(mistakes),
        element("div")
            .class("stack workshop")
            .child(desk.form())
            .child(desk.outcome())
            .child(Completion::new(desk.made, mistakes).section())
            .into(),
    ])
}

impl Desk {
    fn form(self) -> Element {
        let entry = |field, hint| Entry::new(field, hint, self.mistakes);
        let subject = entry(
            SUBJECT,
            say!("Type it as `/C=DE/O=Example/CN=client`, or as `CN=client,O=Example,C=DE`. Several OU are fine."),
        );
        let prediction = live::region(
            move || DistinguishedName::parse(&self.subject.get()),
            |name| match name {
                Ok(name) if !name.is_empty() => seen_by_envoy(name).into(),
                _ => nothing(),
            },
        );
        let names = entry(
            NAMES,
            say!(
                "One on each line: `DNS:api.example.com`, `email:me@example.com`, `URI:spiffe://cluster.local/ns/default/sa/client` or `IP:192.0.2.1`."
            ),
        );
        let purposes = [
            (CLIENT, say!("Client: proves who calls")),
            (SERVER, say!("Server: proves who answers")),
        ];
        let algorithms: Vec<(&str, &str)> = KeyAlgorithm::ALL
            .map(|algorithm| (algorithm.id(), algorithm.title()))
            .into();
        let password = entry(
            PASSWORD,
            say!("May stay empty: the key file is then not encrypted. `openssl` asks for it when the file is used."),
        );
        let fields = element("div")
            .class("fields")
            .child(subject.line(self.subject))
            .child(element("div").attribute("aria-live", "polite").child(prediction))
            .child(names.lines(self.names, "3"))
            .child(spiffe_form("names-spiffe", NAMES.1.here(), move |uri| {
                self.names.update(|names| *names = with_name(names, "\n", uri));
            }))
            .child(entry(PURPOSE, "").choice(self.purpose, &purposes))
            .child(entry(ALGORITHM, "").choice(self.algorithm, &algorithms))
            .child(password.password(self.password));
        let status = element("p")
            .class("workshop__status")
            .attribute("role", "status")
            .child(live::text(move || self.said.get()));
        element("form")
            .class("stack")
            .attribute("novalidate", "")
            .on("submit", move |event| {
                event.prevent_default();
                self.submit();
            })
            .child(titled_card(say!("What to ask for")).child(fields))
            .child(
                element("div")
                    .class("actions")
                    .child(submit_button().child(say!("Make key and request"))),
            )
            .child(status)
    }

    fn submit(self) {
        self.said.set(String::new());
        if self
            .made
            .with_untracked(|made| made.as_ref().is_some_and(|made| !made.is_saved()))
        {
            // Another one would take the place of a key that can never be had again.
            return self
                .said
                .set(say!("Download the private key below first: making another one would throw it away.").to_owned());
        }
        let (subject, names) = (self.subject.get_untracked(), self.names.get_untracked());
        let password = zeroize::Zeroizing::new(self.password.get_untracked());
        let wanted = Wanted {
            subject: &subject,
            names: &names,
            purpose: match self.purpose.get_untracked().as_str() {
                SERVER => Purpose::Server,
                _ => Purpose::Client,
            },
            algorithm: KeyAlgorithm::from_id(&self.algorithm.get_untracked()).unwrap_or(KeyAlgorithm::Rsa2048),
            password: &password,
        };
        match wanted.order() {
            Err(mistakes) => show_mistakes(self.mistakes, mistakes),
            Ok(order) => {
                self.mistakes.set(Vec::new());
                self.said.set(say!("Making the key…").to_owned());
                spawn_local(async move {
                    let made = make_all(order).await;
                    let said = made
                        .as_ref()
                        .err()
                        .map(|reason| say!("Nothing was made: {reason}.", reason));
                    self.said.try_set(said.unwrap_or_default());
                    // The page may be gone by now.
                    if let Ok(made) = made
                        && self.made.try_set(Some(Arc::new(made))).is_none()
                    {
                        request_animation_frame(|| focus::move_to(OUTCOME));
                    }
                });
            }
        }
    }

    fn outcome(self) -> View {
        live::region(
            move || self.made.get(),
            |made| match made {
                Some(made) => made::view(made).into(),
                None => nothing(),
            },
        )
    }
}

/// The key, the request, and the key's file. The error is for people.
async fn make_all(order: Order) -> Result<Made, String> {
    let keys = WebCryptoKeys::connect().map_err(|error| error.to_string())?;
    let key = keys
        .generate(order.algorithm)
        .await
        .map_err(|error| error.to_string())?;
    let template = RequestTemplate {
        subject: &order.subject,
        subject_alt_names: &order.subject_alt_names,
        purpose: order.purpose,
    };
    let request = make(&template, &key).await.map_err(|error| error.to_string())?;
    let file = match &order.password {
        None => key.private_key().pem(),
        Some(password) => {
            let mut salt = [0; KeySalt::LENGTH];
            entropy::fill(&mut salt).map_err(|error| error.to_string())?;
            let encrypted = worker::encrypt(key.private_key().clone(), password.clone(), KeySalt::from_random(salt));
            encrypted.await.map_err(|error| error.to_string())?
        }
    };
    Ok(Made::new(request, key.private_key().clone(), file))
}
