//! Who gets in, at which hosts, and with which headers.

use crate::{HOST, World, client_of, leaf};
use anyhow::Result;
use mtls_wizard_e2e::{
    gateway::{Refusals, Workload},
    openssl::{Authority, Leaf, Purpose},
};

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
