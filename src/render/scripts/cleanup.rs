//! `cleanup.sh`: takes away the Gateway, what is behind it and its Secrets, in reverse. The modules stay, and so do the
//! namespace and the cluster unless asked for, because they may hold other things.

use super::{
    COMMON, CONFIRM, CONTEXT, KUBECTL, YES, assign, choose_contexts, context_flags, named_contexts, need, opening,
    options, switch, switch_to,
};
use crate::plan::cluster::{Clusters, Role};
use crate::plan::names::{Namespace, ResourceName};
use crate::plan::resource::Resource;
use crate::plan::task::Task;
use crate::plan::{Manifest, Plan};
use crate::render::shell::quote;

/// Writes it.
pub fn cleanup(plan: &Plan) -> String {
    let is_k3d = matches!(plan.clusters, Clusters::K3d { .. });
    let mut script = opening(&format!("Removes: {}. Safe to run again.", plan.title));
    script += &named_contexts(&plan.clusters);
    script += &assign("NAMESPACE", &namespace(plan));
    script += &format!("\n{COMMON}{CONTEXT}{CONFIRM}\n");
    let mut flags = vec![YES];
    flags.extend(context_flags(&plan.clusters));
    flags.push(switch("--delete-namespace", "DELETE_NAMESPACE"));
    if is_k3d {
        flags.push(switch("--delete-cluster", "DELETE_CLUSTER"));
    }
    script += &options("cleanup.sh", &flags);
    script += include_str!("remove.sh");
    script += &need(KUBECTL);
    if is_k3d {
        script += include_str!("k3d_delete.sh");
    }
    script += choose_contexts(&plan.clusters);
    script += include_str!("confirm_removal.sh");
    for role in [Role::Egress, Role::Only, Role::Target] {
        script += &removals(plan, role);
    }
    script + "\nsay 'Done.'\n"
}

/// What goes from one cluster.
fn removals(plan: &Plan, role: Role) -> String {
    let mut lines = String::new();
    for manifest in plan.manifests.iter().rev().filter(|manifest| manifest.cluster == role) {
        lines += &removal(manifest);
    }
    let steps = plan.task_steps().filter(|(step, _)| step.cluster == role);
    for task in steps.flat_map(|(_, tasks)| tasks) {
        match task {
            Task::Secret(secret) => lines += &secret_removal(&secret.name, &secret.namespace),
            Task::ProviderSecret(secret) => lines += &secret_removal(&secret.name, &secret.namespace),
            _ => {}
        }
    }
    if lines.is_empty() {
        return lines;
    }
    format!(
        "\n{}say 'Removing the resources'\n{lines}{}",
        switch_to(plan, role),
        namespace_removal(plan)
    )
}

fn removal(manifest: &Manifest) -> String {
    let path = manifest.path();
    match &manifest.resource {
        // Namespaces hold other people's things too; see `namespace_removal`.
        Resource::Namespace(_) => String::new(),
        // The ConfigMap belongs to the cluster; only our keys go.
        Resource::ConfigMap(map) => {
            let patch = removing(map.data.keys());
            let (name, namespace) = (&map.metadata.name, map.metadata.namespace_name());
            format!(
                "shared=$(kube get configmap {name} -n {namespace} --ignore-not-found -o name)\nif [ -n \"$shared\" ]; then\n  kube patch configmap {name} -n \
                 {namespace} --type=merge -p {}\nfi\n",
                quote(&patch)
            )
        }
        Resource::Gateway(_) => format!("remove {path} gateways.networking.istio.io\n"),
        Resource::VirtualService(_) => format!("remove {path} virtualservices.networking.istio.io\n"),
        Resource::AuthorizationPolicy(_) => format!("remove {path} authorizationpolicies.security.istio.io\n"),
        Resource::APIRule(_) => format!("remove {path} apirules.gateway.kyma-project.io\n"),
        Resource::DNSProvider(_) => format!("remove {path} dnsproviders.dns.gardener.cloud\n"),
        Resource::DNSEntry(_) => format!("remove {path} dnsentries.dns.gardener.cloud\n"),
        // The Secret is the certificate's, whoever takes it away.
        Resource::Certificate(certificate) => {
            let secret = secret_removal(certificate.spec.secret_name(), &Namespace::istio_system());
            format!("remove {path} certificates.cert.gardener.cloud\n{secret}")
        }
        // The module's own resource, and others may use the egress gateway by now.
        Resource::Istio(_) => EGRESS_GATEWAY_STAYS.to_owned(),
        Resource::Telemetry(_) => format!("remove {path} telemetries.telemetry.istio.io\n"),
        Resource::ServiceEntry(_) => format!("remove {path} serviceentries.networking.istio.io\n"),
        Resource::DestinationRule(_) => format!("remove {path} destinationrules.networking.istio.io\n"),
        Resource::NetworkPolicy(_) => format!("kube delete -f {path} --ignore-not-found\n"),
        Resource::ServiceAccount(_) | Resource::Service(_) | Resource::Deployment(_) => {
            format!("kube delete -f {path} --ignore-not-found\n")
        }
    }
}

fn secret_removal(name: &ResourceName, namespace: &Namespace) -> String {
    format!("kube delete secret {name} -n {namespace} --ignore-not-found\n")
}
const EGRESS_GATEWAY_STAYS: &str = include_str!("egress_gateway_stays.sh");

/// A JSON merge patch (RFC 7396) that takes keys out of a ConfigMap. Keys are letters, digits, `-`, `_` and `.`
/// (Kubernetes, ConfigMap `data`), so they need no escaping.
fn removing<'a>(keys: impl Iterator<Item = &'a String>) -> String {
    let nothing: Vec<String> = keys.map(|key| format!("\"{key}\":null")).collect();
    format!("{{\"data\":{{{}}}}}", nothing.join(","))
}

/// Where the workload is.
fn namespace(plan: &Plan) -> String {
    plan.namespace.to_string()
}

fn namespace_removal(plan: &Plan) -> String {
    let namespace = namespace(plan);
    if namespace == "default" {
        // Kubernetes does not let anybody delete it.
        return "if [ \"$DELETE_NAMESPACE\" = yes ]; then say 'The namespace default always stays.'; fi\n".to_owned();
    }
    format!(
        "\nif [ \"$DELETE_NAMESPACE\" = yes ]; then\n  say 'Deleting the namespace {namespace} and everything in it'\n  \
         kube delete namespace {namespace} --ignore-not-found\nelse\n  say 'The namespace {namespace} stays; \
         --delete-namespace deletes it with everything in it.'\nfi\n"
    )
}
