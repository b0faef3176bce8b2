//! A gateway with each kind of trouble, and what curl and Envoy itself say.

use anyhow::Result;
use mtls_wizard_e2e::gateway::ClientCertificate;
use mtls_wizard_e2e::gateway::{Gateway, GatewayConfig, HeaderRule, Outcome, Rule, Workload};
use mtls_wizard_e2e::openssl::{Authority, Identity, Leaf, Purpose, pem};
use std::path::PathBuf;

use super::{must_be, must_be_one_of};

pub const HOST: &str = "httpbin.mtls.example.com";

/// The authorities of a gateway and of its clients.
pub struct World {
    server: Authority,
    clients: Authority,
}

impl World {
    pub fn new() -> Result<Self> {
        Ok(Self {
            server: Authority::new("/O=ML Server Org/CN=ML Server Root CA")?,
            clients: Authority::new("/O=ML Client Org/CN=ML Client Root CA")?,
        })
    }

    pub fn server_ca(&self) -> PathBuf {
        self.server.identity().certificate
    }

    pub fn client_ca(&self) -> PathBuf {
        self.clients.identity().certificate
    }

    pub fn server(&self, days: i32) -> Result<Identity> {
        self.server.issue(&Leaf {
            subject: "/O=ML Server Org/CN=*.mtls.example.com",
            purpose: Purpose::Server,
            alternative_names: "DNS:*.mtls.example.com",
            days,
        })
    }

    pub fn config(&self, server_days: i32) -> Result<GatewayConfig> {
        let server = self.server(server_days)?;
        Ok(GatewayConfig {
            hosts: vec!["*.mtls.example.com".into()],
            server_chain_pem: pem(&server.certificate)?,
            server_key_pem: pem(&server.private_key)?,
            client_ca_pem: pem(&self.client_ca())?,
            client_lists_pem: None,
            client_certificate: ClientCertificate::Required,
            workload_host: HOST.into(),
            rules: vec![Rule::get_everything(vec![HeaderRule::new("X-A", "b")])],
            workload: Workload::Httpbin,
            port: None,
        })
    }

    pub async fn gateway(&self) -> Result<Gateway> {
        Gateway::start(self.config(30)?).await
    }

    pub fn client(&self, purpose: Purpose, days: i32) -> Result<Identity> {
        issue(&self.clients, purpose, days)
    }
}

pub fn issue(authority: &Authority, purpose: Purpose, days: i32) -> Result<Identity> {
    authority.issue(&Leaf {
        subject: "/CN=client/O=ML Client Org",
        purpose,
        alternative_names: "URI:spiffe://mtls.example.com/client",
        days,
    })
}

/// What curl says, or what it received.
fn said(outcome: Outcome) -> String {
    match outcome {
        Outcome::Refused { message, .. } => message,
        Outcome::Answered(answer) => {
            let server = answer
                .headers
                .get("server")
                .map(|values| values.concat())
                .unwrap_or_default();
            format!("HTTP/2 {}\nserver: {server}\n\n{}", answer.status, answer.body)
        }
    }
}

#[tokio::test]
async fn curl_is_refused_for_every_reason() -> Result<()> {
    let world = World::new()?;
    let gateway = world.gateway().await?;
    let trusting = || gateway.curl(HOST).trusting(world.server_ca());
    // With TLS 1.3 the reason may be lost on the way; it is never taken for another.
    let without = said(trusting().get("/headers").await?);
    must_be_one_of(
        &["no-client-certificate", "connection-broken-off", "connection-reset"],
        &without,
    );
    let stranger = Authority::new("/CN=Stranger")?;
    for (identity, problem) in [
        (issue(&stranger, Purpose::Client, 30)?, "unknown-client-ca"),
        (world.client(Purpose::Client, -1)?, "client-certificate-expired"),
        (world.client(Purpose::Server, 30)?, "not-a-client-certificate"),
    ] {
        let refused = said(trusting().presenting(&identity).get("/headers").await?);
        must_be_one_of(&[problem, "connection-broken-off", "connection-reset"], &refused);
    }
    let client = world.client(Purpose::Client, 30)?;
    let other_host = gateway
        .curl("other.example.com")
        .trusting(world.server_ca())
        .presenting(&client);
    must_be("connection-reset/host", &said(other_host.get("/").await?));
    let other_route = gateway
        .curl("other.mtls.example.com")
        .trusting(world.server_ca())
        .presenting(&client);
    let not_found = said(other_route.get("/").await?);
    must_be("not-found/no-rule", &not_found);
    let deep = gateway
        .curl("a.b.mtls.example.com")
        .trusting(world.server_ca())
        .presenting(&client);
    must_be("server-name-mismatch/one-label", &said(deep.get("/").await?));
    let wrong_ca = gateway.curl(HOST).trusting(world.client_ca()).presenting(&client);
    must_be("server-not-trusted/wrong-ca-file", &said(wrong_ca.get("/").await?));
    let missing = gateway.curl(HOST).trusting("missing.crt");
    must_be("file-missing/path", &said(missing.get("/").await?));
    let plain = gateway.curl(HOST).plain(80).get("/").await?;
    must_be_one_of(&["connection-reset"], &said(plain));
    // What Envoy itself writes about the call without a route.
    let log = gateway.logged("route_not_found").await;
    let line = log
        .lines()
        .find(|line| line.contains(" NR "))
        .unwrap_or_else(|| panic!("no such line in {log}"));
    must_be("not-found/no-rule", line);
    Ok(())
}

#[tokio::test]
async fn an_expired_server_is_not_taken_for_an_expired_client() -> Result<()> {
    let world = World::new()?;
    let gateway = Gateway::start(world.config(-1)?).await?;
    let curl = gateway.curl(HOST).trusting(world.server_ca());
    must_be("server-expired/renew", &said(curl.get("/").await?));
    Ok(())
}
