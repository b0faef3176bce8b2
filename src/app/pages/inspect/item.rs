//! One thing that was found: what is wrong with it, and every field.

use std::sync::Arc;

use super::results::finding;
use crate::app::components::code::{Fit, Language, code_block};
use crate::app::components::copy::copy_button;
use crate::app::components::disclosure::{Summary, disclosure};
use crate::app::components::icon::{Icon, glyph};
use crate::app::components::prose::prose;
use crate::app::dom::{Element, View, element, several};
use crate::app::route::Route;
use crate::inspect::{Field, Group, Item, Kind, Report, Severity};
use crate::locale::say;

/// What is shown of a certificate or a request without opening anything.
const FIRST: [&str; 5] = [
    "Issuer",
    "Alternative names",
    "Valid until",
    "Private key",
    "Subject as Envoy prints it",
];

/// The id of a thing's heading.
pub fn anchor(index: usize) -> String {
    ["inspected-", &index.to_string()].concat()
}

/// The card of a thing, with those that it holds. `depth` counts the things that hold this one.
pub fn item(report: &Arc<Report>, index: usize, depth: usize) -> Element {
    let Some(item) = report.items.get(index) else {
        return element("div");
    };
    let id = anchor(index);
    let heading = element(match depth {
        0 => "h2",
        1 => "h3",
        _ => "h4",
    });
    let heading = heading
        .class("found__title")
        .id(&id)
        .attribute("tabindex", "-1")
        .child(element("span").class("found__kind").child(kind(item.kind)).child(" "))
        .child(item.title.as_str());
    let place = (!item.place.is_empty()).then(|| {
        element("p")
            .class("found__place")
            .child(say!("Found at: {place}", place = item.place))
    });
    let findings = (!item.findings.is_empty()).then(|| {
        element("ul")
            .class("items found__findings")
            .children(item.findings.iter().map(finding))
    });
    let below = report
        .items
        .iter()
        .enumerate()
        .skip(index + 1)
        .filter(|(_, other)| other.parent == Some(index))
        .map(|(other, _)| View::from(self::item(report, other, depth + 1)));
    let class = match depth {
        0 => "card card__body found",
        _ => "found found--below",
    };
    element("section")
        .class(class)
        .attribute("aria-labelledby", &id)
        .child(element("div").class("found__head").child(heading).children(place))
        .children(good(item))
        .children(findings)
        .children(onward(item))
        .children(first(item))
        .children(everything(report, index))
        .children(below)
}

/// The page of this app that mends what was found, or that goes on with it.
fn onward(item: &Item) -> Option<Element> {
    let is_bad = item.findings.iter().any(|finding| finding.severity != Severity::Note);
    let (route, name) = match item.kind {
        Kind::Request => (Route::Sign, say!("Sign requests")),
        Kind::RevocationList => (Route::Revoke, say!("Make a newer revocation list")),
        Kind::Certificate if is_bad => (Route::Renew, say!("Renew certificates, or rotate their authority")),
        _ => return None,
    };
    let link = element("a").attribute("href", &route.hash()).child(name);
    Some(
        element("p")
            .class("found__onward")
            .child(say!("Here in the app: "))
            .child(link),
    )
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Certificate => say!("Certificate"),
        Kind::PrivateKey | Kind::EncryptedKey | Kind::PublicKey => say!("Key"),
        Kind::Request => say!("Certificate request"),
        Kind::RevocationList => say!("Revocation list"),
        Kind::Bundle => say!("Bundle"),
        Kind::CertificateBag => say!("Bundle"),
        Kind::Parameters => say!("Parameters"),
        Kind::Secret => say!("Kubernetes"),
        Kind::Headers | Kind::Forwarded => say!("Headers"),
        Kind::Other => say!("Kubernetes"),
        Kind::Unreadable => say!("Not decoded"),
    }
}

/// A word where nothing is wrong.
fn good(item: &Item) -> Option<Element> {
    let is_good = !item.findings.iter().any(|finding| finding.severity != Severity::Note);
    let is_judged = matches!(
        item.kind,
        Kind::Certificate | Kind::PrivateKey | Kind::Secret | Kind::Request | Kind::RevocationList
    );
    let is_repeated = item
        .findings
        .iter()
        .any(|finding| finding.what.starts_with("This certificate is here already"));
    (is_good && is_judged && !is_repeated).then(|| {
        element("p")
            .class("found__good")
            .child(glyph(Icon::CheckCircle))
            .child(say!("Nothing wrong was found."))
    })
}

/// Whether a thing has more to say than fits its card.
fn is_long(item: &Item) -> bool {
    matches!(
        item.kind,
        Kind::Certificate | Kind::Request | Kind::PublicKey | Kind::PrivateKey
    )
}

fn first(item: &Item) -> Option<Element> {
    let is_shown = |field: &&Field| match item.kind {
        Kind::PublicKey | Kind::PrivateKey => field.group == Group::Content && field.label != "Private part",
        _ if is_long(item) => FIRST.contains(&field.label.as_str()),
        _ => true,
    };
    let rows: Vec<Element> = item
        .fields
        .iter()
        .filter(is_shown)
        .map(|field| row(item, field, !is_long(item)))
        .collect();
    (!rows.is_empty()).then(|| element("dl").class("facts facts--side found__facts").children(rows))
}

/// All fields, made when somebody wants them.
fn everything(report: &Arc<Report>, index: usize) -> Vec<View> {
    let Some(item) = report.items.get(index) else {
        return Vec::new();
    };
    let mut parts = Vec::new();
    if is_long(item) {
        let held = report.clone();
        let summary = Summary {
            title: say!("Every field, explained").to_owned(),
            aside: say!("{fields} fields", fields = item.fields.len().to_string()),
            ..Summary::default()
        };
        parts.push(
            disclosure(summary, move || {
                held.items.get(index).map_or_else(|| several([]), groups)
            })
            .into(),
        );
    }
    if !item.pem.is_empty() {
        let (pem, title) = (item.pem.clone(), say!("PEM of {title}", title = item.title));
        let summary = Summary {
            title: match item.kind {
                Kind::PrivateKey => say!("PEM of the public key").to_owned(),
                _ => "PEM".to_owned(),
            },
            ..Summary::default()
        };
        parts.push(
            disclosure(summary, move || {
                let fit = Fit {
                    tall: true,
                    ..Fit::default()
                };
                code_block(&title, pem.clone(), Language::Plain, fit).into()
            })
            .into(),
        );
    }
    parts
}

fn groups(item: &Item) -> View {
    let group = |(group, title): (Group, &'static str)| {
        let rows: Vec<Element> = item
            .fields
            .iter()
            .filter(|field| field.group == group)
            .map(|field| row(item, field, true))
            .collect();
        (!rows.is_empty()).then(|| {
            element("div")
                .class("found__group")
                .child(element("p").class("found__grouptitle").child(title))
                .child(element("dl").class("facts facts--side").children(rows))
                .into()
        })
    };
    let all = [
        (Group::Content, say!("What it says")),
        (Group::Extensions, say!("Extensions")),
        (Group::Strings, say!("For Gateways, policies and comparisons")),
    ];
    several(all.into_iter().filter_map(group))
}

fn row(item: &Item, field: &Field, is_explained: bool) -> Element {
    let values = field.values.iter().map(|value| {
        element("span")
            .class("found__value")
            .child(prose_or_plain(field, value))
    });
    let shown = element("div").class("value found__values").children(values);
    let copy = field.is_copied.then(|| {
        let text = field.values.join("\n");
        let what = say!("{label} of {title}", label = field.label, title = item.title);
        element("span")
            .class("found__copy")
            .child(copy_button(&what, Some(&shown), move || text.clone()))
    });
    let explanation = (is_explained && !field.explanation.is_empty()).then(|| {
        element("p")
            .class("found__why")
            .english()
            .child(prose(field.explanation))
    });
    let value = element("div").class("found__line").child(shown.clone()).children(copy);
    element("div")
        .class("facts__row")
        .child(element("dt").english().child(field.label.as_str()))
        .child(element("dd").child(value).children(explanation))
}

/// Our own words may have code in them; what comes from outside is shown as it is.
fn prose_or_plain(field: &Field, value: &str) -> View {
    match field.label.as_str() {
        "Form" => prose(value),
        _ => value.into(),
    }
}
