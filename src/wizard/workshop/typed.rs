//! Single fields.

use crate::locale::say;
use crate::pki::clock::{Date, UnixTime, Validity};
use crate::pki::name::{DistinguishedName, NameError, SubjectAltName};
use crate::pki::pkcs12::{Password, Pkcs12Error};
use crate::pki::profile::Profile;

/// Something wrong: the id of the control that it is about, and a message that begins with the control's label, so that it
/// also stands alone in a summary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    pub id: String,
    pub message: String,
}

/// A field with what stands in it.
#[derive(Clone, Copy)]
pub struct Typed<'a> {
    pub id: &'a str,
    pub label: &'a str,
    pub text: &'a str,
}

impl Typed<'_> {
    /// Something is wrong with it.
    pub fn refuse(&self, what: &str) -> Mistake {
        Mistake {
            id: self.id.to_owned(),
            message: [self.label, ": ", what].concat(),
        }
    }

    /// A distinguished name in either form of [`DistinguishedName::parse`]; maybe the empty one.
    ///
    /// # Errors
    /// [`Mistake`] with what to type instead.
    pub fn subject(&self) -> Result<DistinguishedName, Mistake> {
        DistinguishedName::parse(self.text).map_err(|error| {
            let instead = match &error {
                NameError::Form(_) | NameError::Escape => {
                    say!("Type it as /C=DE/O=Example/CN=client, or as CN=client,O=Example,C=DE, with a backslash before a comma or slash of a value")
                }
                NameError::UnknownType(_) => {
                    say!("Use CN, O, OU, C, ST, L, street, postalCode, DC, UID, emailAddress, serialNumber, SN, GN or title")
                }
                NameError::MultiValued => say!("Separate them, or put a backslash before the plus sign of a value"),
                NameError::NotText => say!("Type the value as text"),
                NameError::TooLong { .. } => say!("Shorten it"),
                _ => say!("Type it without that"),
            };
            self.refuse(&say!("{error}. {instead}.", error, instead))
        })
    }

    /// Alternative names, one on each line or between commas, as [`SubjectAltName::parse`] reads them; each once.
    ///
    /// # Errors
    /// [`Mistake`] naming the first that is wrong.
    pub fn alternative_names(&self) -> Result<Vec<SubjectAltName>, Mistake> {
        let mut names = Vec::new();
        let parts = self.text.split([',', '\n', '\r']).map(str::trim);
        for part in parts.filter(|part| !part.is_empty()) {
            let name = SubjectAltName::parse(part).map_err(|error| {
                let part: String = part.chars().take(60).collect();
                self.refuse(&say!("“{part}”: {error}. Type names such as DNS:api.example.com, email:me@example.com, URI:spiffe://example.com/client or IP:192.0.2.1.", part, error))
            })?;
            if !names.contains(&name) {
                names.push(name);
            }
        }
        Ok(names)
    }

    /// A period from now on: a number of days, or a last day as year-month-day. `limit` is the end of the authority.
    ///
    /// # Errors
    /// [`Mistake`] for what is neither, for nothing, and for more than the profile or the authority allows.
    pub fn period(&self, profile: Profile, limit: Option<UnixTime>, now: UnixTime) -> Result<Validity, Mistake> {
        let text = self.text.trim();
        let days = profile.maximum_validity_days();
        let wrong = || {
            self.refuse(say!(
                "type a whole number of days such as 365, or a last day such as 2027-11-30."
            ))
        };
        let too_long = || {
            self.refuse(&say!(
                "longer than the {days} days that are accepted. Type at most {days}.",
                days
            ))
        };
        let validity = if let Ok(day) = text.parse::<Date>() {
            Validity::until_end_of(now, day).map_err(|_| self.refuse(say!("this day is over. Type a later one.")))?
        } else if !text.is_empty() && text.bytes().all(|octet| octet.is_ascii_digit()) {
            match text.parse::<u32>() {
                Ok(0) => return Err(self.refuse(say!("a certificate needs at least one day. Type 1 or more."))),
                Ok(number) if number <= days => Validity::days_from(now, number).map_err(|_| wrong())?,
                _ => return Err(too_long()),
            }
        } else {
            return Err(wrong());
        };
        match limit {
            _ if !profile.allows(&validity) => Err(too_long()),
            Some(limit) if validity.not_after() > limit => Err(self.refuse(&say!(
                "it would outlive its authority, which ends on {date}. Type fewer days, or an earlier day.",
                date = limit.date()
            ))),
            _ => Ok(validity),
        }
    }

    /// A password for what is made here.
    ///
    /// # Errors
    /// [`Mistake`]; the text itself is not repeated.
    pub fn password(&self) -> Result<Password, Mistake> {
        Password::new(self.text).map_err(|error| match error {
            Pkcs12Error::EmptyPassword => self.refuse(say!("this is empty. Type one.")),
            Pkcs12Error::PasswordTooLong(_) => self.refuse(say!("more than 128 characters are too many. Shorten it.")),
            _ => self.refuse(
                say!("it has a character that not every importer understands. Use only the letters, digits and signs of an English keyboard."),
            ),
        })
    }
}
