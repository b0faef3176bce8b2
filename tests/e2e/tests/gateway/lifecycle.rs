//! What is made of an earlier archive, against the real Envoy: revoked clients, lists that are missing or expired, two
//! authorities at once, and renewed clients.

use crate::loaded::{Unpacked, client, days_from_now, issued, keyring, list, now, password, position, setup};
use crate::{HOST, World};
use anyhow::{Context, Result};
use mtls_wizard::lifecycle::keyring::{Keyring, Role};
use mtls_wizard::lifecycle::package::Package;
use mtls_wizard::lifecycle::renewal::{self, KeyChoice};
use mtls_wizard::lifecycle::revoking::{self, Choice, LIST_PATH};
use mtls_wizard::lifecycle::rotation::{self, Made, Rotation, suggested_name};
use mtls_wizard::pki::revocation::Reason;
use mtls_wizard_e2e::gateway::{Gateway, Outcome, Workload};
use mtls_wizard_e2e::openssl::{Authority, Identity, pem};
use std::path::Path;

async fn call(gateway: &Gateway, world: &World, identity: &Identity) -> Result<Outcome> {
    let curl = gateway.curl(HOST).trusting(world.server_ca()).presenting(identity);
    curl.get("/headers").await
}

pub async fn must_admit(gateway: &Gateway, world: &World, identity: &Identity, who: &str) -> Result<()> {
    let outcome = call(gateway, world, identity).await?;
    assert_eq!(
        outcome
            .answered()
            .with_context(|| format!("{who}\n{}", gateway.log()))?
            .status,
        200,
        "{who}"
    );
    Ok(())
}

pub async fn must_refuse(gateway: &Gateway, world: &World, identity: &Identity, who: &str) -> Result<()> {
    let before = gateway.refusals().await?;
    let outcome = call(gateway, world, identity).await?;
    assert!(outcome.is_tls_refusal(), "{who}: {outcome:?}");
    let after = gateway.refusals().await?;
    assert_eq!(after.invalid_certificate, before.invalid_certificate + 1, "{who}");
    Ok(())
}

pub async fn gateway(world: &World, authorities: String, lists: Option<String>) -> Result<Gateway> {
    let mut config = world.config(Workload::Httpbin)?;
    config.client_ca_pem = authorities;
    config.client_lists_pem = lists;
    Gateway::start(config).await
}

#[tokio::test]
async fn a_revoked_client_is_refused_and_others_are_not() -> Result<()> {
    let world = World::new()?;
    let authority = world.client_authority.identity();
    let (stays, goes) = (
        client(&world.client_authority, "stays")?,
        client(&world.client_authority, "goes")?,
    );
    let keyring = keyring(&[&authority, &stays, &goes])?;
    let choice = Choice {
        clients: vec![(position(&keyring, "goes"), Reason::KeyCompromise)],
        lifted: Vec::new(),
        authority: position(&keyring, "ML Client Root CA"),
        days: 30,
    };
    let orders = revoking::orders(&keyring, &choice, now())?;
    let lists = [list(&keyring, &orders.make[0])?];
    let package = revoking::package(&keyring, &setup(), &choice, &lists, now());
    let files = Unpacked::new(&package)?;

    let gateway = gateway(&world, pem(&authority.certificate)?, Some(files.text(LIST_PATH)?)).await?;
    must_admit(&gateway, &world, &stays, "who is not on the list").await?;
    must_refuse(&gateway, &world, &goes, "who is on the list").await?;
    assert_eq!(gateway.received().len(), 1);
    Ok(())
}

#[tokio::test]
async fn an_expired_list_shuts_everybody_out() -> Result<()> {
    let world = World::new()?;
    let authority = world.client_authority.identity();
    let stays = client(&world.client_authority, "stays")?;
    let keyring = keyring(&[&authority, &stays])?;
    let order = |this_update, next_update| -> Result<String> {
        let choice = Choice {
            clients: Vec::new(),
            lifted: Vec::new(),
            authority: position(&keyring, "ML Client Root CA"),
            days: 1,
        };
        let mut orders = revoking::orders(&keyring, &choice, now())?;
        orders.make[0].this_update = this_update;
        orders.make[0].next_update = next_update;
        Ok(list(&keyring, &orders.make[0])?.pem())
    };
    for (days, is_admitted) in [((-2, 1), true), ((-2, -1), false), ((1, 2), false)] {
        let lists = order(days_from_now(days.0), days_from_now(days.1))?;
        let gateway = gateway(&world, pem(&authority.certificate)?, Some(lists)).await?;
        let who = format!("a list from day {} to day {}", days.0, days.1);
        if is_admitted {
            must_admit(&gateway, &world, &stays, &who).await?;
        } else {
            must_refuse(&gateway, &world, &stays, &who).await?;
        }
    }
    Ok(())
}

/// The identity with the intermediate behind its certificate, as a client sends it.
fn with_chain(identity: &Identity, issuer: &Authority, folder: &Path) -> Result<Identity> {
    let certificate = folder.join("chain.pem");
    std::fs::write(
        &certificate,
        [pem(&identity.certificate)?, pem(&issuer.identity().certificate)?].concat(),
    )?;
    Ok(Identity {
        certificate,
        private_key: identity.private_key.clone(),
    })
}

#[tokio::test]
async fn with_an_intermediate_the_roots_list_is_needed_too() -> Result<()> {
    let mut world = World::new()?;
    let root = Authority::root("/O=ML Client Org/CN=Root")?;
    world.client_authority = root.intermediate("/O=ML Client Org/CN=Issuing")?;
    let (stays, goes) = (
        client(&world.client_authority, "stays")?,
        client(&world.client_authority, "goes")?,
    );
    let keyring = keyring(&[&root.identity(), &world.client_authority.identity(), &stays, &goes])?;
    let choice = Choice {
        clients: vec![(position(&keyring, "goes"), Reason::Superseded)],
        lifted: Vec::new(),
        authority: position(&keyring, "Issuing"),
        days: 30,
    };
    let orders = revoking::orders(&keyring, &choice, now())?;
    assert_eq!(orders.make.len(), 2);
    let own = list(&keyring, &orders.make[0])?.pem();
    let both = [own.clone(), list(&keyring, &orders.make[1])?.pem()].concat();
    let folder = tempfile::tempdir()?;
    let sent = with_chain(&stays, &world.client_authority, folder.path())?;
    let issuing = pem(&world.client_authority.identity().certificate)?;
    let root_pem = pem(&root.identity().certificate)?;

    // Trusting the authority alone, nobody gets in, whatever lists there are.
    for lists in [&own, &both] {
        let alone = gateway(&world, issuing.clone(), Some(lists.clone())).await?;
        must_refuse(&alone, &world, &stays, "without the root").await?;
    }
    // Trusting the whole chain, as the root: its list is needed.
    let chain = [issuing.as_str(), &root_pem].concat();
    let without = gateway(&world, chain, Some(own.clone())).await?;
    must_refuse(&without, &world, &stays, "without the root's list").await?;
    must_refuse(&without, &world, &sent, "without the root's list, with the chain").await?;
    // What the plan puts into the Secret.
    let lists = [list(&keyring, &orders.make[0])?, list(&keyring, &orders.make[1])?];
    let files = Unpacked::new(&revoking::package(&keyring, &setup(), &choice, &lists, now()))?;
    let trusted = files.text("certificates/client-ca-chain.crt")?;
    let with = gateway(&world, trusted, Some(files.text(LIST_PATH)?)).await?;
    must_admit(&with, &world, &stays, "with both lists").await?;
    must_admit(&with, &world, &sent, "with both lists, with the chain").await?;
    must_refuse(&with, &world, &goes, "revoked").await?;
    // The root is trusted, but there is no list of its other authorities.
    let sibling = root.intermediate("/O=ML Client Org/CN=Sibling")?;
    let stranger = with_chain(&client(&sibling, "stranger")?, &sibling, folder.path())?;
    must_refuse(&with, &world, &stranger, "a client of another authority of the root").await?;
    let direct = client(&root, "direct")?;
    must_admit(&with, &world, &direct, "a client that the root itself issued").await
}

fn rotated(keyring: &Keyring) -> Result<Package> {
    let authority = position(keyring, "ML Client Root CA");
    let rotation = Rotation {
        authority,
        common_name: suggested_name(&keyring.held[authority], now()),
        authority_days: 3650,
        authority_key: None,
        days: 300,
        key: KeyChoice::Same,
    };
    let work = rotation::work(keyring, &rotation, now(), &mut password)?;
    let issued = issued(&work)?;
    let made = Made {
        work: &work,
        issued: &issued,
        new_list: None,
    };
    rotation::package(keyring, &setup(), &rotation, &made, now()).context("a plan")
}

#[tokio::test]
async fn two_authorities_admit_both_and_then_the_new_one_only() -> Result<()> {
    let world = World::new()?;
    let authority = world.client_authority.identity();
    let old = client(&world.client_authority, "caller")?;
    let keyring = keyring(&[&authority, &old])?;
    let id = keyring
        .with_role(Role::Authority)
        .next()
        .context("the authority")?
        .1
        .id
        .0
        .clone();
    let files = Unpacked::new(&rotated(&keyring)?)?;
    let trusted = |phase: &str| files.text(&format!("{phase}/certificates/{id}.crt"));
    let new = files.identity("2-new-clients/certificates/clients/caller/client");

    let before = gateway(&world, trusted("0-before")?, None).await?;
    must_admit(&before, &world, &old, "old before").await?;
    must_refuse(&before, &world, &new, "new before").await?;
    let both = gateway(&world, trusted("1-trust-both")?, None).await?;
    must_admit(&both, &world, &old, "old in phase 1").await?;
    must_admit(&both, &world, &new, "new in phase 2").await?;
    let after = gateway(&world, trusted("3-trust-new")?, None).await?;
    must_refuse(&after, &world, &old, "old in phase 3").await?;
    must_admit(&after, &world, &new, "new in phase 3").await?;
    Ok(())
}

#[tokio::test]
async fn a_renewed_client_gets_in_with_its_old_key() -> Result<()> {
    let world = World::new()?;
    let authority = world.client_authority.identity();
    let old = client(&world.client_authority, "caller")?;
    let keyring = keyring(&[&authority, &old])?;
    let choice = renewal::Choice {
        positions: vec![position(&keyring, "caller")],
        key: KeyChoice::Same,
        days: 25,
    };
    let work = renewal::work(&keyring, &choice, now(), &mut password)?;
    let files = Unpacked::new(&renewal::package(&keyring, &setup(), &work, &issued(&work)?, now()))?;
    let renewed = Identity {
        private_key: old.private_key.clone(),
        ..files.identity("certificates/clients/caller/client")
    };
    let gateway = gateway(&world, pem(&authority.certificate)?, None).await?;
    let outcome = call(&gateway, &world, &renewed).await?.answered()?;
    assert_eq!(outcome.status, 200);
    assert_eq!(
        outcome.echoed_headers()?["X-Client-Ssl-Cn"],
        "CN=caller,O=ML Client Org"
    );
    Ok(())
}
