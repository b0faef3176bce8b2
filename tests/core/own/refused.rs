//! Wrong files: each is refused at its field with what to do instead.

use mtls_wizard::wizard::Field;

use super::{FILES, SIGNING, TRUSTED, draft, together};
use crate::sample::{issued, now, own_file, plan};

/// The message at a field.
fn message(changes: &[(Field, &str)], field: Field) -> String {
    let errors = draft(changes).answers(now()).expect_err("it is refused");
    let error = errors.iter().find(|error| error.field == field);
    error
        .unwrap_or_else(|| panic!("no error at {field:?} but {errors:?}"))
        .message
        .clone()
}

#[test]
fn wrong_server_files_are_refused_with_what_to_do() {
    let chain = |name: &str| together(&[name, "issuing.crt"]);
    for (text, says) in [
        (String::new(), "empty"),
        ("hello".to_owned(), "not PEM"),
        (own_file("server.key"), "private key has a place of its own"),
        (own_file("server.der"), "openssl x509 -inform DER"),
        (own_file("server.p12"), "openssl pkcs12 -in server.p12 -nokeys"),
        (chain("server-old.crt"), "expired at 2026-01-01"),
        (chain("server-future.crt"), "valid only from 2124"),
        (chain("server-for-clients.crt"), "serverAuth"),
        (together(&["server.crt", "root.crt", "client-issuing.crt"]), "Add it"),
        (
            chain("server-elsewhere.crt"),
            "not for httpbin.apps.example.com, but for *.example.com",
        ),
        (own_file("server.crt").replace("MII", "M!I"), "damaged"),
        (own_file("server.crt").replace("-----END", ""), "has no end"),
    ] {
        let found = message(&[FILES, (Field::ServerChain, &text)], Field::ServerChain);
        assert!(found.contains(says), "{found:?} does not say {says:?}");
    }
    let authority = [
        FILES,
        (Field::ServerChain, &own_file("issuing.crt")),
        (Field::ServerKey, &own_file("issuing.key")),
    ];
    let found = message(&authority, Field::ServerChain);
    assert!(
        found.contains("of a certification authority, not of a server"),
        "{found}"
    );
    for (text, says) in [
        (String::new(), "empty"),
        (own_file("stranger.key"), "not the key of the certificate"),
        (own_file("server-encrypted.key"), "openssl pkey -in encrypted.key"),
        (own_file("server.crt"), "certificates have a place of their own"),
        (own_file("server.p12"), "openssl pkcs12 -in server.p12 -nocerts -nodes"),
        (together(&["server.key", "stranger.key"]), "several private keys"),
    ] {
        let found = message(&[FILES, (Field::ServerKey, &text)], Field::ServerKey);
        assert!(found.contains(says), "{found:?} does not say {says:?}");
    }
}

#[test]
fn wrong_authorities_are_refused_with_what_to_do() {
    for (text, says) in [
        (String::new(), "empty"),
        (
            own_file("client.crt"),
            "not the certificate of a certification authority",
        ),
        (own_file("client-root.key"), "place of its own"),
    ] {
        let found = message(&[TRUSTED, (Field::ClientCaChain, &text)], Field::ClientCaChain);
        assert!(found.contains(says), "{found:?} does not say {says:?}");
    }
    let found = message(
        &[SIGNING, (Field::ClientCaKey, &own_file("stranger.key"))],
        Field::ClientCaKey,
    );
    assert!(found.contains("not the key of the certificate"), "{found}");
    // It ends on 2027-03-01 at noon, so that day is not over before it is.
    let soon = (Field::ClientCaChain, own_file("client-root-soon.crt"));
    let found = message(&[SIGNING, (soon.0, &soon.1)], Field::LeafValidity);
    assert!(found.contains("2027-02-28"), "{found}");
    let advised = draft(&[SIGNING, (soon.0, &soon.1), (Field::LeafValidity, "2027-02-28")]);
    issued(&plan(&advised));
}

#[test]
fn a_policy_never_believes_a_header_that_anybody_can_send() {
    let found = message(
        &[(Field::TlsMode, "optional-mutual"), (Field::Access, "chosen")],
        Field::TlsMode,
    );
    assert!(found.contains("Choose MUTUAL"), "{found}");
}
