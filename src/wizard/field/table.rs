//! The table of all questions, in the order of [`Field`].

use super::{Choice, Field, FieldSpec, HTTPBIN, Input, OWN_SERVICE, YES};

const fn text(id: &'static str, label: &'static str, default: &'static str, hint: &'static str) -> FieldSpec {
    FieldSpec {
        id,
        label,
        hint,
        input: Input::Text,
        default,
        optional: false,
    }
}

const fn choice(id: &'static str, title: &'static str, hint: &'static str) -> Choice {
    Choice { id, title, hint }
}

const KEY_ALGORITHMS: [Choice; 5] = [
    choice("rsa-2048", "RSA 2048", "Understood everywhere; fast to make."),
    choice("rsa-3072", "RSA 3072", "Stronger, slower to make and to use."),
    choice("rsa-4096", "RSA 4096", "Strongest RSA; takes seconds to make."),
    choice(
        "ecdsa-p256",
        "ECDSA P-256",
        "Small and fast; understood by all current software.",
    ),
    choice(
        "ecdsa-p384",
        "ECDSA P-384",
        "Larger curve, for policies that ask for it.",
    ),
];

const ENCRYPTION_PROFILES: [Choice; 2] = [
    Choice {
        id: "modern",
        title: "Modern (AES-256)",
        hint: "OpenSSL 3, Java, Firefox, Chrome on Linux, Windows 10 1709 and Server 2019 or newer.",
    },
    Choice {
        id: "compatible",
        title: "For older importers (3DES)",
        hint: "macOS before 15, iOS, Android 12, Windows Server 2016. Weaker: use a strong password.",
    },
];

const WORKLOAD_KINDS: [Choice; 2] = [
    Choice {
        id: HTTPBIN,
        title: "Sample workload HTTPBin",
        hint: "Deployed for you. It prints the headers it receives, so you see that mTLS works.",
    },
    Choice {
        id: OWN_SERVICE,
        title: "My own Service",
        hint: "A Service that already runs in the namespace.",
    },
];

const HTTPBIN_IMAGES: [Choice; 2] = [
    Choice {
        id: "go-httpbin",
        title: "mccutchen/go-httpbin (amd64 and arm64)",
        hint: "Runs on every k3d host, Apple silicon included.",
    },
    Choice {
        id: "kennethreitz",
        title: "kennethreitz/httpbin (amd64 only)",
        hint: "The image of the original tutorial.",
    },
];

/// One entry a question.
pub const TABLE: [(Field, FieldSpec); 25] = [
    (
        Field::ParentDomain,
        text(
            "parent-domain",
            "Parent domain",
            "local.kyma.dev",
            "Public DNS answers `127.0.0.1` for everything under `local.kyma.dev`, so it suits a cluster on this machine.",
        ),
    ),
    (
        Field::SubdomainPrefix,
        text(
            "subdomain",
            "Subdomain prefix",
            "mtls",
            "Put before the parent domain, because Kyma's own gateway already has `*.` of the parent domain.",
        ),
    ),
    (
        Field::Namespace,
        text(
            "namespace",
            "Namespace",
            "test",
            "For the Gateway, the workload and the APIRule.",
        ),
    ),
    (
        Field::WorkloadName,
        text(
            "workload",
            "Workload name",
            "httpbin",
            "The first part of the workload's host, and the name of its resources.",
        ),
    ),
    (
        Field::GatewayName,
        text(
            "gateway",
            "Gateway name",
            "kyma-mtls-gateway",
            "The Istio Gateway to create.",
        ),
    ),
    (
        Field::GatewaySecret,
        text(
            "secret",
            "Gateway Secret",
            "kyma-mtls",
            "Holds the gateway's key and certificate. The clients' CA goes into a second Secret with `-cacert` appended.",
        ),
    ),
    (
        Field::ClusterName,
        text(
            "cluster",
            "k3d cluster name",
            "kyma",
            "Created if it does not exist. Its kube context is `k3d-` and this name.",
        ),
    ),
    (
        Field::ResolveInCluster,
        FieldSpec {
            input: Input::Checkbox,
            ..text(
                "cluster-dns",
                "Let pods call the workload by its host name too",
                YES,
                "Adds a rule to the cluster's DNS. Without it the name leads a pod to itself.",
            )
        },
    ),
    (
        Field::ServerCaOrganization,
        text(
            "server-ca-org",
            "Server CA organization",
            "ML Server Org",
            "Also in the gateway's certificate.",
        ),
    ),
    (
        Field::ServerCaCommonName,
        text(
            "server-ca-cn",
            "Server CA common name",
            "ML Server Root CA",
            "Signs the gateway's certificate. Your clients need to trust it.",
        ),
    ),
    (
        Field::ClientCaOrganization,
        text("client-ca-org", "Client CA organization", "ML Client Org", ""),
    ),
    (
        Field::ClientCaCommonName,
        text(
            "client-ca-cn",
            "Client CA common name",
            "ML Client Root CA",
            "Signs client certificates. Whoever has one of them gets in.",
        ),
    ),
    (
        Field::ClientOrganization,
        text("client-org", "Client organization", "ML Client Org", ""),
    ),
    (
        Field::ClientCommonName,
        text(
            "client-cn",
            "Client common name",
            "ML Client Curl",
            "Names the client. Your backend sees it in the header `X-CLIENT-SSL-CN`.",
        ),
    ),
    (
        Field::ClientUri,
        FieldSpec {
            optional: true,
            ..text(
                "client-uri",
                "Client URI name (optional)",
                "",
                "A SPIFFE ID or another URI; your backend sees it in `X-CLIENT-SSL-SAN`. Left empty, one is made from the \
                     subdomain and the common name.",
            )
        },
    ),
    (
        Field::KeyAlgorithm,
        FieldSpec {
            input: Input::Select(&KEY_ALGORITHMS),
            ..text("key", "Key algorithm", "rsa-2048", "For all keys.")
        },
    ),
    (
        Field::ValidFrom,
        text(
            "from",
            "Valid from",
            "now",
            "`now`, or a date such as `2026-12-31`. From `now` means an hour ago, for clocks that run late.",
        ),
    ),
    (
        Field::CaValidity,
        text(
            "ca-validity",
            "CA certificates valid for",
            "3650",
            "A number of days, or a last day such as `2036-11-30`. At most 10 years.",
        ),
    ),
    (
        Field::LeafValidity,
        text(
            "validity",
            "Server and client certificates valid for",
            "397",
            "A number of days, or a last day such as `2027-11-30`. At most 825 days; Apple refuses more.",
        ),
    ),
    (
        Field::Password,
        FieldSpec {
            input: Input::Secret,
            ..text(
                "password",
                "Password of the .p12 file",
                "",
                "Needed once, when the file is imported. It is written to `p12-password.txt` in the archive.",
            )
        },
    ),
    (
        Field::EncryptionProfile,
        FieldSpec {
            input: Input::Radio(&ENCRYPTION_PROFILES),
            ..text(
                "p12",
                "Encryption of the .p12 file",
                "modern",
                "Choose by where it is imported.",
            )
        },
    ),
    (
        Field::WorkloadKind,
        FieldSpec {
            input: Input::Radio(&WORKLOAD_KINDS),
            ..text("workload-kind", "What runs behind the gateway?", HTTPBIN, "")
        },
    ),
    (
        Field::HttpBinImage,
        FieldSpec {
            input: Input::Select(&HTTPBIN_IMAGES),
            ..text("image", "HTTPBin image", "go-httpbin", "")
        },
    ),
    (
        Field::ServiceName,
        text("service", "Service", "my-service", "Its name, without the namespace."),
    ),
    (
        Field::ServicePort,
        FieldSpec {
            input: Input::Number,
            ..text(
                "port",
                "Service port",
                "8080",
                "The Service's port, not the container's.",
            )
        },
    ),
];
