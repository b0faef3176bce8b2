//! Names that YAML 1.1 readers could take for something else: kubectl is the judge.

use std::process::Command;

use mtls_wizard::tutorial::k3d::TUTORIAL;
use mtls_wizard::wizard::Field;
use mtls_wizard_e2e::archive::Unpacked;
use mtls_wizard_e2e::process::{program, run};

#[test]
fn names_stay_text() {
    for name in [
        "on", "off", "yes", "no", "y", "n", "null", "true", "1e3", "0123", "0x1f", "0b11", "0o17", "12", "1-2",
    ] {
        let archive = Unpacked::make(&TUTORIAL, &[(Field::Namespace, name), (Field::GatewayName, name)]).expect(name);
        for manifest in &archive.plan.manifests {
            // A local label change decodes the file as kubectl does, without asking a server.
            let mut kubectl = Command::new(program("kubectl").expect("kubectl"));
            kubectl
                .args(["label", "--local", "-o", "json", "probe=1", "-f"])
                .arg(archive.path(&manifest.path()));
            let read: serde_json::Value = serde_json::from_str(&run(&mut kubectl).expect("kubectl")).expect("JSON");
            let written = serde_json::to_value(&manifest.resource).expect("JSON");
            assert_eq!(
                read["metadata"]["name"],
                written["metadata"]["name"],
                "{}",
                manifest.path()
            );
            assert_eq!(
                read["metadata"]["namespace"],
                written["metadata"]["namespace"],
                "{}",
                manifest.path()
            );
            if manifest.resource.kind() == "APIRule" {
                assert_eq!(read["spec"], written["spec"]);
            }
        }
    }
}
