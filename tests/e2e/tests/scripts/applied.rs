//! An archive whose `apply.sh` ran against the API stand-in, and `verify.sh` against the proxies from what was applied.

use mtls_wizard::tutorial::{Tutorial, k3d};
use mtls_wizard::wizard::Field;
use mtls_wizard_e2e::archive::Unpacked;
use mtls_wizard_e2e::cluster::Options;
use mtls_wizard_e2e::simulation::Simulation;
use serde_json::{Value, json};

use crate::stage::{Run, Stage};

pub struct Applied {
    pub stage: Stage,
    pub archive: Unpacked,
}

impl Applied {
    /// Local k3d.
    pub fn new(changes: &[(Field, &str)]) -> Self {
        let options = Options {
            context: "k3d-kyma".to_owned(),
            ..Options::default()
        };
        Self::on(options, &k3d::TUTORIAL, changes, &["--yes"], "")
    }

    /// Any variant with one cluster.
    pub fn on(
        options: Options,
        tutorial: &Tutorial,
        changes: &[(Field, &str)],
        arguments: &[&str],
        input: &str,
    ) -> Self {
        let (stage, archive) = (
            Stage::with(options, &[]),
            Unpacked::make(tutorial, changes).expect("an archive"),
        );
        stage.run(&archive, "apply.sh", arguments, input).succeeded();
        Self { stage, archive }
    }

    /// Changes an object of the cluster behind everybody's back.
    pub fn mutate(
        &self,
        (api_version, kind, name): (&str, &str, &str),
        namespace: &str,
        change: impl FnOnce(&mut Value),
    ) {
        let cluster = &self.stage.cluster;
        cluster
            .mutate(api_version, kind, Some(namespace), name, change)
            .expect("the object is there");
    }

    pub fn secret(&self, name: &str, change: impl FnOnce(&mut Value)) {
        self.mutate(("v1", "Secret", name), "istio-system", change);
    }

    /// Runs `verify.sh` against the proxies of the cluster as it is now. Returns also what istiod would complain about.
    pub async fn verify(&self) -> (Run, String) {
        let simulation = Simulation::of(&self.stage.cluster).await.expect("proxies");
        let mut command = self.archive.script("verify.sh");
        let run = tokio::task::block_in_place(|| {
            let environment = simulation.environment();
            self.stage.run_in(&mut command, environment, "")
        });
        (run, simulation.notes().join("\n"))
    }
}

pub fn base64(bytes: &[u8]) -> Value {
    use base64::Engine as _;
    json!(base64::engine::general_purpose::STANDARD.encode(bytes))
}
