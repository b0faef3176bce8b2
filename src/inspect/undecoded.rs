//! What cannot be decoded, and what to do about it.

use super::{Inspection, Item, Kind, Piece, Severity};

/// Files that are for other programs.
pub fn foreign(piece: &Piece) -> Option<Item> {
    let (what, action) = match piece.octets.as_slice() {
        [0xFE, 0xED, 0xFE, 0xED, ..] | [0xCE, 0xCE, 0xCE, 0xCE, ..] => (
            "This is a Java keystore of the older kind (JKS)",
            "Convert it with `keytool -importkeystore -srckeystore old.jks -destkeystore new.p12 -deststoretype PKCS12`, and drop the new file here.",
        ),
        [b'P', b'K', 3, 4, ..] => ("This is a ZIP archive", "Unpack it, and drop the files that are in it."),
        _ => return None,
    };
    let mut item = Item::new(Kind::Unreadable, what, &piece.place);
    item.find(
        Severity::Warning,
        "It is not looked into",
        "Only its contents can be decoded here.",
        action,
    );
    Some(item)
}

pub fn broken(inspection: &mut Inspection, piece: &Piece, label: &str, reason: &str) {
    let title = ["A damaged block ", label].concat();
    let mut item = Item::new(Kind::Unreadable, title, &piece.place);
    item.find(
        Severity::Problem,
        ["It cannot be read: ", reason].concat(),
        "Every program refuses it.",
        "Copy it again, from the five dashes before BEGIN to the five dashes after END.",
    );
    inspection.add(item, piece.parent);
}

pub fn unknown(piece: &Piece, text: &str, is_binary: bool) -> Item {
    if !is_binary && !text.contains('\u{FFFD}') && !text.contains("ssh-") && !text.contains("ecdsa-sha2-") {
        return nothing(&piece.place);
    }
    let (title, action) = if is_binary || text.contains('\u{FFFD}') {
        (
            "A binary file of an unknown kind",
            "DER, PKCS#12 and PKCS#7 files can be read. A binary file cannot be pasted: drop it, or choose it.",
        )
    } else {
        (
            "A public key for SSH",
            "TLS uses certificates. Paste a block with `-----BEGIN CERTIFICATE-----`.",
        )
    };
    let mut item = Item::new(Kind::Unreadable, title, &piece.place);
    item.find(
        Severity::Note,
        "There is nothing to decode",
        "It holds no certificate, key, Secret or header.",
        action,
    );
    item
}

/// Something, but nothing of ours.
pub fn nothing(place: &str) -> Item {
    let mut item = Item::new(Kind::Unreadable, "Nothing was recognized", place);
    item.find(
        Severity::Note,
        "There is nothing to decode",
        "It holds no certificate, key, Secret or header.",
        "Paste a block from `-----BEGIN` to `-----END`, a Secret as `kubectl get secret NAME -o yaml` prints it, an `X-Forwarded-Client-Cert` value, or the answer of HTTPBin’s `/headers`.",
    );
    item
}

pub fn too_large(place: &str) -> Item {
    let mut item = Item::new(Kind::Unreadable, "Too large", place);
    item.find(
        Severity::Problem,
        "It is larger than 1 MiB, so it was not read",
        "Certificates have a few kilobytes, and a cluster takes no Secret larger than 1 MiB.",
        "Paste or drop only the part that you want to look at.",
    );
    item
}

pub fn too_much(place: &str) -> Item {
    let mut item = Item::new(Kind::Unreadable, "Not everything was looked at", place);
    item.find(
        Severity::Warning,
        "There are too many things, or too many encodings in each other",
        "At most 2000 things are looked at, and 6 encodings taken off.",
        "Paste less at once.",
    );
    item
}
