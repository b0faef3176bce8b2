//! `verify.sh` against a real Envoy: it passes where the gateway is right, and fails where one thing is wrong.

use std::path::Path;

use mtls_wizard::tutorial::k3d::TUTORIAL;
use mtls_wizard::wizard::Field;
use mtls_wizard_e2e::archive::Unpacked;
use mtls_wizard_e2e::gateway::{ClientCertificate, Gateway};

use crate::stage::{Run, finish};

fn archive(changes: &[(Field, &str)]) -> Unpacked {
    Unpacked::make(&TUTORIAL, changes).expect("an archive")
}

/// Runs `verify.sh` of `archive` against a gateway that was set up from `deployed`.
async fn verify(archive: &Unpacked, deployed: &Path) -> Run {
    verify_against(archive, Gateway::from_archive(deployed).await.expect("a gateway")).await
}

async fn verify_against(archive: &Unpacked, gateway: Gateway) -> Run {
    let mut command = archive.script("verify.sh");
    command
        .env("GATEWAY_PORT", gateway.port().to_string())
        .env("VERIFY_ATTEMPTS", "1");
    tokio::task::spawn_blocking(move || finish(&mut command, ""))
        .await
        .expect("it ends")
}

#[tokio::test(flavor = "multi_thread")]
async fn passes_where_all_is_right() {
    let awkward = [
        (Field::ClientCommonName, "Müller, \"the\" <client> & co \\ +"),
        (Field::ClientOrganization, "#Sue; Grabbit"),
        (Field::KeyAlgorithm, "ecdsa-p384"),
    ];
    for changes in [&[] as &[_], &awkward] {
        let archive = archive(changes);
        let run = verify(&archive, &archive.folder()).await.succeeded();
        for header in ["X-CLIENT-SSL-CN", "X-CLIENT-SSL-ISSUER", "X-CLIENT-SSL-SAN"] {
            assert!(run.output.contains(&format!("{header} is ")), "{}", run.output);
        }
        assert!(run.output.contains("without a certificate: refused"), "{}", run.output);
        assert!(
            run.output
                .contains("with the certificate of the gateway itself: refused"),
            "{}",
            run.output
        );
        assert!(!run.output.contains("FAIL"), "{}", run.output);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn passes_for_an_own_service() {
    let archive = archive(&[(Field::WorkloadKind, "own")]);
    verify(&archive, &archive.folder()).await.succeeded();
}

#[tokio::test(flavor = "multi_thread")]
async fn fails_where_callers_need_no_certificate() {
    let archive = archive(&[]);
    let folder = archive.folder();
    let open = Gateway::spoilt(&folder, |config| {
        config.client_certificate = ClientCertificate::Optional
    });
    verify_against(&archive, open.await.expect("a gateway"))
        .await
        .failed_saying("FAIL  without a certificate: expected the gateway to refuse, got status 200");
}

#[tokio::test(flavor = "multi_thread")]
async fn fails_where_the_gateway_trusts_another_client_ca() {
    let (archive, other) = (archive(&[]), archive(&[]));
    std::fs::copy(
        other.path("certificates/client-root-ca.crt"),
        archive.path("certificates/client-root-ca.crt"),
    )
    .expect("copied");
    verify(&archive, &archive.folder())
        .await
        .failed_saying("FAIL  ml-client-curl: not let in");
}

#[tokio::test(flavor = "multi_thread")]
async fn fails_where_the_gateway_has_another_certificate() {
    let (archive, other) = (archive(&[]), archive(&[]));
    verify(&archive, &other.folder())
        .await
        .failed_saying("FAIL  ml-client-curl: not let in: curl: (60)");
}

#[tokio::test(flavor = "multi_thread")]
async fn fails_where_the_headers_differ() {
    let archive = archive(&[]);
    let rule = archive.plan.manifest("APIRule").expect("an APIRule").path();
    let text = std::fs::read_to_string(archive.path(&rule)).expect("a manifest");
    let swapped = text.replace("%DOWNSTREAM_PEER_SUBJECT%", "%DOWNSTREAM_PEER_ISSUER%");
    assert_ne!(swapped, text);
    std::fs::write(archive.path(&rule), swapped).expect("written");
    verify(&archive, &archive.folder())
        .await
        .failed_saying("FAIL  ml-client-curl: X-CLIENT-SSL-CN is");
}

#[tokio::test(flavor = "multi_thread")]
async fn fails_where_the_host_is_not_under_the_gateway() {
    let archive = archive(&[]);
    let gateway = archive.plan.manifest("Gateway").expect("a Gateway").path();
    let text = std::fs::read_to_string(archive.path(&gateway)).expect("a manifest");
    std::fs::write(archive.path(&gateway), text.replace("*.mtls.local", "*.other.local")).expect("written");
    verify(&archive, &archive.folder())
        .await
        .failed_saying("FAIL  ml-client-curl: not let in");
}

#[test]
fn fails_where_nothing_listens() {
    let archive = archive(&[]);
    let mut command = archive.script("verify.sh");
    // Port 1 of the loopback address: nothing of ours listens there.
    command.env("GATEWAY_PORT", "1").env("VERIFY_ATTEMPTS", "1");
    finish(&mut command, "").failed_saying("without a certificate: no TLS refusal but another failure");
}
