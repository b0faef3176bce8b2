//! What a password opens: PKCS#12 files and encrypted keys. Deriving the keys takes long, so whoever inspects does it elsewhere:
//! an [`super::Inspection`] gives a [`Sealed`] thing away, and takes back what [`crate::pki::sealed::open`] found.

use zeroize::Zeroizing;

use super::secret::Role;
use super::{Field, Inspection, Item, Piece, Severity, Shape, key};
use crate::pki::sealed::{Opened, Seal, StillSealed};

/// Something that waits to be opened.
pub struct Sealed {
    pub seal: Seal,
    pub octets: Zeroizing<Vec<u8>>,
    /// The item that it became.
    item: usize,
    place: String,
    depth: usize,
}

impl Inspection {
    /// Adds something that a password opens.
    pub(super) fn seal(&mut self, seal: Seal, octets: &[u8], piece: &Piece) {
        let item = match seal {
            Seal::Bundle => key::bundle(&piece.place),
            Seal::Key => key::encrypted(&piece.place, false),
            Seal::OlderKey => key::encrypted(&piece.place, true),
        };
        let item = self.add(item, piece.parent);
        self.sealed.push_back(Sealed {
            seal,
            octets: Zeroizing::new(octets.to_vec()),
            item,
            place: piece.place.clone(),
            depth: piece.depth,
        });
    }

    /// The next thing to be opened.
    pub(super) fn next_sealed(&mut self) -> Option<Sealed> {
        self.sealed.pop_front()
    }

    /// The password to open it with; `None` if none was typed: then nothing is tried, because that takes time.
    pub(super) fn password(&self) -> Option<&str> {
        self.password.as_ref().map(|password| password.as_str())
    }

    /// Takes back what was found.
    pub(super) fn opened(&mut self, sealed: &Sealed, found: Result<Opened, StillSealed>) {
        let has_password = self.password.is_some();
        let Some(item) = self.items.get_mut(sealed.item) else {
            return;
        };
        match found {
            Ok(opened) => {
                describe(item, sealed.seal, &opened);
                self.take_apart(sealed, opened);
            }
            Err(refusal) => {
                self.needs_password |= refusal.needs_password;
                closed(item, &refusal, has_password);
            }
        }
    }

    fn take_apart(&mut self, sealed: &Sealed, opened: Opened) {
        let pieces = opened.parts.into_iter().map(|(name, octets)| Piece {
            octets,
            shape: Shape::Any,
            place: match name.as_str() {
                "" => sealed.place.clone(),
                name => [&sealed.place, ", “", &super::encoding::shown(name, 60), "”"].concat(),
            },
            parent: Some(sealed.item),
            depth: sealed.depth + 1,
            role: Role::None,
        });
        self.take_up(pieces.collect());
    }
}

fn describe(item: &mut Item, seal: Seal, opened: &Opened) {
    item.fields.push(Field::lines(
        "Protection",
        opened.protection.clone(),
        "AES-256 with SHA-256 is read by everything new; older macOS, iOS, Android 12 and Windows Server 2016 want 3DES with SHA-1.",
    ));
    if seal == Seal::Bundle {
        item.fields.push(Field::new(
            "Holds",
            super::summary::count(opened.parts.len(), "key or certificate", "keys and certificates"),
            "They are listed below.",
        ));
    }
    if opened
        .protection
        .iter()
        .any(|way| way.contains("RC2") || way.contains("MD5"))
    {
        item.find(
            Severity::Warning,
            "The encryption is weak",
            "RC2 with 40 bits and MD5 are broken: whoever has the file has the key. OpenSSL 3 opens RC2 only with `-legacy`.",
            "Export it again with AES-256.",
        );
    }
    if !opened.left_out.is_empty() {
        item.find(
            Severity::Note,
            ["Not looked at: ", &opened.left_out.join(", ")].concat(),
            "Only keys and certificates are shown here.",
            "",
        );
    }
}

fn closed(item: &mut Item, refusal: &StillSealed, has_password: bool) {
    if refusal.needs_password && !has_password {
        item.find(
            Severity::Note,
            "It is encrypted",
            "What is in it can be shown only with its password.",
            "Type the password above.",
        );
    } else if refusal.needs_password {
        item.find(
            Severity::Problem,
            "The password does not open it",
            "It may belong to another file, or have been mistyped; or the file is damaged.",
            "Type the password with which it was exported.",
        );
    } else {
        item.find(
            Severity::Problem,
            "It cannot be opened",
            &capitalized(&refusal.reason),
            "Export it again with the program that made it.",
        );
    }
}

fn capitalized(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(characters).collect()
}
