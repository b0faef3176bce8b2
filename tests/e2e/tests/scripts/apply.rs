//! `apply.sh` and `cleanup.sh`, really run with the real kubectl.

use mtls_wizard::tutorial::k3d::TUTORIAL;
use mtls_wizard::wizard::Field;
use mtls_wizard_e2e::archive::Unpacked;

use crate::stage::Stage;

fn archive() -> Unpacked {
    Unpacked::make(&TUTORIAL, &[]).expect("an archive")
}

#[test]
fn from_an_empty_machine_and_again() {
    let (stage, archive) = (Stage::new("k3d-kyma", &[]), archive());
    let first = stage.run(&archive, "apply.sh", &["--yes"], "").succeeded();
    assert!(
        first.output.contains("\"k3d-kyma\""),
        "the context is shown:\n{}",
        first.output
    );
    let create =
        "cluster create kyma -p 80:80@loadbalancer -p 443:443@loadbalancer --k3s-arg --disable=traefik@server:*";
    assert!(
        stage.k3d_calls().iter().any(|call| call == create),
        "{:?}",
        stage.k3d_calls()
    );

    let cluster = &stage.cluster;
    let data = |name: &str, key: &str| {
        let secret = cluster
            .get("v1", "Secret", Some("istio-system"), name)
            .unwrap_or_else(|| panic!("{name}"));
        secret["data"][key]
            .as_str()
            .unwrap_or_else(|| panic!("{key} in {name}"))
            .to_owned()
    };
    let file = |name: &str| base64(&std::fs::read(archive.path(name)).expect("a file"));
    assert_eq!(data("kyma-mtls", "tls.crt"), file("certificates/server-chain.pem"));
    assert_eq!(data("kyma-mtls", "tls.key"), file("certificates/server.key"));
    assert_eq!(
        data("kyma-mtls-cacert", "cacert"),
        file("certificates/client-root-ca.crt")
    );
    let rule = cluster
        .get("gateway.kyma-project.io/v2", "APIRule", Some("test"), "httpbin-mtls")
        .expect("an APIRule");
    assert_eq!(rule["status"]["state"], "Ready");
    assert!(
        cluster
            .get("networking.istio.io/v1", "Gateway", Some("test"), "kyma-mtls-gateway")
            .is_some()
    );

    let second = stage.run(&archive, "apply.sh", &["--yes"], "").succeeded();
    assert!(
        second
            .output
            .contains("gateway.networking.istio.io/kyma-mtls-gateway unchanged"),
        "{}",
        second.output
    );
    assert_eq!(
        stage
            .k3d_calls()
            .iter()
            .filter(|call| call.starts_with("cluster create"))
            .count(),
        1
    );
}

fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

#[test]
fn cleanup_takes_away_what_apply_made_and_nothing_else() {
    let (stage, archive) = (Stage::new("k3d-kyma", &[]), archive());
    stage.run(&archive, "apply.sh", &["--yes"], "").succeeded();
    let cluster = &stage.cluster;
    cluster
        .create(serde_json::json!({
            "apiVersion": "v1", "kind": "Service", "metadata": {"name": "other", "namespace": "test"},
            "spec": {"ports": [{"port": 80}]}
        }))
        .expect("a Service of somebody else");
    cluster
        .mutate("v1", "ConfigMap", Some("kube-system"), "coredns-custom", |map| {
            map["data"]["theirs.override"] = "hosts".into();
        })
        .expect("a key of somebody else");

    for _ in 0..2 {
        stage
            .run(&archive, "cleanup.sh", &["--yes"], "")
            .succeeded()
            .says("The namespace test stays");
        for (api_version, kind, namespace, name) in [
            ("v1", "Secret", "istio-system", "kyma-mtls"),
            ("v1", "Secret", "istio-system", "kyma-mtls-cacert"),
            ("v1", "Service", "test", "httpbin"),
            ("apps/v1", "Deployment", "test", "httpbin"),
            ("networking.istio.io/v1", "Gateway", "test", "kyma-mtls-gateway"),
            ("gateway.kyma-project.io/v2", "APIRule", "test", "httpbin-mtls"),
        ] {
            assert!(
                cluster.get(api_version, kind, Some(namespace), name).is_none(),
                "{kind} {name} is still there"
            );
        }
        let map = cluster
            .get("v1", "ConfigMap", Some("kube-system"), "coredns-custom")
            .expect("the ConfigMap stays");
        assert_eq!(map["data"], serde_json::json!({"theirs.override": "hosts"}));
        assert!(cluster.get("v1", "Service", Some("test"), "other").is_some());
    }
    stage
        .run(&archive, "cleanup.sh", &["--yes", "--delete-namespace"], "")
        .succeeded();
    assert!(cluster.get("v1", "Namespace", None, "test").is_none());
    stage.run(&archive, "apply.sh", &["--yes"], "").succeeded();
    stage
        .run(&archive, "cleanup.sh", &["--yes", "--delete-cluster"], "")
        .succeeded();
    assert!(stage.k3d_calls().contains(&"cluster delete kyma".to_owned()));
}

#[test]
fn two_archives_share_the_cluster_dns() {
    let other = [
        (Field::Namespace, "shop"),
        (Field::SubdomainPrefix, "shop"),
        (Field::GatewaySecret, "shop-mtls"),
    ];
    let stage = Stage::new("k3d-kyma", &[]);
    let (first, second) = (archive(), Unpacked::make(&TUTORIAL, &other).expect("an archive"));
    for archive in [&first, &second, &second] {
        stage.run(archive, "apply.sh", &["--yes"], "").succeeded();
    }
    let keys = |stage: &Stage| {
        let map = stage
            .cluster
            .get("v1", "ConfigMap", Some("kube-system"), "coredns-custom")
            .expect("a ConfigMap");
        let data = map["data"].as_object().expect("data").clone();
        data.keys().cloned().collect::<std::collections::BTreeSet<_>>()
    };
    assert!(
        keys(&stage)
            .iter()
            .eq(["mtls-k3d-shop.override", "mtls-k3d-test.override"])
    );
    stage.run(&first, "cleanup.sh", &["--yes"], "").succeeded();
    assert!(keys(&stage).iter().eq(["mtls-k3d-shop.override"]));
}

#[test]
fn cleanup_says_what_it_deletes() {
    let (stage, archive) = (Stage::new("k3d-kyma", &[]), archive());
    stage
        .run(&archive, "cleanup.sh", &["--delete-namespace"], "n\n")
        .failed_saying("deletes the namespace test with everything in it");
    stage
        .run(
            &archive,
            "cleanup.sh",
            &["--yes", "--delete-cluster", "--context", "k3d-kyma"],
            "",
        )
        .failed_saying("Pass one of the two");
    assert!(stage.k3d_calls().iter().all(|call| !call.contains("delete")));
}

#[test]
fn asks_and_changes_nothing_unless_told_to() {
    let (stage, archive) = (Stage::new("k3d-kyma", &[]), archive());
    for answer in ["n\n", "", "perhaps\n"] {
        for script in ["apply.sh", "cleanup.sh"] {
            stage
                .run(&archive, script, &[], answer)
                .failed_saying("nothing was changed");
        }
    }
    assert!(stage.k3d_calls().iter().all(|call| !call.starts_with("cluster create")));
    assert!(stage.cluster.get("v1", "Namespace", None, "kyma-system").is_none());
    stage.run(&archive, "apply.sh", &[], "y\n").succeeded();
    assert!(stage.cluster.get("v1", "Namespace", None, "kyma-system").is_some());
}

#[test]
fn missing_programs_and_contexts_are_named() {
    let archive = archive();
    let without = |program: &str| Stage::new("k3d-kyma", &[program]);
    without("kubectl")
        .run(&archive, "apply.sh", &["--yes"], "")
        .failed_saying("kubectl is not installed. See https://");
    without("k3d")
        .run(&archive, "apply.sh", &["--yes"], "")
        .failed_saying("k3d is not installed. See https://");
    without("kubectl")
        .run(&archive, "cleanup.sh", &["--yes"], "")
        .failed_saying("kubectl is not installed");
    without("curl")
        .run(&archive, "verify.sh", &[], "")
        .failed_saying("curl is not installed. See https://");

    let stage = Stage::new("k3d-kyma", &[]);
    for script in ["apply.sh", "cleanup.sh"] {
        let run = stage.run(&archive, script, &["--yes", "--context", "nowhere"], "");
        run.failed_saying("the kube context \"nowhere\" does not exist");
        stage
            .run(&archive, script, &["--context"], "")
            .failed_saying("--context needs a name");
        stage
            .run(&archive, script, &["--force"], "")
            .failed_saying("unknown option: --force. usage: ");
        stage.run(&archive, script, &["--help"], "").succeeded().says("usage: ");
    }
}

#[test]
fn no_cluster_but_the_named_one_is_changed() {
    let (stage, archive) = (Stage::new("production", &[]), archive());
    for script in ["apply.sh", "cleanup.sh"] {
        stage
            .run(&archive, script, &["--yes"], "y\ny\n")
            .failed_saying("the kube context \"k3d-kyma\" is missing. Pass another one with --context NAME.");
    }
    assert!(stage.cluster.get("v1", "Namespace", None, "kyma-system").is_none());
    let named = ["--yes", "--context", "production"];
    stage
        .run(&archive, "apply.sh", &named, "")
        .succeeded()
        .says("\"production\"");
    stage.run(&archive, "cleanup.sh", &named, "").succeeded();
}

#[test]
fn an_own_service_must_be_there() {
    let stage = Stage::new("k3d-kyma", &[]);
    let archive = Unpacked::make(&TUTORIAL, &[(Field::WorkloadKind, "own"), (Field::Namespace, "shop")]).expect("one");
    stage
        .run(&archive, "apply.sh", &["--yes"], "")
        .failed_saying("service/my-service is missing. Deploy it");
    stage
        .cluster
        .create(serde_json::json!({
            "apiVersion": "v1", "kind": "Service", "metadata": {"name": "my-service", "namespace": "shop"},
            "spec": {"ports": [{"port": 8080}], "selector": {"app": "mine"}}
        }))
        .expect("a Service");
    stage.run(&archive, "apply.sh", &["--yes"], "").succeeded();
}
