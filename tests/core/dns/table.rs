//! The table against what Gardener documents.

use mtls_wizard::plan::dns::{self, Credential, Need, PROVIDERS, Support};

use super::provider;

/// What the documentation of Gardener lists: type, required keys, one-of sets, optional keys.
type Row = (
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
    &'static [&'static str],
);
const DOCUMENTED: [Row; 11] = [
    (
        "aws-route53",
        &[],
        &[
            "AWS_ACCESS_KEY_ID",
            "AWS_SECRET_ACCESS_KEY",
            "AWS_SESSION_TOKEN",
            "AWS_USE_CREDENTIALS_CHAIN",
        ],
        &["AWS_REGION"],
    ),
    ("google-clouddns", &["serviceaccount.json"], &[], &[]),
    ("azure-dns", AZURE, &[], &["AZURE_CLOUD"]),
    ("azure-private-dns", AZURE, &[], &["AZURE_CLOUD"]),
    ("alicloud-dns", &["ACCESS_KEY_ID", "ACCESS_KEY_SECRET"], &[], &[]),
    ("cloudflare-dns", &["CLOUDFLARE_API_TOKEN"], &[], &[]),
    ("netlify-dns", &["NETLIFY_AUTH_TOKEN"], &[], &[]),
    (
        "openstack-designate",
        &["OS_AUTH_URL"],
        &[
            "OS_USERNAME",
            "OS_PASSWORD",
            "OS_APPLICATION_CREDENTIAL_ID",
            "OS_APPLICATION_CREDENTIAL_NAME",
            "OS_APPLICATION_CREDENTIAL_SECRET",
            "OS_DOMAIN_NAME",
            "OS_DOMAIN_ID",
            "OS_PROJECT_NAME",
            "OS_PROJECT_ID",
        ],
        &[
            "OS_REGION_NAME",
            "OS_USER_DOMAIN_NAME",
            "OS_USER_DOMAIN_ID",
            "CACERT",
            "CLIENTCERT",
            "CLIENTKEY",
            "INSECURE",
        ],
    ),
    (
        "powerdns",
        &["Server", "ApiKey"],
        &[],
        &["VirtualHost", "InsecureSkipVerify", "TrustedCaCert"],
    ),
    (
        "rfc2136",
        &["Server", "Zone", "TSIGKeyName", "TSIGSecret"],
        &[],
        &["TSIGSecretAlgorithm"],
    ),
    (
        "infoblox-dns",
        &["USERNAME", "PASSWORD", "HOST", "PORT", "VERSION"],
        &[],
        &[
            "VIEW",
            "SSL_VERIFY",
            "CA_CERT",
            "HTTP_REQUEST_TIMEOUT",
            "HTTP_POOL_CONNECTIONS",
        ],
    ),
];
const AZURE: &[&str] = &[
    "AZURE_SUBSCRIPTION_ID",
    "AZURE_TENANT_ID",
    "AZURE_CLIENT_ID",
    "AZURE_CLIENT_SECRET",
];

/// Keys that hold what nobody else may see.
const SECRETS: [&str; 13] = [
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "serviceaccount.json",
    "AZURE_CLIENT_SECRET",
    "ACCESS_KEY_SECRET",
    "CLOUDFLARE_API_TOKEN",
    "NETLIFY_AUTH_TOKEN",
    "OS_PASSWORD",
    "OS_APPLICATION_CREDENTIAL_SECRET",
    "CLIENTKEY",
    "ApiKey",
    "TSIGSecret",
    "PASSWORD",
];

#[test]
fn the_table_holds_what_gardener_documents() {
    let known: Vec<&str> = PROVIDERS.iter().map(|provider| provider.id).collect();
    assert_eq!(known, DOCUMENTED.map(|row| row.0));
    for (id, required, alternative, optional) in DOCUMENTED {
        let provider = provider(id);
        let keys = |need: Need| -> Vec<&str> {
            let wanted = |credential: &&Credential| provider.need(credential) == need;
            provider
                .credentials
                .iter()
                .filter(wanted)
                .map(|credential| credential.key)
                .collect()
        };
        let sorted = |keys: &[&str]| {
            let mut keys: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
            keys.sort();
            keys
        };
        assert_eq!(sorted(&keys(Need::Required)), sorted(required), "{id}");
        assert_eq!(sorted(&keys(Need::Alternative)), sorted(alternative), "{id}");
        assert_eq!(sorted(&keys(Need::Optional)), sorted(optional), "{id}");
        assert_eq!(provider.support == Support::Legacy, id == "infoblox-dns");
        assert_eq!(provider.support == Support::Alpha, id == "rfc2136");
        let page = provider
            .documentation
            .strip_prefix("https://github.com/gardener/external-dns-management/blob/master/docs/");
        assert!(page.is_some_and(|page| page.ends_with("/README.md")), "{id}");
    }
}

#[test]
fn the_table_is_consistent() {
    for provider in PROVIDERS {
        let mut variables: Vec<&str> = Vec::new();
        for credential in provider.credentials {
            let key = credential.key;
            assert_eq!(credential.secret, SECRETS.contains(&key), "{key}");
            let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
            assert!(credential.variable.chars().all(is_name), "{key}");
            assert!(!variables.contains(&credential.variable), "{key}");
            assert_eq!(
                credential.format.is_file(),
                credential.variable.ends_with("_FILE"),
                "{key}"
            );
            assert!(!credential.hint.is_empty() && !credential.hint.ends_with('.'), "{key}");
            variables.push(credential.variable);
        }
        for set in provider.alternatives.iter().flat_map(|rule| rule.sets) {
            assert!(!set.is_empty());
            for key in *set {
                assert!(
                    provider.credential(key).is_some_and(|credential| !credential.required),
                    "{key}"
                );
            }
        }
    }
    assert_eq!(dns::provider("aws"), None);
    assert_eq!(dns::file("TSIGSecret"), "credentials/dns/TSIGSecret");
}
