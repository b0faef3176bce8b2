//! What the real Envoy prints for names that try to break it is what the app predicts.

use crate::World;
use anyhow::{Context, Result};
use mtls_wizard::{
    inspect::{Input, Item, Kind, Severity, inspect},
    native::{NativeKeys, seeded_entropy},
    pki::{
        clock::{UnixTime, Validity},
        envoy,
        import::ImportedAuthority,
        issuance::{CredentialId, Request, issue},
        key::KeyAlgorithm,
        name::{DistinguishedName, SubjectAltName},
        pkcs12::DirectBundler,
        profile::Profile,
    },
};
use mtls_wizard_e2e::{
    gateway::Workload,
    openssl::{Identity, pem},
};
use std::{fs, time::SystemTime};
use tempfile::TempDir;

/// In DER order: quotes, commas, plus, backslashes, a leading `#`, 64 characters, several units, every attribute, letters of
/// one to four octets, what only looks like a name.
fn names() -> Vec<String> {
    vec![
        r#"/O=Sue, Grabbit \+ Runn;<x>/CN=a "quoted" b\\c"#.to_owned(),
        r"/CN=#hash #/OU=#1/OU= A".replace("= A", "=A"),
        "/C=DE/O=Example/OU=A/OU=B/OU=C/CN=units".to_owned(),
        format!("/O={}/CN={}", "中".repeat(64), "x".repeat(64)),
        "/O=Müller 中文 😀/CN=é ß\u{200F}".to_owned(),
        r"/CN=CN=admin,O=root/O=\/CN=x".to_owned(),
        "/DC=com/DC=example/UID=u1/CN=directory".to_owned(),
        "/C=DE/ST=BW/L=Walldorf/street=Dietmar-Hopp-Allee 16/street=2nd/postalCode=69190/O=O/CN=address".to_owned(),
        "/SN=Doe/GN=Jane/title=Dr., h.c./serialNumber=12-34/emailAddress=jane@example.com/CN=person".to_owned(),
        "/CN=~!@$%^&*()_-[]{}|:?.'`=".to_owned(),
    ]
}

fn now() -> Result<UnixTime> {
    let seconds = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?.as_secs();
    Ok(UnixTime::from_seconds(seconds.try_into()?)?)
}

fn request(index: usize, name: &str) -> Result<Request> {
    Ok(Request {
        id: CredentialId(format!("client-{index}")),
        title: name.to_owned(),
        profile: Profile::Client,
        key: KeyAlgorithm::EcdsaP256.into(),
        subject: DistinguishedName::parse(name)?,
        subject_alt_names: vec![
            SubjectAltName::spiffe("cluster.local", "default", "client")?,
            SubjectAltName::uri("https://example.com/a?b=c")?,
            SubjectAltName::email("me@example.com")?,
        ],
        validity: Validity::days_from(now()?, 3)?,
        issuer: Some(CredentialId("ca".to_owned())),
        bundle: None,
    })
}

/// The whole answer of HTTPBin, pasted into the inspector before the certificate: they say the same.
fn inspected(answer: &str, certificate: &str, subject: &str) -> Result<()> {
    let input = Input {
        name: None,
        octets: format!("{answer}\n{certificate}").into_bytes().into(),
    };
    let report = inspect(vec![input], None, now()?);
    let field = |item: &Item, label: &str| -> Vec<String> {
        let found = item.fields.iter().find(|field| field.label.eq_ignore_ascii_case(label));
        found.map(|field| field.values.clone()).unwrap_or_default()
    };
    let kinds: Vec<Kind> = report.items.iter().map(|item| item.kind).collect();
    let items = |kind: Kind| report.items.iter().filter(move |item| item.kind == kind);
    let headers = items(Kind::Headers)
        .next()
        .with_context(|| format!("{kinds:?} in {answer}"))?;
    assert_eq!(field(headers, "X-CLIENT-SSL-CN"), [subject]);
    // Envoy forwards the certificate as well, which is the same.
    let prints: Vec<Vec<String>> = items(Kind::Certificate)
        .map(|item| field(item, "verifyCertificateHash"))
        .collect();
    assert_eq!(prints.len(), 2, "{kinds:?}");
    assert_eq!(prints[0], prints[1]);
    let forwarded: Vec<&Item> = items(Kind::Forwarded).collect();
    if answer.to_ascii_lowercase().contains("x-forwarded-client-cert") {
        assert!(!forwarded.is_empty(), "{answer}");
        assert_eq!(field(forwarded[0], "Subject"), [subject], "{answer}");
    }
    for item in forwarded.into_iter().take(1).chain([headers]) {
        let compared = field(item, "Compared with the certificate").concat();
        assert!(compared.ends_with(": says the same"), "{compared} of {answer}");
        let problems = item
            .findings
            .iter()
            .filter(|finding| finding.severity == Severity::Problem);
        assert_eq!(problems.count(), 0, "{:?}", item.findings);
    }
    Ok(())
}

#[tokio::test]
async fn the_real_envoy_prints_what_is_predicted() -> Result<()> {
    let world = World::new()?;
    let gateway = world.gateway(Workload::Httpbin).await?;
    let own = world.client_authority.identity();
    let authority = ImportedAuthority::read(&pem(&own.certificate)?, Some(&pem(&own.private_key)?), now()?);
    let authority = authority.map_err(|errors| anyhow::anyhow!("{errors:?}"))?;
    let given = authority.given(CredentialId("ca".to_owned()), "CA").context("a key")?;
    let requests = names()
        .iter()
        .enumerate()
        .map(|(index, name)| request(index, name))
        .collect::<Result<Vec<_>>>()?;
    let mut entropy = seeded_entropy(8);
    let issued = issue(&requests, &[given], &NativeKeys, &DirectBundler, &mut entropy, &|_| ()).await?;

    let folder = TempDir::new()?;
    for (request, credential) in requests.iter().zip(&issued.credentials) {
        let identity = Identity {
            certificate: folder.path().join("client.crt"),
            private_key: folder.path().join("client.key"),
        };
        fs::write(&identity.certificate, credential.certificate.pem())?;
        let key = credential.private_key.as_ref().context("a key")?;
        fs::write(&identity.private_key, key.pem().as_bytes())?;
        let curl = gateway
            .curl(crate::HOST)
            .trusting(world.server_ca())
            .presenting(&identity);
        let answer = curl.get("/headers").await?.answered()?;
        inspected(
            &answer.body,
            &credential.certificate.pem(),
            &envoy::predicted(&request.subject),
        )?;
        let headers = answer.echoed_headers()?;
        let predicted = envoy::predicted(&request.subject);
        assert_eq!(headers["X-Client-Ssl-Cn"], predicted, "{}", request.title);
        let details = credential.certificate.details();
        assert_eq!(details.subject.envoy.as_deref(), Some(predicted.as_str()));
        assert_eq!(
            Some(headers["X-Client-Ssl-San"].as_str()),
            details.envoy_uri_names().as_deref()
        );
        // The app reads its own prediction back.
        assert_eq!(DistinguishedName::parse(&predicted).as_ref(), Ok(&request.subject));
    }
    Ok(())
}
