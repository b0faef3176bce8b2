//! docs/hosting/kyma.yaml: the app on Kyma, in manifests by the app's own types and writer. `UPDATE_GOLDEN=1 cargo test`
//! writes them anew; read the diff. The cluster tests apply them.

use std::collections::BTreeMap;

use mtls_wizard::plan::exposure::{ApiRuleVersion, Method, RulePath, Timeout};
use mtls_wizard::plan::names::{DnsName, Namespace, ResourceName, ServiceName};
use mtls_wizard::plan::resource::apirule::{
    APIRule, APIRuleSpec, GatewayReference, RequestModification, Rule, ServiceReference,
};
use mtls_wizard::plan::resource::core::{LabelSelector, Namespace as NamespaceResource, Service};
use mtls_wizard::plan::resource::core::{ServicePort, ServiceSpec};
use mtls_wizard::plan::resource::{Metadata, Resource};
use mtls_wizard::render::yaml::document;
use serde::Serialize;
use serde_json::{Value, json};

const NAME: &str = "mtls-wizard";
/// docs/hosting/Containerfile's, `EXPOSE`.
const CONTAINER_PORT: u16 = 8080;
const SERVICE_PORT: u16 = 80;

const PREFACE: &str =
    "# The app on Kyma, at https://mtls-wizard.<the cluster's domain>/. Change the image and the host, then:
# kubectl apply -f kyma.yaml
# What each part is for: ../hosting.md. Made by the app's own writer (tests/core/hosting.rs).
";

/// What the app itself makes no resource of: its own plans need neither a locked-down pod nor a policy for who may call.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Other {
    api_version: &'static str,
    kind: &'static str,
    metadata: Metadata,
    spec: Sorted,
}

/// By the alphabet, whether or not something in the build has maps of JSON keep the order of their entries.
#[derive(Serialize)]
#[serde(untagged)]
enum Sorted {
    Map(BTreeMap<String, Sorted>),
    List(Vec<Sorted>),
    Leaf(Value),
}

impl From<Value> for Sorted {
    fn from(value: Value) -> Self {
        match value {
            Value::Object(map) => Self::Map(map.into_iter().map(|(key, value)| (key, value.into())).collect()),
            Value::Array(list) => Self::List(list.into_iter().map(Self::from).collect()),
            leaf => Self::Leaf(leaf),
        }
    }
}

fn namespace() -> Namespace {
    Namespace::parse(NAME).expect("a namespace")
}

fn metadata() -> Metadata {
    Metadata::namespaced(ResourceName::parse(NAME, 0).expect("a name"), &namespace())
}

fn labels() -> BTreeMap<&'static str, String> {
    BTreeMap::from([("app", NAME.to_owned())])
}

/// Istio's gateway calls pods with a sidecar only.
fn mesh() -> Resource {
    let metadata = Metadata::cluster_scoped(ResourceName::from(&namespace())).label("istio-injection", "enabled");
    NamespaceResource { metadata }.into()
}

fn service() -> Resource {
    let ports = vec![ServicePort {
        name: "http",
        port: SERVICE_PORT,
        target_port: CONTAINER_PORT,
    }];
    let spec = ServiceSpec {
        ports,
        selector: labels(),
    };
    Service {
        metadata: metadata().label("app", NAME),
        spec,
    }
    .into()
}

fn rule() -> Resource {
    APIRule {
        version: ApiRuleVersion::V2,
        metadata: metadata(),
        spec: APIRuleSpec {
            gateway: GatewayReference {
                namespace: Namespace::kyma_system(),
                name: ResourceName::parse("kyma-gateway", 0).expect("a name"),
            },
            hosts: vec![DnsName::parse_ascii("mtls-wizard.c12345.kyma.ondemand.com").expect("a host")],
            service: ServiceReference {
                name: ServiceName::parse(NAME, 0).expect("a name"),
                port: SERVICE_PORT,
            },
            rules: vec![Rule {
                path: RulePath::everything(),
                methods: vec![Method::Get, Method::Head],
                no_auth: true,
                timeout: Timeout::from_seconds(30).expect("a timeout"),
                request: RequestModification {
                    headers: BTreeMap::new(),
                },
            }],
        },
    }
    .into()
}

/// As little as a server of files needs: no root, no capability, no token, nothing to write to but a folder in memory.
fn deployment() -> Other {
    let mut pod_labels = labels();
    // Where Kyma's network policies are on, only pods with this label can be reached from the ingress gateway.
    pod_labels.insert("networking.kyma-project.io/from-ingressgateway", "allowed".to_owned());
    let container = json!({
        "name": NAME,
        "image": "registry.example/mtls-wizard:0.1.0",
        "ports": [{ "containerPort": CONTAINER_PORT }],
        "readinessProbe": { "httpGet": { "path": "/", "port": CONTAINER_PORT } },
        "resources": {
            "requests": { "cpu": "10m", "memory": "32Mi" },
            "limits": { "memory": "64Mi" },
        },
        "securityContext": {
            "allowPrivilegeEscalation": false,
            "capabilities": { "drop": ["ALL"] },
            "readOnlyRootFilesystem": true,
        },
        "volumeMounts": [{ "mountPath": "/tmp", "name": "tmp" }],
    });
    Other {
        api_version: "apps/v1",
        kind: "Deployment",
        metadata: metadata(),
        spec: json!({
            "replicas": 2,
            "selector": LabelSelector { match_labels: labels() },
            "template": {
                "metadata": { "labels": pod_labels },
                "spec": {
                    "automountServiceAccountToken": false,
                    "securityContext": { "runAsNonRoot": true, "seccompProfile": { "type": "RuntimeDefault" } },
                    "containers": [container],
                    "volumes": [{ "name": "tmp", "emptyDir": { "medium": "Memory", "sizeLimit": "16Mi" } }],
                },
            },
        })
        .into(),
    }
}

/// Only the ingress gateway calls it. The kubelet may always.
fn policy() -> Other {
    Other {
        api_version: "networking.k8s.io/v1",
        kind: "NetworkPolicy",
        metadata: metadata(),
        spec: json!({
            "podSelector": { "matchLabels": labels() },
            "policyTypes": ["Ingress"],
            "ingress": [{
                "from": [{
                    "namespaceSelector": { "matchLabels": { "kubernetes.io/metadata.name": Namespace::istio_system().as_str() } },
                    "podSelector": { "matchLabels": { "istio": "ingressgateway" } },
                }],
                "ports": [{ "port": CONTAINER_PORT, "protocol": "TCP" }],
            }],
        })
        .into(),
    }
}

#[test]
fn the_app_is_hosted_by_manifests_of_its_own() {
    let documents = [
        document(&mesh()),
        document(&deployment()),
        document(&service()),
        document(&policy()),
        document(&rule()),
    ];
    let documents: Vec<String> = documents.map(|text| text.expect("a manifest")).into();
    let text = [PREFACE, &documents.join("---\n")].concat();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/hosting/kyma.yaml");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(path, &text).expect("writable");
    }
    let known = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"));
    assert!(
        known == text,
        "docs/hosting/kyma.yaml is not what is made now: run with UPDATE_GOLDEN=1 and read the diff"
    );
}

/// Scripts of GitHub's runners are bash; what they name must fit together, because nothing here runs the workflow itself.
#[test]
fn the_release_workflow_fits_together() {
    let folder = env!("CARGO_MANIFEST_DIR");
    let text = std::fs::read_to_string(format!("{folder}/.github/workflows/release.yml")).expect("a workflow");
    let workflow: Value = serde_yaml::from_str(&text).expect("YAML");
    let jobs = workflow["jobs"].as_object().expect("jobs");
    for (name, job) in jobs {
        if let Some(needed) = job["needs"].as_str() {
            assert!(jobs.contains_key(needed), "{name} needs {needed}");
        }
        for step in job["steps"].as_array().expect("steps") {
            let script = step["run"].as_str();
            assert!(script.is_some() != step["uses"].is_string(), "{name}: {step}");
            let Some(script) = script else { continue };
            let checked = std::process::Command::new("bash").args(["-n", "-c", script]).status();
            assert!(checked.expect("bash").success(), "{name}: {script}");
        }
    }
    let scripts = |job: &str| {
        let steps = jobs[job]["steps"].as_array().expect("steps");
        let scripts: Vec<&str> = steps.iter().filter_map(|step| step["run"].as_str()).collect();
        scripts.join("\n")
    };
    let (made, published) = (scripts("build"), scripts("publish"));
    for file in ["mtls-wizard.html", "mtls-wizard-site.tar.gz", "SHA256SUMS"] {
        assert!(made.contains(file), "{file} is not made");
        assert!(
            published.contains(&format!("release/{file}")),
            "{file} is not published"
        );
    }
    for script in ["tools/reproduce.sh", "tools/setup.sh", "tools/requirements.txt"] {
        assert!(text.contains(script), "the workflow does not know {script}");
        assert!(
            std::path::Path::new(folder).join(script).is_file(),
            "there is no {script}"
        );
    }
}
