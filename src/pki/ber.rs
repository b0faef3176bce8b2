//! Makes DER of BER (X.690 sections 8 and 10): many programs write PKCS#12 files with indefinite lengths and with strings in
//! pieces, which readers of DER refuse.

use zeroize::Zeroizing;

/// The most levels of nesting. A PKCS#12 file has fewer than twenty; a hostile one must not exhaust the stack.
const DEEPEST: usize = 32;

/// The parts of an identifier octet (X.690 section 8.1.2).
const CONSTRUCTED: u8 = 0x20;
const NUMBER: u8 = 0x1F;
/// The identifier octets of OCTET STRING, in one piece and in several.
const OCTET_STRING: u8 = 0x04;
const OCTET_STRING_IN_PIECES: u8 = OCTET_STRING | CONSTRUCTED;
/// The length octet that says that the end is marked (X.690 section 8.1.3.6), and two octets that mark it.
const INDEFINITE: u8 = 0x80;
const END: [u8; 2] = [0, 0];

/// Writes the one element that all of `ber` is in DER's lengths, and OCTET STRINGs in one piece. Contents of primitive
/// elements stay as they are. `None` if it is not exactly one element, or nested too deeply.
///
/// The work grows with the size times [`DEEPEST`] at most. All octets on the way are overwritten, as they may be keys.
pub(super) fn to_der(ber: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let mut rest = ber;
    let mut der = Zeroizing::new(Vec::with_capacity(ber.len()));
    element(&mut rest, &mut der, 0)?;
    rest.is_empty().then_some(der)
}

/// Takes one element off `rest`, and appends it to `der`.
fn element(rest: &mut &[u8], der: &mut Zeroizing<Vec<u8>>, depth: usize) -> Option<()> {
    let identifier = identifier(rest)?;
    let first = *identifier.first()?;
    let length = length(rest)?;
    if first & CONSTRUCTED == 0 {
        append(der, identifier, take(rest, length?)?);
        return Some(());
    }
    if depth == DEEPEST {
        return None;
    }
    let children = children(rest, length, depth + 1)?;
    if first == OCTET_STRING_IN_PIECES {
        append(der, &[OCTET_STRING], &joined(&children)?);
    } else {
        append(der, identifier, &children);
    }
    Some(())
}

/// The elements in one of this length; of one without a length, those up to the mark of its end.
fn children(rest: &mut &[u8], length: Option<usize>, depth: usize) -> Option<Zeroizing<Vec<u8>>> {
    let mut der = Zeroizing::new(Vec::new());
    if let Some(length) = length {
        let mut content = take(rest, length)?;
        der.reserve_exact(length);
        while !content.is_empty() {
            element(&mut content, &mut der, depth)?;
        }
    } else {
        while !rest.starts_with(&END) {
            element(rest, &mut der, depth)?;
        }
        take(rest, END.len())?;
    }
    Some(der)
}

/// The contents of OCTET STRINGs that were written by [`element`]: the pieces of a string, in a whole.
pub(super) fn joined(pieces: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let mut rest = pieces;
    let mut whole = Zeroizing::new(Vec::with_capacity(pieces.len()));
    while !rest.is_empty() {
        if identifier(&mut rest)? != [OCTET_STRING] {
            return None;
        }
        let length = length(&mut rest)??;
        whole.extend_from_slice(take(&mut rest, length)?);
    }
    Some(whole)
}

/// One identifier octet, or several if the tag number is 31 or more (X.690 section 8.1.2.4).
fn identifier<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let octets = *rest;
    let mut length = 1;
    if octets.first()? & NUMBER == NUMBER {
        while octets.get(length)? & 0x80 != 0 {
            length += 1;
        }
        length += 1;
    }
    take(rest, length)
}

/// A length: within it `None` if the end is marked (X.690 section 8.1.3).
fn length(rest: &mut &[u8]) -> Option<Option<usize>> {
    match *take(rest, 1)?.first()? {
        INDEFINITE => Some(None),
        short @ 0..0x80 => Some(Some(usize::from(short))),
        long => {
            let octets = take(rest, usize::from(long & 0x7F))?;
            let value = octets.iter().try_fold(0_usize, |value, octet| {
                value.checked_mul(0x100)?.checked_add(usize::from(*octet))
            });
            value.map(Some)
        }
    }
}

fn take<'a>(rest: &mut &'a [u8], length: usize) -> Option<&'a [u8]> {
    let (taken, left) = rest.split_at_checked(length)?;
    *rest = left;
    Some(taken)
}

/// One element in DER. The vector is replaced, not grown, so that no copy of a key stays behind.
fn append(der: &mut Zeroizing<Vec<u8>>, identifier: &[u8], content: &[u8]) {
    let length = content.len().to_be_bytes();
    let significant = &length[content.len().leading_zeros() as usize / 8..];
    let needed = der.len() + identifier.len() + significant.len() + 2 + content.len();
    if needed > der.capacity() {
        let mut larger = Zeroizing::new(Vec::with_capacity(needed.max(2 * der.capacity())));
        larger.extend_from_slice(der);
        *der = larger;
    }
    der.extend_from_slice(identifier);
    match content.len() {
        0 => der.push(0),
        1..0x80 => (),
        // At most 8, so this fits.
        _ => der.push(0x80 | significant.len() as u8),
    }
    der.extend_from_slice(significant);
    der.extend_from_slice(content);
}
