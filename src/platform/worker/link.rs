//! The page's end of one worker.

use std::cell::Cell;

use js_sys::{Object, Reflect};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, MessageEvent, Worker};

use super::job::Job;
use super::message::{FromWorker, Outgoing, encode_job, encode_language};
use crate::locale::{self, Language, say};
use crate::platform::exception::describe;
use crate::platform::{later, origin};

/// A running worker; dropping it ends the worker.
pub(super) struct Link {
    worker: Worker,
    /// The language that the worker was told to speak.
    language: Cell<Language>,
    _on_message: Closure<dyn Fn(MessageEvent)>,
    _on_error: Closure<dyn Fn(Event)>,
}

impl Link {
    /// Starts a worker. `hear` is told everything it says, first [`FromWorker::Ready`] or [`FromWorker::Broken`].
    pub(super) fn start(hear: impl Fn(FromWorker) + Clone + 'static) -> Result<Self, String> {
        Self::try_start(hear).map_err(|thrown| describe(&thrown))
    }

    fn try_start(hear: impl Fn(FromWorker) + Clone + 'static) -> Result<Self, JsValue> {
        let worker = origin::worker()?;
        let on_message = Closure::<dyn Fn(MessageEvent)>::new({
            let hear = hear.clone();
            move |event: MessageEvent| {
                hear(FromWorker::decode(&event.data()).unwrap_or_else(|error| FromWorker::Broken(error.to_string())));
            }
        });
        // Load failures arrive as plain events without a message, failures of the script as ErrorEvent.
        let on_error = Closure::<dyn Fn(Event)>::new(move |event: Event| {
            let message = Reflect::get(&event, &"message".into())
                .ok()
                .and_then(|message| message.as_string());
            hear(FromWorker::Broken(
                message.unwrap_or_else(|| say!("its script could not be loaded").into()),
            ));
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        let link = Self {
            worker,
            language: Cell::new(Language::English),
            _on_message: on_message,
            _on_error: on_error,
        };
        let start = Object::new();
        Reflect::set(&start, &"first".into(), &wasm_bindgen::module())?;
        Reflect::set(&start, &"later".into(), &later::compiled())?;
        link.worker.post_message(&start)?;
        Ok(link)
    }

    /// Sends a job to the worker, which must be waiting for one.
    pub(super) fn send(&self, job: &Job) -> Result<(), String> {
        if self.language.replace(locale::spoken()) != locale::spoken() {
            self.post(&encode_language(locale::known()))?;
        }
        self.post(&encode_job(job))
    }

    fn post(&self, outgoing: &Outgoing) -> Result<(), String> {
        self.worker
            .post_message_with_transfer(&outgoing.message, &outgoing.transfer)
            .map_err(|thrown| describe(&thrown))
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}
