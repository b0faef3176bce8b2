//! Secrets in every form that Istio takes, and everything that can be wrong with one.

use base64ct::{Base64, Encoding};
use mtls_wizard::inspect::{Kind, Report, Severity};

use super::{findings, kinds, look, problems, text};

/// A manifest with these values under `data`.
fn secret(name: &str, values: &[(&str, &[u8])]) -> String {
    let mut yaml =
        format!("apiVersion: v1\nkind: Secret\nmetadata:\n  name: {name}\n  namespace: istio-system\ndata:\n");
    for (key, value) in values {
        yaml += &format!("  {key}: {}\n", Base64::encode_string(value));
    }
    yaml + "type: Opaque\n"
}

fn look_at(name: &str, values: &[(&str, &str)]) -> Report {
    let values: Vec<(&str, &[u8])> = values.iter().map(|(key, value)| (*key, value.as_bytes())).collect();
    look(secret(name, &values))
}

fn of(name: &str, values: &[(&str, &str)]) -> Vec<(Severity, String)> {
    let report = look_at(name, values);
    findings(&report.items[0])
        .into_iter()
        .map(|(severity, what)| (severity, what.to_owned()))
        .collect()
}

#[test]
fn every_right_form_has_nothing_wrong() {
    let (chain, key, authority, list) = (
        [text("server.crt"), text("sub.crt")].concat(),
        text("server.key"),
        text("ca.crt"),
        text("list.crl"),
    );
    for values in [
        vec![("tls.crt", chain.as_str()), ("tls.key", &key)],
        vec![("cert", chain.as_str()), ("key", &key)],
    ] {
        assert_eq!(of("kyma-mtls-certs", &values), []);
    }
    for values in [
        vec![("cacert", authority.as_str())],
        vec![("ca.crt", authority.as_str())],
        vec![("cacert", authority.as_str()), ("crl", &list)],
        vec![("ca.crt", authority.as_str()), ("ca.crl", &list)],
    ] {
        assert_eq!(of("kyma-mtls-certs-cacert", &values), []);
    }
    let report = look_at("kyma-mtls-certs", &[("tls.crt", &chain), ("tls.key", &key)]);
    assert_eq!(
        kinds(&report),
        [Kind::Secret, Kind::Certificate, Kind::Certificate, Kind::PrivateKey]
    );
    assert_eq!(report.items[1].place, "kyma-mtls-certs: tls.crt, line 1");
    assert!(report.items[1..].iter().all(|item| item.parent == Some(0)));
}

#[test]
fn lists_json_and_plain_data() {
    let authority = text("ca.crt");
    let indented = |by: &str| {
        authority
            .lines()
            .map(|line| format!("{by}{line}\n"))
            .collect::<String>()
    };
    let plain = format!(
        "kind: Secret\napiVersion: v1\nmetadata: {{name: a-cacert, namespace: istio-system}}\nstringData:\n  cacert: |\n{}",
        indented("    ")
    );
    let json = format!(
        "{{\"apiVersion\": \"v1\", \"kind\": \"Secret\", \"metadata\": {{\"name\": \"a-cacert\"}}, \"stringData\": {{\"cacert\": \"{}\"}}}}",
        authority.replace('\n', "\\n")
    );
    let list = format!("{{\"apiVersion\": \"v1\", \"kind\": \"List\", \"items\": [{json}, {json}]}}");
    assert_eq!(kinds(&look(plain)), [Kind::Secret, Kind::Certificate]);
    assert_eq!(kinds(&look(&json)), [Kind::Secret, Kind::Certificate]);
    assert_eq!(kinds(&look(list)).len(), 4);
    let two = [
        secret("a-cacert", &[("cacert", authority.as_bytes())]),
        "---\n".to_owned(),
    ]
    .concat()
    .repeat(2);
    assert_eq!(kinds(&look(two)).len(), 4);
}

#[test]
fn keys_that_are_missing_or_mixed() {
    let (chain, key, authority) = (
        [text("server.crt"), text("sub.crt")].concat(),
        text("server.key"),
        text("ca.crt"),
    );
    let all = |name: &str, values: &[(&str, &str)], expected: &str| {
        let found = of(name, values);
        assert!(found.iter().any(|(_, what)| what == expected), "{expected}: {found:?}");
    };
    all("a", &[("tls.crt", &chain)], "`tls.key` is missing");
    all("a", &[("cert", &chain)], "`key` is missing");
    all("a", &[("cert", &chain), ("tls.key", &key)], "Both forms are mixed");
    all(
        "a",
        &[("cert", &chain), ("key", &key), ("tls.crt", &chain), ("tls.key", &key)],
        "Both forms are mixed",
    );
    all(
        "a-cacert",
        &[("cacert.crt", &authority)],
        "None of its keys is one that Istio reads",
    );
    all(
        "a",
        &[("ca.pem", &authority)],
        "None of its keys is one that Istio reads",
    );
    all("a", &[("cacert", &authority)], "Its name does not end with `-cacert`");
    all(
        "a-cacert",
        &[("tls.crt", &chain), ("tls.key", &key)],
        "The authority is missing",
    );
    all(
        "a",
        &[("tls.crt", &chain), ("tls.key", &key), ("ca.crt", &authority)],
        "It trusts clients of the authority in it, if there is no Secret with `-cacert`",
    );
    all(
        "a-cacert",
        &[("cacert", &authority), ("ca.crl", &text("list.crl"))],
        "`ca.crl` is passed over",
    );
    all(
        "a-cacert",
        &[("ca.crt", &authority), ("crl", &text("list.crl"))],
        "`crl` is passed over",
    );
    all(
        "a",
        &[("tls.crt", ""), ("tls.key", &key)],
        "The value of `tls.crt` is empty",
    );
    let yaml = secret("a", &[("tls.crt", chain.as_bytes())]).replace("Opaque", "kubernetes.io/tls");
    assert!(problems(&look(yaml).items[0]).contains(&"The type `kubernetes.io/tls` needs `tls.crt` and `tls.key`"));
    let elsewhere = secret("a-cacert", &[("cacert", authority.as_bytes())]).replace("istio-system", "default");
    assert_eq!(
        findings(&look(elsewhere).items[0]),
        [(Severity::Warning, "It is not in the namespace `istio-system`")]
    );
}

#[test]
fn values_that_are_wrong() {
    let (chain, key) = ([text("server.crt"), text("sub.crt")].concat(), text("server.key"));
    let (other, sub, root) = (text("client.key"), text("sub.crt"), text("ca.crt"));
    let all = |values: &[(&str, &str)], expected: &str| {
        let found = of("a", values);
        assert!(found.iter().any(|(_, what)| what == expected), "{expected}: {found:?}");
    };
    all(
        &[("tls.crt", &chain), ("tls.key", &other)],
        "The key does not belong to the certificate",
    );
    all(
        &[
            ("tls.crt", &[sub.as_str(), &text("server.crt")].concat()),
            ("tls.key", &key),
        ],
        "The key does not belong to the certificate",
    );
    all(
        &[("tls.crt", &[chain.as_str(), &root].concat()), ("tls.key", &key)],
        "The chain ends with the root: O=ML Client Org, CN=ML Client Root CA",
    );
    all(
        &[
            ("tls.crt", &[text("server.crt"), root.clone(), sub].concat()),
            ("tls.key", &key),
        ],
        "The chain is not in order",
    );
    all(
        &[("tls.crt", &key), ("tls.key", &key)],
        "`a: tls.crt, line 1` holds something else than it should",
    );
    let twice = Base64::encode_string(chain.as_bytes());
    all(
        &[("tls.crt", &twice), ("tls.key", &key)],
        "The value of `tls.crt` is base64 twice",
    );
    let der = look(secret(
        "a",
        &[("tls.crt", &super::file("client.der")), ("tls.key", key.as_bytes())],
    ));
    assert!(problems(&der.items[0]).contains(&"The value of `tls.crt` is binary"));
    let trusted = look_at("a-cacert", &[("cacert", &text("client.crt"))]);
    assert!(
        problems(&trusted.items[0]).contains(&"What it trusts is no authority: CN=ML Client Curl, O=ML Client Org")
    );
    let raw = secret("a", &[]).replace("data:\n", &format!("stringData:\n  tls.crt: {twice}\n"));
    assert!(
        problems(&look(raw).items[0]).contains(&"The value of `tls.crt` is base64, but `stringData` takes plain text")
    );
    let not_encoded = secret("a", &[]).replace("data:\n", "data:\n  tls.crt: '?'\n");
    let report = look(not_encoded);
    let found = problems(&report.items[0]);
    let is_encoding = |what: &&&str| what.starts_with("The value of `tls.crt` is wrong: it is not base64");
    assert!(found.iter().any(|what| is_encoding(&what)), "{found:?}");
}

#[test]
fn other_secrets_are_not_shown() {
    let report = look_at(
        "aws",
        &[
            ("AWS_SECRET_ACCESS_KEY", "hush-hush-hush\n"),
            ("AWS_ACCESS_KEY_ID", "id"),
        ],
    );
    assert_eq!(kinds(&report), [Kind::Secret]);
    assert_eq!(
        findings(&report.items[0]),
        [(
            Severity::Problem,
            "The value of `AWS_SECRET_ACCESS_KEY` ends with a line end or a space"
        )]
    );
    assert!(!super::words(&report).contains("hush"));
}
