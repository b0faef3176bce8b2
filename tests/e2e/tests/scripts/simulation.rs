//! The whole k3d archive: `apply.sh` against the API stand-in, the proxies from what was applied, then `verify.sh`, which
//! passes, and fails as soon as one thing in the cluster is broken.

use mtls_wizard::tutorial::k3d::TUTORIAL;
use mtls_wizard::wizard::Field;
use mtls_wizard_e2e::archive::Unpacked;
use serde_json::json;

use crate::applied::{Applied, base64};
use crate::stage::Stage;

const GATEWAY: (&str, &str, &str) = ("networking.istio.io/v1", "Gateway", "kyma-mtls-gateway");

#[tokio::test(flavor = "multi_thread")]
async fn what_was_applied_passes() {
    for changes in [
        &[] as &[_],
        &[(Field::HttpBinImage, "kennethreitz"), (Field::Namespace, "shop")],
    ] {
        let (run, notes) = Applied::new(changes).verify().await;
        run.succeeded().says("without a certificate: refused");
        assert!(!notes.contains("mtls"), "{notes}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_of_a_table_are_told_apart_by_their_units() {
    let changes = [
        (Field::Access, "chosen"),
        (
            Field::AllowedClients,
            "name,OU,O\norders,\"Team A;Shop, Inc.\",Org + 1\npayments,,\nshipping,Team A,",
        ),
        (Field::DeniedClients, "name,CN,OU\nshipping two,shipping,Team B"),
    ];
    let (run, _) = Applied::new(&changes).verify().await;
    run.succeeded()
        .says("orders: status 200")
        .says("shipping-two: denied by the policy (403)");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_own_service_passes_only_with_pods_behind_it() {
    let stage = Stage::new("k3d-kyma", &[]);
    let archive = Unpacked::make(&TUTORIAL, &[(Field::WorkloadKind, "own")]).expect("an archive");
    let cluster = &stage.cluster;
    let labels = json!({"app": "mine"});
    let metadata = |name: &str| json!({"name": name, "namespace": "test"});
    let namespace = json!({"name": "test", "labels": {"istio-injection": "enabled"}});
    for object in [
        json!({"apiVersion": "v1", "kind": "Namespace", "metadata": namespace}),
        json!({"apiVersion": "v1", "kind": "Service", "metadata": metadata("my-service"),
               "spec": {"ports": [{"port": 8080, "targetPort": "web"}], "selector": labels}}),
    ] {
        cluster.create(object).expect("created");
    }
    stage.run(&archive, "apply.sh", &["--yes"], "").succeeded();
    let applied = Applied { stage, archive };
    applied.verify().await.0.failed_saying("not let in: status 503");

    let container =
        json!({"name": "web", "image": "example.com/web:1", "ports": [{"name": "web", "containerPort": 3000}]});
    let template = json!({"metadata": {"labels": labels}, "spec": {"containers": [container]}});
    let deployment = json!({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata("pods"),
                            "spec": {"selector": {"matchLabels": labels}, "template": template}});
    applied.stage.cluster.create(deployment).expect("created");
    applied.stage.until("apps/v1", "Deployment", "test", "pods", |object| {
        object["status"]["availableReplicas"] == 1
    });
    applied.verify().await.0.succeeded();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_key_in_the_secret_fails() {
    let applied = Applied::new(&[]);
    applied.secret("kyma-mtls", |secret| {
        let data = secret["data"].as_object_mut().expect("data");
        let certificate = data.remove("tls.crt").expect("a certificate");
        data.insert("certificate".to_owned(), certificate);
    });
    let (run, notes) = applied.verify().await;
    run.failed_saying("not let in");
    assert!(notes.contains("found: certificate, tls.key"), "{notes}");

    let applied = Applied::new(&[]);
    applied.secret("kyma-mtls-cacert", |secret| {
        let data = secret["data"].as_object_mut().expect("data");
        let authority = data.remove("cacert").expect("an authority");
        data.insert("ca.pem".to_owned(), authority);
    });
    applied.verify().await.0.failed_saying("not let in");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_key_of_another_certificate_fails() {
    let (applied, other) = (Applied::new(&[]), Unpacked::make(&TUTORIAL, &[]).expect("an archive"));
    let key = std::fs::read(other.path("certificates/server.key")).expect("a key");
    applied.secret("kyma-mtls", |secret| secret["data"]["tls.key"] = base64(&key));
    applied.verify().await.0.failed_saying("not let in");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_secret_with_the_client_authority_fails() {
    let applied = Applied::new(&[]);
    let secret = applied
        .stage
        .cluster
        .remove("v1", "Secret", Some("istio-system"), "kyma-mtls-cacert");
    assert!(secret.is_some());
    let (run, notes) = applied.verify().await;
    run.failed_saying("not let in");
    assert!(notes.contains("didn't have expected keys cacert or ca.crt"), "{notes}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_of_another_authority_fails() {
    let (applied, other) = (Applied::new(&[]), Unpacked::make(&TUTORIAL, &[]).expect("an archive"));
    let authority = std::fs::read(other.path("certificates/client-root-ca.crt")).expect("a file");
    applied.secret("kyma-mtls-cacert", |secret| {
        secret["data"]["cacert"] = base64(&authority)
    });
    applied.verify().await.0.failed_saying("not let in");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_that_is_not_under_the_gateway_fails() {
    let applied = Applied::new(&[]);
    applied.mutate(GATEWAY, "test", |gateway| {
        gateway["spec"]["servers"][0]["hosts"][0] = json!("*.other.local")
    });
    let (run, notes) = applied.verify().await;
    run.failed_saying("not let in");
    assert!(
        notes.contains("is not among the hosts of test/kyma-mtls-gateway"),
        "{notes}"
    );

    // The certificate is still the right one, but the Gateway has no place for the host.
    let applied = Applied::new(&[]);
    applied.mutate(GATEWAY, "test", |gateway| {
        gateway["spec"]["servers"][0]["hosts"][0] = json!("shop/*.mtls.local.kyma.dev")
    });
    let (run, _) = applied.verify().await;
    run.failed_saying("not let in: status 404");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gateway_that_asks_for_nothing_fails() {
    for mode in ["SIMPLE", "OPTIONAL_MUTUAL"] {
        let applied = Applied::new(&[]);
        applied.mutate(GATEWAY, "test", |gateway| {
            gateway["spec"]["servers"][0]["tls"]["mode"] = json!(mode)
        });
        let (run, _) = applied.verify().await;
        run.failed_saying("FAIL  without a certificate: expected the gateway to refuse, got status 200");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gateway_of_other_pods_fails() {
    let applied = Applied::new(&[]);
    applied.mutate(GATEWAY, "test", |gateway| {
        gateway["spec"]["selector"] = json!({"istio": "othergateway"})
    });
    applied.verify().await.0.failed_saying("not let in");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_without_pods_fails() {
    let applied = Applied::new(&[]);
    let cluster = &applied.stage.cluster;
    assert!(
        cluster
            .remove("apps/v1", "Deployment", Some("test"), "httpbin")
            .is_some()
    );
    applied.verify().await.0.failed_saying("not let in: status 503");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_policy_that_allows_somebody_else_fails() {
    let applied = Applied::new(&[]);
    let policies = applied
        .stage
        .cluster
        .list("security.istio.io/v1", "AuthorizationPolicy", Some("test"));
    let name = policies[0]["metadata"]["name"].as_str().expect("a name");
    applied.mutate(
        ("security.istio.io/v1", "AuthorizationPolicy", name),
        "test",
        |policy| {
            policy["spec"]["rules"][0]["from"][0]["source"]["principals"] = json!(["cluster.local/ns/test/sa/default"]);
        },
    );
    applied.verify().await.0.failed_saying("status 403");
}
