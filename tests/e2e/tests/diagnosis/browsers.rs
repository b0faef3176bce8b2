//! What Chromium and Firefox say of a gateway's trouble, made live. Of their error pages only the code is the same in every
//! language, so it is what people are asked to paste.

use anyhow::{Context, Result, ensure};
use mtls_wizard_e2e::{
    browser::{Browser, BrowserOptions, Engine, ImportedCertificates},
    gateway::Gateway,
    openssl::{Authority, Identity, Leaf, Purpose},
    process::{OwnedProcess, program},
};
use std::{
    net::{SocketAddr, TcpListener},
    process::Command,
    time::{Duration, Instant},
};

use super::gateway::{HOST, World};
use super::{must_be, must_be_one_of};

/// What the browser shows instead of the page, and that it names one of these codes.
async fn refused(browser: &Browser, address: &str, codes: &[&str]) -> Result<String> {
    let error = match browser.open(address).await {
        Ok(()) => anyhow::bail!("{address} opened: {}", browser.text().await?),
        Err(error) => format!("{error:#}"),
    };
    let shown = browser.text().await?;
    let code = [&shown, &error]
        .iter()
        .find_map(|text| codes.iter().find(|code| text.contains(**code)))
        .with_context(|| format!("{address}: {error}\n{shown}"))?;
    // The page of a certificate's error says its code only to those who ask for more.
    let shown = if shown.contains(code) {
        shown
    } else {
        format!("{shown}\n{code}")
    };
    // For made.txt, with `--nocapture`.
    println!("{address}\n{shown}\n");
    Ok(shown)
}

/// A listener for one kind of answer to everything.
fn listener(answer: Option<&'static [u8]>) -> Result<SocketAddr> {
    use std::io::{Read, Write};
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    std::thread::spawn(move || {
        for mut connection in listener.incoming().flatten() {
            // What was asked is read first: closing with something unread is a reset.
            let _ = connection.read(&mut [0; 4096]);
            if let Some(answer) = answer {
                let _ = connection.write_all(answer);
            }
        }
    });
    Ok(address)
}

/// A server of openssl's with these arguments, once it listens.
fn openssl(identity: &Identity, arguments: &[&str]) -> Result<(SocketAddr, OwnedProcess)> {
    let address = nobody()?;
    let mut command = Command::new(program("openssl")?);
    command.args(["s_server", "-quiet", "-www", "-accept", &address.to_string(), "-cert"]);
    command
        .arg(&identity.certificate)
        .arg("-key")
        .arg(&identity.private_key)
        .args(arguments);
    let log = identity.certificate.with_extension("log");
    let mut server = OwnedProcess::start(command, &log)?;
    let deadline = Instant::now() + Duration::from_secs(5);
    while std::net::TcpStream::connect(address).is_err() {
        ensure!(
            server.ended()?.is_none() && Instant::now() < deadline,
            "no server: {}",
            server.log()
        );
        std::thread::sleep(Duration::from_millis(20));
    }
    Ok((address, server))
}

/// An address of this machine at which nobody listens.
fn nobody() -> Result<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}

#[tokio::test]
async fn chromium_is_understood() -> Result<()> {
    let world = World::new()?;
    let gateway = world.gateway().await?;
    let expired = Gateway::start(world.config(-1)?).await?;
    // With TLS 1.2 the refusal is a part of the handshake, so that it always arrives.
    let older = ["-tls1_2", "-Verify", "1", "-verify_return_error"];
    let (older, _server) = openssl(&world.server(30)?, &older)?;
    let at = |gateway: &Gateway| SocketAddr::from(([127, 0, 0, 1], gateway.port()));
    let deep = "a.b.mtls.example.com";
    let hosts = vec![
        (format!("{HOST}:443"), at(&gateway)),
        (format!("{deep}:443"), at(&gateway)),
        ("older.mtls.example.com:443".to_owned(), older),
        ("other.example.com:443".to_owned(), at(&gateway)),
        ("expired.mtls.example.com:443".to_owned(), at(&expired)),
        ("closed.example.com:443".to_owned(), nobody()?),
        (
            "plain.example.com:443".to_owned(),
            listener(Some(b"HTTP/1.1 400 Bad Request\r\n\r\n"))?,
        ),
        ("silent.example.com:80".to_owned(), listener(None)?),
    ];
    let options = |trusted_authority| BrowserOptions {
        certificates: ImportedCertificates {
            trusted_authority,
            client: None,
        },
        hosts: hosts.clone(),
        ..BrowserOptions::default()
    };

    let stranger = Browser::start(&options(None)).await?;
    let untrusted = refused(&stranger, &format!("https://{HOST}/"), &["ERR_CERT_AUTHORITY_INVALID"]).await?;
    must_be("server-not-trusted/wrong-ca-file", &untrusted);
    drop(stranger);

    let browser = Browser::start(&options(Some(world.server_ca()))).await?;
    // With TLS 1.3 the gateway's alert may come when the connection is used already.
    let broken_off = [
        "ERR_SOCKET_NOT_CONNECTED",
        "ERR_CONNECTION_CLOSED",
        "ERR_CONNECTION_RESET",
    ];
    let codes = [&["ERR_BAD_SSL_CLIENT_AUTH_CERT"][..], &broken_off].concat();
    let without = refused(&browser, &format!("https://{HOST}/"), &codes).await?;
    if without.contains(codes[0]) {
        must_be("no-client-certificate/browser-choice", &without);
    } else {
        must_be_one_of(&["connection-broken-off", "connection-reset"], &without);
    }
    let older = refused(&browser, "https://older.mtls.example.com/", &codes[..1]).await?;
    must_be("no-client-certificate/browser-choice", &older);
    for (address, codes, expected) in [
        (
            format!("https://{deep}/"),
            &["ERR_CERT_COMMON_NAME_INVALID"][..],
            "server-name-mismatch",
        ),
        (
            "https://expired.mtls.example.com/".to_owned(),
            &["ERR_CERT_DATE_INVALID"],
            "server-expired",
        ),
        (
            "https://closed.example.com/".to_owned(),
            &["ERR_CONNECTION_REFUSED"],
            "connection-refused",
        ),
        (
            "https://none.example.com/".to_owned(),
            &["ERR_NAME_NOT_RESOLVED"],
            "host-unknown",
        ),
        (
            "https://plain.example.com/".to_owned(),
            &["ERR_SSL_PROTOCOL_ERROR"],
            "no-tls",
        ),
        (
            "http://silent.example.com/".to_owned(),
            &["ERR_EMPTY_RESPONSE"],
            "connection-reset",
        ),
    ] {
        let shown = refused(&browser, &address, codes).await?;
        must_be_one_of(&[expected], &shown);
    }
    // A name that the gateway has no server for.
    let unknown = refused(&browser, "https://other.example.com/", &broken_off).await?;
    must_be_one_of(&["connection-broken-off", "connection-reset"], &unknown);
    Ok(())
}

/// The code of Firefox's error page, which it shows to those who ask for more.
const CODE: &str = "for (const info of ['getFailedCertSecurityInfo', 'getNetErrorInfo']) \
     try { const code = document[info]().errorCodeString; if (code) return code; } catch {} return '';";

async fn firefox_code(browser: &Browser, address: &str) -> Result<String> {
    ensure!(browser.open(address).await.is_err(), "{address} opened");
    let code = browser.evaluate(CODE, vec![]).await?;
    let shown = browser.text().await?;
    let shown = format!("{shown}\nError code: {}", code.as_str().unwrap_or_default());
    println!("{address}\n{shown}\n");
    Ok(shown)
}

#[tokio::test]
async fn firefox_is_understood() -> Result<()> {
    if !Engine::Firefox.is_there()? {
        return Ok(());
    }
    let authority = Authority::new("/CN=Unknown Root")?;
    let identity = authority.issue(&Leaf {
        subject: "/CN=127.0.0.1",
        purpose: Purpose::Server,
        alternative_names: "IP:127.0.0.1",
        days: 30,
    })?;
    let (address, _server) = openssl(&identity, &[])?;
    let browser = Browser::start(&BrowserOptions {
        engine: Engine::Firefox,
        ..BrowserOptions::default()
    })
    .await?;
    for (at, code, expected) in [
        (address, "SEC_ERROR_UNKNOWN_ISSUER", "server-not-trusted"),
        (
            listener(Some(b"HTTP/1.1 400 Bad Request\r\n\r\n"))?,
            "SSL_ERROR_RX_RECORD_TOO_LONG",
            "no-tls",
        ),
    ] {
        let shown = firefox_code(&browser, &format!("https://{at}/")).await?;
        ensure!(shown.contains(code), "{code} is not in {shown}");
        must_be_one_of(&[expected], &shown);
    }
    browser.quit()?;
    Ok(())
}
