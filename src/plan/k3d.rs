//! Local k3d (tutorial 002): a cluster on the user's own machine, with both authorities made here.

use super::answers::Answers;
use super::builder::Builder;
use super::cluster::{Clusters, Role};
use super::guide::{self, StepBody};
use super::names::{ClusterName, FileStem, Namespace, ResourceName};
use super::resource::Metadata;
use super::resource::core::ConfigMap;
use super::task::{Condition, ModuleFile, Task, Wait};
use super::verification::{verification, verify};
use super::workload::workload;
use super::{Plan, ingress, ordered, route};

/// What only this tutorial asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct K3d {
    pub cluster: ClusterName,
    /// Also teach the cluster's own DNS the workload's host.
    pub resolve_in_cluster: bool,
}

/// The variant's identifier.
const ID: &str = "k3d";

/// The plan of tutorial 002 for these answers.
pub fn plan(answers: &Answers, k3d: &K3d) -> Plan {
    let mut builder = Builder::on(Role::Only);
    guide::unpack(&mut builder);
    cluster(&mut builder, &k3d.cluster);
    modules(&mut builder);
    if k3d.resolve_in_cluster {
        cluster_dns_step(&mut builder, answers);
    }
    ingress::namespace(&mut builder, &answers.namespace);
    ingress::secrets(&mut builder, answers);
    ingress::gateway(&mut builder, answers);
    workload(&mut builder, answers);
    route::route(&mut builder, answers);
    verify(
        &mut builder,
        answers,
        " `--resolve` makes curl use this machine's address even where the name does not resolve to it.",
    );
    let clusters = Clusters::K3d {
        name: k3d.cluster.clone(),
    };
    Plan {
        verification: verification(answers, Some("127.0.0.1")),
        ..builder.plan(answers, ID, "mTLS on a local k3d cluster", clusters)
    }
}

fn folder(answers: &Answers) -> FileStem {
    FileStem::archive(ID, &answers.namespace)
}

/// k3s’s CoreDNS imports every `*.override` key of this ConfigMap (k3s 1.24.15, 1.26.6 and newer, `manifests/coredns.yaml`), so that pods reach the
/// ingress gateway by the public host name, which outside the cluster means this machine.
fn cluster_dns(answers: &Answers) -> ConfigMap {
    let domain = &answers.domains.subdomain;
    let pattern = domain.as_str().replace('.', "\\.");
    let rule = format!(
        "rewrite name regex (.*)\\.{pattern} istio-ingressgateway.istio-system.svc.cluster.local answer auto\n"
    );
    ConfigMap {
        metadata: Metadata::namespaced(ResourceName::literal("coredns-custom"), &Namespace::kube_system()),
        // A key of the archive's own, so that two archives on one cluster do not meet.
        data: ordered([(format!("{}.override", folder(answers)), rule)]),
    }
}

fn cluster(builder: &mut Builder, cluster: &ClusterName) {
    builder.step(
        "cluster",
        format!("Create the k3d cluster {cluster}"),
        "Kyma's Istio brings its own ingress gateway, so k3s's traefik stays off; ports 80 and 443 of your machine \
         lead to the cluster's load balancer."
            .to_owned(),
        StepBody::ChooseCluster,
        format!("`kubectl config current-context` prints `{}`.", cluster.context()),
    );
}

const ISTIO: &str = "istio";
const API_GATEWAY: &str = "api-gateway";

fn modules(builder: &mut Builder) {
    let namespace = builder.apply(ingress::injected_namespace(&Namespace::kyma_system()));
    let module = |module, file| Task::ApplyModule(ModuleFile { module, file });
    let ready = |kind, namespace| {
        Task::WaitFor(Wait {
            kind,
            name: "default".to_owned(),
            namespace,
            condition: Condition::State("Ready"),
            timeout_seconds: 600,
        })
    };
    let tasks = vec![
        namespace,
        module(ISTIO, "istio-manager.yaml"),
        Task::WaitForCrd("istios.operator.kyma-project.io"),
        module(ISTIO, "istio-default-cr.yaml"),
        ready("istios.operator.kyma-project.io", Some(Namespace::kyma_system())),
        Task::WaitForCrd("gateways.networking.istio.io"),
        module(API_GATEWAY, "api-gateway-manager.yaml"),
        Task::WaitForCrd("apigateways.operator.kyma-project.io"),
        module(API_GATEWAY, "apigateway-default-cr.yaml"),
        ready("apigateways.operator.kyma-project.io", None),
        Task::WaitForCrd("apirules.gateway.kyma-project.io"),
    ];
    builder.tasks(
        "modules",
        "Add the Istio and API Gateway modules".to_owned(),
        "Each module is a manager and a custom resource that tells it what to install. The waits matter: a resource that is \
         applied before its definition exists is refused."
            .to_owned(),
        tasks,
        "Each `kubectl wait` ends with `condition met`. The first start downloads images and takes a few minutes.".to_owned(),
    );
}

fn cluster_dns_step(builder: &mut Builder, answers: &Answers) {
    let manifest = builder.manifest(cluster_dns(answers));
    builder.tasks(
        "cluster-dns",
        "Teach the cluster its own host names".to_owned(),
        format!(
            "Outside, `{}` means your machine; inside a pod that would be the pod itself. This rule for CoreDNS sends \
             pods to the ingress gateway instead. It takes effect within two minutes.",
            answers.domains.workload
        ),
        vec![Task::AddTo(manifest)],
        "`configmap/coredns-custom patched`, or `patched (no change)` the second time.".to_owned(),
    );
}
