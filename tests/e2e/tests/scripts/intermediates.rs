//! Authorities between root and leaves: Secrets from the archive, the real Envoy, and the clients with and without their chain;
//! made by the app, and by openssl.

use mtls_wizard::render::openssl;
use mtls_wizard::tutorial::k3d::TUTORIAL;
use mtls_wizard::wizard::Field;
use mtls_wizard_e2e::archive::Unpacked;
use mtls_wizard_e2e::openssl::{Authority, pem};
use mtls_wizard_e2e::simulation::Simulation;

use crate::applied::{Applied, base64};
use crate::stage::{Stage, finish};
use crate::two_clusters::TwoClusters;

const BETWEEN: [(Field, &str); 2] = [(Field::Intermediate, "yes"), (Field::ServerIntermediate, "yes")];

fn certificates(text: &str) -> usize {
    text.matches("BEGIN CERTIFICATE").count()
}

fn text(archive: &Unpacked, name: &str) -> String {
    std::fs::read_to_string(archive.path(name)).expect("a file of the archive")
}

fn apply(archive: Unpacked) -> Applied {
    let stage = Stage::new("k3d-kyma", &[]);
    stage.run(&archive, "apply.sh", &["--yes"], "").succeeded();
    Applied { stage, archive }
}

/// The script that makes the certificates, as somebody runs it after copying keys beside it.
fn made_by_openssl(archive: &Unpacked) {
    finish(archive.script(openssl::PATH).arg("--force"), "").succeeded();
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_are_admitted_with_their_chain_and_only_with_it() {
    let applied = Applied::new(&BETWEEN);
    let secret = |name: &str| {
        let cluster = &applied.stage.cluster;
        cluster
            .get("v1", "Secret", Some("istio-system"), name)
            .expect("a Secret")
    };
    let trusted = text(&applied.archive, "certificates/client-root-ca.crt");
    assert_eq!(certificates(&trusted), 1, "the root alone");
    assert_eq!(secret("kyma-mtls-cacert")["data"]["cacert"], base64(trusted.as_bytes()));
    let served = text(&applied.archive, "certificates/server-chain.pem");
    assert_eq!(certificates(&served), 2, "the server's and the intermediate's");
    assert_eq!(secret("kyma-mtls")["data"]["tls.crt"], base64(served.as_bytes()));

    let (run, notes) = applied.verify().await;
    run.succeeded()
        .says("status 200")
        .says("X-CLIENT-SSL-ISSUER is CN=ML Client Issuing CA,O=ML Client Org");
    assert!(!notes.contains("mtls"), "{notes}");

    let script = text(&applied.archive, "verify.sh");
    assert!(script.contains("$1/client-chain.pem"));
    let alone = script.replace("client-chain.pem", "client.crt");
    std::fs::write(applied.archive.path("verify.sh"), alone).expect("written");
    applied.verify().await.0.failed_saying("not let in");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_intermediate_the_server_is_not_believed() {
    let applied = Applied::new(&BETWEEN);
    let leaf = text(&applied.archive, "certificates/server.crt");
    applied.secret("kyma-mtls", |secret| {
        secret["data"]["tls.crt"] = base64(leaf.as_bytes())
    });
    applied.verify().await.0.failed_saying("not let in: curl: (60)");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_with_a_chain_of_the_same_names_is_not_let_in() {
    let applied = Applied::new(&BETWEEN);
    let stranger = Unpacked::make(&TUTORIAL, &BETWEEN).expect("an archive");
    let simulation = Simulation::of(&applied.stage.cluster).await.expect("proxies");
    let call = |archive: &Unpacked| {
        let client = archive.path("certificates/clients/ml-client-curl");
        simulation
            .curl("httpbin.mtls.local.kyma.dev")
            .trusting(applied.archive.path("certificates/server-root-ca.crt"))
            .presenting(&mtls_wizard_e2e::openssl::Identity {
                certificate: client.join("client-chain.pem"),
                private_key: client.join("client.key"),
            })
    };
    let answer = call(&applied.archive).get("/headers").await.expect("a call");
    assert_eq!(answer.answered().expect("an answer").status, 200);
    let refused = call(&stranger).get("/headers").await.expect("a call");
    assert!(refused.is_tls_refusal(), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn named_clients_and_pinned_keys_show_their_chains() {
    for access in ["chosen", "key"] {
        let changes = [&BETWEEN as &[_], &[(Field::Access, access)]].concat();
        Applied::new(&changes).verify().await.0.succeeded();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_egress_gateway_shows_the_chain() {
    let clusters = TwoClusters::applied(&BETWEEN);
    let (run, _) = clusters.verify().await;
    run.succeeded()
        .says("through the egress gateway: status 200")
        .says("through the egress gateway: X-CLIENT-SSL-ISSUER is CN=ML Client Issuing CA,O=ML Client Org");
}

#[tokio::test(flavor = "multi_thread")]
async fn openssl_makes_intermediates_that_work_as_well() {
    let archive = Unpacked::make(&TUTORIAL, &BETWEEN).expect("an archive");
    let before = text(&archive, "certificates/client-intermediate-ca.crt");
    made_by_openssl(&archive);
    assert_ne!(text(&archive, "certificates/client-intermediate-ca.crt"), before);
    for chain in [
        "certificates/server-chain.pem",
        "certificates/clients/ml-client-curl/client-chain.pem",
    ] {
        assert_eq!(certificates(&text(&archive, chain)), 2, "{chain}");
    }
    apply(archive)
        .verify()
        .await
        .0
        .succeeded()
        .says("X-CLIENT-SSL-ISSUER is CN=ML Client Issuing CA,O=ML Client Org");
}

/// The gateway must send both authorities between, or clients that have the root alone refuse it.
#[tokio::test(flavor = "multi_thread")]
async fn a_brought_server_ca_with_two_intermediates_is_served_whole() {
    let names = [
        "/O=Corp/CN=Corp Root",
        "/O=Corp/CN=Corp Policy",
        "/O=Corp/CN=Corp Issuing",
    ];
    let authorities = Authority::descending(&names).expect("authorities");
    let pems: Vec<String> = authorities
        .iter()
        .map(|authority| pem(&authority.identity().certificate).expect("a certificate"))
        .collect();
    let key = pem(&authorities[2].identity().private_key).expect("a key");
    // As files come: not in order.
    let chain = [&pems[0], &pems[2], &pems[1]].map(String::as_str).concat();
    let changes = [
        (Field::ServerCaSource, "signing"),
        (Field::ServerCaChain, &chain),
        (Field::ServerCaKey, &key),
        (Field::LeafValidity, "20"),
    ];
    let archive = Unpacked::make(&TUTORIAL, &changes).expect("an archive");
    assert!(text(&archive, "README.md").contains("copy it to `certificates/server-root-ca.key`"));
    finish(archive.script(openssl::PATH).arg("--force"), "")
        .failed_saying("certificates/server-root-ca.key is missing");
    std::fs::write(archive.path("certificates/server-root-ca.key"), &key).expect("written");
    let by_app = text(&archive, "certificates/server-chain.pem");
    made_by_openssl(&archive);
    let by_openssl = text(&archive, "certificates/server-chain.pem");
    let between = [pems[2].trim(), "\n", pems[1].trim()].concat();
    for served in [by_app, by_openssl] {
        assert_eq!(certificates(&served), 3);
        assert!(served.trim().ends_with(&between), "{served}");
    }
    // Clients that know the root alone.
    std::fs::write(archive.path("certificates/server-root-ca.crt"), &pems[0]).expect("written");
    apply(archive).verify().await.0.succeeded().says("status 200");
}
