//! Signing the requests of others: with a CA that is brought along, and with one that is made in the same go.

use crate::visitor::Visitor;
use anyhow::Result;
use mtls_wizard_e2e::process::run;
use std::{fs, path::Path, process::Command};
use tempfile::TempDir;

const REQUESTS: &str = "Requests";
const AUTHORITY: &str = "Certificate authority";
/// A name with what breaks readers, in openssl's form, and as Envoy prints it.
const SUBJECT: &str = r"/C=DE/O=Sue, Grabbit \+ Runn/OU=#1 unit/OU=中文 😀/CN=a\/b";
const ENVOY: &str = r"CN=a/b,OU=\E4\B8\AD\E6\96\87 \F0\9F\98\80,OU=\#1 unit,O=Sue\, Grabbit \+ Runn,C=DE";

pub fn openssl(folder: &Path, arguments: &[&str]) -> Result<String> {
    run(Command::new("openssl").current_dir(folder).args(arguments))
}

/// A request with a key of its own, for authority's rights too.
fn request(folder: &TempDir, name: &str, subject: &str) -> Result<String> {
    let (key, csr) = (format!("{name}.key"), format!("{name}.csr"));
    openssl(
        folder.path(),
        &[
            "req",
            "-new",
            "-utf8",
            "-nodes",
            "-newkey",
            "rsa:2048",
            "-keyout",
            &key,
            "-out",
            &csr,
            "-subj",
            subject,
            "-addext",
            "subjectAltName=DNS:api.example.com,URI:spiffe://cluster.local/ns/a/sa/b",
            "-addext",
            "basicConstraints=critical,CA:TRUE",
            "-addext",
            "extendedKeyUsage=clientAuth",
        ],
    )?;
    Ok(fs::read_to_string(folder.path().join(csr))?)
}

/// An authority in a `.p12` file with the password `open sesame`.
fn authority(folder: &TempDir) -> Result<()> {
    let folder = folder.path();
    openssl(
        folder,
        &[
            "req",
            "-x509",
            "-nodes",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-keyout",
            "ca.key",
            "-out",
            "ca.crt",
            "-days",
            "600",
            "-subj",
            "/O=Own/CN=Own CA",
            "-addext",
            "basicConstraints=critical,CA:TRUE",
            "-addext",
            "keyUsage=critical,keyCertSign,cRLSign",
        ],
    )?;
    openssl(
        folder,
        &[
            "pkcs12",
            "-export",
            "-inkey",
            "ca.key",
            "-in",
            "ca.crt",
            "-out",
            "ca.p12",
            "-passout",
            "pass:open sesame",
        ],
    )?;
    Ok(())
}

#[tokio::test]
async fn a_request_is_signed_by_the_own_authority() -> Result<()> {
    sign_by_own_authority(Visitor::new("sign").await?).await
}

/// A request that openssl made, signed by an authority from a `.p12` file.
pub async fn sign_by_own_authority(visitor: Visitor) -> Result<()> {
    let folder = TempDir::new()?;
    let csr = request(&folder, "client", SUBJECT)?;
    authority(&folder)?;
    let browser = &visitor.browser;
    visitor.start_page().await?;
    browser.click("link", "Sign a request").await?;
    visitor.inspect("empty").await?;

    // Nothing is there yet: the summary names the fields, and leads to them.
    browser.click("button", "Sign").await?;
    browser.comes_true("return document.title.startsWith('Error:')").await?;
    browser
        .comes_true("return document.activeElement.getAttribute('role') === 'alert'")
        .await?;
    let links = browser.links_in_focus().await?;
    assert_eq!(links.len(), 2, "{links:?}");
    assert!(
        links[0].starts_with("Requests: ") && links[1].starts_with("Certificate authority: "),
        "{links:?}"
    );
    visitor.inspect("refused").await?;

    browser.fill(REQUESTS, &csr).await?;
    browser.says("Its signature is right").await?;
    browser
        .says("It asks for the rights of a certificate authority")
        .await?;
    browser.says(ENVOY).await?;
    assert_eq!(browser.value("Subject").await?, SUBJECT);
    assert_eq!(
        browser.value("Alternative names").await?,
        "DNS:api.example.com\nURI:spiffe://cluster.local/ns/a/sa/b"
    );
    let chooser = browser.file_input(AUTHORITY).await?;
    chooser
        .send_keys(folder.path().join("ca.p12").display().to_string())
        .await?;
    browser.says("Here: ca.p12").await?;
    browser.fill("Password of the file", "wrong").await?;
    browser.click("button", "Sign").await?;
    browser.comes_true("return document.title.startsWith('Error:')").await?;
    browser.fill("Password of the file", "open sesame").await?;
    browser
        .fill("Alternative names", "URI:spiffe://cluster.local/ns/a/sa/b")
        .await?;
    browser.fill("Valid for", "90").await?;
    visitor.inspect("filled in").await?;
    browser.click("button", "Sign").await?;
    browser.says("The certificate is signed").await?;
    browser
        .comes_true("return document.activeElement.innerText === 'The certificate is signed'")
        .await?;
    assert!(browser.has_focus("heading", "The certificate is signed").await?);
    let page = browser.text().await?;
    assert!(
        page.contains(ENVOY) && page.contains("-----BEGIN CERTIFICATE-----"),
        "{page}"
    );
    visitor.inspect("signed").await?;

    browser.click("button", "Download everything (.zip)").await?;
    let archive = browser.downloaded("signed-certificates.zip").await?;
    run(Command::new("unzip")
        .arg("-q")
        .arg(&archive)
        .arg("-d")
        .arg(folder.path()))?;
    let made = folder.path().join("signed-certificates");
    let strict = ["verify", "-x509_strict", "-purpose", "sslclient", "-CAfile", "ca.crt"];
    openssl(&made, &[strict.as_slice(), &["a-b/certificate.crt"]].concat())?;
    let shown = openssl(
        &made,
        &[
            "x509",
            "-in",
            "a-b/certificate.crt",
            "-noout",
            "-subject",
            "-nameopt",
            "RFC2253",
            "-ext",
            "subjectAltName,basicConstraints",
        ],
    )?;
    assert!(shown.contains(&ENVOY.replace("CN=a/b", "subject=CN=a/b")), "{shown}");
    assert!(
        shown.contains("CA:FALSE") && !shown.contains("api.example.com"),
        "{shown}"
    );
    assert_eq!(
        openssl(&made, &["x509", "-in", "a-b/certificate.crt", "-noout", "-pubkey"])?,
        openssl(folder.path(), &["pkey", "-in", "client.key", "-pubout"])?
    );
    assert!(
        !made.join("ca.key").exists(),
        "the key that was brought is not repeated"
    );
    visitor.leave().await
}

#[tokio::test]
async fn several_requests_are_signed_by_a_new_authority_and_tampering_is_noticed() -> Result<()> {
    let folder = TempDir::new()?;
    let first = request(&folder, "first", "/O=Example/CN=first")?;
    let second = request(&folder, "second", "/O=Example/CN=second")?;
    // A letter of the name, in the DER.
    let der = openssl_der(&folder, "second.csr")?;
    let position = der
        .windows(6)
        .position(|window| window == b"second")
        .unwrap_or_default();
    let mut forged = der.clone();
    forged[position] = b'S';
    fs::write(folder.path().join("forged.der"), &forged)?;
    let visitor = Visitor::new("sign-several").await?;
    let browser = &visitor.browser;
    visitor.start_page().await?;
    browser.click("link", "Sign a request").await?;
    let chooser = browser.file_input(REQUESTS).await?;
    chooser
        .send_keys(folder.path().join("forged.der").display().to_string())
        .await?;
    browser.says("Its signature is wrong").await?;
    visitor.inspect("forged").await?;

    // A private key has no place here.
    browser
        .fill(REQUESTS, &fs::read_to_string(folder.path().join("first.key"))?)
        .await?;
    browser.says("There is a private key").await?;
    browser.fill(REQUESTS, &[first, second].concat()).await?;
    browser.by_role("heading", "Request 2").await?;
    browser
        .comes_true("return document.body.innerText.split('Its signature is right').length === 3")
        .await?;
    browser
        .select("Who signs", "A new CA, made here in the same go")
        .await?;
    browser.fill("Name of the new CA", "/O=Example/CN=My CA").await?;
    browser.click("button", "Sign").await?;
    browser.says("2 certificates are signed").await?;
    browser.says("the private key of the new CA").await?;
    visitor.inspect("signed").await?;
    browser.click("button", "Download everything (.zip)").await?;
    let archive = browser.downloaded("signed-certificates.zip").await?;
    run(Command::new("unzip")
        .arg("-q")
        .arg(&archive)
        .arg("-d")
        .arg(folder.path()))?;
    let made = folder.path().join("signed-certificates");
    for name in ["first", "second"] {
        openssl(
            &made,
            &[
                "verify",
                "-x509_strict",
                "-purpose",
                "sslclient",
                "-CAfile",
                "ca.crt",
                &format!("{name}/certificate.crt"),
            ],
        )?;
    }
    assert_eq!(
        openssl(&made, &["x509", "-in", "ca.crt", "-noout", "-pubkey"])?,
        openssl(&made, &["pkey", "-in", "ca.key", "-pubout"])?
    );
    visitor.leave().await
}

fn openssl_der(folder: &TempDir, name: &str) -> Result<Vec<u8>> {
    openssl(
        folder.path(),
        &["req", "-in", name, "-outform", "DER", "-out", "request.der"],
    )?;
    Ok(fs::read(folder.path().join("request.der"))?)
}
