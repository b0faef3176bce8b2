//! The document's title: the page first, because that is what a narrow tab shows.

use leptos::prelude::document;

use super::dom::live;
use crate::locale::say;

const PRODUCT: &str = "mTLS Wizard for Kyma";

/// Keeps the title up to date while the page is shown; `has_errors` puts "Error: " before it.
pub fn follow(page: &'static str, section: Option<&'static str>, has_errors: impl Fn() -> bool + 'static) {
    live::follow(move || {
        let prefix = if has_errors() { say!("Error: ") } else { "" };
        let parts: Vec<&str> = [Some(page), section, Some(PRODUCT)].into_iter().flatten().collect();
        document().set_title(&format!("{prefix}{}", parts.join(" – ")));
    });
}

/// The title of a page that has no errors to show.
pub fn set(page: &'static str, section: Option<&'static str>) {
    follow(page, section, || false);
}
