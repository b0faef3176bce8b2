//! The guide's tasks in Kyma dashboard: where to go, which button, and what to put into each field, by its label.
//!
//! Labels and their order are those of kyma-project/busola (`public/i18n/en.yaml`, `src/resources/*/*Create.tsx`,
//! `src/shared/ResourceForm`) and of the forms that the modules bring along (`config/ui-extensions/*/form` and
//! `translations` in kyma-project/istio and kyma-project/api-gateway; `extensions` in kyma-project/kyma-dashboard).

mod form;
mod secret;

use crate::plan::names::Namespace;
use crate::plan::resource::Resource;
use crate::plan::task::{Condition, Task, Wait};
use crate::plan::{Manifest, Provided};

/// One thing to do in the dashboard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instruction {
    /// The namespace to open first; `None` in the cluster's own view.
    pub namespace: Option<Namespace>,
    pub action: Action,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Go to the page, choose **Create**, fill in the form, choose **Create** below it.
    Create { page: Page, form: Vec<Entry> },
    /// As `Create`, unless the list has the resource already: then choose its tab **Edit**, leave what is there, add the
    /// rest, choose **Save**.
    CreateOrEdit { page: Page, name: String, form: Vec<Entry> },
    /// Choose **Upload YAML**, choose this file of the archive, choose **Upload**.
    Upload { file: String },
    /// Go to the page and wait until the resource is listed; with a state, until this column shows this value.
    Wait {
        page: Page,
        name: String,
        shows: Option<Shows>,
    },
}

/// A column of a list and what it must show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shows {
    pub column: &'static str,
    pub value: &'static str,
}

/// Entries of the navigation on the left, for example `Istio > Gateways`.
pub type Page = &'static str;

/// A line of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// A field with this label: type or choose the value.
    Field { label: &'static str, value: String },
    /// A switch with this label: turn it on.
    Switch { label: &'static str },
    /// A field or a key with a value that only the user knows; what it is, with `code` in backquotes.
    Own { label: &'static str, hint: String },
    /// A row of a key and a value.
    Pair { key: String, value: String },
    /// A row of a key and a file of the archive, by **Read value from file**.
    File { key: String, path: String },
    /// A part of the form with this heading; with `add`, it begins with the button **Add**.
    Section {
        label: &'static str,
        add: bool,
        entries: Vec<Entry>,
    },
}

/// The buttons that an instruction names.
pub mod button {
    pub const CREATE: &str = "Create";
    pub const ADD: &str = "Add";
    pub const UPLOAD_YAML: &str = "Upload YAML";
    pub const UPLOAD: &str = "Upload";
    pub const READ_FROM_FILE: &str = "Read value from file";
}

/// The setting that shows the namespaces that a dashboard hides.
pub const SHOW_HIDDEN_NAMESPACES: &str = "Show hidden Namespaces";

impl Instruction {
    /// Whether the namespace is one that a dashboard may hide until [`SHOW_HIDDEN_NAMESPACES`] is on; which ones it hides
    /// is up to its operator (busola, feature `HIDDEN_NAMESPACES`).
    pub fn may_be_hidden(&self) -> bool {
        let system = ["istio-system", "kube-system", "kyma-system"];
        self.namespace
            .as_ref()
            .is_some_and(|namespace| system.contains(&namespace.as_str()))
    }

    /// The fields to fill in, in the form's order.
    pub fn form(&self) -> &[Entry] {
        match &self.action {
            Action::Create { form, .. } | Action::CreateOrEdit { form, .. } => form,
            Action::Upload { .. } | Action::Wait { .. } => &[],
        }
    }

    /// What to do before the form, or all there is to do: plain text; what the dashboard shows is in backquotes.
    pub fn opening(&self) -> String {
        let mut text = match &self.namespace {
            Some(namespace) => ["In the namespace `", namespace.as_str(), "`"].concat(),
            None => "In the cluster’s overview".to_owned(),
        };
        if self.may_be_hidden() {
            text += &[
                " (if it is not listed, turn on `",
                SHOW_HIDDEN_NAMESPACES,
                "` in the settings)",
            ]
            .concat();
        }
        match &self.action {
            Action::Create { page, .. } => {
                text += &[", go to `", page, "` and choose `", button::CREATE, "`."].concat()
            }
            Action::CreateOrEdit { page, name, .. } => {
                text += &[", go to `", page, "` and choose `", button::CREATE, "`. If `", name].concat();
                text += "` is in the list already, open it instead, choose `Edit`, and leave the entries that it has.";
            }
            Action::Upload { file } => {
                text += &[", choose `", button::UPLOAD_YAML, "`, then the archive’s file `", file].concat();
                text += &["`, then `", button::UPLOAD, "`."].concat();
            }
            Action::Wait { page, name, shows } => {
                text += &[", go to `", page, "` and wait until `", name, "` is listed"].concat();
                if let Some(shows) = shows {
                    text += &[" with `", shows.value, "` under `", shows.column, "`"].concat();
                }
                text.push('.');
            }
        }
        text
    }

    /// What to do after the form.
    pub fn closing(&self) -> Option<&'static str> {
        match self.action {
            Action::Create { .. } => Some("Choose `Create`."),
            Action::CreateOrEdit { .. } => Some("Choose `Create`, or `Save` after `Edit`."),
            Action::Upload { .. } | Action::Wait { .. } => None,
        }
    }
}

/// What to do in the dashboard for a task; `None` for what it cannot do or show. `provided` is what the archive repeats.
pub fn instruction(task: &Task, provided: &[Provided]) -> Option<Instruction> {
    match task {
        Task::Apply(manifest) => Some(apply(manifest)),
        // The dashboard keeps a module's resource behind its own page, and an upload would replace it.
        Task::AddTo(manifest) if matches!(manifest.resource, Resource::Istio(_)) => None,
        Task::AddTo(manifest) => Some(add_to(manifest)),
        Task::Secret(secret) => Some(secret::from_files(secret)),
        Task::ProviderSecret(secret) => Some(secret::of_provider(secret, provided)),
        // Not by upload: the file has no target.
        Task::DnsEntry(manifest) => Some(apply(manifest)).filter(|instruction| !instruction.form().is_empty()),
        Task::WaitFor(wait) | Task::WaitForMade(wait) => self::wait(wait),
        _ => None,
    }
}

fn namespace_of(resource: &Resource) -> Option<Namespace> {
    resource.metadata().namespace.clone()
}

fn upload(manifest: &Manifest) -> Action {
    Action::Upload { file: manifest.path() }
}

/// A namespace may be there already, and then creating it fails.
fn apply(manifest: &Manifest) -> Instruction {
    let resource = &manifest.resource;
    Instruction {
        namespace: namespace_of(resource),
        action: match form::of(resource) {
            Some((page, form)) if matches!(resource, Resource::Namespace(_)) => create_or_edit(resource, page, form),
            Some((page, form)) => Action::Create { page, form },
            None => upload(manifest),
        },
    }
}

/// Not by upload: the dashboard makes an existing resource the same as the file (busola, `useUploadResources`), which
/// takes away what others put into it.
fn add_to(manifest: &Manifest) -> Instruction {
    let resource = &manifest.resource;
    Instruction {
        namespace: namespace_of(resource),
        action: match form::of(resource) {
            Some((page, form)) => create_or_edit(resource, page, form),
            None => upload(manifest),
        },
    }
}

fn create_or_edit(resource: &Resource, page: Page, form: Vec<Entry>) -> Action {
    Action::CreateOrEdit {
        page,
        name: resource.metadata().name.to_string(),
        form,
    }
}

/// What the lists show of a kind: kubectl's name, page, and the column with the state.
const STATES: [(&str, Page, Shows); 6] = [
    ("apirules.gateway.kyma-project.io", form::API_RULES, READY),
    ("apirules.v2alpha1.gateway.kyma-project.io", form::API_RULES, READY),
    ("dnsproviders.dns.gardener.cloud", form::DNS_PROVIDERS, READY),
    ("dnsentries.dns.gardener.cloud", form::DNS_ENTRIES, READY),
    ("certificates.cert.gardener.cloud", form::CERTIFICATES, READY),
    (
        "deployment",
        "Workloads > Deployments",
        Shows {
            column: "Pods",
            value: "1 / 1",
        },
    ),
];

/// How the resources of Kyma and Gardener show `status.state`.
const READY: Shows = Shows {
    column: "Status",
    value: "Ready",
};

fn wait(wait: &Wait) -> Option<Instruction> {
    let (page, shows) = match wait.condition {
        Condition::Exists if wait.kind == "service" => (form::SERVICES, None),
        Condition::Exists if wait.kind == "secret" => (secret::PAGE, None),
        Condition::Exists => return None,
        Condition::Condition(_) | Condition::State(_) => {
            let (_, page, shows) = STATES.into_iter().find(|(kind, ..)| *kind == wait.kind)?;
            (page, Some(shows))
        }
    };
    Some(Instruction {
        namespace: wait.namespace.clone(),
        action: Action::Wait {
            page,
            name: wait.name.clone(),
            shows,
        },
    })
}
