//! The inspector: what openssl and others made, decoded and judged.

mod certificates;
mod chains;
mod headers;
mod keys;
mod random;
mod secrets;
mod text;

use mtls_wizard::inspect::{Input, Item, Kind, Report, Severity, inspect};
use mtls_wizard::pki::clock::{Date, UnixTime};
use zeroize::Zeroizing;

/// A moment at which the fixtures are valid.
pub fn now() -> UnixTime {
    "2026-11-23".parse::<Date>().unwrap().start()
}

pub fn file(name: &str) -> Vec<u8> {
    let path = format!("{}/tests/core/fixtures/inspect/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

pub fn text(name: &str) -> String {
    String::from_utf8(file(name)).unwrap()
}

pub fn look_at(octets: impl AsRef<[u8]>, password: Option<&str>) -> Report {
    let input = Input {
        name: None,
        octets: Zeroizing::new(octets.as_ref().to_vec()),
    };
    inspect(
        vec![input],
        password.map(|password| Zeroizing::new(password.to_owned())),
        now(),
    )
}

pub fn look(octets: impl AsRef<[u8]>) -> Report {
    look_at(octets, None)
}

/// The only item.
pub fn only(octets: impl AsRef<[u8]>) -> Item {
    let mut report = look(octets);
    assert_eq!(report.items.len(), 1, "{:#?}", titles(&report));
    report.items.remove(0)
}

pub fn titles(report: &Report) -> Vec<(Kind, String)> {
    report
        .items
        .iter()
        .map(|item| (item.kind, item.title.clone()))
        .collect()
}

pub fn kinds(report: &Report) -> Vec<Kind> {
    report.items.iter().map(|item| item.kind).collect()
}

/// What was found, with how bad it is.
pub fn findings(item: &Item) -> Vec<(Severity, &str)> {
    item.findings
        .iter()
        .map(|finding| (finding.severity, finding.what.as_str()))
        .collect()
}

pub fn problems(item: &Item) -> Vec<&str> {
    let is_problem = |(severity, what)| (severity == Severity::Problem).then_some(what);
    findings(item).into_iter().filter_map(is_problem).collect()
}

/// The lines of a field.
pub fn field(item: &Item, label: &str) -> Vec<String> {
    let labels: Vec<&str> = item.fields.iter().map(|field| field.label.as_str()).collect();
    let found = item.fields.iter().find(|field| field.label == label);
    found
        .unwrap_or_else(|| panic!("no {label:?} among {labels:?}"))
        .values
        .clone()
}

/// What a person reads of an item, in all.
pub fn words(report: &Report) -> String {
    format!("{report:?}")
}
