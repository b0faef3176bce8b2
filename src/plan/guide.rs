//! The tutorial's steps with the user's values.

use super::builder::Builder;
use super::cluster::Role;
use super::task::Task;

/// One numbered step.
#[derive(Clone, Debug, PartialEq)]
pub struct GuideStep {
    /// Stable, for links; unique in a guide.
    pub id: &'static str,
    /// The cluster that it changes.
    pub cluster: Role,
    pub title: String,
    /// What the step is for, in a sentence or two of plain text; `code` in backquotes.
    pub why: String,
    pub body: StepBody,
    /// What success looks like, plain text; `code` in backquotes.
    pub expect: String,
}

/// What a step asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum StepBody {
    /// Unpack the archive and go into its folder.
    Unpack,
    /// Make or choose the cluster. Scripts do this before anything else.
    ChooseCluster,
    /// Tasks that `apply.sh` also runs.
    Tasks(Vec<Task>),
    /// The calls that `verify.sh` also makes, without and with each client's certificate.
    Verify,
    /// A call from the pod of the egress cluster, and a look into the egress gateway's log.
    CallFromPod,
    /// The pod's call around the egress gateway, which must fail, and the one through it, which must not.
    CallDirectly,
}

/// The first step of every guide.
pub fn unpack(builder: &mut Builder) {
    builder.step(
        "unpack",
        "Unpack the archive".to_owned(),
        "All commands below run in its folder. `./apply.sh` runs all of them but the test for you, and waits where \
         waiting is needed; `./verify.sh` is the test."
            .to_owned(),
        StepBody::Unpack,
        "`README.md`, `apply.sh`, `verify.sh`, `cleanup.sh` and the folders `manifests` and `certificates`.".to_owned(),
    );
}

/// The step that points kubectl at a cluster that exists.
pub fn choose_cluster(builder: &mut Builder, needs: &str) {
    builder.step(
        "cluster",
        "Choose the cluster".to_owned(),
        format!("{needs} The scripts name the context on every call, so they never change another cluster."),
        StepBody::ChooseCluster,
        "The context of the cluster that you mean.".to_owned(),
    );
}
