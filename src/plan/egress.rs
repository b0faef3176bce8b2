//! Egress (tutorial 003): a workload behind a mutual-TLS gateway on one cluster, and another cluster whose pods call it by plain
//! HTTP; their egress gateway shows the client's certificate for them.

mod network;
mod route;
mod source;
mod target;

use std::net::IpAddr;

use super::answers::{Answers, Workload};
use super::builder::Builder;
use super::cluster::{Clusters, Role};
use super::guide::{self, StepBody};
use super::names::{ContextName, FileStem, Namespace, ResourceName};
use super::verification::{Verification, verification, verify};
use super::workload::workload;
use super::{Plan, ingress};

pub use route::{EGRESS_GATEWAY, EGRESS_SERVICE, MESH};

/// What only this tutorial asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Egress {
    /// The cluster with the workload.
    pub target: ContextName,
    /// The cluster that calls it; another one.
    pub egress: ContextName,
    /// The Secret that the egress gateway reads the client's certificate from.
    pub credential: ResourceName,
    /// Whether pods may leave the egress cluster through its egress gateway only.
    pub policy: Option<ClusterDns>,
}

/// The address at which pods ask for names: the `clusterIP` of the Service `kube-dns`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClusterDns {
    /// Whoever applies the policy asks the cluster.
    LookedUp,
    Known(IpAddr),
}

/// Where the calls of the egress cluster come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    pub namespace: Namespace,
    /// The Deployment, and the container of its pods.
    pub deployment: &'static str,
    /// Whether a call around the egress gateway must fail.
    pub restricted: bool,
}

/// The variant's identifier.
const ID: &str = "egress";

/// The plan of tutorial 003 for these answers.
pub fn plan(answers: &Answers, egress: &Egress) -> Plan {
    let mut builder = Builder::on(Role::Target);
    guide::unpack(&mut builder);
    clusters(&mut builder);
    ingress::namespace(&mut builder, &answers.namespace);
    target::secret(&mut builder, answers);
    ingress::gateway(&mut builder, answers);
    workload(&mut builder, answers);
    super::route::route(&mut builder, answers);
    verify(
        &mut builder,
        answers,
        " These calls come from your own machine: if they work and the egress cluster's do not, the reason is there.",
    );
    builder.cluster = Role::Egress;
    source::namespace(&mut builder, &answers.namespace);
    source::credential(&mut builder, answers, egress);
    source::gateway(&mut builder);
    source::logs(&mut builder, answers);
    source::curl(&mut builder, answers);
    route::known_host(&mut builder, answers);
    route::through_gateway(&mut builder, answers);
    route::mutual_tls(&mut builder, answers, egress);
    call_step(&mut builder, answers);
    if let Some(dns) = egress.policy {
        network::policy(&mut builder, answers, dns);
        network::test(&mut builder);
    }
    let clusters = Clusters::Two {
        target: egress.target.clone(),
        egress: egress.egress.clone(),
    };
    let title = "mTLS from one cluster to another through an egress gateway";
    Plan {
        verification: Verification {
            caller: Some(Caller {
                namespace: answers.namespace.clone(),
                deployment: source::CURL,
                restricted: egress.policy.is_some(),
            }),
            ..verification(answers, None)
        },
        ..builder.plan(answers, ID, title, clusters)
    }
}

fn folder(answers: &Answers) -> FileStem {
    FileStem::archive(ID, &answers.namespace)
}

fn clusters(builder: &mut Builder) {
    builder.step(
        "cluster",
        "Choose the clusters".to_owned(),
        "The target cluster needs the Istio and API Gateway modules, the egress cluster the Istio module. Every command names \
         its cluster by the kube context, so the current context does not matter and stays as it is."
            .to_owned(),
        StepBody::ChooseCluster,
        "A line for each of the two contexts, with two different clusters.".to_owned(),
    );
}

fn call_step(builder: &mut Builder, answers: &Answers) {
    let host = &answers.domains.workload;
    let answer = match answers.workload {
        Workload::HttpBin { .. } => "Status 200 with the `X-Client-Ssl-*` headers of the egress gateway's certificate",
        Workload::OwnService { .. } => "Your service's own response",
    };
    builder.step(
        "send",
        "Send a request through the egress gateway".to_owned(),
        format!(
            "The pod calls `http://{host}`, without a certificate. Its sidecar hands the request to the egress gateway, which \
             calls `https://{host}` with the client's certificate."
        ),
        StepBody::CallFromPod,
        format!(
            "{answer}. The egress gateway's log has a line with `outbound|443||{host}` for it; it takes a second to appear."
        ),
    );
}
