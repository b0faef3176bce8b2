//! Two clusters: a pod's plain request leaves one through its egress gateway and reaches the other by mutual TLS.

use crate::applied::{apply, cluster, generic, secret, until, workload};
use crate::{HOST, World};
use anyhow::Result;
use mtls_wizard_e2e::cluster::Cluster;
use mtls_wizard_e2e::gateway::Answer;
use mtls_wizard_e2e::openssl::pem;
use mtls_wizard_e2e::simulation::{Internet, Simulation};
use serde_json::{Value, json};

const TARGET: &str = r#"
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: mtls, namespace: test}
spec:
  selector: {app: istio-ingressgateway, istio: ingressgateway}
  servers:
    - port: {number: 443, name: mtls, protocol: HTTPS}
      tls: {mode: MUTUAL, credentialName: mtls}
      hosts: [httpbin.mtls.example.com]
---
apiVersion: gateway.kyma-project.io/v2
kind: APIRule
metadata: {name: httpbin, namespace: test}
spec:
  gateway: test/mtls
  hosts: [httpbin.mtls.example.com]
  service: {name: httpbin, port: 8000}
  rules: [{path: /*, methods: [GET], noAuth: true}]
"#;

const EGRESS: &str = r#"
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: httpbin, namespace: test}
spec:
  hosts: [httpbin.mtls.example.com]
  ports: [{number: 80, name: http, protocol: HTTP}, {number: 443, name: https, protocol: HTTPS}]
  resolution: DNS
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: istio-egressgateway, namespace: test}
spec:
  selector: {istio: egressgateway}
  servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: [httpbin.mtls.example.com]}]
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: egressgateway-for-httpbin, namespace: test}
spec: {host: istio-egressgateway.istio-system.svc.cluster.local, subsets: [{name: httpbin}]}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: through-egress, namespace: test}
spec:
  hosts: [httpbin.mtls.example.com]
  gateways: [istio-egressgateway, mesh]
  http:
    - match: [{gateways: [mesh], port: 80}]
      route:
        - destination: {host: istio-egressgateway.istio-system.svc.cluster.local, subset: httpbin, port: {number: 80}}
    - match: [{gateways: [istio-egressgateway], port: 80}]
      route: [{destination: {host: httpbin.mtls.example.com, port: {number: 443}}, weight: 100}]
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: originate-mtls, namespace: istio-system}
spec:
  host: httpbin.mtls.example.com
  trafficPolicy:
    portLevelSettings:
      - port: {number: 443}
        tls:
          mode: MUTUAL
          credentialName: client-credential
          sni: httpbin.mtls.example.com
          subjectAltNames: [httpbin.mtls.example.com]
---
apiVersion: telemetry.istio.io/v1
kind: Telemetry
metadata: {name: mesh-default, namespace: istio-system}
spec: {accessLogging: [{providers: [{name: envoy}]}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: allow-egress-gateway, namespace: test}
spec:
  podSelector: {}
  policyTypes: [Egress]
  egress:
    - ports: [{port: 53, protocol: UDP}]
      to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}}, {ipBlock: {cidr: 10.43.0.10/32}}]
    - to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: istio-system}}}]
"#;

async fn target(world: &World) -> Result<Cluster> {
    let target = cluster().await?;
    workload(&target, "httpbin")?;
    let server = world.server_authority.issue(&mtls_wizard_e2e::openssl::Leaf {
        subject: "/CN=httpbin.mtls.example.com",
        purpose: mtls_wizard_e2e::openssl::Purpose::Server,
        alternative_names: "DNS:httpbin.mtls.example.com",
        days: 30,
    })?;
    secret(&target, "mtls", &generic(&server, &world.client_authority.identity())?)?;
    apply(&target, TARGET)?;
    until(
        &target,
        "gateway.kyma-project.io/v2",
        "APIRule",
        ("test", "httpbin"),
        |rule| rule["status"]["state"] == "Ready",
    )?;
    Ok(target)
}

async fn source(world: &World) -> Result<Cluster> {
    let source = cluster().await?;
    source.mutate(
        "operator.kyma-project.io/v1alpha2",
        "Istio",
        Some("kyma-system"),
        "default",
        |istio| {
            istio["spec"]["components"]["egressGateway"]["enabled"] = json!(true);
        },
    )?;
    until(
        &source,
        "apps/v1",
        "Deployment",
        ("istio-system", "istio-egressgateway"),
        |object| object["status"]["availableReplicas"] == 1,
    )?;
    let client = world.client()?;
    let data = [
        ("tls.crt", pem(&client.certificate)?),
        ("tls.key", pem(&client.private_key)?),
        ("ca.crt", pem(&world.server_ca())?),
    ];
    secret(&source, "client-credential", &data)?;
    workload(&source, "curl")?;
    apply(&source, EGRESS)?;
    Ok(source)
}

#[tokio::test]
async fn a_plain_request_arrives_by_mutual_tls() -> Result<()> {
    let world = World::new()?;
    let (target, source) = (target(&world).await?, source(&world).await?);
    let target = Simulation::of(&target).await?;
    let internet = Internet::default().with(HOST, 443, target.port());
    let call = async |source: &Cluster| -> Result<(Answer, Simulation)> {
        let proxies = Simulation::connected(source, &internet).await?;
        let answer = proxies
            .curl_from("test", "curl", HOST, 80)
            .get("/headers")
            .await?
            .answered()?;
        Ok((answer, proxies))
    };
    let (answer, proxies) = call(&source).await?;
    assert_eq!(
        answer.status,
        200,
        "{answer:?}\n{}\n{}\n{:?}",
        proxies.log(),
        target.log(),
        proxies.notes()
    );
    let headers = answer.echoed_headers()?;
    assert!(
        headers["X-Forwarded-Client-Cert"].contains("Subject=\"O=ML Client Org,CN=ML Client Curl\""),
        "{headers:?}"
    );
    let log = proxies.logged(HOST).await;
    assert!(log.contains(HOST), "the egress gateway logs its requests: {log}");
    assert_eq!(target.received("test", "httpbin").len(), 1);

    let tls = |change: fn(&mut Value)| {
        source.mutate(
            "networking.istio.io/v1",
            "DestinationRule",
            Some("istio-system"),
            "originate-mtls",
            |rule| {
                change(&mut rule["spec"]["trafficPolicy"]["portLevelSettings"][0]["tls"]);
            },
        )
    };
    let export_to = |namespaces: Value| {
        let place = Some("istio-system");
        source.mutate(
            "networking.istio.io/v1",
            "DestinationRule",
            place,
            "originate-mtls",
            |rule| {
                rule["spec"]["exportTo"] = namespaces;
            },
        )
    };
    export_to(json!(["test"]))?;
    assert_eq!(call(&source).await?.0.status, 503, "a rule for the sidecars alone");
    export_to(json!(["."]))?;
    assert_eq!(call(&source).await?.0.status, 200, "a rule for the gateways alone");

    tls(|tls| tls["subjectAltNames"] = json!(["another.example.com"]))?;
    assert_eq!(call(&source).await?.0.status, 503, "a server of another name");
    tls(|tls| {
        tls["subjectAltNames"] = json!([HOST]);
        tls["credentialName"] = json!("missing");
    })?;
    let (answer, proxies) = call(&source).await?;
    assert_eq!(answer.status, 503, "no credential");
    assert!(
        proxies.notes().iter().any(|note| note.contains("missing not found")),
        "{:?}",
        proxies.notes()
    );
    tls(|tls| {
        tls["credentialName"] = json!("client-credential");
        tls["sni"] = json!("other.example.com");
    })?;
    assert_eq!(call(&source).await?.0.status, 503, "a server name that no Gateway has");
    source.remove(
        "networking.istio.io/v1",
        "DestinationRule",
        Some("test"),
        "egressgateway-for-httpbin",
    );
    assert_eq!(call(&source).await?.0.status, 503, "no subset");
    Ok(())
}
