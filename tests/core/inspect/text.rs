//! What is found in a text, and what is said where there is nothing.

use mtls_wizard::inspect::{Kind, LARGEST_INPUT, Severity, summary};

use super::{findings, kinds, look, only, problems, text};

#[test]
fn text_around_is_passed_over() {
    let chain = format!(
        "CONNECTED(00000003)\ndepth=1 CN = Root\nverify error:num=19\n---\nCertificate chain\n 0 s:CN = a\n   i:CN = b\n{}\n 1 s:CN = b\n{}---\nServer certificate\nsubject=CN = a\n\nissuer=CN = b\n\n---\nSession-ID: 0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF\n",
        text("server.crt"),
        text("sub.crt")
    );
    let report = look(chain);
    assert_eq!(kinds(&report), [Kind::Certificate; 2]);
    assert_eq!(report.items[0].place, "line 8");
}

#[test]
fn many_things_at_once() {
    let report = look(
        [
            "Some words.\n",
            &text("client.crt"),
            &text("client.key"),
            "apiVersion: v1\nkind: Secret\nmetadata:\n  name: a-cacert\n  namespace: istio-system\nstringData:\n  cacert: |\n",
            &text("ca.crt").lines().map(|line| format!("    {line}\n")).collect::<String>(),
            &text("client.csr"),
            "{\"headers\": {\"Host\": \"a\", \"X-Client-Ssl-Cn\": \"O=ML Client Org,CN=ML Client Curl\"}}\n",
            "X-Forwarded-Client-Cert: Hash=00;Subject=\"CN=x\";URI=\n",
        ]
        .concat(),
    );
    assert_eq!(
        kinds(&report),
        [
            Kind::Certificate,
            Kind::PrivateKey,
            Kind::Secret,
            Kind::Certificate,
            Kind::Request,
            Kind::Headers,
            Kind::Forwarded
        ]
    );
    assert!(
        summary(&report).starts_with("2 certificates, 1 private key, 1 request, 1 Secret, 2 sets of headers, "),
        "{}",
        summary(&report)
    );
}

#[test]
fn nothing_and_nonsense() {
    assert!(look("").items.is_empty());
    assert!(look(" \n\t ").items.is_empty());
    for nonsense in [
        "hello",
        "a: b\nc: d\n",
        "{}",
        "[1, 2]",
        "\0\x01\x02",
        "0",
        "MIIB",
        "kind",
    ] {
        let item = only(nonsense);
        assert_eq!(item.kind, Kind::Unreadable, "{nonsense:?}");
        assert_eq!(
            findings(&item),
            [(Severity::Note, "There is nothing to decode")],
            "{nonsense:?}"
        );
    }
    let other = only("apiVersion: v1\nkind: Service\nmetadata:\n  name: a\n");
    assert_eq!(
        (other.kind, other.title.as_str()),
        (Kind::Other, "Resource of kind Service")
    );
}

#[test]
fn damaged_blocks_say_what_is_wrong() {
    let pem = text("client.crt");
    let cut = pem.replace("-----END CERTIFICATE-----", "");
    assert_eq!(problems(&only(&cut)), ["It cannot be read: its end is missing"]);
    let dots: String = pem
        .lines()
        .enumerate()
        .map(|(index, line)| {
            if index == 3 {
                "...\n".to_owned()
            } else {
                format!("{line}\n")
            }
        })
        .collect();
    assert_eq!(
        problems(&only(dots)),
        ["It cannot be read: it was shortened: dots stand for a part of it"]
    );
    let lost: String = pem
        .lines()
        .enumerate()
        .filter(|(index, _)| *index != 3)
        .map(|(_, line)| format!("{line}\n"))
        .collect();
    assert_eq!(problems(&only(lost)).len(), 1);
    let broken = "apiVersion: v1\nkind: Secret\ndata: {\n";
    assert_eq!(problems(&only(broken)), ["It is neither YAML nor JSON"]);
}

#[test]
fn large_inputs_are_refused_by_their_length() {
    let item = only(vec![b'-'; LARGEST_INPUT + 1]);
    assert_eq!(problems(&item), ["It is larger than 1 MiB, so it was not read"]);
    // As many certificates as fit.
    let pem = text("client.crt");
    let many = pem.repeat(LARGEST_INPUT / pem.len());
    let report = look(&many);
    assert_eq!(report.items.len(), LARGEST_INPUT / pem.len());
    assert_eq!(report.chains.len(), 1);
    // Slow for a reader that looks back or ahead too often.
    for hard in [
        "-----BEGIN A-----\n",
        "{",
        "[{\"",
        "apiVersion: v1\n",
        "a: {b: ",
        "Hash=;,",
        "LS0tLS1CRUdJTi",
        "-----BEGIN%20",
    ] {
        let long = hard.repeat(LARGEST_INPUT / hard.len());
        let start = std::time::Instant::now();
        look(&long);
        assert!(start.elapsed().as_secs() < 20, "{hard:?} took {:?}", start.elapsed());
    }
}
