//! A gateway's own certificate: order, completeness, key, hosts, usages and dates.

use mtls_wizard::pki::import::{
    Chain, ImportError, ImportProblem, ImportWarning, Input, ServerCredential, certificates, covers,
};

use super::import::{assert_warnings, bundle, certificate, day, file, problems};

const INTERMEDIATE: &str = "DC=com, DC=example, OU=A, OU=B, O=Sue, Grabbit + CN=Issuing CA ä";
const LEAF: &str = "O=Example, CN=leaf";

fn read(names: &[&str], key: &str, days: i64) -> Result<ServerCredential, Vec<ImportError>> {
    ServerCredential::read(&bundle(names), &file(key), day(days))
}

fn accepted(names: &[&str]) -> ServerCredential {
    read(names, "leaf.key", 1).unwrap_or_else(|errors| panic!("{names:?}: {errors:?}"))
}

fn refused(names: &[&str], key: &str, days: i64) -> Vec<ImportProblem> {
    problems(read(names, key, days).unwrap_err())
}

#[test]
fn a_chain_in_order_is_taken_as_it_is() {
    let credential = accepted(&["leaf", "intermediate"]);
    assert_warnings(&credential.warnings, &[]);
    assert_eq!(credential.chain_pem(), bundle(&["leaf", "intermediate"]));
    assert_eq!(*credential.key.private_key().pem(), file("leaf.key"));
    assert_eq!(credential.trusted(), None);
    assert_eq!(credential.chain.absent_issuer.as_deref(), Some("O=Example, CN=Root"));
}

#[test]
fn any_order_is_put_right_and_the_root_is_not_served() {
    let root = ImportWarning::RootLeftOut {
        root: "O=Example, CN=Root".to_owned(),
    };
    for (names, was_ordered) in [
        (["leaf", "intermediate", "root"], true),
        (["root", "intermediate", "leaf"], false),
        (["intermediate", "leaf", "root"], false),
        (["root", "leaf", "intermediate"], false),
    ] {
        let credential = accepted(&names);
        assert_eq!(credential.chain_pem(), bundle(&["leaf", "intermediate"]), "{names:?}");
        assert_eq!(credential.trusted(), Some(&certificate("root")));
        assert_eq!(credential.chain.was_ordered, was_ordered);
        let mut expected = vec![root.clone()];
        if !was_ordered {
            expected.insert(0, ImportWarning::Reordered);
        }
        assert_warnings(&credential.warnings, &expected);
    }
}

#[test]
fn repeated_and_unrelated_certificates_are_left_out() {
    let credential = accepted(&["leaf", "intermediate", "leaf", "root", "leaf", "stranger"]);
    assert_eq!(credential.chain_pem(), bundle(&["leaf", "intermediate"]));
    assert_eq!(credential.chain.unrelated, [certificate("stranger")]);
    assert_warnings(
        &credential.warnings,
        &[
            ImportWarning::Repeated(2),
            ImportWarning::Unrelated {
                certificate: "O=Stranger, CN=Root".to_owned(),
            },
            ImportWarning::RootLeftOut {
                root: "O=Example, CN=Root".to_owned(),
            },
        ],
    );
}

#[test]
fn a_missing_link_is_named() {
    let expected = ImportProblem::MissingLink {
        certificate: LEAF.to_owned(),
        issuer: INTERMEDIATE.to_owned(),
    };
    assert_eq!(refused(&["leaf", "root"], "leaf.key", 1), [expected]);
    // Alone, nobody can know whether its issuer is the root.
    let alone = accepted(&["leaf"]);
    let issuer = INTERMEDIATE.to_owned();
    assert_warnings(&alone.warnings, &[ImportWarning::IssuerAbsent { issuer }]);
}

#[test]
fn the_key_must_be_that_of_the_certificate() {
    let mismatch = |certificate: &str| ImportProblem::KeyMismatch {
        certificate: certificate.to_owned(),
    };
    let errors = read(&["leaf", "intermediate"], "stranger.key", 1).unwrap_err();
    assert_eq!(errors[0].input, Input::Key);
    assert_eq!(problems(errors), [mismatch(LEAF)]);
    // With the intermediate's key, that is what the key says is served; it is no server's.
    let errors = refused(&["leaf", "intermediate", "root"], "intermediate.key", 1);
    let certificate = INTERMEDIATE.to_owned();
    assert!(
        errors.contains(&ImportProblem::AuthorityInstead { certificate }),
        "{errors:?}"
    );
}

#[test]
fn dates_count_for_the_whole_chain() {
    let names = ["leaf-short", "intermediate"];
    assert_eq!(accepted(&["leaf", "intermediate"]).warnings, []);
    let short = read(&names, "leaf.key", 1).unwrap();
    let [ImportWarning::ExpiresSoon { certificate, .. }] = short.warnings.as_slice() else {
        panic!("{:?}", short.warnings);
    };
    assert_eq!(certificate, "O=Example, CN=leaf-short");
    let [ImportProblem::Expired { certificate, .. }] = &refused(&names, "leaf.key", 21)[..] else {
        panic!("not only expired");
    };
    assert_eq!(certificate, "O=Example, CN=leaf-short");
    let early = refused(&["leaf", "intermediate", "root"], "leaf.key", -1);
    let is_early = |problem: &ImportProblem| matches!(problem, ImportProblem::NotYetValid { .. });
    assert!(early.len() == 3 && early.iter().all(is_early), "{early:?}");

    // The very last second, and the one after it; 30 days to the second, and one second less.
    let end = super::import::certificate("leaf-short").details().validity.not_after();
    let at =
        |seconds: i64| ServerCredential::read(&bundle(&names), &file("leaf.key"), end.plus_seconds(seconds).unwrap());
    assert!(at(0).is_ok() && at(1).is_err());
    let end = super::import::certificate("leaf").details().validity.not_after();
    let warnings = |before: i64| {
        let now = end.plus_seconds(-30 * 86_400 - before).unwrap();
        let read = ServerCredential::read(&bundle(&["leaf", "intermediate"]), &file("leaf.key"), now);
        read.unwrap().warnings.len()
    };
    assert_eq!((warnings(100), warnings(-100)), (0, 2));
}

#[test]
fn what_clients_would_refuse_is_refused() {
    for (name, problem) in [
        ("leaf-client", ImportProblem::NotForServers),
        ("leaf-no-names", ImportProblem::NoDnsName),
        ("leaf-no-signature", ImportProblem::NoDigitalSignature),
        ("leaf-v1", ImportProblem::OldVersion(1)),
    ] {
        assert_eq!(refused(&[name, "intermediate"], "leaf.key", 1), [problem], "{name}");
    }
    assert_eq!(
        accepted(&["leaf-any", "intermediate"]).warnings,
        [],
        "no usages allow all"
    );
}

#[test]
fn a_self_signed_certificate_is_its_own_root() {
    let credential = accepted(&["leaf-self-signed"]);
    assert_eq!(credential.trusted(), Some(&certificate("leaf-self-signed")));
    assert_eq!(credential.chain_pem(), bundle(&["leaf-self-signed"]));
    assert_warnings(&credential.warnings, &[ImportWarning::SelfSigned]);
}

#[test]
fn both_texts_are_read_before_either_is_refused() {
    let errors = ServerCredential::read("x", "", day(1)).unwrap_err();
    let inputs: Vec<Input> = errors.iter().map(|error| error.input).collect();
    assert_eq!(inputs, [Input::Certificates, Input::Key]);
    let swapped = ServerCredential::read(&file("leaf.key"), &file("leaf.crt"), day(1)).unwrap_err();
    let is_block = |problem: &ImportProblem| matches!(problem, ImportProblem::Block { .. });
    assert!(problems(swapped).iter().all(is_block));
}

#[test]
fn hosts_are_covered_exactly_or_by_one_label() {
    let leaf = certificate("leaf");
    for (host, expected) in [
        ("gateway.example.com", true),
        ("GATEWAY.example.COM", true),
        ("a.gateway.example.com", true),
        ("*.gateway.example.com", true),
        ("a.b.gateway.example.com", false),
        ("*.b.gateway.example.com", false),
        (".gateway.example.com", false),
        ("agateway.example.com", false),
        ("example.com", false),
        ("*.example.com", false),
        ("192.0.2.1", false),
        ("", false),
        (".", false),
    ] {
        assert_eq!(covers(&leaf, host), expected, "{host:?}");
    }
    let credential = accepted(&["leaf", "intermediate"]);
    assert_eq!(credential.check_host("a.gateway.example.com"), Ok(()));
    let refused = credential.check_host("example.com").unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the certificate is not for example.com, but for *.gateway.example.com, gateway.example.com. A * stands for one \
         part without dots. Use a certificate for example.com, or a host that it is for."
    );
}

#[test]
fn chains_of_a_cross_signed_root_end_at_the_root() {
    // The stranger has the same names as the root, but other identifiers: only the real one fits.
    let chain = |names: &[&str]| Chain::link(certificates(&bundle(names)).unwrap(), None).unwrap();
    let linked = chain(&["stranger", "root", "intermediate"]);
    assert_eq!(linked.leaf, certificate("intermediate"));
    assert_eq!(linked.root, Some(certificate("root")));
    assert_eq!(linked.unrelated, [certificate("stranger")]);
    assert!(Chain::link(vec![], None).is_none());
    let alone = chain(&["root"]);
    assert!(alone.is_self_signed() && alone.root.is_none() && alone.absent_issuer.is_none());
}
