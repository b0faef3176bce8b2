//! Upstream's documentation, one constant a page, and which pages a step of the guide is about.

use super::Source;
use crate::plan::guide::{GuideStep, StepBody};
use crate::plan::task::Task;

macro_rules! sources {
    ($($name:ident: $title:literal, $url:literal;)*) => {
        $(pub const $name: Source = Source { title: $title, url: $url };)*

        /// All of them.
        pub const ALL: &[Source] = &[$($name),*];
    };
}

sources! {
    API_RULE: "Kyma: APIRule custom resource", "https://github.com/kyma-project/api-gateway/tree/main/docs/user/custom-resources/apirule";
    AUTHORIZATION_POLICY: "Istio: AuthorizationPolicy", "https://istio.io/latest/docs/reference/config/security/authorization-policy/";
    CERTIFICATE_PROFILE: "RFC 5280: certificate extensions", "https://www.rfc-editor.org/rfc/rfc5280#section-4.2";
    CONTEXTS: "Kubernetes: access to several clusters", "https://kubernetes.io/docs/tasks/access-application-cluster/configure-access-multiple-clusters/";
    CRL: "RFC 5280: certificate revocation lists", "https://www.rfc-editor.org/rfc/rfc5280#section-5";
    CURL_CERTIFICATES: "curl: client certificates", "https://everything.curl.dev/usingcurl/tls/clientcert.html";
    DNS: "Gardener: DNS providers and entries", "https://github.com/gardener/external-dns-management/tree/master/docs";
    EGRESS_GATEWAY: "Istio: egress gateways with TLS origination", "https://istio.io/latest/docs/tasks/traffic-management/egress/egress-gateway-tls-origination/";
    EXPOSURE: "k3d: exposing services", "https://k3d.io/stable/usage/exposing_services/";
    FORWARDED_CERTIFICATE: "Envoy: the header x-forwarded-client-cert", "https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_conn_man/headers#x-forwarded-client-cert";
    GARDENER_CERTIFICATE: "Gardener: certificates", "https://github.com/gardener/cert-management";
    GATEWAY: "Istio: Gateway and its TLS settings", "https://istio.io/latest/docs/reference/config/networking/gateway/#ServerTLSSettings";
    INJECTION: "Istio: sidecar injection", "https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/";
    ISTIO_MODULE: "Kyma: Istio module", "https://github.com/kyma-project/istio/tree/main/docs/user";
    MODULES: "Kyma: installing modules", "https://kyma-project.io/02-get-started/01-quick-install";
    MUTUAL_TLS: "RFC 8446: client authentication in TLS 1.3", "https://www.rfc-editor.org/rfc/rfc8446#section-4.4.2";
    NAMES: "Kubernetes: names of objects", "https://kubernetes.io/docs/concepts/overview/working-with-objects/names/";
    NETWORK_POLICY: "Kubernetes: network policies", "https://kubernetes.io/docs/concepts/services-networking/network-policies/";
    PKCS12: "OpenSSL: PKCS#12 files", "https://docs.openssl.org/3.0/man1/openssl-pkcs12/";
    SECRETS: "Istio: Secrets of secure gateways", "https://istio.io/latest/docs/tasks/traffic-management/ingress/secure-ingress/";
    SERVICE_ENTRY: "Istio: ServiceEntry", "https://istio.io/latest/docs/reference/config/networking/service-entry/";
    SPIFFE: "SPIFFE: identities of workloads", "https://spiffe.io/docs/latest/spiffe-about/spiffe-concepts/";
    SUBJECT_ALTERNATIVE_NAME: "RFC 5280: subject alternative names", "https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.6";
    TELEMETRY: "Istio: access logs", "https://istio.io/latest/docs/tasks/observability/logs/access-log/";
    VIRTUAL_SERVICE: "Istio: VirtualService", "https://istio.io/latest/docs/reference/config/networking/virtual-service/";
    WORKLOADS: "Kubernetes: Deployments", "https://kubernetes.io/docs/concepts/workloads/controllers/deployment/";
}

/// The pages about a resource of this kind; empty for one that needs no explanation.
fn of_kind(kind: &str) -> &'static [Source] {
    match kind {
        "Namespace" => &[INJECTION],
        "ConfigMap" => &[EXPOSURE],
        "Deployment" | "Service" | "ServiceAccount" => &[WORKLOADS],
        "Gateway" => &[GATEWAY],
        "VirtualService" => &[VIRTUAL_SERVICE],
        "AuthorizationPolicy" => &[AUTHORIZATION_POLICY],
        "APIRule" => &[API_RULE],
        "DNSProvider" | "DNSEntry" => &[DNS],
        "Certificate" => &[GARDENER_CERTIFICATE],
        "Istio" => &[ISTIO_MODULE],
        "Telemetry" => &[TELEMETRY],
        "ServiceEntry" => &[SERVICE_ENTRY],
        "DestinationRule" => &[EGRESS_GATEWAY],
        "NetworkPolicy" => &[NETWORK_POLICY],
        _ => &[],
    }
}

/// The pages about what a step of the guide does.
pub fn of_step(step: &GuideStep) -> Vec<Source> {
    let mut found: Vec<Source> = Vec::new();
    match &step.body {
        StepBody::Unpack => {}
        StepBody::ChooseCluster => found.push(CONTEXTS),
        StepBody::Verify => found.extend([CURL_CERTIFICATES, FORWARDED_CERTIFICATE]),
        StepBody::CallFromPod | StepBody::CallDirectly => found.push(EGRESS_GATEWAY),
        StepBody::Tasks(tasks) => {
            for source in tasks.iter().flat_map(of_task) {
                if !found.contains(source) {
                    found.push(*source);
                }
            }
        }
    }
    found
}

fn of_task(task: &Task) -> &'static [Source] {
    match task {
        Task::Apply(manifest)
        | Task::AddTo(manifest)
        | Task::DnsEntry(manifest)
        | Task::ApplyWithClusterDns(manifest) => of_kind(manifest.resource.kind()),
        Task::ApplyModule(_) => &[MODULES],
        Task::Secret(_) => &[SECRETS],
        Task::ProviderSecret(_) => &[DNS],
        Task::WaitForMade(wait) | Task::WaitFor(wait) if wait.kind == "secret" => &[SECRETS],
        Task::WaitForMade(_) | Task::WaitFor(_) | Task::WaitForCrd(_) => &[],
    }
}
