//! The whole egress archive on two clusters: `apply.sh`, the proxies of both from what was applied, then `verify.sh`, which
//! passes, and fails as soon as one thing in either cluster is broken; then `cleanup.sh`.

mod broken;

use mtls_wizard::wizard::Field;
use mtls_wizard_e2e::cluster::Cluster;
use serde_json::{Value, json};

use crate::two_clusters::{EGRESS, KUBE_DNS, TARGET, TwoClusters};

type Key<'a> = (&'a str, &'a str, &'a str, &'a str);

const SERVER_SECRET: Key<'_> = ("v1", "Secret", "istio-system", "kyma-mtls-certs");
const CLIENT_SECRET: Key<'_> = ("v1", "Secret", "istio-system", "client-credential");
const RULE: Key<'_> = (
    "networking.istio.io/v1",
    "DestinationRule",
    "istio-system",
    "mtls-egress-test",
);
const SUBSET: Key<'_> = (
    "networking.istio.io/v1",
    "DestinationRule",
    "test",
    "egressgateway-for-httpbin",
);
const ROUTE: Key<'_> = (
    "networking.istio.io/v1",
    "VirtualService",
    "test",
    "direct-httpbin-through-egress-gateway",
);
const TELEMETRY: Key<'_> = ("telemetry.istio.io/v1", "Telemetry", "istio-system", "mtls-egress-test");
const POLICY: Key<'_> = (
    "networking.k8s.io/v1",
    "NetworkPolicy",
    "test",
    "network-policy-allow-egress-traffic",
);
const ISTIO: Key<'_> = ("operator.kyma-project.io/v1alpha2", "Istio", "kyma-system", "default");

fn mutate(cluster: &Cluster, (api_version, kind, namespace, name): Key<'_>, change: impl FnOnce(&mut Value)) {
    let changed = cluster.mutate(api_version, kind, Some(namespace), name, change);
    changed.expect("the object is there");
}

fn find(cluster: &Cluster, (api_version, kind, namespace, name): Key<'_>) -> Option<Value> {
    cluster.get(api_version, kind, Some(namespace), name)
}

fn remove(cluster: &Cluster, (api_version, kind, namespace, name): Key<'_>) {
    assert!(
        cluster.remove(api_version, kind, Some(namespace), name).is_some(),
        "{name}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_applied_passes() {
    let other = [
        (Field::HttpBinImage, "kennethreitz"),
        (Field::Namespace, "shop"),
        (Field::WorkloadName, "echo"),
        (Field::ClientCredential, "partner"),
        (Field::ClientCommonName, "it's \"$HOME\" `id` \\ ü"),
        (Field::ClusterDnsAddress, KUBE_DNS),
    ];
    let posting = [(Field::Rules, "POST /post")];
    for changes in [&[] as &[_], &other, &[(Field::EgressOnly, "no")], &posting] {
        let clusters = TwoClusters::applied(changes);
        // Again, as after a failure half-way.
        clusters.run("apply.sh", &["--yes"], "").succeeded();
        let (run, notes) = clusters.verify().await;
        let run = run
            .succeeded()
            .says("without a certificate: refused")
            .says("through the egress gateway: status 200")
            .says("through the egress gateway: X-CLIENT-SSL-CN is ")
            .says("the egress gateway logged the request");
        let blocked = run.output.contains("a direct call to https://") && run.output.contains(" is blocked");
        assert_eq!(
            blocked,
            changes.first().is_none_or(|(field, _)| *field != Field::EgressOnly)
        );
        assert!(!notes.contains("mtls"), "{notes}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_own_service_passes() {
    let clusters = TwoClusters::new(&[(Field::WorkloadKind, "own")]);
    let labels = json!({"app": "mine"});
    let metadata = |name: &str| json!({"name": name, "namespace": "test"});
    let namespace = json!({"name": "test", "labels": {"istio-injection": "enabled"}});
    let container =
        json!({"name": "web", "image": "example.com/web:1", "ports": [{"name": "web", "containerPort": 3000}]});
    let template = json!({"metadata": {"labels": labels}, "spec": {"containers": [container]}});
    for object in [
        json!({"apiVersion": "v1", "kind": "Namespace", "metadata": namespace}),
        json!({"apiVersion": "v1", "kind": "Service", "metadata": metadata("my-service"),
               "spec": {"ports": [{"port": 8080, "targetPort": "web"}], "selector": labels}}),
        json!({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata("pods"),
               "spec": {"selector": {"matchLabels": labels}, "template": template}}),
    ] {
        clusters.target.create(object).expect("created");
    }
    clusters.run("apply.sh", &["--yes"], "").succeeded();
    clusters
        .verify()
        .await
        .0
        .succeeded()
        .says("the egress gateway logged the request");
    remove(&clusters.egress, RULE);
    clusters.verify().await.0.failed_saying("through the egress gateway: ");
}

#[tokio::test(flavor = "multi_thread")]
async fn clusters_are_never_mixed_up() {
    let clusters = TwoClusters::new(&[]);
    let swapped = ["--target-context", EGRESS, "--egress-context", TARGET];
    for (arguments, says) in [
        (&["--yes", "--egress-context", TARGET] as &[_], "are the same cluster"),
        (&["--yes", "--target-context", "missing"], "\"missing\" does not exist"),
        (&["--yes", "--context", TARGET], "unknown option: --context"),
    ] {
        for script in ["apply.sh", "cleanup.sh"] {
            clusters.run(script, arguments, "").failed_saying(says);
        }
    }
    clusters
        .run("verify.sh", &["--egress-context", TARGET], "")
        .failed_saying("are the same cluster");
    clusters
        .run("apply.sh", &[], "n\n")
        .failed_saying("nothing was changed")
        .says("\"target-cluster\" and \"egress-cluster\"");
    for cluster in [&clusters.target, &clusters.egress] {
        assert!(cluster.get("v1", "Namespace", None, "test").is_none());
    }
    // Told the wrong way round, it does what it is told; the test says that it is wrong.
    clusters
        .run("apply.sh", &[&["--yes"], &swapped as &[_]].concat(), "")
        .succeeded();
    assert!(find(&clusters.target, RULE).is_some() && find(&clusters.egress, RULE).is_none());
    clusters
        .verify()
        .await
        .0
        .failed_saying("not let in")
        .says("through the egress gateway: ");
}

#[test]
fn others_things_stay_and_ours_go() {
    let clusters = TwoClusters::new(&[]);
    let theirs = json!({"numTrustedProxies": 2});
    mutate(&clusters.egress, ISTIO, |istio| {
        istio["spec"]["config"] = theirs.clone();
        istio["spec"]["components"]["pilot"]["k8s"]["hpaSpec"]["minReplicas"] = json!(2);
        istio["metadata"]["labels"] = json!({"app.kubernetes.io/name": "default"});
    });
    clusters.run("apply.sh", &["--yes"], "").succeeded();
    let istio = find(&clusters.egress, ISTIO).expect("the module's resource");
    let spec = &istio["spec"];
    assert_eq!(spec["config"], theirs);
    assert_eq!(spec["components"]["pilot"]["k8s"]["hpaSpec"]["minReplicas"], 2);
    assert_eq!(spec["components"]["egressGateway"], json!({"enabled": true}));
    assert_eq!(istio["metadata"]["labels"]["app.kubernetes.io/name"], "default");
    // The target's has no egress gateway.
    let of_target = find(&clusters.target, ISTIO).expect("the module's resource");
    assert!(of_target["spec"]["components"]["egressGateway"].is_null());

    clusters
        .run("cleanup.sh", &["--yes"], "")
        .succeeded()
        .says("The egress gateway stays enabled")
        .says("The namespace test stays");
    assert_eq!(find(&clusters.egress, ISTIO).expect("still there")["spec"], *spec);
    for key in [CLIENT_SECRET, RULE, SUBSET, ROUTE, TELEMETRY, POLICY] {
        assert_eq!(find(&clusters.egress, key), None, "{key:?}");
    }
    for (kind, name) in [("ServiceEntry", "httpbin"), ("Gateway", "istio-egressgateway")] {
        assert_eq!(
            find(&clusters.egress, ("networking.istio.io/v1", kind, "test", name)),
            None
        );
    }
    for key in [
        SERVER_SECRET,
        ("networking.istio.io/v1", "Gateway", "test", "kyma-mtls-gateway"),
        ("gateway.kyma-project.io/v2", "APIRule", "test", "httpbin-mtls"),
        ("apps/v1", "Deployment", "test", "httpbin"),
    ] {
        assert_eq!(find(&clusters.target, key), None, "{key:?}");
    }
    clusters
        .run("cleanup.sh", &["--yes", "--delete-namespace"], "")
        .succeeded();
    for cluster in [&clusters.target, &clusters.egress] {
        assert!(cluster.get("v1", "Namespace", None, "test").is_none());
    }
    clusters.run("cleanup.sh", &["--yes"], "").succeeded();
}

#[test]
fn the_address_of_kube_dns_can_be_given() {
    let clusters = TwoClusters::new(&[]);
    let apply = |address: &str| {
        let environment = [("KUBE_DNS_ADDRESS", address.to_owned())];
        clusters.run_in("apply.sh", &["--yes"], &environment, "")
    };
    for (address, block) in [
        ("fd00:10:43::a", "fd00:10:43::a/128"),
        ("100.64.0.10", "100.64.0.10/32"),
    ] {
        apply(address)
            .succeeded()
            .says(&format!("Pods ask for names at {address}."));
        let resolvers = find(&clusters.egress, POLICY).expect("a policy")["spec"]["egress"][0]["to"].clone();
        assert_eq!(resolvers[1], json!({"ipBlock": {"cidr": block}}));
        assert_eq!(resolvers.as_array().map(Vec::len), Some(2));
    }
    for address in ["None", "10.0.0.1'}}}, {op: remove", "kube-dns"] {
        apply(address).failed_saying("is no address for kube-dns");
    }
    let kube_dns = clusters.egress.remove("v1", "Service", Some("kube-system"), "kube-dns");
    assert!(kube_dns.is_some());
    clusters
        .run("apply.sh", &["--yes"], "")
        .failed_saying("the Service kube-dns in kube-system cannot be read");
}
