//! Default domain and Custom domain: whole archives against committed files, what a person may paste, and plans with one thing
//! broken.

mod spoilt;

use mtls_wizard::plan::Plan;
use mtls_wizard::plan::dns::{Format, PROVIDERS};
use mtls_wizard::tutorial::{custom_domain, default_domain};
use mtls_wizard::wizard::checks::{Outcome, checks};
use mtls_wizard::wizard::field::dns::{TYPED, field_of};
use mtls_wizard::wizard::{Draft, Field};
use serde_json::{Value, json};

use crate::k3d::{assert_golden, files};
use crate::sample::{changed_of, issued, now, plan};

fn default(changes: &[(Field, &str)]) -> Draft {
    changed_of(&default_domain::TUTORIAL, changes)
}

fn custom(changes: &[(Field, &str)]) -> Draft {
    changed_of(&custom_domain::TUTORIAL, changes)
}

fn credential(provider: &str, key: &str) -> Field {
    let provider = mtls_wizard::plan::dns::provider(provider).expect("a provider");
    field_of(provider.credential(key).expect("a credential")).expect("a field")
}

fn manifest(plan: &Plan, kind: &str) -> Value {
    let manifest = plan.manifest(kind).unwrap_or_else(|| panic!("no {kind}"));
    serde_json::to_value(&manifest.resource).expect("JSON")
}

fn failures(plan: &Plan) -> Vec<&'static str> {
    let failed = checks(plan)
        .into_iter()
        .filter(|check| check.outcome == Outcome::Failure);
    failed.map(|check| check.title).collect()
}

fn errors(draft: &Draft) -> Vec<(Field, String)> {
    let errors = draft.answers(now()).expect_err("something is wrong");
    errors.into_iter().map(|error| (error.field, error.message)).collect()
}

#[test]
fn the_default_domain_gives_the_committed_archive() {
    assert_golden("default-domain-defaults", &files(&plan(&default(&[]))));
}

#[test]
fn a_custom_domain_gives_the_committed_archive() {
    assert_golden("custom-domain-defaults", &files(&plan(&custom(&[]))));
}

#[test]
fn typed_credentials_are_in_the_archive_and_nowhere_else() {
    let secret = credential("aws-route53", "AWS_SECRET_ACCESS_KEY");
    let draft = custom(&[
        (Field::DnsCredentials, TYPED),
        (
            credential("aws-route53", "AWS_ACCESS_KEY_ID"),
            " AKIAIOSFODNN7EXAMPLE\n",
        ),
        (secret, "MARKED/secret+key"),
        (Field::LoadBalancerAddress, "lb.eu-central-1.elb.amazonaws.com"),
        (Field::DnsClass, "no"),
        (Field::Access, "chosen"),
    ]);
    let plan = plan(&draft);
    let files = files(&plan);
    assert_golden("custom-domain-typed", &files);
    let holding: Vec<&str> = files
        .iter()
        .filter(|file| file.text().is_some_and(|text| text.contains("MARKED")))
        .map(mtls_wizard::render::archive::ArchiveFile::name)
        .collect();
    assert_eq!(holding, ["credentials/dns/AWS_SECRET_ACCESS_KEY"]);
    assert!(files.iter().all(|file| file.name() != holding[0] || file.mode == 0o600));
    assert!(!format!("{plan:?}{draft:?}{:?}", draft.answers(now())).contains("MARKED"));
    assert!(draft.public().all(|answer| !answer.value().contains("MARKED")));
    let shown = draft.form().steps.iter().flat_map(|step| draft.rows(step));
    assert!(
        shown
            .filter(|row| row.field == secret)
            .all(|row| row.value == "••••••••")
    );
}

#[test]
fn what_kubectl_prints_is_taken_for_the_default_domain() {
    for printed in [
        r#"["*.c12345.kyma.ondemand.com"]"#,
        "*.c12345.kyma.ondemand.com",
        " c12345.kyma.ondemand.com\n",
        "'[\"*.c12345.kyma.ondemand.com\"]'",
        "https://api.c12345.kyma.ondemand.com",
        "api.c12345.kyma.ondemand.com",
    ] {
        let plan = plan(&default(&[(Field::ParentDomain, printed)]));
        assert_eq!(
            plan.domains.gateway.as_str(),
            "*.mtls.c12345.kyma.ondemand.com",
            "{printed}"
        );
    }
    let (field, message) = errors(&default(&[(Field::ParentDomain, "")])).remove(0);
    assert_eq!(field, Field::ParentDomain);
    assert_eq!(
        message,
        "Parent domain: this is empty. Type a name such as c12345.kyma.ondemand.com."
    );
    let (_, message) = errors(&custom(&[(Field::ParentDomain, "")])).remove(0);
    assert!(message.ends_with("such as my-own-domain.example.com."), "{message}");
}

/// Let's Encrypt refuses longer common names (RFC 5280, ub-common-name).
#[test]
fn a_common_name_has_64_characters_at_most() {
    // `*.mtls.` and a domain of 57 or 58 characters.
    for (length, has_common_name) in [(57, true), (58, false)] {
        let domain = format!("{}.{}", "a".repeat(40), "b".repeat(length - 41 - 4) + ".dev");
        assert_eq!(domain.len(), length);
        let plan = plan(&default(&[(Field::ParentDomain, &domain)]));
        let spec = &manifest(&plan, "Certificate")["spec"];
        let host = format!("*.mtls.{domain}");
        if has_common_name {
            assert_eq!((&spec["commonName"], &spec["dnsNames"]), (&json!(host), &Value::Null));
        } else {
            assert_eq!((&spec["commonName"], &spec["dnsNames"]), (&Value::Null, &json!([host])));
        }
    }
}

/// Without its own authority the gateway would trust Let's Encrypt's intermediate for clients.
#[test]
fn the_clients_authority_comes_before_the_gateway() {
    for draft in [default(&[]), custom(&[])] {
        let plan = plan(&draft);
        let steps: Vec<&str> = plan.guide.iter().map(|step| step.id).collect();
        let place = |id: &str| steps.iter().position(|step| *step == id).expect("a step");
        assert!(place("client-ca") < place("gateway"), "{steps:?}");
        assert!(place("certificate") < place("gateway"), "{steps:?}");
        let why = &plan.guide[place("client-ca")].why;
        assert!(why.contains("trust every certificate of that issuer"), "{why}");
        assert_eq!(failures(&plan), [] as [&str; 0]);
        assert!(checks(&plan).len() > 10);
    }
}

#[test]
fn every_provider_has_its_fields_and_its_words() {
    for provider in PROVIDERS {
        let typed = [(Field::DnsProvider, provider.id), (Field::DnsCredentials, TYPED)];
        let draft = custom(&typed);
        let visible: Vec<&str> = draft
            .form()
            .fields()
            .filter(|field| matches!(field, Field::DnsCredential(_)) && draft.is_visible(*field))
            .map(|field| field.spec().label.here())
            .collect();
        let mut keys: Vec<&str> = provider.credentials.iter().map(|credential| credential.key).collect();
        assert_eq!(sorted(visible), sorted(std::mem::take(&mut keys)), "{}", provider.id);
        for credential in provider.credentials {
            let field = field_of(credential).expect("a field");
            assert_eq!(field.is_secret(), credential.secret, "{}", credential.key);
            if credential.required {
                let words = format!("{}: this is empty.", credential.key);
                assert!(
                    errors(&draft)
                        .iter()
                        .any(|(at, message)| *at == field && message.starts_with(&words)),
                    "{words}"
                );
            }
        }
        // Left for later, nothing is asked.
        let plan = plan(&custom(&[(Field::DnsProvider, provider.id)]));
        assert_eq!(manifest(&plan, "DNSProvider")["spec"]["type"], provider.id);
        let expected: &[&str] = match provider.id {
            "azure-private-dns" => &["Let’s Encrypt can look at the zone"],
            _ => &[],
        };
        assert_eq!(failures(&plan), expected, "{}", provider.id);
    }
}

fn sorted(mut words: Vec<&str>) -> Vec<&str> {
    words.sort_unstable();
    words
}

#[test]
fn mistakes_stand_at_their_fields() {
    let key = credential("rfc2136", "TSIGKeyName");
    let draft = custom(&[
        (Field::DnsProvider, "rfc2136"),
        (Field::DnsCredentials, TYPED),
        (credential("rfc2136", "Server"), "ns1.example.com"),
        (credential("rfc2136", "Zone"), "example.com."),
        (key, "update-key"),
        (credential("rfc2136", "TSIGSecret"), "c2VjcmV0"),
        (Field::LoadBalancerAddress, "127.0.0.1"),
    ]);
    let found = errors(&draft);
    assert_eq!(found[0].0, key);
    assert!(found[0].1.ends_with("Type update-key."), "{}", found[0].1);
    assert_eq!(found[1].0, Field::LoadBalancerAddress);
    let google = custom(&[
        (Field::DnsProvider, "google-clouddns"),
        (Field::DnsCredentials, TYPED),
        (
            credential("google-clouddns", "serviceaccount.json"),
            "{\"private_key\": \"MARKED\"",
        ),
    ]);
    let (_, message) = errors(&google).remove(0);
    assert!(
        message.starts_with("serviceaccount.json: this is not JSON."),
        "{message}"
    );
    assert!(!message.contains("MARKED"));
    let file = mtls_wizard::plan::dns::provider("google-clouddns")
        .expect("a provider")
        .credentials[0]
        .format;
    assert_eq!(file, Format::GoogleServiceAccount);
}

#[test]
fn what_is_typed_for_one_provider_stays_when_another_is_looked_at() {
    let key = credential("aws-route53", "AWS_ACCESS_KEY_ID");
    let mut draft = custom(&[(Field::DnsCredentials, TYPED), (key, "AKIAIOSFODNN7EXAMPLE")]);
    draft.set(Field::DnsProvider, "powerdns".to_owned());
    assert!(!draft.is_visible(key));
    // Neither is another provider's answer part of this one's.
    draft.set(Field::DnsCredentials, "later".to_owned());
    assert!(!plan(&draft).answers.contains_key("AWS_ACCESS_KEY_ID"));
    draft.set(Field::DnsProvider, "aws-route53".to_owned());
    assert_eq!(draft.value(key), "AKIAIOSFODNN7EXAMPLE");
}

#[test]
fn only_clients_are_made_here() {
    let plan = plan(&default(&[]));
    let made: Vec<String> = issued(&plan)
        .credentials
        .iter()
        .map(|made| made.id.to_string())
        .collect();
    assert_eq!(made, ["client-root-ca", "clients/ml-client-curl"]);
    assert_eq!(plan.verification.server_ca, None);
}
