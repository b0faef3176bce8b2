//! What is there already: the gateway's certificate, an authority for the clients.

use super::{BROUGHT, Choice, FILES, Field, FieldSpec, Input, MADE, SECRET, SIGNING, choice, text, when};

const SERVER_SOURCES: [Choice; 2] = [
    choice(
        FILES,
        "Certificate and key files",
        "They are read and checked in this page, and put into the archive and a Secret.",
    ),
    choice(
        SECRET,
        "A Secret that is in the cluster already",
        "Such as one that cert-manager or Gardener fills. What is in it cannot be checked here.",
    ),
];

pub(super) static SERVER_SOURCE: FieldSpec = FieldSpec {
    input: Input::Radio(&SERVER_SOURCES),
    ..text(
        "server-from",
        "Where does the gateway’s certificate come from?",
        SECRET,
        "",
    )
};

pub(super) static SERVER_CHAIN: FieldSpec = FieldSpec {
    input: Input::File,
    when: &[when(Field::ServerSource, &[FILES])],
    ..text(
        "server-chain",
        "Gateway certificate chain (PEM)",
        "",
        "The server’s certificate and those between it and the root, in any order. With the root, the test can verify the \
         gateway where the root is a private one.",
    )
};

pub(super) static SERVER_KEY: FieldSpec = FieldSpec {
    input: Input::File,
    secret: true,
    when: &[when(Field::ServerSource, &[FILES])],
    ..text(
        "server-key",
        "Gateway private key (PEM)",
        "",
        "Of the server’s certificate. It stays in this tab and goes into your download.",
    )
};

const TLS_MODES: [Choice; 2] = [
    choice(
        "mutual",
        "MUTUAL",
        "Only callers with a certificate of the client CA get in.",
    ),
    choice(
        "optional-mutual",
        "OPTIONAL_MUTUAL",
        "Callers without a certificate get in too, and may send `X-CLIENT-SSL-*` headers of their own: nothing overwrites them \
         then. Your backend must not take these headers for proof.",
    ),
];

pub(super) static TLS_MODE: FieldSpec = FieldSpec {
    input: Input::Radio(&TLS_MODES),
    ..text("tls-mode", "TLS mode", "mutual", "")
};

const CLIENT_CA_SOURCES: [Choice; 3] = [
    choice(MADE, "Make one here", "A new authority, and a client that it signs."),
    choice(
        SIGNING,
        "My own, with its key",
        "It signs the clients that are made here. Its key is used in this page only and is not put into the archive.",
    ),
    choice(
        BROUGHT,
        "My own, certificate only",
        "Your clients have certificates already; none is made here.",
    ),
];

pub(super) static CLIENT_CA_SOURCE: FieldSpec = FieldSpec {
    input: Input::Radio(&CLIENT_CA_SOURCES),
    ..text(
        "client-ca-from",
        "Where does the client CA come from?",
        MADE,
        "Whoever has a certificate of it gets in.",
    )
};

pub(super) static CLIENT_CA_CHAIN: FieldSpec = FieldSpec {
    input: Input::File,
    when: &[when(Field::ClientCaSource, &[SIGNING, BROUGHT])],
    ..text(
        "client-ca-chain",
        "Client CA certificate (PEM)",
        "",
        "Of the authority that signs the clients. Those above it may be there too; the gateway trusts only itself. A `.p12` file brings \
         certificates and key at once.",
    )
};

pub(super) static CLIENT_CA_KEY: FieldSpec = FieldSpec {
    input: Input::File,
    secret: true,
    when: &[when(Field::ClientCaSource, &[SIGNING])],
    ..text(
        "client-ca-key",
        "Client CA private key (PEM)",
        "",
        "It signs the clients’ certificates in this page and goes nowhere.",
    )
};
