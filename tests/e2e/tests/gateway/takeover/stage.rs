//! A cluster whose gateway trusts one authority, and who is let in there.

use super::OLD_CLIENTS;
use crate::applied::{apply, cluster, secret, workload};
use crate::commands::run_in;
use crate::loaded::{Unpacked, keyring_with, list, now, position, setup_of};
use crate::simulation::{GATEWAY, VIRTUAL_SERVICE};
use crate::{HOST, World};
use anyhow::{Result, ensure};
use mtls_wizard::lifecycle::keyring::Keyring;
use mtls_wizard::lifecycle::package::Commands;
use mtls_wizard::lifecycle::revoking::{self, Choice};
use mtls_wizard::lifecycle::setup::{SecretForm, Setup};
use mtls_wizard::pki::revocation::{Reason, RevocationList};
use mtls_wizard_e2e::cluster::Cluster;
use mtls_wizard_e2e::openssl::{Identity, pem};
use mtls_wizard_e2e::simulation::Simulation;
use serde_json::json;
use std::path::PathBuf;

/// A cluster whose gateway trusts one authority, in one of the forms of Secrets.
pub struct Stage {
    pub world: World,
    server: Identity,
    pub cluster: Cluster,
    pub setup: Setup,
}

impl Stage {
    pub async fn new(form: SecretForm) -> Result<Self> {
        let world = World::new()?;
        let server = world.server_certificate()?;
        let cluster = cluster().await?;
        workload(&cluster, "httpbin")?;
        let (chain, key) = (pem(&server.certificate)?, pem(&server.private_key)?);
        let trusted = pem(&world.client_authority.identity().certificate)?;
        match form {
            SecretForm::Apart => {
                let (metadata, data) = (
                    json!({"name": "mtls", "namespace": "istio-system"}),
                    json!({"tls.crt": chain, "tls.key": key}),
                );
                cluster.create(
                    json!({"apiVersion": "v1", "kind": "Secret", "type": "kubernetes.io/tls",
                                      "metadata": metadata, "stringData": data}),
                )?;
                secret(&cluster, "mtls-cacert", &[("cacert", trusted)])?;
            }
            SecretForm::Together => secret(&cluster, "mtls", &[("cert", chain), ("key", key), ("cacert", trusted)])?,
            SecretForm::TogetherTls => {
                let data = [("tls.crt", chain), ("tls.key", key), ("ca.crt", trusted)];
                secret(&cluster, "mtls", &data)?;
            }
        }
        apply(&cluster, GATEWAY)?;
        apply(&cluster, VIRTUAL_SERVICE)?;
        Ok(Self {
            world,
            server,
            cluster,
            setup: setup_of("mtls", form),
        })
    }

    /// Everything that a person has kept: both authorities, the server and these clients.
    pub fn keyring(&self, clients: &[&Identity], lists: &[RevocationList]) -> Result<Keyring> {
        let authorities = [
            self.world.client_authority.identity(),
            self.world.server_authority.identity(),
        ];
        let own = [&authorities[0], &authorities[1], &self.server];
        keyring_with(&[&own[..], clients].concat(), lists)
    }

    /// Which of these clients are let in now, by those who trust this authority for the server.
    pub async fn admitted(&self, server_ca: PathBuf, clients: &[&Identity]) -> Result<Vec<bool>> {
        let simulation = Simulation::of(&self.cluster).await?;
        let mut admitted = Vec::new();
        for client in clients {
            let curl = simulation.curl(HOST).trusting(server_ca.clone()).presenting(client);
            let outcome = curl.get("/headers").await?;
            let is_refused = outcome.is_tls_refusal();
            if !is_refused {
                ensure!(outcome.answered()?.status == 200, "neither in nor refused");
            }
            admitted.push(!is_refused);
        }
        Ok(admitted)
    }

    /// Takes one of two clients out, by the commands of the page that does so.
    pub fn revoke(&self, stays: &Identity, goes: &Identity) -> Result<RevocationList> {
        let keyring = self.keyring(&[stays, goes], &[])?;
        let choice = Choice {
            clients: vec![(position(&keyring, "gone"), Reason::KeyCompromise)],
            lifted: Vec::new(),
            authority: position(&keyring, OLD_CLIENTS),
            days: 30,
        };
        let orders = revoking::orders(&keyring, &choice, now())?;
        let list = list(&keyring, &orders.make[0])?;
        let package = revoking::package(&keyring, &self.setup, &choice, std::slice::from_ref(&list), now());
        self.run(&Unpacked::new(&package)?, &package.steps[1].commands)?;
        Ok(list)
    }

    pub fn run(&self, files: &Unpacked, commands: &Commands) -> Result<()> {
        ensure!(!commands.bash.is_empty(), "there is nothing to run");
        run_in(&self.cluster, &files.path(), commands)
    }
}
