//! Certificates: every field, every finding.

use mtls_wizard::inspect::{Kind, Severity, summary};

use super::{field, file, findings, kinds, look, only, problems, text};

#[test]
fn the_tutorials_own_output() {
    let report = look(file("tutorial.txt"));
    assert_eq!(kinds(&report), [Kind::Certificate; 3]);
    let [root, client, second] = report.items.as_slice() else {
        panic!()
    };
    assert_eq!(root.title, "O=ML Client Org, CN=ML Client Root CA");
    assert_eq!(client.title, "CN=ML Client Curl, O=ML Client Org");
    assert_eq!(client.place.split(' ').next(), Some("line"), "{}", client.place);
    assert_eq!(
        problems(client),
        [
            "Version 1, no SAN: Chrome and Go will refuse it",
            "The serial number is 0",
            "Another certificate of the issuer has the same serial number: CN=Second, O=ML Client Org",
        ]
    );
    assert_eq!(problems(second).len(), 3);
    assert_eq!(problems(root), [""; 0]);
    assert_eq!(
        field(client, "Subject as Envoy prints it"),
        ["O=ML Client Org,CN=ML Client Curl"]
    );
    assert_eq!(
        field(client, "Issuer as Envoy prints it"),
        ["CN=ML Client Root CA,O=ML Client Org"]
    );
    assert_eq!(field(client, "Subject"), ["CN = ML Client Curl", "O = ML Client Org"]);
    assert_eq!(field(client, "Version"), ["1"]);
    assert_eq!(field(client, "Public key"), ["RSA, 2048 bits"]);
    assert!(
        field(client, "Valid until")[0].ends_with(" days left)"),
        "{:?}",
        field(client, "Valid until")
    );
    assert!(
        summary(&report).starts_with("3 certificates, 6 problems"),
        "{}",
        summary(&report)
    );
    // One tree: the root and below it both clients.
    assert_eq!(report.chains.len(), 1);
    assert_eq!(report.chains[0].below.len(), 2);
}

#[test]
fn every_extension_is_decoded() {
    let item = only(file("all.crt"));
    assert_eq!(
        field(&item, "Subject alternative names"),
        [
            "DNS:*.example.com",
            "DNS:a.*.example.com",
            "DNS:10.0.0.1",
            "email:someone@example.com",
            "URI:spiffe://example.com/client",
            "IP Address:10.1.2.3",
            "IP Address:2001:db8::1",
            "Registered ID: 1.2.3.4",
            "DirName: C=DE, O=Directory",
            "othername: 1.2.3.4, other",
        ]
    );
    for (label, values) in [
        ("Basic constraints, critical", vec!["not an authority"]),
        ("Key usage, critical", vec!["digitalSignature", "keyEncipherment"]),
        ("Extended key usage", vec!["serverAuth", "clientAuth", "1.2.3.4"]),
        ("Issuer alternative names", vec!["URI:https://ca.example.com"]),
        ("CRL distribution points", vec!["URI:http://ca.example.com/list.crl"]),
        (
            "Authority information access",
            vec![
                "OCSP: URI:http://ocsp.example.com",
                "issuer's certificate: URI:http://ca.example.com/ca.crt",
            ],
        ),
        (
            "Certificate policies",
            vec![
                "2.23.140.1.2.1 (domain validated)",
                "1.3.6.1.4.1.99999.1, practice statement: https://ca.example.com/practice",
            ],
        ),
        ("Netscape certificate type", vec!["SSL client", "SSL server"]),
        ("Netscape comment", vec!["A remark"]),
        ("TLS features", vec!["OCSP must be stapled (status_request)"]),
        ("Extension 1.2.3.4.5, critical", vec!["0c07756e6b6e6f776e"]),
        ("URI names as Envoy prints them", vec!["spiffe://example.com/client"]),
    ] {
        assert_eq!(field(&item, label), values, "{label}");
    }
    assert_eq!(field(&item, "Subject key identifier")[0].len(), 59);
    assert_eq!(
        problems(&item),
        [
            "The critical extension 1.2.3.4.5 is not known",
            "The wildcard in `a.*.example.com` is in the wrong place",
            "The IP address `10.0.0.1` stands as a DNS name",
        ]
    );
    let others: Vec<&str> = findings(&item).iter().skip(3).map(|(_, what)| *what).collect();
    for expected in [
        "It is valid for 3000 days",
        "It is for servers and for clients",
        "The common name `all.example.com` is not among the alternative names",
    ] {
        assert!(others.contains(&expected), "{expected}: {others:?}");
    }
}

#[test]
fn authorities() {
    let sub = only(file("sub.crt"));
    assert_eq!(
        field(&sub, "Name constraints, critical"),
        [
            "only DNS:example.com",
            "only IP Address:10.0.0.0/255.0.0.0",
            "not DNS:evil.example.com"
        ]
    );
    assert_eq!(
        findings(&sub),
        [
            (Severity::Warning, "basicConstraints is not critical"),
            (Severity::Note, "The authority may not sign revocation lists"),
        ]
    );
    let root = only(file("ca.crt"));
    assert_eq!(findings(&root), [(Severity::Warning, "The authority has no keyUsage")]);
}

#[test]
fn keys_that_no_gateway_takes() {
    for (name, key) in [
        ("ed25519.crt", "Ed25519"),
        ("p521.crt", "ECDSA on P-521"),
        ("pss.crt", "RSA for RSASSA-PSS only"),
    ] {
        let item = only(file(name));
        assert_eq!(field(&item, "Public key"), [key]);
        let expected = format!("The gateway does not take keys of this kind: {key}");
        assert!(problems(&item).contains(&expected.as_str()), "{:?}", findings(&item));
    }
    let weak = only(file("weak.crt"));
    assert_eq!(problems(&weak), ["The key is too short: RSA, 1024 bits"]);
    assert!(findings(&weak).contains(&(Severity::Note, "It is signed with sha1WithRSAEncryption")));
}

#[test]
fn names_that_nobody_likes() {
    let report = look(file("hostile.pem"));
    let envoy: Vec<String> = report
        .items
        .iter()
        .map(|item| field(item, "Subject as Envoy prints it").remove(0))
        .collect();
    assert_eq!(
        envoy,
        [
            r#"CN=say \"hi\"\, a\+b \<c\>\; \\ d"#.to_owned(),
            r"CN=ends with a space\ ,O=\#hash".to_owned(),
            format!("CN={}", "x".repeat(64)),
            "CN=units,OU=three,OU=two,OU=one".to_owned(),
            r"O=\E5\85\AC\E5\8F\B8,CN=\E5\AE\A2\E6\88\B7\E7\AB\AF".to_owned(),
            r"CN=\F0\9F\94\90 key".to_owned(),
            "C=DE,O=together+CN=both".to_owned(),
        ]
    );
    let with = |index: usize| findings(&report.items[index]);
    assert!(with(1).contains(&(Severity::Warning, "The subject’s CN begins or ends with a space")));
    assert!(
        !with(2).iter().any(|(_, what)| what.contains("characters")),
        "64 are allowed"
    );
    assert!(with(6).contains(&(Severity::Note, "The subject has several attributes in one part")));
    assert_eq!(field(&report.items[4], "Subject"), ["CN = 客户端", "O = 公司"]);
    assert_eq!(field(&report.items[5], "Subject"), ["CN = 🔐 key"]);
}

#[test]
fn der_base64_and_everything_around() {
    let pem = text("client.crt");
    let der = file("client.der");
    let body: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    let twice = {
        use base64ct::Encoding;
        base64ct::Base64::encode_string(pem.as_bytes())
    };
    let indented: String = pem.lines().map(|line| format!("    {line}\r\n")).collect();
    let wide: Vec<u8> = [0xFF, 0xFE]
        .into_iter()
        .chain(pem.encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    let escaped = pem.replace('\n', "\\n");
    let encoded = pem
        .replace(' ', "%20")
        .replace('\n', "%0A")
        .replace('+', "%2B")
        .replace('/', "%2F")
        .replace('=', "%3D");
    let in_json = format!("{{\"other\": [\"x\", {{\"cert\": \"{escaped}\"}}]}}");
    let in_line = format!("tls.crt: {twice}");
    let expected = only(&pem);
    for input in [
        der.clone(),
        [der.as_slice(), b"\n"].concat(),
        body.into_bytes(),
        twice.into_bytes(),
        indented.into_bytes(),
        wide,
        escaped.into_bytes(),
        encoded.into_bytes(),
        in_json.into_bytes(),
        in_line.into_bytes(),
        [b"\xEF\xBB\xBF", pem.as_bytes()].concat(),
        pem.replace("CERTIFICATE", "TRUSTED CERTIFICATE").into_bytes(),
    ] {
        let item = only(&input);
        assert_eq!(item.title, expected.title, "{}", String::from_utf8_lossy(&input));
        assert_eq!(item.fields, expected.fields);
        assert_eq!(item.findings, expected.findings);
        assert_eq!(item.pem, pem);
    }
}

#[test]
fn dates() {
    use super::{Input, inspect};
    let at = |day: &str| {
        let octets = file("client.crt").into();
        let now = day.parse::<mtls_wizard::pki::clock::Date>().unwrap().start();
        let report = inspect(vec![Input { name: None, octets }], None, now);
        problems(&report.items[0])[1..]
            .iter()
            .chain(
                findings(&report.items[0])
                    .iter()
                    .filter(|(severity, _)| *severity == Severity::Warning)
                    .map(|(_, what)| what),
            )
            .map(|what| (*what).to_owned())
            .collect::<Vec<String>>()
    };
    assert_eq!(at("2027-12-01"), ["It expired on 2027-11-21", "The serial number is 0"]);
    assert_eq!(
        at("2026-11-01"),
        ["It is valid only from 2026-11-21", "The serial number is 0"]
    );
    assert_eq!(
        at("2027-11-10"),
        ["The serial number is 0", "It ends soon: 11 days are left"]
    );
}
