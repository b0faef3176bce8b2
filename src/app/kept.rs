//! What is typed on the pages beside the variants, kept while the tab is open: coming back to a page finds it again. It is in
//! memory alone. Secrets are not kept: a page makes signals of its own for those.

use std::cell::RefCell;

use leptos::prelude::*;

thread_local! {
    static KEPT: RefCell<Vec<(String, ArcRwSignal<String>)>> = const { RefCell::new(Vec::new()) };
}

/// The text that was typed under this name before, or `default`; what is typed from now on is kept. The name is the page's and
/// the field's, and says which document it is about if there may be another one.
pub fn text(name: &str, default: &str) -> RwSignal<String> {
    let kept = KEPT.with_borrow_mut(|kept| {
        if let Some((_, signal)) = kept.iter().find(|(known, _)| known == name) {
            return signal.clone();
        }
        let signal = ArcRwSignal::new(default.to_owned());
        kept.push((name.to_owned(), signal.clone()));
        signal
    });
    kept.into()
}
