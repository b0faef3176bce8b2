//! Who signs: an authority that is brought along, or a new one.

use leptos::prelude::*;

use crate::app::components::bring::Brought;
use crate::app::components::card::titled_card;
use crate::app::components::entry::{Entry, Mistakes};
use crate::app::dom::{Element, element, live};
use crate::app::kept;
use crate::locale::{Text, say, text};
use crate::pki::import::check_signatures;
use crate::pki::key::KeyAlgorithm;
use crate::platform::verifying::WebCryptoVerifier;
use crate::wizard::workshop::Mistake;
use crate::wizard::workshop::signing::{AUTHORITY, AUTHORITY_SUBJECT, Authority, Order};

const SOURCE: (&str, Text) = ("authority-source", text("Who signs"));
const PASSWORD: (&str, Text) = ("authority-password", text("Password of the file"));
const ALGORITHM: (&str, Text) = ("authority-algorithm", text("Its key"));
const BROUGHT: &str = "brought";
const MADE: &str = "made";

/// What is typed and brought about the authority.
#[derive(Clone, Copy)]
pub struct AuthorityForm {
    source: RwSignal<String>,
    brought: Brought,
    password: RwSignal<String>,
    subject: RwSignal<String>,
    algorithm: RwSignal<String>,
    mistakes: Mistakes,
}

impl AuthorityForm {
    pub fn new(mistakes: Mistakes, brought: Brought) -> Self {
        let text = |(field, _): (&str, Text), default: &str| kept::text(&["sign-", field].concat(), default);
        Self {
            source: text(SOURCE, BROUGHT),
            brought,
            password: RwSignal::new(String::new()),
            subject: text(AUTHORITY_SUBJECT, "/O=Example/CN=Example CA"),
            algorithm: text(ALGORITHM, KeyAlgorithm::EcdsaP256.id()),
            mistakes,
        }
    }

    /// Its part of the form.
    pub fn card(self) -> Element {
        let entry = |field, hint| Entry::new(field, hint, self.mistakes);
        let source = entry(SOURCE, "").choice(
            self.source,
            &[
                (BROUGHT, say!("My own CA")),
                (MADE, say!("A new CA, made here in the same go")),
            ],
        );
        let is_made = move || self.source.get() == MADE;
        let files = entry(
            AUTHORITY,
            say!(
                "Its certificate, those of the CAs above it, and its private key: PEM, DER or a `.p12` file, also behind a password. They stay in this page."
            ),
        );
        let control = self.brought.control(&files);
        let password = entry(PASSWORD, say!("It is used to open what you brought, and not kept."));
        let subject = entry(
            AUTHORITY_SUBJECT,
            say!("Such as `/O=Example/CN=Example CA`. It is valid for ten years."),
        );
        let algorithms: Vec<(&str, &str)> = KeyAlgorithm::ALL
            .map(|algorithm| (algorithm.id(), algorithm.title()))
            .into();
        let brought = element("div")
            .class("fields")
            .flag_from("hidden", is_made)
            .child(files.view(control))
            .child(live::when(
                move || self.brought.is_locked(),
                move || password.password(self.password).into(),
            ));
        let made = element("div")
            .class("fields")
            .flag_from("hidden", move || !is_made())
            .child(subject.line(self.subject))
            .child(entry(ALGORITHM, "").choice(self.algorithm, &algorithms));
        titled_card(say!("Certificate authority"))
            .child(element("div").class("fields").child(source))
            .child(brought)
            .child(made)
    }

    /// What it comes to. May take seconds.
    ///
    /// # Errors
    /// [`Mistake`] for what cannot be opened.
    pub async fn read(self) -> Result<Authority, Mistake> {
        if self.source.get_untracked() == MADE {
            let algorithm = KeyAlgorithm::from_id(&self.algorithm.get_untracked());
            return Ok(Authority::Made {
                subject: self.subject.get_untracked(),
                algorithm: algorithm.unwrap_or(KeyAlgorithm::EcdsaP256),
            });
        }
        let password = zeroize::Zeroizing::new(self.password.get_untracked());
        let contents = self.brought.open(&password).await.map_err(|problem| Mistake {
            id: AUTHORITY.0.to_owned(),
            message: [AUTHORITY.1.here(), ": ", &problem.to_string()].concat(),
        })?;
        Ok(Authority::Brought(contents))
    }
}

/// Whether the authority's chain was signed as its names say.
///
/// # Errors
/// [`Mistake`] at the field of the authority.
pub async fn checked(order: Order) -> Result<Order, Vec<Mistake>> {
    // Without WebCrypto nothing is signed, which is said when that is tried.
    if let Ok(verifier) = WebCryptoVerifier::connect() {
        for given in &order.given {
            let path = std::iter::once(&given.certificate).chain(&given.issuers);
            check_signatures(path, &verifier).await.map_err(|problem| {
                vec![Mistake {
                    id: AUTHORITY.0.to_owned(),
                    message: [AUTHORITY.1.here(), ": ", &problem.to_string()].concat(),
                }]
            })?;
        }
    }
    Ok(order)
}
