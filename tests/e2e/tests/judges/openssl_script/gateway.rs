//! An archive whose certificates openssl made anew is as good a gateway: the real `verify.sh` against the real Envoy.

use std::process::Command;

use mtls_wizard::render::openssl;
use mtls_wizard::tutorial::k3d::TUTORIAL;
use mtls_wizard::wizard::Field;
use mtls_wizard_e2e::archive::Unpacked;
use mtls_wizard_e2e::gateway::Gateway;

use super::stage::{Run, command, finish};
use crate::program::is_present;

async fn ended(mut command: Command) -> Run {
    tokio::task::spawn_blocking(move || finish(&mut command)).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn envoy_admits_the_client_and_prints_its_name_as_predicted() {
    if !is_present("openssl") {
        return;
    }
    let changes = [
        (Field::ClientCommonName, "Müller, \"the\" <client> & co \\ +"),
        (Field::ClientOrganization, "#Sue; $Grabbit"),
    ];
    let archive = Unpacked::make(&TUTORIAL, &changes).unwrap();
    let old = Gateway::from_archive(&archive.folder()).await.unwrap();
    let mut script = command(&archive.path(openssl::PATH));
    script.arg("--force");
    ended(script).await.must_succeed();
    let new = Gateway::from_archive(&archive.folder()).await.unwrap();

    let verify = |gateway: &Gateway| {
        let mut verify = archive.script("verify.sh");
        verify
            .env("GATEWAY_PORT", gateway.port().to_string())
            .env("VERIFY_ATTEMPTS", "1");
        verify
    };
    let run = ended(verify(&new)).await.must_succeed();
    for header in ["X-CLIENT-SSL-CN", "X-CLIENT-SSL-ISSUER", "X-CLIENT-SSL-SAN"] {
        run.must_say(&format!("{header} is "));
    }
    // The gateway with the earlier certificates knows none of the new ones.
    ended(verify(&old)).await.must_fail_saying("FAIL");
}
