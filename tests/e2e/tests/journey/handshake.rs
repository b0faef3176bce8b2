//! The handshakes that the archive promises: the client gets in with exactly the predicted headers, nobody else does.

use crate::archive::Archive;
use anyhow::Result;
use mtls_wizard_e2e::{
    browser::{Browser, BrowserOptions, ClientBundle, ImportedCertificates},
    gateway::{Gateway, echoed_headers},
    openssl::{Authority, Identity, Leaf, Purpose, describe},
    pages::PredictedHeaders,
};
use std::collections::BTreeMap;

/// Plays `apply.sh` and `verify.sh` with a real Envoy, and a person who imports the PKCS#12 file into Chromium.
pub async fn assert_handshakes(archive: &Archive, predicted: &PredictedHeaders) -> Result<()> {
    let gateway = Gateway::from_archive(archive.root()).await?;
    let host = gateway.workload_host().to_owned();
    let server_ca = archive.file("certificates/server-root-ca.crt");
    let curl = || gateway.curl(&host).trusting(&server_ca);

    let outcome = curl().get("/headers").await?;
    assert!(outcome.is_tls_refusal(), "without a certificate: {outcome:?}");
    assert_eq!(gateway.refusals().await?.no_certificate, 1);
    let (_authority, stranger) = stranger(archive)?;
    let outcome = curl().presenting(&stranger).get("/headers").await?;
    assert!(outcome.is_tls_refusal(), "a stranger: {outcome:?}");
    assert_eq!(gateway.refusals().await?.invalid_certificate, 1);
    // The server's certificate comes from the other authority and is for servers: it opens no door.
    let server = Identity {
        certificate: archive.file("certificates/server.crt"),
        private_key: archive.file("certificates/server.key"),
    };
    let outcome = curl().presenting(&server).get("/headers").await?;
    assert!(outcome.is_tls_refusal(), "the server's own certificate: {outcome:?}");
    assert_eq!(gateway.refusals().await?.invalid_certificate, 2);
    assert_eq!(gateway.received(), [], "a refused client reached the workload");

    let answer = curl()
        .presenting(&archive.client()?)
        .get("/headers")
        .await?
        .answered()?;
    assert_eq!(answer.status, 200, "{answer:?}\n{}", gateway.log());
    assert_eq!(
        &client_headers(&answer.echoed_headers()?),
        predicted,
        "curl against the app's prediction"
    );

    let (file, password) = archive.client_bundle()?;
    let browser = Browser::start(&BrowserOptions {
        certificates: ImportedCertificates {
            trusted_authority: Some(server_ca.clone()),
            client: Some(ClientBundle {
                file,
                password,
                host: host.clone(),
            }),
        },
        hosts: vec![(format!("{host}:443"), ([127, 0, 0, 1], gateway.port()).into())],
        ..BrowserOptions::default()
    })
    .await?;
    browser.open(&format!("https://{host}/headers")).await?;
    let headers = echoed_headers(&browser.plain_content().await?)?;
    assert_eq!(
        &client_headers(&headers),
        predicted,
        "Chromium against the app's prediction"
    );

    let readme = archive.text("README.md")?;
    for (name, value) in predicted {
        assert!(
            readme.to_ascii_lowercase().contains(name),
            "README.md does not mention {name}"
        );
        assert!(readme.contains(value), "README.md does not predict {value}");
    }
    Ok(())
}

/// A client with the names of the app's defaults, issued by an authority with the names of the defaults, but another key.
fn stranger(archive: &Archive) -> Result<(Authority, Identity)> {
    let authority = Authority::new("/O=ML Client Org/CN=ML Client Root CA")?;
    let identity = authority.issue(&Leaf {
        subject: "/O=ML Client Org/CN=ML Client Curl",
        purpose: Purpose::Client,
        alternative_names: "URI:spiffe://stranger/client",
        days: 30,
    })?;
    let ours = describe(&archive.client()?.certificate, &["-fingerprint", "-sha256"])?;
    assert_ne!(ours, describe(&identity.certificate, &["-fingerprint", "-sha256"])?);
    Ok((authority, identity))
}

fn client_headers(echoed: &BTreeMap<String, String>) -> PredictedHeaders {
    echoed
        .iter()
        .map(|(name, value)| (name.to_ascii_lowercase(), value.clone()))
        .filter(|(name, _)| name.starts_with("x-client-ssl-"))
        .collect()
}
