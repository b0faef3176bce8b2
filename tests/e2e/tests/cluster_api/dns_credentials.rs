//! The credentials of every DNS provider: which Secrets make a provider Ready, and what is wrong with the others.

use crate::gardener::{provider, quick, secret, verdict};
use crate::kubectl::with_every_kubectl;
use serde_json::{Value, json};

#[test]
fn credentials_are_judged_by_their_type() {
    let google = json!({"type": "service_account", "project_id": "my-project-1"}).to_string();
    let azure = json!({"AZURE_SUBSCRIPTION_ID": "a", "AZURE_TENANT_ID": "b", "AZURE_CLIENT_ID": "c", "AZURE_CLIENT_SECRET": "d"});
    let stack = json!({"OS_AUTH_URL": "https://a", "OS_DOMAIN_ID": "b", "OS_PROJECT_NAME": "c"});
    let with = |base: &Value, more: Value| {
        let mut all = base.clone();
        for (key, value) in more.as_object().expect("an object") {
            all[key] = value.clone();
        }
        all
    };
    let rfc =
        json!({"Server": "ns.example.com:53", "Zone": "example.com.", "TSIGKeyName": "key.", "TSIGSecret": "c2VjcmV0"});
    let cases = [
        (
            "aws-route53",
            json!({"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "AWS_REGION": "c"}),
            "",
        ),
        ("aws-route53", json!({"AWS_USE_CREDENTIALS_CHAIN": "true"}), ""),
        (
            "aws-route53",
            json!({"AWS_ACCESS_KEY_ID": "a"}),
            "AWS_SECRET_ACCESS_KEY",
        ),
        (
            "google-clouddns",
            json!({"serviceaccount.json": format!("{google}\n")}),
            "",
        ),
        (
            "google-clouddns",
            json!({"serviceaccount.json": google.replace("my-project-1", "My")}),
            "project_id",
        ),
        (
            "google-clouddns",
            json!({"serviceaccount.json": "s3cret"}),
            "does not contain a valid JSON",
        ),
        ("azure-dns", azure.clone(), ""),
        (
            "azure-private-dns",
            with(&azure, json!({"AZURE_CLOUD": "AzureChina"})),
            "",
        ),
        (
            "azure-dns",
            with(&azure, json!({"AZURE_CLOUD": "Azure"})),
            "AZURE_CLOUD",
        ),
        (
            "alicloud-dns",
            json!({"ACCESS_KEY_ID": "a", "ACCESS_KEY_SECRET": "b"}),
            "",
        ),
        ("cloudflare-dns", json!({"CLOUDFLARE_API_TOKEN": "a"}), ""),
        ("cloudflare-dns", json!({"CLOUDFLARE_API_TOKEN": "a\n"}), "white space"),
        ("cloudflare-dns", json!({"CLOUDFLARE_API_TOKEN": ""}), "is empty"),
        (
            "cloudflare-dns",
            json!({"CLOUDFLARE_API_TOKEN": "a", "TOKEN": "b"}),
            "'TOKEN' is not allowed",
        ),
        ("netlify-dns", json!({"NETLIFY_AUTH_TOKEN": "a"}), ""),
        (
            "openstack-designate",
            with(&stack, json!({"OS_USERNAME": "d", "OS_PASSWORD": "e"})),
            "",
        ),
        (
            "openstack-designate",
            with(
                &stack,
                json!({"OS_APPLICATION_CREDENTIAL_NAME": "d", "OS_APPLICATION_CREDENTIAL_SECRET": "e"}),
            ),
            "",
        ),
        ("openstack-designate", stack.clone(), "'OS_USERNAME', 'OS_PASSWORD'"),
        (
            "powerdns",
            json!({"Server": "http://a", "ApiKey": "b", "VirtualHost": "c"}),
            "",
        ),
        ("rfc2136", rfc.clone(), ""),
        (
            "rfc2136",
            with(&rfc, json!({"TSIGKeyName": "key"})),
            "'TSIGKeyName' must be given in canonical form",
        ),
        (
            "infoblox-dns",
            json!({"USERNAME": "a", "PASSWORD": "b", "VERSION": "2.10", "HOST": "c", "PORT": "443", "VIEW": "d"}),
            "",
        ),
        ("local", json!({}), "not valid here"),
    ];
    with_every_kubectl(quick, |shell| {
        for (index, (kind, data, problem)) in cases.iter().enumerate() {
            let name = format!("p{index}");
            shell.apply(&secret(&name, data).to_string()).ok();
            let verdict = verdict(shell, &provider(&name, kind, "example.com"));
            let expected = if problem.is_empty() { "Ready: " } else { "Error: " };
            assert!(
                verdict.starts_with(expected) && verdict.contains(problem),
                "{kind} {index}: {verdict}"
            );
            assert!(!verdict.contains("s3cret"), "{verdict}");
        }
        let verdict = verdict(shell, &provider("lonely", "cloudflare-dns", "example.com"));
        assert!(verdict.contains("\"lonely\" not found"), "{verdict}");
    });
}
