//! Watches: streams of changes from a revision on.

use super::kinds::ResourceKind;
use super::selector::Selector;
use super::store::{Event, Store};
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::Instant;

/// How long a watch lasts unless the client says so; the API server ends them after half an hour to an hour.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(1800);

/// What a client wants to watch.
#[derive(Debug)]
pub struct Watch {
    /// The kind, in the version that the client reads.
    pub kind: ResourceKind,
    /// One namespace, or all.
    pub namespace: Option<String>,
    /// Which objects.
    pub selector: Selector,
    /// `resourceVersion`: changes after this revision; `None` starts with all objects as `ADDED`.
    pub since: Option<u64>,
    /// `sendInitialEvents=true`: start with all objects, then a bookmark that says so.
    pub initial_events: bool,
    /// `timeoutSeconds`.
    pub timeout: Option<Duration>,
}

struct Progress {
    watch: Watch,
    store: Arc<Store>,
    changes: watch::Receiver<u64>,
    seen: u64,
    queued: VecDeque<Value>,
    deadline: Instant,
}

impl Watch {
    /// Answers with the stream: one JSON document per line.
    pub fn respond(self, store: Arc<Store>) -> Response {
        let changes = store.changes();
        let deadline = Instant::now() + self.timeout.unwrap_or(DEFAULT_TIMEOUT);
        let (queued, seen) = self.start(&store);
        let progress = Progress {
            watch: self,
            store,
            changes,
            seen,
            queued,
            deadline,
        };
        let lines = stream::unfold(progress, |mut progress| async {
            let event = progress.next().await?;
            Some((Ok::<_, Infallible>(format!("{event}\n")), progress))
        });
        ([("content-type", "application/json")], Body::from_stream(lines)).into_response()
    }

    /// What comes before the first change, and the revision that it reflects.
    fn start(&self, store: &Store) -> (VecDeque<Value>, u64) {
        store.read(|state| {
            let revision = state.revision();
            if let (Some(since), false) = (self.since, self.initial_events) {
                return (VecDeque::new(), since);
            }
            let objects = state.list(&self.kind, self.namespace.as_deref());
            let mut queued: VecDeque<Value> = objects
                .into_iter()
                .filter(|object| self.selector.matches(object))
                .map(|object| self.event("ADDED", object.clone()))
                .collect();
            if self.initial_events {
                let metadata = json!({"resourceVersion": revision.to_string(), "creationTimestamp": null,
                                      "annotations": {"k8s.io/initial-events-end": "true"}});
                queued.push_back(self.event("BOOKMARK", json!({"metadata": metadata})));
            }
            (queued, revision)
        })
    }

    fn event(&self, event: &str, mut object: Value) -> Value {
        object["apiVersion"] = json!(self.kind.api_version());
        object["kind"] = json!(self.kind.kind);
        json!({"type": event, "object": object})
    }

    /// A change as this watch sees it: an object that ceases to match the selector is gone.
    fn translate(&self, event: &Event) -> Option<Value> {
        let elsewhere = self.namespace.is_some() && self.namespace != event.key.namespace;
        if elsewhere || !event.key.is_of(&self.kind) {
            return None;
        }
        let matching = |object: &Option<Value>| object.clone().filter(|object| self.selector.matches(object));
        let (name, mut object) = match (matching(&event.before), matching(&event.after)) {
            (None, Some(after)) => ("ADDED", after),
            (Some(_), Some(after)) => ("MODIFIED", after),
            (Some(before), None) => ("DELETED", before),
            (None, None) => return None,
        };
        object["metadata"]["resourceVersion"] = json!(event.revision.to_string());
        Some(self.event(name, object))
    }
}

impl Progress {
    /// The next event; `None` at the end of the watch.
    async fn next(&mut self) -> Option<Value> {
        loop {
            if let Some(event) = self.queued.pop_front() {
                return Some(event);
            }
            self.changes.mark_unchanged();
            let (watch, since) = (&self.watch, self.seen);
            (self.queued, self.seen) = self.store.read(|state| {
                let events = state
                    .events_since(since)
                    .iter()
                    .filter_map(|event| watch.translate(event));
                (events.collect(), state.revision().max(since))
            });
            if self.queued.is_empty() {
                let changed = tokio::time::timeout_at(self.deadline, self.changes.changed()).await;
                changed.ok()?.ok()?;
            }
        }
    }
}
