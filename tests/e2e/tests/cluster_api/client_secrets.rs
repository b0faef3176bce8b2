//! The Secret manifests of clients, applied by the real kubectl.

use mtls_wizard::wizard::Field;
use mtls_wizard_e2e::archive::Certificates;

use crate::kubectl::{bare, with_every_kubectl};
use crate::placing::assert_holds;

#[test]
fn manifests_of_clients_hold_what_their_files_hold() {
    let archive = Certificates::make(&[
        (Field::Clients, "orders\npayments"),
        (Field::MakeServer, "yes"),
        (Field::Intermediate, "yes"),
        (Field::Formats, "secret"),
    ])
    .expect("an archive");
    let read = |name: &str| std::fs::read_to_string(archive.path(name)).expect(name);
    with_every_kubectl(bare, |shell| {
        for client in ["orders", "payments"] {
            let folder = format!("certificates/clients/{client}");
            let manifest = read(&format!("{folder}/client-secret.yaml"));
            assert!(
                shell
                    .apply(&manifest)
                    .ok()
                    .contains(&format!("secret/{client}-credential"))
            );
            let name = format!("{client}-credential");
            let secret = shell.cluster.get("v1", "Secret", Some("default"), &name).unwrap();
            let files = [
                ("tls.crt", format!("{folder}/client-chain.pem")),
                ("tls.key", format!("{folder}/client.key")),
                ("ca.crt", "certificates/server-root-ca.crt".to_owned()),
            ];
            let files = files.each_ref().map(|(key, file)| (*key, file.as_str()));
            assert_holds(&secret, "Opaque", &archive, &files);
        }
    });
}
