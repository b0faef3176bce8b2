//! The authority that signs the gateway's certificate, where that is made here: a new one, or the user's.

use super::{Choice, Field, FieldSpec, Input, MADE, NO, SIGNING, YES, choice, text, when};

const SOURCES: [Choice; 2] = [
    choice(
        MADE,
        "Make a server CA here",
        "A new authority, which your clients need to trust.",
    ),
    choice(
        SIGNING,
        "My own server CA, with its key",
        "It signs the gateway’s certificate. Its key is used in this page only and is not put into the archive.",
    ),
];

pub(super) static SERVER_CA_SOURCE: FieldSpec = FieldSpec {
    when: super::certificates::SERVER,
    input: Input::Radio(&SOURCES),
    ..text("server-ca-from", "Where does the server CA come from?", MADE, "")
};

pub(super) static SERVER_CA_CHAIN: FieldSpec = FieldSpec {
    input: Input::File,
    when: &[when(Field::ServerCaSource, &[SIGNING])],
    ..text(
        "server-ca-chain",
        "Server CA certificate (PEM)",
        "",
        "Of the authority that signs the gateway’s certificate, with those above it up to the root. A `.p12` file brings certificates \
         and key at once.",
    )
};

pub(super) static SERVER_CA_KEY: FieldSpec = FieldSpec {
    input: Input::File,
    secret: true,
    when: &[when(Field::ServerCaSource, &[SIGNING])],
    ..text(
        "server-ca-key",
        "Server CA private key (PEM)",
        "",
        "It signs the gateway’s certificate in this page and goes nowhere.",
    )
};

pub(super) static SERVER_INTERMEDIATE: FieldSpec = FieldSpec {
    when: &[when(Field::ServerCaSource, &[MADE])],
    input: Input::Checkbox,
    ..text(
        "server-intermediate",
        "Sign the server’s certificate with an intermediate CA",
        NO,
        "The root’s key can then be put away. The server sends the intermediate’s certificate along; clients trust the root as before.",
    )
};

pub(super) static SERVER_INTERMEDIATE_COMMON_NAME: FieldSpec = FieldSpec {
    when: &[
        when(Field::ServerIntermediate, &[YES]),
        when(Field::ServerCaSource, &[MADE]),
    ],
    ..text(
        "server-intermediate-cn",
        "Server intermediate CA common name",
        "ML Server Issuing CA",
        "",
    )
};
