//! What the Secrets of providers with one well-known address hold.
//!
//! Sources, per provider: `docs/<provider>/README.md` and `pkg/controller/provider/<provider>/validation` in
//! gardener/external-dns-management, for keys, limits and what is secret.

use super::{LONG, entry};
use crate::plan::dns::{Credential, Format};

pub(super) const AWS: &[Credential] = &[
    entry(
        "AWS_ACCESS_KEY_ID",
        "Access key ID, such as AKIAIOSFODNN7EXAMPLE",
        Format::Alphanumeric,
        128,
    ),
    entry(
        "AWS_SECRET_ACCESS_KEY",
        "Secret access key of the same key",
        Format::Text,
        128,
    )
    .secret(),
    entry(
        "AWS_SESSION_TOKEN",
        "Session token of a temporary key; records stop being updated when it expires",
        Format::Text,
        8192,
    )
    .secret(),
    entry(
        "AWS_USE_CREDENTIALS_CHAIN",
        "Instead of keys: the DNS controller uses the identity that it runs with",
        Format::Flag,
        5,
    ),
    entry(
        "AWS_REGION",
        "Region, such as eu-central-1; the default is right for most",
        Format::Region,
        32,
    ),
];

pub(super) const GOOGLE: &[Credential] = &[entry(
    "serviceaccount.json",
    "JSON key file of a service account with the role DNS Administrator",
    Format::GoogleServiceAccount,
    LONG,
)
.required()
.secret()
.variable("SERVICEACCOUNT_JSON_FILE")];

pub(super) const AZURE: &[Credential] = &[
    entry(
        "AZURE_SUBSCRIPTION_ID",
        "ID of the subscription that holds the zone",
        Format::HexId,
        64,
    )
    .required(),
    entry("AZURE_TENANT_ID", "ID of the Microsoft Entra tenant", Format::HexId, 64).required(),
    entry(
        "AZURE_CLIENT_ID",
        "Application (client) ID of the service principal",
        Format::HexId,
        64,
    )
    .required(),
    entry(
        "AZURE_CLIENT_SECRET",
        "Value of the client secret, not its ID",
        Format::Text,
        64,
    )
    .required()
    .secret(),
    entry(
        "AZURE_CLOUD",
        "Which Azure; AzurePublic unless you say otherwise",
        Format::Choice(&["AzurePublic", "AzureChina", "AzureGovernment"]),
        15,
    ),
];

pub(super) const ALICLOUD: &[Credential] = &[
    entry("ACCESS_KEY_ID", "AccessKey ID of a RAM user", Format::Alphanumeric, 64).required(),
    entry(
        "ACCESS_KEY_SECRET",
        "AccessKey secret of the same key",
        Format::Text,
        64,
    )
    .required()
    .secret(),
];

pub(super) const CLOUDFLARE: &[Credential] = &[entry(
    "CLOUDFLARE_API_TOKEN",
    "API token with the permissions Zone / Zone / Read and Zone / DNS / Edit",
    Format::Word,
    100,
)
.required()
.secret()];

pub(super) const NETLIFY: &[Credential] = &[entry(
    "NETLIFY_AUTH_TOKEN",
    "Personal access token",
    Format::Base64Underscore,
    64,
)
.required()
.secret()];
