//! The same trouble in the words of other clients: OpenSSL, GnuTLS, Python, Node, kubectl (Go), and what they say of bundles.

use anyhow::Result;
use mtls_wizard_e2e::openssl::{Authority, Identity, Purpose};
use std::io::ErrorKind;
use std::process::{Command, Stdio};

use super::gateway::{HOST, World, issue};
use super::{must_be, must_be_one_of};

/// What a program prints; `None` where it is not installed, which only `CI` does not accept.
fn printed(command: &mut Command) -> Option<String> {
    let output = command.env("LC_ALL", "C.UTF-8").stdin(Stdio::null()).output();
    match output {
        Ok(output) => {
            let text = [output.stdout, output.stderr].concat();
            Some(String::from_utf8_lossy(&text).into_owned())
        }
        Err(error) if error.kind() == ErrorKind::NotFound && std::env::var_os("CI").is_none() => {
            eprintln!("SKIPPED: {command:?} is not installed");
            None
        }
        Err(error) => panic!("{command:?}: {error}"),
    }
}

/// A client that waits a moment before it reads, so that the gateway's alert always arrives.
struct Caller<'a> {
    port: u16,
    authority: &'a str,
}

impl Caller<'_> {
    fn openssl(&self, identity: Option<&Identity>) -> Option<String> {
        let mut command = Command::new("sh");
        let certificate = identity.map_or(String::new(), |identity| {
            format!(
                "-cert '{}' -key '{}'",
                identity.certificate.display(),
                identity.private_key.display()
            )
        });
        command.arg("-c").arg(format!(
            "(sleep 0.5; printf 'GET / HTTP/1.0\\r\\n\\r\\n'; sleep 0.5) | openssl s_client -connect 127.0.0.1:{} -servername {HOST} \
             -CAfile '{}' -quiet {certificate} 2>&1",
            self.port, self.authority
        ));
        printed(&mut command)
    }

    fn gnutls(&self, identity: Option<&Identity>) -> Option<String> {
        printed(Command::new("gnutls-cli").arg("--version"))?;
        let mut command = Command::new("sh");
        let certificate = identity.map_or(String::new(), |identity| {
            format!(
                "--x509certfile '{}' --x509keyfile '{}'",
                identity.certificate.display(),
                identity.private_key.display()
            )
        });
        command.arg("-c").arg(format!(
            "(sleep 0.5; printf 'GET / HTTP/1.0\\r\\n\\r\\n'; sleep 0.5) | gnutls-cli --port {} --sni-hostname {HOST} \
             --verify-hostname {HOST} --x509cafile '{}' {certificate} 127.0.0.1 2>&1",
            self.port, self.authority
        ));
        printed(&mut command)
    }

    fn python(&self, identity: Option<&Identity>) -> Option<String> {
        const SCRIPT: &str = "import socket, ssl, sys, time\n\
            port, host, authority, *pair = sys.argv[1:]\n\
            context = ssl.create_default_context(cafile=authority)\n\
            if pair: context.load_cert_chain(*pair)\n\
            tls = context.wrap_socket(socket.create_connection(('127.0.0.1', int(port))), server_hostname=host)\n\
            time.sleep(0.3)\n\
            tls.recv(10)\n";
        let mut command = Command::new("python3");
        command.args(["-c", SCRIPT, &self.port.to_string(), HOST, self.authority]);
        if let Some(identity) = identity {
            command.arg(&identity.certificate).arg(&identity.private_key);
        }
        printed(&mut command)
    }

    fn node(&self, identity: Option<&Identity>) -> Option<String> {
        const SCRIPT: &str = "const [port, host, authority, cert, key] = process.argv.slice(1); const fs = require('fs'); \
            const pair = cert ? { cert: fs.readFileSync(cert), key: fs.readFileSync(key) } : {}; \
            require('https').get({ host: '127.0.0.1', port, servername: host, ca: fs.readFileSync(authority), ...pair }, \
            () => {}).on('error', error => { throw error; });";
        let mut command = Command::new("node");
        command.args(["-e", SCRIPT, &self.port.to_string(), HOST, self.authority]);
        if let Some(identity) = identity {
            command.arg(&identity.certificate).arg(&identity.private_key);
        }
        printed(&mut command)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_client_is_understood() -> Result<()> {
    let world = World::new()?;
    let gateway = world.gateway().await?;
    let authority = world.server_ca().display().to_string();
    let caller = Caller {
        port: gateway.port(),
        authority: &authority,
    };
    let strangers = Authority::new("/CN=Stranger")?;
    let stranger = issue(&strangers, Purpose::Client, 30)?;
    let expired = world.client(Purpose::Client, -1)?;
    let server = world.client(Purpose::Server, 30)?;
    for (identity, expected) in [
        (None, "no-client-certificate/not-given"),
        (Some(&stranger), "unknown-client-ca/other-ca"),
        (Some(&expired), "client-certificate-expired/certificate"),
        (Some(&server), "not-a-client-certificate/usage"),
    ] {
        for message in [
            caller.openssl(identity),
            caller.gnutls(identity),
            caller.python(identity),
        ]
        .into_iter()
        .flatten()
        {
            must_be(expected, &message);
        }
        if let Some(message) = caller.node(identity) {
            let problem = expected.split('/').next().unwrap_or_default();
            must_be_one_of(&[problem, "connection-broken-off", "connection-reset"], &message);
        }
    }
    // The clients' CA is not the server's.
    let authority = world.client_ca().display().to_string();
    let mistaken = Caller {
        port: gateway.port(),
        authority: &authority,
    };
    for message in [mistaken.python(None), mistaken.node(None)].into_iter().flatten() {
        must_be("server-not-trusted/wrong-ca-file", &message);
    }
    Ok(())
}

#[test]
fn bundles_that_do_not_open_are_understood() -> Result<()> {
    let world = World::new()?;
    let bundle = world.client(Purpose::Client, 30)?.pkcs12("right")?;
    let file = bundle.display().to_string();
    let openssl = printed(Command::new("openssl").args(["pkcs12", "-nodes", "-passin", "pass:wrong", "-in", &file]));
    let keytool = printed(Command::new("keytool").args([
        "-J-Duser.language=en",
        "-list",
        "-storepass",
        "wrong1",
        "-keystore",
        &file,
    ]));
    let curl = printed(Command::new("curl").args([
        "-q",
        "-sS",
        "--cert-type",
        "P12",
        "--cert",
        &format!("{file}:wrong"),
        "https://127.0.0.1:9/",
    ]));
    for message in [openssl, keytool].into_iter().flatten() {
        must_be("bundle-password/wrong", &message);
    }
    if let Some(message) = curl {
        must_be_one_of(&["bundle-password", "connection-refused"], &message);
    }
    Ok(())
}

#[test]
fn curl_without_a_server_is_understood() {
    let curl = |address: &str| printed(Command::new("curl").args(["-q", "-sS", "--noproxy", "*", address]));
    if let Some(message) = curl("https://127.0.0.1:9/") {
        must_be("connection-refused/no-gateway", &message);
    }
    if let Some(message) = curl("https://httpbin.mtls.example.invalid/") {
        must_be("host-unknown/no-entry", &message);
    }
}
