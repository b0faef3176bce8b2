//! What can be judged without running anything.

use std::process::Command;

use mtls_wizard::plan::cluster::Role;
use mtls_wizard::render::openssl;
use mtls_wizard::tutorial::{REGISTRY, certificates};
use mtls_wizard::wizard::Field;
use mtls_wizard_e2e::archive::Unpacked;
use mtls_wizard_e2e::cluster::schema::{CrdSet, crd_directory, documents, validate};
use mtls_wizard_e2e::process::{program, run};

/// The defaults, and an archive with other branches and awkward values.
fn archives() -> Vec<Unpacked> {
    let awkward = [
        (Field::WorkloadKind, "own"),
        (Field::ResolveInCluster, "no"),
        (Field::ClientCommonName, "it's \"$HOME\" `id` \\ ü"),
        (Field::Namespace, "on"),
        (
            Field::ServiceRules,
            "POST /it's/$(id)/{*}\nDELETE,TRACE /~!$&'()+,;=:@/%25",
        ),
        (Field::RequestHeaders, "X-A: it's \"$HOME\" `id` \\ # 100%%: - x"),
        (Field::ApiRuleVersion, "v2alpha1"),
        (Field::Timeout, "3900"),
    ];
    let image = [
        (Field::HttpBinImage, "kennethreitz"),
        (Field::ClientCommonName, "O'Neil, $(id) & 中文"),
        (Field::Rules, "HEAD /it's/{**}\nPOST,CONNECT /"),
    ];
    let between = [
        (Field::Intermediate, "yes"),
        (Field::ServerIntermediate, "yes"),
        (Field::EncryptionProfile, "modern,compatible"),
    ];
    let cases: [&[(Field, &str)]; 4] = [&[], &awkward, &image, &between];
    REGISTRY
        .iter()
        .filter(|tutorial| tutorial.id != certificates::TUTORIAL.id)
        .flat_map(|tutorial| cases.map(|changes| Unpacked::make(tutorial, changes).expect("an archive")))
        .chain(crate::own::archives())
        .collect()
}

#[test]
fn bash_and_shellcheck_find_nothing() {
    for archive in archives() {
        // Where nothing is made, no script makes it.
        let making = (!archive.plan.requests.is_empty()).then_some(openssl::PATH);
        for script in ["apply.sh", "verify.sh", "cleanup.sh"].into_iter().chain(making) {
            run(Command::new("bash").arg("-n").arg(archive.path(script))).expect("bash reads it");
            let shellcheck = program("shellcheck").expect("shellcheck is installed");
            let output = Command::new(shellcheck)
                .args(["--shell=bash", "--severity=style"])
                .arg(archive.path(script))
                .output()
                .expect("shellcheck runs");
            assert!(
                output.status.success(),
                "{script}:\n{}",
                String::from_utf8_lossy(&output.stdout)
            );
        }
    }
}

#[test]
fn every_manifest_fits_its_definition() {
    if !crd_directory().is_dir() {
        assert!(
            std::env::var_os("CI").is_none(),
            "CRD_DIR must name the folder of the CRDs"
        );
        println!(
            "SKIPPED every_manifest_fits_its_definition: no CRDs in {}",
            crd_directory().display()
        );
        return;
    }
    let definitions = CrdSet::load(&crd_directory()).expect("definitions");
    for archive in archives() {
        let mut checked = 0;
        for manifest in &archive.plan.manifests {
            let text = std::fs::read_to_string(archive.path(&manifest.path())).expect("a manifest");
            for resource in documents(&text).expect("YAML") {
                let violations = validate(&resource, &definitions);
                assert!(violations.is_empty(), "{}: {violations:?}", manifest.path());
                checked += 1;
            }
        }
        assert_eq!(checked, archive.plan.manifests.len());
    }
}

#[test]
fn kustomize_builds_the_folder() {
    for archive in archives() {
        let mut kubectl = Command::new(program("kubectl").expect("kubectl"));
        let built = run(kubectl.arg("kustomize").arg(archive.path("manifests"))).expect("kustomize");
        let kinds = built.lines().filter(|line| line.starts_with("kind: ")).count();
        // Of two clusters, the target's.
        let together = archive
            .plan
            .manifests
            .iter()
            .filter(|manifest| manifest.cluster != Role::Egress);
        assert_eq!(kinds, together.count(), "{built}");
    }
}
