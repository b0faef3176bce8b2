//! Looks at what is given: in slices, and in a worker where keys are derived, so that the page stays responsive.

use std::sync::Arc;

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use zeroize::Zeroizing;

use super::Inspector;
use crate::inspect::{Opened, Report, Sealed, StillSealed, Unsealer, check_signatures, inspect_with, summary};
use crate::pki::pace::Pace;
use crate::platform::clock;
use crate::platform::pace::Turns;
use crate::platform::verifying::WebCryptoVerifier;
use crate::platform::worker;

/// How long to wait for the next key, in milliseconds.
const PAUSE: u32 = 250;

/// Looks at everything once nothing has changed for a moment. Whoever changes something gives it up, and begins again.
pub async fn soon(inspector: Inspector) {
    TimeoutFuture::new(PAUSE).await;
    let (inputs, password) = inspector.given.with_value(|given| given.inputs());
    let now = match clock::now() {
        Ok(now) => now,
        Err(error) => return inspector.mishap.set([&error.to_string(), ". "].concat()),
    };
    let is_empty = inputs.is_empty();
    let workers = Workers {
        inspector,
        turns: Turns::default(),
    };
    let mut report = inspect_with(inputs, password, now, &workers).await;
    // Without WebCrypto, chains are linked by names, and say so.
    if let Ok(verifier) = WebCryptoVerifier::connect() {
        check_signatures(&mut report, &verifier, &workers.turns).await;
    }
    show(inspector, report, is_empty);
}

/// Has workers open things, and says so.
struct Workers {
    inspector: Inspector,
    turns: Turns,
}

impl Pace for Workers {
    async fn pause(&self) {
        self.turns.pause().await;
    }
}

impl Unsealer for Workers {
    async fn unseal(&self, sealed: &Sealed, password: &str) -> Result<Opened, StillSealed> {
        self.inspector.is_opening.set(true);
        let password = Zeroizing::new(password.to_owned());
        let opened = worker::unseal(sealed.seal, sealed.octets.clone(), password).await;
        self.inspector.is_opening.set(false);
        opened
    }
}

fn show(inspector: Inspector, report: Report, is_empty: bool) {
    inspector.summary.set(summary(&report));
    // A question that was answered stays, so that the focus does; "Clear" takes it away.
    if report.needs_password {
        inspector.asks_password.set(true);
    }
    inspector.report.set((!is_empty).then(|| Arc::new(report)));
}
