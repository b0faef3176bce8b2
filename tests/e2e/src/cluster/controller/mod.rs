//! What controllers do in a real cluster, as a list of small rules.
//!
//! A rule looks at one object and the rest of the cluster and says what should change *now*; saying nothing means that all is
//! well or that something is still missing. What it says happens after [`Settings::delay`], if the rule still says so
//! then. To add behaviour, write a [`Rule`] and add it to [`rules`].

mod api_gateway;
mod api_rule;
mod cluster_basics;
mod gardener;
mod istio;
mod settling;

pub use cluster_basics::established;
pub use gardener::PublicIssuer;
pub use settling::settle;

use super::admission::WriteOptions;
use super::kinds::Served;
use super::removal;
use super::schema::CrdSet;
use super::store::{Key, State, Store};
use super::write;
use serde_json::{Value, json};
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// How the load balancer is addressed from outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LoadBalancer {
    /// An IP address (k3d, GCP, Azure, OpenStack).
    Ip(String),
    /// A host name (AWS).
    Hostname(String),
    /// None ever appears.
    Pending,
}

/// What rules depend on besides the objects.
#[derive(Debug)]
pub struct Settings {
    /// Time between the moment that a change is due and the change.
    pub delay: Duration,
    /// Address of `istio-ingressgateway`.
    pub load_balancer: LoadBalancer,
    /// Default domain of the cluster, if Gardener manages it.
    pub default_domain: Option<String>,
    /// Value of `dns.gardener.cloud/class` that the DNS controller obeys; `None` where the annotation must be absent.
    pub dns_class: Option<String>,
    /// Whoever issues the certificates of `cert.gardener.cloud`.
    pub issuer: Mutex<PublicIssuer>,
    /// All definitions that controllers can install.
    pub catalogue: CrdSet,
    /// Kinds that make no progress: no rule looks at their objects.
    pub frozen: Mutex<BTreeSet<String>>,
}

/// One thing that a rule wants.
#[derive(Debug, Clone)]
pub enum Change {
    /// Set these fields of the object's `status`; the others stay.
    Status(Value),
    /// Create this object unless it exists. It is validated like any other.
    Ensure(Value),
    /// The same, and where it exists with another `spec`, give it this one.
    Keep(Value),
    /// Remove another object: one that the rule once made and that is no longer wanted.
    Remove(Key),
    /// Remove the object, a namespace, with everything in it.
    EmptyAndRemove,
}

/// Behaviour of one controller towards one kind of object.
pub trait Rule: Send + Sync {
    /// API group and kind of the objects that it looks at.
    fn subject(&self) -> (&'static str, &'static str);

    /// What should change now.
    fn next(&self, object: &Value, state: &State, settings: &Settings) -> Vec<Change>;
}

/// Every rule.
fn rules() -> Vec<Box<dyn Rule>> {
    vec![
        Box::new(cluster_basics::NamespaceRule),
        Box::new(cluster_basics::DefinitionRule),
        Box::new(cluster_basics::DeploymentRule),
        Box::new(cluster_basics::LoadBalancerRule),
        Box::new(istio::IstioRule),
        Box::new(api_gateway::ApiGatewayRule),
        Box::new(api_rule::ApiRuleRule),
        Box::new(gardener::DnsProviderRule),
        Box::new(gardener::DnsEntryRule),
        Box::new(gardener::CertificateRule),
    ]
}

/// A rule about an object in one generation.
type Pending = HashMap<(usize, String, u64), Instant>;

/// Runs the rules for ever; abort the task to stop it.
pub async fn run(store: Arc<Store>, settings: Arc<Settings>) {
    let rules = rules();
    let mut pending = Pending::new();
    let mut changes = store.changes();
    loop {
        changes.mark_unchanged();
        let next_due = round(&store, &settings, &rules, &mut pending);
        match next_due {
            Some(due) => {
                let _ = tokio::time::timeout_at(due, changes.changed()).await;
            }
            None => {
                if changes.changed().await.is_err() {
                    return;
                }
            }
        }
    }
}

/// Notes what is newly due, does what has been due long enough, and returns when to look again.
fn round(store: &Store, settings: &Settings, rules: &[Box<dyn Rule>], pending: &mut Pending) -> Option<Instant> {
    let now = Instant::now();
    let wanted = store.read(|state| wanted(state, settings, rules));
    pending.retain(|key, _| wanted.iter().any(|(other, _)| other == key));
    for (id, key) in wanted {
        let due = *pending.entry(id.clone()).or_insert(now + settings.delay);
        if due <= now {
            pending.remove(&id);
            store.write(|state| {
                let Some(object) = state.object(&key).cloned() else {
                    return;
                };
                for change in effective(rules[id.0].next(&object, state, settings), &object, state) {
                    perform(state, &key, change);
                }
            });
        }
    }
    pending.values().min().copied()
}

type Id = (usize, String, u64);

fn wanted(state: &State, settings: &Settings, rules: &[Box<dyn Rule>]) -> Vec<(Id, Key)> {
    let frozen = settings.frozen.lock().unwrap_or_else(PoisonError::into_inner);
    let mut wanted = Vec::new();
    for (key, object) in state.objects() {
        let kind = object["kind"].as_str().unwrap_or_default();
        for (index, rule) in rules.iter().enumerate() {
            if rule.subject() != (key.group.as_str(), kind) || frozen.contains(kind) {
                continue;
            }
            if !effective(rule.next(object, state, settings), object, state).is_empty() {
                let metadata = &object["metadata"];
                let uid = metadata["uid"].as_str().unwrap_or_default().to_owned();
                wanted.push(((index, uid, metadata["generation"].as_u64().unwrap_or(0)), key.clone()));
            }
        }
    }
    wanted
}

/// Leaves out what is already so.
fn effective(changes: Vec<Change>, object: &Value, state: &State) -> Vec<Change> {
    let missing = |wanted: &Value| match served_of(state, wanted) {
        Some((_, key)) => state.object(&key).is_none(),
        None => true,
    };
    changes
        .into_iter()
        .filter(|change| match change {
            Change::Status(status) => with_status(object, status) != *object,
            Change::Ensure(wanted) => missing(wanted),
            Change::Keep(wanted) => match with_spec(state, wanted) {
                Some((key, kept)) => state.object(&key) != Some(&kept),
                None => missing(wanted),
            },
            Change::Remove(key) => state.object(key).is_some(),
            Change::EmptyAndRemove => true,
        })
        .collect()
}

fn with_status(object: &Value, status: &Value) -> Value {
    let mut object = object.clone();
    for (field, value) in status.as_object().into_iter().flatten() {
        object["status"][field] = value.clone();
    }
    object
}

/// An object that exists, with the `spec` that is wanted, as the server would store it.
fn with_spec(state: &State, wanted: &Value) -> Option<(Key, Value)> {
    let (served, key) = served_of(state, wanted)?;
    let mut kept = state.object(&key)?.clone();
    let mut wanted = wanted.clone();
    served.normalise(&mut wanted);
    if kept["spec"] != wanted["spec"] {
        kept["spec"] = wanted["spec"].take();
        let generation = kept["metadata"]["generation"].as_u64().unwrap_or_default();
        kept["metadata"]["generation"] = json!(generation + 1);
    }
    Some((key, kept))
}

fn served_of(state: &State, object: &Value) -> Option<(Served, Key)> {
    let served = state.served_kind(object["apiVersion"].as_str()?, object["kind"].as_str()?)?;
    let metadata = &object["metadata"];
    let key = Key::new(
        served.kind(),
        metadata["namespace"].as_str(),
        metadata["name"].as_str()?,
    );
    Some((served, key))
}

fn perform(state: &mut State, key: &Key, change: Change) {
    match change {
        Change::Status(status) => {
            if let Some(object) = state.object(key) {
                let object = with_status(object, &status);
                state.put(key.clone(), object);
            }
        }
        Change::Keep(object) => match with_spec(state, &object) {
            Some((key, kept)) => {
                state.put(key, kept);
            }
            None => perform(state, key, Change::Ensure(object)),
        },
        Change::Remove(key) => {
            state.remove(&key);
        }
        Change::Ensure(object) => {
            // A kind or namespace that is still missing is tried again in the next round.
            if let Some((served, key)) = served_of(state, &object) {
                let namespace = key.namespace.clone();
                let made = write::create(state, &served, namespace.as_deref(), object, &WriteOptions::default());
                if let Err(error) = made {
                    eprintln!("the cluster's own controller was refused: {}", error.message);
                }
            }
        }
        Change::EmptyAndRemove => removal::empty_and_remove_namespace(state, key),
    }
}

/// An object by its address, whatever its version.
fn find<'a>(state: &'a State, group: &str, plural: &str, namespace: &str, name: &str) -> Option<&'a Value> {
    let found = state.objects().find(|(key, _)| {
        key.group == group && key.plural == plural && key.namespace.as_deref() == Some(namespace) && key.name == name
    });
    found.map(|(_, object)| object)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// Whether a pod with these labels is one of those that a selector means. An empty selector means none.
fn selects(selector: &Value, labels: &Value) -> bool {
    let wanted = selector.as_object().filter(|wanted| !wanted.is_empty());
    wanted.is_some_and(|wanted| wanted.iter().all(|(key, value)| labels.get(key) == Some(value)))
}

/// The object's conditions with these set; the time of transition changes only with the value.
fn conditions(object: &Value, wanted: &[(&str, bool, &str)]) -> Value {
    let mut conditions = object["status"]["conditions"].as_array().cloned().unwrap_or_default();
    for (kind, holds, reason) in wanted {
        let status = if *holds { "True" } else { "False" };
        let at = conditions.iter().position(|one| one["type"] == *kind);
        if at.is_some_and(|at| conditions[at]["status"] == status && conditions[at]["reason"] == *reason) {
            continue;
        }
        let now = super::admission::timestamp();
        let condition =
            json!({"type": kind, "status": status, "reason": reason, "message": "", "lastTransitionTime": now});
        match at {
            Some(at) => conditions[at] = condition,
            None => conditions.push(condition),
        }
    }
    json!(conditions)
}
