//! Whether certificates that name each other were signed so.

use mtls_wizard::native::NativeVerifier;
use mtls_wizard::pki::certificate::Certificate;
use mtls_wizard::pki::import::{ImportProblem, check_signatures};

use super::import::certificate;

fn checked(path: &[Certificate]) -> Result<(), ImportProblem> {
    pollster::block_on(check_signatures(path.iter(), &NativeVerifier))
}

/// The same certificate with another signature: the last octet belongs to it.
fn forged(certificate: &Certificate) -> Certificate {
    let mut der = certificate.der().to_vec();
    *der.last_mut().unwrap() ^= 1;
    Certificate::from_der(der).unwrap()
}

#[test]
fn a_right_chain_passes() {
    let chain = ["leaf", "intermediate", "root"].map(certificate);
    assert_eq!(checked(&chain), Ok(()));
    assert_eq!(checked(&chain[..1]), Ok(()));
    assert_eq!(checked(&[]), Ok(()));
}

#[test]
fn whoever_did_not_sign_is_named() {
    let [leaf, intermediate, root] = ["leaf", "intermediate", "root"].map(certificate);
    let (leaf_name, intermediate_name, root_name) = (
        "O=Example, CN=leaf",
        "DC=com, DC=example, OU=A, OU=B, O=Sue, Grabbit + CN=Issuing CA ä",
        "O=Example, CN=Root",
    );
    for (path, names) in [
        (
            [forged(&leaf), intermediate.clone(), root.clone()],
            (leaf_name, intermediate_name),
        ),
        (
            [leaf.clone(), forged(&intermediate), root.clone()],
            (intermediate_name, root_name),
        ),
    ] {
        let problem = checked(&path).unwrap_err();
        let expected = ImportProblem::Forged {
            certificate: names.0.to_owned(),
            issuer: names.1.to_owned(),
        };
        assert_eq!(problem, expected);
        assert!(problem.to_string().contains("was signed with another key"), "{problem}");
    }
    // Nobody goes by the signature of a root.
    assert_eq!(checked(&[leaf, intermediate, forged(&root)]), Ok(()));
}

#[test]
fn another_issuer_of_the_same_name_is_told_apart() {
    let [leaf, stranger] = ["leaf", "stranger"].map(certificate);
    assert!(matches!(checked(&[leaf, stranger]), Err(ImportProblem::Forged { .. })));
}
