//! Why nothing leaves the page: what its Content-Security-Policy forbids, read from the page itself, and what it has asked
//! of the network, counted by the browser.

use leptos::prelude::{Get, document};

use crate::app::dom::{Element, View, element, live, several};
use crate::app::later::Loaded;
use crate::app::route::Route;
use crate::locale::{plural, say};

/// What stands in the panel of the promise.
pub fn proof(loaded: Loaded) -> View {
    let promise = element("p")
        .child(element("strong").child(say!("Your keys, passwords and answers stay on this machine.")))
        .child(say!(
            " They are made by your browser’s own cryptography and never sent anywhere. You need not believe that:"
        ));
    let requests = live::region(move || loaded.requests.get(), |requests| counted(requests.as_deref()));
    let offline = element("a")
        .attribute("href", &Route::Offline.hash())
        .child(say!("Use it offline"));
    let check = element("ul").class("trust__list").children([
        element("li").child(say!(
            "Open your browser’s developer tools (F12), view Network, and work on: no line is added."
        )),
        element("li").child(say!(
            "Switch to airplane mode, or pull the cable: everything goes on working."
        )),
        element("li")
            .child(say!(
                "Or take the app as one file, whose policy forbids every request: "
            ))
            .child(offline),
    ]);
    several([
        promise.into(),
        requests,
        heading(say!("What this page’s policy (CSP) allows and forbids")),
        policy(),
        heading(say!("See for yourself")),
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
            .child(say!("The app is still loading. After that, requests are counted here."))
            .into();
    };
    let count = requests.len();
    let words = plural!(
        count,
        " network request since the app was loaded",
        " network requests since the app was loaded"
    );
    let count = element("strong").class("trust__count").child(count.to_string());
    let addresses = requests
        .iter()
        .map(|address| element("li").child(element("code").child(address.as_str())));
    let list = (!requests.is_empty()).then(|| element("ul").class("trust__list").children(addresses));
    let source = element("p").class("muted").child(
        say!("By the browser’s own list (Resource Timing), of this page and its background workers. A download that you start is not in it, nor are the app’s own icons, which the browser fetches when it likes."),
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
            .child(say!("This page has none: it is not as it was built."))
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
        "default-src" => say!("Whatever is not named below"),
        "script-src" => say!("Code"),
        "style-src" => say!("Styles"),
        "img-src" => say!("Pictures"),
        "font-src" => say!("Fonts"),
        "connect-src" => say!("Requests by code (fetch, XMLHttpRequest, WebSocket, beacons)"),
        "worker-src" => say!("Background workers"),
        "manifest-src" => say!("The description for installing the app"),
        "base-uri" => say!("Another base for relative addresses"),
        "form-action" => say!("Sending forms"),
        _ => say!("Other"),
    }
}

/// What the sources of a directive let through (CSP Level 3 section 2.3.1); everything else is blocked.
fn allowed(sources: &[&str]) -> String {
    if sources.is_empty() || sources == ["'none'"] {
        return say!("blocked.").to_owned();
    }
    let mut hashes = 0;
    let mut words = Vec::new();
    for source in sources {
        match *source {
            "'self'" => words.push(say!("from this site")),
            "data:" => words.push(say!("written into the page")),
            "blob:" => words.push(say!("made of the page’s own text")),
            "'wasm-unsafe-eval'" => words.push(say!("WebAssembly that it starts")),
            hash if hash.starts_with("'sha256-") => hashes += 1,
            other => words.push(other),
        }
    }
    if hashes > 0 {
        words.insert(0, say!("what was built into this file, recognized by its hash"));
    }
    say!("only {sources}.", sources = words.join(say!(" or ")))
}
