//! Egress: the questions of tutorial 003, for two clusters.

use super::Tutorial;
use super::shared::{
    BUNDLE_GROUP, CLIENT_CA_GROUP, DEFAULT_DOMAIN_EXAMPLE, DOMAIN_GROUP, EXPOSURE, FORMATS_GROUP, KEYS_GROUP,
    MORE_CLIENTS_GROUP, PLACE_GROUP, SERVER_CA_GROUP, read_shared,
};
use crate::locale::text;
use crate::plan::answers::{Scenario, Wanted};
use crate::plan::egress::Egress;
use crate::wizard::field::MADE;
use crate::wizard::read::{self, Reader};
use crate::wizard::{Field, Form, Group, Override, ParentDomain, Step};

/// The variant.
pub static TUTORIAL: Tutorial = Tutorial {
    id: "egress",
    title: text("Egress"),
    summary: text(
        "Two clusters: a workload behind a mutual-TLS gateway on one, and pods on the other that call it by plain HTTP. \
              Their egress gateway shows the client’s certificate, and no other way out is left.",
    ),
    needs: &[text("two Kyma clusters"), text("kubectl"), text("curl"), text("bash")],
    form: &FORM,
};

static FORM: Form = Form {
    steps: &STEPS,
    parent_domain: ParentDomain::ClusterDefault,
    overrides: &[
        Override {
            field: Field::ParentDomain,
            default: "",
            example: DEFAULT_DOMAIN_EXAMPLE,
            hint: Some(text(
                "The default domain of the target cluster, which leads to it already, also from the egress cluster: `kubectl get gateways.networking.istio.io -n kyma-system kyma-gateway -o jsonpath='{.spec.servers[0].hosts}'` prints it.",
            )),
        },
        Override {
            field: Field::Namespace,
            default: "test",
            example: "",
            hint: Some(text(
                "On both clusters: for the workload on the target, for the pods that call it on the other.",
            )),
        },
        Override {
            field: Field::GatewaySecret,
            default: "kyma-mtls-certs",
            example: "",
            hint: Some(text(
                "In the target cluster: holds the gateway’s key and certificate, and the clients’ CA (`key`, `cert`, `cacert`).",
            )),
        },
        Override {
            field: Field::ClientCaSource,
            default: MADE,
            example: "",
            hint: Some(text(
                "The egress gateway’s certificate is made here, so an own CA is needed with its key.",
            )),
        },
        Override {
            field: Field::ClientCommonName,
            default: "ML Client Egress",
            example: "",
            hint: Some(text(
                "Names the egress gateway. Your backend sees it in the header `X-CLIENT-SSL-CN`.",
            )),
        },
    ],
    read,
};

static STEPS: [Step; 4] = [
    Step {
        id: "names",
        title: text("Names and domains"),
        intro: text(
            "Two clusters, each known by the name of its kube context. The target cluster has the workload; the egress cluster calls it.",
        ),
        groups: &[
            Group {
                title: text("Clusters"),
                fields: &[Field::TargetContext, Field::EgressContext],
            },
            DOMAIN_GROUP,
            PLACE_GROUP,
            Group {
                title: text("Gateway of the target"),
                fields: &[Field::GatewayName, Field::GatewaySecret],
            },
        ],
    },
    Step {
        id: "egress",
        title: text("Egress gateway"),
        intro: text("How requests leave the egress cluster."),
        groups: &[
            Group {
                title: text("Credential"),
                fields: &[Field::ClientCredential],
            },
            Group {
                title: text("Other ways out"),
                fields: &[Field::EgressOnly, Field::ClusterDnsAddress],
            },
        ],
    },
    Step {
        id: "certificates",
        title: text("Certificates"),
        intro: text(
            "Two certificate authorities: the egress gateway checks the target’s certificate against the one, the target checks \
                the egress gateway’s against the other. Keys are made in this browser and go nowhere but into your download.",
        ),
        groups: &[
            SERVER_CA_GROUP,
            CLIENT_CA_GROUP,
            Group {
                title: text("Client"),
                fields: &[Field::ClientCommonName, Field::ClientOrganization, Field::ClientUri],
            },
            MORE_CLIENTS_GROUP,
            BUNDLE_GROUP,
            KEYS_GROUP,
            FORMATS_GROUP,
        ],
    },
    Step {
        id: "workload",
        title: text("Workload"),
        intro: text("What answers behind the target’s gateway."),
        groups: &[
            Group {
                title: text("Workload"),
                fields: &[
                    Field::WorkloadKind,
                    Field::HttpBinImage,
                    Field::ServiceName,
                    Field::ServicePort,
                    Field::FunctionName,
                ],
            },
            EXPOSURE,
        ],
    },
];

fn read(reader: &mut Reader<'_>) -> Option<Wanted> {
    let contexts = read::two_contexts(reader);
    let credential = read::client_credential(reader);
    let policy = read::egress_policy(reader);
    let shared = read_shared(reader, true);
    let (target, egress) = contexts?;
    let egress = Egress {
        target,
        egress,
        credential: credential?,
        policy: policy?,
    };
    shared.map(|shared| shared.answers(Scenario::Egress(egress)))
}
