//! What runs behind the gateway.

use super::{
    BY_CERTIFICATE, BY_KEY, BY_NAME, CHOSEN, Choice, EVERY_CLIENT, FUNCTION, Field, FieldSpec, HTTPBIN, Input,
    OWN_SERVICE, choice, text, when,
};
use crate::locale::Text;

const WORKLOAD_KINDS: [Choice; 3] = [
    Choice {
        id: HTTPBIN,
        title: Text::table("Sample workload HTTPBin"),
        hint: Text::table("Deployed for you. It prints the headers it receives, so you see that mTLS works."),
    },
    Choice {
        id: OWN_SERVICE,
        title: Text::table("My own Service"),
        hint: Text::table("A Service that already runs in the namespace."),
    },
    Choice {
        id: FUNCTION,
        title: Text::table("A Kyma Function"),
        hint: Text::table(
            "A Function that already runs in the namespace; its Service and the labels of its pods follow from its name.",
        ),
    },
];

const HTTPBIN_IMAGES: [Choice; 2] = [
    Choice {
        id: "go-httpbin",
        title: Text::table("mccutchen/go-httpbin (amd64 and arm64)"),
        hint: Text::table("Runs on amd64 and arm64, Apple silicon included."),
    },
    Choice {
        id: "kennethreitz",
        title: Text::table("kennethreitz/httpbin (amd64 only)"),
        hint: Text::table("The image of the original tutorial."),
    },
];

pub(super) static WORKLOAD_KIND: FieldSpec = FieldSpec {
    input: Input::Radio(&WORKLOAD_KINDS),
    ..text("workload-kind", "What runs behind the gateway?", HTTPBIN, "")
};

pub(super) static HTTP_BIN_IMAGE: FieldSpec = FieldSpec {
    when: &[when(Field::WorkloadKind, &[HTTPBIN])],
    input: Input::Select(&HTTPBIN_IMAGES),
    ..text("image", "HTTPBin image", "go-httpbin", "")
};

pub(super) static SERVICE_NAME: FieldSpec = FieldSpec {
    when: &[when(Field::WorkloadKind, &[OWN_SERVICE])],
    ..text("service", "Service", "my-service", "Its name, without the namespace.")
};

pub(super) static FUNCTION_NAME: FieldSpec = FieldSpec {
    when: &[when(Field::WorkloadKind, &[FUNCTION])],
    ..text(
        "function",
        "Function",
        "my-function",
        "Its name, without the namespace.",
    )
};

pub(super) static SERVICE_PORT: FieldSpec = FieldSpec {
    when: &[when(Field::WorkloadKind, &[OWN_SERVICE])],
    input: Input::Number,
    ..text(
        "port",
        "Service port",
        "8080",
        "The Service’s port, not the container’s.",
    )
};

const ACCESS_CHOICES: [Choice; 5] = [
    choice(
        EVERY_CLIENT,
        "Every client of the client CA",
        "The gateway’s check is the only one. An APIRule exposes the workload.",
    ),
    choice(
        CHOSEN,
        "Only the clients that I name",
        "An AuthorizationPolicy compares the subject of the client’s certificate; others get status 403. A VirtualService exposes the workload, because an APIRule would admit everybody.",
    ),
    choice(
        BY_NAME,
        "Only named clients, at the gateway: by a name in the certificate",
        "The Gateway’s `subjectAltNames` ends the handshake of all others. It holds for every workload behind the Gateway. A new certificate with the same name gets in too.",
    ),
    choice(
        BY_KEY,
        "Only named clients, at the gateway: by their keys",
        "The same with `verifyCertificateSpki`. A certificate that is renewed for the same key gets in too.",
    ),
    choice(
        BY_CERTIFICATE,
        "Only named clients, at the gateway: by their certificates",
        "The same with `verifyCertificateHash`. The strictest: each renewal needs the Gateway changed.",
    ),
];

pub(super) static ACCESS: FieldSpec = FieldSpec {
    when: super::certificates::CLIENTS,
    input: Input::Radio(&ACCESS_CHOICES),
    ..text("access", "Who may call the workload?", EVERY_CLIENT, "")
};

pub(super) static POD_LABELS: FieldSpec = FieldSpec {
    input: Input::Lines,
    when: &[
        when(Field::WorkloadKind, &[OWN_SERVICE]),
        when(Field::Access, &[CHOSEN]),
    ],
    ..text(
        "labels",
        "Labels of the Service’s pods",
        "app=my-service",
        "`key=value`, one per line, as in the Service’s selector. The policy is for these pods only.",
    )
};
