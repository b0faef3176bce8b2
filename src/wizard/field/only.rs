//! What certificates are wanted for without a cluster, and in which forms.

use super::certificates::{AUTHORITY, CLIENTS, KEY_ALGORITHMS, SERVER};
use super::{Choice, Field, FieldSpec, Input, MADE, NO, SAME, YES, choice, text, when};

const FORMATS_CHOICES: [Choice; 4] = [
    choice(
        "der",
        "DER",
        "Certificates as `.der` beside the `.crt`, for Windows, Java and network devices.",
    ),
    choice(
        "combined",
        "Combined PEM",
        "Key, certificate and chain of a client in one file, `client-combined.pem`, as HAProxy and some clients want it.",
    ),
    choice(
        "encrypted-key",
        "Encrypted private keys",
        "A client’s key also as `client-encrypted.key` (PKCS#8), with the password of its `.p12` file.",
    ),
    choice(
        "secret",
        "Kubernetes Secret",
        "A manifest per client, `client-secret.yaml`, with the keys that an egress gateway reads. It holds the private key.",
    ),
];

pub(super) static FORMATS: FieldSpec = FieldSpec {
    when: CLIENTS,
    input: Input::Several(&FORMATS_CHOICES),
    optional: true,
    ..text(
        "formats",
        "Formats besides PEM and PKCS#12",
        "",
        "Java reads the `.p12` file as it is.",
    )
};

pub(super) static INTERMEDIATE: FieldSpec = FieldSpec {
    when: AUTHORITY,
    input: Input::Checkbox,
    ..text(
        "intermediate",
        "Sign the clients with an intermediate CA",
        NO,
        "The root’s key can then be put away. Clients have to show the intermediate’s certificate too; it is in their files.",
    )
};

pub(super) static INTERMEDIATE_COMMON_NAME: FieldSpec = FieldSpec {
    when: &[when(Field::Intermediate, &[YES]), when(Field::ClientCaSource, &[MADE])],
    ..text(
        "intermediate-cn",
        "Intermediate CA common name",
        "ML Client Issuing CA",
        "",
    )
};

const CA_KEY_ALGORITHMS: [Choice; 6] = {
    let [rsa_2048, rsa_3072, rsa_4096, p256, p384] = KEY_ALGORITHMS;
    let same = choice(SAME, "As the other keys", "");
    [same, rsa_2048, rsa_3072, rsa_4096, p256, p384]
};

pub(super) static CA_KEY_ALGORITHM: FieldSpec = FieldSpec {
    when: AUTHORITY,
    input: Input::Select(&CA_KEY_ALGORITHMS),
    ..text("ca-key", "Key algorithm of the CAs", SAME, "")
};

pub(super) static TRUST_DOMAIN: FieldSpec = FieldSpec {
    when: CLIENTS,
    ..text(
        "trust-domain",
        "Trust domain",
        "clients.internal",
        "Clients without names of their own get `spiffe://TRUST-DOMAIN/client/NAME`. Any name of yours will do.",
    )
};

pub(super) static MAKE_SERVER: FieldSpec = FieldSpec {
    input: Input::Checkbox,
    ..text(
        "make-server",
        "Also make a server certificate",
        NO,
        "By an authority of its own, so that a server’s key never opens anything as a client’s.",
    )
};

pub(super) static SERVER_NAMES: FieldSpec = FieldSpec {
    when: SERVER,
    ..text(
        "server-names",
        "DNS names and IP addresses of the server",
        "localhost.example.com",
        "With spaces between them; at least one DNS name. `*.example.com` is for every name one level below.",
    )
};

pub(super) static SERVER_VALIDITY: FieldSpec = FieldSpec {
    when: SERVER,
    ..text(
        "server-validity",
        "Server certificate valid for",
        "397",
        "A number of days, or a last day such as `2027-11-30`. At most 825 days.",
    )
};
