//! Renewal and authorities that take over: the commands of every step, run by bash with the real kubectl against the API
//! stand-in, and after each of them Envoy as istiod would then configure it. Also back again.

mod stage;

use self::stage::Stage;
use crate::HOST;
use crate::loaded::{Unpacked, client, days_from_now, issued, now, password, position};
use anyhow::{Context, Result};
use mtls_wizard::lifecycle::keyring::{Keyring, Role};
use mtls_wizard::lifecycle::package::{Package, Step};
use mtls_wizard::lifecycle::renewal::{self, KeyChoice, NewKeys};
use mtls_wizard::lifecycle::rotation::{self, Made, Rotation, suggested_name};
use mtls_wizard::lifecycle::setup::{SecretForm, Setup};
use mtls_wizard::native::NativeKeys;
use mtls_wizard::pki::certificate::Authority as Signer;
use mtls_wizard::pki::import::ImportedKey;
use mtls_wizard::pki::issuance::Credential;
use mtls_wizard::pki::key::{KeyAlgorithm, KeyProvider};
use mtls_wizard::pki::revocation::{ListNumber, RevocationList, Template, make};
use mtls_wizard_e2e::simulation::Simulation;

/// Quick to make.
const NEW_KEYS: NewKeys = NewKeys {
    server: Some(KeyAlgorithm::EcdsaP256),
    clients: Some(KeyAlgorithm::EcdsaP256),
};

/// Whether the new authority gets a revocation list.
#[derive(Clone, Copy)]
enum WithList {
    Yes,
    No,
}

fn rotated(keyring: &Keyring, setup: &Setup, authority: &str, with_list: WithList) -> Result<Package> {
    let authority = position(keyring, authority);
    let rotation = Rotation {
        authority,
        common_name: suggested_name(&keyring.held[authority], now()),
        authority_days: 3650,
        authority_key: Some(KeyAlgorithm::EcdsaP256),
        days: 300,
        key: KeyChoice::New(NEW_KEYS),
    };
    let work = rotation::work(keyring, &rotation, now(), &mut password)?;
    let issued = issued(&work)?;
    let new = issued
        .credential(&rotation::new_id(&keyring.held[authority]))
        .context("the new authority")?;
    let list = match with_list {
        WithList::Yes => Some(first_list(new)?),
        WithList::No => None,
    };
    let made = Made {
        work: &work,
        issued: &issued,
        new_list: list.as_ref(),
    };
    rotation::package(keyring, setup, &rotation, &made, now()).context("a plan")
}

/// The first list of a new authority: nobody is on it.
fn first_list(authority: &Credential) -> Result<RevocationList> {
    let pem = authority.private_key.as_ref().context("a key")?.pem();
    let key = ImportedKey::parse(&pem).context("our own key")?;
    let key = pollster::block_on(NativeKeys.import(&key))?;
    let template = Template {
        number: &ListNumber::first(),
        this_update: now(),
        next_update: days_from_now(30),
        entries: &[],
    };
    let signer = Signer {
        certificate: &authority.certificate,
        key: &key,
    };
    Ok(pollster::block_on(make(&template, &signer))?)
}

/// The id of the file's authority.
fn id(keyring: &Keyring, title: &str) -> String {
    keyring.held[position(keyring, title)].id.0.clone()
}

pub const OLD_CLIENTS: &str = "ML Client Root CA";
const OLD_SERVERS: &str = "ML Server Root CA";

#[tokio::test]
async fn the_clients_authority_is_replaced_phase_by_phase() -> Result<()> {
    for form in SecretForm::ALL {
        let stage = Stage::new(form).await?;
        let old = client(&stage.world.client_authority, "caller")?;
        let keyring = stage.keyring(&[&old], &[])?;
        let package = rotated(&keyring, &stage.setup, OLD_CLIENTS, WithList::No)?;
        let files = Unpacked::new(&package)?;
        let new = files.identity("2-new-clients/certificates/clients/caller/client");
        let both = [&old, &new];
        let now = |expected: [bool; 2], when: &'static str| {
            let stage = &stage;
            async move {
                let found = stage.admitted(stage.world.server_ca(), &both).await?;
                assert_eq!(found, expected, "{form:?} {when}: the old client, and the new one");
                anyhow::Ok(())
            }
        };
        let [_, first, second, third] = &package.steps[..] else {
            panic!("{} steps", package.steps.len())
        };
        now([true, false], "before").await?;
        stage.run(&files, &first.commands)?;
        now([true, true], "in phase 1").await?;
        stage.run(&files, &first.back_commands)?;
        now([true, false], "back from phase 1").await?;
        stage.run(&files, &first.commands)?;
        assert!(
            second.commands.bash.is_empty(),
            "the clients move, the cluster does not"
        );
        now([true, true], "in phase 2").await?;
        stage.run(&files, &third.commands)?;
        now([false, true], "in phase 3").await?;
        stage.run(&files, &third.back_commands)?;
        now([true, true], "back from phase 3").await?;
    }
    Ok(())
}

/// With lists, Envoy demands one of every authority: each phase brings those of its authorities.
#[tokio::test]
async fn the_clients_authority_is_replaced_with_its_list() -> Result<()> {
    for form in SecretForm::ALL {
        let stage = Stage::new(form).await?;
        let (old, gone) = (
            client(&stage.world.client_authority, "caller")?,
            client(&stage.world.client_authority, "gone")?,
        );
        let list = stage.revoke(&old, &gone)?;
        assert_eq!(
            stage.admitted(stage.world.server_ca(), &[&old, &gone]).await?,
            [true, false],
            "{form:?}"
        );

        // The list is among the files that a person has.
        let with_list = stage.keyring(&[&old, &gone], &[list])?;
        let package = rotated(&with_list, &stage.setup, OLD_CLIENTS, WithList::Yes)?;
        let files = Unpacked::new(&package)?;
        let new = files.identity("2-new-clients/certificates/clients/caller/client");
        let all = [&old, &gone, &new];
        for (step, is_back, expected) in [
            (1, false, [true, false, true]),
            (1, true, [true, false, false]),
            (1, false, [true, false, true]),
            (3, false, [false, false, true]),
            (3, true, [true, false, true]),
        ] {
            let step = &package.steps[step];
            stage.run(&files, if is_back { &step.back_commands } else { &step.commands })?;
            let found = stage.admitted(stage.world.server_ca(), &all).await?;
            assert_eq!(found, expected, "{form:?}: {}, back: {is_back}", step.title);
        }
    }
    Ok(())
}

#[tokio::test]
async fn the_servers_authority_is_replaced_phase_by_phase() -> Result<()> {
    for form in SecretForm::ALL {
        let stage = Stage::new(form).await?;
        let caller = client(&stage.world.client_authority, "caller")?;
        let gone = client(&stage.world.client_authority, "gone")?;
        let list = stage.revoke(&caller, &gone)?;
        let keyring = stage.keyring(&[&caller, &gone], &[list])?;
        let package = rotated(&keyring, &stage.setup, OLD_SERVERS, WithList::No)?;
        let files = Unpacked::new(&package)?;
        let file = format!("certificates/{}.crt", id(&keyring, OLD_SERVERS));
        let trusted = |phase: &str| files.path().join(phase).join(&file);
        let [old, both, new] = ["0-before", "1-clients-trust-both", "3-clients-trust-new"].map(trusted);
        // Whether clients that trust the old, both or the new authority reach the gateway.
        let reached = || async {
            let mut reached = Vec::new();
            for trusted in [&old, &both, &new] {
                let simulation = Simulation::of(&stage.cluster).await?;
                let curl = simulation.curl(HOST).trusting(trusted.clone()).presenting(&caller);
                reached.push(curl.get("/headers").await?.answered().is_ok());
            }
            anyhow::Ok(reached)
        };
        let served = &package.steps[2];
        assert_eq!(reached().await?, [true, true, false], "{form:?} before");
        stage.run(&files, &served.commands)?;
        assert_eq!(reached().await?, [false, true, true], "{form:?} in phase 2");
        // The clients are still asked for theirs, and the list is still there.
        let stranger = client(&stage.world.server_authority, "stranger")?;
        let found = stage.admitted(new.clone(), &[&caller, &stranger, &gone]).await?;
        assert_eq!(found, [true, false, false], "{form:?}");
        stage.run(&files, &served.back_commands)?;
        assert_eq!(reached().await?, [true, true, false], "{form:?} back");
    }
    Ok(())
}

#[tokio::test]
async fn a_renewed_server_is_served_and_renewed_clients_are_let_in() -> Result<()> {
    for form in SecretForm::ALL {
        let stage = Stage::new(form).await?;
        let old = client(&stage.world.client_authority, "caller")?;
        let keyring = stage.keyring(&[&old], &[])?;
        let server = keyring.with_role(Role::Server).next().context("the server")?.0;
        let choice = renewal::Choice {
            positions: vec![server, position(&keyring, "caller")],
            key: KeyChoice::New(NEW_KEYS),
            days: 15,
        };
        let work = renewal::work(&keyring, &choice, now(), &mut password)?;
        let package = renewal::package(&keyring, &stage.setup, &work, &issued(&work)?, now());
        let files = Unpacked::new(&package)?;
        let is_server = |step: &&Step| step.title.starts_with("Replace the gateway");
        let step = package.steps.iter().find(is_server).context("a step for the server")?;
        stage.run(&files, &step.commands)?;
        let new = files.identity("certificates/clients/caller/client");
        assert_eq!(
            stage.admitted(stage.world.server_ca(), &[&old, &new]).await?,
            [true, true],
            "{form:?}"
        );
        let stranger = client(&stage.world.server_authority, "stranger")?;
        assert_eq!(
            stage.admitted(stage.world.server_ca(), &[&stranger]).await?,
            [false],
            "{form:?}"
        );
        // It is the new certificate that is served: the end is another.
        let held = stage
            .cluster
            .get("v1", "Secret", Some("istio-system"), "mtls")
            .context("the Secret")?;
        let chain = held["data"]["tls.crt"]
            .as_str()
            .or(held["data"]["cert"].as_str())
            .context("a chain")?;
        let chain = base64::Engine::decode(&base64::engine::general_purpose::STANDARD, chain)?;
        assert_eq!(
            String::from_utf8(chain)?,
            files.text("certificates/server-chain.pem")?,
            "{form:?}"
        );
    }
    Ok(())
}
