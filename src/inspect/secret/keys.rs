//! The keys of a Secret, and each value for itself. What the values have to do with each other is judged in `relations`.

use zeroize::Zeroizing;

use super::{KEYS, Role, Value, role};
use crate::inspect::{Item, Piece, Severity, Shape, encoding, recognize};
use crate::plan::dns;

/// The ending of the Secret that holds the clients' authority.
const CACERT: &str = "-cacert";

/// Which keys there are, by the Secret's name.
pub fn check(item: &mut Item, name: &str, namespace: Option<&str>, kind: &str, values: &[Value]) {
    let has = |key: &str| values.iter().any(|value| value.key == key);
    let (generic, tls) = ((has("cert"), has("key")), (has("tls.crt"), has("tls.key")));
    let has_authority = has("cacert") || has("ca.crt");
    if kind == "kubernetes.io/tls" && tls != (true, true) {
        item.find(
            Severity::Problem,
            "The type `kubernetes.io/tls` needs `tls.crt` and `tls.key`",
            "The cluster refuses a Secret of this type without them.",
            "Use `kubectl create secret tls`, or the type `Opaque` for the generic keys.",
        );
    }
    if !values.iter().any(|value| role(&value.key) != Role::None) {
        return unknown_keys(item, name, values);
    }
    pairs(item, generic, tls, has_authority);
    authorities(item, name, generic.0 || tls.0, &has);
    if namespace.is_some_and(|namespace| namespace != "istio-system") {
        item.find(
            Severity::Warning,
            "It is not in the namespace `istio-system`",
            "Istio reads a Gateway’s credential from the namespace of the gateway’s pod, which is `istio-system` in Kyma, and from nowhere else.",
            "Create it there: `kubectl create secret … -n istio-system`.",
        );
    }
}

/// A certificate and its key, in one of two forms.
fn pairs(item: &mut Item, generic: (bool, bool), tls: (bool, bool), has_authority: bool) {
    if generic == (true, true) && (tls.0 || tls.1) {
        item.find(
            Severity::Warning,
            "Both forms are mixed",
            "There are `cert` and `key` as well as `tls.crt` or `tls.key`: Istio takes the former and passes over the latter.",
            "Leave one form in it, so that nobody renews the wrong one.",
        );
        return;
    }
    let crossed = !(generic == (true, true) || tls == (true, true));
    if crossed && (generic.0 || tls.0) && (generic.1 || tls.1) {
        item.find(
            Severity::Problem,
            "Both forms are mixed",
            "Istio takes `cert` with `key`, or `tls.crt` with `tls.key`. One of each is neither, so it finds no certificate.",
            "Rename the keys so that they are of one form.",
        );
        return;
    }
    for (present, absent, have, lack) in [
        (generic.0, generic.1, "cert", "key"),
        (generic.1, generic.0, "key", "cert"),
        (tls.0, tls.1, "tls.crt", "tls.key"),
        (tls.1, tls.0, "tls.key", "tls.crt"),
    ] {
        if present && !absent && (generic, tls) != ((true, true), tls) {
            item.find(
                Severity::Problem,
                ["`", lack, "` is missing"].concat(),
                &["There is `", have, "`, but Istio takes both or none."].concat(),
                "Add it, of the same form.",
            );
        }
    }
    if generic == (true, true) || tls == (true, true) {
        if has_authority {
            item.find(
                Severity::Warning,
                "It trusts clients of the authority in it, if there is no Secret with `-cacert`",
                "A Gateway in `MUTUAL` takes the authority from the Secret with the name ending in `-cacert`, or else from here. A certificate of a public issuer (Gardener, Let’s Encrypt) has that issuer here: then anybody with a certificate of it gets in.",
                "Apply the Secret with `-cacert` before the Gateway, or leave the authority out here.",
            );
        }
    } else if !has_authority {
        item.find(
            Severity::Problem,
            "It holds neither a certificate with its key nor an authority",
            "Istio finds nothing in it that it could use.",
            "Add `tls.crt` and `tls.key`, or `cacert`.",
        );
    }
}

/// The clients' authority and its revocation list.
fn authorities(item: &mut Item, name: &str, has_chain: bool, has: &dyn Fn(&str) -> bool) {
    let (cacert, tls) = (has("cacert"), has("ca.crt"));
    match name.strip_suffix(CACERT) {
        Some(credential) => {
            if !cacert && !tls {
                item.find(
                    Severity::Problem,
                    "The authority is missing",
                    "From a Secret with this name Istio reads `cacert` or `ca.crt`, and here is neither.",
                    "`kubectl create secret generic NAME --from-file=cacert=FILE` gives the key its name.",
                );
            } else if has_chain {
                item.find(
                    Severity::Warning,
                    "There is a certificate with it that is not read from here",
                    &["For the credential `", credential, "` Istio reads only the authority from this Secret."].concat(),
                    "Keep the server’s certificate and key in the other Secret alone.",
                );
            }
        }
        None if (cacert || tls) && !has_chain => item.find(
            Severity::Warning,
            "Its name does not end with `-cacert`",
            "A Gateway with a server’s certificate of its own looks for its clients’ authority in the Secret `<credentialName>-cacert`.",
            "Name it after the Gateway’s `credentialName` with `-cacert` behind it. For a DestinationRule the name is right.",
        ),
        None => {}
    }
    if cacert && tls {
        item.find(
            Severity::Note,
            "There are `cacert` and `ca.crt`",
            "Istio takes `cacert` and passes over `ca.crt`.",
            "Leave one of them.",
        );
    }
    for (list, authority, other) in [("crl", cacert, "cacert"), ("ca.crl", tls && !cacert, "ca.crt")] {
        if has(list) && !authority {
            item.find(
                Severity::Problem,
                ["`", list, "` is passed over"].concat(),
                &[
                    "Istio reads `",
                    list,
                    "` only where it takes the authority from `",
                    other,
                    "`: revoked clients get in.",
                ]
                .concat(),
                "Use `crl` with `cacert`, `ca.crl` with `ca.crt`.",
            );
        }
    }
}

/// None of the keys is one that Istio reads.
fn unknown_keys(item: &mut Item, name: &str, values: &[Value]) {
    let is_credential = values.iter().any(|value| is_dns_credential(&value.key));
    if is_credential {
        return;
    }
    let looks_like_tls = name.ends_with(CACERT)
        || values.iter().any(|value| {
            let text = value.octets.as_slice();
            text.windows(10).take(64).any(|window| window == b"-----BEGIN")
        });
    if looks_like_tls || values.is_empty() {
        let known: Vec<&str> = KEYS.iter().map(|(key, _)| *key).collect();
        item.find(
            Severity::Problem,
            "None of its keys is one that Istio reads",
            "The keys must have exactly the names that Istio knows; `--from-file=FILE` without a name takes the file’s name instead.",
            &["Name them: `--from-file=cacert=FILE`. Istio knows ", &known.join(", "), "."].concat(),
        );
    }
}

/// One value: what is wrong with it alone, and what is to be looked at.
pub fn value(item: &mut Item, value: Value, place: String, parent: usize, depth: usize) -> Option<Piece> {
    let key = ["`", &encoding::shown(&value.key, 80), "`"].concat();
    let role = role(&value.key);
    if let Some(failure) = value.failure {
        item.find(
            Severity::Problem,
            ["The value of ", &key, " is wrong: ", failure].concat(),
            "The cluster decodes `data` from base64.",
            "",
        );
    } else if value.octets.is_empty() {
        item.find(
            Severity::Problem,
            ["The value of ", &key, " is empty"].concat(),
            "Istio treats an empty value as missing, and Gardener refuses it.",
            "Create the Secret again from the file.",
        );
        return None;
    }
    let mut octets = value.octets;
    let inner = std::str::from_utf8(&octets).ok().and_then(encoding::base64);
    if let Some(inner) = inner.filter(|inner| recognize::is_interesting(inner)) {
        let (what, action) = match value.is_plain {
            true => (
                "is base64, but `stringData` takes plain text",
                "Put it under `data`, or decode it.",
            ),
            false => (
                "is base64 twice",
                "Decode it once: `base64 -d`. `kubectl create secret` encodes by itself.",
            ),
        };
        item.find(
            Severity::Problem,
            ["The value of ", &key, " ", what].concat(),
            "Istio decodes once, and what it then finds is no PEM.",
            action,
        );
        octets = inner;
    }
    spaces(item, &key, &value.key, role, &octets);
    let is_worth = role != Role::None || recognize::is_interesting(&octets);
    is_worth.then_some(Piece {
        octets: Zeroizing::new(octets.to_vec()),
        shape: Shape::Any,
        place,
        parent: Some(parent),
        // What is expected is named where it is not recognized.
        depth: if role == Role::None { depth + 1 } else { depth },
        role,
    })
}

/// Whether Gardener reads DNS credentials from this key.
fn is_dns_credential(key: &str) -> bool {
    dns::PROVIDERS.iter().any(|provider| provider.credential(key).is_some())
}

/// White space that is not meant.
fn spaces(item: &mut Item, shown: &str, key: &str, role: Role, octets: &[u8]) {
    let is_text = std::str::from_utf8(octets).is_ok();
    let ends_with_space = octets.last().is_some_and(u8::is_ascii_whitespace);
    if role == Role::None && is_dns_credential(key) && is_text && ends_with_space {
        item.find(
            Severity::Problem,
            ["The value of ", shown, " ends with a line end or a space"].concat(),
            "Gardener refuses DNS credentials with white space at the end. `echo` writes it.",
            "Use `echo -n` or `printf`, or `stringData`.",
        );
    }
    if role != Role::None && !is_text && octets.first() == Some(&0x30) {
        item.find(
            Severity::Problem,
            ["The value of ", shown, " is binary"].concat(),
            "Istio takes PEM only.",
            "Convert the file to PEM before: `openssl x509 -inform DER` or `openssl pkey -inform DER`.",
        );
    }
}
