//! What the Secrets of providers hold that somebody runs at an address of their own.
//!
//! Sources, per provider: `docs/<provider>/README.md` and `pkg/controller/provider/<provider>/validation` in
//! gardener/external-dns-management, for keys, limits and what is secret.

use super::{LONG, entry};
use crate::plan::dns::{Credential, Format};

pub(super) const OPENSTACK: &[Credential] = &[
    entry(
        "OS_AUTH_URL",
        "Address of Keystone, such as https://keystone.example.com:5000/v3",
        Format::Url,
        256,
    )
    .required(),
    entry("OS_USERNAME", "User name", Format::Text, 128),
    entry("OS_PASSWORD", "Password of the user", Format::Text, 128).secret(),
    entry(
        "OS_APPLICATION_CREDENTIAL_ID",
        "Instead of a password: ID of an application credential",
        Format::Word,
        128,
    ),
    entry(
        "OS_APPLICATION_CREDENTIAL_NAME",
        "Or its name, together with OS_USERNAME",
        Format::Text,
        128,
    ),
    entry(
        "OS_APPLICATION_CREDENTIAL_SECRET",
        "Secret of the application credential",
        Format::Text,
        128,
    )
    .secret(),
    entry(
        "OS_DOMAIN_NAME",
        "Name of the Keystone domain, such as Default",
        Format::Text,
        128,
    ),
    entry("OS_DOMAIN_ID", "Or the ID of the Keystone domain", Format::Word, 128),
    entry(
        "OS_PROJECT_NAME",
        "Name of the project that holds the zone",
        Format::Text,
        128,
    ),
    entry("OS_PROJECT_ID", "Or the ID of the project", Format::Word, 128),
    entry("OS_REGION_NAME", "Region", Format::Text, 128),
    entry(
        "OS_USER_DOMAIN_NAME",
        "Name of the user’s domain, if it is another",
        Format::Text,
        128,
    ),
    entry("OS_USER_DOMAIN_ID", "Or the ID of the user’s domain", Format::Word, 128),
    entry(
        "CACERT",
        "Certificate of the CA that Keystone’s certificate comes from, in PEM",
        Format::PemCertificates,
        LONG,
    )
    .variable("CACERT_FILE"),
    entry(
        "CLIENTCERT",
        "Client certificate for Keystone, in PEM",
        Format::PemCertificates,
        LONG,
    )
    .variable("CLIENTCERT_FILE"),
    entry(
        "CLIENTKEY",
        "Private key of the client certificate, in PEM",
        Format::PemKey,
        LONG,
    )
    .secret()
    .variable("CLIENTKEY_FILE"),
    entry(
        "INSECURE",
        "Do not check Keystone’s certificate; only for trying things out",
        Format::Flag,
        5,
    )
    .variable("OS_INSECURE"),
];

pub(super) const POWERDNS: &[Credential] = &[
    entry(
        "Server",
        "Address of the API, such as https://dns.example.com:8081",
        Format::Url,
        256,
    )
    .required(),
    entry("ApiKey", "API key", Format::Text, 8192).required().secret(),
    entry("VirtualHost", "Virtual host", Format::Text, 128),
    entry(
        "InsecureSkipVerify",
        "Do not check the server’s certificate; only for trying things out",
        Format::Flag,
        5,
    ),
    entry(
        "TrustedCaCert",
        "Certificate of the CA that the server’s certificate comes from, in PEM",
        Format::PemCertificates,
        LONG,
    )
    .variable("TRUSTED_CA_CERT_FILE"),
];

pub(super) const RFC2136: &[Credential] = &[
    entry("Server", "Name server, such as ns1.example.com:53", Format::Server, 256)
        .field("rfc2136-Server")
        .required(),
    entry(
        "Zone",
        "The one zone, such as example.com. (lower case, with a dot at the end)",
        Format::Zone,
        256,
    )
    .required(),
    entry(
        "TSIGKeyName",
        "Name of the TSIG key, such as my-key. (with a dot at the end)",
        Format::TsigKeyName,
        256,
    )
    .required(),
    entry("TSIGSecret", "The TSIG key in base64", Format::Base64, 128)
        .required()
        .secret(),
    entry(
        "TSIGSecretAlgorithm",
        "Algorithm of the TSIG key; hmac-sha256 unless you say otherwise",
        Format::Choice(TSIG_ALGORITHMS),
        16,
    ),
];

/// `FindTsigAlgorithm` in the provider's validation.
const TSIG_ALGORITHMS: &[&str] = &["hmac-sha256", "hmac-sha1", "hmac-sha224", "hmac-sha384", "hmac-sha512"];

pub(super) const INFOBLOX: &[Credential] = &[
    entry("USERNAME", "User name", Format::Word, 64)
        .required()
        .variable("INFOBLOX_USERNAME"),
    entry("PASSWORD", "Password", Format::Text, 64)
        .required()
        .secret()
        .variable("INFOBLOX_PASSWORD"),
    entry("HOST", "Host of the grid manager, without a port", Format::Host, 256)
        .required()
        .variable("INFOBLOX_HOST"),
    entry(
        "PORT",
        "Port of the grid manager, such as 443",
        Format::Number {
            smallest: 1,
            largest: 65_535,
        },
        5,
    )
    .required()
    .variable("INFOBLOX_PORT"),
    entry("VERSION", "Version of the WAPI, such as 2.10", Format::Word, 64)
        .required()
        .variable("INFOBLOX_VERSION"),
    entry("VIEW", "DNS view; default unless you say otherwise", Format::Word, 64).variable("INFOBLOX_VIEW"),
    entry(
        "SSL_VERIFY",
        "Whether to check the server’s certificate",
        Format::Boolean,
        5,
    )
    .variable("INFOBLOX_SSL_VERIFY"),
    entry(
        "CA_CERT",
        "Certificate of the CA that the server’s certificate comes from, in PEM",
        Format::PemCertificates,
        LONG,
    )
    .variable("INFOBLOX_CA_CERT_FILE"),
    entry(
        "HTTP_REQUEST_TIMEOUT",
        "Seconds that a request may take",
        Format::Number {
            smallest: 0,
            largest: 1000,
        },
        4,
    )
    .variable("INFOBLOX_HTTP_REQUEST_TIMEOUT"),
    entry(
        "HTTP_POOL_CONNECTIONS",
        "Connections kept open",
        Format::Number {
            smallest: 1,
            largest: 100,
        },
        3,
    )
    .variable("INFOBLOX_HTTP_POOL_CONNECTIONS"),
];
