//! Whatever comes, nothing panics, and no private part is shown.

use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use super::{file, look_at, text};

fn runner(cases: u32) -> TestRunner {
    TestRunner::new(ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    })
}

/// Files of NSS, Java, GnuTLS and node-forge, as their neighbours' READMEs say.
const FOREIGN: [&str; 12] = [
    "requests/nss-rsa.csr",
    "requests/nss-p384.der",
    "requests/keytool-ec.csr",
    "requests/gnutls-rsa.csr",
    "bundles/forge.csr",
    "bundles/forge.crt",
    "bundles/forge.key",
    "bundles/forge.p12",
    "bundles/nss.p12",
    "bundles/java.p12",
    "bundles/gnutls.p12",
    "bundles/openssl.p12",
];

/// One of each kind.
fn seeds() -> Vec<Vec<u8>> {
    let secret = format!(
        "apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\nstringData:\n  tls.crt: |\n{}",
        text("client.crt")
            .lines()
            .map(|line| format!("    {line}\n"))
            .collect::<String>()
    );
    let mut seeds: Vec<Vec<u8>> = [
        "all.crt",
        "sub.crt",
        "client.der",
        "client.csr",
        "list.crl",
        "bag.p7b",
        "client.key",
        "pkcs1.key",
        "sec1.key",
        "pss.crt",
        "public.pem",
        "tutorial.txt",
        "hostile.pem",
    ]
    .map(file)
    .to_vec();
    seeds.push(secret.into_bytes());
    seeds.extend(FOREIGN.map(|name| file(&["../", name].concat())));
    seeds.push(b"By=a;Hash=00;Cert=\"-----BEGIN%20CERTIFICATE-----%0AMIIB%0A-----END%20CERTIFICATE-----%0A\";Subject=\"CN=a\",URI=b".to_vec());
    seeds.push(b"{\"headers\": {\"X-Client-Ssl-Cn\": [\"CN=a\"], \"X-Forwarded-Client-Cert\": \"Hash=0\"}}".to_vec());
    seeds
}

/// The DER of the first PEM block, so that changes reach what is within.
fn unwrapped(seed: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(seed);
    let body: String = text
        .lines()
        .skip_while(|line| !line.starts_with("-----BEGIN"))
        .skip(1)
        .take_while(|line| !line.starts_with("-----END"))
        .collect();
    use base64ct::Encoding;
    base64ct::Base64::decode_vec(&body).unwrap_or_else(|_| seed.to_vec())
}

fn mutated() -> impl Strategy<Value = Vec<u8>> {
    let seeds: Vec<Vec<u8>> = seeds().into_iter().flat_map(|seed| [unwrapped(&seed), seed]).collect();
    let change = (any::<prop::sample::Index>(), any::<u8>(), 0..4_u8);
    (prop::sample::select(seeds), prop::collection::vec(change, 1..4)).prop_map(|(mut octets, changes)| {
        for (place, octet, kind) in changes {
            if octets.is_empty() {
                break;
            }
            let place = place.index(octets.len());
            match kind {
                0 => octets[place] ^= 1 << (octet % 8),
                1 => octets[place] = octet,
                2 => octets.truncate(place),
                _ => octets.insert(place, octet),
            }
        }
        octets
    })
}

#[test]
fn changed_files_do_not_panic() {
    runner(1500)
        .run(&mutated(), |octets| {
            look_at(&octets, None);
            Ok(())
        })
        .unwrap();
}

#[test]
fn no_text_panics() {
    let word = prop_oneof![
        "\\PC{0,20}",
        Just("-----BEGIN CERTIFICATE-----\n".to_owned()),
        Just("-----END CERTIFICATE-----".to_owned()),
        Just("apiVersion: v1\nkind: Secret\ndata:\n  ".to_owned()),
        Just("Cert=\"-----BEGIN%20".to_owned()),
        Just("Hash=;,\"\\".to_owned()),
        Just("{\"headers\":{\"x-client-ssl-cn\":".to_owned()),
        Just("MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAtutorial".to_owned()),
        Just("\n".to_owned()),
    ];
    runner(1500)
        .run(&prop::collection::vec(word, 0..12), |words| {
            look_at(words.concat(), Some("password"));
            Ok(())
        })
        .unwrap();
}

/// One element of DER.
fn element(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let length = u8::try_from(content.len()).unwrap();
    assert!(length < 0x80);
    [&[tag, length], content.as_slice()].concat()
}

/// Bundles and keys whose key derivation would take days say so, also to who knows the password.
#[test]
fn rounds_without_end_are_refused_at_once() {
    const DATA: &[u8] = b"\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x01";
    const SHA256: &[u8] = b"\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00";
    const OLD_3DES: &[u8] = b"\x06\x0A\x2A\x86\x48\x86\xF7\x0D\x01\x0C\x01\x03";
    const PBES2: &[u8] = b"\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x05\x0D";
    const PBKDF2: &[u8] = b"\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x05\x0C";
    const AES_256: &[u8] = b"\x06\x09\x60\x86\x48\x01\x65\x03\x04\x01\x2A";
    let octets = |count: usize| element(0x04, &[&vec![7; count]]);
    for rounds in [
        &[0x7F, 0xFF, 0xFF, 0xFF][..],
        &[0, 0x80, 0, 0, 0],
        &[0, 0xFF, 0xFF, 0xFF, 0xFF],
        &[0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
    ] {
        let rounds = element(0x02, &[rounds]);
        let safe = element(0x30, &[DATA, &element(0xA0, &[&element(0x04, &[b"\x30\x00"])])]);
        let digest = element(0x30, &[&element(0x30, &[SHA256]), &octets(32)]);
        let code = element(0x30, &[&digest, &octets(8), &rounds]);
        let bundle = element(0x30, &[b"\x02\x01\x03", &safe, &code]);
        let old = element(0x30, &[OLD_3DES, &element(0x30, &[&octets(8), &rounds])]);
        let derivation = element(0x30, &[PBKDF2, &element(0x30, &[&octets(8), &rounds])]);
        let cipher = element(0x30, &[AES_256, &octets(16)]);
        let new = element(0x30, &[PBES2, &element(0x30, &[&derivation, &cipher])]);
        let keys = [old, new].map(|scheme| element(0x30, &[&scheme, &octets(16)]));
        for file in [&bundle, &keys[0], &keys[1]] {
            let begun = std::time::Instant::now();
            let report = look_at(file, Some("password"));
            assert!(begun.elapsed() < std::time::Duration::from_secs(5));
            let [item] = report.items.as_slice() else {
                panic!("{:?}", super::titles(&report))
            };
            assert_eq!(super::problems(item), ["It cannot be opened"], "{rounds:?}");
            assert!(item.findings[0].why.contains("rounds"), "{:?}", item.findings);
            assert!(!report.needs_password, "no password helps");
        }
    }
}

#[test]
fn private_parts_stay_out_of_every_report() {
    let key = text("client.key");
    let lines: Vec<&str> = key.lines().collect();
    let secret: Vec<&str> = lines[12..20].to_vec();
    let around = prop_oneof![
        Just(String::new()),
        "\\PC{0,30}",
        Just("key: ".to_owned()),
        Just("{\"a\": \"".to_owned())
    ];
    runner(200)
        .run(
            &(around.clone(), around, any::<prop::sample::Index>()),
            |(before, after, cut)| {
                let text = [
                    before.as_str(),
                    &key[..cut.index(key.len())],
                    after.as_str(),
                    "\n",
                    &key,
                ]
                .concat();
                let words = super::words(&look_at(text, None));
                for line in &secret {
                    prop_assert!(!words.contains(line));
                }
                Ok(())
            },
        )
        .unwrap();
}
