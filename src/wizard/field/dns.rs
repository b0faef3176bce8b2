//! Where the domain's records are kept, and what it takes to write there. The fields for credentials are made of the table
//! of providers, when the app is compiled.

use super::{Choice, Field, FieldSpec, Input, YES, choice, text};
use crate::plan::dns::{Credential, PROVIDERS, Provider, Support, provider};

/// The answer of [`Field::DnsCredentials`] for credentials that the app never sees.
pub const ASKED_LATER: &str = "later";
/// The answer of [`Field::DnsCredentials`] for credentials that are typed into the form.
pub const TYPED: &str = "here";

pub(super) static DNS_PROVIDER: FieldSpec = FieldSpec {
    input: Input::Select(&CHOICES),
    ..text(
        "dns-provider",
        "DNS provider",
        "aws-route53",
        "Where the records of the parent domain are kept.",
    )
};

static CHOICES: [Choice; PROVIDERS.len()] = choices();

const fn choices() -> [Choice; PROVIDERS.len()] {
    let mut choices = [choice("", "", ""); PROVIDERS.len()];
    let mut index = 0;
    while index < PROVIDERS.len() {
        let provider = &PROVIDERS[index];
        choices[index] = choice(
            provider.id,
            provider.title,
            match provider.support {
                Support::Full => "",
                Support::PrivateZones => {
                    "Its zones are not public, so Let’s Encrypt cannot check them, and the certificate will never be ready."
                }
                Support::Alpha => "Gardener calls its support for it alpha.",
                Support::Legacy => "Only older DNS controllers of Gardener know it, and only where it was switched on.",
            },
        );
        index += 1;
    }
    choices
}

pub(super) static DNS_CREDENTIALS: FieldSpec = FieldSpec {
    input: Input::Radio(&[
        choice(
            ASKED_LATER,
            "Ask for them when I apply",
            "They never enter this page: `apply.sh` takes them from files or environment variables, or asks.",
        ),
        choice(
            TYPED,
            "I type them here",
            "They are checked now and put into the archive, and stored nowhere.",
        ),
    ]),
    ..text("dns-credentials", "Credentials of the DNS provider", ASKED_LATER, "")
};

pub(super) static DNS_CLASS: FieldSpec = FieldSpec {
    input: Input::Checkbox,
    ..text(
        "dns-class",
        "The cluster is a Gardener shoot, as every Kyma runtime is",
        YES,
        "Adds `dns.gardener.cloud/class: garden` to the DNSProvider and the DNSEntry. Gardener ignores them without it; a DNS controller of \
         your own ignores them with it.",
    )
};

pub(super) static LOAD_BALANCER_ADDRESS: FieldSpec = text(
    "load-balancer",
    "Load balancer address (optional)",
    "",
    "The EXTERNAL-IP of `kubectl get service istio-ingressgateway -n istio-system`. Left empty, `apply.sh` asks the cluster.",
);

/// A field for one entry of a provider's Secret; providers share those with one [`Credential::field`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CredentialField(u8);

const COUNT: usize = distinct().1;

/// Every field for credentials, in the order of the table.
pub static CREDENTIAL_FIELDS: [Field; COUNT] = fields();

static SPECS: [FieldSpec; COUNT] = specs();

/// The credentials with a field of their own, and how many they are.
const fn distinct() -> ([Option<&'static Credential>; 255], usize) {
    let mut found: [Option<&'static Credential>; 255] = [None; 255];
    let mut count = 0;
    let mut index = 0;
    while index < PROVIDERS.len() {
        let credentials = PROVIDERS[index].credentials;
        let mut place = 0;
        while place < credentials.len() {
            if !is_among(&found, &credentials[place]) {
                found[count] = Some(&credentials[place]);
                count += 1;
            }
            place += 1;
        }
        index += 1;
    }
    (found, count)
}

const fn is_among(found: &[Option<&'static Credential>; 255], credential: &Credential) -> bool {
    let mut index = 0;
    while let Some(other) = found[index] {
        if is_same(other.field.as_bytes(), credential.field.as_bytes()) {
            return true;
        }
        index += 1;
    }
    false
}

/// `==` of slices is no constant function.
const fn is_same(one: &[u8], other: &[u8]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    let mut index = 0;
    while index < one.len() {
        if one[index] != other[index] {
            return false;
        }
        index += 1;
    }
    true
}

const fn specs() -> [FieldSpec; COUNT] {
    let found = distinct().0;
    let mut specs = [text("", "", "", ""); COUNT];
    let mut index = 0;
    while index < COUNT {
        if let Some(credential) = found[index] {
            specs[index] = FieldSpec {
                input: if credential.format.is_file() {
                    Input::File
                } else {
                    Input::Text
                },
                secret: credential.secret,
                ..text(credential.field, credential.key, "", credential.hint)
            };
        }
        index += 1;
    }
    specs
}

const fn fields() -> [Field; COUNT] {
    let mut fields = [Field::DnsProvider; COUNT];
    let mut index = 0;
    while index < COUNT {
        fields[index] = Field::DnsCredential(CredentialField(index as u8));
        index += 1;
    }
    fields
}

impl CredentialField {
    pub(super) fn spec(self) -> &'static FieldSpec {
        &SPECS[usize::from(self.0)]
    }

    /// What a provider's Secret holds under this field's label; `None` where it holds nothing of the kind.
    pub fn of(self, provider: &Provider) -> Option<&'static Credential> {
        let id = self.spec().id;
        provider.credentials.iter().find(|credential| credential.field == id)
    }

    /// As [`Self::of`], for the [`Provider::id`] that an answer names.
    pub fn of_id(self, id: &str) -> Option<(&'static Provider, &'static Credential)> {
        let provider = provider(id)?;
        Some((provider, self.of(provider)?))
    }
}

/// The field of a credential.
pub fn field_of(credential: &Credential) -> Option<Field> {
    let mut fields = CREDENTIAL_FIELDS.iter().copied();
    fields.find(|field| field.spec().id == credential.field)
}
