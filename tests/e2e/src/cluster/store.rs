//! The objects of the cluster and the history of their changes.

use super::kinds::{ResourceKind, Served};
use super::schema::{CrdSet, Definition};
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;

/// Where an object lives. All versions of a kind share their objects.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// API group.
    pub group: String,
    /// Plural name of the kind.
    pub plural: String,
    /// Namespace; `None` for cluster-scoped kinds.
    pub namespace: Option<String>,
    /// Name.
    pub name: String,
}

impl Key {
    /// The key of an object of a kind.
    pub fn new(kind: &ResourceKind, namespace: Option<&str>, name: &str) -> Key {
        let namespace = if kind.is_namespaced() {
            namespace.map(str::to_owned)
        } else {
            None
        };
        Key {
            group: kind.group.clone(),
            plural: kind.plural.clone(),
            namespace,
            name: name.to_owned(),
        }
    }

    /// Whether the key is of this kind, in any version.
    pub fn is_of(&self, kind: &ResourceKind) -> bool {
        self.group == kind.group && self.plural == kind.plural
    }

    fn is_definition(&self) -> bool {
        self.group == "apiextensions.k8s.io" && self.plural == "customresourcedefinitions"
    }
}

/// One change, as watchers see it.
#[derive(Debug, Clone)]
pub struct Event {
    /// The revision that the change made.
    pub revision: u64,
    /// The object that changed.
    pub key: Key,
    /// The object before, unless it is new.
    pub before: Option<Value>,
    /// The object after, unless it is gone.
    pub after: Option<Value>,
}

/// The whole state.
#[derive(Debug, Default)]
pub struct State {
    objects: BTreeMap<Key, Value>,
    events: Vec<Event>,
    revision: u64,
    /// The definitions whose custom resources are served.
    crds: CrdSet,
    /// What each field manager last sent by server-side apply.
    pub applied: HashMap<(Key, String), Value>,
}

impl State {
    /// The revision of the latest change.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// The definitions whose custom resources are served.
    pub fn crds(&self) -> &CrdSet {
        &self.crds
    }

    /// An object.
    pub fn object(&self, key: &Key) -> Option<&Value> {
        self.objects.get(key)
    }

    /// All objects of a kind, in one namespace or in all.
    pub fn list(&self, kind: &ResourceKind, namespace: Option<&str>) -> Vec<&Value> {
        let wanted = |key: &Key| {
            key.is_of(kind) && namespace.is_none_or(|namespace| key.namespace.as_deref() == Some(namespace))
        };
        self.objects
            .iter()
            .filter(|(key, _)| wanted(key))
            .map(|(_, object)| object)
            .collect()
    }

    /// All objects.
    pub fn objects(&self) -> impl Iterator<Item = (&Key, &Value)> {
        self.objects.iter()
    }

    /// Changes after a revision.
    pub fn events_since(&self, revision: u64) -> &[Event] {
        let start = self.events.partition_point(|event| event.revision <= revision);
        &self.events[start..]
    }

    /// Finds a kind by its address.
    pub fn served(&self, group: &str, version: &str, plural: &str) -> Option<Served> {
        super::kinds::served(&self.crds).into_iter().find(|served| {
            let kind = served.kind();
            kind.group == group && kind.version == version && kind.plural == plural
        })
    }

    /// Finds a kind by `apiVersion` and `kind`.
    pub fn served_kind(&self, api_version: &str, kind: &str) -> Option<Served> {
        super::kinds::served(&self.crds)
            .into_iter()
            .find(|served| served.kind().kind == kind && served.kind().api_version() == api_version)
    }

    /// Stores an object under a new revision and returns it with that `resourceVersion`.
    pub fn put(&mut self, key: Key, mut object: Value) -> Value {
        self.revision += 1;
        object["metadata"]["resourceVersion"] = json!(self.revision.to_string());
        let before = self.objects.insert(key.clone(), object.clone());
        if key.is_definition() {
            self.sync_definition(&key, Some(&object));
        }
        self.events.push(Event {
            revision: self.revision,
            key,
            before,
            after: Some(object.clone()),
        });
        object
    }

    /// Removes an object for good. Removing a definition removes its custom resources too.
    pub fn remove(&mut self, key: &Key) -> Option<Value> {
        let removed = self.objects.remove(key)?;
        self.applied.retain(|(applied, _), _| applied != key);
        self.revision += 1;
        let event = Event {
            revision: self.revision,
            key: key.clone(),
            before: Some(removed.clone()),
            after: None,
        };
        self.events.push(event);
        if key.is_definition() {
            self.sync_definition(key, None);
            let (group, plural) = (&removed["spec"]["group"], &removed["spec"]["names"]["plural"]);
            let orphans: Vec<Key> = self
                .objects
                .keys()
                .filter(|key| *group == *key.group && *plural == *key.plural)
                .cloned()
                .collect();
            for orphan in orphans {
                self.remove(&orphan);
            }
        }
        Some(removed)
    }

    /// Custom resources are served from the moment that their definition is `Established`.
    fn sync_definition(&mut self, key: &Key, definition: Option<&Value>) {
        let established = definition.filter(|definition| has_condition(definition, "Established"));
        match established.map(Definition::parse) {
            Some(Ok(definition)) => self.crds.insert(definition),
            Some(Err(_)) | None => self.crds.remove(&key.name),
        }
    }
}

/// Whether a condition of this type is `True`.
pub fn has_condition(object: &Value, condition: &str) -> bool {
    let conditions = object["status"]["conditions"].as_array();
    conditions
        .into_iter()
        .flatten()
        .any(|one| one["type"] == condition && one["status"] == "True")
}

/// The state behind a lock, with a signal for whoever waits for changes.
#[derive(Debug)]
pub struct Store {
    state: Mutex<State>,
    changed: watch::Sender<u64>,
}

impl Default for Store {
    fn default() -> Store {
        Store {
            state: Mutex::default(),
            changed: watch::channel(0).0,
        }
    }
}

impl Store {
    /// Looks at the state.
    pub fn read<R>(&self, look: impl FnOnce(&State) -> R) -> R {
        look(&self.lock())
    }

    /// Changes the state and wakes whoever waits.
    pub fn write<R>(&self, change: impl FnOnce(&mut State) -> R) -> R {
        let (result, revision) = {
            let mut state = self.lock();
            (change(&mut state), state.revision)
        };
        self.changed
            .send_if_modified(|seen| std::mem::replace(seen, revision) != revision);
        result
    }

    /// A receiver that is told every new revision.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    /// Wakes whoever waits although nothing has changed.
    pub fn wake(&self) {
        self.changed.send_modify(|_| ());
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // A test that panics while it mutates must not hide its own message behind a poisoned lock.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
