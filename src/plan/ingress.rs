//! The parts that every tutorial with a mutual-TLS ingress gateway shares: namespace, Secrets, Gateway, workload, APIRule.

use super::answers::{Answers, HttpBinImage, Workload};
use super::certificates::{CLIENT_ROOT_CA, SERVER, SERVER_CHAIN_PATH, certificate_path, key_path};
use super::guide::{GuideStep, StepBody};
use super::names::{Namespace, ResourceName, ServiceName};
use super::resource::apirule::{APIRule, APIRuleSpec, GatewayReference, RequestModification, Rule, ServiceReference};
use super::resource::core::{
    Container, ContainerPort, Deployment, DeploymentSpec, HttpGet, LabelSelector, PodMetadata, PodSpec, PodTemplate,
    Probe, Service, ServiceAccount, ServicePort, ServiceSpec,
};
use super::resource::gateway::{Gateway, GatewaySpec, IngressSelector, Port, Server, ServerTls, TlsMode};
use super::resource::{Metadata, Resource, core};
use super::task::{Condition, SecretContent, SecretFromFiles, Task, Wait};
use super::{Manifest, answers::HTTPBIN_SERVICE_PORT, ordered};

/// The request headers that tell the workload who called, and Envoy's command operators that fill them (Envoy
/// documentation, "Access log command operators").
pub const CLIENT_HEADERS: [(&str, &str); 3] = [
    ("X-CLIENT-SSL-CN", "%DOWNSTREAM_PEER_SUBJECT%"),
    ("X-CLIENT-SSL-ISSUER", "%DOWNSTREAM_PEER_ISSUER%"),
    ("X-CLIENT-SSL-SAN", "%DOWNSTREAM_PEER_URI_SAN%"),
];

/// A namespace whose pods get Istio's sidecar.
pub fn injected_namespace(namespace: &Namespace) -> core::Namespace {
    core::Namespace {
        metadata: Metadata::cluster_scoped(namespace.into()).label("istio-injection", "enabled"),
    }
}

/// The Gateway that asks every caller for a certificate.
pub fn gateway(answers: &Answers) -> Gateway {
    Gateway {
        metadata: Metadata::namespaced(answers.gateway.name.clone(), &answers.namespace),
        spec: GatewaySpec {
            selector: IngressSelector::KYMA,
            servers: vec![Server {
                port: Port::MTLS,
                tls: ServerTls {
                    mode: TlsMode::Mutual,
                    credential_name: answers.gateway.secret.clone(),
                },
                hosts: vec![answers.domains.gateway.clone()],
            }],
        },
    }
}

/// The rule that exposes the workload on the Gateway and tells it who called.
pub fn api_rule(answers: &Answers) -> APIRule {
    let (service, port) = answers.workload.service();
    let name = answers.workload.name().resource().with_suffix(API_RULE_SUFFIX);
    APIRule {
        metadata: Metadata::namespaced(name, &answers.namespace),
        spec: APIRuleSpec {
            gateway: GatewayReference {
                namespace: answers.namespace.clone(),
                name: answers.gateway.name.clone(),
            },
            hosts: vec![answers.domains.workload.clone()],
            service: ServiceReference {
                name: service.clone(),
                port,
            },
            rules: vec![Rule {
                path: "/*",
                methods: match answers.workload {
                    Workload::HttpBin { .. } => vec!["GET"],
                    Workload::OwnService { .. } => vec!["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"],
                },
                no_auth: true,
                timeout: 300,
                request: RequestModification {
                    headers: ordered(CLIENT_HEADERS),
                },
            }],
        },
    }
}

/// What follows the workload's name in the APIRule's name.
pub const API_RULE_SUFFIX: &str = "-mtls";

/// The workload's own resources: none for a service that the user already runs.
pub fn workload(answers: &Answers) -> Vec<Resource> {
    match &answers.workload {
        Workload::HttpBin { name, image } => vec![
            Resource::ServiceAccount(ServiceAccount {
                metadata: Metadata::namespaced(name.resource(), &answers.namespace),
            }),
            Resource::Service(http_bin_service(name, &answers.namespace, *image)),
            Resource::Deployment(http_bin_deployment(name, &answers.namespace, *image)),
        ],
        Workload::OwnService { .. } => Vec::new(),
    }
}

fn http_bin_service(name: &ServiceName, namespace: &Namespace, image: HttpBinImage) -> Service {
    Service {
        metadata: Metadata::namespaced(name.resource(), namespace)
            .label("app", name.as_str())
            .label("service", name.as_str()),
        spec: ServiceSpec {
            ports: vec![ServicePort {
                name: "http",
                port: HTTPBIN_SERVICE_PORT,
                target_port: image.container_port(),
            }],
            selector: ordered([("app", name.to_string())]),
        },
    }
}

fn http_bin_deployment(name: &ServiceName, namespace: &Namespace, image: HttpBinImage) -> Deployment {
    let labels = ordered([("app", name.to_string()), ("version", "v1".to_owned())]);
    let mut pod_labels = labels.clone();
    // Where Kyma's network policies are on, only pods with this label can be reached from the ingress gateway.
    pod_labels.insert("networking.kyma-project.io/from-ingressgateway", "allowed".to_owned());
    Deployment {
        metadata: Metadata::namespaced(name.resource(), namespace),
        spec: DeploymentSpec {
            replicas: 1,
            selector: LabelSelector { match_labels: labels },
            template: PodTemplate {
                metadata: PodMetadata { labels: pod_labels },
                spec: PodSpec {
                    service_account_name: name.clone(),
                    containers: vec![Container {
                        name: "httpbin",
                        image: image.reference(),
                        image_pull_policy: "IfNotPresent",
                        ports: vec![ContainerPort {
                            container_port: image.container_port(),
                        }],
                        readiness_probe: Probe {
                            http_get: HttpGet {
                                path: "/status/200",
                                port: image.container_port(),
                            },
                        },
                    }],
                },
            },
        },
    }
}

/// The step that makes the namespace.
pub fn namespace_step(answers: &Answers, manifest: &Manifest) -> GuideStep {
    let namespace = &answers.namespace;
    GuideStep {
        id: "namespace",
        title: format!("Create the namespace {namespace} with Istio sidecar injection"),
        why:
            "Pods in this namespace get an Istio sidecar proxy. Without it, API Gateway refuses to expose the workload."
                .to_owned(),
        body: StepBody::Tasks(vec![Task::Apply(manifest.clone())]),
        expect: format!("`namespace/{namespace} created`, or `configured` if it was there before."),
    }
}

/// The Secrets that the Gateway reads, in the order that keeps the gateway closed to strangers.
pub fn secrets(answers: &Answers) -> [SecretFromFiles; 2] {
    let secret = |name: ResourceName, content| SecretFromFiles {
        namespace: Namespace::istio_system(),
        name,
        content,
    };
    [
        secret(
            answers.gateway.secret.with_suffix(CACERT_SUFFIX),
            SecretContent::Files(vec![("cacert", certificate_path(CLIENT_ROOT_CA))]),
        ),
        secret(
            answers.gateway.secret.clone(),
            SecretContent::Tls {
                certificate: SERVER_CHAIN_PATH.to_owned(),
                key: key_path(SERVER),
            },
        ),
    ]
}

/// What Istio appends to `credentialName` to find the authority that clients are checked against.
pub const CACERT_SUFFIX: &str = "-cacert";

/// The step that makes the Secrets.
pub fn secrets_step(answers: &Answers) -> GuideStep {
    let secret = &answers.gateway.secret;
    GuideStep {
        id: "secrets",
        title: format!("Create the Secrets {secret} and {secret}{CACERT_SUFFIX}"),
        why: format!(
            "`{secret}` holds the gateway's key and certificate chain, `{secret}{CACERT_SUFFIX}` the authority that \
             client certificates are checked against. Istio reads both from the namespace of the ingress gateway, \
             `istio-system`, whatever namespace the Gateway is in. They come before the Gateway, so that it is never \
             up without knowing whom to trust."
        ),
        body: StepBody::Tasks(secrets(answers).into_iter().map(Task::Secret).collect()),
        expect: format!("`secret/{secret}{CACERT_SUFFIX} created` and `secret/{secret} created`."),
    }
}

/// The step that makes the Gateway.
pub fn gateway_step(answers: &Answers, manifest: &Manifest) -> GuideStep {
    GuideStep {
        id: "gateway",
        title: format!("Create the Gateway {}", answers.gateway.name),
        why: format!(
            "It opens port 443 for `{}` in the mode `MUTUAL`: only callers with a certificate of your client root CA \
             get through the TLS handshake.",
            answers.domains.gateway
        ),
        body: StepBody::Tasks(vec![Task::Apply(manifest.clone())]),
        expect: format!("`gateway.networking.istio.io/{} created`.", answers.gateway.name),
    }
}

/// The step that makes the sample workload, or looks for the user's own.
pub fn workload_step(answers: &Answers, manifests: &[Manifest]) -> GuideStep {
    let namespace = answers.namespace.clone();
    match &answers.workload {
        Workload::HttpBin { name, .. } => {
            let mut tasks: Vec<Task> = manifests.iter().cloned().map(Task::Apply).collect();
            tasks.push(Task::WaitFor(Wait {
                kind: "deployment",
                name: name.to_string(),
                namespace: Some(namespace),
                condition: Condition::Condition("Available"),
                timeout_seconds: 300,
            }));
            GuideStep {
                id: "workload",
                title: "Deploy the sample workload HTTPBin".to_owned(),
                why: "HTTPBin answers with the request headers it received, so you see exactly what your own backend \
                      would learn about the client."
                    .to_owned(),
                body: StepBody::Tasks(tasks),
                expect: format!("`deployment.apps/{name} condition met`."),
            }
        }
        Workload::OwnService { service, port, .. } => GuideStep {
            id: "workload",
            title: format!("Check that your Service {service} is there"),
            why: format!(
                "The APIRule sends requests to port {port} of `{service}` in `{namespace}`. Its pods need the Istio \
                 sidecar: restart them if they are older than the namespace's injection label."
            ),
            body: StepBody::Tasks(vec![Task::WaitFor(Wait {
                kind: "service",
                name: service.to_string(),
                namespace: Some(namespace),
                condition: Condition::Exists,
                timeout_seconds: 10,
            })]),
            expect: format!("The Service `{service}` is listed, with port {port}."),
        },
    }
}

/// The step that exposes the workload.
pub fn api_rule_step(answers: &Answers, manifest: &Manifest) -> GuideStep {
    let name = manifest.resource.metadata().name.to_string();
    GuideStep {
        id: "apirule",
        title: format!("Expose the workload with the APIRule {name}"),
        why: format!(
            "It routes `{}` from the Gateway to the workload and adds the `X-CLIENT-SSL-*` headers that carry the \
             client's identity. The gateway overwrites these headers if a caller sends them, but only where the \
             certificate has a value for them: a certificate without a URI name lets its owner send any \
             `X-CLIENT-SSL-SAN`. So rely on `X-CLIENT-SSL-CN`, or give every client a URI name, as here.",
            answers.domains.workload
        ),
        body: StepBody::Tasks(vec![
            Task::Apply(manifest.clone()),
            Task::WaitFor(Wait {
                kind: "apirules.gateway.kyma-project.io",
                name: name.clone(),
                namespace: Some(answers.namespace.clone()),
                condition: Condition::State("Ready"),
                timeout_seconds: 120,
            }),
        ]),
        expect: format!("`apirule.gateway.kyma-project.io/{name} condition met`."),
    }
}
