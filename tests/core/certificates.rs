//! Only certificates: the whole archive against committed files, and what may not be in it; clients of requests and formats
//! in every variant.

use mtls_wizard::pki::pkcs12;
use mtls_wizard::plan::{Plan, Planned};
use mtls_wizard::render::archive::{self, ArchiveFile};
use mtls_wizard::tutorial::{certificates, k3d};
use mtls_wizard::wizard::checks::{self, Outcome};
use mtls_wizard::wizard::{Draft, Field};

use crate::k3d::assert_golden;
use crate::sample::{changed_of, issued_parts, now, own_file};

fn draft(changes: &[(Field, &str)]) -> Draft {
    changed_of(&certificates::TUTORIAL, changes)
}

fn planned(draft: &Draft) -> Planned {
    mtls_wizard::plan::plan(&draft.answers(now()).expect("the draft is acceptable"))
}

fn files(planned: &Planned) -> Vec<ArchiveFile> {
    let issued = issued_parts(&planned.parts());
    archive::of(planned, &issued, &checks::findings_of(planned)).expect("an archive")
}

fn names(files: &[ArchiveFile]) -> Vec<&str> {
    files.iter().map(ArchiveFile::name).collect()
}

fn text<'a>(files: &'a [ArchiveFile], name: &str) -> &'a str {
    let file = files.iter().find(|file| file.name() == name);
    let file = file.unwrap_or_else(|| panic!("{name} is not among {:?}", names(files)));
    file.text().expect("text")
}

/// A request of the fixtures, as it would be pasted.
fn request(name: &str) -> String {
    let path = format!("{}/tests/core/fixtures/requests/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).expect("a committed request")
}

#[test]
fn defaults_give_the_committed_archive() {
    assert_golden("certificates-defaults", &files(&planned(&draft(&[]))));
}

#[test]
fn everything_at_once_gives_the_committed_archive() {
    let clients = "name,OU,SANs,validity,password,O\n\
                   orders,Team A;Shop,DNS:orders.example.com spiffe://example.com/orders,90,s3cret pass,Other Org";
    let draft = draft(&[
        (Field::Clients, clients),
        (Field::Intermediate, "yes"),
        (Field::MakeServer, "yes"),
        (Field::ServerNames, "api.example.com *.Bücher.example 192.0.2.7"),
        (Field::Formats, "der,combined,encrypted-key,secret"),
    ]);
    let files = files(&planned(&draft));
    assert_golden("certificates-everything", &files);
    let known = names(&files);
    for expected in [
        "certificates/client-intermediate-ca.crt",
        "certificates/client-root-ca.der",
        "certificates/server-chain.pem",
        "certificates/clients/orders/client-chain.pem",
        "certificates/clients/orders/client-combined.pem",
        "certificates/clients/orders/client-encrypted.key",
        "certificates/clients/orders/client-secret.yaml",
        "certificates/clients/orders/client.p12",
        "certificates/clients.csv",
        "certificates/make-certificates.sh",
    ] {
        assert!(known.contains(&expected), "{expected} is not among {known:?}");
    }
    assert!(!known.contains(&"certificates/clients/orders/client.key"), "{known:?}");
    assert_eq!(
        text(&files, "certificates/clients/orders/p12-password.txt"),
        "s3cret pass\n"
    );
    let readable = files.iter().filter(|file| file.content != archive::Content::Secret);
    for file in readable {
        assert!(!file.text().unwrap_or_default().contains("s3cret"), "{}", file.path);
    }
}

#[test]
fn the_list_says_what_stands_in_the_certificates() {
    let draft = draft(&[(Field::Clients, "name,OU\norders,\"a;b\"\npayments,")]);
    let planned = planned(&draft);
    let issued = issued_parts(&planned.parts());
    let files = archive::of(&planned, &issued, &[]).expect("an archive");
    let list = text(&files, "certificates/clients.csv");
    let lines: Vec<&str> = list.lines().collect();
    assert_eq!(lines.len(), 3, "{list}");
    for (line, client) in lines[1..].iter().zip(planned.parts().clients) {
        let details = issued
            .credential(&client.credential)
            .expect("issued")
            .certificate
            .details()
            .clone();
        for expected in [
            details.subject.envoy.expect("a subject"),
            details.serial_number,
            details.validity.not_after().to_string(),
        ] {
            assert!(line.contains(&expected), "{line} does not say {expected}");
        }
    }
    assert!(lines[1].contains("O=ML Client Org,OU=b,OU=a,CN=orders"), "{list}");
}

#[test]
fn there_is_nothing_of_a_cluster() {
    let files = files(&planned(&draft(&[])));
    for name in names(&files) {
        assert!(
            !name.starts_with("manifests/") && !name.contains("apply") && !name.contains("guide-"),
            "{name}"
        );
    }
    assert!(files.iter().all(|file| file.path.starts_with("mtls-certificates/")));
}

#[test]
fn requests_become_clients_without_keys() {
    let both = [request("openssl-p256.csr"), request("keytool-rsa.csr")].concat();
    for tutorial in [&certificates::TUTORIAL, &k3d::TUTORIAL] {
        let draft = changed_of(tutorial, &[(Field::ClientRequests, &both)]);
        let planned = planned(&draft);
        assert_eq!(planned.parts().signing_requests.len(), 2, "{}", tutorial.id);
        let files = files(&planned);
        let known = names(&files);
        for (id, _) in planned.parts().signing_requests {
            let folder = id.0.strip_prefix("clients/").expect("a client");
            let has = |file: &str| known.contains(&format!("certificates/clients/{folder}/{file}").as_str());
            assert!(
                has("client.crt") && has("client-chain.pem") && has("client.csr"),
                "{known:?}"
            );
            assert!(
                !has("client.key") && !has("client.p12") && !has("p12-password.txt"),
                "{known:?}"
            );
        }
        if let Some(plan) = planned.gateway() {
            let verify = text(&files, "verify.sh");
            for client in plan.verification.clients.iter().filter(|client| !client.has_key) {
                assert!(!verify.contains(&client.path()), "{verify}");
            }
            assert_eq!(plan.verification.callers().count(), 1);
        }
    }
}

#[test]
fn rights_of_an_authority_are_not_granted() {
    let draft = draft(&[(Field::ClientRequests, &request("openssl-authority.csr"))]);
    let planned = planned(&draft);
    let (id, _) = &planned.parts().signing_requests[0];
    let issued = issued_parts(&planned.parts());
    let details = issued.credential(id).expect("issued").certificate.details();
    assert!(
        details.basic_constraints.is_none_or(|constraints| !constraints.is_ca),
        "{details:?}"
    );
    assert_eq!(details.extended_key_usages, ["clientAuth"]);
    let warned = checks::of(&planned);
    let warned = warned
        .iter()
        .find(|check| check.outcome == Outcome::Warning)
        .expect("a warning");
    assert_eq!(warned.title, "Requests get a client’s rights only");
}

#[test]
fn wrong_requests_are_refused_at_their_field() {
    for (text, says) in [
        ("nonsense", "no request"),
        (own_file("client-root.crt").as_str(), "certificate, not the request"),
        (own_file("client-root.key").as_str(), "private key"),
        (request("openssl-rsa-1024.csr").as_str(), "cannot be answered"),
    ] {
        let errors = draft(&[(Field::ClientRequests, text)]).answers(now()).expect_err(says);
        assert_eq!(errors[0].field, Field::ClientRequests);
        assert!(errors[0].message.contains(says), "{}", errors[0].message);
    }
}

#[test]
fn an_own_authority_signs_but_only_with_its_key() {
    let signing = draft(&[(Field::ClientCaSource, "signing")]);
    let planned = planned(&signing);
    assert!(planned.parts().requests.iter().all(|request| !request.profile.is_ca()));
    let files = files(&planned);
    assert_eq!(
        text(&files, "certificates/client-root-ca.crt"),
        own_file("client-root.crt")
    );
    assert!(!names(&files).contains(&"certificates/client-root-ca.key"));
    let errors = draft(&[(Field::ClientCaSource, "certificate")])
        .answers(now())
        .expect_err("cannot sign");
    assert_eq!(errors[0].field, Field::ClientCaSource);
}

#[test]
fn wrong_answers_are_refused_at_their_fields() {
    let long = (0..501).map(|number| format!("client-{number}\n")).collect::<String>();
    for (field, value, says) in [
        (Field::Clients, "", "at least one client"),
        (
            Field::Clients,
            "a\nb\na",
            "line 3: “a” is named twice (the first time in line 1)",
        ),
        (Field::Clients, long.as_str(), "501 clients are too many"),
        (Field::Clients, "name,OU\na,\nb,x\u{7}", "line 3, column OU"),
        (
            Field::Clients,
            "name,validity\na,99999",
            "line 2, column validity: longer than the 825 days",
        ),
        (
            Field::Clients,
            "name,SANs\na,DNS:-x",
            "line 2, column SANs: “DNS:-x” cannot be used",
        ),
        (Field::Clients, "name,subject\na,CN=b+O=c", "column subject"),
        (Field::Clients, "name,CN,subject\na,b,CN=b", "Leave this cell empty"),
        (Field::Clients, "name,password\na,päss", "column password"),
        (Field::Clients, "name,colour\na,red", "“colour” is not a column"),
        (Field::TrustDomain, "a b", "spaces"),
        (Field::ServerNames, "192.0.2.1", "at least one DNS name"),
        (Field::ServerNames, "me@example.com", "neither a DNS name"),
        (Field::ServerValidity, "9999", "825"),
        (Field::IntermediateCommonName, "", "empty"),
        (Field::IntermediateCommonName, "ML Client Root CA", "Type another"),
    ] {
        let mut draft = draft(&[(Field::MakeServer, "yes"), (Field::Intermediate, "yes")]);
        draft.set(field, value.to_owned());
        let errors = draft.answers(now()).expect_err(says);
        assert_eq!(errors[0].field, field, "{errors:?}");
        assert!(errors[0].message.contains(says), "{}", errors[0].message);
    }
}

#[test]
fn five_hundred_clients_stay_readable() {
    let clients: String = (0..500).map(|number| format!("client {number}\n")).collect();
    let draft = changed_of(
        &mtls_wizard::tutorial::restrict::TUTORIAL,
        &[(Field::AllowedClients, &clients), (Field::DeniedClients, "")],
    );
    let planned = planned(&draft);
    let plan: &Plan = planned.gateway().expect("a gateway");
    let guide = mtls_wizard::render::markdown::powershell_guide(plan);
    assert!(guide.lines().count() < 400, "{}", guide.lines().count());
    assert!(guide.contains("And 495 more clients"), "{guide}");
    let step = &draft.form().steps[1];
    assert!(draft.rows(step).iter().all(|row| row.value.len() < 300));
    assert_eq!(mtls_wizard::render::foretold::certificates(&plan.requests).len(), 10);
}

#[test]
fn the_subject_is_in_the_order_that_was_typed() {
    for (typed, envoy) in [
        (
            "/CN=orders/OU=Team A/OU=Shop/O=My Org/C=DE",
            "C=DE,O=My Org,OU=Shop,OU=Team A,CN=orders",
        ),
        ("O=My Org,OU=Team A,CN=orders", "O=My Org,OU=Team A,CN=orders"),
    ] {
        let draft = changed_of(&k3d::TUTORIAL, &[(Field::ClientSubject, typed)]);
        let note = draft.note(Field::ClientSubject).expect("a note");
        assert!(note.ends_with(&format!("`{envoy}`")), "{note}");
        assert_eq!(draft.note(Field::ClientCommonName), None);
        let planned = planned(&draft);
        let issued = issued_parts(&planned.parts());
        let client = &planned.parts().clients[0];
        let details = issued
            .credential(&client.credential)
            .expect("issued")
            .certificate
            .details();
        assert_eq!(details.subject.envoy.as_deref(), Some(envoy));
        assert_eq!(client.folder.as_str(), "orders");
    }
}

#[test]
fn both_encryptions_give_two_bundles_a_client() {
    for answer in ["modern,compatible", "compatible, modern"] {
        let draft = draft(&[(Field::EncryptionProfile, answer), (Field::Clients, "one\ntwo")]);
        let files = files(&planned(&draft));
        for client in ["one", "two"] {
            let bundle = |name: &str| {
                let name = format!("certificates/clients/{client}/{name}");
                let file = files.iter().find(|file| file.name() == name);
                file.unwrap_or_else(|| panic!("{name} is in the archive")).bytes.clone()
            };
            let password = bundle("p12-password.txt");
            let password = std::str::from_utf8(&password).expect("text").trim_end();
            let [first, second] = ["client.p12", "client-older-importers.p12"]
                .map(|name| pkcs12::read(&bundle(name), password).expect("it opens with the one password"));
            let chain = |opened: &pkcs12::Opened| -> Vec<Vec<u8>> {
                opened.certificates.iter().map(|found| found.der.clone()).collect()
            };
            assert_eq!(chain(&first), chain(&second));
            assert_ne!(bundle("client.p12"), bundle("client-older-importers.p12"));
        }
        let readme = text(&files, "README.md");
        assert!(readme.contains("`certificates/clients/one/client-older-importers.p12` has the same content"));
        assert!(readme.contains("Before macOS 15, take `client-older-importers.p12`"));
    }
    let draft = draft(&[(Field::EncryptionProfile, "")]);
    let errors = draft.answers(now()).expect_err("none is chosen");
    assert!(errors[0].message.contains("choose one of the options"), "{errors:?}");
}
