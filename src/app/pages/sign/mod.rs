//! Signs the requests of others: their private keys never come here. What is brought is neither stored nor sent.

mod asked;
mod authority;
mod outcome;

pub(super) use asked::seen_by_envoy;

use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use self::asked::Asked;
use self::authority::AuthorityForm;
use self::outcome::Signed;
use crate::app::components::bring::Brought;
use crate::app::components::busy::Busy;
use crate::app::components::button::submit_button;
use crate::app::components::callout::{Tone, callout};
use crate::app::components::card::{page_head, titled_card};
use crate::app::components::entry::{Entry, Mistakes, mistake_summary, show_mistakes};
use crate::app::components::intake::{Intake, Take, paste_area};
use crate::app::dom::{Element, View, element, live, nothing, several};
use crate::app::{focus, kept, title};
use crate::locale::{Text, say, text};
use crate::pki::issuance::{Credential, Finished, Listener, Progress};
use crate::pki::request::CertificateRequest;
use crate::platform::{self, clock, file};
use crate::wizard::workshop::Mistake;
use crate::wizard::workshop::signing::{DAYS, Decision, Order, REQUESTS};

const TITLE: Text = text("Sign a request");
/// The heading of what was made, which takes the focus.
const OUTCOME: &str = "signed";

/// What the parts of the page share.
#[derive(Clone, Copy)]
struct Desk {
    /// What stands in the text area.
    text: RwSignal<String>,
    asked: RwSignal<Vec<Asked>>,
    authority: AuthorityForm,
    days: RwSignal<String>,
    mistakes: Mistakes,
    work: Busy,
    /// What went wrong otherwise, or what is going on; announced.
    said: RwSignal<String>,
    signed: RwSignal<Option<Arc<Signed>>>,
    /// Signals of requests that are read later belong to the page, too.
    owner: StoredValue<Option<Owner>>,
}

/// The page.
pub fn sign_page() -> View {
    let mistakes = RwSignal::new(Vec::new());
    title::follow(TITLE.here(), None, move || !mistakes.read().is_empty());
    let desk = Desk {
        text: kept::text("sign-requests", ""),
        asked: RwSignal::new(Vec::new()),
        authority: AuthorityForm::new(mistakes, Brought::nothing()),
        days: kept::text("sign-days", "365"),
        mistakes,
        work: Busy::default(),
        said: RwSignal::new(String::new()),
        signed: RwSignal::new(None),
        owner: StoredValue::new(Owner::current()),
    };
    if !desk.text.read_untracked().is_empty() {
        // It was typed before the page was left.
        desk.read();
    }
    let lead = say!(
        "Somebody sent you a request for a certificate (CSR). See what it asks for, decide what it gets, and sign it with \
                your certificate authority. The private key stays with whoever made the request. It happens in this browser: nothing is sent or stored."
    );
    several([
        page_head(TITLE.here(), lead).into(),
        mistake_summary(mistakes),
        element("div")
            .class("stack workshop")
            .child(desk.form())
            .child(desk.outcome())
            .into(),
    ])
}

impl Desk {
    fn form(self) -> Element {
        let grants = live::region(
            move || self.asked.get(),
            move |all| {
                let several_requests = all.len() > 1;
                several(
                    all.iter()
                        .enumerate()
                        .map(|(index, asked)| asked.card(index, several_requests, self.mistakes).into()),
                )
            },
        );
        let days = Entry::new(
            DAYS,
            say!("Days from now on, or a last day such as `2027-11-30`. It ends no later than its authority."),
            self.mistakes,
        );
        let how_long = titled_card(say!("Validity")).child(element("div").class("fields").child(days.line(self.days)));
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
            .child(self.requests())
            .child(grants)
            .child(self.authority.card())
            .child(how_long)
            .child(
                element("div")
                    .class("actions")
                    .child(self.work.shown_at(submit_button().child(say!("Sign"))))
                    .child(self.work.cancel(say!("signing"), move || {
                        self.said.set(say!("Nothing was signed.").to_owned())
                    })),
            )
            .child(status)
    }

    fn requests(self) -> Element {
        let entry = Entry::new(
            REQUESTS,
            say!(
                "One or several, each from `-----BEGIN CERTIFICATE REQUEST-----` on, or a `.csr` file in PEM or DER. You can also drop files here."
            ),
            self.mistakes,
        );
        let area = paste_area("input input--mono", "6");
        let area = entry
            .described(area)
            .value_from(move || self.text.get())
            .on_value("input", move |text| {
                self.text.set(text);
                self.read();
            });
        let intake = Intake {
            label: REQUESTS.1.here(),
            ..Intake::default()
        };
        let take: Take = Rc::new(move |files| spawn_local(self.load(files)));
        let zone = intake.view(area, [], &take);
        titled_card(say!("What is asked for")).child(element("div").class("fields").child(entry.view(zone)))
    }

    /// Reads what stands in the text area.
    fn read(self) {
        let text = self.text.get_untracked();
        if text.trim().is_empty() {
            self.asked.set(Vec::new());
            return self.mend(REQUESTS.0);
        }
        match CertificateRequest::decode_text(text.as_bytes()) {
            Ok(requests) => {
                self.mend(REQUESTS.0);
                self.take(requests);
            }
            Err(error) => {
                self.asked.set(Vec::new());
                self.complain(&error.to_string());
            }
        }
    }

    fn mend(self, id: &str) {
        self.mistakes
            .update(|mistakes| mistakes.retain(|mistake| mistake.id != id));
    }

    /// Shows it at the field, without leading anywhere: the person is at the field.
    fn complain(self, reason: &str) {
        let mistake = Mistake {
            id: REQUESTS.0.to_owned(),
            message: [REQUESTS.1.here(), ": ", reason].concat(),
        };
        self.mistakes.set(vec![mistake]);
    }

    /// Those that were there already keep what was decided about them.
    fn take(self, requests: Vec<CertificateRequest>) {
        let known = self.asked.get_untracked();
        let all = requests.into_iter().map(|request| {
            let same = known.iter().find(|asked| *asked.request == request);
            same.cloned().unwrap_or_else(|| self.fresh(request))
        });
        self.asked.set(all.collect());
    }

    fn fresh(self, request: CertificateRequest) -> Asked {
        match self.owner.get_value() {
            Some(owner) => owner.with(|| Asked::new(request)),
            None => Asked::new(request),
        }
    }

    /// Puts files into the text area, as PEM, and reads them.
    async fn load(self, files: Vec<web_sys::File>) {
        let read = file::read_octets(&files).await;
        // The page may be gone by now.
        if self.text.try_get_untracked().is_none() {
            return;
        }
        let mut pem = String::new();
        for (name, octets) in read.unwrap_or_else(|error| {
            self.complain(&error.to_string());
            Vec::new()
        }) {
            match CertificateRequest::decode_text(&octets) {
                Ok(requests) => pem.extend(requests.iter().map(CertificateRequest::pem)),
                Err(error) => return self.complain(&[&name, ": ", &error.to_string()].concat()),
            }
        }
        if !pem.is_empty() {
            self.text.set(pem);
            self.read();
        }
    }

    fn submit(self) {
        if self.work.is_busy_now() {
            return;
        }
        self.signed.set(None);
        self.said.set(String::new());
        self.work.start(self.decide());
    }

    /// Reads what was typed and brought, and signs.
    async fn decide(self) {
        let now = match clock::now() {
            Ok(now) => now,
            Err(error) => {
                return self
                    .said
                    .set(say!("Your computer’s clock cannot be used: {error}.", error));
            }
        };
        self.said.set(say!("Signing …").to_owned());
        let order = match self.authority.read().await {
            Ok(authority) => {
                let decision = Decision {
                    grants: self.asked.get_untracked().iter().map(Asked::grant).collect(),
                    authority,
                    days: self.days.get_untracked(),
                };
                decision.order(now)
            }
            Err(mistake) => Err(vec![mistake]),
        };
        let order = match order {
            Ok(order) => authority::checked(order).await,
            Err(mistakes) => Err(mistakes),
        };
        match order {
            Err(mistakes) => {
                self.said.set(String::new());
                show_mistakes(self.mistakes, mistakes);
            }
            Ok(order) => {
                self.mistakes.set(Vec::new());
                self.sign(order, now).await;
            }
        }
    }

    async fn sign(self, order: Order, now: crate::pki::clock::UnixTime) {
        let finished = Collected(Finished::new(order.requests.len()));
        let outcome = platform::issue_each(&order.requests, &order.given, &finished).await;
        match outcome {
            Ok(()) => {
                let signed = Signed::new(finished.0.issued(), &order.given, now);
                self.said.try_set(String::new());
                if self.signed.try_set(Some(Arc::new(signed))).is_none() {
                    request_animation_frame(|| focus::move_to(OUTCOME));
                }
            }
            Err(error) => {
                self.said.try_set(say!("Nothing was signed: {error}.", error));
            }
        }
    }

    fn outcome(self) -> View {
        live::region(
            move || self.signed.get(),
            |signed| match signed {
                Some(signed) => outcome::view(signed).into(),
                None => nothing(),
            },
        )
    }
}

struct Collected(Finished);

impl Listener for Collected {
    fn reached(&self, _: Progress) {}

    fn finished(&self, position: usize, credential: Credential) {
        self.0.add(position, credential);
    }
}

/// A remark of one sentence.
fn note(tone: Tone, text: &str) -> Element {
    callout(tone, [element("p").child(crate::app::components::prose::prose(text))])
}
