//! The gateway harness itself: that Envoy, configured as Istio configures it, admits and refuses whom it should.

use anyhow::Result;
use mtls_wizard_e2e::{
    browser::{Browser, BrowserOptions, ClientBundle, ImportedCertificates},
    gateway::{ClientCertificate, Gateway, GatewayConfig, HeaderRule, Refusals, Rule, Workload, echoed_headers},
    openssl::{Authority, Identity, Leaf, Purpose, pem},
};
use std::{fs, path::PathBuf};

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
        let server = self.server_certificate()?;
        Gateway::start(GatewayConfig {
            hosts: vec!["*.mtls.example.com".into()],
            server_chain_pem: pem(&server.certificate)?,
            server_key_pem: pem(&server.private_key)?,
            client_ca_pem: pem(&self.client_authority.identity().certificate)?,
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
        .await
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

#[tokio::test]
async fn only_a_client_of_the_authority_gets_in() -> Result<()> {
    let world = World::new()?;
    let gateway = world.gateway(Workload::Httpbin).await?;
    let curl = || gateway.curl(HOST).trusting(world.server_ca());

    let outcome = curl().get("/headers").await?;
    assert!(outcome.is_tls_refusal(), "without a certificate: {outcome:?}");
    assert_eq!(
        gateway.refusals().await?,
        Refusals {
            no_certificate: 1,
            ..Refusals::default()
        }
    );

    // The same names as the real authority and the real client, so only the signature tells them apart.
    let stranger_authority = Authority::new("/O=ML Client Org/CN=ML Client Root CA")?;
    let strangers = [
        ("another authority", client_of(&stranger_authority)?),
        (
            "expired",
            world.client_authority.issue(&Leaf {
                days: -1,
                ..leaf(Purpose::Client)
            })?,
        ),
        (
            "a server's certificate",
            world.client_authority.issue(&leaf(Purpose::Server))?,
        ),
    ];
    for (count, (name, stranger)) in (1..).zip(&strangers) {
        let outcome = curl().presenting(stranger).get("/headers").await?;
        assert!(outcome.is_tls_refusal(), "{name}: {outcome:?}");
        let expected = Refusals {
            no_certificate: 1,
            invalid_certificate: count,
            ..Refusals::default()
        };
        assert_eq!(gateway.refusals().await?, expected, "{name}");
    }
    assert_eq!(gateway.received(), [], "a refused client reached the workload");

    let answer = curl().presenting(&world.client()?).get("/headers").await?.answered()?;
    assert_eq!(answer.status, 200, "{answer:?}\n{}", gateway.log());
    let headers = answer.echoed_headers()?;
    assert_eq!(headers["X-Client-Ssl-Cn"], "O=ML Client Org,CN=ML Client Curl");
    assert_eq!(headers["X-Client-Ssl-Issuer"], "CN=ML Client Root CA,O=ML Client Org");
    assert_eq!(headers["X-Client-Ssl-San"], "spiffe://mtls.example.com/curl");
    assert_eq!(headers["X-Forwarded-Host"], HOST);
    let forwarded = &headers["X-Forwarded-Client-Cert"];
    for part in [
        "Hash=",
        "Cert=\"",
        "Subject=\"O=ML Client Org,CN=ML Client Curl\"",
        "URI=spiffe://mtls.example.com/curl",
    ] {
        assert!(forwarded.contains(part), "{part} is not in {forwarded}");
    }
    assert_eq!(gateway.received().len(), 1);
    Ok(())
}

fn leaf(purpose: Purpose) -> Leaf<'static> {
    Leaf {
        subject: CLIENT_SUBJECT,
        purpose,
        alternative_names: "",
        days: 30,
    }
}

#[tokio::test]
async fn hosts_and_methods_are_those_of_the_manifests() -> Result<()> {
    let world = World::new()?;
    let gateway = world.gateway(Workload::Httpbin).await?;
    let client = world.client()?;

    let outside = gateway
        .curl("httpbin.example.com")
        .trusting(world.server_ca())
        .presenting(&client);
    let outcome = outside.get("/headers").await?;
    assert!(outcome.is_tls_refusal(), "{outcome:?}");
    assert_eq!(
        gateway.refusals().await?,
        Refusals {
            unknown_server_name: 1,
            ..Refusals::default()
        }
    );

    let other_workload = gateway
        .curl("other.mtls.example.com")
        .trusting(world.server_ca())
        .presenting(&client);
    assert_eq!(other_workload.get("/headers").await?.answered()?.status, 404);
    let workload = gateway.curl(HOST).trusting(world.server_ca()).presenting(&client);
    assert_eq!(workload.send("POST", "/headers").await?.answered()?.status, 404);
    assert_eq!(gateway.received(), []);
    Ok(())
}

#[tokio::test]
async fn headers_that_the_client_invents_are_overwritten() -> Result<()> {
    let world = World::new()?;
    let gateway = world.gateway(Workload::GoHttpbin).await?;
    let spoofing = gateway
        .curl(HOST)
        .trusting(world.server_ca())
        .presenting(&world.client()?)
        .with_header("X-CLIENT-SSL-CN: CN=admin")
        .with_header("x-client-ssl-issuer: CN=admin")
        .with_header("X-Client-SSL-SAN: spiffe://mtls.example.com/admin")
        .with_header("X-Forwarded-Client-Cert: Subject=\"CN=admin\"");
    let answer = spoofing.get("/headers").await?.answered()?;
    assert_eq!(answer.status, 200);
    let headers = answer.echoed_headers()?;
    assert_eq!(headers["X-Client-Ssl-Cn"], "O=ML Client Org,CN=ML Client Curl");
    assert_eq!(headers["X-Client-Ssl-Issuer"], "CN=ML Client Root CA,O=ML Client Org");
    assert_eq!(headers["X-Client-Ssl-San"], "spiffe://mtls.example.com/curl");
    assert!(!answer.body.contains("admin"), "{}", answer.body);
    assert!(
        answer.body.contains("\"X-Client-Ssl-Cn\":[\""),
        "go-httpbin lists values: {}",
        answer.body
    );
    Ok(())
}

/// Envoy does not set a header whose value comes out empty, so it does not overwrite it either. This is why every client
/// certificate needs a URI SAN if a backend is to believe the header, and this test notices if Envoy ever changes.
#[tokio::test]
async fn without_a_uri_san_the_client_can_invent_the_san_header() -> Result<()> {
    let world = World::new()?;
    let gateway = world.gateway(Workload::Httpbin).await?;
    let nameless = world.client_authority.issue(&leaf(Purpose::Client))?;
    let curl = gateway.curl(HOST).trusting(world.server_ca()).presenting(&nameless);

    let headers = curl.get("/headers").await?.answered()?.echoed_headers()?;
    assert_eq!(headers.get("X-Client-Ssl-San"), None);
    let spoofing = curl.with_header("X-Client-SSL-SAN: spiffe://mtls.example.com/admin");
    let headers = spoofing.get("/headers").await?.answered()?.echoed_headers()?;
    assert_eq!(headers["X-Client-Ssl-San"], "spiffe://mtls.example.com/admin");
    let forwarded = &headers["X-Forwarded-Client-Cert"];
    assert!(forwarded.ends_with(";URI="), "{forwarded}");
    Ok(())
}

const GATEWAY_MANIFEST: &str = r#"
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: kyma-mtls-gateway, namespace: test}
spec:
  selector: {istio: ingressgateway}
  servers:
    - port: {number: 443, name: mtls, protocol: HTTPS}
      tls: {mode: MUTUAL, credentialName: kyma-mtls}
      hosts: ["*.mtls.example.com"]
"#;

const API_RULE_MANIFEST: &str = r#"
apiVersion: gateway.kyma-project.io/v2
kind: APIRule
metadata: {name: httpbin-mtls, namespace: test}
spec:
  gateway: test/kyma-mtls-gateway
  hosts: [httpbin.mtls.example.com]
  rules:
    - methods: [GET, HEAD]
      path: /headers
      noAuth: true
      timeout: 30
      request:
        headers:
          X-Only-Here: "%DOWNSTREAM_PEER_SUBJECT%"
  service: {name: httpbin, port: 8000}
"#;

#[tokio::test]
async fn an_unpacked_archive_becomes_a_gateway() -> Result<()> {
    let world = World::new()?;
    let server = world.server_certificate()?;
    let archive = tempfile::tempdir()?;
    let write = |name: &str, content: &str| fs::write(archive.path().join(name), content);
    fs::create_dir(archive.path().join("certificates"))?;
    fs::create_dir(archive.path().join("manifests"))?;
    write("certificates/server-chain.pem", &pem(&server.certificate)?)?;
    write("certificates/server.key", &pem(&server.private_key)?)?;
    write(
        "certificates/client-root-ca.crt",
        &pem(&world.client_authority.identity().certificate)?,
    )?;
    write("manifests/20-gateway-kyma-mtls-gateway.yaml", GATEWAY_MANIFEST)?;
    write("manifests/40-apirule-httpbin-mtls.yaml", API_RULE_MANIFEST)?;

    let gateway = Gateway::from_archive(archive.path()).await?;
    assert_eq!(gateway.workload_host(), HOST);
    let curl = gateway
        .curl(HOST)
        .trusting(world.server_ca())
        .presenting(&world.client()?);
    let headers = curl.get("/headers").await?.answered()?.echoed_headers()?;
    assert_eq!(headers["X-Only-Here"], "O=ML Client Org,CN=ML Client Curl");
    assert_eq!(headers.get("X-Client-Ssl-Cn"), None);
    assert_eq!(curl.get("/elsewhere").await?.answered()?.status, 404);
    assert_eq!(gateway.received().len(), 1, "only /headers is routed");

    write(
        "manifests/20-gateway-kyma-mtls-gateway.yaml",
        &GATEWAY_MANIFEST.replace("MUTUAL", "SIMPLE"),
    )?;
    let error = Gateway::from_archive(archive.path())
        .await
        .expect_err("a Gateway that admits everybody");
    assert!(error.to_string().contains("SIMPLE"), "{error:#}");
    Ok(())
}

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
