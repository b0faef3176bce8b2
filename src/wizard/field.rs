//! Every question that the app can ask: identifier, label, hint, kind, default. Forms, review, errors, links and
//! `answers.json` all derive from this table.

use crate::pki::key::KeyAlgorithm;
use crate::pki::pkcs12::EncryptionProfile;

/// A question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    ParentDomain,
    SubdomainPrefix,
    Namespace,
    WorkloadName,
    GatewayName,
    GatewaySecret,
    ClusterName,
    ResolveInCluster,
    ServerCaOrganization,
    ServerCaCommonName,
    ClientCaOrganization,
    ClientCaCommonName,
    ClientOrganization,
    ClientCommonName,
    ClientUri,
    KeyAlgorithm,
    ValidFrom,
    CaValidity,
    LeafValidity,
    Password,
    EncryptionProfile,
    WorkloadKind,
    HttpBinImage,
    ServiceName,
    ServicePort,
}

/// How a question is asked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Input {
    Text,
    /// Digits; still text until it is read.
    Number,
    /// Never stored, shown or put in a link.
    Secret,
    Select(&'static [Choice]),
    Radio(&'static [Choice]),
    /// The values are `yes` and `no`.
    Checkbox,
}

/// One of several answers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Choice {
    pub id: &'static str,
    pub title: &'static str,
    pub hint: &'static str,
}

/// What there is to know about a question.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FieldSpec {
    /// Stable: used in links and `answers.json`.
    pub id: &'static str,
    pub label: &'static str,
    /// Plain text; `code` in backquotes.
    pub hint: &'static str,
    pub input: Input,
    /// What stands in the field at first.
    pub default: &'static str,
    /// Whether it may stay empty.
    pub optional: bool,
}

const fn text(id: &'static str, label: &'static str, default: &'static str, hint: &'static str) -> FieldSpec {
    FieldSpec { id, label, hint, input: Input::Text, default, optional: false }
}

const KEY_ALGORITHMS: [Choice; 5] = {
    let hints = [
        "Understood everywhere; fast to make.",
        "Stronger, slower to make and to use.",
        "Strongest RSA; takes seconds to make.",
        "Small and fast; understood by all current software.",
        "Larger curve, for policies that ask for it.",
    ];
    let titles = ["RSA 2048", "RSA 3072", "RSA 4096", "ECDSA P-256", "ECDSA P-384"];
    let ids = ["rsa-2048", "rsa-3072", "rsa-4096", "ecdsa-p256", "ecdsa-p384"];
    let mut choices = [Choice { id: "", title: "", hint: "" }; 5];
    let mut index = 0;
    while index < 5 {
        choices[index] = Choice { id: ids[index], title: titles[index], hint: hints[index] };
        index += 1;
    }
    choices
};

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

/// The sample workload.
pub const HTTPBIN: &str = "httpbin";
/// A Service that the user already runs.
pub const OWN_SERVICE: &str = "own";

const WORKLOAD_KINDS: [Choice; 2] = [
    Choice {
        id: HTTPBIN,
        title: "Sample workload HTTPBin",
        hint: "Deployed for you. It prints the headers it receives, so you see that mTLS works.",
    },
    Choice { id: OWN_SERVICE, title: "My own Service", hint: "A Service that already runs in the namespace." },
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

/// The value of a ticked checkbox.
pub const YES: &str = "yes";
/// The value of an empty checkbox.
pub const NO: &str = "no";

impl Field {
    /// All questions, in the order of the enum.
    pub const ALL: [Self; 25] = [
        Self::ParentDomain,
        Self::SubdomainPrefix,
        Self::Namespace,
        Self::WorkloadName,
        Self::GatewayName,
        Self::GatewaySecret,
        Self::ClusterName,
        Self::ResolveInCluster,
        Self::ServerCaOrganization,
        Self::ServerCaCommonName,
        Self::ClientCaOrganization,
        Self::ClientCaCommonName,
        Self::ClientOrganization,
        Self::ClientCommonName,
        Self::ClientUri,
        Self::KeyAlgorithm,
        Self::ValidFrom,
        Self::CaValidity,
        Self::LeafValidity,
        Self::Password,
        Self::EncryptionProfile,
        Self::WorkloadKind,
        Self::HttpBinImage,
        Self::ServiceName,
        Self::ServicePort,
    ];

    /// The question with this identifier.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.spec().id == id)
    }

    /// Whether the answer must never be stored, shown or linked.
    pub fn is_secret(self) -> bool {
        self.spec().input == Input::Secret
    }

    /// What there is to know about the question.
    pub fn spec(self) -> FieldSpec {
        self.names().or_else(|| self.certificates()).unwrap_or_else(|| self.others())
    }

    fn names(self) -> Option<FieldSpec> {
        Some(match self {
            Self::ParentDomain => text(
                "parent-domain",
                "Parent domain",
                "local.kyma.dev",
                "Public DNS answers `127.0.0.1` for everything under `local.kyma.dev`, so it suits a cluster on this machine.",
            ),
            Self::SubdomainPrefix => text(
                "subdomain",
                "Subdomain prefix",
                "mtls",
                "Put before the parent domain, because Kyma's own gateway already has `*.` of the parent domain.",
            ),
            Self::Namespace => text("namespace", "Namespace", "test", "For the Gateway, the workload and the APIRule."),
            Self::WorkloadName => text(
                "workload",
                "Workload name",
                "httpbin",
                "The first part of the workload's host, and the name of its resources.",
            ),
            Self::GatewayName => text("gateway", "Gateway name", "kyma-mtls-gateway", "The Istio Gateway to create."),
            Self::GatewaySecret => text(
                "secret",
                "Gateway Secret",
                "kyma-mtls",
                "Holds the gateway's key and certificate. The clients' CA goes into a second Secret with `-cacert` appended.",
            ),
            Self::ClusterName => text(
                "cluster",
                "k3d cluster name",
                "kyma",
                "Created if it does not exist. Its kube context is `k3d-` and this name.",
            ),
            Self::ResolveInCluster => FieldSpec {
                input: Input::Checkbox,
                ..text(
                    "cluster-dns",
                    "Let pods call the workload by its host name too",
                    YES,
                    "Adds a rule to the cluster's DNS. Without it the name leads a pod to itself.",
                )
            },
            _ => return None,
        })
    }

    fn certificates(self) -> Option<FieldSpec> {
        Some(match self {
            Self::ServerCaOrganization => {
                text("server-ca-org", "Server CA organization", "ML Server Org", "Also in the gateway's certificate.")
            }
            Self::ServerCaCommonName => text(
                "server-ca-cn",
                "Server CA common name",
                "ML Server Root CA",
                "Signs the gateway's certificate. Your clients need to trust it.",
            ),
            Self::ClientCaOrganization => text("client-ca-org", "Client CA organization", "ML Client Org", ""),
            Self::ClientCaCommonName => text(
                "client-ca-cn",
                "Client CA common name",
                "ML Client Root CA",
                "Signs client certificates. Whoever has one of them gets in.",
            ),
            Self::ClientOrganization => text("client-org", "Client organization", "ML Client Org", ""),
            Self::ClientCommonName => text(
                "client-cn",
                "Client common name",
                "ML Client Curl",
                "Names the client. Your backend sees it in the header `X-CLIENT-SSL-CN`.",
            ),
            Self::ClientUri => FieldSpec {
                optional: true,
                ..text(
                    "client-uri",
                    "Client URI name (optional)",
                    "",
                    "A SPIFFE ID or another URI; your backend sees it in `X-CLIENT-SSL-SAN`. Left empty, one is made from the \
                     subdomain and the common name.",
                )
            },
            Self::KeyAlgorithm => FieldSpec {
                input: Input::Select(&KEY_ALGORITHMS),
                ..text("key", "Key algorithm", KeyAlgorithm::Rsa2048.id(), "For all keys.")
            },
            Self::ValidFrom => text(
                "from",
                "Valid from",
                "now",
                "`now`, or a date such as `2026-12-31`. From `now` means an hour ago, for clocks that run late.",
            ),
            Self::CaValidity => text(
                "ca-validity",
                "CA certificates valid for",
                "3650",
                "A number of days, or a last day such as `2036-11-30`. At most 10 years.",
            ),
            Self::LeafValidity => text(
                "validity",
                "Server and client certificates valid for",
                "397",
                "A number of days, or a last day such as `2027-11-30`. At most 825 days; Apple refuses more.",
            ),
            _ => return None,
        })
    }

    fn others(self) -> FieldSpec {
        match self {
            Self::EncryptionProfile => FieldSpec {
                input: Input::Radio(&ENCRYPTION_PROFILES),
                ..text("p12", "Encryption of the .p12 file", EncryptionProfile::Modern.id(), "Choose by where it is imported.")
            },
            Self::WorkloadKind => FieldSpec {
                input: Input::Radio(&WORKLOAD_KINDS),
                ..text("workload-kind", "What runs behind the gateway?", HTTPBIN, "")
            },
            Self::HttpBinImage => FieldSpec {
                input: Input::Select(&HTTPBIN_IMAGES),
                ..text("image", "HTTPBin image", "go-httpbin", "")
            },
            Self::ServiceName => text("service", "Service", "my-service", "Its name, without the namespace."),
            Self::ServicePort => FieldSpec {
                input: Input::Number,
                ..text("port", "Service port", "8080", "The Service's port, not the container's.")
            },
            // The last one stands for itself; every other field is in one of the tables above.
            _ => FieldSpec {
                input: Input::Secret,
                ..text(
                    "password",
                    "Password of the .p12 file",
                    "",
                    "Needed once, when the file is imported. It is written to `p12-password.txt` in the archive.",
                )
            },
        }
    }
}
