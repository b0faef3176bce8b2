//! Headers as workloads show them: both HTTPBins, Envoy's own syntax, the tutorials' answer.

use mtls_wizard::inspect::{Kind, Severity};

use super::{field, findings, kinds, look, text};

fn encoded(pem: &str) -> String {
    pem.replace(' ', "%20")
        .replace('\n', "%0A")
        .replace('+', "%2B")
        .replace('/', "%2F")
        .replace('=', "%3D")
}

fn hash() -> String {
    let certificate = super::only(text("client.crt"));
    field(&certificate, "verifyCertificateHash").remove(0)
}

/// What the gateway and then the sidecar write.
fn forwarded() -> String {
    format!(
        "Hash={};Cert=\"{}\";Subject=\"O=ML Client Org,CN=ML Client Curl\";URI=,By=spiffe://cluster.local/ns/test/sa/httpbin;Hash=eb7b;Subject=\"\";URI=spiffe://cluster.local/ns/istio-system/sa/istio-ingressgateway-service-account",
        hash(),
        encoded(&text("client.crt"))
    )
}

const SUBJECT: &str = "O=ML Client Org,CN=ML Client Curl";
const ISSUER: &str = "CN=ML Client Root CA,O=ML Client Org";

#[test]
fn the_value_as_a_workload_prints_it() {
    let value = forwarded();
    let escaped = value.replace('"', "\\\"");
    for input in [
        value.clone(),
        format!("X-Forwarded-Client-Cert: {value}"),
        format!("> x-forwarded-client-cert: {value}"),
        format!("  \"X-Forwarded-Client-Cert\": \"{escaped}\", "),
        format!("\"{escaped}\""),
    ] {
        let report = look(&input);
        assert_eq!(
            kinds(&report),
            [Kind::Forwarded, Kind::Forwarded, Kind::Certificate],
            "{input}"
        );
        let [first, second, certificate] = report.items.as_slice() else {
            panic!()
        };
        assert_eq!(field(first, "Hash"), [hash()]);
        assert_eq!(field(first, "Subject"), [SUBJECT]);
        assert_eq!(field(first, "URI"), ["(empty)"]);
        assert_eq!(
            field(first, "Compared with the certificate"),
            ["CN=ML Client Curl, O=ML Client Org: says the same"]
        );
        assert_eq!(field(second, "By"), ["spiffe://cluster.local/ns/test/sa/httpbin"]);
        assert_eq!(
            field(second, "URI"),
            ["spiffe://cluster.local/ns/istio-system/sa/istio-ingressgateway-service-account"]
        );
        assert_eq!(certificate.parent, Some(0));
        assert_eq!(certificate.pem, text("client.crt"));
    }
}

#[test]
fn quoted_names_keep_their_backslashes() {
    let report = look(
        r#"By=spiffe://a;Hash=00;Subject="CN=say \"hi\"\, a;b=c\\";URI=spiffe://x;URI=spiffe://y;DNS=a.example.com"#,
    );
    let item = &report.items[0];
    assert_eq!(field(item, "Subject"), [r#"CN=say \"hi\"\, a;b=c\\"#]);
    let uris: Vec<&[String]> = item
        .fields
        .iter()
        .filter(|field| field.label == "URI")
        .map(|field| field.values.as_slice())
        .collect();
    assert_eq!(uris, [["spiffe://x"], ["spiffe://y"]]);
    assert_eq!(field(item, "DNS"), ["a.example.com"]);
    assert_eq!(report.items.len(), 1);
}

fn answer(is_list: bool, subject: &str) -> String {
    let quote = |text: &str| match is_list {
        true => format!("[\"{}\"]", text.replace('\\', "\\\\").replace('"', "\\\"")),
        false => format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")),
    };
    format!(
        "HTTP/2 200\nserver: istio-envoy\n\n{{\n  \"headers\": {{\n    \"Accept\": {}, \n    \"X-Client-Ssl-Cn\": {}, \n    \"X-Client-Ssl-Issuer\": {}, \n    \"X-Client-Ssl-San\": {}, \n    \"X-Forwarded-Client-Cert\": {}\n  }}\n}}\n",
        quote("*/*"),
        quote(subject),
        quote(ISSUER),
        quote(""),
        quote(&forwarded())
    )
}

#[test]
fn both_httpbins_answers() {
    for is_list in [false, true] {
        let report = look(answer(is_list, SUBJECT));
        assert_eq!(
            kinds(&report),
            [Kind::Headers, Kind::Forwarded, Kind::Forwarded, Kind::Certificate]
        );
        let headers = &report.items[0];
        assert_eq!(field(headers, "X-Client-Ssl-Cn"), [SUBJECT]);
        assert_eq!(field(headers, "X-Client-Ssl-San"), ["(empty)"]);
        assert_eq!(field(headers, "Other headers"), ["Accept: */*"]);
        assert_eq!(
            field(headers, "Compared with the certificate"),
            ["CN=ML Client Curl, O=ML Client Org: says the same"]
        );
        assert_eq!(findings(headers), [(Severity::Note, "`X-CLIENT-SSL-SAN` is empty")]);
    }
}

#[test]
fn headers_that_do_not_fit_the_certificate() {
    let report = look(answer(false, "CN=admin"));
    assert!(findings(&report.items[0]).contains(&(Severity::Warning, "The subject is not that of the certificate")));
    let other = forwarded().replace(&hash(), &"0".repeat(64));
    let report = look(other);
    assert!(findings(&report.items[0]).contains(&(Severity::Warning, "The hash is not that of the certificate")));
    // Compared with a certificate that was pasted beside them.
    let report = look(
        [
            &text("client.crt"),
            "X-Client-Ssl-Cn: ",
            SUBJECT,
            "\nX-Client-Ssl-Issuer: CN=Other\n",
        ]
        .concat(),
    );
    assert_eq!(kinds(&report), [Kind::Certificate, Kind::Headers]);
    assert!(findings(&report.items[1]).contains(&(Severity::Warning, "The issuer is not that of the certificate")));
    let report = look([&text("client.crt"), "X-Client-Ssl-Cn: CN=nobody\n"].concat());
    assert!(findings(&report.items[1]).contains(&(
        Severity::Warning,
        "No certificate here has the subject that the headers name"
    )));
}

#[test]
fn requests_that_came_without_a_certificate() {
    let report = look("{\"headers\": {\"Host\": [\"a\"], \"User-Agent\": [\"curl\"]}}");
    assert_eq!(
        findings(&report.items[0]),
        [(
            Severity::Warning,
            "No header says anything about a client’s certificate"
        )]
    );
}
