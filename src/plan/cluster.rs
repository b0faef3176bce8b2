//! Which clusters a plan changes. Scripts name them on every call, and never change another.

use super::names::{ClusterName, ContextName};

/// The clusters of a plan, and how its scripts find them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Clusters {
    /// A k3d cluster of this name on this machine; its context is `k3d-<name>`.
    K3d { name: ClusterName },
    /// A cluster that exists. Without a name the scripts show the current context and ask.
    One { context: Option<ContextName> },
    /// Two clusters: the one with the workload, and the one that calls it.
    Two { target: ContextName, egress: ContextName },
}

/// Which of the plan's clusters a step is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The only one.
    Only,
    /// Where the workload is.
    Target,
    /// From where it is called.
    Egress,
}

impl Clusters {
    /// A cluster that exists.
    pub fn one(context: &Option<ContextName>) -> Self {
        Self::One {
            context: context.clone(),
        }
    }

    /// The context of a role, if it is known before the scripts run.
    pub fn context(&self, role: Role) -> Option<String> {
        match (self, role) {
            (Self::K3d { name }, _) => Some(name.context()),
            (Self::One { context }, _) => context.as_ref().map(ToString::to_string),
            (Self::Two { egress, .. }, Role::Egress) => Some(egress.to_string()),
            (Self::Two { target, .. }, _) => Some(target.to_string()),
        }
    }
}
