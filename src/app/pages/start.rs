//! The first page: what this is, what it promises, and the choice.

use crate::app::components::callout::{Tone, callout};
use crate::app::components::card::page_heading;
use crate::app::components::icon::{Icon, glyph};
use crate::app::components::picture::gateway_picture;
use crate::app::dom::{Element, View, element, several};
use crate::app::route::{Place, Route};
use crate::app::title;
use crate::locale::{Text, say, text};
use crate::platform::webcrypto::WebCryptoKeys;
use crate::tutorial::{REGISTRY, Tutorial};

const PROMISES: [(Icon, Text, Text); 3] = [
    (
        Icon::Shield,
        text("Nothing leaves this browser"),
        text("Keys, certificates and passwords are made on your machine. This page can talk to no other server."),
    ),
    (
        Icon::CheckCircle,
        text("Checked before you apply"),
        text(
            "Hosts, Secrets, namespaces and certificates are compared with one another, so mistakes show here and not on the cluster.",
        ),
    ),
    (
        Icon::Download,
        text("One archive, nothing hidden"),
        text("Manifests, certificates, and scripts that show what they do, with a guide that explains every command."),
    ),
];

const TOOLS: [(Route, Text, Text); 7] = [
    (
        Route::Inspect,
        text("Inspect a certificate, key, Secret or header"),
        text("Paste or drop anything: every field decoded, what is wrong with it, and what to do about it."),
    ),
    (
        Route::Diagnose,
        text("Something went wrong? Paste the message"),
        text(
            "Errors of curl, browsers, kubectl, Gardener and the gateway: the likely causes in order, and what to do.",
        ),
    ),
    (
        Route::Sign,
        text("Sign a request"),
        text("Somebody sent you a certificate request (CSR). Decide what is granted, and sign it with your CA."),
    ),
    (
        Route::Request,
        text("Request a certificate"),
        text("Make a key and a request for your company’s CA, and a PKCS#12 bundle of what comes back."),
    ),
    (
        Route::Renew,
        text("Renew and rotate"),
        text(
            "Load an earlier archive: what expires when, new certificates under the same CA, or a new CA without downtime.",
        ),
    ),
    (
        Route::Revoke,
        text("Revoke clients"),
        text("Make a revocation list (CRL), and the Secret that puts it to use."),
    ),
    (
        Route::Convert,
        text("Convert an older APIRule"),
        text("From v1beta1 or v2alpha1 to v2, with every change explained."),
    ),
];

/// `unknown` says that the address led nowhere.
pub fn start_page(unknown: bool) -> View {
    title::set(say!("Start"), None);
    let nowhere = element("p").child(say!(
        "There is no page at that address. Choose below what you want to set up."
    ));
    let nowhere = unknown.then(|| View::from(callout(Tone::Warning, [nowhere])));
    // Before anything is typed that could not be used here.
    let no_keys = WebCryptoKeys::connect().err().map(|error| {
        let reason = [&error.to_string(), "."].concat();
        let text = element("p")
            .child(element("strong").child(say!("No keys can be made here: ")))
            .child(reason.as_str());
        View::from(callout(Tone::Error, [text]))
    });
    let words = element("div")
        .class("hero__words")
        .child(page_heading(say!("Mutual TLS on Kyma, ready to apply")))
        .child(element("p").class("hero__text").child(
            say!("Answer a few questions and get the certificates, the manifests and the scripts that make a gateway admit your clients and refuse everybody else. Questions have defaults that work; what only you know, such as your domain, you type."),
        ));
    let hero = element("div").class("hero").child(words).child(gateway_picture());
    let choices = element("section")
        .class("stack")
        .attribute("aria-labelledby", "choices")
        .child(element("h2").id("choices").child(say!("What do you want to set up?")))
        .child(element("ul").class("choices").children(REGISTRY.map(variant)));
    let tools = element("section")
        .class("stack toolbox")
        .attribute("aria-labelledby", "tools")
        .child(element("h2").id("tools").child(say!("What do you have already?")))
        .child(element("ul").class("tools").children(TOOLS.map(tool)));
    let promises = element("ul").class("promises").children(PROMISES.map(promise));
    several(
        nowhere
            .into_iter()
            .chain(no_keys)
            .chain([hero.into(), choices.into(), tools.into(), promises.into()]),
    )
}

/// A page of its own for something that is there already. The link's name is the title alone; the rest describes it.
fn tool((route, title, text): (Route, Text, Text)) -> Element {
    let description = [&route.hash()["#/".len()..], "-description"].concat();
    let link = element("a")
        .attribute("href", &route.hash())
        .attribute("aria-describedby", &description)
        .child(title);
    element("li")
        .child(link)
        .child(element("p").id(&description).child(text))
}

/// A tutorial as a choice. The link's name is the title alone; the rest describes it.
fn variant(tutorial: &'static Tutorial) -> Element {
    let description = [tutorial.id, "-description"].concat();
    let mut link = element("a")
        .class("choice-card__title")
        .attribute("aria-describedby", &description)
        .child(tutorial.title);
    if let Some(place) = Place::first(tutorial) {
        link = link.attribute("href", &Route::Journey(tutorial, place).hash());
    }
    let needs: Vec<&str> = tutorial.needs.iter().map(|need| need.here()).collect();
    let needs = element("p")
        .class("choice-card__needs")
        .child(say!("You need: "))
        .child(needs.join(", "));
    let text = element("div")
        .class("choice-card__text")
        .id(&description)
        .child(element("p").child(tutorial.summary))
        .child(needs);
    element("li")
        .class("choice-card")
        .child(
            element("span")
                .class("choice-card__icon")
                .child(glyph(icon(tutorial.id))),
        )
        .child(link)
        .child(text)
        .child(element("span").class("choice-card__go").child(glyph(Icon::ArrowRight)))
}

fn icon(tutorial: &str) -> Icon {
    match tutorial {
        "k3d" => Icon::Laptop,
        "default-domain" => Icon::Cloud,
        "custom-domain" => Icon::Globe,
        "own" => Icon::Server,
        "restrict" => Icon::Person,
        "egress" => Icon::Exit,
        "certificates" => Icon::Certificate,
        _ => Icon::Shield,
    }
}

fn promise((icon, title, text): (Icon, Text, Text)) -> Element {
    element("li")
        .class("promise")
        .child(glyph(icon))
        .child(element("span").class("promise__title").child(title))
        .child(element("span").class("promise__text").child(text))
}
