//! Who issued whom, and what is wrong with that.

use mtls_wizard::inspect::{Branch, Linked, Severity, check_signatures};
use mtls_wizard::native::NativeVerifier;
use mtls_wizard::pki::pace::Nonstop;

use super::{findings, look, problems, text};

fn drawn(branches: &[Branch], depth: usize, lines: &mut Vec<String>) {
    for branch in branches {
        let missing = if branch.item.is_none() { " (missing)" } else { "" };
        lines.push(format!("{}{}{missing}", "  ".repeat(depth), branch.title));
        drawn(&branch.below, depth + 1, lines);
    }
}

fn tree(text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    drawn(&look(text).chains, 0, &mut lines);
    lines
}

#[test]
fn the_tree_names_what_is_missing() {
    let [server, sub, root] = ["server.crt", "sub.crt", "ca.crt"].map(text);
    let whole = [
        "O=ML Client Org, CN=ML Client Root CA",
        "  O=Example, CN=Sub CA",
        "    CN=httpbin.example.com",
    ];
    for order in [[&server, &sub, &root], [&root, &sub, &server], [&sub, &root, &server]] {
        assert_eq!(tree(&order.map(String::as_str).concat()), whole);
    }
    assert_eq!(
        tree(&[server.as_str(), &sub].concat()),
        [
            "O=ML Client Org, CN=ML Client Root CA (missing)",
            "  O=Example, CN=Sub CA",
            "    CN=httpbin.example.com",
        ]
    );
    assert_eq!(
        tree(&[server.as_str(), &root].concat()),
        [
            "O=Example, CN=Sub CA (missing)",
            "  CN=httpbin.example.com",
            "O=ML Client Org, CN=ML Client Root CA",
        ]
    );
}

#[test]
fn signatures_are_checked_with_a_verifier() {
    let mut report = look(
        [
            text("server.crt"),
            text("sub.crt"),
            text("ca.crt"),
            text("client.csr"),
            text("list.crl"),
        ]
        .concat(),
    );
    let links = |report: &mtls_wizard::inspect::Report| {
        let root = &report.chains[0];
        [root, &root.below[0], &root.below[0].below[0]].map(|branch| branch.linked.clone())
    };
    assert_eq!(links(&report), [Linked::Names, Linked::Names, Linked::Names]);
    pollster::block_on(check_signatures(&mut report, &NativeVerifier, &Nonstop));
    assert_eq!(
        links(&report),
        [Linked::Signature, Linked::Signature, Linked::Signature]
    );
    assert!(
        report
            .items
            .iter()
            .all(|item| !problems(item).iter().any(|what| what.contains("signature")))
    );

    // The last octet belongs to the signature.
    let mut broken = super::file("client.der");
    *broken.last_mut().unwrap() ^= 1;
    let pem = mtls_wizard::pki::pem::encode("CERTIFICATE", &broken);
    let mut report = look([pem.as_str(), &text("ca.crt")].concat());
    pollster::block_on(check_signatures(&mut report, &NativeVerifier, &Nonstop));
    assert_eq!(report.chains[0].below[0].linked, Linked::Forged);
    assert!(
        problems(&report.items[0]).contains(&"The signature is not of the issuer’s key"),
        "{:?}",
        findings(&report.items[0])
    );
}

#[test]
fn order_and_root() {
    let [server, sub, root] = ["server.crt", "sub.crt", "ca.crt"].map(text);
    let first = |text: String| {
        let report = look(text);
        findings(&report.items[0])
            .iter()
            .map(|(severity, what)| (*severity, (*what).to_owned()))
            .collect::<Vec<_>>()
    };
    let with_root = first([server.as_str(), &sub, &root].concat());
    assert!(
        with_root.contains(&(
            Severity::Note,
            "The chain ends with the root: O=ML Client Org, CN=ML Client Root CA".to_owned()
        )),
        "{with_root:?}"
    );
    let unsorted = first([server.as_str(), &root, &sub].concat());
    assert!(
        unsorted.contains(&(Severity::Note, "The chain is not in order".to_owned())),
        "{unsorted:?}"
    );
    let right = first([server.as_str(), &sub].concat());
    assert!(!right.iter().any(|(_, what)| what.contains("chain")), "{right:?}");
}

#[test]
fn repeated_certificates_are_said_to_be_so() {
    let report = look([text("client.crt"), text("client.crt")].concat());
    assert_eq!(report.chains.len(), 1);
    let [first, second] = report.items.as_slice() else {
        panic!()
    };
    assert!(!first.findings.is_empty());
    assert_eq!(
        findings(second),
        [(Severity::Note, "This certificate is here already: line 1")]
    );
}

#[test]
fn what_a_list_revokes() {
    let report = look([text("client.crt"), text("list.crl")].concat());
    assert!(
        problems(&report.items[0]).contains(&"It is revoked since 2026-11-21"),
        "{:?}",
        findings(&report.items[0])
    );
    // The other certificate has the same number, so the list means both: that is what is wrong with it.
    let report = look([text("server.crt"), text("list.crl")].concat());
    assert_eq!(problems(&report.items[0]), [""; 0]);
}
