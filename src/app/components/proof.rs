//! Why nothing leaves the page: what its Content-Security-Policy forbids, read from the page itself, and what it has asked
//! of the network, counted by the browser.

use leptos::prelude::{Get, document};

use crate::app::dom::{Element, View, element, live, several};
use crate::app::later::Loaded;
use crate::app::route::Route;

/// What stands in the panel of the promise.
pub fn proof(loaded: Loaded) -> View {
    let promise = element("p")
        .child(element("strong").child("Your keys, passwords and answers stay on this machine."))
        .child(" They are made by your browser’s own cryptography and never sent anywhere. You need not believe that:");
    let requests = live::region(move || loaded.requests.get(), |requests| counted(requests.as_deref()));
    let offline = element("a")
        .attribute("href", &Route::Offline.hash())
        .child("Use it offline");
    let check = element("ul").class("trust__list").children([
        element("li").child("Open your browser’s developer tools (F12), view Network, and work on: no line is added."),
        element("li").child("Switch to airplane mode, or pull the cable: everything goes on working."),
        element("li")
            .child("Or take the app as one file, whose policy forbids every request: ")
            .child(offline),
    ]);
    several([
        promise.into(),
        requests,
        heading("What this page’s policy (CSP) allows and forbids"),
        policy(),
        heading("See for yourself"),
        check.into(),
    ])
}

/// Not a heading of the page, which the panel lies above.
fn heading(text: &'static str) -> View {
    element("p").class("trust__heading").child(text).into()
}

fn counted(requests: Option<&[String]>) -> View {
    let Some(requests) = requests else {
        return element("p")
            .child("The app is still loading. After that, requests are counted here.")
            .into();
    };
    let count = element("strong")
        .class("trust__count")
        .child(requests.len().to_string());
    let words = match requests.len() {
        1 => " network request since the app was loaded",
        _ => " network requests since the app was loaded",
    };
    let addresses = requests
        .iter()
        .map(|address| element("li").child(element("code").child(address.as_str())));
    let list = (!requests.is_empty()).then(|| element("ul").class("trust__list").children(addresses));
    let source = element("p").class("muted").child(
        "By the browser’s own list (Resource Timing), of this page and its background workers. A download that you start is not in it, nor are the app’s own icons, which the browser fetches when it likes.",
    );
    several(
        [element("p").child(count).child(words)]
            .into_iter()
            .chain(list)
            .chain([source])
            .map(View::from),
    )
}

/// The policy in force, directive by directive.
fn policy() -> View {
    let meta = document()
        .query_selector("meta[http-equiv='Content-Security-Policy']")
        .ok()
        .flatten();
    let Some(policy) = meta.and_then(|meta| meta.get_attribute("content")) else {
        return element("p")
            .child("This page has none: it is not as it was built.")
            .into();
    };
    let rows = policy.split(';').filter_map(|directive| {
        let mut words = directive.split_ascii_whitespace();
        let name = words.next()?;
        let sources: Vec<&str> = words.collect();
        Some(row(name, &sources))
    });
    element("dl").class("trust__policy").children(rows.flatten()).into()
}

fn row(name: &str, sources: &[&str]) -> [Element; 2] {
    let text = [subject(name), ": ", &allowed(sources)].concat();
    [
        element("dt").child(element("code").child(name)),
        element("dd").child(text),
    ]
}

/// What a directive is about (CSP Level 3 section 6).
fn subject(name: &str) -> &str {
    match name {
        "default-src" => "Whatever is not named below",
        "script-src" => "Code",
        "style-src" => "Styles",
        "img-src" => "Pictures",
        "font-src" => "Fonts",
        "connect-src" => "Requests by code (fetch, XMLHttpRequest, WebSocket, beacons)",
        "worker-src" => "Background workers",
        "manifest-src" => "The description for installing the app",
        "base-uri" => "Another base for relative addresses",
        "form-action" => "Sending forms",
        _ => "Other",
    }
}

/// What the sources of a directive let through (CSP Level 3 section 2.3.1); everything else is blocked.
fn allowed(sources: &[&str]) -> String {
    if sources.is_empty() || sources == ["'none'"] {
        return "blocked.".to_owned();
    }
    let mut hashes = 0;
    let mut words = Vec::new();
    for source in sources {
        match *source {
            "'self'" => words.push("from this site"),
            "data:" => words.push("written into the page"),
            "blob:" => words.push("made of the page’s own text"),
            "'wasm-unsafe-eval'" => words.push("WebAssembly that it starts"),
            hash if hash.starts_with("'sha256-") => hashes += 1,
            other => words.push(other),
        }
    }
    if hashes > 0 {
        words.insert(0, "what was built into this file, recognized by its hash");
    }
    ["only ", &words.join(" or "), "."].concat()
}
