//! Clients of an intermediate authority that the app made, in an earlier archive: revoked, on hold and off again, and rotated,
//! against the real Envoy.

use crate::World;
use crate::lifecycle::{gateway, must_admit, must_refuse};
use crate::loaded::{Unpacked, issued, list, now, password, position, setup};
use anyhow::{Context, Result};
use mtls_wizard::lifecycle::keyring::{Keyring, LoadedFile};
use mtls_wizard::lifecycle::renewal::{KeyChoice, NewKeys};
use mtls_wizard::lifecycle::revoking::{self, Choice, LIST_PATH};
use mtls_wizard::lifecycle::rotation::{self, Made, Rotation};
use mtls_wizard::pki::import::DirectOpener;
use mtls_wizard::pki::revocation::{Reason, RevocationList};
use mtls_wizard::tutorial::k3d::TUTORIAL;
use mtls_wizard::wizard::Field;
use mtls_wizard_e2e::archive::Unpacked as Archive;
use mtls_wizard_e2e::openssl::Identity;
use std::path::Path;

fn archive() -> Result<Archive> {
    Archive::make(&TUTORIAL, &[(Field::Intermediate, "yes"), (Field::Clients, "goes")])
}

fn loaded(archive: &Archive) -> Result<Keyring> {
    let (mut files, mut open) = (Vec::new(), vec![archive.folder()]);
    let above = archive.folder().parent().context("a folder above")?.to_owned();
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                open.push(path);
            } else {
                files.push(LoadedFile {
                    path: path.strip_prefix(&above)?.display().to_string(),
                    bytes: std::fs::read(&path)?.into(),
                });
            }
        }
    }
    Ok(pollster::block_on(Keyring::read(files, "", &DirectOpener))?)
}

fn identity(folder: &Path, client: &str, certificate: &str) -> Identity {
    let folder = folder.join("certificates/clients").join(client);
    Identity {
        certificate: folder.join(certificate),
        private_key: folder.join("client.key"),
    }
}

#[tokio::test]
async fn a_client_is_put_on_hold_and_gets_in_again() -> Result<()> {
    let (world, archive) = (World::new()?, archive()?);
    let mut keyring = loaded(&archive)?;
    let chained = |client| identity(&archive.folder(), client, "client-chain.pem");
    let (stays, goes) = (chained("ml-client-curl"), chained("goes"));
    let root = std::fs::read_to_string(archive.path("certificates/client-root-ca.crt"))?;
    let plain = gateway(&world, root.clone(), None).await?;
    must_admit(&plain, &world, &goes, "before").await?;
    let alone = identity(&archive.folder(), "goes", "client.crt");
    must_refuse(&plain, &world, &alone, "without the chain").await?;

    let hold = Choice {
        clients: vec![(position(&keyring, "goes"), Reason::CertificateHold)],
        lifted: Vec::new(),
        authority: position(&keyring, "ML Client Issuing CA"),
        days: 30,
    };
    let made = |keyring: &Keyring, choice: &Choice| -> Result<(Vec<RevocationList>, Unpacked, String)> {
        let orders = revoking::orders(keyring, choice, now())?;
        let lists: Vec<_> = orders
            .make
            .iter()
            .map(|order| list(keyring, order))
            .collect::<Result<_>>()?;
        let package = revoking::package(keyring, &setup(), choice, &lists, now());
        let back = package.steps[1].back_commands.bash.join("\n");
        Ok((lists, Unpacked::new(&package)?, back))
    };
    let (lists, files, back) = made(&keyring, &hold)?;
    assert_eq!(lists.len(), 2, "the root's too");
    assert!(
        back.contains("--from-file=cacert=certificates/client-root-ca.crt"),
        "{back}"
    );
    assert_eq!(files.text("certificates/client-root-ca.crt")?, root);
    let trusted = files.text("certificates/client-ca-chain.crt")?;
    let held = gateway(&world, trusted.clone(), Some(files.text(LIST_PATH)?)).await?;
    must_admit(&held, &world, &stays, "who is not on the list").await?;
    must_refuse(&held, &world, &goes, "who is on hold").await?;
    let without_roots = gateway(&world, trusted.clone(), Some(lists[0].pem())).await?;
    must_refuse(&without_roots, &world, &stays, "without the root's list").await?;

    keyring.lists.extend(lists);
    let lift = Choice {
        clients: Vec::new(),
        lifted: vec![position(&keyring, "goes")],
        ..hold
    };
    let (_, files, _) = made(&keyring, &lift)?;
    let lifted = gateway(&world, trusted, Some(files.text(LIST_PATH)?)).await?;
    must_admit(&lifted, &world, &goes, "who is off hold").await?;
    must_admit(&lifted, &world, &stays, "who never was").await
}

#[tokio::test]
async fn a_new_root_takes_over_from_an_intermediate() -> Result<()> {
    let (world, archive) = (World::new()?, archive()?);
    let keyring = loaded(&archive)?;
    let rotation = Rotation {
        authority: position(&keyring, "ML Client Issuing CA"),
        common_name: "ML Client CA of next year".to_owned(),
        authority_days: 400,
        authority_key: None,
        days: 300,
        key: KeyChoice::New(NewKeys::default()),
    };
    let work = rotation::work(&keyring, &rotation, now(), &mut password)?;
    let issued = issued(&work)?;
    let made = Made {
        work: &work,
        issued: &issued,
        new_list: None,
    };
    let package = rotation::package(&keyring, &setup(), &rotation, &made, now()).context("a plan")?;
    let files = Unpacked::new(&package)?;
    let authority = "certificates/client-root-ca.crt";
    let old = identity(&archive.folder(), "goes", "client-chain.pem");
    let new = identity(&files.path().join("2-new-clients"), "goes", "client.crt");
    let phase = async |prefix: &str| gateway(&world, files.text(&[prefix, authority].concat())?, None).await;
    let before = phase("0-before/").await?;
    must_admit(&before, &world, &old, "the old one before").await?;
    must_refuse(&before, &world, &new, "the new one before").await?;
    let both = phase("1-trust-both/").await?;
    must_admit(&both, &world, &old, "the old one in between").await?;
    must_admit(&both, &world, &new, "the new one in between").await?;
    let after = phase("3-trust-new/").await?;
    must_refuse(&after, &world, &old, "the old one after").await?;
    must_admit(&after, &world, &new, "the new one after").await
}
