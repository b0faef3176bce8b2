//! Named clients only (tutorial 004): a VirtualService that tells the workload who called, and an AuthorizationPolicy that
//! compares it with the subjects of the chosen clients' certificates.

use super::answers::{Answers, Policy, Workload};
use super::builder::Builder;
use super::cluster::{Clusters, Role};
use super::guide;
use super::names::{ContextName, ResourceName};
use super::resource::Metadata;
use super::resource::policy::{
    AuthorizationPolicy, AuthorizationPolicySpec, Condition, From, Operation, PolicyRule, Source, To, WorkloadSelector,
};
use super::resource::virtual_service::{
    Destination, Headers, HttpRoute, PortSelector, RequestHeaders, RouteDestination, VirtualService, VirtualServiceSpec,
};
use super::route::{CLIENT_HEADERS, ROUTE_SUFFIX, gateway_reference, headers_why};
use super::verification::verify;
use super::workload::workload;
use super::{Plan, ingress, ordered, route};

/// The principal of Kyma's ingress gateway. Any other pod could send the header itself.
pub const INGRESS_PRINCIPAL: &str = "cluster.local/ns/istio-system/sa/istio-ingressgateway-service-account";

/// What only the tutorial about chosen clients asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restrict {
    pub context: Option<ContextName>,
}

/// The plan of tutorial 004 on a gateway of its own.
pub fn plan(answers: &Answers, restrict: &Restrict) -> Plan {
    let mut builder = Builder::on(Role::Only);
    guide::unpack(&mut builder);
    guide::choose_cluster(
        &mut builder,
        "It needs the Istio and API Gateway modules, which SAP BTP, Kyma runtime has from the start.",
    );
    ingress::namespace(&mut builder, &answers.namespace);
    ingress::secrets(&mut builder, answers);
    ingress::gateway(&mut builder, answers);
    workload(&mut builder, answers);
    route::route(&mut builder, answers);
    verify(&mut builder, answers, "");
    builder.plan(
        answers,
        "restrict",
        "Chosen clients only",
        Clusters::one(&restrict.context),
    )
}

/// Exposes the workload to the clients of the policy.
pub fn restrict(builder: &mut Builder, answers: &Answers, policy: &Policy) {
    let name = answers.workload.name().resource().with_suffix(ROUTE_SUFFIX);
    // The policy comes first: without it the route would admit every client of the CA.
    policy_step(builder, answers, policy, name.clone());
    route_step(builder, answers, name);
}

fn policy_step(builder: &mut Builder, answers: &Answers, policy: &Policy, name: ResourceName) {
    let task = builder.apply(authorization_policy(answers, policy, name.clone()));
    builder.tasks(
        "policy",
        format!("Admit the chosen clients with the AuthorizationPolicy {name}"),
        format!(
            "Istio's sidecar beside the workload answers `403` unless the header `X-CLIENT-SSL-CN` is exactly the subject of an \
             allowed client, as Envoy writes it: {}. It also demands that the request comes through the ingress gateway, \
             because any other pod could send that header itself. The policy names the workload's pods; without that \
             it would close every other workload in `{}`.",
            quoted(&policy.subjects),
            answers.namespace
        ),
        vec![task],
        format!("`authorizationpolicy.security.istio.io/{name} created`."),
    );
}

fn quoted(subjects: &[String]) -> String {
    let quoted: Vec<String> = subjects.iter().map(|subject| format!("`{subject}`")).collect();
    quoted.join(" or ")
}

/// The host with and without the port: some clients send `Host: name:443`, and policies compare the whole text.
fn hosts(answers: &Answers) -> Vec<String> {
    let host = &answers.domains.workload;
    vec![host.to_string(), format!("{host}:443")]
}

fn authorization_policy(answers: &Answers, policy: &Policy, name: ResourceName) -> AuthorizationPolicy {
    let selector = match &answers.workload {
        Workload::HttpBin { name, .. } => ordered([("app".to_owned(), name.to_string())]),
        Workload::OwnService { labels, .. } => labels.clone(),
    };
    AuthorizationPolicy {
        metadata: Metadata::namespaced(name, &answers.namespace),
        spec: AuthorizationPolicySpec {
            selector: WorkloadSelector { match_labels: selector },
            action: "ALLOW",
            rules: vec![PolicyRule {
                from: vec![From {
                    source: Source {
                        principals: vec![INGRESS_PRINCIPAL],
                    },
                }],
                to: vec![To {
                    operation: Operation { hosts: hosts(answers) },
                }],
                when: vec![Condition {
                    key: "request.headers[X-Client-Ssl-Cn]",
                    values: policy.subjects.clone(),
                }],
            }],
        },
    }
}

fn route_step(builder: &mut Builder, answers: &Answers, name: ResourceName) {
    let task = builder.apply(virtual_service(answers, name.clone()));
    builder.tasks(
        "virtual-service",
        format!("Expose the workload with the VirtualService {name}"),
        format!(
            "It routes `{}` from the Gateway to the workload and adds the `X-CLIENT-SSL-*` headers that carry the client's \
             identity. It stands in for an APIRule, whose own policy admits every client of the CA and cannot be narrowed by \
             another; a host has one owner, so delete an APIRule for it first. {}",
            answers.domains.workload,
            headers_why(answers.gateway.mode)
        ),
        vec![task],
        format!("`virtualservice.networking.istio.io/{name} created`."),
    );
}

fn virtual_service(answers: &Answers, name: ResourceName) -> VirtualService {
    let (service, port) = answers.workload.service();
    VirtualService {
        metadata: Metadata::namespaced(name, &answers.namespace),
        spec: VirtualServiceSpec {
            hosts: vec![answers.domains.workload.clone()],
            gateways: vec![gateway_reference(answers).to_string()],
            http: vec![HttpRoute {
                r#match: Vec::new(),
                headers: Some(Headers {
                    request: RequestHeaders {
                        set: ordered(CLIENT_HEADERS),
                    },
                }),
                route: vec![RouteDestination {
                    destination: Destination {
                        host: format!("{service}.{}.svc.cluster.local", answers.namespace),
                        subset: None,
                        port: PortSelector { number: port },
                    },
                }],
                timeout: Some("300s"),
            }],
        },
    }
}
