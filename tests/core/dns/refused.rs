//! Which values are refused, and what is said about them.

use mtls_wizard::plan::dns::{CredentialProblem, Problem, message, validate};

use super::accepted::{ACCEPTED, CERTIFICATE, KEY};
use super::provider;

/// The problems of a provider's first accepted set with one value changed.
fn with(id: &str, key: &'static str, value: &'static str) -> Vec<CredentialProblem> {
    let (_, values) = ACCEPTED.iter().find(|(other, _)| *other == id).expect("a set");
    let mut changed: Vec<(&str, &str)> = values.iter().copied().filter(|(other, _)| *other != key).collect();
    changed.push((key, value));
    validate(provider(id), &changed).err().unwrap_or_default()
}

#[track_caller]
fn refuses(id: &str, key: &'static str, value: &'static str, expected: Problem) {
    let problems = with(id, key, value);
    let wanted = CredentialProblem {
        key: key.to_owned(),
        problem: expected,
    };
    assert_eq!(problems, [wanted], "{id} {key}");
    let words = message(provider(id), &problems[0]);
    assert!(words.starts_with(&format!("{key}: ")), "{words}");
    let is_secret = provider(id).credential(key).is_some_and(|credential| credential.secret);
    assert!(!is_secret || value.len() < 4 || !words.contains(value), "{words}");
}

#[test]
fn malformed_values_are_refused() {
    let long: &'static str = Box::leak("a".repeat(129).into_boxed_str());
    refuses(
        "aws-route53",
        "AWS_SECRET_ACCESS_KEY",
        long,
        Problem::TooLong {
            length: 129,
            limit: 128,
        },
    );
    refuses("aws-route53", "AWS_SECRET_ACCESS_KEY", "abcd\nefgh", Problem::Invisible);
    refuses(
        "aws-route53",
        "AWS_SECRET_ACCESS_KEY",
        "ab\u{200b}cd",
        Problem::Invisible,
    );
    refuses("aws-route53", "AWS_ACCESS_KEY_ID", "AKIA-1", Problem::Character);
    refuses("aws-route53", "AWS_REGION", "EU", Problem::Character);
    refuses("aws-route53", "AWS_USE_CREDENTIALS_CHAIN", "yes", Problem::NotABoolean);
    refuses("azure-dns", "AZURE_TENANT_ID", "contoso.example", Problem::Character);
    refuses(
        "azure-dns",
        "AZURE_CLOUD",
        "azurechina",
        Problem::NotAChoice(&["AzurePublic", "AzureChina", "AzureGovernment"]),
    );
    refuses(
        "cloudflare-dns",
        "CLOUDFLARE_API_TOKEN",
        "Bearer abcdef",
        Problem::Character,
    );
    refuses("netlify-dns", "NETLIFY_AUTH_TOKEN", "nfp-abcdef", Problem::Character);
    refuses(
        "infoblox-dns",
        "PORT",
        "65536",
        Problem::NotANumber {
            smallest: 1,
            largest: 65_535,
        },
    );
    refuses(
        "infoblox-dns",
        "PORT",
        "+443",
        Problem::NotANumber {
            smallest: 1,
            largest: 65_535,
        },
    );
    refuses("infoblox-dns", "HOST", "grid:443", Problem::NotAHost);
    refuses("infoblox-dns", "SSL_VERIFY", "on", Problem::NotABoolean);
}

#[test]
fn google_key_files_are_looked_into() {
    let key = "serviceaccount.json";
    for (file, problem) in [
        ("not json at all", Problem::NotJson),
        (
            r#"{"type": "service_account", "project_id": "my-project-1""#,
            Problem::NotJson,
        ),
        (r#"["service_account"]"#, Problem::NotJson),
        (
            r#"{"installed": {"type": "service_account", "project_id": "my-project-1"}}"#,
            Problem::NotServiceAccount,
        ),
        (
            r#"{"type": "authorized_user", "project_id": "my-project-1"}"#,
            Problem::NotServiceAccount,
        ),
        (r#"{"type": "service_account"}"#, Problem::ProjectId),
        (
            r#"{"type": "service_account", "project_id": "short"}"#,
            Problem::ProjectId,
        ),
        (
            r#"{"type": "service_account", "project_id": "My-Project"}"#,
            Problem::ProjectId,
        ),
        (
            r#"{"type": "service_account", "project_id": "my-project-"}"#,
            Problem::ProjectId,
        ),
        (
            r#"{"type": "service_account", "project_id": "1my-project"}"#,
            Problem::ProjectId,
        ),
        (
            r#"{"type": "service_account", "project_id": 123456}"#,
            Problem::ProjectId,
        ),
    ] {
        refuses("google-clouddns", key, file, problem);
    }
}

#[test]
fn names_of_dynamic_updates_end_with_a_dot() {
    let canonical = |suggestion: &str| Problem::NotCanonical {
        suggestion: suggestion.to_owned(),
    };
    refuses(
        "rfc2136",
        "TSIGKeyName",
        "My-key",
        Problem::TrailingDot {
            suggestion: "My-key.".to_owned(),
        },
    );
    refuses("rfc2136", "TSIGKeyName", "a..b.", Problem::NotAHost);
    refuses("rfc2136", "TSIGKeyName", ".", Problem::NotAHost);
    refuses("rfc2136", "Zone", "example.com", canonical("example.com."));
    refuses("rfc2136", "Zone", "Example.com.", canonical("example.com."));
    refuses("rfc2136", "Zone", "https://example.com", Problem::Character);
    refuses("rfc2136", "TSIGSecret", "no base64!", Problem::NotBase64);
    refuses("rfc2136", "TSIGSecret", "c2VjcmV", Problem::NotBase64);
    for server in [
        "ns1:0",
        "ns1:65536",
        "ns1:",
        ":53",
        "[::1]:53",
        "::1",
        "1.2.3",
        "https://ns1",
        "a b",
    ] {
        refuses("rfc2136", "Server", server, Problem::NotAServer);
    }
    let [problem] = &with("rfc2136", "TSIGKeyName", "My-key")[..] else {
        panic!("one problem")
    };
    assert!(message(provider("rfc2136"), problem).ends_with("Type My-key."));
}

#[test]
fn addresses_need_a_scheme_and_no_password() {
    let suggested = |suggestion: &str| Problem::NotAUrl {
        suggestion: suggestion.to_owned(),
    };
    refuses(
        "powerdns",
        "Server",
        "pdns.example:8081",
        suggested("https://pdns.example:8081"),
    );
    refuses(
        "powerdns",
        "Server",
        "ftp://pdns.example",
        suggested("https://pdns.example"),
    );
    refuses("powerdns", "Server", "user:secret@pdns", suggested(""));
    refuses("powerdns", "Server", "https://user:secret@pdns", Problem::UserInUrl);
    for address in [
        "https://",
        "https://a b",
        "https://pdns:0",
        "https://pdns:99999",
        "https://[::g]",
        "https://-",
    ] {
        refuses("powerdns", "Server", address, suggested(""));
    }
}

#[test]
fn certificates_and_keys_are_pem() {
    refuses("powerdns", "TrustedCaCert", "MAA=", Problem::NotACertificate);
    refuses("powerdns", "TrustedCaCert", KEY, Problem::NotACertificate);
    refuses("openstack-designate", "CLIENTKEY", CERTIFICATE, Problem::NotAKey);
    let encrypted = "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMAA=\n-----END ENCRYPTED PRIVATE KEY-----";
    refuses("openstack-designate", "CLIENTKEY", encrypted, Problem::NotAKey);
    let traditional = "-----BEGIN EC PARAMETERS-----\nMAA=\n-----END EC PARAMETERS-----\n-----BEGIN EC PRIVATE KEY-----\nMAA=\n-----END EC PRIVATE KEY-----";
    assert_eq!(with("openstack-designate", "CLIENTKEY", traditional), []);
}
