//! Authorities, clients, keys and periods.

use super::{
    Choice, Condition, EVERY_CLIENT, Field, FieldSpec, Input, MADE, SIGNING, SOME_CLIENTS, YES, choice, text, when,
};
use crate::locale::Text;

pub(super) const KEY_ALGORITHMS: [Choice; 5] = [
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
        title: Text::table("Modern (AES-256)"),
        hint: Text::table("OpenSSL 3, Java, Firefox, Chrome on Linux, Windows 10 1709 and Server 2019 or newer."),
    },
    Choice {
        id: "compatible",
        title: Text::table("For older importers (3DES)"),
        hint: Text::table("macOS before 15, iOS, Android 12, Windows Server 2016. Weaker: use a strong password."),
    },
];

/// Where the client CA is made here.
pub(super) const AUTHORITY: &[Condition] = &[when(Field::ClientCaSource, &[MADE])];
/// Where a server's certificate is made here: everywhere but where the form asks and the answer is no.
pub(super) const SERVER: &[Condition] = &[when(Field::MakeServer, &[YES])];
/// Where its authority is made here too.
const SERVER_AUTHORITY: &[Condition] = &[when(Field::ServerCaSource, &[MADE])];
/// Where clients are made here.
pub(super) const CLIENTS: &[Condition] = &[when(Field::ClientCaSource, &[MADE, SIGNING])];

pub(super) static SERVER_CA_ORGANIZATION: FieldSpec = FieldSpec {
    when: SERVER_AUTHORITY,
    ..text(
        "server-ca-org",
        "Server CA organization",
        "ML Server Org",
        "Also in the gateway’s certificate.",
    )
};

pub(super) static SERVER_CA_COMMON_NAME: FieldSpec = FieldSpec {
    when: SERVER_AUTHORITY,
    ..text(
        "server-ca-cn",
        "Server CA common name",
        "ML Server Root CA",
        "Signs the gateway’s certificate. Your clients need to trust it.",
    )
};

pub(super) static CLIENT_CA_ORGANIZATION: FieldSpec = FieldSpec {
    when: AUTHORITY,
    ..text("client-ca-org", "Client CA organization", "ML Client Org", "")
};

pub(super) static CLIENT_CA_COMMON_NAME: FieldSpec = FieldSpec {
    when: AUTHORITY,
    ..text(
        "client-ca-cn",
        "Client CA common name",
        "ML Client Root CA",
        "Signs client certificates. Without further restriction, whoever has one of them gets in.",
    )
};

pub(super) static CLIENT_ORGANIZATION: FieldSpec = FieldSpec {
    when: CLIENTS,
    ..text("client-org", "Client organization", "ML Client Org", "")
};

pub(super) static CLIENT_COMMON_NAME: FieldSpec = FieldSpec {
    when: &[when(Field::Access, &[EVERY_CLIENT])],
    ..text(
        "client-cn",
        "Client common name",
        "ML Client Curl",
        "Names the client. Your backend sees it in the header `X-CLIENT-SSL-CN`.",
    )
};

pub(super) static CLIENT_URI: FieldSpec = FieldSpec {
    when: &[when(Field::Access, &[EVERY_CLIENT])],
    ..text(
        "client-uri",
        "Client URI name (optional)",
        "",
        "A SPIFFE ID or another URI; your backend sees it in `X-CLIENT-SSL-SAN`. Left empty, one is made from the \
                     subdomain and the common name.",
    )
};

pub(super) static KEY_ALGORITHM: FieldSpec = FieldSpec {
    when: CLIENTS,
    input: Input::Select(&KEY_ALGORITHMS),
    ..text(
        "key",
        "Key algorithm",
        "rsa-2048",
        "For all keys; the CAs may have another.",
    )
};

pub(super) static VALID_FROM: FieldSpec = FieldSpec {
    when: CLIENTS,
    ..text(
        "from",
        "Valid from",
        "now",
        "`now`, or a date such as `2026-12-31`. From `now` means an hour ago, for clocks that run late.",
    )
};

pub(super) static CA_VALIDITY: FieldSpec = FieldSpec {
    when: AUTHORITY,
    ..text(
        "ca-validity",
        "CA certificates valid for",
        "3650",
        "A number of days, or a last day such as `2036-11-30`. At most 10 years.",
    )
};

pub(super) static LEAF_VALIDITY: FieldSpec = FieldSpec {
    when: CLIENTS,
    ..text(
        "validity",
        "Server and client certificates valid for",
        "397",
        "A number of days, or a last day such as `2027-11-30`. At most 825 days; Apple refuses more.",
    )
};

pub(super) static PASSWORD: FieldSpec = FieldSpec {
    when: CLIENTS,
    input: Input::Password,
    secret: true,
    ..text(
        "password",
        "Password of the .p12 file",
        "",
        "Needed once, when the file is imported. It is written to `p12-password.txt` in the archive.",
    )
};

pub(super) static ENCRYPTION_PROFILE: FieldSpec = FieldSpec {
    when: CLIENTS,
    input: Input::Several(&ENCRYPTION_PROFILES),
    ..text(
        "p12",
        "Encryption of the .p12 file",
        "modern",
        "Choose by where it is imported. With both, each client gets a second file, `client-older-importers.p12`.",
    )
};

pub(super) static ALLOWED_CLIENTS: FieldSpec = FieldSpec {
    input: Input::Clients,
    when: &[when(Field::Access, SOME_CLIENTS)],
    ..text(
        "allowed",
        "Allowed clients",
        "ML Client Curl",
        "Common names, one per line. Each gets a certificate and is let in.",
    )
};

pub(super) static DENIED_CLIENTS: FieldSpec = FieldSpec {
    input: Input::Clients,
    when: &[when(Field::Access, SOME_CLIENTS)],
    ..text(
        "denied",
        "Denied clients",
        "ML Client Other",
        "Common names, one per line, or none. Each gets a certificate of the same CA, which proves that the CA alone does not open the workload.",
    )
};
