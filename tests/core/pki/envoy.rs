//! Names as Envoy prints them: the examples that were measured with Envoy, and hostile ones.
//!
//! Each is printed a second time by AWS-LC, whose name printing is BoringSSL's, which Envoy uses.

use std::ptr::{null, null_mut};

use aws_lc_sys::{
    BIO_free, BIO_mem_contents, BIO_new, BIO_s_mem, X509_NAME_free, X509_NAME_print_ex, XN_FLAG_RFC2253, d2i_X509_NAME,
};
use mtls_wizard::pki::envoy;
use mtls_wizard::pki::name::EncodedName;

pub const UTF8: u8 = 0x0C;
pub const PRINTABLE: u8 = 0x13;
pub const T61: u8 = 0x14;
pub const IA5: u8 = 0x16;
pub const UNIVERSAL: u8 = 0x1C;
pub const BMP: u8 = 0x1E;

/// An attribute: dotted OID, tag, octets.
pub type Value = (&'static str, u8, Vec<u8>);

fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).unwrap().to_be_bytes();
    let mut result = match length {
        [0, short @ 0..=0x7F] => vec![tag, short],
        [0, long] => vec![tag, 0x81, long],
        [high, low] => vec![tag, 0x82, high, low],
    };
    result.extend(content);
    result
}

/// X.690 section 8.19.
fn oid_octets(dotted: &str) -> Vec<u8> {
    let numbers: Vec<u64> = dotted.split('.').map(|number| number.parse().unwrap()).collect();
    let number = |number: u64| -> Vec<u8> {
        let groups = (0..5_u32).rev().map(|group| (number >> (7 * group) & 0x7F) as u8);
        let mut octets: Vec<u8> = groups
            .skip_while(|group| *group == 0)
            .map(|group| group | 0x80)
            .collect();
        let last = octets.pop().map_or(0, |last| last & 0x7F);
        octets.push(last);
        octets
    };
    let first = number(numbers[0] * 40 + numbers[1]);
    first
        .into_iter()
        .chain(numbers[2..].iter().flat_map(|&component| number(component)))
        .collect()
}

/// The DER of a name: a list of RDNs, each with one or more attributes.
pub fn name_der(name: &[Vec<Value>]) -> Vec<u8> {
    let attribute = |(oid, tag, octets): &Value| der(0x30, &[der(6, &oid_octets(oid)), der(*tag, octets)].concat());
    let relative_name = |values: &Vec<Value>| der(0x31, &values.iter().flat_map(attribute).collect::<Vec<u8>>());
    der(0x30, &name.iter().flat_map(relative_name).collect::<Vec<u8>>())
}

/// What we print; the outer `None` if we cannot read the name.
pub fn ours(der: &[u8]) -> Option<Option<String>> {
    EncodedName::from_der(der)
        .ok()
        .map(|name| envoy::distinguished_name(&name))
}

/// What AWS-LC prints; `None` if it cannot read or print the name. An empty name prints as nothing.
pub fn judge(der: &[u8]) -> Option<String> {
    // SAFETY: the pointers come from AWS-LC itself or from slices that outlive the calls, and are freed once.
    unsafe {
        let mut input = der.as_ptr();
        let name = d2i_X509_NAME(null_mut(), &raw mut input, der.len().try_into().unwrap());
        if name.is_null() {
            return None;
        }
        let output = BIO_new(BIO_s_mem());
        assert!(!output.is_null());
        let printed = X509_NAME_print_ex(output, name, 0, XN_FLAG_RFC2253.try_into().unwrap());
        let (mut start, mut length) = (null(), 0);
        assert_eq!(BIO_mem_contents(output, &raw mut start, &raw mut length), 1);
        let octets = if length == 0 {
            vec![]
        } else {
            std::slice::from_raw_parts(start, length).to_vec()
        };
        BIO_free(output);
        X509_NAME_free(name);
        (printed >= 0).then(|| String::from_utf8(octets).unwrap())
    }
}

fn utf8(oid: &'static str, text: &str) -> Vec<Value> {
    vec![(oid, UTF8, text.as_bytes().to_vec())]
}

const CN: &str = "2.5.4.3";
const C: &str = "2.5.4.6";
const O: &str = "2.5.4.10";
const OU: &str = "2.5.4.11";

#[test]
fn measured_examples() {
    let unknown = "1.3.6.1.4.1.99999.1";
    let cases: Vec<(Vec<Vec<Value>>, Option<&str>)> = vec![
        (
            vec![utf8(CN, "ML Client Curl"), utf8(O, "ML Client Org")],
            Some("O=ML Client Org,CN=ML Client Curl"),
        ),
        (
            vec![utf8(O, "Sue, Grabbit and Runn"), utf8(CN, "a,b")],
            Some(r"CN=a\,b,O=Sue\, Grabbit and Runn"),
        ),
        (vec![utf8(CN, "Müller")], Some(r"CN=M\C3\BCller")),
        (
            vec![
                vec![(C, PRINTABLE, b"DE".to_vec())],
                utf8(O, "Org"),
                utf8(OU, "A"),
                utf8(OU, "B"),
                utf8(CN, "client"),
            ],
            Some("CN=client,OU=B,OU=A,O=Org,C=DE"),
        ),
        // The tutorial's policy value fits the first order only.
        (
            vec![utf8(CN, "client2.example.com"), utf8(O, "example")],
            Some("O=example,CN=client2.example.com"),
        ),
        (
            vec![utf8(O, "example"), utf8(CN, "client2.example.com")],
            Some("CN=client2.example.com,O=example"),
        ),
        (vec![utf8(unknown, "test")], Some("1.3.6.1.4.1.99999.1=#0C0474657374")),
        (vec![], None),
    ];
    check(cases);
}

#[test]
fn hostile_names() {
    let text = |text: &str| vec![utf8(CN, text)];
    let cases = vec![
        (text(r#"a"b\c<d>e;f+g,h"#), Some(r#"CN=a\"b\\c\<d\>e\;f\+g\,h"#)),
        (text("a=b/c:d'e*f"), Some("CN=a=b/c:d'e*f")),
        (text(" a "), Some(r"CN=\ a\ ")),
        (text("  a  "), Some(r"CN=\  a \ ")),
        (text(" "), Some(r"CN=\ ")),
        (text("#a#"), Some(r"CN=\#a#")),
        (text(" #a"), Some(r"CN=\ #a")),
        (text("a\nb\0c\u{7F}"), Some(r"CN=a\0Ab\00c\7F")),
        (text("中文"), Some(r"CN=\E4\B8\AD\E6\96\87")),
        (text("😀"), Some(r"CN=\F0\9F\98\80")),
        (text(""), Some("CN=")),
        (text("CN=admin,O=root"), Some(r"CN=CN=admin\,O=root")),
        (
            vec![[utf8(CN, "a"), utf8(OU, "b")].concat(), utf8(O, "c")],
            Some("O=c,OU=b+CN=a"),
        ),
        (vec![vec![(CN, T61, vec![b'M', 0xFC])]], Some(r"CN=M\C3\BC")),
        (
            vec![vec![(CN, BMP, vec![0, b'M', 0, 0xFC, 0x4E, 0x2D])]],
            Some(r"CN=M\C3\BC\E4\B8\AD"),
        ),
        (
            vec![vec![(CN, UNIVERSAL, vec![0, 0, 0, b',', 0, 1, 0xF6, 0])]],
            Some(r"CN=\,\F0\9F\98\80"),
        ),
        (vec![vec![(CN, IA5, b" x#".to_vec())]], Some(r"CN=\ x#")),
        (vec![vec![(CN, 0x03, vec![0, 1])]], Some("CN=#03020001")),
    ];
    check(cases);
}

#[test]
fn every_short_name_is_that_of_the_judge() {
    let oids = [
        "2.5.4.3",
        "2.5.4.4",
        "2.5.4.5",
        "2.5.4.6",
        "2.5.4.7",
        "2.5.4.8",
        "2.5.4.9",
        "2.5.4.10",
        "2.5.4.11",
        "2.5.4.12",
        "2.5.4.13",
        "2.5.4.15",
        "2.5.4.16",
        "2.5.4.17",
        "2.5.4.20",
        "2.5.4.41",
        "2.5.4.42",
        "2.5.4.43",
        "2.5.4.44",
        "2.5.4.45",
        "2.5.4.46",
        "2.5.4.65",
        "1.2.840.113549.1.9.1",
        "1.2.840.113549.1.9.2",
        "0.9.2342.19200300.100.1.1",
        "0.9.2342.19200300.100.1.25",
    ];
    for oid in oids {
        let der = name_der(&[utf8(oid, "x")]);
        let printed = ours(&der).unwrap();
        assert_eq!(printed, judge(&der), "{oid}");
        assert!(printed.unwrap().ends_with("=x"), "{oid} is known");
    }
}

fn check(cases: Vec<(Vec<Vec<Value>>, Option<&str>)>) {
    for (name, expected) in cases {
        let der = name_der(&name);
        assert_eq!(ours(&der).unwrap().as_deref(), expected);
        assert_eq!(
            judge(&der).unwrap(),
            expected.unwrap_or_default(),
            "the judge disagrees with the expectation"
        );
    }
}

#[test]
fn uri_names_are_joined_by_commas() {
    assert_eq!(envoy::uri_names([]), None);
    assert_eq!(envoy::uri_names(["spiffe://a"]).as_deref(), Some("spiffe://a"));
    assert_eq!(
        envoy::uri_names(["spiffe://a", "urn:b"]).as_deref(),
        Some("spiffe://a,urn:b")
    );
}
