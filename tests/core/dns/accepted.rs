//! Which credentials are accepted, and what becomes of them.

use mtls_wizard::plan::dns::{AddressError, LoadBalancerAddress, PROVIDERS, message, validate};
use proptest::prelude::*;

use super::provider;

type Values = &'static [(&'static str, &'static str)];

pub const KEY: &str = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIEFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFB\n-----END PRIVATE KEY-----";
pub const CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----";
const CHAIN: &str = "-----BEGIN CERTIFICATE-----\r\nMAA=\r\n-----END CERTIFICATE-----\r\n-----BEGIN CERTIFICATE-----\r\nMAA=\r\n-----END CERTIFICATE-----\r\n";
const GOOGLE: &str = r#"{"type": "service_account", "project_id": "my-project-1", "private_key": "-----BEGIN\nx"}"#;

/// One complete set each, and more for providers with alternatives.
pub const ACCEPTED: &[(&str, Values)] = &[
    (
        "aws-route53",
        &[
            ("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE"),
            ("AWS_SECRET_ACCESS_KEY", "wJalr/bPx+1"),
        ],
    ),
    (
        "aws-route53",
        &[
            ("AWS_ACCESS_KEY_ID", "ASIA1"),
            ("AWS_SECRET_ACCESS_KEY", "s"),
            ("AWS_SESSION_TOKEN", "t=="),
            ("AWS_REGION", "eu-central-1"),
        ],
    ),
    (
        "aws-route53",
        &[("AWS_USE_CREDENTIALS_CHAIN", "true"), ("AWS_REGION", "eu-central-1")],
    ),
    ("google-clouddns", &[("serviceaccount.json", GOOGLE)]),
    ("azure-dns", AZURE),
    ("azure-private-dns", AZURE),
    (
        "alicloud-dns",
        &[("ACCESS_KEY_ID", "LTAI5t"), ("ACCESS_KEY_SECRET", "x")],
    ),
    ("cloudflare-dns", &[("CLOUDFLARE_API_TOKEN", "a_B-1.2:3")]),
    ("netlify-dns", &[("NETLIFY_AUTH_TOKEN", "nfp_abc")]),
    (
        "openstack-designate",
        &[
            ("OS_AUTH_URL", "https://keystone.example.com:5000/v3"),
            ("OS_USERNAME", "Zoë"),
            ("OS_PASSWORD", "a b"),
            ("OS_DOMAIN_NAME", "Default"),
            ("OS_PROJECT_NAME", "dns"),
            ("OS_USER_DOMAIN_ID", "default"),
            ("CACERT", CHAIN),
            ("CLIENTCERT", CERTIFICATE),
            ("CLIENTKEY", KEY),
            ("INSECURE", "True"),
        ],
    ),
    (
        "openstack-designate",
        &[
            ("OS_AUTH_URL", "http://[2001:db8::1]:5000"),
            ("OS_APPLICATION_CREDENTIAL_ID", "0a-b"),
            ("OS_APPLICATION_CREDENTIAL_SECRET", "s"),
            ("OS_DOMAIN_ID", "d"),
            ("OS_PROJECT_ID", "p"),
        ],
    ),
    (
        "openstack-designate",
        &[
            ("OS_AUTH_URL", "http://10.0.0.1"),
            ("OS_APPLICATION_CREDENTIAL_NAME", "for dns"),
            ("OS_USERNAME", "u"),
            ("OS_APPLICATION_CREDENTIAL_SECRET", "s"),
            ("OS_DOMAIN_ID", "d"),
            ("OS_PROJECT_ID", "p"),
        ],
    ),
    (
        "powerdns",
        &[
            ("Server", "http://pdns:8081"),
            ("ApiKey", "k"),
            ("TrustedCaCert", CERTIFICATE),
        ],
    ),
    (
        "rfc2136",
        &[
            ("Server", "10.0.0.53"),
            ("Zone", "example.com."),
            ("TSIGKeyName", "My-key."),
            ("TSIGSecret", "c2VjcmV0"),
            ("TSIGSecretAlgorithm", "hmac-sha512"),
        ],
    ),
    (
        "infoblox-dns",
        &[
            ("USERNAME", "u"),
            ("PASSWORD", "p"),
            ("HOST", "10.11.23.45"),
            ("PORT", "443"),
            ("VERSION", "2.10"),
            ("SSL_VERIFY", "false"),
            ("HTTP_POOL_CONNECTIONS", "10"),
        ],
    ),
];
const AZURE: Values = &[
    ("AZURE_SUBSCRIPTION_ID", "00000000-0000-0000-0000-00000000000A"),
    ("AZURE_TENANT_ID", "0-f"),
    ("AZURE_CLIENT_ID", "1"),
    ("AZURE_CLIENT_SECRET", "a~b.c"),
    ("AZURE_CLOUD", "AzureChina"),
];

#[test]
fn good_credentials_are_trimmed_and_kept() {
    for (id, values) in ACCEPTED {
        let padded: Vec<(&str, String)> = values
            .iter()
            .map(|(k, v)| (*k, format!("\u{feff} \t{v} \r\n")))
            .collect();
        let raw: Vec<(&str, &str)> = padded.iter().map(|(key, value)| (*key, value.as_str())).collect();
        let accepted = validate(provider(id), &raw).unwrap_or_else(|problems| panic!("{id}: {problems:?}"));
        assert_eq!(accepted.provider().id, *id);
        assert_eq!(accepted.values().count(), values.len(), "{id}");
        for (key, value) in accepted.values() {
            let (_, expected) = values.iter().find(|(other, _)| *other == key).expect("it was given");
            let expected = if key == "INSECURE" { "true" } else { expected.trim() };
            assert_eq!(value.as_str(), expected, "{id} {key}");
        }
        let shown = format!("{accepted:?}");
        assert_eq!(shown, format!("Credentials({id}, ..)"));
    }
    for provider in PROVIDERS {
        assert!(
            ACCEPTED.iter().any(|(id, _)| *id == provider.id),
            "{} is not tried",
            provider.id
        );
    }
}

#[test]
fn a_flag_that_is_off_is_left_out() {
    let values = [
        ("Server", "https://p"),
        ("ApiKey", "k"),
        ("InsecureSkipVerify", "False"),
        ("VirtualHost", " "),
    ];
    let accepted = validate(provider("powerdns"), &values).expect("accepted");
    assert!(accepted.values().map(|(key, _)| key).eq(["Server", "ApiKey"]));
}

#[test]
fn load_balancers_have_addresses_or_names() {
    for good in ["203.0.113.7", "2001:db8::1", "a1b2.eu-central-1.elb.amazonaws.com"] {
        assert_eq!(LoadBalancerAddress::parse(good).expect(good).to_string(), good);
    }
    let named = LoadBalancerAddress::parse(" 'LB.Example.com.'\n").expect("a name");
    assert_eq!(named.to_string(), "lb.example.com");
    for bad in [
        "",
        "<pending>",
        "localhost",
        "127.0.0.1",
        "::1",
        "0.0.0.0",
        "1.2.3.4:443",
        "http://lb.example.com",
        "1.2.3",
    ] {
        assert_eq!(LoadBalancerAddress::parse(bad), Err(AddressError), "{bad}");
    }
}

proptest! {
    /// Whatever is typed: no panic, every problem has words, and no word of a secret is in them.
    #[test]
    fn secrets_stay_out_of_messages(index in 0..PROVIDERS.len(), typed in proptest::collection::vec("\\PC{0,40}|secret [a-z]{12}", 18)) {
        let provider = &PROVIDERS[index];
        let values: Vec<(&str, &str)> =
            provider.credentials.iter().zip(&typed).map(|(credential, text)| (credential.key, text.as_str())).collect();
        match validate(provider, &values) {
            Ok(accepted) => {
                for (key, value) in accepted.values() {
                    prop_assert!(!value.is_empty() && value.trim() == value.as_str(), "{key}");
                }
            }
            Err(problems) => {
                prop_assert!(!problems.is_empty());
                for problem in &problems {
                    let words = message(provider, problem);
                    prop_assert!(words.starts_with(&problem.key) && words.len() > problem.key.len() + 10);
                    for (credential, text) in provider.credentials.iter().zip(&typed) {
                        let is_long = text.trim().chars().count() > 12;
                        prop_assert!(!credential.secret || !is_long || !words.contains(text.trim()));
                        let data = format!("{problem:?}");
                        prop_assert!(!credential.secret || !is_long || !data.contains(text.trim()));
                    }
                }
            }
        }
    }
}
