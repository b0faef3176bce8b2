//! The certificate has come back: is it right, and the bundle of it.

use std::sync::Arc;

use leptos::prelude::*;

use super::made::Made;
use crate::app::components::bring::Brought;
use crate::app::components::busy::Busy;
use crate::app::components::button::{button, primary_button, submit_button};
use crate::app::components::callout::{Tone, callout};
use crate::app::components::card::titled_card;
use crate::app::components::entry::{Entry, Mistakes, show_mistakes};
use crate::app::components::icon::{Icon, glyph};
use crate::app::dom::{Element, View, element, live, nothing};
use crate::app::focus;
use crate::app::pages::certificate_facts;
use crate::locale::{Text, say, text};
use crate::pki::import::{Contents, ImportedKey, check_signatures};
use crate::pki::pkcs12::{Bundler, EncryptionProfile, Salts};
use crate::platform::verifying::WebCryptoVerifier;
use crate::platform::worker::WorkerBundler;
use crate::platform::{download, entropy};
use crate::wizard::workshop::Mistake;
use crate::wizard::workshop::completing::{CERTIFICATE, Complete, KEY, PASSWORD};
use crate::wizard::workshop::typed::Typed;

const KEY_PASSWORD: (&str, Text) = ("brought-key-password", text("Password of the brought files"));
const PROFILE: (&str, Text) = ("bundle-profile", text("Who opens the bundle"));
const HEADING: &str = "complete";

/// What was put together.
struct Bundle {
    complete: Complete,
    changes: Vec<String>,
    pkcs12: Vec<u8>,
}

impl PartialEq for Bundle {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

/// The second half of the page.
#[derive(Clone, Copy)]
pub struct Completion {
    made: RwSignal<Option<Arc<Made>>>,
    certificate: Brought,
    key: Brought,
    opening: RwSignal<String>,
    password: RwSignal<String>,
    profile: RwSignal<String>,
    mistakes: Mistakes,
    work: Busy,
    said: RwSignal<String>,
    bundle: RwSignal<Option<Arc<Bundle>>>,
}

impl Completion {
    pub fn new(made: RwSignal<Option<Arc<Made>>>, mistakes: Mistakes) -> Self {
        let empty = || RwSignal::new(String::new());
        Self {
            made,
            certificate: Brought::nothing(),
            key: Brought::nothing(),
            opening: empty(),
            password: empty(),
            profile: RwSignal::new(EncryptionProfile::Modern.id().to_owned()),
            mistakes,
            work: Busy::default(),
            said: empty(),
            bundle: RwSignal::new(None),
        }
    }

    pub fn section(self) -> Element {
        let entry = |field, hint| Entry::new(field, hint, self.mistakes);
        let certificate = entry(
            CERTIFICATE,
            say!("What the authority sent back, with its chain: PEM, DER or several files."),
        );
        let control = self.certificate.control(&certificate);
        let key = entry(
            KEY,
            say!(
                "The file that was made with the request. If it was made above and the page is still open, it is known."
            ),
        );
        let key_control = self.key.control(&key);
        let opening = entry(KEY_PASSWORD, say!("It opens the key’s file, and is not kept."));
        let profiles: Vec<(&str, &str)> = EncryptionProfile::ALL
            .map(|profile| (profile.id(), profile.title().here()))
            .into();
        let fields = element("div")
            .class("fields")
            .child(certificate.view(control))
            .child(key.view(key_control))
            .child(live::when(
                move || self.key.is_locked() || self.certificate.is_locked(),
                move || opening.password(self.opening).into(),
            ))
            .child(entry(PASSWORD, say!("Whoever imports the `.p12` file types it.")).password(self.password))
            .child(
                entry(
                    PROFILE,
                    say!("Older macOS, iOS, Android 12 and Server 2016 need the compatible one."),
                )
                .choice(self.profile, &profiles),
            );
        let status = element("p")
            .class("workshop__status")
            .attribute("role", "status")
            .child(live::text(move || self.said.get()));
        let form = element("form")
            .class("stack")
            .attribute("novalidate", "")
            .on("submit", move |event| {
                event.prevent_default();
                self.submit();
            })
            .child(titled_card(say!("When the certificate comes back")).child(fields))
            .child(
                element("div")
                    .class("actions")
                    .child(self.work.shown_at(submit_button().child(say!("Check and complete"))))
                    .child(self.work.cancel(say!("completing"), move || {
                        self.said.set(say!("Nothing was made.").to_owned())
                    })),
            )
            .child(status);
        element("div").class("stack").child(form).child(live::region(
            move || self.bundle.get(),
            move |bundle| match bundle {
                Some(bundle) => self.outcome(bundle).into(),
                None => nothing(),
            },
        ))
    }

    fn submit(self) {
        if self.work.is_busy_now() {
            return;
        }
        self.bundle.set(None);
        self.said.set(say!("Checking …").to_owned());
        self.work.start(async move {
            match self.put_together().await {
                Ok(bundle) => {
                    self.mistakes.set(Vec::new());
                    self.said.set(String::new());
                    self.bundle.set(Some(Arc::new(bundle)));
                    request_animation_frame(|| focus::move_to(HEADING));
                }
                Err(mistakes) => {
                    self.said.set(String::new());
                    show_mistakes(self.mistakes, mistakes);
                }
            }
        });
    }

    async fn put_together(self) -> Result<Bundle, Vec<Mistake>> {
        let complete = Complete::read(&self.contents().await.map_err(|mistake| vec![mistake])?)?;
        if let Ok(verifier) = WebCryptoVerifier::connect() {
            let checked = check_signatures(complete.chain.path(), &verifier).await;
            checked.map_err(|problem| {
                vec![Mistake {
                    id: CERTIFICATE.0.to_owned(),
                    message: [CERTIFICATE.1.here(), ": ", &problem.to_string()].concat(),
                }]
            })?;
        }
        let typed = zeroize::Zeroizing::new(self.password.get_untracked());
        let field = Typed {
            id: PASSWORD.0,
            label: PASSWORD.1.here(),
            text: &typed,
        };
        let password = field.password().map_err(|mistake| vec![mistake])?;
        let mut salts = [0; Salts::LENGTH];
        let failed = |reason: String| vec![field.refuse(&say!("no bundle could be made: {reason}", reason))];
        entropy::fill(&mut salts).map_err(|error| failed(error.to_string()))?;
        let profile = EncryptionProfile::from_id(&self.profile.get_untracked()).unwrap_or(EncryptionProfile::Modern);
        let content = complete.bundle(password, profile, Salts::from_random(salts));
        let pkcs12 = WorkerBundler
            .bundle(content)
            .await
            .map_err(|error| failed(error.to_string()))?;
        let changes = self
            .made
            .try_with_untracked(|made| made.as_ref().map(|made| complete.changes(&made.request)));
        Ok(Bundle {
            complete,
            changes: changes.flatten().unwrap_or_default(),
            pkcs12,
        })
    }

    /// Certificates and keys of both fields, or else the key that was made above.
    async fn contents(self) -> Result<Contents, Mistake> {
        let password = zeroize::Zeroizing::new(self.opening.get_untracked());
        let mut contents = Contents::default();
        for (brought, (id, label)) in [(self.certificate, CERTIFICATE), (self.key, KEY)] {
            let more = brought.open(&password).await.map_err(|problem| Mistake {
                id: id.to_owned(),
                message: [label.here(), ": ", &problem.to_string()].concat(),
            })?;
            contents.certificates.extend(more.certificates);
            contents.keys.extend(more.keys);
        }
        if contents.keys.is_empty() {
            let made = self.made.get_untracked();
            let key = made.and_then(|made| ImportedKey::from_pkcs8(made.key.pkcs8_der()).ok());
            contents.keys.extend(key);
        }
        Ok(contents)
    }

    fn outcome(self, bundle: &Arc<Bundle>) -> Element {
        let known = self.made.with_untracked(Option::is_some);
        let changes = match bundle.changes.as_slice() {
            [] if known => note(Tone::Success, [say!("The authority granted what you asked for.")]),
            [] => note(Tone::Success, [say!("The key belongs to the certificate.")]),
            changes => note(Tone::Warning, changes.iter().map(String::as_str)),
        };
        let (chain, pkcs12) = (bundle.clone(), bundle.clone());
        let said = RwSignal::new(String::new());
        let offer = move |name: &str, octets: &[u8]| {
            let started = download::start(name, "application/octet-stream", octets);
            said.set(match started {
                Ok(()) => say!("{name} is on its way to your downloads.", name),
                Err(error) => say!("It was not downloaded: {error}.", error),
            });
        };
        let actions = element("div")
            .class("actions")
            .child(
                primary_button()
                    .child(glyph(Icon::Download))
                    .child(say!("Download the bundle (.p12)"))
                    .on("click", move |_| offer("client.p12", &pkcs12.pkcs12)),
            )
            .child(
                button()
                    .child(glyph(Icon::Download))
                    .child(say!("Download the chain (.pem)"))
                    .on("click", move |_| {
                        offer("chain.pem", chain.complete.chain_pem().as_bytes())
                    }),
            );
        element("section")
            .class("card card__body stack")
            .attribute("aria-labelledby", HEADING)
            .child(
                element("h2")
                    .class("card__title")
                    .id(HEADING)
                    .attribute("tabindex", "-1")
                    .child(say!("Complete")),
            )
            .child(changes)
            .children(self.open_end(bundle))
            .child(actions)
            .child(
                element("p")
                    .attribute("role", "status")
                    .child(live::text(move || said.get())),
            )
            .child(certificate_facts(bundle.complete.certificate()))
    }

    /// Says which issuer is missing, because importers show such a certificate as not trusted.
    fn open_end(self, bundle: &Bundle) -> Option<View> {
        let issuer = bundle.complete.chain.absent_issuer.as_ref()?;
        let text = say!(
            "The chain ends before its root: the certificate of {issuer} was not among the files.",
            issuer
        );
        Some(note(Tone::Information, [text.as_str()]).into())
    }
}

fn note<'a>(tone: Tone, sentences: impl IntoIterator<Item = &'a str>) -> Element {
    callout(tone, sentences.into_iter().map(|sentence| element("p").child(sentence)))
}
