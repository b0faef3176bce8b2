//! Revocation lists in words.

use sha2::{Digest, Sha256};

use super::{Content, Field, Item, Kind, Severity, certificate, encoding, extensions};
use crate::locale;
use crate::pki::clock::{SECONDS_PER_DAY, UnixTime};
use crate::pki::decode::anatomy::Extension;
use crate::pki::decode::hex_colons;
use crate::pki::revocation::{RevocationList, RevokedCertificate};

/// How many entries are shown.
const SHOWN: usize = 200;

/// A revocation list from DER.
pub fn item(der: &[u8], place: &str, now: UnixTime) -> Item {
    let list = match RevocationList::decode(der) {
        Ok(list) => list,
        Err(error) => {
            let mut item = Item::new(Kind::Unreadable, "A revocation list that cannot be read", place);
            item.find(
                Severity::Problem,
                locale::english(&error),
                "Envoy refuses the Secret that holds it.",
                "Make the list again.",
            );
            return item;
        }
    };
    let title = ["of ", list.issuer.readable.as_str()].concat();
    let mut item = Item::new(Kind::RevocationList, encoding::shown(&title, 80), place);
    item.fields.extend([
        Field::lines(
            "Issuer",
            certificate::name(&list.issuer),
            "The authority whose certificates it is about. It must be its subject octet by octet.",
        ),
        Field::new(
            "Made",
            certificate::moment(Some(list.this_update)),
            "From then on it holds.",
        ),
        Field::new(
            "Next update",
            list.next_update
                .map_or_else(|| "not said".to_owned(), |end| certificate::moment(Some(end))),
            "After that it counts as expired, and Envoy refuses every client of the authority.",
        ),
        Field::new(
            "Number",
            list.number_text().unwrap_or_else(|| "none".to_owned()),
            "It grows with every list.",
        ),
        Field::new(
            "Signature algorithm",
            &list.signature_algorithm,
            "What the authority signed it with.",
        ),
        Field::new(
            "Version",
            list.version.to_string(),
            "Only version 2 has a number and other extensions.",
        ),
        Field::lines(
            ["Revoked certificates: ", &list.entries.len().to_string()].concat(),
            entries(&list.entries),
            "Their serial numbers, since when, and why.",
        ),
    ]);
    item.fields.extend(list.extensions.iter().map(|extension| {
        let read = Extension::read(&extension.oid, extension.is_critical, &extension.content);
        extensions::field(&read).extension()
    }));
    item.fields.push(Field::string(
        "SHA-256 fingerprint",
        hex_colons(&Sha256::digest(list.der())),
        "Of the whole list: two files with the same fingerprint are the same list.",
    ));
    dates(&mut item, &list, now);
    item.find(
        Severity::Note,
        "A list makes Istio ask for one of every authority in the chain",
        "With a list in the Secret, Envoy refuses clients below an authority that has none: alert 48, “unknown CA”.",
        "Put the lists of all authorities of the chain into the same key: `crl` beside `cacert`, `ca.crl` beside `ca.crt`.",
    );
    item.pem = list.pem();
    item.content = Content::RevocationList(Box::new(list));
    item
}

fn dates(item: &mut Item, list: &RevocationList, now: UnixTime) {
    let Some(end) = list.next_update else {
        item.find(
            Severity::Note,
            "It does not say when the next list is due",
            "RFC 5280 demands it, and nobody notices when the list is old.",
            "Make the list with a date for the next one.",
        );
        return;
    };
    let left = end.seconds() - now.seconds();
    if left < 0 {
        item.find(
            Severity::Problem,
            ["It expired on ", &end.date().to_string()].concat(),
            "Envoy refuses every client of the authority while the list is out of date.",
            "Make a new list, and put it into the Secret.",
        );
    } else if left < 7 * SECONDS_PER_DAY {
        item.find(
            Severity::Warning,
            ["It ends soon, on ", &end.date().to_string()].concat(),
            "Afterwards Envoy refuses every client of the authority.",
            "Make the next list before that.",
        );
    }
    if now < list.this_update {
        item.find(
            Severity::Problem,
            ["It holds only from ", &list.this_update.date().to_string()].concat(),
            "Until then Envoy refuses every client of the authority.",
            "Wait, or look whether the clock of the machine that made it runs ahead.",
        );
    }
}

fn entries(entries: &[RevokedCertificate]) -> Vec<String> {
    let line = |entry: &RevokedCertificate| {
        let mut line = [entry.serial_number.as_str(), ", since ", &entry.date.date().to_string()].concat();
        if let Some(reason) = entry.reason {
            line.extend([", ", &reason.to_string()]);
        }
        if let Some(moment) = entry.invalid_since() {
            line.extend([", not to be trusted since ", &moment.date().to_string()]);
        }
        line
    };
    let mut lines: Vec<String> = entries.iter().take(SHOWN).map(line).collect();
    match entries.len() {
        0 => lines.push("none".to_owned()),
        count if count > SHOWN => lines.push(["and ", &(count - SHOWN).to_string(), " more"].concat()),
        _ => {}
    }
    lines
}
