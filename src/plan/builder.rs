//! Puts a plan together: manifests get their numbers in the order in which the guide applies them.

use super::answers::Answers;
use super::brought::Brought;
use super::cluster::{Clusters, Role};
use super::guide::{GuideStep, StepBody};
use super::names::FileStem;
use super::resource::Resource;
use super::task::Task;
use super::verification::verification;
use super::{Manifest, Plan, certificates};

/// Manifests and steps so far.
pub struct Builder {
    pub manifests: Vec<Manifest>,
    pub guide: Vec<GuideStep>,
    /// The cluster that the next steps are about.
    pub cluster: Role,
}

impl Builder {
    /// Nothing yet.
    pub fn on(cluster: Role) -> Self {
        Self {
            manifests: Vec::new(),
            guide: Vec::new(),
            cluster,
        }
    }

    /// Numbers a resource.
    pub fn manifest(&mut self, resource: impl Into<Resource>) -> Manifest {
        let manifest = Manifest {
            number: self.manifests.len() + 1,
            cluster: self.cluster,
            resource: resource.into(),
        };
        self.manifests.push(manifest.clone());
        manifest
    }

    /// Numbers a resource and applies it.
    pub fn apply(&mut self, resource: impl Into<Resource>) -> Task {
        Task::Apply(self.manifest(resource))
    }

    /// Adds a step for the present cluster.
    pub fn step(&mut self, id: &'static str, title: String, why: String, body: StepBody, expect: String) {
        self.guide.push(GuideStep {
            id,
            cluster: self.cluster,
            title,
            why,
            body,
            expect,
        });
    }

    /// The plan of a variant that makes its certificates here, by authorities made here or brought along, and is tested by the name in DNS; where something is
    /// different, the variant says so with `..`. The identifier and the namespace name the archive's folder.
    pub fn plan(self, answers: &Answers, tutorial: &'static str, title: &str, clusters: Clusters) -> Plan {
        let brought = Brought::of(&answers.certificates);
        Plan {
            tutorial,
            title: title.to_owned(),
            folder: FileStem::archive(tutorial, &answers.namespace),
            namespace: answers.namespace.clone(),
            domains: answers.domains.clone(),
            requests: certificates::requests(&answers.certificates),
            signing_requests: certificates::signing_requests(&answers.certificates),
            server_names: None,
            provided: brought.authority_files(),
            brought,
            manifests: self.manifests,
            guide: self.guide,
            verification: verification(answers, None),
            clusters,
            formats: answers.certificates.formats.clone(),
            answers: answers.shown.clone(),
        }
    }

    /// Adds a step of tasks.
    pub fn tasks(&mut self, id: &'static str, title: String, why: String, tasks: Vec<Task>, expect: String) {
        self.step(id, title, why, StepBody::Tasks(tasks), expect);
    }
}
