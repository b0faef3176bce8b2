//! Authorities that were brought along: what is refused, and that what they sign is accepted.

use std::time::Duration;

use mtls_wizard::native::{NativeKeys, seeded_entropy};
use mtls_wizard::pki::certificate::CertificateError;
use mtls_wizard::pki::clock::{UnixTime, Validity};
use mtls_wizard::pki::import::{ImportError, ImportProblem, ImportWarning, ImportedAuthority, ImportedKey, Input};
use mtls_wizard::pki::issuance::{Credential, GivenAuthority, IssueError, IssueErrorCause, Request, issue};
use mtls_wizard::pki::key::{KeyAlgorithm, KeyError};
use mtls_wizard::pki::pem;
use mtls_wizard::pki::pkcs12::DirectBundler;
use mtls_wizard::pki::profile::Profile;
use rustls_pki_types::CertificateDer;
use webpki::{ALL_VERIFICATION_ALGS, EndEntityCert, KeyUsage, anchor_from_trusted_cert};

use super::import::{assert_warnings, bundle, certificate, day, file, problems};
use super::sets::{self, CLIENT, CLIENT_CA};

const ROOT: &str = "O=Example, CN=Root";
const GIVEN: &str = "given";

fn read(names: &[&str], key: Option<&str>) -> Result<ImportedAuthority, Vec<ImportError>> {
    let key = key.map(file);
    ImportedAuthority::read(&bundle(names), key.as_deref(), day(1))
}

fn refused(names: &[&str], key: Option<&str>) -> Vec<ImportProblem> {
    problems(read(names, key).unwrap_err())
}

fn given(names: &[&str], key: &str) -> GivenAuthority {
    let authority = read(names, Some(key)).unwrap();
    authority.given(sets::id(GIVEN), "The CA").unwrap()
}

#[test]
fn an_intermediate_comes_with_those_above_it() {
    let absent = ImportWarning::RootAbsent {
        issuer: ROOT.to_owned(),
    };
    for key in [None, Some("intermediate.key")] {
        let authority = read(&["root", "intermediate"], key).unwrap();
        assert_eq!(authority.certificate, certificate("intermediate"));
        assert_eq!(authority.issuers, [certificate("root")]);
        assert_eq!(authority.trusted_pem(), bundle(&["intermediate", "root"]));
        assert_warnings(&authority.warnings, &[ImportWarning::Reordered]);
        assert_eq!(authority.given(sets::id(GIVEN), "").is_some(), key.is_some());

        let alone = read(&["intermediate"], key).unwrap();
        assert_eq!(alone.issuers, []);
        assert_warnings(&alone.warnings, std::slice::from_ref(&absent));
    }
    let root = read(&["root"], Some("root.key")).unwrap();
    assert_eq!((root.issuers.len(), root.warnings.len()), (0, 0));
    // The key says which one is meant.
    let root = read(&["intermediate", "root"], Some("root.key")).unwrap();
    assert_eq!(root.certificate, certificate("root"));
    let certificate = "DC=com, DC=example, OU=A, OU=B, O=Sue, Grabbit + CN=Issuing CA ä".to_owned();
    assert_warnings(&root.warnings, &[ImportWarning::Unrelated { certificate }]);
}

#[test]
fn what_could_not_sign_is_refused() {
    let named = |name: &str| format!("CN={name}");
    let certificate = named("not-a-ca");
    assert_eq!(
        refused(&["not-a-ca", "root"], None),
        [ImportProblem::NotAuthority { certificate }]
    );
    let certificate = named("no-signing");
    assert_eq!(
        refused(&["no-signing", "root"], None),
        [ImportProblem::NoCertificateSigning { certificate }]
    );
    let certificate = named("no-identifier");
    assert_eq!(
        refused(&["no-identifier", "root"], Some("leaf.key")),
        [ImportProblem::NoKeyIdentifier { certificate }]
    );
    assert!(
        read(&["no-identifier", "root"], None).is_ok(),
        "it may still be trusted"
    );
    let certificate = named("pathlen-root");
    assert_eq!(
        refused(&["below-pathlen", "pathlen-root"], Some("leaf.key")),
        [ImportProblem::PathLength { certificate, limit: 0 }]
    );
    assert!(read(&["pathlen-root"], Some("root.key")).is_ok(), "leaves it may sign");

    let errors = read(&["intermediate", "root"], Some("stranger.key")).unwrap_err();
    assert_eq!(errors[0].input, Input::Key);
    assert!(matches!(problems(errors)[..], [ImportProblem::KeyMismatch { .. }]));
    let late = ImportedAuthority::read(&bundle(&["root"]), None, day(40_000)).unwrap_err();
    assert!(matches!(problems(late)[..], [ImportProblem::Expired { .. }]));
}

/// A client's request of the given authority, valid from an hour before this day on.
fn client(days: u32) -> Request {
    Request {
        validity: Validity::days_from(day(2), days).unwrap(),
        ..sets::request(CLIENT, Profile::Client, Some(GIVEN), KeyAlgorithm::EcdsaP256)
    }
}

fn issue_by(given: &[GivenAuthority], requests: &[Request]) -> Result<Vec<Credential>, IssueError> {
    let mut entropy = seeded_entropy(1);
    let work = issue(requests, given, &NativeKeys, &DirectBundler, &mut entropy, &|_| ());
    pollster::block_on(work).map(|issued| issued.credentials)
}

fn verify(credential: &Credential, intermediates: &[CertificateDer<'_>], now: UnixTime) {
    let root = certificate("root");
    let root = CertificateDer::from(root.der());
    let anchor = anchor_from_trusted_cert(&root).unwrap();
    let leaf = CertificateDer::from(credential.certificate.der());
    let leaf = EndEntityCert::try_from(&leaf).unwrap();
    let time = rustls_pki_types::UnixTime::since_unix_epoch(Duration::from_secs(now.seconds().try_into().unwrap()));
    let (algorithms, usage) = (ALL_VERIFICATION_ALGS, KeyUsage::client_auth());
    leaf.verify_for_usage(algorithms, &[anchor], intermediates, time, usage, None, None)
        .unwrap();
}

#[test]
fn clients_of_an_intermediate_verify_up_to_the_root() {
    // A name that rcgen cannot write: repeated attributes, and two in one RDN.
    let authority = given(&["intermediate", "root"], "intermediate.key");
    let mut request = client(10);
    request.bundle = sets::requests(KeyAlgorithm::EcdsaP256)[3].bundle.clone();
    let credential = issue_by(&[authority], &[request]).unwrap().remove(0);
    let details = credential.certificate.details();
    assert_eq!(details.issuer, certificate("intermediate").details().subject);
    assert_eq!(
        details.authority_key_identifier,
        certificate("intermediate").details().subject_key_identifier
    );
    assert_eq!(details.signature_algorithm, "ecdsa-with-SHA384");
    assert_eq!(credential.issuers, ["intermediate", "root"].map(certificate));
    let intermediate = certificate("intermediate");
    verify(&credential, &[CertificateDer::from(intermediate.der())], day(3));

    let store = p12_keystore::KeyStore::from_pkcs12(
        credential.pkcs12.as_deref().unwrap(),
        "correct horse",
        p12_keystore::Pkcs12ImportPolicy::Strict,
    )
    .unwrap();
    let (_, chain) = store.private_key_chain().unwrap();
    assert_eq!(chain.certs().len(), 3, "the whole chain is in the bundle");
}

#[test]
fn given_and_made_authorities_sign_side_by_side() {
    let requests = [
        client(10),
        sets::request(CLIENT_CA, Profile::RootCa, None, KeyAlgorithm::EcdsaP256),
        sets::request("other", Profile::Client, Some(CLIENT_CA), KeyAlgorithm::EcdsaP256),
    ];
    let credentials = issue_by(&[given(&["root"], "root.key")], &requests).unwrap();
    verify(&credentials[0], &[], day(3));
    assert_eq!(credentials[0].issuers, [certificate("root")]);
    assert_eq!(credentials[2].issuers, [credentials[1].certificate.clone()]);
}

#[test]
fn no_certificate_outlives_a_given_authority() {
    let authority = given(&["root"], "root.key");
    let limits = authority.certificate.details().validity;
    let with = |from: i64, until: i64| {
        let not_before = limits.not_before().plus_seconds(from).unwrap();
        let not_after = limits.not_after().plus_seconds(until).unwrap();
        // Its profile allows only short ones, near one of the ends.
        let short = 86_400;
        let validity = if from == 0 {
            Validity::new(not_after.plus_seconds(-short).unwrap(), not_after)
        } else {
            Validity::new(not_before, not_before.plus_seconds(short).unwrap())
        };
        let request = Request {
            validity: validity.unwrap(),
            ..client(10)
        };
        issue_by(std::slice::from_ref(&authority), &[request])
    };
    let last = with(0, 0).unwrap().remove(0);
    assert_eq!(last.certificate.details().validity.not_after(), limits.not_after());
    let error = with(0, 1).unwrap_err();
    assert!(matches!(error.cause, IssueErrorCause::OutlivesIssuer(id) if id == sets::id(GIVEN)));
    // An authority that was made less than an hour ago.
    let first = with(-3600, 0).unwrap().remove(0);
    assert_eq!(first.certificate.details().validity.not_before(), limits.not_before());
}

#[test]
fn given_authorities_are_checked_before_they_sign() {
    let error = issue_by(
        &[given(&["root"], "root.key")],
        &[Request {
            id: sets::id(GIVEN),
            ..client(10)
        }],
    );
    assert!(matches!(error.unwrap_err().cause, IssueErrorCause::RepeatedId(_)));
    assert!(matches!(
        issue_by(&[], &[client(10)]).unwrap_err().cause,
        IssueErrorCause::UnknownIssuer(_)
    ));
    let mut wrong_key = given(&["root"], "root.key");
    wrong_key.key = ImportedKey::parse(&file("stranger.key")).unwrap();
    let error = issue_by(&[wrong_key], &[client(10)]).unwrap_err();
    assert!(matches!(
        error.cause,
        IssueErrorCause::Certificate(CertificateError::IssuerKey)
    ));
    // A public key that is not that of the private key: both are at the end of the DER.
    let [der, other] = ["leaf.key", "stranger.key"].map(|name| pem::decode("PRIVATE KEY", &file(name)).unwrap());
    let public = der.len() - 64;
    let mixed = [&der[..public], &other[public..]].concat();
    let mut broken = given(&["root"], "root.key");
    broken.key = ImportedKey::parse(&pem::encode("PRIVATE KEY", &mixed)).unwrap();
    let error = issue_by(&[broken], &[client(10)]).unwrap_err();
    assert_eq!(error.title, "The CA");
    assert!(matches!(error.cause, IssueErrorCause::Key(KeyError::Import { .. })));
}
