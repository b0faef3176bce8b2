//! The commands that are made from the table.

use mtls_wizard::plan::dns::PROVIDERS;
use mtls_wizard::plan::names::{Namespace, ResourceName};
use mtls_wizard::plan::task::ProviderSecret;
use mtls_wizard::render::gardener;

use super::provider;

#[test]
fn every_key_is_taken_once_for_each_set_that_has_it() {
    for provider in PROVIDERS {
        let script = gardener::credentials_function(provider);
        for credential in provider.credentials {
            let sets = provider.alternatives.iter().flat_map(|rule| rule.sets);
            let uses = sets.filter(|set| set.contains(&credential.key)).count().max(1);
            let call = format!("dns_take {} {} ", credential.key, credential.variable);
            assert_eq!(script.matches(&call).count(), uses, "{}:\n{script}", credential.key);
        }
    }
}

#[test]
fn secrets_are_typed_unseen() {
    let script = gardener::credentials_function(provider("azure-dns"));
    assert!(
        script.contains(
            "dns_take AZURE_CLIENT_SECRET AZURE_CLIENT_SECRET hidden 'Value of the client secret, not its ID'"
        )
    );
    assert!(script.contains("dns_take AZURE_TENANT_ID AZURE_TENANT_ID shown "));
    assert!(script.contains("if dns_given AZURE_CLOUD AZURE_CLOUD; then dns_take AZURE_CLOUD AZURE_CLOUD shown "));
    let google = gardener::credentials_function(provider("google-clouddns"));
    assert!(google.contains("dns_take serviceaccount.json SERVICEACCOUNT_JSON_FILE file "));
}

#[test]
fn the_guide_lays_files_or_takes_those_of_the_archive() {
    let namespace = Namespace::parse("test").expect("a namespace");
    let name = ResourceName::parse("dns-credentials", 0).expect("a name");
    let create = "kubectl create secret generic dns-credentials -n test --from-file=credentials/dns --dry-run=client -o yaml | kubectl apply -f -";
    let guide = |id: &str, typed: bool| {
        gardener::guide_dns_secret(&ProviderSecret {
            provider: provider(id),
            namespace: namespace.clone(),
            name: name.clone(),
            typed,
        })
    };
    assert_eq!(guide("aws-route53", true), [create]);
    let typed_now = guide("aws-route53", false);
    assert_eq!(
        typed_now[1..],
        [
            "printf '%s: ' AWS_ACCESS_KEY_ID && read -r value && printf '%s' \"$value\" > credentials/dns/AWS_ACCESS_KEY_ID; unset value",
            "printf '%s: ' AWS_SECRET_ACCESS_KEY && read -rs value && printf '%s' \"$value\" > credentials/dns/AWS_SECRET_ACCESS_KEY; unset value",
            create,
            "rm -r credentials/dns",
        ]
    );
}
