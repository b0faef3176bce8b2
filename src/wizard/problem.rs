//! What can be wrong with an answer, as data. [`super::message`] puts it into words.

use crate::pki::clock::{ClockError, Date};
use crate::pki::name::{NameError as SubjectError, SanError};
use crate::pki::pkcs12::Pkcs12Error;
use crate::plan::dns::{AddressError, CredentialProblem, Provider};
use crate::plan::exposure::ExposureError;
use crate::plan::names::NameError;
use crate::wizard::table::{self, Column};

/// Why an answer is refused.
#[derive(Clone, Debug, PartialEq)]
pub enum Problem {
    Name(NameError),
    Subject(SubjectError),
    San(SanError),
    Password(Pkcs12Error),
    /// The hosts that follow from it are too long.
    Host(NameError),
    Clock(ClockError),
    /// Neither a number of days nor a date.
    NotAPeriod,
    NotADate,
    NoDays,
    /// More than the limit, in days; the longest possible last day.
    PeriodTooLong {
        limit_days: u32,
        last_day: Date,
    },
    /// The end is before the beginning.
    Reversed {
        first_day: Date,
    },
    /// The end is over already.
    Over {
        today: Date,
    },
    /// A leaf would outlive its CA.
    OutlivesCa {
        ca_last_day: Date,
    },
    /// No number from 1 to 65535.
    NotAPort,
    UnknownChoice,
    /// The two CAs have the same subject.
    SameSubject,
    /// No client is named.
    NoClient,
    TooManyClients {
        count: usize,
        limit: usize,
    },
    /// A client is named twice; the line of the first.
    RepeatedClient {
        name: String,
        first: Option<usize>,
    },
    /// Something in a table of clients; `column` where it is about one.
    Row {
        line: usize,
        column: Option<Column>,
        problem: Box<Problem>,
    },
    /// A text is not a table.
    Table(table::Problem),
    /// The subject is given as a whole and in parts.
    SubjectTwice,
    /// A text is no request for a certificate; why.
    Request(String),
    /// A request that cannot be answered; why, beginning in lower case.
    RequestRefused {
        number: usize,
        why: String,
    },
    /// A subject alternative name is wrong.
    AlternativeName {
        name: String,
        error: SanError,
    },
    /// The password of a mark is not kept any more.
    LostPassword,
    /// Neither a DNS name nor an address.
    NotAHost {
        name: String,
    },
    /// A server without a DNS name.
    NoDnsName,
    /// A certificate alone cannot sign.
    CannotSign,
    /// No password could be made for a client.
    NoPassword {
        name: String,
    },
    /// A policy would take the name for a pattern.
    Wildcard {
        name: String,
    },
    /// A credential of a DNS provider is missing or wrong.
    Credential {
        provider: &'static Provider,
        problem: CredentialProblem,
    },
    /// Neither an IP address nor a host name.
    LoadBalancer(AddressError),
    /// A rule, header or timeout of an APIRule.
    Exposure(ExposureError),
    /// The two clusters have the same context.
    SameContext,
    /// Not an IP address that pods can call.
    NotAnAddress,
    /// Not `key=value`.
    NotALabel {
        text: String,
    },
    /// Clients cannot be told apart where callers need no certificate.
    Spoofable,
    /// The form's clients are told apart, which takes certificates that are made here.
    ClientsUnknown,
    /// The form needs a client of its own.
    ClientNeeded,
    /// Something brought along; why.
    Import(String),
    /// What reads it has not been loaded yet.
    NotLoaded,
}

impl From<NameError> for Problem {
    fn from(error: NameError) -> Self {
        Self::Name(error)
    }
}

impl From<SubjectError> for Problem {
    fn from(error: SubjectError) -> Self {
        Self::Subject(error)
    }
}

impl From<SanError> for Problem {
    fn from(error: SanError) -> Self {
        Self::San(error)
    }
}

impl From<Pkcs12Error> for Problem {
    fn from(error: Pkcs12Error) -> Self {
        Self::Password(error)
    }
}

impl From<AddressError> for Problem {
    fn from(error: AddressError) -> Self {
        Self::LoadBalancer(error)
    }
}

impl From<ClockError> for Problem {
    fn from(error: ClockError) -> Self {
        Self::Clock(error)
    }
}

impl From<ExposureError> for Problem {
    fn from(error: ExposureError) -> Self {
        Self::Exposure(error)
    }
}
