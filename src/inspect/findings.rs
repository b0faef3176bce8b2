//! What is wrong with one certificate, for itself.

mod authority;
mod basics;
mod leaf;

use super::{Item, names};
use crate::pki::clock::UnixTime;
use crate::pki::decode::anatomy::Anatomy;

/// Adds everything that is worth knowing about a certificate by itself.
pub fn certificate(item: &mut Item, anatomy: &Anatomy, now: UnixTime) {
    basics::version(item, anatomy);
    basics::dates(item, anatomy, now);
    basics::serial(item, anatomy);
    basics::signature(item, anatomy);
    basics::public_key(item, anatomy);
    basics::extensions(item, anatomy);
    if anatomy.is_authority() {
        authority::findings(item, anatomy);
    } else {
        leaf::findings(item, anatomy);
    }
    names::findings(item, &anatomy.subject, "subject");
    if !anatomy.is_self_issued() {
        names::findings(item, &anatomy.issuer, "issuer");
    }
}
