//! Chains of several levels, and keys that were given or are elsewhere.

use mtls_wizard::native::{NativeKey, NativeKeys, seeded_entropy};
use mtls_wizard::pki::certificate::Certificate;
use mtls_wizard::pki::import::{ImportedAuthority, ImportedKey};
use mtls_wizard::pki::issuance::{
    CredentialId, GivenAuthority, IssueError, IssueErrorCause, Issued, KeySource, Request, issue,
};
use mtls_wizard::pki::key::{KeyAlgorithm, KeyProvider, PublicKey, SigningKey};
use mtls_wizard::pki::pkcs12::DirectBundler;
use mtls_wizard::pki::profile::Profile;

use super::sets::{self, CLIENT, CLIENT_CA};
use crate::bundle;

const MIDDLE: &str = "intermediate";
const LOWER: &str = "lower";

/// A root, so many intermediates below each other, and a client with a bundle.
fn requests(algorithm: KeyAlgorithm, intermediates: &[&str]) -> Vec<Request> {
    let mut requests = vec![sets::request(CLIENT_CA, Profile::RootCa, None, algorithm)];
    let mut issuer = CLIENT_CA;
    for own in intermediates {
        requests.push(sets::request(own, Profile::IntermediateCa, Some(issuer), algorithm));
        issuer = own;
    }
    let mut client = sets::requests(algorithm).remove(3);
    client.issuer = Some(sets::id(issuer));
    requests.push(client);
    requests
}

fn issue_given(requests: &[Request], given: &[GivenAuthority]) -> Result<Issued, IssueError> {
    let mut entropy = seeded_entropy(1);
    pollster::block_on(issue(
        requests,
        given,
        &NativeKeys,
        &DirectBundler,
        &mut entropy,
        &|_| (),
    ))
}

fn path_length(certificate: &Certificate) -> Option<u32> {
    certificate.details().basic_constraints.unwrap().path_length
}

#[test]
fn chains_go_from_the_leaf_over_intermediates_to_the_root() {
    for algorithm in KeyAlgorithm::ALL {
        let issued = sets::issue_with(&requests(algorithm, &[MIDDLE]), &NativeKeys, 1).unwrap();
        let own = |id| issued.credential(&sets::id(id)).unwrap();
        let (root, middle, client) = (own(CLIENT_CA), own(MIDDLE), own(CLIENT));
        assert_eq!(path_length(&root.certificate), Some(1));
        assert_eq!(path_length(&middle.certificate), Some(0));
        assert_eq!(middle.issuers, std::slice::from_ref(&root.certificate));
        assert_eq!(client.issuers, [middle.certificate.clone(), root.certificate.clone()]);
        let opened = bundle::open(client.pkcs12.as_ref().unwrap(), &sets::password()).unwrap();
        let expected = [&client.certificate, &middle.certificate, &root.certificate];
        assert_eq!(opened.chain, expected.map(|certificate| certificate.der().to_vec()));
        super::webpki::verify_client(client).unwrap();
    }
}

#[test]
fn the_root_allows_as_many_levels_as_there_are() {
    let issued = sets::issue_with(&requests(KeyAlgorithm::EcdsaP256, &[MIDDLE, LOWER]), &NativeKeys, 1).unwrap();
    let lengths: Vec<_> = issued.credentials[..3]
        .iter()
        .map(|credential| path_length(&credential.certificate))
        .collect();
    assert_eq!(lengths, [Some(2), Some(1), Some(0)]);
    super::webpki::verify_client(&issued.credentials[3]).unwrap();
    let without = sets::issue_with(&requests(KeyAlgorithm::EcdsaP256, &[]), &NativeKeys, 1).unwrap();
    assert_eq!(path_length(&without.credentials[0].certificate), Some(0));
}

#[test]
fn an_authority_that_was_brought_along_signs_authorities_only_where_it_may() {
    let authority = |intermediates: &[&str], own: usize| {
        let issued = sets::issue_with(&requests(KeyAlgorithm::EcdsaP256, intermediates), &NativeKeys, 1).unwrap();
        let made = &issued.credentials[own];
        let key = made.private_key.as_ref().unwrap().pem();
        let chain: String = std::iter::once(&made.certificate)
            .chain(&made.issuers)
            .map(Certificate::pem)
            .collect();
        let imported = ImportedAuthority::read(&chain, Some(&key), sets::now()).unwrap();
        imported.given(sets::id("given"), "Given").unwrap()
    };
    let below = |given: &GivenAuthority| {
        let mut requests = requests(KeyAlgorithm::EcdsaP256, &[MIDDLE]);
        requests.remove(0);
        requests[0].issuer = Some(given.id.clone());
        requests[0].validity = given.certificate.details().validity;
        issue_given(&requests, std::slice::from_ref(given))
    };
    let root = authority(&["other"], 0);
    let issued = below(&root).unwrap();
    assert_eq!(issued.credentials[1].issuers.len(), 2);
    super::webpki::verify_client(&issued.credentials[1]).unwrap();
    // Its path length is 0.
    let intermediate = authority(&["other"], 1);
    let refused = below(&intermediate).unwrap_err().cause;
    assert!(matches!(refused, IssueErrorCause::IssuerPathLength(id) if id == intermediate.id));
}

fn made_elsewhere(algorithm: KeyAlgorithm) -> (NativeKey, PublicKey) {
    let key = pollster::block_on(NativeKeys.generate(algorithm)).unwrap();
    let public = PublicKey::from_info(key.public_key().to_vec()).unwrap();
    (key, public)
}

#[test]
fn a_key_may_stay_elsewhere() {
    for algorithm in KeyAlgorithm::ALL {
        let (_, public) = made_elsewhere(algorithm);
        let mut requests = requests(KeyAlgorithm::EcdsaP256, &[]);
        requests[1].bundle = None;
        requests[1].key = KeySource::Elsewhere(public.clone());
        let issued = issue_given(&requests, &[]).unwrap();
        let client = &issued.credentials[1];
        assert!(client.private_key.is_none());
        assert_eq!(client.certificate.details().public_key_info, public.info());
        super::webpki::verify_client(client).unwrap();
    }
}

#[test]
fn a_given_key_is_used_again() {
    for algorithm in KeyAlgorithm::ALL {
        let (key, public) = made_elsewhere(algorithm);
        let given = ImportedKey::parse(&key.private_key().pem()).unwrap();
        let mut requests = requests(algorithm, &[MIDDLE]);
        for request in &mut requests[1..] {
            request.key = KeySource::Given(given.clone());
        }
        let issued = issue_given(&requests, &[]).unwrap();
        for credential in &issued.credentials[1..] {
            assert_eq!(credential.certificate.details().public_key_info, public.info());
            assert_eq!(
                credential.private_key.as_ref().unwrap().pkcs8_der(),
                key.private_key().pkcs8_der()
            );
        }
        super::webpki::verify_client(&issued.credentials[2]).unwrap();
        bundle::open(issued.credentials[2].pkcs12.as_ref().unwrap(), &sets::password()).unwrap();
    }
}

#[test]
fn what_needs_the_private_key_is_refused_without_it() {
    let (_, public) = made_elsewhere(KeyAlgorithm::EcdsaP256);
    let refusal = |position: usize, intermediates: &[&str]| {
        let mut requests = requests(KeyAlgorithm::EcdsaP256, intermediates);
        requests[position].key = KeySource::Elsewhere(public.clone());
        issue_given(&requests, &[]).unwrap_err().cause
    };
    use IssueErrorCause as Cause;
    assert!(matches!(refusal(0, &[]), Cause::RootKeyElsewhere));
    assert!(matches!(refusal(1, &[]), Cause::BundleKeyElsewhere));
    assert!(matches!(refusal(1, &[MIDDLE]), Cause::IssuerKeyElsewhere(CredentialId(id)) if id == MIDDLE));
    let mut requests = requests(KeyAlgorithm::EcdsaP256, &[MIDDLE]);
    requests[1].issuer = None;
    assert!(matches!(
        issue_given(&requests, &[]).unwrap_err().cause,
        Cause::NoIssuer
    ));
}
