//! The gateway that an unpacked archive describes.

use crate::{HOST, World};
use anyhow::Result;
use mtls_wizard_e2e::{gateway::Gateway, openssl::pem};
use std::fs;

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
