//! What runs behind the gateway: the sample HTTPBin, or the user's own Service.

use super::answers::{Answers, HTTPBIN_SERVICE_PORT, HttpBinImage, Workload};
use super::builder::Builder;
use super::names::{Namespace, ServiceName};
use super::ordered;
use super::resource::Metadata;
use super::resource::core::{
    Container, ContainerPort, Deployment, DeploymentSpec, HttpGet, LabelSelector, PodMetadata, PodSpec, PodTemplate,
    Probe, Service, ServiceAccount, ServicePort, ServiceSpec,
};
use super::task::{Condition, Task, Wait};

/// Makes the sample workload, or looks for the user's own.
pub fn workload(builder: &mut Builder, answers: &Answers) {
    match &answers.workload {
        Workload::HttpBin { name, image } => http_bin(builder, name, &answers.namespace, *image),
        Workload::OwnService { service, port, .. } => own_service(builder, service, &answers.namespace, *port),
    }
}

fn http_bin(builder: &mut Builder, name: &ServiceName, namespace: &Namespace, image: HttpBinImage) {
    let account = ServiceAccount {
        metadata: Metadata::namespaced(name.resource(), namespace),
    };
    let tasks = vec![
        builder.apply(account),
        builder.apply(http_bin_service(name, namespace, image)),
        builder.apply(http_bin_deployment(name, namespace, image)),
        Task::WaitFor(Wait {
            kind: "deployment",
            name: name.to_string(),
            namespace: Some(namespace.clone()),
            condition: Condition::Condition("Available"),
            timeout_seconds: 300,
        }),
    ];
    builder.tasks(
        "workload",
        "Deploy the sample workload HTTPBin".to_owned(),
        "HTTPBin answers with the request headers it received, so you see exactly what your own backend would learn about \
         the client."
            .to_owned(),
        tasks,
        format!("`deployment.apps/{name} condition met`."),
    );
}

fn own_service(builder: &mut Builder, service: &ServiceName, namespace: &Namespace, port: u16) {
    let wait = Task::WaitFor(Wait {
        kind: "service",
        name: service.to_string(),
        namespace: Some(namespace.clone()),
        condition: Condition::Exists,
        timeout_seconds: 10,
    });
    builder.tasks(
        "workload",
        format!("Check that your Service {service} is there"),
        format!(
            "Requests go to port {port} of `{service}` in `{namespace}`. Its pods need the Istio sidecar: restart them if they \
             are older than the namespace's injection label. Where Kyma's network policies are on, they also need the label \
             `networking.kyma-project.io/from-ingressgateway: allowed`."
        ),
        vec![wait],
        format!("The Service `{service}` is listed, with port {port}."),
    );
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
                    termination_grace_period_seconds: None,
                    containers: vec![Container {
                        name: "httpbin",
                        image: image.reference(),
                        image_pull_policy: "IfNotPresent",
                        command: Vec::new(),
                        ports: vec![ContainerPort {
                            container_port: image.container_port(),
                        }],
                        readiness_probe: Some(Probe {
                            http_get: HttpGet {
                                path: "/status/200",
                                port: image.container_port(),
                            },
                        }),
                    }],
                },
            },
        },
    }
}
