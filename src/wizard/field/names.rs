//! Names, domains and clusters.

use super::{FieldSpec, Input, YES, text};

pub(super) static PARENT_DOMAIN: FieldSpec = text(
    "parent-domain",
    "Parent domain",
    "local.kyma.dev",
    "Public DNS answers `127.0.0.1` for everything under `local.kyma.dev`, so it suits a cluster on this machine.",
);

pub(super) static SUBDOMAIN_PREFIX: FieldSpec = text(
    "subdomain",
    "Subdomain prefix",
    "mtls",
    "Put before the parent domain, because Kyma’s own gateway already has `*.` of the parent domain.",
);

pub(super) static NAMESPACE: FieldSpec = text(
    "namespace",
    "Namespace",
    "test",
    "For the Gateway, the workload and the APIRule.",
);

pub(super) static WORKLOAD_NAME: FieldSpec = text(
    "workload",
    "Workload name",
    "httpbin",
    "The first part of the workload’s host, and the name of its resources.",
);

pub(super) static GATEWAY_NAME: FieldSpec = text(
    "gateway",
    "Gateway name",
    "kyma-mtls-gateway",
    "The Istio Gateway to create.",
);

pub(super) static GATEWAY_SECRET: FieldSpec = text(
    "secret",
    "Gateway Secret",
    "kyma-mtls",
    "Holds the gateway’s key and certificate. The clients’ CA goes into a second Secret with `-cacert` appended.",
);

pub(super) static CLUSTER_NAME: FieldSpec = text(
    "cluster",
    "k3d cluster name",
    "kyma",
    "Created if it does not exist. Its kube context is `k3d-` and this name.",
);

pub(super) static RESOLVE_IN_CLUSTER: FieldSpec = FieldSpec {
    input: Input::Checkbox,
    ..text(
        "cluster-dns",
        "Let pods call the workload by its host name too",
        YES,
        "Adds a rule to the cluster’s DNS. Without it the name leads a pod to itself.",
    )
};

pub(super) static CONTEXT: FieldSpec = text(
    "context",
    "Kube context (optional)",
    "",
    "The cluster to change, one of `kubectl config get-contexts -o name`. Left empty, the scripts show the current one and ask.",
);

pub(super) static TARGET_CONTEXT: FieldSpec = text(
    "target-context",
    "Kube context of the target cluster",
    "target-cluster",
    "The cluster whose workload is called, one of `kubectl config get-contexts -o name`.",
);

pub(super) static EGRESS_CONTEXT: FieldSpec = text(
    "egress-context",
    "Kube context of the egress cluster",
    "egress-cluster",
    "The cluster that sends the requests. It must be another one.",
);
