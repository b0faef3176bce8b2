//! The proxies of a cluster: VirtualService and AuthorizationPolicy, the Gateway's own restrictions, Gardener's certificate.

use crate::applied::{DEFAULT_DOMAIN, apply, cluster, generic, secret, until, workload};
use crate::{HOST, World};
use anyhow::Result;
use mtls_wizard_e2e::cluster::Cluster;
use mtls_wizard_e2e::gateway::{Answer, Curl};
use mtls_wizard_e2e::openssl::{Identity, Leaf, Purpose, pem};
use mtls_wizard_e2e::process::run;
use mtls_wizard_e2e::simulation::Simulation;
use serde_json::json;
use std::process::Command;

pub const GATEWAY: &str = r#"
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: mtls, namespace: test}
spec:
  selector: {istio: ingressgateway}
  servers:
    - port: {number: 443, name: mtls, protocol: HTTPS}
      tls: {mode: MUTUAL, credentialName: mtls}
      hosts: ["*.mtls.example.com"]
"#;

pub const VIRTUAL_SERVICE: &str = r#"
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: httpbin, namespace: test}
spec:
  hosts: [httpbin.mtls.example.com]
  gateways: [test/mtls]
  http:
    - route: [{destination: {host: httpbin, port: {number: 8000}}}]
      timeout: 1m30s
      headers:
        request:
          set:
            X-CLIENT-SSL-CN: "%DOWNSTREAM_PEER_SUBJECT%"
            X-CLIENT-SSL-ISSUER: "%DOWNSTREAM_PEER_ISSUER%"
            X-CLIENT-SSL-SAN: "%DOWNSTREAM_PEER_URI_SAN%"
"#;

const POLICY: &str = r#"
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: allowed, namespace: test}
spec:
  selector: {matchLabels: {app: httpbin}}
  action: ALLOW
  rules:
    - from: [{source: {principals: [cluster.local/ns/istio-system/sa/istio-ingressgateway-service-account]}}]
      to: [{operation: {hosts: [httpbin.mtls.example.com, "httpbin.mtls.example.com:443"]}}]
      when: [{key: "request.headers[X-Client-Ssl-Cn]", values: ['O=ML Client Org,CN=ML Client Curl']}]
"#;

async fn restricted(world: &World) -> Result<Cluster> {
    let cluster = cluster().await?;
    workload(&cluster, "httpbin")?;
    let data = generic(&world.server_certificate()?, &world.client_authority.identity())?;
    secret(&cluster, "mtls", &data)?;
    apply(&cluster, GATEWAY)?;
    apply(&cluster, VIRTUAL_SERVICE)?;
    apply(&cluster, POLICY)?;
    Ok(cluster)
}

fn denied_client(world: &World) -> Result<Identity> {
    world.client_authority.issue(&Leaf {
        subject: "/CN=Somebody Else/O=ML Client Org",
        purpose: Purpose::Client,
        alternative_names: "URI:spiffe://mtls.example.com/else",
        days: 30,
    })
}

async fn call(simulation: &Simulation, world: &World, client: &Identity) -> Result<Answer> {
    call_by(simulation.curl(HOST).trusting(world.server_ca()).presenting(client)).await
}

async fn call_by(curl: Curl) -> Result<Answer> {
    curl.get("/headers").await?.answered()
}

#[tokio::test]
async fn only_the_client_of_the_policy_gets_through() -> Result<()> {
    let world = World::new()?;
    let cluster = restricted(&world).await?;
    let simulation = Simulation::of(&cluster).await?;
    let answer = call(&simulation, &world, &world.client()?).await?;
    assert_eq!(answer.status, 200, "{answer:?}\n{}", simulation.log());
    let headers = answer.echoed_headers()?;
    assert_eq!(headers["X-Client-Ssl-Cn"], "O=ML Client Org,CN=ML Client Curl");
    assert_eq!(headers["Host"], HOST, "the port is not in the way");
    let forwarded = &headers["X-Forwarded-Client-Cert"];
    let gateway = "URI=spiffe://cluster.local/ns/istio-system/sa/istio-ingressgateway-service-account";
    assert!(
        forwarded.contains("Cert=") && forwarded.ends_with(gateway),
        "{forwarded}"
    );

    let denied = call(&simulation, &world, &denied_client(&world)?).await?;
    assert_eq!((denied.status, denied.body.as_str()), (403, "RBAC: access denied"));
    let spoof = simulation
        .curl(HOST)
        .trusting(world.server_ca())
        .presenting(&denied_client(&world)?);
    let spoofed = call_by(spoof.with_header("X-Client-Ssl-Cn: O=ML Client Org,CN=ML Client Curl")).await?;
    assert_eq!(spoofed.status, 403);
    // What the policy does not list is not its host, even if the route is found.
    let with_port = simulation
        .curl(HOST)
        .trusting(world.server_ca())
        .presenting(&world.client()?);
    assert_eq!(
        call_by(with_port.with_header("Host: httpbin.mtls.example.com:443"))
            .await?
            .status,
        200
    );
    let with_port = simulation
        .curl(HOST)
        .trusting(world.server_ca())
        .presenting(&world.client()?);
    assert_eq!(
        call_by(with_port.with_header("Host: httpbin.mtls.example.com:8443"))
            .await?
            .status,
        403
    );
    assert_eq!(simulation.received("test", "httpbin").len(), 2);
    Ok(())
}

#[tokio::test]
async fn callers_inside_the_cluster_cannot_pretend() -> Result<()> {
    let world = World::new()?;
    let cluster = restricted(&world).await?;
    workload(&cluster, "caller")?;
    let caller = |simulation: &Simulation| {
        let curl = simulation.curl_from("test", "caller", "httpbin.test", 8000);
        curl.with_header("Host: httpbin.mtls.example.com")
            .with_header("X-Client-Ssl-Cn: O=ML Client Org,CN=ML Client Curl")
    };
    // With that Host the sidecar knows no way; by its own name the Service is found, and the policy refuses.
    let simulation = Simulation::of(&cluster).await?;
    assert_eq!(call_by(caller(&simulation)).await?.status, 502);
    let direct = |simulation: &Simulation| {
        let curl = simulation.curl_from("test", "caller", "httpbin.test", 8000);
        curl.with_header("X-Client-Ssl-Cn: O=ML Client Org,CN=ML Client Curl")
    };
    assert_eq!(call_by(direct(&simulation)).await?.status, 403);

    // Without the principal in the policy, and for its own name, the header of any caller is believed.
    cluster.mutate(
        "security.istio.io/v1",
        "AuthorizationPolicy",
        Some("test"),
        "allowed",
        |policy| {
            let rule = &mut policy["spec"]["rules"][0];
            rule["from"] = json!([]);
            rule["to"][0]["operation"]["hosts"] = json!(["httpbin.test:8000"]);
        },
    )?;
    let simulation = Simulation::of(&cluster).await?;
    assert_eq!(call_by(direct(&simulation)).await?.status, 200);
    Ok(())
}

#[tokio::test]
async fn one_wrong_word_in_the_policy_denies() -> Result<()> {
    let world = World::new()?;
    let cluster = restricted(&world).await?;
    let status = async |cluster: &Cluster, client: &Identity| -> Result<u16> {
        Ok(call(&Simulation::of(cluster).await?, &world, client).await?.status)
    };
    let mutate = |change: fn(&mut serde_json::Value)| {
        cluster.mutate(
            "security.istio.io/v1",
            "AuthorizationPolicy",
            Some("test"),
            "allowed",
            |policy| {
                change(&mut policy["spec"]);
            },
        )
    };
    let client = world.client()?;
    mutate(|spec| spec["rules"][0]["when"][0]["values"] = json!(["CN=ML Client Curl,O=ML Client Org"]))?;
    assert_eq!(status(&cluster, &client).await?, 403, "the DN in another order");
    mutate(|spec| spec["rules"][0]["when"][0]["values"] = json!(["*CN=ML Client Curl"]))?;
    assert_eq!(status(&cluster, &client).await?, 200, "a star in front");
    mutate(|spec| spec["selector"]["matchLabels"]["app"] = json!("other"))?;
    assert_eq!(
        status(&cluster, &denied_client(&world)?).await?,
        200,
        "a policy for other pods"
    );
    mutate(|spec| *spec = json!({"action": "DENY", "rules": [{"to": [{"operation": {"paths": ["/headers"]}}]}]}))?;
    assert_eq!(status(&cluster, &client).await?, 403, "DENY");
    mutate(|spec| *spec = json!({"rules": [{"to": [{"operation": {"paths": ["/{*}"], "methods": ["GET"]}}]}]}))?;
    assert_eq!(status(&cluster, &client).await?, 200, "path template");
    mutate(|spec| *spec = json!({}))?;
    assert_eq!(
        status(&cluster, &client).await?,
        403,
        "a policy without rules allows nobody"
    );
    mutate(|spec| *spec = json!({"action": "AUDIT", "rules": [{}]}))?;
    assert!(
        status(&cluster, &client)
            .await
            .expect_err("not simulated")
            .to_string()
            .contains("AUDIT")
    );
    Ok(())
}

#[tokio::test]
async fn the_gateway_itself_can_restrict() -> Result<()> {
    let world = World::new()?;
    let cluster = restricted(&world).await?;
    cluster.remove("security.istio.io/v1", "AuthorizationPolicy", Some("test"), "allowed");
    let (client, other) = (world.client()?, denied_client(&world)?);
    let spki = "openssl x509 -in \"$1\" -noout -pubkey | openssl pkey -pubin -outform DER | openssl dgst -sha256 -binary | base64";
    let hash = "openssl x509 -in \"$1\" -outform DER | openssl dgst -sha256 -r | cut -d ' ' -f 1";
    let of_client = |script: &str| -> Result<String> {
        let mut command = Command::new("bash");
        command.args(["-c", script, "bash"]).arg(&client.certificate);
        Ok(run(&mut command)?.trim().to_owned())
    };
    for (field, value) in [
        ("subjectAltNames", "spiffe://mtls.example.com/curl".to_owned()),
        ("verifyCertificateSpki", of_client(spki)?),
        ("verifyCertificateHash", of_client(hash)?),
    ] {
        cluster.mutate("networking.istio.io/v1", "Gateway", Some("test"), "mtls", |gateway| {
            gateway["spec"]["servers"][0]["tls"] = json!({"mode": "MUTUAL", "credentialName": "mtls", field: [value]});
        })?;
        let simulation = Simulation::of(&cluster).await?;
        assert_eq!(
            call(&simulation, &world, &client).await?.status,
            200,
            "{field}\n{}",
            simulation.log()
        );
        let curl = simulation.curl(HOST).trusting(world.server_ca()).presenting(&other);
        let outcome = curl.get("/headers").await?;
        assert!(outcome.is_tls_refusal(), "{field}: {outcome:?}");
    }
    Ok(())
}

#[tokio::test]
async fn what_is_not_simulated_is_an_error() -> Result<()> {
    let world = World::new()?;
    let cluster = restricted(&world).await?;
    cluster.mutate("networking.istio.io/v1", "Gateway", Some("test"), "mtls", |gateway| {
        gateway["spec"]["servers"][0]["tls"]["minProtocolVersion"] = json!("TLSV1_3");
    })?;
    let error = Simulation::of(&cluster).await.expect_err("a field that nobody knows");
    assert!(format!("{error:#}").contains("Gateway test/mtls"), "{error:#}");
    assert!(format!("{error:#}").contains("minProtocolVersion"), "{error:#}");
    Ok(())
}

#[tokio::test]
async fn the_public_issuer_is_trusted_where_the_authority_secret_is_missing() -> Result<()> {
    let world = World::new()?;
    let cluster = cluster().await?;
    workload(&cluster, "httpbin")?;
    let domain = format!("mtls.{DEFAULT_DOMAIN}");
    apply(
        &cluster,
        &format!(
            "apiVersion: cert.gardener.cloud/v1alpha1\nkind: Certificate\nmetadata: {{name: mtls, namespace: istio-system}}\n\
             spec: {{commonName: '*.{domain}', secretName: mtls, issuerRef: {{name: garden}}}}"
        ),
    )?;
    until(
        &cluster,
        "cert.gardener.cloud/v1alpha1",
        "Certificate",
        ("istio-system", "mtls"),
        |object| object["status"]["state"] == "Ready",
    )?;
    apply(&cluster, &GATEWAY.replace("mtls.example.com", &domain))?;
    apply(&cluster, &VIRTUAL_SERVICE.replace("mtls.example.com", &domain))?;
    let host = format!("httpbin.{domain}");
    let (client, stranger) = (world.client()?, cluster.public_stranger()?);

    let simulation = Simulation::of(&cluster).await?;
    let curl = |simulation: &Simulation, identity: &Identity| {
        simulation
            .curl(&host)
            .trusting(simulation.public_root())
            .presenting(identity)
    };
    assert!(curl(&simulation, &client).get("/headers").await?.is_tls_refusal());
    assert_eq!(call_by(curl(&simulation, &stranger)).await?.status, 200, "the trap");

    secret(
        &cluster,
        "mtls-cacert",
        &[("cacert", pem(&world.client_authority.identity().certificate)?)],
    )?;
    let simulation = Simulation::of(&cluster).await?;
    assert_eq!(
        call_by(curl(&simulation, &client)).await?.status,
        200,
        "{}",
        simulation.log()
    );
    assert!(curl(&simulation, &stranger).get("/headers").await?.is_tls_refusal());
    Ok(())
}
