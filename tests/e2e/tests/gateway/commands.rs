//! The commands of the plans, run by bash with the real kubectl against the API stand-in, and Envoy as istiod would then
//! configure it.

use crate::applied::{apply, cluster, secret, workload};
use crate::loaded::{client, keyring, list, now, position, setup_of};
use crate::simulation::{GATEWAY, VIRTUAL_SERVICE};
use crate::{HOST, World};
use anyhow::Result;
use mtls_wizard::lifecycle::package::Commands;
use mtls_wizard::lifecycle::revoking::{self, Choice};
use mtls_wizard::lifecycle::setup::SecretForm;
use mtls_wizard::pki::revocation::Reason;
use mtls_wizard_e2e::cluster::Cluster;
use mtls_wizard_e2e::gateway::Outcome;
use mtls_wizard_e2e::openssl::{Identity, pem};
use mtls_wizard_e2e::process::{program, run};
use mtls_wizard_e2e::simulation::Simulation;
use std::path::Path;

/// Runs commands as a person would, in the folder of the files.
pub fn run_in(cluster: &Cluster, folder: &Path, commands: &Commands) -> Result<()> {
    let kubectl = program("kubectl")?;
    for line in &commands.bash {
        run(&mut cluster.bash(&kubectl, folder, line))?;
    }
    Ok(())
}

async fn call(cluster: &Cluster, world: &World, identity: &Identity) -> Result<Outcome> {
    let simulation = Simulation::of(cluster).await?;
    let curl = simulation.curl(HOST).trusting(world.server_ca()).presenting(identity);
    curl.get("/headers").await
}

#[tokio::test]
async fn the_list_comes_to_where_istio_reads_it_and_goes_again() -> Result<()> {
    for form in SecretForm::ALL {
        let world = World::new()?;
        let authority = world.client_authority.identity();
        let server = world.server_certificate()?;
        let (stays, goes) = (
            client(&world.client_authority, "stays")?,
            client(&world.client_authority, "goes")?,
        );
        let keyring = keyring(&[&authority, &server, &stays, &goes])?;
        let setup = setup_of("mtls", form);
        let cluster = cluster().await?;
        workload(&cluster, "httpbin")?;
        let (chain, key, trusted) = (
            pem(&server.certificate)?,
            pem(&server.private_key)?,
            pem(&authority.certificate)?,
        );
        match form {
            SecretForm::Apart => {
                secret(&cluster, "mtls", &[("cert", chain), ("key", key)])?;
                secret(&cluster, "mtls-cacert", &[("cacert", trusted)])?;
            }
            SecretForm::Together => secret(&cluster, "mtls", &[("cert", chain), ("key", key), ("cacert", trusted)])?,
            SecretForm::TogetherTls => {
                secret(
                    &cluster,
                    "mtls",
                    &[("tls.crt", chain), ("tls.key", key), ("ca.crt", trusted)],
                )?;
            }
        }
        apply(&cluster, GATEWAY)?;
        apply(&cluster, VIRTUAL_SERVICE)?;
        assert_eq!(
            call(&cluster, &world, &goes).await?.answered()?.status,
            200,
            "{form:?} before"
        );

        let choice = Choice {
            clients: vec![(position(&keyring, "goes"), Reason::CessationOfOperation)],
            lifted: Vec::new(),
            authority: position(&keyring, "ML Client Root CA"),
            days: 30,
        };
        let orders = revoking::orders(&keyring, &choice, now())?;
        let lists = [list(&keyring, &orders.make[0])?];
        let package = revoking::package(&keyring, &setup, &choice, &lists, now());
        let files = crate::loaded::Unpacked::new(&package)?;
        run_in(&cluster, &files.path(), &package.steps[1].commands)?;
        assert_eq!(
            call(&cluster, &world, &stays).await?.answered()?.status,
            200,
            "{form:?} not revoked"
        );
        assert!(
            call(&cluster, &world, &goes).await?.is_tls_refusal(),
            "{form:?} revoked"
        );
        run_in(&cluster, &files.path(), &package.steps[1].back_commands)?;
        assert_eq!(
            call(&cluster, &world, &goes).await?.answered()?.status,
            200,
            "{form:?} and back"
        );
    }
    Ok(())
}
