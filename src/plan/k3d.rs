//! Local k3d (tutorial 002): a cluster on the user's own machine, with both authorities made here.

use super::answers::{Answers, Scenario, Workload};
use super::certificates::{self, SERVER_ROOT_CA, certificate_path};
use super::guide::{GuideStep, StepBody};
use super::names::{ClusterName, FileStem, Namespace, ResourceName};
use super::resource::core::ConfigMap;
use super::resource::{Metadata, Resource};
use super::task::{Condition, ModuleFile, Task, Wait};
use super::verification::{Expectation, Verification};
use super::{Cluster, Manifest, Plan, ingress, number, ordered};
use crate::pki::name::SanError;

/// The plan of tutorial 002 for these answers.
///
/// # Errors
/// As [`certificates::requests`].
pub fn plan(answers: &Answers) -> Result<Plan, SanError> {
    let Scenario::K3d {
        cluster,
        resolve_in_cluster,
    } = &answers.scenario;
    let manifests = number(resources(answers, *resolve_in_cluster));
    Ok(Plan {
        tutorial: "k3d",
        title: "mTLS on a local k3d cluster".to_owned(),
        folder: folder(answers),
        requests: certificates::requests(answers)?,
        domains: answers.domains.clone(),
        guide: guide(answers, cluster, &manifests),
        verification: verification(answers),
        cluster: Cluster::K3d { name: cluster.clone() },
        answers: answers.shown.clone(),
        manifests,
    })
}

fn folder(answers: &Answers) -> FileStem {
    FileStem::archive("k3d", &answers.namespace)
}

fn resources(answers: &Answers, resolve_in_cluster: bool) -> Vec<Resource> {
    let mut resources = vec![Resource::Namespace(ingress::injected_namespace(
        &Namespace::kyma_system(),
    ))];
    if resolve_in_cluster {
        resources.push(Resource::ConfigMap(cluster_dns(answers)));
    }
    resources.push(Resource::Namespace(ingress::injected_namespace(&answers.namespace)));
    resources.push(Resource::Gateway(ingress::gateway(answers)));
    resources.extend(ingress::workload(answers));
    resources.push(Resource::APIRule(ingress::api_rule(answers)));
    resources
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

fn guide(answers: &Answers, cluster: &ClusterName, manifests: &[Manifest]) -> Vec<GuideStep> {
    let of_kind = |kind: &'static str| {
        manifests
            .iter()
            .filter(move |manifest| manifest.resource.kind() == kind)
    };
    let workload: Vec<Manifest> = manifests
        .iter()
        .filter(|manifest| matches!(manifest.resource.kind(), "ServiceAccount" | "Service" | "Deployment"))
        .cloned()
        .collect();
    let mut steps = vec![unpack_step(), cluster_step(cluster)];
    steps.extend(of_kind("Namespace").next().map(modules_step));
    steps.extend(
        of_kind("ConfigMap")
            .next()
            .map(|manifest| cluster_dns_step(answers, manifest)),
    );
    steps.extend(
        of_kind("Namespace")
            .nth(1)
            .map(|manifest| ingress::namespace_step(answers, manifest)),
    );
    steps.push(ingress::secrets_step(answers));
    steps.extend(of_kind("Gateway").map(|manifest| ingress::gateway_step(answers, manifest)));
    steps.push(ingress::workload_step(answers, &workload));
    steps.extend(of_kind("APIRule").map(|manifest| ingress::api_rule_step(answers, manifest)));
    steps.push(verify_step(answers));
    steps
}

fn unpack_step() -> GuideStep {
    GuideStep {
        id: "unpack",
        title: "Unpack the archive".to_owned(),
        why:
            "All commands below run in its folder. `./apply.sh` runs all of them but the test for you, and waits where \
              waiting is needed; `./verify.sh` is the test."
                .to_owned(),
        body: StepBody::Unpack,
        expect: "`README.md`, `apply.sh`, `verify.sh`, `cleanup.sh` and the folders `manifests` and `certificates`."
            .to_owned(),
    }
}

fn cluster_step(cluster: &ClusterName) -> GuideStep {
    GuideStep {
        id: "cluster",
        title: format!("Create the k3d cluster {cluster}"),
        why:
            "Kyma's Istio brings its own ingress gateway, so k3s's traefik stays off; ports 80 and 443 of your machine \
              lead to the cluster's load balancer."
                .to_owned(),
        body: StepBody::Tasks(vec![Task::CreateK3dCluster(cluster.clone())]),
        expect: format!("`kubectl config current-context` prints `{}`.", cluster.context()),
    }
}

const ISTIO: &str = "istio";
const API_GATEWAY: &str = "api-gateway";

fn modules_step(namespace: &Manifest) -> GuideStep {
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
    GuideStep {
        id: "modules",
        title: "Add the Istio and API Gateway modules".to_owned(),
        why: "Each module is a manager and a custom resource that tells it what to install. The waits matter: a resource \
              that is applied before its definition exists is refused."
            .to_owned(),
        body: StepBody::Tasks(vec![
            Task::Apply(namespace.clone()),
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
        ]),
        expect: "Each `kubectl wait` ends with `condition met`. The first start downloads images and takes a few minutes.".to_owned(),
    }
}

fn cluster_dns_step(answers: &Answers, manifest: &Manifest) -> GuideStep {
    GuideStep {
        id: "cluster-dns",
        title: "Teach the cluster its own host names".to_owned(),
        why: format!(
            "Outside, `{}` means your machine; inside a pod that would be the pod itself. This rule for CoreDNS sends \
             pods to the ingress gateway instead. It takes effect within two minutes.",
            answers.domains.workload
        ),
        body: StepBody::Tasks(vec![Task::AddTo(manifest.clone())]),
        expect: "`configmap/coredns-custom patched`, or `patched (no change)` the second time.".to_owned(),
    }
}

fn verify_step(answers: &Answers) -> GuideStep {
    let seen = match answers.workload {
        Workload::HttpBin { .. } => {
            "status 200 with the `X-Client-Ssl-*` headers shown under “What your backend will see”"
        }
        Workload::OwnService { .. } => "your service's own response",
    };
    GuideStep {
        id: "verify",
        title: "Test the connection".to_owned(),
        why: "A gateway that lets you in proves little; it must also keep others out. `--resolve` makes curl use this \
              machine's address even where the name does not resolve to it."
            .to_owned(),
        body: StepBody::Verify,
        expect: format!(
            "Without a certificate the call fails during the TLS handshake; curl's words for that differ from run to \
             run. With it you get {seen}."
        ),
    }
}

fn verification(answers: &Answers) -> Verification {
    let (path, expectation) = match answers.workload {
        Workload::HttpBin { .. } => ("/headers", Expectation::EchoedHeaders),
        Workload::OwnService { .. } => ("/", Expectation::Reached),
    };
    Verification {
        host: answers.domains.workload.clone(),
        path,
        address: Some("127.0.0.1"),
        server_ca: Some(certificate_path(SERVER_ROOT_CA)),
        clients: vec![certificates::client(&answers.certificates.client)],
        expectation,
    }
}
