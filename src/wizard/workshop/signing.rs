//! Signing the requests of others: what is asked for, and what is granted.

use super::typed::{Mistake, Typed};
use crate::locale::{Text, say, text};
use crate::pki::clock::{UnixTime, Validity};
use crate::pki::decode::AlternativeName;
use crate::pki::import::{Contents, ImportedAuthority};
use crate::pki::issuance::{CredentialId, GivenAuthority, KeySource, Request};
use crate::pki::key::KeyAlgorithm;
use crate::pki::name::{AttributeType, EncodedName, SubjectAltName, editable};
use crate::pki::profile::Profile;
use crate::pki::request::CertificateRequest;
use crate::plan::names::FileStem;

/// The ids and labels of the fields.
pub const SUBJECT: (&str, Text) = ("subject", text("Subject"));
pub const NAMES: (&str, Text) = ("names", text("Alternative names"));
pub const REQUESTS: (&str, Text) = ("requests", text("Requests"));
pub const DAYS: (&str, Text) = ("days", text("Valid for"));
pub const AUTHORITY: (&str, Text) = ("authority", text("Certificate authority"));
pub const AUTHORITY_SUBJECT: (&str, Text) = ("authority-subject", text("Name of the new CA"));
/// What the authority is called among the credentials.
pub const AUTHORITY_ID: &str = "ca";

/// One request, and what was decided about it.
#[derive(Clone, Debug)]
pub struct Grant {
    pub request: CertificateRequest,
    /// As typed.
    pub subject: String,
    /// As typed, one on each line.
    pub names: String,
    pub profile: Profile,
}

impl Grant {
    /// What to offer at first: the subject and the names that are asked for, as far as they are text, and the purpose. Rights of
    /// an authority are never offered.
    pub fn offered(request: CertificateRequest) -> Self {
        let subject = EncodedName::from_der(&request.subject.der).map(|name| editable(&name));
        let names = request.extensions.subject_alt_names.iter();
        let names: Vec<String> = names.filter_map(offered_name).collect();
        let purposes = &request.extensions.extended_key_usages;
        let is_for = |purpose: &str| purposes.iter().any(|asked| asked == purpose);
        let profile = match is_for("serverAuth") && !is_for("clientAuth") {
            true => Profile::Server,
            false => Profile::Client,
        };
        Self {
            subject: subject.unwrap_or_default(),
            names: names.join("\n"),
            profile,
            request,
        }
    }

    /// The id of one of its controls.
    pub fn control(index: usize, field: (&str, Text)) -> String {
        format!("{}-{}", field.0, index + 1)
    }
}

/// As it is printed; `None` for a kind that is never granted here.
fn offered_name(name: &AlternativeName) -> Option<String> {
    match name {
        AlternativeName::Other(_) => None,
        name => Some(SubjectAltName::from_found(name).map_or_else(|_| name.to_string(), |name| name.to_string())),
    }
}

/// Who signs.
#[derive(Clone, Debug)]
pub enum Authority {
    /// What was brought along, opened.
    Brought(Contents),
    Made {
        /// As typed.
        subject: String,
        algorithm: KeyAlgorithm,
    },
}

/// Everything that is decided on the page.
#[derive(Clone, Debug)]
pub struct Decision {
    pub grants: Vec<Grant>,
    pub authority: Authority,
    /// As typed: a number of days, or a last day.
    pub days: String,
}

/// What is to be made.
#[derive(Clone, Debug)]
pub struct Order {
    pub requests: Vec<Request>,
    pub given: Vec<GivenAuthority>,
}

impl Decision {
    /// Reads everything.
    ///
    /// # Errors
    /// All that is wrong, in the order of the page.
    pub fn order(&self, now: UnixTime) -> Result<Order, Vec<Mistake>> {
        let mut mistakes = Vec::new();
        if self.grants.is_empty() {
            mistakes.push(field(REQUESTS, "").refuse(say!("there is none yet. Paste a request, or choose its file.")));
        }
        let mut granted = Vec::new();
        for (index, grant) in self.grants.iter().enumerate() {
            match read_grant(index, grant) {
                Ok(one) => granted.push(one),
                Err(more) => mistakes.extend(more),
            }
        }
        let authority = self.authority(now).map_err(|more| mistakes.extend(more)).ok();
        let limit = authority.as_ref().map(|(_, validity)| validity.not_after());
        let days = field(DAYS, &self.days).period(Profile::Client, limit, now);
        let days = days.map_err(|mistake| mistakes.push(mistake)).ok();
        match (authority, days) {
            (Some((authority, _)), Some(validity)) if mistakes.is_empty() => Ok(order(authority, granted, validity)),
            _ => Err(mistakes),
        }
    }

    fn authority(&self, now: UnixTime) -> Result<(Signer, Validity), Vec<Mistake>> {
        match &self.authority {
            Authority::Brought(contents) => brought(contents, now).map_err(|mistake| vec![mistake]),
            Authority::Made { subject, algorithm } => made(subject, *algorithm, now).map_err(|mistake| vec![mistake]),
        }
    }
}

enum Signer {
    Given(Box<GivenAuthority>),
    New(Box<Request>),
}

fn field<'a>((id, label): (&'static str, Text), text: &'a str) -> Typed<'a> {
    Typed {
        id,
        label: label.here(),
        text,
    }
}

fn brought(contents: &Contents, now: UnixTime) -> Result<(Signer, Validity), Mistake> {
    let refuse = |what: &str| field(AUTHORITY, "").refuse(what);
    if contents.certificates.is_empty() {
        return Err(refuse(say!(
            "there is no certificate. Bring that of the CA and its key, or its .p12 file."
        )));
    }
    let key = contents.key_pem().map_err(|problem| refuse(&problem.to_string()))?;
    let Some(key) = key else {
        return Err(refuse(say!(
            "its private key is missing, and without it nothing can be signed. Add the file with the key."
        )));
    };
    let authority = ImportedAuthority::read(&contents.certificates_pem(), Some(&key), now);
    let authority = authority.map_err(|errors| {
        let reasons: Vec<String> = errors.iter().map(ToString::to_string).collect();
        refuse(&reasons.join(" "))
    })?;
    let validity = authority.certificate.details().validity;
    let given = authority.given(CredentialId(AUTHORITY_ID.to_owned()), "Certificate authority");
    let given = given.ok_or_else(|| refuse(say!("its private key is missing.")))?;
    Ok((Signer::Given(Box::new(given)), validity))
}

fn made(subject: &str, algorithm: KeyAlgorithm, now: UnixTime) -> Result<(Signer, Validity), Mistake> {
    let typed = field(AUTHORITY_SUBJECT, subject);
    let subject = typed.subject()?;
    if subject.is_empty() {
        return Err(typed.refuse(say!(
            "this is empty, and a CA needs a name. Type one such as /O=Example/CN=Example CA."
        )));
    }
    let profile = Profile::RootCa;
    let validity = Validity::days_from(now, profile.default_validity_days());
    let validity = validity.map_err(|error| typed.refuse(&error.to_string()))?;
    let request = Request {
        id: CredentialId(AUTHORITY_ID.to_owned()),
        title: "Certificate authority".to_owned(),
        profile,
        key: algorithm.into(),
        subject,
        subject_alt_names: Vec::new(),
        validity,
        issuer: None,
        bundle: None,
    };
    Ok((Signer::New(Box::new(request)), validity))
}

/// What is granted to one request, without identifier, period and issuer.
type Granted = (
    crate::pki::name::DistinguishedName,
    Vec<SubjectAltName>,
    Profile,
    KeySource,
);

fn read_grant(index: usize, grant: &Grant) -> Result<Granted, Vec<Mistake>> {
    let ids = [SUBJECT, NAMES].map(|field| Grant::control(index, field));
    let typed = |position: usize, label, text| Typed {
        id: &ids[position],
        label,
        text,
    };
    let mut mistakes = Vec::new();
    let key = grant.request.key().map_err(|error| {
        let number = index + 1;
        let what = say!(
            "request {number} has a key that cannot be used: {error}. Ask for a request with another key.",
            number,
            error
        );
        mistakes.push(field(REQUESTS, "").refuse(&what));
    });
    let subject = typed(0, SUBJECT.1.here(), &grant.subject).subject();
    let subject = subject.map_err(|mistake| mistakes.push(mistake));
    let names = typed(1, NAMES.1.here(), &grant.names);
    let read = names.alternative_names().map_err(|mistake| mistakes.push(mistake));
    if let Ok(read) = &read {
        let has_dns_name = read.iter().any(|name| matches!(name, SubjectAltName::Dns(_)));
        match grant.profile {
            Profile::Server if !has_dns_name => mistakes.push(names.refuse(say!(
                "a server needs the DNS name that its clients call. Type one such as DNS:api.example.com."
            ))),
            _ if read.is_empty() => mistakes.push(names.refuse(
                say!("a client needs one too, because some servers refuse certificates without. Type one such as URI:spiffe://example.com/client."),
            )),
            _ => {}
        }
    }
    match (key, subject, read) {
        (Ok(key), Ok(subject), Ok(names)) if mistakes.is_empty() => {
            Ok((subject, names, grant.profile, KeySource::Elsewhere(key)))
        }
        _ => Err(mistakes),
    }
}

fn order(signer: Signer, granted: Vec<Granted>, validity: Validity) -> Order {
    let (mut requests, given) = match signer {
        Signer::Given(given) => (Vec::new(), vec![*given]),
        Signer::New(request) => (vec![*request], Vec::new()),
    };
    let mut folders: Vec<FileStem> = Vec::new();
    for (subject, subject_alt_names, profile, key) in granted {
        let name = subject.value(AttributeType::CommonName).map(str::to_owned);
        let name = name
            .or_else(|| subject_alt_names.first().map(SubjectAltName::value))
            .unwrap_or_default();
        let taken = |folder: &FileStem| folders.contains(folder) || folder.as_str() == AUTHORITY_ID;
        let folder = FileStem::of(&name, "certificate").unique(taken);
        requests.push(Request {
            id: CredentialId(folder.as_str().to_owned()),
            title: format!("Certificate “{name}”"),
            profile,
            key,
            subject,
            subject_alt_names,
            validity,
            issuer: Some(CredentialId(AUTHORITY_ID.to_owned())),
            bundle: None,
        });
        folders.push(folder);
    }
    Order { requests, given }
}
