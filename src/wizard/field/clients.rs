//! Clients beyond the first, and what stands in their certificates.

use super::{EVERY_CLIENT, Field, FieldSpec, Input, text, when};

pub(super) static CLIENTS: FieldSpec = FieldSpec {
    input: Input::Clients,
    when: &[when(Field::Access, &[EVERY_CLIENT])],
    optional: true,
    ..text(
        "clients",
        "List of clients",
        "",
        "One per line: a common name, or CSV with `name,O,CN,OU,SANs,validity,password`, of which only the name is needed. Each gets \
         a folder and a password of its own. At most 500.",
    )
};

pub(super) static CLIENT_SUBJECT: FieldSpec = FieldSpec {
    when: &[when(Field::Access, &[EVERY_CLIENT])],
    optional: true,
    example: "/CN=orders/OU=Team A/O=My Org",
    ..text(
        "client-subject",
        "Subject of the client (optional)",
        "",
        "In place of common name and organization: `/CN=orders/OU=Team A/O=My Org` in the order of the certificate, as openssl takes it, \
         or `O=My Org,OU=Team A,CN=orders` as Envoy prints it.",
    )
};

pub(super) static CLIENT_NAMES: FieldSpec = FieldSpec {
    when: &[when(Field::Access, &[EVERY_CLIENT])],
    optional: true,
    example: "client.example.com",
    ..text(
        "client-names",
        "Further names of the client (optional)",
        "",
        "Host names, e-mail and IP addresses or URIs, with spaces between them. Write `DNS:`, `email:`, `IP:` or `URI:` in front where it \
         is not clear.",
    )
};

pub(super) static CLIENT_REQUESTS: FieldSpec = FieldSpec {
    when: super::certificates::CLIENTS,
    input: Input::File,
    optional: true,
    ..text(
        "client-requests",
        "Certificate requests (CSR)",
        "",
        "Of clients that keep their keys: one or several, PEM. Each gets a certificate, no key and no `.p12`. Names are taken over, rights of \
         an authority are not.",
    )
};
