//! A stand-in for the Kubernetes API server that the real kubectl works against.
//!
//! It holds objects, not pods: nothing runs in it. It answers kubectl's discovery, validates what kubectl sends as an API
//! server does (built-in kinds against k8s-openapi, custom resources against their CRDs), keeps resource versions and lets
//! clients watch, and a few [`controller`] rules move statuses on so that waiting for them means something.
//!
//! Where to start reading: [`Cluster`] (what tests use), `server` (HTTP), `verbs` (get, create, …), `write` and
//! `admission` (from a body to an object), `store` (objects and history), `schema` (CRDs), `core_kinds` (the rest).
//!
//! Not there: pods, logs, exec, port-forward, subresources other than `status`, tables, protobuf (but for a few bodies), CEL rules,
//! `managedFields`, admission webhooks, and authentication; paging (`limit`) returns everything at once.

mod admission;
mod api_error;
pub mod controller;
pub mod core_kinds;
mod discovery;
pub mod kinds;
mod modules;
mod openapi;
mod options;
pub mod patch;
mod protobuf;
mod public;
mod removal;
pub mod schema;
mod selector;
mod server;
mod shell;
mod store;
mod target;
mod verbs;
mod watch;
mod write;

pub use api_error::ApiError;
pub use controller::LoadBalancer;
pub use options::{Installed, Options};
pub use server::Request;

use admission::WriteOptions;
use anyhow::{Context, Result, anyhow};
use controller::Settings;
use schema::{CrdSet, Definition};
use serde_json::{Value, json};
use server::Server;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use store::{Key, Store};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

/// A running cluster. Dropping it stops the server and deletes the kubeconfig.
#[derive(Debug)]
pub struct Cluster {
    server: Arc<Server>,
    settings: Arc<Settings>,
    base_url: String,
    directory: tempfile::TempDir,
    /// A runtime of its own, so that tests may block on kubectl; always there until the drop.
    runtime: Option<Runtime>,
}

impl Cluster {
    /// Starts a cluster on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// When the definitions cannot be read or the port or the kubeconfig cannot be made.
    pub async fn start(options: Options) -> Result<Cluster> {
        let catalogue = CrdSet::load(&options.crd_directory)?;
        let store = Arc::new(Store::default());
        let server = Server {
            store: store.clone(),
            catalogue: catalogue.clone(),
            requests: Mutex::default(),
        };
        let settings = Arc::new(Settings {
            delay: options.delay,
            load_balancer: options.load_balancer,
            default_domain: options.default_domain,
            dns_class: options.dns_class,
            issuer: Mutex::default(),
            catalogue,
            frozen: Mutex::default(),
        });
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()?;
        let socket = std::net::TcpListener::bind("127.0.0.1:0")?;
        socket.set_nonblocking(true)?;
        let base_url = format!("http://{}", socket.local_addr()?);
        let directory = tempfile::Builder::new().prefix("mtls-wizard-cluster").tempdir()?;
        std::fs::write(
            directory.path().join("config"),
            options::kubeconfig(&options.context, &base_url)?,
        )?;
        let server = Arc::new(server);
        let router = server::router(server.clone());
        let cluster = Cluster {
            server,
            settings,
            base_url,
            directory,
            runtime: Some(runtime),
        };
        cluster.furnish(options.installed)?;
        if let Some(runtime) = &cluster.runtime {
            runtime.spawn(controller::run(store, cluster.settings.clone()));
            runtime.spawn(async move { axum::serve(TcpListener::from_std(socket)?, router).await });
        }
        Ok(cluster)
    }

    /// Makes what is there at the start.
    fn furnish(&self, installed: Installed) -> Result<()> {
        let mut namespaces = vec!["default", "kube-system", "kube-public", "kube-node-lease"];
        if installed != Installed::Nothing {
            namespaces.extend(["kyma-system", "istio-system"]);
            for definition in self.server.catalogue.definitions() {
                self.install(definition)?;
            }
        }
        for name in namespaces {
            self.create(json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}))?;
        }
        self.create(json!({
            "apiVersion": "v1", "kind": "Service", "metadata": {"name": "kube-dns", "namespace": "kube-system"},
            "spec": {
                "clusterIP": "10.43.0.10", "selector": {"k8s-app": "kube-dns"},
                "ports": [{"name": "dns", "port": 53, "protocol": "UDP"}, {"name": "dns-tcp", "port": 53}],
            },
        }))?;
        if installed == Installed::Kyma {
            let objects = modules::FILES
                .iter()
                .filter_map(|file| modules::objects(file, &self.server.catalogue));
            for object in objects
                .flatten()
                .filter(|object| object["kind"] != "CustomResourceDefinition")
            {
                self.create(object)?;
            }
        }
        if let Some(domain) = &self.settings.default_domain {
            self.create(json!({
                "apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "shoot-info", "namespace": "kube-system"},
                "data": {"domain": domain},
            }))?;
        }
        controller::settle(&self.server.store, &self.settings);
        Ok(())
    }

    fn install(&self, definition: &Definition) -> Result<()> {
        self.create(definition.source.clone())?;
        self.mutate(
            "apiextensions.k8s.io/v1",
            "CustomResourceDefinition",
            None,
            &definition.name,
            |object| {
                object["status"] = controller::established(object);
            },
        )
    }

    /// The kubeconfig file.
    pub fn kubeconfig(&self) -> PathBuf {
        self.directory.path().join("config")
    }

    /// `http://127.0.0.1:<port>`, without a slash at the end.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Environment for kubectl and for scripts that call it: the kubeconfig, and a discovery cache and home directory of
    /// its own, because the caches of clusters that had the same port before would mislead it.
    pub fn environment(&self) -> [(&'static str, PathBuf); 3] {
        let directory = self.directory.path();
        [
            ("KUBECONFIG", self.kubeconfig()),
            ("KUBECACHEDIR", directory.join("cache")),
            ("HOME", directory.to_owned()),
        ]
    }

    /// An object, in the version asked for; `None` also when the kind is not served.
    pub fn get(&self, api_version: &str, kind: &str, namespace: Option<&str>, name: &str) -> Option<Value> {
        self.server.store.read(|state| {
            let served = state.served_kind(api_version, kind)?;
            let mut object = state.object(&Key::new(served.kind(), namespace, name))?.clone();
            object["apiVersion"] = json!(api_version);
            Some(object)
        })
    }

    /// All objects of a kind, in one namespace or in all.
    pub fn list(&self, api_version: &str, kind: &str, namespace: Option<&str>) -> Vec<Value> {
        self.server
            .store
            .read(|state| match state.served_kind(api_version, kind) {
                Some(served) => state.list(served.kind(), namespace).into_iter().cloned().collect(),
                None => Vec::new(),
            })
    }

    /// Creates an object as a strict client would.
    ///
    /// # Errors
    /// When the server refuses it, with the server's message.
    pub fn create(&self, object: Value) -> Result<Value> {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let (api_version, kind) = (text(&object["apiVersion"]), text(&object["kind"]));
        let namespace = object["metadata"]["namespace"].as_str().map(str::to_owned);
        self.server.store.write(|state| {
            let served = state
                .served_kind(&api_version, &kind)
                .with_context(|| format!("no kind {kind} in {api_version}"))?;
            write::create(state, &served, namespace.as_deref(), object, &WriteOptions::default())
                .map(|written| written.object)
                .map_err(|error| anyhow!(error.message))
        })
    }

    /// Changes an object behind the server's back: nothing is validated, watchers see it. For breaking one thing on purpose.
    ///
    /// # Errors
    /// When there is no such object.
    pub fn mutate(
        &self,
        api_version: &str,
        kind: &str,
        namespace: Option<&str>,
        name: &str,
        change: impl FnOnce(&mut Value),
    ) -> Result<()> {
        self.server.store.write(|state| {
            let served = state.served_kind(api_version, kind).context("no such kind")?;
            let key = Key::new(served.kind(), namespace, name);
            let mut object = state
                .object(&key)
                .cloned()
                .with_context(|| format!("no {kind} {name}"))?;
            change(&mut object);
            state.put(key, object);
            Ok(())
        })
    }

    /// Removes an object at once, whatever its finalizers say. Returns it, or `None` if it was not there.
    pub fn remove(&self, api_version: &str, kind: &str, namespace: Option<&str>, name: &str) -> Option<Value> {
        self.server.store.write(|state| {
            let served = state.served_kind(api_version, kind)?;
            state.remove(&Key::new(served.kind(), namespace, name))
        })
    }

    /// From now on, controllers leave objects of this kind alone (`Istio`, `Deployment`, …).
    pub fn freeze(&self, kind: &str) {
        self.frozen().insert(kind.to_owned());
    }

    /// Undoes [`freeze`](Cluster::freeze).
    pub fn thaw(&self, kind: &str) {
        self.frozen().remove(kind);
        // Nothing has changed in the store, but there is work again.
        self.server.store.wake();
    }

    fn frozen(&self) -> std::sync::MutexGuard<'_, BTreeSet<String>> {
        self.settings.frozen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Every request so far, in the order of the answers.
    pub fn requests(&self) -> Vec<Request> {
        self.server
            .requests
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            // Waiting for the tasks would block, which is not allowed inside another runtime.
            runtime.shutdown_background();
        }
    }
}
