//! Clients that the gateway tells apart, by name, key or certificate.

use base64ct::{Base64, Encoding};
use mtls_wizard::plan::Plan;
use mtls_wizard::plan::resource::Resource;
use mtls_wizard::plan::resource::gateway::ServerTls;
use mtls_wizard::plan::verification::Outcome as Call;
use mtls_wizard::render::openssl;
use mtls_wizard::wizard::Field;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{draft, failures};
use crate::k3d::{assert_golden, files};
use crate::sample::{issued, plan};

const CRITERIA: [(&str, &str); 3] = [
    ("name", "subjectAltNames"),
    ("key", "verifyCertificateSpki"),
    ("certificate", "verifyCertificateHash"),
];

fn tls(plan: &mut Plan) -> &mut ServerTls {
    let found = plan
        .manifests
        .iter_mut()
        .find_map(|manifest| match &mut manifest.resource {
            Resource::Gateway(gateway) => gateway.spec.servers[0].tls.as_mut(),
            _ => None,
        });
    found.expect("a Gateway")
}

fn listed(plan: &Plan, list: &str) -> Vec<String> {
    let files = files(plan);
    let gateway = files
        .iter()
        .find(|file| file.name().contains("-gateway-"))
        .expect("a Gateway");
    let gateway: Value = serde_yaml::from_str(gateway.text().expect("text")).expect("YAML");
    let list = &gateway["spec"]["servers"][0]["tls"][list];
    serde_json::from_value(list.clone()).expect("a list of texts")
}

#[test]
fn by_certificate_gives_the_committed_archive() {
    assert_golden(
        "restrict-certificate",
        &files(&plan(&draft(&[(Field::Access, "certificate")]))),
    );
}

#[test]
fn the_gateway_lists_what_the_allowed_client_has() {
    for (answer, list) in CRITERIA {
        let plan = plan(&draft(&[(Field::Access, answer)]));
        let calls: Vec<Call> = plan.verification.clients.iter().map(|client| client.outcome).collect();
        assert_eq!(calls, [Call::Admitted, Call::Refused]);
        assert!(plan.manifest("AuthorizationPolicy").is_none());
        assert!(plan.manifest("APIRule").is_some());
        let issued = issued(&plan);
        let certificate = &issued
            .credential(&plan.verification.clients[0].credential)
            .expect("made")
            .certificate;
        let expected = match answer {
            "name" => "spiffe://mtls.c12345.kyma.ondemand.com/client/ml-client-curl".to_owned(),
            "key" => Base64::encode_string(&Sha256::digest(&certificate.details().public_key_info)),
            _ => Sha256::digest(certificate.der())
                .iter()
                .map(|octet| format!("{octet:02x}"))
                .collect(),
        };
        assert_eq!(listed(&plan, list), [expected]);
        let others = CRITERIA.iter().filter(|(other, _)| *other != answer);
        for (_, other) in others {
            let text = files(&plan)
                .iter()
                .find(|file| file.name().contains("-gateway-"))
                .expect("a Gateway")
                .text()
                .expect("text")
                .to_owned();
            assert!(!text.contains(other), "{text}");
        }
        assert_eq!(failures(&plan), [] as [&str; 0]);
    }
}

/// Certificates that are made again would have other digests than the Gateway lists.
#[test]
fn pinned_certificates_are_made_once() {
    for (answer, is_there) in [("chosen", true), ("name", true), ("key", false), ("certificate", false)] {
        let files = files(&plan(&draft(&[(Field::Access, answer)])));
        assert_eq!(
            files.iter().any(|file| file.name() == openssl::PATH),
            is_there,
            "{answer}"
        );
    }
}

#[test]
fn like_names_do_not_open_the_gateway() {
    let changes = [
        (Field::Access, "name"),
        (Field::AllowedClients, "Client A"),
        (Field::DeniedClients, "client-a"),
    ];
    let plan = plan(&draft(&changes));
    let names: Vec<String> = plan
        .requests
        .iter()
        .filter(|request| request.bundle.is_some())
        .map(|request| request.subject_alt_names[0].value())
        .collect();
    assert_ne!(names[0], names[1]);
    assert_eq!(listed(&plan, "subjectAltNames"), [names[0].clone()]);
    assert_eq!(failures(&plan), [] as [&str; 0]);
}

#[test]
fn spoilt_lists_are_noticed() {
    type Spoil = fn(&mut ServerTls);
    let cases: [(&str, Spoil); 4] = [
        ("name", |tls| {
            tls.subject_alt_names = vec!["spiffe://mtls.c12345.kyma.ondemand.com/client/ml-client-other".to_owned()]
        }),
        ("name", |tls| tls.subject_alt_names.clear()),
        ("key", |tls| tls.verify_certificate_spki.clear()),
        ("certificate", |tls| {
            let other = tls.verify_certificate_hash[0].clone();
            tls.verify_certificate_spki = vec![other];
            tls.verify_certificate_spki[0].credential.0 = "clients/ml-client-other".to_owned();
        }),
    ];
    for (answer, spoil) in cases {
        let mut plan = plan(&draft(&[(Field::Access, answer)]));
        spoil(tls(&mut plan));
        assert_eq!(
            failures(&plan),
            ["The Gateway admits exactly the allowed clients"],
            "{answer}"
        );
    }
}
