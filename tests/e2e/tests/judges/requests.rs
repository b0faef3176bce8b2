//! Requests both ways: other programs verify ours, and the certificates that we make for theirs.

use std::fs;
use std::path::Path;

use mtls_wizard::native::{NativeKeys, NativeVerifier, seeded_entropy};
use mtls_wizard::pki::certificate::Certificate;
use mtls_wizard::pki::clock::Validity;
use mtls_wizard::pki::issuance::{CredentialId, Issued, KeySource, Request, issue};
use mtls_wizard::pki::key::{KeyAlgorithm, KeyProvider};
use mtls_wizard::pki::name::{DistinguishedName, SubjectAltName};
use mtls_wizard::pki::pkcs12::DirectBundler;
use mtls_wizard::pki::profile::Profile;
use mtls_wizard::pki::request::{CertificateRequest, Purpose, RequestTemplate, make};
use mtls_wizard::pki::signature::Verdict;
use tempfile::TempDir;

use super::material::now;
use super::program::{ask, is_present};

/// Quotes, commas, plus, a leading `#`, several units, Chinese and an emoji, in DER order.
const HOSTILE: &str = r#"/DC=com/DC=example/C=DE/O=Sue, "Grabbit" \+ Runn;<x>/OU=#1/OU=中文/OU=😀/CN=a\/b=c\\d"#;

fn hostile() -> DistinguishedName {
    DistinguishedName::parse(HOSTILE).unwrap()
}

fn own_request(algorithm: KeyAlgorithm) -> CertificateRequest {
    let key = pollster::block_on(NativeKeys.generate(algorithm)).unwrap();
    let names = [
        "DNS:a.example.com",
        "email:me@example.com",
        "URI:spiffe://cluster.local/ns/a/sa/b",
        "IP:192.0.2.1",
        "IP:2001:db8::1",
    ];
    let template = RequestTemplate {
        subject: &hostile(),
        subject_alt_names: &names.map(|name| SubjectAltName::parse(name).unwrap()),
        purpose: Purpose::Server,
    };
    pollster::block_on(make(&template, &key)).unwrap()
}

fn write(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn others_verify_our_requests() {
    let folder = TempDir::new().unwrap();
    for algorithm in KeyAlgorithm::ALL {
        let file = write(folder.path(), algorithm.id(), &own_request(algorithm).pem());
        if is_present("openssl") {
            let expected = mtls_wizard::pki::envoy::predicted(&hostile());
            let shown = ask(
                "openssl",
                [
                    "req", "-in", &file, "-verify", "-noout", "-text", "-subject", "-nameopt", "RFC2253",
                ],
            );
            shown.must_accept(&[
                "verify OK",
                &format!("subject={expected}"),
                "DNS:a.example.com, email:me@example.com, URI:spiffe://cluster.local/ns/a/sa/b, IP Address:192.0.2.1, IP Address:2001:DB8:0:0:0:0:0:1",
                "TLS Web Server Authentication",
            ]);
        }
        if is_present("certtool") {
            ask("certtool", ["--crq-info", "--infile", &file]).must_accept(&[
                "Self signature: verified",
                "DNSname: a.example.com",
                "TLS WWW Server",
            ]);
        }
        if is_present("keytool") {
            let shown = ask("keytool", ["-J-Duser.language=en", "-printcertreq", "-file", &file]);
            shown.must_accept(&["PKCS #10 Certificate Request", "DNSName: a.example.com", "serverAuth"]);
        }
    }
}

/// An authority with or without an intermediate, and a client for the key of a request.
fn sign(request: &CertificateRequest, signer: KeyAlgorithm, with_intermediate: bool) -> Issued {
    let validity = Validity::days_from(now(), 30).unwrap();
    let authority = |id: &str, profile, issuer: Option<&str>| Request {
        id: CredentialId(id.to_owned()),
        title: id.to_owned(),
        profile,
        key: signer.into(),
        subject: DistinguishedName::parse(&format!("/O=Örg/OU=a/OU=b/CN={id}")).unwrap(),
        subject_alt_names: vec![],
        validity,
        issuer: issuer.map(|issuer| CredentialId(issuer.to_owned())),
        bundle: None,
    };
    let mut requests = vec![authority("root", Profile::RootCa, None)];
    if with_intermediate {
        requests.push(authority("middle", Profile::IntermediateCa, Some("root")));
    }
    let issuer = requests.last().unwrap().id.clone();
    requests.push(Request {
        id: CredentialId("leaf".to_owned()),
        title: "leaf".to_owned(),
        profile: Profile::Client,
        key: KeySource::Elsewhere(request.key().unwrap()),
        subject: DistinguishedName::read(&request.subject.der).unwrap(),
        subject_alt_names: vec![SubjectAltName::uri("spiffe://a/b").unwrap()],
        validity,
        issuer: Some(issuer),
        bundle: None,
    });
    let mut entropy = seeded_entropy(4);
    pollster::block_on(issue(
        &requests,
        &[],
        &NativeKeys,
        &DirectBundler,
        &mut entropy,
        &|_| (),
    ))
    .unwrap()
}

/// OpenSSL, GnuTLS and NSS; rustls-webpki judges in the core's tests.
fn judge(issued: &Issued, name: &str) {
    let folder = TempDir::new().unwrap();
    let leaf = issued.credentials.last().unwrap();
    let path = folder.path();
    let (root, between) = leaf.issuers.split_last().unwrap();
    let between: String = between.iter().map(Certificate::pem).collect();
    let root = write(path, "root.pem", &root.pem());
    let chain = write(path, "chain.pem", &[leaf.certificate.pem(), between.clone()].concat());
    let file = write(path, "leaf.pem", &leaf.certificate.pem());
    if is_present("openssl") {
        let verify = |purpose: &str| {
            let trust = [
                "verify",
                "-x509_strict",
                "-no-CApath",
                "-no-CAstore",
                "-CAfile",
                &root,
                "-purpose",
                purpose,
            ];
            ask("openssl", [trust.as_slice(), &["-untrusted", &chain, &file]].concat())
        };
        verify("sslclient").must_accept(&["OK"]);
        verify("sslserver").must_refuse("certificate purpose");
        let shown = ask(
            "openssl",
            ["x509", "-in", &file, "-noout", "-subject", "-nameopt", "RFC2253"],
        )
        .must_accept(&[]);
        let predicted = leaf.certificate.details().subject.envoy.clone().unwrap();
        assert_eq!(
            shown.text.trim_end_matches('\n'),
            format!("subject={predicted}"),
            "{name}"
        );
    }
    if is_present("certtool") {
        let verify = [
            "--verify",
            "--verify-profile",
            "medium",
            "--verify-purpose",
            "1.3.6.1.5.5.7.3.2",
        ];
        ask(
            "certtool",
            [verify.as_slice(), &["--load-ca-certificate", &root, "--infile", &chain]].concat(),
        )
        .must_accept(&["Chain verification output: Verified."]);
    }
    if is_present("certutil") {
        let database = format!("sql:{}", path.display());
        ask("certutil", ["-N", "-d", &database, "--empty-password"]).must_accept(&[]);
        ask(
            "certutil",
            ["-A", "-d", &database, "-n", "root", "-t", "CT,,", "-i", &root],
        )
        .must_accept(&[]);
        for (position, issuer) in leaf.issuers.iter().rev().skip(1).enumerate() {
            let file = write(path, "issuer.pem", &issuer.pem());
            ask(
                "certutil",
                [
                    "-A",
                    "-d",
                    &database,
                    "-n",
                    &format!("middle{position}"),
                    "-t",
                    ",,",
                    "-i",
                    &file,
                ],
            )
            .must_accept(&[]);
        }
        ask(
            "certutil",
            ["-A", "-d", &database, "-n", "leaf", "-t", ",,", "-i", &file],
        )
        .must_accept(&[]);
        ask("certutil", ["-V", "-d", &database, "-n", "leaf", "-u", "C", "-e"]).must_accept(&["certificate is valid"]);
    }
}

#[test]
fn certificates_for_the_requests_of_others_verify() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/fixtures/requests");
    let names = [
        "openssl-rsa.csr",
        "openssl-p256.csr",
        "openssl-p384.csr",
        "keytool-rsa.csr",
        "keytool-ec.csr",
        "nss-rsa.csr",
        "nss-p384.der",
        "gnutls-rsa.csr",
        "gnutls-p256.csr",
    ];
    for (index, name) in names.into_iter().enumerate() {
        let octets = fs::read(fixtures.join(name)).unwrap();
        let request = CertificateRequest::decode_text(&octets).unwrap().remove(0);
        assert_eq!(
            pollster::block_on(request.check_signature(&NativeVerifier)),
            Verdict::Valid
        );
        let signer = KeyAlgorithm::ALL[index % KeyAlgorithm::ALL.len()];
        judge(&sign(&request, signer, index % 2 == 0), name);
    }
}

#[test]
fn certificates_for_our_requests_verify_for_every_algorithm() {
    for algorithm in KeyAlgorithm::ALL {
        let request = own_request(algorithm);
        for with_intermediate in [false, true] {
            judge(&sign(&request, algorithm, with_intermediate), algorithm.id());
        }
    }
}
