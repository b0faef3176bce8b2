//! A certificate from an authority elsewhere: key and request are made here, and later the bundle.

use crate::{sign::openssl, visitor::Visitor};
use anyhow::Result;
use std::fs;
use tempfile::TempDir;

#[tokio::test]
async fn a_certificate_is_requested_and_completed() -> Result<()> {
    request_and_complete(Visitor::new("request").await?).await
}

/// A key and a request, signed by openssl, and the bundle of what comes back.
pub async fn request_and_complete(visitor: Visitor) -> Result<()> {
    let folder = TempDir::new()?;
    let here = folder.path();
    let browser = &visitor.browser;
    visitor.start_page().await?;
    browser.click("link", "Request a certificate").await?;
    browser.by_role("heading", "Request a certificate").await?;
    browser.fill("Subject", "CN=client+OU=x").await?;
    browser.fill("Alternative names", "not a name").await?;
    browser.click("button", "Make key and request").await?;
    browser.comes_true("return document.title.startsWith('Error:')").await?;
    browser
        .comes_true("return document.activeElement.getAttribute('role') === 'alert'")
        .await?;
    let links = browser.links_in_focus().await?;
    assert_eq!(links.len(), 2, "{links:?}");
    visitor.inspect("refused").await?;

    browser
        .fill("Subject", r#"CN="q",OU=B,OU=A,O=Sue\, Grabbit,C=DE"#)
        .await?;
    browser.says(r#"CN=\"q\",OU=B,OU=A,O=Sue\, Grabbit,C=DE"#).await?;
    browser
        .fill(
            "Alternative names",
            "spiffe://cluster.local/ns/a/sa/b\nDNS:me.example.com",
        )
        .await?;
    browser.fill("Password for the key file", "key password").await?;
    browser.select("Key", "ECDSA P-384").await?;
    browser.click("button", "Make key and request").await?;
    browser.says("Your key and your request").await?;
    browser.says("The private key exists only in this tab").await?;
    visitor.inspect("made").await?;
    // Another key would take the place of one that was not downloaded.
    browser.click("button", "Make key and request").await?;
    browser.says("Download the private key below first").await?;
    browser.click("button", "Download the private key").await?;
    let key = fs::read_to_string(browser.downloaded("private.key").await?)?;
    assert!(key.starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----"), "{key}");
    browser
        .comes_true("return !document.body.innerText.includes('The private key exists only in this tab')")
        .await?;
    browser.click("button", "Download the request").await?;
    let csr = fs::read_to_string(browser.downloaded("request.csr").await?)?;
    fs::write(here.join("private.key"), key)?;
    fs::write(here.join("request.csr"), csr)?;
    openssl(here, &["req", "-in", "request.csr", "-verify", "-noout"])?;
    let subject = openssl(
        here,
        &["req", "-in", "request.csr", "-noout", "-subject", "-nameopt", "RFC2253"],
    )?;
    assert_eq!(subject.trim(), r#"subject=CN=\"q\",OU=B,OU=A,O=Sue\, Grabbit,C=DE"#);
    assert_eq!(
        openssl(
            here,
            &["pkey", "-in", "private.key", "-passin", "pass:key password", "-pubout"]
        )?,
        openssl(here, &["req", "-in", "request.csr", "-noout", "-pubkey"])?
    );

    // The authority grants another subject, and only one of the names.
    sign_elsewhere(&folder)?;
    let chooser = browser.file_input("Signed certificate").await?;
    chooser.send_keys(here.join("back.pem").display().to_string()).await?;
    browser.says("Here: back.pem").await?;
    browser.click("button", "Check and complete").await?;
    browser.comes_true("return document.title.startsWith('Error:')").await?;
    browser.fill("Password for the bundle", "bundle password").await?;
    browser.click("button", "Check and complete").await?;
    browser.says("You asked for the subject").await?;
    browser
        .says("You asked for the alternative name DNS:me.example.com")
        .await?;
    visitor.inspect("complete").await?;
    browser.click("button", "Download the bundle (.p12)").await?;
    let bundle = browser.downloaded("client.p12").await?;
    fs::copy(bundle, here.join("client.p12"))?;
    let opened = openssl(
        here,
        &[
            "pkcs12",
            "-in",
            "client.p12",
            "-passin",
            "pass:bundle password",
            "-nokeys",
        ],
    )?;
    assert_eq!(
        opened.matches("-----BEGIN CERTIFICATE-----").count(),
        2,
        "the certificate and its root: {opened}"
    );
    openssl(
        here,
        &[
            "pkcs12",
            "-in",
            "client.p12",
            "-passin",
            "pass:bundle password",
            "-nocerts",
            "-nodes",
            "-out",
            "opened.key",
        ],
    )?;
    assert_eq!(
        openssl(here, &["pkey", "-in", "opened.key", "-pubout"])?,
        openssl(here, &["req", "-in", "request.csr", "-noout", "-pubkey"])?
    );
    visitor.leave().await
}

/// `back.pem`: a certificate for the request, and the root that signed it.
fn sign_elsewhere(folder: &TempDir) -> Result<()> {
    let here = folder.path();
    openssl(
        here,
        &[
            "req",
            "-x509",
            "-nodes",
            "-newkey",
            "rsa:2048",
            "-keyout",
            "ca.key",
            "-out",
            "ca.crt",
            "-days",
            "30",
            "-subj",
            "/CN=Corporate",
            "-addext",
            "basicConstraints=critical,CA:TRUE",
        ],
    )?;
    fs::write(
        here.join("granted"),
        "subjectAltName=URI:spiffe://cluster.local/ns/a/sa/b\nextendedKeyUsage=clientAuth\n",
    )?;
    openssl(
        here,
        &["req", "-in", "request.csr", "-pubkey", "-noout", "-out", "public.pem"],
    )?;
    openssl(
        here,
        &[
            "x509",
            "-req",
            "-in",
            "request.csr",
            "-CA",
            "ca.crt",
            "-CAkey",
            "ca.key",
            "-days",
            "10",
            "-set_serial",
            "7",
            "-subj",
            "/CN=somebody else",
            "-force_pubkey",
            "public.pem",
            "-extfile",
            "granted",
            "-out",
            "leaf.crt",
        ],
    )?;
    let chain = [fs::read(here.join("leaf.crt"))?, fs::read(here.join("ca.crt"))?].concat();
    fs::write(here.join("back.pem"), chain)?;
    Ok(())
}

#[tokio::test]
async fn a_key_that_does_not_belong_is_noticed() -> Result<()> {
    let folder = TempDir::new()?;
    let here = folder.path();
    for name in ["one", "other"] {
        openssl(
            here,
            &[
                "req",
                "-x509",
                "-nodes",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-keyout",
                &format!("{name}.key"),
                "-out",
                &format!("{name}.crt"),
                "-days",
                "3",
                "-subj",
                "/CN=x",
            ],
        )?;
    }
    let visitor = Visitor::new("request-mismatch").await?;
    let browser = &visitor.browser;
    visitor.start_page().await?;
    browser.click("link", "Request a certificate").await?;
    let certificate = browser.file_input("Signed certificate").await?;
    certificate
        .send_keys(here.join("one.crt").display().to_string())
        .await?;
    let key = browser.file_input("Private key").await?;
    key.send_keys(here.join("other.key").display().to_string()).await?;
    browser.says("Here: other.key").await?;
    browser.fill("Password for the bundle", "bundle password").await?;
    browser.click("button", "Check and complete").await?;
    browser.says("It does not belong to the certificate").await?;
    visitor.inspect("mismatch").await?;
    // Nothing that was brought is kept anywhere.
    let traces = browser.traces().await?;
    let key = fs::read_to_string(here.join("other.key"))?;
    let line = key.lines().nth(1).unwrap_or_default();
    assert!(!line.is_empty() && !traces.contains(line) && !browser.text().await?.contains(line));
    visitor.leave().await
}
