//! Chromium at the gateway, with and without a certificate.

use crate::{HOST, World};
use anyhow::Result;
use mtls_wizard_e2e::{
    browser::{Browser, BrowserOptions, ClientBundle, ImportedCertificates},
    gateway::{Workload, echoed_headers},
};

#[tokio::test]
async fn chromium_gets_in_with_an_imported_certificate_only() -> Result<()> {
    let world = World::new()?;
    let gateway = world.gateway(Workload::Httpbin).await?;
    let bundle = world.client()?.pkcs12("a password")?;
    let with_client = |client: Option<ClientBundle>| BrowserOptions {
        certificates: ImportedCertificates {
            trusted_authority: Some(world.server_ca()),
            client,
        },
        hosts: vec![(format!("{HOST}:443"), ([127, 0, 0, 1], gateway.port()).into())],
        ..BrowserOptions::default()
    };
    let url = format!("https://{HOST}/headers");

    let browser = Browser::start(&with_client(None)).await?;
    let error = format!(
        "{:#}",
        browser
            .open(&url)
            .await
            .expect_err("Chromium without a certificate got in")
    );
    let refusals = [
        "ERR_BAD_SSL_CLIENT_AUTH_CERT",
        "ERR_SOCKET_NOT_CONNECTED",
        "ERR_CONNECTION_CLOSED",
    ];
    assert!(refusals.iter().any(|refusal| error.contains(refusal)), "{error}");
    assert!(gateway.refusals().await?.no_certificate > 0);
    assert_eq!(gateway.received(), []);
    drop(browser);

    let client = ClientBundle {
        file: bundle,
        password: "a password".into(),
        host: HOST.into(),
    };
    let browser = Browser::start(&with_client(Some(client))).await?;
    browser.open(&url).await?;
    let headers = echoed_headers(&browser.plain_content().await?)?;
    assert_eq!(headers["X-Client-Ssl-Cn"], "O=ML Client Org,CN=ML Client Curl");
    assert_eq!(headers["X-Client-Ssl-San"], "spiffe://mtls.example.com/curl");
    assert_eq!(headers["Host"], HOST);
    Ok(())
}
