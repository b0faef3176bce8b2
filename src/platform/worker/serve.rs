//! The worker's end: does one job after the other.

use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use wasm_split_helpers::{SplitLoaderError, wasm_split};
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use super::message::{FromPage, FromWorker};
use crate::locale;

/// The worker that this module runs in, or `None` in a page.
pub fn scope() -> Option<DedicatedWorkerGlobalScope> {
    js_sys::global().dyn_into().ok()
}

/// Answers the page's jobs from now on.
pub fn start(scope: DedicatedWorkerGlobalScope) {
    spawn_local(async move {
        if let Err(error) = serve(scope.clone()).await {
            tell(&scope, &FromWorker::Broken(error.to_string()));
        }
    });
}

/// Only workers do jobs as a rule, and they have the second part of the app from the page.
#[wasm_split(later, fallible)]
fn serve(scope: DedicatedWorkerGlobalScope) -> Result<(), SplitLoaderError> {
    let on_message = Closure::<dyn Fn(MessageEvent)>::new({
        let scope = scope.clone();
        move |event: MessageEvent| {
            let said = match FromPage::decode(&event.data()) {
                Ok(FromPage::Job(job)) => FromWorker::Done(job.run()),
                Ok(FromPage::Language(wanted)) => {
                    // The page has read the same octets, so they are a catalogue.
                    let known = wanted.and_then(|(language, octets)| Some((language, locale::learn(octets).ok()?)));
                    return locale::speak(known);
                }
                Err(error) => FromWorker::Broken(error.to_string()),
            };
            tell(&scope, &said);
        }
    });
    scope.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    // The handler lives as long as the worker.
    on_message.forget();
    tell(&scope, &FromWorker::Ready);
    Ok(())
}

fn tell(scope: &DedicatedWorkerGlobalScope, message: &FromWorker) {
    let outgoing = message.encode();
    if let Err(thrown) = scope.post_message_with_transfer(&outgoing.message, &outgoing.transfer) {
        // The page would wait for ever. An exception outside a handler reaches its `onerror`.
        wasm_bindgen::throw_val(JsValue::clone(&thrown));
    }
}
