//! The table of DNS providers. To add one, add an entry here and what its Secret holds in [`clouds`] or [`servers`]: nothing
//! else knows their names.

mod clouds;
mod servers;

use super::{Alternatives, Credential, Format, Provider, Support};

/// Every provider, in the order of the form.
pub const PROVIDERS: &[Provider] = &[
    Provider {
        id: "aws-route53",
        title: "Amazon Route 53",
        documentation: "https://github.com/gardener/external-dns-management/blob/master/docs/aws-route53/README.md",
        support: Support::Full,
        credentials: clouds::AWS,
        alternatives: &[Alternatives {
            required: true,
            sets: &[
                &["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"],
                &["AWS_SESSION_TOKEN", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"],
                &["AWS_USE_CREDENTIALS_CHAIN"],
            ],
        }],
    },
    Provider {
        id: "google-clouddns",
        title: "Google Cloud DNS",
        documentation: "https://github.com/gardener/external-dns-management/blob/master/docs/google-cloud-dns/README.md",
        support: Support::Full,
        credentials: clouds::GOOGLE,
        alternatives: &[],
    },
    Provider {
        id: "azure-dns",
        title: "Azure DNS",
        documentation: "https://github.com/gardener/external-dns-management/blob/master/docs/azure-dns/README.md",
        support: Support::Full,
        credentials: clouds::AZURE,
        alternatives: &[],
    },
    Provider {
        id: "azure-private-dns",
        title: "Azure Private DNS",
        documentation: "https://github.com/gardener/external-dns-management/blob/master/docs/azure-private-dns/README.md",
        support: Support::PrivateZones,
        credentials: clouds::AZURE,
        alternatives: &[],
    },
    Provider {
        id: "alicloud-dns",
        title: "Alibaba Cloud DNS",
        documentation: "https://github.com/gardener/external-dns-management/blob/master/docs/alicloud-dns/README.md",
        support: Support::Full,
        credentials: clouds::ALICLOUD,
        alternatives: &[],
    },
    Provider {
        id: "cloudflare-dns",
        title: "Cloudflare DNS",
        documentation: "https://github.com/gardener/external-dns-management/blob/master/docs/cloudflare/README.md",
        support: Support::Full,
        credentials: clouds::CLOUDFLARE,
        alternatives: &[],
    },
    Provider {
        id: "netlify-dns",
        title: "Netlify DNS",
        documentation: "https://github.com/gardener/external-dns-management/blob/master/docs/netlify/README.md",
        support: Support::Full,
        credentials: clouds::NETLIFY,
        alternatives: &[],
    },
    Provider {
        id: "openstack-designate",
        title: "OpenStack Designate",
        documentation: "https://github.com/gardener/external-dns-management/blob/master/docs/openstack-designate/README.md",
        support: Support::Full,
        credentials: servers::OPENSTACK,
        alternatives: &[
            Alternatives {
                required: true,
                sets: &[
                    &["OS_USERNAME", "OS_PASSWORD"],
                    &["OS_APPLICATION_CREDENTIAL_ID", "OS_APPLICATION_CREDENTIAL_SECRET"],
                    // Names are unique within a user's credentials only.
                    &[
                        "OS_APPLICATION_CREDENTIAL_NAME",
                        "OS_APPLICATION_CREDENTIAL_SECRET",
                        "OS_USERNAME",
                    ],
                ],
            },
            Alternatives {
                required: true,
                sets: &[&["OS_DOMAIN_NAME"], &["OS_DOMAIN_ID"]],
            },
            Alternatives {
                required: true,
                sets: &[&["OS_PROJECT_NAME"], &["OS_PROJECT_ID"]],
            },
            Alternatives {
                required: false,
                sets: &[&["OS_USER_DOMAIN_NAME"], &["OS_USER_DOMAIN_ID"]],
            },
            Alternatives {
                required: false,
                sets: &[&["CLIENTCERT", "CLIENTKEY"]],
            },
        ],
    },
    Provider {
        id: "powerdns",
        title: "PowerDNS",
        documentation: "https://github.com/gardener/external-dns-management/blob/master/docs/powerdns/README.md",
        support: Support::Full,
        credentials: servers::POWERDNS,
        alternatives: &[],
    },
    Provider {
        id: "rfc2136",
        title: "RFC 2136 dynamic updates (BIND, Knot DNS and others)",
        documentation: "https://github.com/gardener/external-dns-management/blob/master/docs/rfc2136/README.md",
        support: Support::Alpha,
        credentials: servers::RFC2136,
        alternatives: &[],
    },
    Provider {
        id: "infoblox-dns",
        title: "Infoblox (older controllers only)",
        documentation: "https://github.com/gardener/external-dns-management/blob/master/docs/infoblox/README.md",
        support: Support::Legacy,
        credentials: servers::INFOBLOX,
        alternatives: &[],
    },
];

/// For what has no limit of its own upstream: far below the MiB that a Secret may hold.
const LONG: usize = 16_384;

const fn entry(key: &'static str, hint: &'static str, format: Format, limit: usize) -> Credential {
    Credential {
        key,
        field: key,
        variable: key,
        hint,
        secret: false,
        required: false,
        format,
        limit,
    }
}

impl Credential {
    const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    const fn secret(mut self) -> Self {
        self.secret = true;
        self
    }

    /// Another identifier than the key.
    const fn field(mut self, field: &'static str) -> Self {
        self.field = field;
        self
    }

    /// Another variable than the key: where the key is no name for a variable, where it names a file, or where the key is
    /// so common a name that a person's environment may hold something else under it.
    const fn variable(mut self, variable: &'static str) -> Self {
        self.variable = variable;
        self
    }
}
