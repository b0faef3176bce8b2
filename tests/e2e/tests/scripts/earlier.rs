//! What stops `apply.sh`: an earlier set-up that is in the way, and pods that the new one would not protect.

use mtls_wizard::tutorial::{default_domain, restrict};
use mtls_wizard::wizard::Field;
use mtls_wizard_e2e::archive::Unpacked;
use serde_json::{Value, json};

use crate::managed::{CONTEXT, DEFAULT_DOMAIN, on_default_domain};

/// An APIRule's own policy would go on admitting every client, and a Secret cannot change its type.
#[tokio::test(flavor = "multi_thread")]
async fn what_an_earlier_set_up_left_is_noticed() {
    let applied = on_default_domain(&default_domain::TUTORIAL, &[]);
    let domain = (Field::ParentDomain, DEFAULT_DOMAIN);
    let chosen = Unpacked::make(&default_domain::TUTORIAL, &[domain, (Field::Access, "chosen")]).expect("an archive");
    let run = applied.stage.run(&chosen, "apply.sh", CONTEXT, "");
    run.failed_saying("its policy admits every client")
        .says("kubectl --context shoot delete apirules.gateway.kyma-project.io httpbin-mtls -n test");
    applied
        .stage
        .run(&applied.archive, "cleanup.sh", CONTEXT, "")
        .succeeded();
    applied.stage.run(&chosen, "apply.sh", CONTEXT, "").succeeded();
    let run = applied.stage.run(&applied.archive, "apply.sh", CONTEXT, "");
    run.failed_saying("it routes the host, which has one owner");

    let applied = on_default_domain(&restrict::TUTORIAL, &[]);
    applied.secret("kyma-mtls", |secret| secret["type"] = json!("Opaque"));
    let run = applied.stage.run(&applied.archive, "apply.sh", CONTEXT, "");
    run.failed_saying("has the type Opaque, which cannot become kubernetes.io/tls");
}

/// Gardener would write its own certificate over one that is put into the Secret of its Certificate.
#[tokio::test(flavor = "multi_thread")]
async fn a_secret_that_gardener_writes_is_left_alone() {
    let applied = on_default_domain(&default_domain::TUTORIAL, &[]);
    let domain = (Field::ParentDomain, DEFAULT_DOMAIN);
    let own = Unpacked::make(&restrict::TUTORIAL, &[domain]).expect("an archive");
    let run = applied.stage.run(&own, "apply.sh", CONTEXT, "");
    run.failed_saying("writes the Secret kyma-mtls, and would overwrite what is put there now")
        .says("kubectl --context shoot delete certificates.cert.gardener.cloud");
}

/// An APIRule would be refused; a policy is taken, and does nothing.
#[tokio::test(flavor = "multi_thread")]
async fn pods_that_no_policy_reaches_are_named() {
    let applied = on_default_domain(&restrict::TUTORIAL, &[]);
    let pod = |name: &str, containers: &[&str], before: &[&str]| {
        let named = |names: &[&str]| {
            names
                .iter()
                .map(|name| json!({"name": name, "image": "example.com/a"}))
                .collect::<Value>()
        };
        json!({
            "apiVersion": "v1", "kind": "Pod",
            "metadata": {"name": name, "namespace": "test", "labels": {"app": "httpbin"}},
            "spec": {"containers": named(containers), "initContainers": named(before)},
        })
    };
    let put = |pod: Value| applied.stage.cluster.create(pod).expect("a pod");
    put(pod("beside", &["httpbin", "istio-proxy"], &[]));
    put(pod("before", &["httpbin"], &["istio-init", "istio-proxy"]));
    let run = |archive| applied.stage.run(archive, "apply.sh", CONTEXT, "");
    run(&applied.archive).succeeded();
    put(pod("bare", &["httpbin"], &[]));
    put(pod("similar", &["istio-proxy-like"], &[]));
    run(&applied.archive)
        .failed_saying("without Istio's sidecar, where no policy has an effect: bare similar.")
        .says("kubectl --context shoot rollout restart deployment -n test");
}
