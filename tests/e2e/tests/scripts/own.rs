//! Own gateway certificate on a cluster: `apply.sh` with the user's files or Secret, then `verify.sh` against the proxies,
//! right and with one thing broken.

use mtls_wizard::tutorial::own::TUTORIAL;
use mtls_wizard::wizard::Field;
use mtls_wizard_e2e::archive::Unpacked;
use mtls_wizard_e2e::cluster::Options;
use mtls_wizard_e2e::process::repository;
use mtls_wizard_e2e::simulation::Simulation;
use serde_json::json;

use crate::applied::{Applied, base64};
use crate::stage::{Run, Stage};

const CONTEXT: &[&str] = &["--yes", "--context", "shoot"];
const FILES: (Field, &str) = (Field::ServerSource, "files");
const TRUSTED: (Field, &str) = (Field::ClientCaSource, "certificate");

/// The path of something that a user brings along.
fn path(name: &str) -> String {
    let file = repository().join("tests/core/fixtures/own").join(name);
    file.display().to_string()
}

fn brought(names: &[&str]) -> String {
    let texts = names
        .iter()
        .map(|name| std::fs::read_to_string(path(name)).expect("a committed file"));
    texts.collect()
}

fn stage() -> Stage {
    let options = Options {
        delay: std::time::Duration::from_millis(50),
        ..Options::managed("shoot", "c-1234567.kyma.example.com")
    };
    Stage::with(options, &[])
}

fn archive(changes: &[(Field, &str)]) -> Unpacked {
    let (chain, key) = (
        brought(&["issuing.crt", "server.crt", "root.crt"]),
        brought(&["server.key"]),
    );
    let domain = [
        (Field::ParentDomain, "apps.example.com"),
        (Field::ServerChain, &chain),
        (Field::ServerKey, &key),
    ];
    Unpacked::make(&TUTORIAL, &[&domain, changes].concat()).expect("an archive")
}

/// What differs in the scripts.
pub fn archives() -> Vec<Unpacked> {
    let authority = brought(&["client-root.crt"]);
    let trusted = [TRUSTED, (Field::ClientCaChain, &authority)];
    vec![
        archive(&[FILES]),
        archive(&trusted),
        archive(&[&[FILES] as &[_], &trusted].concat()),
    ]
}

fn apply(changes: &[(Field, &str)]) -> Applied {
    let (stage, archive) = (stage(), archive(changes));
    stage.run(&archive, "apply.sh", CONTEXT, "").succeeded();
    Applied { stage, archive }
}

/// The Secret that the user has already.
fn existing(stage: &Stage, name: &str, namespace: &str) {
    let data = json!({
        "tls.crt": base64(brought(&["server.crt", "issuing.crt"]).as_bytes()),
        "tls.key": base64(brought(&["server.key"]).as_bytes()),
    });
    let object = json!({"apiVersion": "v1", "kind": "Secret", "type": "kubernetes.io/tls", "data": data,
                        "metadata": {"name": name, "namespace": namespace}});
    stage.cluster.create(object).expect("created");
}

/// Runs `verify.sh` with these arguments where the machine does not know the gateway's root, which `SERVER_CA` names.
async fn verify_with(applied: &Applied, arguments: &[&str]) -> Run {
    let simulation = Simulation::of(&applied.stage.cluster).await.expect("proxies");
    let mut command = applied.archive.script("verify.sh");
    command.args(arguments);
    tokio::task::block_in_place(|| {
        let [address, port, _] = simulation.environment();
        let root = ("SERVER_CA", path("root.crt"));
        applied.stage.run_in(&mut command, [address, port, root], "")
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn files_pass_and_are_removed_again() {
    let applied = apply(&[FILES]);
    let (run, notes) = applied.verify().await;
    run.succeeded()
        .says("without a certificate: refused")
        .says("with the certificate of the gateway itself: refused")
        .says("X-CLIENT-SSL-CN is O=ML Client Org,CN=ML Client Curl");
    assert!(!notes.contains("mtls"), "{notes}");
    // Again, as somebody does who is not sure whether it was done.
    applied.stage.run(&applied.archive, "apply.sh", CONTEXT, "").succeeded();
    applied
        .stage
        .run(&applied.archive, "cleanup.sh", CONTEXT, "")
        .succeeded();
    let left = applied.stage.cluster.list("v1", "Secret", Some("istio-system"));
    assert!(
        left.iter()
            .all(|secret| !secret["metadata"]["name"].to_string().contains("mtls")),
        "{left:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_authority_that_is_brought_along_signs_clients_and_keeps_its_siblings_out() {
    let authority = brought(&["client-issuing.crt", "client-root.crt"]);
    let key = brought(&["client-issuing.key"]);
    let applied = apply(&[
        FILES,
        (Field::ClientCaSource, "signing"),
        (Field::ClientCaChain, &authority),
        (Field::ClientCaKey, &key),
    ]);
    applied
        .verify()
        .await
        .0
        .succeeded()
        .says("X-CLIENT-SSL-ISSUER is CN=Partners Issuing,O=Partners");

    // A client of the root above it, which shows its whole chain.
    let simulation = Simulation::of(&applied.stage.cluster).await.expect("proxies");
    let chain = applied.archive.path("certificates/sibling.pem");
    std::fs::write(&chain, brought(&["sibling.crt", "client-root.crt"])).expect("written");
    let mut command = applied.archive.script("verify.sh");
    let text = std::fs::read_to_string(applied.archive.path("verify.sh")).expect("a script");
    let call = "expect_refusal 'with the certificate of the gateway itself'";
    let sibling = format!(
        "expect_refusal sibling --cert {} --key {}\n{call}",
        chain.display(),
        path("stranger.key")
    );
    assert!(text.contains(call));
    std::fs::write(applied.archive.path("verify.sh"), text.replace(call, &sibling)).expect("written");
    let run = tokio::task::block_in_place(|| applied.stage.run_in(&mut command, simulation.environment(), ""));
    run.succeeded().says("sibling: refused");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_that_is_there_passes_and_stays() {
    let (stage, archive) = (stage(), archive(&[]));
    let missing = stage.run(&archive, "apply.sh", CONTEXT, "");
    missing.failed_saying("the Secret kyma-mtls-certs is missing in istio-system");
    // Where the tutorial says that it belongs, Istio does not look.
    existing(&stage, "kyma-mtls-certs", "default");
    stage
        .run(&archive, "apply.sh", CONTEXT, "")
        .failed_saying("the Secret kyma-mtls-certs is missing in istio-system");
    existing(&stage, "kyma-mtls-certs", "istio-system");
    stage.run(&archive, "apply.sh", CONTEXT, "").succeeded();
    let applied = Applied { stage, archive };
    verify_with(&applied, &[]).await.succeeded();
    // Without its root, curl does not believe the gateway.
    applied.verify().await.0.failed_saying("not let in: curl: (60)");
    applied
        .stage
        .run(&applied.archive, "cleanup.sh", CONTEXT, "")
        .succeeded();
    let secret = |name: &str| applied.stage.cluster.get("v1", "Secret", Some("istio-system"), name);
    assert!(secret("kyma-mtls-certs").is_some());
    assert!(secret("kyma-mtls-certs-cacert").is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_authority_without_its_key_is_tested_with_a_client_of_the_users() {
    let authority = brought(&["client-issuing.crt", "client-root.crt"]);
    let applied = apply(&[FILES, TRUSTED, (Field::ClientCaChain, &authority)]);
    let run = verify_with(&applied, &[]).await;
    run.failed_saying("skip  with a certificate")
        .says("not everything was tested");
    let (certificate, key) = (path("client.crt"), path("client.key"));
    verify_with(&applied, &["--cert", &certificate, "--key", &key])
        .await
        .succeeded()
        .says("with your client's certificate: status 200");
    let (sibling, key) = (path("sibling.crt"), path("stranger.key"));
    verify_with(&applied, &["--cert", &sibling, "--key", &key])
        .await
        .failed_saying("with your client's certificate: not let in");
    verify_with(&applied, &["--cert", "missing.crt"])
        .await
        .failed_saying("there is no file /missing.crt");
}

#[tokio::test(flavor = "multi_thread")]
async fn optional_mutual_lets_callers_without_a_certificate_in() {
    let optional = (Field::TlsMode, "optional-mutual");
    let applied = apply(&[FILES, optional]);
    let run = applied.verify().await.0;
    run.succeeded()
        .says("ok    without a certificate: status 200")
        .says("with a certificate of an unknown authority: refused");
    // What the form warns of.
    let simulation = Simulation::of(&applied.stage.cluster).await.expect("proxies");
    let claimed = "O=ML Client Org,CN=ML Client Curl";
    let curl = simulation.curl("httpbin.apps.example.com").trusting(path("root.crt"));
    let call = curl
        .with_header(&format!("X-CLIENT-SSL-CN: {claimed}"))
        .get("/headers")
        .await;
    let answer = call
        .and_then(mtls_wizard_e2e::gateway::Outcome::answered)
        .expect("an answer");
    let headers = answer.echoed_headers().expect("headers");
    let seen = headers
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("x-client-ssl-cn"));
    assert_eq!(seen.map(|(_, value)| value.as_str()), Some(claimed), "{headers:?}");
    let gateway = ("networking.istio.io/v1", "Gateway", "kyma-mtls-gateway");
    applied.mutate(gateway, "test", |gateway| {
        gateway["spec"]["servers"][0]["tls"]["mode"] = json!("MUTUAL")
    });
    applied
        .verify()
        .await
        .0
        .failed_saying("without a certificate: not let in");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_broken_is_found() {
    let applied = apply(&[FILES]);
    applied.secret("kyma-mtls-certs", |secret| {
        secret["data"]["tls.key"] = base64(brought(&["stranger.key"]).as_bytes());
    });
    applied.verify().await.0.failed_saying("not let in");

    let applied = apply(&[FILES]);
    applied.secret("kyma-mtls-certs", |secret| {
        secret["data"]["tls.crt"] = base64(brought(&["server.crt"]).as_bytes());
    });
    applied.verify().await.0.failed_saying("not let in: curl: (60)");

    let applied = apply(&[FILES]);
    applied.secret("kyma-mtls-certs-cacert", |secret| {
        secret["data"]["cacert"] = base64(brought(&["client-root.crt"]).as_bytes());
    });
    applied.verify().await.0.failed_saying("not let in");
}

#[tokio::test(flavor = "multi_thread")]
async fn named_clients_only() {
    let applied = apply(&[FILES, (Field::Access, "chosen")]);
    applied
        .verify()
        .await
        .0
        .succeeded()
        .says("ml-client-other: denied by the policy (403)");
}
