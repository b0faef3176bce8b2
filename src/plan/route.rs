//! How the workload is exposed on the Gateway: an APIRule for every client of the CA, or a VirtualService and an
//! AuthorizationPolicy for named clients.

use super::answers::{Access, Answers};
use super::builder::Builder;
use super::cluster::Role;
use super::exposure::{Exposure, ExposureRule};
use super::ordered;
use super::resource::Metadata;
use super::resource::apirule::{APIRule, APIRuleSpec, GatewayReference, RequestModification, Rule, ServiceReference};
use super::resource::gateway::TlsMode;
use super::task::{Condition, Task, Wait};

/// The request headers that tell the workload who called, and Envoy's command operators that fill them (Envoy
/// documentation, "Access log command operators").
pub const CLIENT_HEADERS: [(&str, &str); 3] = [
    ("X-CLIENT-SSL-CN", "%DOWNSTREAM_PEER_SUBJECT%"),
    ("X-CLIENT-SSL-ISSUER", "%DOWNSTREAM_PEER_ISSUER%"),
    ("X-CLIENT-SSL-SAN", "%DOWNSTREAM_PEER_URI_SAN%"),
];

/// What follows the workload's name in the names of the resources that expose it.
pub const ROUTE_SUFFIX: &str = "-mtls";

/// Exposes the workload to those whom the answers admit.
pub fn route(builder: &mut Builder, answers: &Answers) {
    match &answers.access {
        Access::EveryClient | Access::AtGateway(_) => expose(builder, answers),
        Access::Chosen(policy) => super::restrict::restrict(builder, answers, policy),
    }
}

/// The reference to the plan's Gateway.
pub fn gateway_reference(answers: &Answers) -> GatewayReference {
    GatewayReference {
        namespace: answers.gateway.namespace.clone(),
        name: answers.gateway.name.clone(),
    }
}

fn api_rule(answers: &Answers) -> APIRule {
    let (service, port) = answers.workload.service();
    let name = answers.workload.name().resource().with_suffix(ROUTE_SUFFIX);
    let exposure = &answers.exposure;
    APIRule {
        version: exposure.version,
        metadata: Metadata::namespaced(name, &answers.namespace),
        spec: APIRuleSpec {
            gateway: gateway_reference(answers),
            hosts: vec![answers.domains.workload.clone()],
            service: ServiceReference {
                name: service.clone(),
                port,
            },
            rules: exposure
                .rules
                .iter()
                .map(|rule| api_rule_rule(rule, exposure))
                .collect(),
        },
    }
}

fn api_rule_rule(rule: &ExposureRule, exposure: &Exposure) -> Rule {
    let client = CLIENT_HEADERS.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let typed = exposure
        .headers
        .iter()
        .map(|header| (header.name().to_owned(), header.value().to_owned()));
    Rule {
        path: rule.path.clone(),
        methods: rule.methods.clone(),
        no_auth: true,
        timeout: exposure.timeout,
        request: RequestModification {
            headers: ordered(typed.chain(client)),
        },
    }
}

/// What is said about the headers wherever they are set: how far a backend may rely on them.
pub fn headers_why(mode: TlsMode) -> &'static str {
    match mode {
        TlsMode::Mutual => {
            "The gateway overwrites these headers if a caller sends them, but only where the certificate has a value for them: a \
             certificate without a URI name lets its owner send any `X-CLIENT-SSL-SAN`. So rely on `X-CLIENT-SSL-CN`, or give \
             every client a URI name."
        }
        TlsMode::OptionalMutual => {
            "Do not rely on these headers in the mode `OPTIONAL_MUTUAL`: of a caller without a certificate the gateway overwrites \
             none of them, so anybody can send any name."
        }
    }
}

fn expose(builder: &mut Builder, answers: &Answers) {
    let rule = api_rule(answers);
    let name = rule.metadata.name.to_string();
    let rule_kind = rule.version.kubectl_name();
    let tasks = vec![
        builder.apply(rule),
        Task::WaitFor(Wait {
            kind: rule_kind,
            name: name.clone(),
            namespace: Some(answers.namespace.clone()),
            condition: Condition::State("Ready"),
            timeout_seconds: 120,
        }),
    ];
    debug_assert!(builder.cluster != Role::Egress);
    builder.tasks(
        "apirule",
        format!("Expose the workload with the APIRule {name}"),
        format!(
            "It routes `{}` from the Gateway to the workload and adds the `X-CLIENT-SSL-*` headers that carry the client's \
             identity. {}",
            answers.domains.workload,
            headers_why(answers.gateway.mode)
        ),
        tasks,
        format!("`apirule.gateway.kyma-project.io/{name} condition met`."),
    );
}
