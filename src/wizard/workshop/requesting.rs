//! Making a key and a request for an authority elsewhere.

use super::typed::{Mistake, Typed};
use crate::locale::{Text, say, text};
use crate::pki::key::KeyAlgorithm;
use crate::pki::name::{DistinguishedName, SubjectAltName};
use crate::pki::pkcs12::Password;
use crate::pki::request::Purpose;

/// The ids and labels of the fields.
pub const SUBJECT: (&str, Text) = ("subject", text("Subject"));
pub const NAMES: (&str, Text) = ("names", text("Alternative names"));
pub const PASSWORD: (&str, Text) = ("key-password", text("Password for the key file"));

/// What stands in the form.
pub struct Wanted<'a> {
    pub subject: &'a str,
    pub names: &'a str,
    pub purpose: Purpose,
    pub algorithm: KeyAlgorithm,
    /// Empty for a key file that is not encrypted.
    pub password: &'a str,
}

/// What is to be made.
#[derive(Clone, Debug)]
pub struct Order {
    pub subject: DistinguishedName,
    pub subject_alt_names: Vec<SubjectAltName>,
    pub purpose: Purpose,
    pub algorithm: KeyAlgorithm,
    pub password: Option<Password>,
}

impl Wanted<'_> {
    /// Reads everything.
    ///
    /// # Errors
    /// All that is wrong, in the order of the page.
    pub fn order(&self) -> Result<Order, Vec<Mistake>> {
        let field = |(id, label): (&'static str, Text), text| Typed {
            id,
            label: label.here(),
            text,
        };
        let mut mistakes = Vec::new();
        let subject = field(SUBJECT, self.subject);
        let name = subject.subject().map_err(|mistake| mistakes.push(mistake));
        if name.as_ref().is_ok_and(DistinguishedName::is_empty) {
            mistakes.push(subject.refuse(say!("this is empty. Type a name such as /O=Example/CN=client.")));
        }
        let names = field(NAMES, self.names);
        let read = names.alternative_names().map_err(|mistake| mistakes.push(mistake));
        let is_host = |name: &SubjectAltName| matches!(name, SubjectAltName::Dns(_) | SubjectAltName::Ip(_));
        if self.purpose == Purpose::Server && read.as_ref().is_ok_and(|names| !names.iter().any(is_host)) {
            mistakes.push(names.refuse(say!(
                "a server needs the name that its clients call. Type one such as DNS:api.example.com."
            )));
        }
        let password = match self.password {
            "" => Ok(None),
            text => field(PASSWORD, text).password().map(Some),
        };
        let password = password.map_err(|mistake| mistakes.push(mistake));
        match (name, read, password) {
            (Ok(subject), Ok(subject_alt_names), Ok(password)) if mistakes.is_empty() => Ok(Order {
                subject,
                subject_alt_names,
                purpose: self.purpose,
                algorithm: self.algorithm,
                password,
            }),
            _ => Err(mistakes),
        }
    }
}
