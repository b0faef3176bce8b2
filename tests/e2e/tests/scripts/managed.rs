//! Default domain, Custom domain and Restrict by certificate on a managed cluster: `apply.sh` with Gardener's controllers
//! stood in for, then `verify.sh` against the proxies, right and with one thing broken.

use mtls_wizard::plan::dns;
use mtls_wizard::tutorial::{Tutorial, custom_domain, default_domain, restrict};
use mtls_wizard::wizard::Field;
use mtls_wizard::wizard::field::dns::{TYPED, field_of};
use mtls_wizard_e2e::archive::Unpacked;
use mtls_wizard_e2e::cluster::{LoadBalancer, Options};
use mtls_wizard_e2e::simulation::Simulation;
use serde_json::{Value, json};

use crate::applied::{Applied, base64};
use crate::stage::Stage;

pub const DEFAULT_DOMAIN: &str = "c-1234567.kyma.example.com";
const OWN_DOMAIN: &str = "my-own-domain.example.com";
const GATEWAY: (&str, &str, &str) = ("networking.istio.io/v1", "Gateway", "kyma-mtls-gateway");

fn shoot() -> Options {
    Options {
        delay: std::time::Duration::from_millis(50),
        ..Options::managed("shoot", DEFAULT_DOMAIN)
    }
}

pub const CONTEXT: &[&str] = &["--yes", "--context", "shoot"];

pub fn on_default_domain(tutorial: &Tutorial, changes: &[(Field, &str)]) -> Applied {
    let domain = [(Field::ParentDomain, "[\"*.c-1234567.kyma.example.com\"]")];
    Applied::on(shoot(), tutorial, &[&domain, changes].concat(), CONTEXT, "")
}

fn credential(key: &str) -> Field {
    let provider = dns::provider("aws-route53").expect("a provider");
    field_of(provider.credential(key).expect("a credential")).expect("a field")
}

fn typed() -> Vec<(Field, &'static str)> {
    vec![
        (Field::ParentDomain, OWN_DOMAIN),
        (Field::DnsCredentials, TYPED),
        (credential("AWS_ACCESS_KEY_ID"), "AKIAIOSFODNN7EXAMPLE"),
        (
            credential("AWS_SECRET_ACCESS_KEY"),
            "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        ),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn the_default_domain_passes() {
    let applied = on_default_domain(&default_domain::TUTORIAL, &[]);
    let (run, notes) = applied.verify().await;
    run.succeeded()
        .says("without a certificate: refused")
        .says("with a certificate of an unknown authority: refused");
    assert!(!notes.contains("mtls"), "{notes}");
    // Again, as somebody does who is not sure whether it was done.
    applied.stage.run(&applied.archive, "apply.sh", CONTEXT, "").succeeded();
    applied
        .stage
        .run(&applied.archive, "cleanup.sh", CONTEXT, "")
        .succeeded();
    for (api_version, kind, namespace) in [
        ("cert.gardener.cloud/v1alpha1", "Certificate", "istio-system"),
        ("v1", "Secret", "istio-system"),
        ("networking.istio.io/v1", "Gateway", "test"),
        ("gateway.kyma-project.io/v2", "APIRule", "test"),
    ] {
        let left = applied.stage.cluster.list(api_version, kind, Some(namespace));
        let ours = left
            .iter()
            .filter(|object| object["metadata"]["name"].to_string().contains("mtls"));
        assert_eq!(ours.count(), 0, "{kind}: {left:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_custom_domain_passes_with_typed_credentials() {
    let applied = Applied::on(shoot(), &custom_domain::TUTORIAL, &typed(), CONTEXT, "");
    applied.verify().await.0.succeeded();
    let cluster = &applied.stage.cluster;
    let secret = cluster
        .get("v1", "Secret", Some("test"), "kyma-mtls-dns")
        .expect("the provider's Secret");
    assert_eq!(secret["data"]["AWS_ACCESS_KEY_ID"], base64(b"AKIAIOSFODNN7EXAMPLE"));
    let entry = cluster
        .get("dns.gardener.cloud/v1alpha1", "DNSEntry", Some("test"), "kyma-mtls-dns")
        .expect("an entry");
    assert_eq!(entry["spec"]["targets"], json!(["203.0.113.10"]));
    assert_eq!(entry["status"]["state"], "Ready");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_custom_domain_passes_with_credentials_that_are_asked_for() {
    let options = Options {
        load_balancer: LoadBalancer::Hostname("lb.example.net".to_owned()),
        ..shoot()
    };
    // The confirmation, then the credentials.
    let answers = "yes\nAKIAIOSFODNN7EXAMPLE\nwJalrXUtnFEMI\n";
    let domain = [(Field::ParentDomain, OWN_DOMAIN)];
    let applied = Applied::on(
        options,
        &custom_domain::TUTORIAL,
        &domain,
        &["--context", "shoot"],
        answers,
    );
    applied.verify().await.0.succeeded();
    let cluster = &applied.stage.cluster;
    let entry = cluster
        .get("dns.gardener.cloud/v1alpha1", "DNSEntry", Some("test"), "kyma-mtls-dns")
        .expect("an entry");
    assert_eq!(entry["spec"]["targets"], json!(["lb.example.net"]));
    assert!(
        !applied.archive.path("credentials").exists(),
        "what was typed is not left behind"
    );
}

/// On a cluster without Gardener's shoot controllers nobody would ever look at what is marked for them.
#[tokio::test(flavor = "multi_thread")]
async fn the_class_decides_who_looks_at_the_records() {
    let own_controller = || Options {
        dns_class: None,
        ..shoot()
    };
    let unmarked = [typed(), vec![(Field::DnsClass, "no")]].concat();
    let applied = Applied::on(own_controller(), &custom_domain::TUTORIAL, &unmarked, CONTEXT, "");
    applied.verify().await.0.succeeded();

    let (stage, archive) = (
        Stage::with(own_controller(), &[]),
        Unpacked::make(&custom_domain::TUTORIAL, &typed()).expect("an archive"),
    );
    let script = std::fs::read_to_string(archive.path("apply.sh")).expect("a script");
    let hasty = script.replace("kyma-mtls-dns test 180", "kyma-mtls-dns test 1");
    assert_ne!(hasty, script);
    std::fs::write(archive.path("apply.sh"), hasty).expect("written");
    let run = stage.run(&archive, "apply.sh", CONTEXT, "");
    run.failed_saying("dnsproviders.dns.gardener.cloud/kyma-mtls-dns did not become Ready");
}

#[tokio::test(flavor = "multi_thread")]
async fn chosen_clients_pass_on_every_managed_variant() {
    let chosen = [(Field::Access, "chosen")];
    for applied in [
        on_default_domain(&default_domain::TUTORIAL, &chosen),
        Applied::on(
            shoot(),
            &custom_domain::TUTORIAL,
            &[typed(), chosen.to_vec()].concat(),
            CONTEXT,
            "",
        ),
        on_default_domain(&restrict::TUTORIAL, &[]),
    ] {
        let (run, _) = applied.verify().await;
        run.succeeded().says("denied by the policy (403)");
    }
}

/// The gateway itself tells the clients of one authority apart.
#[tokio::test(flavor = "multi_thread")]
async fn the_gateway_refuses_all_but_the_listed_clients() {
    for (criterion, list) in [
        ("name", "subjectAltNames"),
        ("key", "verifyCertificateSpki"),
        ("certificate", "verifyCertificateHash"),
    ] {
        let applied = on_default_domain(&restrict::TUTORIAL, &[(Field::Access, criterion)]);
        let (run, _) = applied.verify().await;
        run.succeeded().says("with the certificate of ml-client-other: refused");
        applied.mutate(GATEWAY, "test", |gateway| {
            let tls = gateway["spec"]["servers"][0]["tls"].as_object_mut().expect("tls");
            assert!(tls.remove(list).is_some());
        });
        applied
            .verify()
            .await
            .0
            .failed_saying("FAIL  with the certificate of ml-client-other: expected the gateway to refuse");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_policy_with_the_value_of_another_name_fails() {
    let applied = on_default_domain(&restrict::TUTORIAL, &[]);
    applied.mutate(
        ("security.istio.io/v1", "AuthorizationPolicy", "httpbin-mtls"),
        "test",
        |policy| policy["spec"]["rules"][0]["when"][0]["values"] = json!(["CN=ML Client Curl,O=ML Client Org"]),
    );
    applied.verify().await.0.failed_saying("status 403");
    // And one that admits everybody is not mistaken for one that chooses.
    let applied = on_default_domain(&restrict::TUTORIAL, &[]);
    applied.mutate(
        ("security.istio.io/v1", "AuthorizationPolicy", "httpbin-mtls"),
        "test",
        |policy| policy["spec"]["rules"][0]["when"][0]["values"] = json!(["*"]),
    );
    applied
        .verify()
        .await
        .0
        .failed_saying("expected 403 and RBAC: access denied");
}

/// The trap: Gardener's Secret holds the public issuer under `ca.crt`, and the gateway falls back to it.
#[tokio::test(flavor = "multi_thread")]
async fn without_its_own_authority_the_gateway_trusts_strangers() {
    let applied = on_default_domain(&default_domain::TUTORIAL, &[]);
    let cluster = &applied.stage.cluster;
    assert!(
        cluster
            .remove("v1", "Secret", Some("istio-system"), "kyma-mtls-cacert")
            .is_some()
    );
    applied.verify().await.0.failed_saying("not let in");
    let stranger = cluster.public_stranger().expect("a certificate of the same issuer");
    let simulation = Simulation::of(cluster).await.expect("proxies");
    let host = "httpbin.mtls.c-1234567.kyma.example.com";
    let answer = simulation
        .curl(host)
        .trusting(simulation.public_root())
        .presenting(&stranger)
        .get("/headers")
        .await
        .and_then(mtls_wizard_e2e::gateway::Outcome::answered)
        .expect("an answer");
    assert_eq!(answer.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_broken_is_noticed() {
    type Break = fn(&Applied);
    let cases: [(&str, Break); 4] = [
        ("not let in", |applied| {
            applied.secret("kyma-mtls", |secret| {
                let other =
                    Unpacked::make(&restrict::TUTORIAL, &[(Field::ParentDomain, "x.example.com")]).expect("an archive");
                let key = std::fs::read(other.path("certificates/server.key")).expect("a key");
                secret["data"]["tls.key"] = base64(&key);
            });
        }),
        ("not let in", |applied| {
            applied.secret("kyma-mtls-cacert", |secret| {
                let data = secret["data"].as_object_mut().expect("data");
                let authority: Value = data.remove("cacert").expect("an authority");
                data.insert("ca.pem".to_owned(), authority);
            });
        }),
        ("not let in", |applied| {
            applied.mutate(GATEWAY, "test", |gateway| {
                gateway["spec"]["servers"][0]["hosts"][0] = json!("*.other.example.com");
            });
        }),
        ("expected the gateway to refuse", |applied| {
            applied.mutate(GATEWAY, "test", |gateway| {
                gateway["spec"]["servers"][0]["tls"]["mode"] = json!("OPTIONAL_MUTUAL");
            });
        }),
    ];
    for (words, broken) in cases {
        let applied = on_default_domain(&default_domain::TUTORIAL, &[]);
        broken(&applied);
        applied.verify().await.0.failed_saying(words);
    }
}
