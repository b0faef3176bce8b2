//! Looks at what is given, a little at a time, so that the page stays responsive.

use std::sync::Arc;

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;

use super::Inspector;
use crate::inspect::{Inspection, Report, StillSealed, check_signatures, open, summary};
use crate::platform::clock;
use crate::platform::verifying::WebCryptoVerifier;

/// How long to wait for the next key, in milliseconds.
const PAUSE: u32 = 250;
/// How long to work before the page gets its turn, in milliseconds.
const SLICE: f64 = 12.0;

/// Looks at everything once nothing has changed for a moment.
pub async fn soon(inspector: Inspector) {
    let Some(change) = inspector.change.try_get_untracked() else {
        return;
    };
    TimeoutFuture::new(PAUSE).await;
    let is_current = || inspector.change.try_get_untracked() == Some(change);
    if !is_current() {
        return;
    }
    let Some((inputs, password)) = inspector.given.try_with_value(|given| given.inputs()) else {
        return;
    };
    let now = match clock::now() {
        Ok(now) => now,
        Err(error) => {
            inspector.mishap.try_set([&error.to_string(), ". "].concat());
            return;
        }
    };
    let is_empty = inputs.is_empty();
    let mut inspection = Inspection::new(inputs, password, now);
    if !advance(&mut inspection, &is_current).await {
        return;
    }
    while let Some(sealed) = inspection.next_sealed() {
        if !is_current() {
            return;
        }
        let found = match inspection.password() {
            Some(password) => {
                inspector.mishap.try_set("Opening … ".to_owned());
                // Lets the page say so: deriving a key takes a while.
                TimeoutFuture::new(30).await;
                open(sealed.seal, &sealed.octets, password)
            }
            None => Err(StillSealed::asking()),
        };
        inspector.mishap.try_set(String::new());
        inspection.opened(&sealed, found);
        if !advance(&mut inspection, &is_current).await {
            return;
        }
    }
    let mut report = inspection.finish();
    // Without WebCrypto, chains are linked by names, and say so.
    if let Ok(verifier) = WebCryptoVerifier::connect() {
        check_signatures(&mut report, &verifier).await;
    }
    if is_current() {
        show(inspector, report, is_empty);
    }
}

/// `false` if something changed on the way.
async fn advance(inspection: &mut Inspection, is_current: &impl Fn() -> bool) -> bool {
    let mut since = js_sys::Date::now();
    while inspection.advance() {
        if js_sys::Date::now() - since > SLICE {
            TimeoutFuture::new(0).await;
            if !is_current() {
                return false;
            }
            since = js_sys::Date::now();
        }
    }
    true
}

fn show(inspector: Inspector, report: Report, is_empty: bool) {
    inspector.summary.set(summary(&report));
    // A question that was answered stays, so that the focus does; "Clear" takes it away.
    if report.needs_password {
        inspector.asks_password.set(true);
    }
    inspector.report.set((!is_empty).then(|| Arc::new(report)));
}
