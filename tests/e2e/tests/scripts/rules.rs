//! Archives with edited rules: applied, asked for by `verify.sh` at the real Envoy, broken, and taken away again.

use mtls_wizard::tutorial::k3d::TUTORIAL;
use mtls_wizard::wizard::Field;
use mtls_wizard_e2e::archive::Unpacked;
use mtls_wizard_e2e::simulation::Simulation;
use serde_json::{Value, json};

use crate::applied::Applied;
use crate::stage::Stage;

const OLDER: (&str, &str, &str) = ("gateway.kyma-project.io/v2alpha1", "APIRule", "httpbin-mtls");
const NEWER: (&str, &str, &str) = ("gateway.kyma-project.io/v2", "APIRule", "httpbin-mtls");

const RULES: &str = "GET,HEAD /headers\nPOST /orders/{*}\nGET /files/{**}\nPUT /files/{*}";

#[tokio::test(flavor = "multi_thread")]
async fn several_rules_in_the_older_version() {
    let applied = Applied::new(&[
        (Field::Rules, RULES),
        (
            Field::RequestHeaders,
            "X-Team: orders & 100%% billing\nx-trace: %REQ(X-Client-Trace)%",
        ),
        (Field::Timeout, "30"),
        (Field::ApiRuleVersion, "v2alpha1"),
    ]);
    let (run, notes) = applied.verify().await;
    run.succeeded()
        .says("X-CLIENT-SSL-CN is O=ML Client Org,CN=ML Client Curl");
    assert!(!notes.contains("mtls"), "{notes}");

    let simulation = Simulation::of(&applied.stage.cluster).await.expect("proxies");
    let host = applied.archive.plan.verification.host.to_string();
    let client = "certificates/clients/ml-client-curl/client";
    let status = async |method: &str, path: &str| {
        let file = |suffix: &str| applied.archive.path(&format!("{client}.{suffix}"));
        let authority = applied.archive.path("certificates/server-root-ca.crt");
        ask(
            &simulation,
            &host,
            &authority,
            [&file("crt"), &file("key")],
            method,
            path,
        )
        .await
    };
    for (method, path, expected) in [
        ("GET", "/headers", "200"),
        ("POST", "/orders/7", "404"),
        ("GET", "/files/a/b/c", "404"),
        ("PUT", "/files/a", "404"),
    ] {
        assert_eq!(
            status(method, path).await,
            (expected.to_owned(), true),
            "{method} {path}"
        );
    }
    for (method, path) in [
        ("POST", "/headers"),
        ("GET", "/orders/7"),
        ("POST", "/orders/7/lines"),
        ("POST", "/orders/"),
        ("PUT", "/files/a/b"),
        ("GET", "/"),
        ("DELETE", "/files/a"),
    ] {
        assert_eq!(status(method, path).await, ("404".to_owned(), false), "{method} {path}");
    }
    let received = simulation.received("test", "httpbin");
    let order = received
        .iter()
        .find(|request| request.path == "/orders/7")
        .expect("an order");
    assert_eq!(order.header("x-team"), ["orders & 100% billing"]);
    assert_eq!(order.header("x-trace"), ["42"]);
    assert_eq!(order.header("x-client-ssl-cn"), ["O=ML Client Org,CN=ML Client Curl"]);

    applied
        .stage
        .run(&applied.archive, "cleanup.sh", &["--yes"], "")
        .succeeded();
    let (api_version, kind, name) = OLDER;
    assert_eq!(applied.stage.cluster.get(api_version, kind, Some("test"), name), None);
}

/// The status of a call that pretends to be somebody else, and whether the workload answered it.
async fn ask(
    simulation: &Simulation,
    host: &str,
    authority: &std::path::Path,
    [certificate, key]: [&std::path::Path; 2],
    method: &str,
    path: &str,
) -> (String, bool) {
    let port = simulation.port();
    let mut command = tokio::process::Command::new("curl");
    command
        .args([
            "--silent",
            "--show-error",
            "--dump-header",
            "-",
            "--output",
            "/dev/null",
            "--noproxy",
            "*",
        ])
        .args([
            "--request",
            method,
            "--header",
            "X-CLIENT-SSL-CN: CN=admin",
            "--header",
            "X-Team: red",
        ])
        .args([
            "--header",
            "X-Client-Trace: 42",
            "--resolve",
            &format!("{host}:{port}:127.0.0.1"),
            "--cacert",
        ])
        .arg(authority)
        .arg("--cert")
        .arg(certificate)
        .arg("--key")
        .arg(key)
        .arg(format!("https://{host}:{port}{path}"));
    let output = command.output().await.expect("curl");
    assert!(output.status.success(), "{output:?}");
    let head = String::from_utf8_lossy(&output.stdout).into_owned();
    let status = head.split_whitespace().nth(1).expect("a status").to_owned();
    (status, head.to_lowercase().contains("x-envoy-upstream-service-time:"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_that_is_not_there_fails() {
    let applied = Applied::new(&[(Field::Rules, RULES), (Field::ApiRuleVersion, "v2alpha1")]);
    applied.mutate(OLDER, "test", |rule| {
        rule["spec"]["rules"].as_array_mut().expect("rules").remove(0);
    });
    settled(&applied, |routes| routes.len() == 3);
    applied.verify().await.0.failed_saying("not let in: status 404");
}

/// Waits until the controller has made such routes of the rules.
fn settled(applied: &Applied, wanted: impl Fn(&[Value]) -> bool) {
    let is_there = || {
        let services = applied
            .stage
            .cluster
            .list("networking.istio.io/v1", "VirtualService", Some("test"));
        let mut routes = services.iter().filter_map(|service| service["spec"]["http"].as_array());
        routes.any(|routes| wanted(routes))
    };
    for _ in 0..200 {
        if is_there() {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    panic!("the routes did not become as wanted");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_usual_page_another_one_shows_the_headers() {
    for (rules, says) in [
        ("POST /{*}", "X-CLIENT-SSL-CN is O=ML Client Org,CN=ML Client Curl"),
        (
            "GET /anything/{**}\nDELETE /delete",
            "X-CLIENT-SSL-CN is O=ML Client Org,CN=ML Client Curl",
        ),
        // None of HTTPBin's pages: it answers 404 itself.
        ("HEAD /x/{*}\nPOST /y", "ml-client-curl: status 404"),
    ] {
        let applied = Applied::new(&[(Field::Rules, rules)]);
        applied.verify().await.0.succeeded().says(says);
        applied.mutate(NEWER, "test", |rule| {
            rule["spec"]["rules"] = json!([{"path": "/other", "methods": ["GET"], "noAuth": true}]);
        });
        settled(&applied, |routes| routes[0]["match"][0]["uri"]["regex"] == "^/other$");
        applied.verify().await.0.failed_saying("not let in: status 404");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_is_only_written_to_is_not_written_to() {
    let stage = Stage::new("k3d-kyma", &[]);
    let changes = [
        (Field::WorkloadKind, "own"),
        (Field::ServiceRules, "POST,DELETE /orders/{*}"),
    ];
    let archive = Unpacked::make(&TUTORIAL, &changes).expect("an archive");
    let labels = json!({"app": "mine"});
    let metadata = |name: &str| json!({"name": name, "namespace": "test"});
    let namespace = json!({"name": "test", "labels": {"istio-injection": "enabled"}});
    let container = json!({"name": "web", "image": "example.com/web:1", "ports": [{"containerPort": 3000}]});
    let template = json!({"metadata": {"labels": labels}, "spec": {"containers": [container]}});
    for object in [
        json!({"apiVersion": "v1", "kind": "Namespace", "metadata": namespace}),
        json!({"apiVersion": "v1", "kind": "Service", "metadata": metadata("my-service"),
               "spec": {"ports": [{"port": 8080, "targetPort": 3000}], "selector": labels}}),
        json!({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata("pods"),
               "spec": {"selector": {"matchLabels": labels}, "template": template}}),
    ] {
        stage.cluster.create(object).expect("created");
    }
    stage.run(&archive, "apply.sh", &["--yes"], "").succeeded();
    let applied = Applied { stage, archive };
    applied.verify().await.0.succeeded().says("ml-client-curl: status 404");
    let simulation = Simulation::of(&applied.stage.cluster).await.expect("proxies");
    assert_eq!(simulation.received("test", "pods"), []);
    drop(simulation);

    // Whoever admits more than was answered is found out.
    applied.mutate(NEWER, "test", |rule| {
        rule["spec"]["rules"][0]["methods"] = json!(["GET", "POST", "DELETE"]);
    });
    settled(&applied, |routes| {
        routes[0]["match"][0]["method"]["regex"] == "^(GET|POST|DELETE)$"
    });
    applied.verify().await.0.failed_saying("not let in: status 404");

    let gateway = ("networking.istio.io/v1", "Gateway", "kyma-mtls-gateway");
    applied.mutate(gateway, "test", |gateway| {
        gateway["spec"]["servers"][0]["hosts"][0] = json!("*.other.local")
    });
    applied.verify().await.0.failed_saying("not let in");
}
