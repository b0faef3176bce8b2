//! What the egress cluster needs before anything is routed: a namespace, the client's credential, the egress gateway and its
//! log, and a pod that calls.

use super::{Egress, folder};
use crate::plan::answers::Answers;
use crate::plan::builder::Builder;
use crate::plan::certificates::{self, SERVER_ROOT_CA, certificate_path};
use crate::plan::ingress::{gateway_secret, injected_namespace};
use crate::plan::names::{Namespace, ResourceName, ServiceName};
use crate::plan::ordered;
use crate::plan::resource::Metadata;
use crate::plan::resource::core::{
    Container, Deployment, DeploymentSpec, LabelSelector, PodMetadata, PodSpec, PodTemplate, ServiceAccount,
};
use crate::plan::resource::gateway::Selector;
use crate::plan::resource::istio::{
    AccessLogging, EgressGateway, Istio, IstioComponents, IstioSpec, LogProvider, Telemetry, TelemetrySelector,
    TelemetrySpec,
};
use crate::plan::task::{Condition, SecretContent, Task, Wait};

/// The Deployment that calls, its container and its ServiceAccount.
pub(super) const CURL: &str = "curl";

/// The same name as on the target, so that one archive has one namespace.
pub(super) fn namespace(builder: &mut Builder, namespace: &Namespace) {
    let task = builder.apply(injected_namespace(namespace));
    builder.tasks(
        "egress-namespace",
        format!("Create the namespace {namespace} with Istio sidecar injection"),
        "The sidecar of a pod is what hands its requests to the egress gateway; a pod without one goes its own way."
            .to_owned(),
        vec![task],
        format!("`namespace/{namespace} created`, or `configured` if it was there before."),
    );
}

/// Makes the Secret that the egress gateway shows to the target.
pub(super) fn credential(builder: &mut Builder, answers: &Answers, egress: &Egress) {
    let name = &egress.credential;
    let clients = certificates::clients(&answers.certificates);
    let files = clients.first().map_or_else(Vec::new, |client| {
        vec![
            ("ca.crt", certificate_path(SERVER_ROOT_CA)),
            ("tls.crt", client.certificate()),
            ("tls.key", client.key()),
        ]
    });
    builder.tasks(
        "credential",
        format!("Create the Secret {name}"),
        format!(
            "`tls.crt` and `tls.key` are the client's certificate and key, `ca.crt` is the authority that the target's own \
             certificate is checked against: the server root CA, not the clients'. The egress gateway reads Secrets from its own \
             namespace only, so pods of `{}` never see the key.",
            answers.namespace
        ),
        vec![Task::Secret(gateway_secret(name.clone(), SecretContent::Files(files)))],
        format!("`secret/{name} created`."),
    );
}

/// kubectl's full name of the module's resource.
const ISTIOS: &str = "istios.operator.kyma-project.io";

/// Switches the egress gateway on.
pub(super) fn gateway(builder: &mut Builder) {
    let manifest = builder.manifest(Istio {
        metadata: Metadata::namespaced(ResourceName::literal("default"), &Namespace::kyma_system()),
        spec: IstioSpec {
            components: IstioComponents {
                egress_gateway: EgressGateway { enabled: true },
            },
        },
    });
    let made = Wait {
        kind: "deployment",
        name: "istio-egressgateway".to_owned(),
        namespace: Some(Namespace::istio_system()),
        condition: Condition::Condition("Available"),
        timeout_seconds: 300,
    };
    builder.tasks(
        "egress-gateway",
        "Enable the egress gateway".to_owned(),
        "The Istio module runs an egress gateway if its own resource says so. That resource is there already and holds the cluster's \
         other settings, so the line is added and nothing else is changed. The module then starts the gateway. `cleanup.sh` leaves it enabled."
            .to_owned(),
        vec![
            Task::WaitForCrd(ISTIOS),
            Task::AddTo(manifest),
            Task::WaitForMade(made),
        ],
        "`istio.operator.kyma-project.io/default patched`, or `patched (no change)`; then `deployment.apps/istio-egressgateway condition met`."
            .to_owned(),
    );
}

/// Makes the egress gateway log its requests.
pub(super) fn logs(builder: &mut Builder, answers: &Answers) {
    let name = ResourceName::joined(&[folder(answers).as_str()]);
    let task = builder.apply(Telemetry {
        metadata: Metadata::namespaced(name.clone(), &Namespace::istio_system()),
        spec: TelemetrySpec {
            selector: TelemetrySelector {
                match_labels: ordered(Selector::EGRESS.labels()),
            },
            access_logging: vec![AccessLogging {
                providers: vec![LogProvider { name: "envoy" }],
            }],
        },
    });
    builder.tasks(
        "logs",
        "Let the egress gateway log its requests".to_owned(),
        "So that you see which requests took this way. It is for the egress gateway's pods only: the rest of the mesh logs as before."
            .to_owned(),
        vec![task],
        format!("`telemetry.telemetry.istio.io/{name} created`."),
    );
}

/// Makes the pod that calls.
pub(super) fn curl(builder: &mut Builder, answers: &Answers) {
    let namespace = &answers.namespace;
    let tasks = vec![
        builder.apply(ServiceAccount {
            metadata: Metadata::namespaced(ResourceName::literal(CURL), namespace),
        }),
        builder.apply(curl_deployment(namespace)),
        Task::WaitFor(Wait {
            kind: "deployment",
            name: CURL.to_owned(),
            namespace: Some(namespace.clone()),
            condition: Condition::Condition("Available"),
            timeout_seconds: 300,
        }),
    ];
    builder.tasks(
        "curl",
        "Deploy a pod that calls".to_owned(),
        "It stands for your own client: it knows nothing of certificates. Like it, your own pods need the label \
         `networking.kyma-project.io/to-egressgateway: allowed` where Kyma's network policies are on."
            .to_owned(),
        tasks,
        format!("`deployment.apps/{CURL} condition met`."),
    );
}

fn curl_deployment(namespace: &Namespace) -> Deployment {
    let labels = ordered([("app", CURL.to_owned())]);
    let mut pod_labels = labels.clone();
    // Where Kyma's network policies are on, only pods with this label can reach the egress gateway.
    pod_labels.insert("networking.kyma-project.io/to-egressgateway", "allowed".to_owned());
    Deployment {
        metadata: Metadata::namespaced(ResourceName::literal(CURL), namespace),
        spec: DeploymentSpec {
            replicas: 1,
            selector: LabelSelector { match_labels: labels },
            template: PodTemplate {
                metadata: PodMetadata { labels: pod_labels },
                spec: PodSpec {
                    service_account_name: ServiceName::literal(CURL),
                    // It sleeps, and would not notice that it is told to end.
                    termination_grace_period_seconds: Some(0),
                    containers: vec![Container {
                        name: CURL,
                        image: "docker.io/curlimages/curl:8.11.1",
                        image_pull_policy: "IfNotPresent",
                        command: vec!["/bin/sleep", "infinity"],
                        ports: Vec::new(),
                        readiness_probe: None,
                    }],
                },
            },
        },
    }
}
