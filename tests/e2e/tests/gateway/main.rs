//! The gateway harness itself: that Envoy, configured as Istio configures it, admits and refuses whom it should.

mod admission;
mod applied;
mod archive;
mod chromium;
mod commands;
mod egress;
mod hostile_names;
mod intermediates;
mod lifecycle;
mod loaded;
mod simulation;
mod takeover;

use anyhow::Result;
use mtls_wizard_e2e::{
    gateway::{ClientCertificate, Gateway, GatewayConfig, HeaderRule, Rule, Workload},
    openssl::{Authority, Identity, Leaf, Purpose, pem},
};
use std::path::PathBuf;

const HOST: &str = "httpbin.mtls.example.com";
const CLIENT_SUBJECT: &str = "/CN=ML Client Curl/O=ML Client Org";

struct World {
    server_authority: Authority,
    client_authority: Authority,
}

impl World {
    fn new() -> Result<Self> {
        Ok(Self {
            server_authority: Authority::new("/O=ML Server Org/CN=ML Server Root CA")?,
            client_authority: Authority::new("/O=ML Client Org/CN=ML Client Root CA")?,
        })
    }

    fn client(&self) -> Result<Identity> {
        client_of(&self.client_authority)
    }

    fn server_ca(&self) -> PathBuf {
        self.server_authority.identity().certificate
    }

    fn server_certificate(&self) -> Result<Identity> {
        self.server_authority.issue(&Leaf {
            subject: "/O=ML Server Org/CN=*.mtls.example.com",
            purpose: Purpose::Server,
            alternative_names: "DNS:*.mtls.example.com,DNS:mtls.example.com",
            days: 30,
        })
    }

    async fn gateway(&self, workload: Workload) -> Result<Gateway> {
        Gateway::start(self.config(workload)?).await
    }

    fn config(&self, workload: Workload) -> Result<GatewayConfig> {
        let server = self.server_certificate()?;
        Ok(GatewayConfig {
            hosts: vec!["*.mtls.example.com".into()],
            server_chain_pem: pem(&server.certificate)?,
            server_key_pem: pem(&server.private_key)?,
            client_ca_pem: pem(&self.client_authority.identity().certificate)?,
            client_lists_pem: None,
            client_certificate: ClientCertificate::Required,
            workload_host: HOST.into(),
            rules: vec![Rule::get_everything(vec![
                HeaderRule::new("X-CLIENT-SSL-CN", "%DOWNSTREAM_PEER_SUBJECT%"),
                HeaderRule::new("X-CLIENT-SSL-ISSUER", "%DOWNSTREAM_PEER_ISSUER%"),
                HeaderRule::new("X-CLIENT-SSL-SAN", "%DOWNSTREAM_PEER_URI_SAN%"),
            ])],
            workload,
            port: None,
        })
    }
}

fn client_of(authority: &Authority) -> Result<Identity> {
    authority.issue(&Leaf {
        subject: CLIENT_SUBJECT,
        purpose: Purpose::Client,
        alternative_names: "URI:spiffe://mtls.example.com/curl",
        days: 30,
    })
}

fn leaf(purpose: Purpose) -> Leaf<'static> {
    Leaf {
        subject: CLIENT_SUBJECT,
        purpose,
        alternative_names: "",
        days: 30,
    }
}
