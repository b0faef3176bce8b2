//! The credentials of DNS providers: which keys their Secrets must, may and must not have, and what the values look like.
//!
//! Sources: the adapters in gardener/external-dns-management, `pkg/controller/provider/*/validation`. Their alternative
//! spellings of keys are left out: nothing of ours should write those.

use regex::Regex;
use serde_json::Value;
use std::collections::BTreeMap;

/// Data of a Secret, decoded.
pub type Properties = BTreeMap<String, String>;

/// What the Secret of a provider type holds.
struct Shape {
    /// For each thing that is needed, the sets of keys that give it.
    needed: &'static [&'static [&'static [&'static str]]],
    /// Keys that may be there besides.
    optional: &'static [&'static str],
    /// Whether other keys are let pass.
    open: bool,
    /// Whatever else has to hold.
    check: fn(&Properties) -> Result<(), String>,
}

/// Keys whose values are texts of several lines, in which the last may end.
const LINES: [&str; 5] = [
    "serviceaccount.json",
    "CACERT",
    "CLIENTCERT",
    "CLIENTKEY",
    "TrustedCaCert",
];

fn shape(provider: &str) -> Option<Shape> {
    let plain = |needed, optional| Shape {
        needed,
        optional,
        open: false,
        check: |_| Ok(()),
    };
    Some(match provider {
        "aws-route53" => Shape {
            check: aws,
            ..plain(
                &[&[
                    &["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"],
                    &["AWS_USE_CREDENTIALS_CHAIN"],
                ]],
                &["AWS_REGION", "AWS_SESSION_TOKEN"],
            )
        },
        "google-clouddns" => Shape {
            check: google,
            ..plain(&[&[&["serviceaccount.json"]]], &[])
        },
        "azure-dns" | "azure-private-dns" => Shape {
            check: azure,
            ..plain(
                &[&[&[
                    "AZURE_SUBSCRIPTION_ID",
                    "AZURE_TENANT_ID",
                    "AZURE_CLIENT_ID",
                    "AZURE_CLIENT_SECRET",
                ]]],
                &["AZURE_CLOUD"],
            )
        },
        "alicloud-dns" => plain(&[&[&["ACCESS_KEY_ID", "ACCESS_KEY_SECRET"]]], &[]),
        "cloudflare-dns" => plain(&[&[&["CLOUDFLARE_API_TOKEN"]]], &[]),
        "netlify-dns" => plain(&[&[&["NETLIFY_AUTH_TOKEN"]]], &[]),
        "openstack-designate" => plain(
            &[
                &[&["OS_AUTH_URL"]],
                &[
                    &["OS_USERNAME", "OS_PASSWORD"],
                    &["OS_APPLICATION_CREDENTIAL_ID", "OS_APPLICATION_CREDENTIAL_SECRET"],
                    &["OS_APPLICATION_CREDENTIAL_NAME", "OS_APPLICATION_CREDENTIAL_SECRET"],
                ],
                &[&["OS_DOMAIN_NAME"], &["OS_DOMAIN_ID"]],
                &[&["OS_PROJECT_NAME"], &["OS_PROJECT_ID"]],
            ],
            &[
                "OS_REGION_NAME",
                "OS_USER_DOMAIN_NAME",
                "OS_USER_DOMAIN_ID",
                "OS_IDENTITY_API_VERSION",
                "CACERT",
                "CLIENTCERT",
                "CLIENTKEY",
                "INSECURE",
            ],
        ),
        "powerdns" => plain(
            &[&[&["Server", "ApiKey"]]],
            &["VirtualHost", "InsecureSkipVerify", "TrustedCaCert"],
        ),
        "rfc2136" => Shape {
            check: rfc2136,
            ..plain(
                &[&[&["Server", "Zone", "TSIGKeyName", "TSIGSecret"]]],
                &["TSIGSecretAlgorithm"],
            )
        },
        "infoblox-dns" => Shape {
            open: true,
            ..plain(&[&[&["USERNAME", "PASSWORD", "VERSION", "HOST", "PORT"]]], &[])
        },
        _ => return None,
    })
}

/// Checks the credentials of a provider of this type.
///
/// # Errors
/// What is wrong with them, without any value.
pub fn check(provider: &str, properties: &Properties) -> Result<(), String> {
    let shape = shape(provider).ok_or_else(|| format!("provider type {provider:?} is not valid here"))?;
    for alternatives in shape.needed {
        let given = |keys: &&[&str]| keys.iter().all(|key| properties.contains_key(*key));
        if !alternatives.iter().any(given) {
            let sets: Vec<String> = alternatives
                .iter()
                .map(|keys| format!("'{}'", keys.join("', '")))
                .collect();
            return Err(format!("property {} required but not found", sets.join(" or ")));
        }
    }
    for (key, value) in properties {
        let known = shape
            .needed
            .iter()
            .copied()
            .flatten()
            .copied()
            .flatten()
            .chain(shape.optional)
            .any(|one| one == key);
        if !known && !shape.open {
            return Err(format!("property '{key}' is not allowed for provider type {provider}"));
        }
        if value.is_empty() {
            return Err(format!("property '{key}' is empty"));
        }
        if value.trim() != value && !LINES.contains(&key.as_str()) {
            return Err(format!("property '{key}' must not start or end with white space"));
        }
    }
    (shape.check)(properties)
}

fn aws(properties: &Properties) -> Result<(), String> {
    let chain = properties.contains_key("AWS_USE_CREDENTIALS_CHAIN");
    if chain && properties.contains_key("AWS_ACCESS_KEY_ID") {
        return Err("properties 'AWS_USE_CREDENTIALS_CHAIN' and 'AWS_ACCESS_KEY_ID' exclude each other".to_owned());
    }
    Ok(())
}

fn azure(properties: &Properties) -> Result<(), String> {
    match properties.get("AZURE_CLOUD").map(String::as_str) {
        None | Some("AzurePublic" | "AzureChina" | "AzureGovernment") => Ok(()),
        Some(_) => Err("property 'AZURE_CLOUD' must be AzurePublic, AzureChina or AzureGovernment".to_owned()),
    }
}

fn google(properties: &Properties) -> Result<(), String> {
    let text = properties
        .get("serviceaccount.json")
        .map(String::as_str)
        .unwrap_or_default();
    // The parser's own words could hold a piece of the value.
    let account: Value = serde_json::from_str(text)
        .map_err(|_| "'serviceaccount.json' data field does not contain a valid JSON".to_owned())?;
    let project = Regex::new("^[a-z][a-z0-9-]{4,28}[a-z0-9]$").map_err(|error| error.to_string())?;
    if !account["project_id"].as_str().is_some_and(|id| project.is_match(id)) {
        return Err("'serviceaccount.json' field 'project_id' is not a valid project".to_owned());
    }
    if account["type"] != "service_account" {
        return Err("'serviceaccount.json' field 'type' is not 'service_account'".to_owned());
    }
    Ok(())
}

fn rfc2136(properties: &Properties) -> Result<(), String> {
    for key in ["Zone", "TSIGKeyName"] {
        if !properties
            .get(key)
            .is_some_and(|value| value.ends_with('.') && value.to_lowercase() == *value)
        {
            return Err(format!(
                "property '{key}' must be given in canonical form (lower case, with a trailing dot)"
            ));
        }
    }
    Ok(())
}
