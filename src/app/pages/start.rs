//! The first page: what this is, what it promises, and the choice.

use leptos::prelude::*;

use crate::app::components::callout::{Callout, Tone};
use crate::app::components::icon::{Glyph, Icon};
use crate::app::components::picture::GatewayPicture;
use crate::app::route::{Place, Route};
use crate::app::title;
use crate::platform::webcrypto::WebCryptoKeys;
use crate::tutorial::{REGISTRY, Tutorial};

/// `unknown` says that the address led nowhere.
#[component]
pub fn StartPage(unknown: bool) -> impl IntoView {
    title::set("Start", None);
    view! {
        {unknown
            .then(|| {
                view! {
                    <Callout tone=Tone::Warning>
                        <p>"There is no page at that address. Choose below what you want to set up."</p>
                    </Callout>
                }
            })}
        // Before anything is typed that could not be used here.
        {WebCryptoKeys::connect()
            .err()
            .map(|error| {
                view! {
                    <Callout tone=Tone::Error>
                        <p>
                            <strong>"No keys can be made here: "</strong>
                            {error.to_string()}
                            "."
                        </p>
                    </Callout>
                }
            })}
        <div class="hero">
            <div class="hero__words">
                <h1 tabindex="-1">"Mutual TLS on Kyma, ready to apply"</h1>
                <p class="hero__text">
                    "Answer a few questions and get the certificates, the manifests and the scripts that make a gateway admit your clients and refuse everybody else. Every default works as it is."
                </p>
            </div>
            <GatewayPicture />
        </div>
        <section class="stack" aria-labelledby="choices">
            <h2 id="choices">"What do you want to set up?"</h2>
            <ul class="choices">
                {REGISTRY.into_iter().map(|tutorial| view! { <Variant tutorial /> }).collect_view()}
            </ul>
        </section>
        <ul class="promises">
            <Promise
                icon=Icon::Shield
                title="Nothing leaves this browser"
                text="Keys, certificates and passwords are made on your machine. This page can talk to no other server."
            />
            <Promise
                icon=Icon::CheckCircle
                title="Checked before you apply"
                text="Hosts, Secrets, namespaces and certificates are compared with one another, so mistakes show here and not on the cluster."
            />
            <Promise
                icon=Icon::Download
                title="One archive, nothing hidden"
                text="Manifests, certificates, and scripts that show what they do, with a guide that explains every command."
            />
        </ul>
    }
}

/// A tutorial as a choice. The link's name is the title alone; the rest describes it.
#[component]
fn Variant(tutorial: &'static Tutorial) -> impl IntoView {
    let hash = Place::first(tutorial).map(|place| Route::Journey(tutorial, place).hash());
    let description = format!("{}-description", tutorial.id);
    view! {
        <li class="choice-card">
            <span class="choice-card__icon">
                <Glyph icon=Icon::Laptop />
            </span>
            <a class="choice-card__title" href=hash aria-describedby=description.clone()>
                {tutorial.title}
            </a>
            <div class="choice-card__text" id=description>
                <p>{tutorial.summary}</p>
                <p class="choice-card__needs">"You need: " {tutorial.needs.join(", ")}</p>
            </div>
            <span class="choice-card__go">
                <Glyph icon=Icon::ArrowRight />
            </span>
        </li>
    }
}

#[component]
fn Promise(icon: Icon, title: &'static str, text: &'static str) -> impl IntoView {
    view! {
        <li class="promise">
            <Glyph icon />
            <span class="promise__title">{title}</span>
            <span class="promise__text">{text}</span>
        </li>
    }
}
