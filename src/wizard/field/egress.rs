//! How requests leave a cluster through its egress gateway.

use super::{Field, FieldSpec, Input, YES, text, when};

pub(super) static CLIENT_CREDENTIAL: FieldSpec = text(
    "client-credential",
    "Client credential Secret",
    "client-credential",
    "In the egress cluster: holds the client’s key and certificate for the egress gateway, and the authority of the target’s certificate.",
);

pub(super) static EGRESS_ONLY: FieldSpec = FieldSpec {
    input: Input::Checkbox,
    ..text(
        "egress-only",
        "Let pods out through the egress gateway only",
        YES,
        "A NetworkPolicy for the namespace in the egress cluster. Whatever runs there can then call nothing else, neither outside nor in the cluster, but for DNS.",
    )
};

pub(super) static CLUSTER_DNS_ADDRESS: FieldSpec = FieldSpec {
    when: &[when(Field::EgressOnly, &[YES])],
    example: "10.43.0.10",
    ..text(
        "kube-dns",
        "Address of kube-dns (optional)",
        "",
        "So that pods can still ask for names. `kubectl get service kube-dns -n kube-system` shows it as CLUSTER-IP. Left empty, `apply.sh` asks the cluster.",
    )
};
