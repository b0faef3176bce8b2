//! Gateways that name single certificates or keys (`verifyCertificateHash`, `verifyCertificateSpki`) and must learn the new
//! ones first.

use super::{Credential, Held};
use crate::lifecycle::keyring::Keyring;
use crate::lifecycle::package::{Commands, Package, Step};
use crate::lifecycle::setup::Setup;
use crate::render::archive::Content;

/// Adds the new digests beside the old ones to the manifests that have those, and the steps before and after handing out.
pub fn renew(package: &mut Package, keyring: &Keyring, setup: &Setup, renewed: &[(&Held, &Credential)]) {
    let pairs: Vec<[String; 2]> = renewed
        .iter()
        .flat_map(|(held, credential)| digests(held, credential))
        .collect();
    for (path, text) in &keyring.manifests {
        let both = with_new(text, &pairs);
        if both == *text {
            continue;
        }
        let only = without_old(&both, &pairs);
        let later = path.replace(".yaml", "-after.yaml");
        package.add(path, Content::Manifest, both.into_bytes());
        package.add(&later, Content::Manifest, only.into_bytes());
        let lines: Vec<String> = pairs
            .iter()
            .filter(|[old, _]| text.contains(old.as_str()))
            .map(|[old, new]| ["- `", old, "` becomes `", new, "`"].concat())
            .collect();
        package.steps.push(Step {
            title: "Let the Gateway know the new certificates, before they are handed out".to_owned(),
            text: [
                "This Gateway admits only the certificates or keys that it names (`verifyCertificateHash`, `verifyCertificateSpki`), and these change:\n\n",
                &lines.join("\n"),
                "\n\nThe manifest names the earlier and the new ones, so that both are let in.",
            ]
            .concat(),
            commands: Commands::kubectl(setup.context.as_deref(), &["apply", "-f", path]),
            check: ["When all clients have their new files, `", &later, "` names the new ones only:"].concat(),
            check_commands: Commands::kubectl(setup.context.as_deref(), &["apply", "-f", &later]),
            ..Step::default()
        });
    }
}

/// Old and new digests, where they differ: of the certificate always, of the key only if it is a new one.
fn digests(held: &Held, credential: &Credential) -> Vec<[String; 2]> {
    let (old, new) = (held.certificate.details(), credential.certificate.details());
    let pairs = [
        [old.verify_certificate_hash(), new.verify_certificate_hash()],
        [old.verify_certificate_spki(), new.verify_certificate_spki()],
    ];
    pairs.into_iter().filter(|[old, new]| old != new).collect()
}

/// After each line with an old digest, the same line with the new one.
fn with_new(text: &str, pairs: &[[String; 2]]) -> String {
    let mut changed = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        changed.push_str(line);
        if let Some([old, new]) = pairs.iter().find(|[old, _]| line.contains(old.as_str())) {
            if !line.ends_with('\n') {
                changed.push('\n');
            }
            changed.push_str(&line.replace(old.as_str(), new));
        }
    }
    changed
}

fn without_old(text: &str, pairs: &[[String; 2]]) -> String {
    let has_old = |line: &&str| pairs.iter().any(|[old, _]| line.contains(old.as_str()));
    text.split_inclusive('\n').filter(|line| !has_old(line)).collect()
}
