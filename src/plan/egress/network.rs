//! Keeps the pods of a namespace from going around the egress gateway.

use super::ClusterDns;
use crate::plan::answers::Answers;
use crate::plan::builder::Builder;
use crate::plan::guide::StepBody;
use crate::plan::names::{Namespace, ResourceName};
use crate::plan::ordered;
use crate::plan::resource::Metadata;
use crate::plan::resource::network_policy::{
    EgressRule, EveryPod, IpBlock, NamespaceSelector, NetworkPolicy, NetworkPolicySpec, Peer, PolicyPort, SingleAddress,
};
use crate::plan::task::Task;

/// Makes the policy.
pub(super) fn policy(builder: &mut Builder, answers: &Answers, dns: ClusterDns) {
    let policy = network_policy(&answers.namespace, dns);
    let name = policy.metadata.name.clone();
    let manifest = builder.manifest(policy);
    let after = match dns {
        ClusterDns::LookedUp => {
            " In a cluster of IPv6 addresses, write `/128` where the command has `/32`; `apply.sh` does so."
        }
        ClusterDns::Known(_) => "",
    };
    let task = match dns {
        ClusterDns::LookedUp => Task::ApplyWithClusterDns(manifest),
        ClusterDns::Known(_) => Task::Apply(manifest),
    };
    builder.tasks(
        "network-policy",
        format!("Close the other ways out of the namespace {}", answers.namespace),
        ["Istio leads requests, but it does not keep a pod from going around its sidecar. This NetworkPolicy does: every pod of the \
         namespace may only ask for names and call the namespace of Istio. It names the address of `kube-dns` as well, because in \
         Gardener's clusters names are answered outside of the network that policies see. The cluster's network plugin must \
         support NetworkPolicies; in SAP BTP, Kyma runtime it does.", after].concat(),
        vec![task],
        format!("`networkpolicy.networking.k8s.io/{name} created`."),
    );
}

fn of_namespace(namespace: &Namespace) -> Peer {
    // The API server puts this label on every namespace.
    Peer::Pods {
        namespace_selector: NamespaceSelector {
            match_labels: ordered([("kubernetes.io/metadata.name", namespace.to_string())]),
        },
    }
}

fn network_policy(namespace: &Namespace, dns: ClusterDns) -> NetworkPolicy {
    let port = |protocol| PolicyPort { port: 53, protocol };
    let mut resolvers = vec![of_namespace(&Namespace::kube_system())];
    if let ClusterDns::Known(address) = dns {
        resolvers.push(Peer::Addresses {
            ip_block: IpBlock {
                cidr: SingleAddress(address),
            },
        });
    }
    NetworkPolicy {
        metadata: Metadata::namespaced(ResourceName::literal("network-policy-allow-egress-traffic"), namespace),
        spec: NetworkPolicySpec {
            pod_selector: EveryPod {},
            policy_types: vec!["Egress"],
            egress: vec![
                // First: a looked-up address is added to the first rule.
                EgressRule {
                    ports: vec![port("UDP"), port("TCP")],
                    to: resolvers,
                },
                EgressRule {
                    ports: Vec::new(),
                    to: vec![of_namespace(&Namespace::istio_system())],
                },
            ],
        },
    }
}

/// The two calls that show what the policy does.
pub(super) fn test(builder: &mut Builder) {
    builder.step(
        "direct",
        "Test that there is no other way".to_owned(),
        "The first call goes around the egress gateway, straight to the target, and asks how long the TLS handshake took. The second \
         one goes through the egress gateway."
            .to_owned(),
        StepBody::CallDirectly,
        "The first call ends with an error and `0.000000`: no handshake took place. If it prints another number, the target was \
         reached, and the policy has no effect. The second call is answered as before."
            .to_owned(),
    );
}
