//! Puts a plan together: manifests get their numbers in the order in which the guide applies them.

use super::Manifest;
use super::cluster::Role;
use super::guide::{GuideStep, StepBody};
use super::resource::Resource;
use super::task::Task;

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

    /// Adds a step of tasks.
    pub fn tasks(&mut self, id: &'static str, title: String, why: String, tasks: Vec<Task>, expect: String) {
        self.step(id, title, why, StepBody::Tasks(tasks), expect);
    }
}
