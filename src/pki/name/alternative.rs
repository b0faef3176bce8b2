//! Subject alternative names (RFC 5280 section 4.2.1.6).

use std::fmt;
use std::net::{IpAddr, Ipv4Addr};

use crate::locale::say;
use crate::pki::decode::AlternativeName;

/// Why a subject alternative name was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SanError {
    #[error("{}", say!("the name is empty"))]
    Empty,
    #[error("{}", say!("the DNS name has {actual} characters; {limit} are allowed", actual, limit))]
    DnsTooLong { limit: usize, actual: usize },
    #[error("{}", say!("a label of the DNS name has {actual} characters; {limit} are allowed", actual, limit))]
    LabelTooLong { limit: usize, actual: usize },
    #[error("{}", say!("the DNS name has an empty label: two dots in a row, or a dot at an end"))]
    EmptyLabel,
    #[error("{}", say!("the label {name} begins or ends with a hyphen", name = format_args!("{:?}", .0)))]
    LabelHyphen(String),
    #[error("{}", say!("the DNS name contains {name}; only a to z, 0 to 9, hyphens and dots are allowed", name = format_args!("{:?}", .0)))]
    DnsCharacter(char),
    #[error("{}", say!("an asterisk may only be the whole first label, as in *.example.com"))]
    Wildcard,
    #[error("{}", say!("{name} is an IP address, not a DNS name", name = .0))]
    IpAddress(Ipv4Addr),
    #[error("{}", say!("the URI has no scheme such as spiffe://"))]
    UriScheme,
    #[error("{}", say!("the URI has nothing after its scheme"))]
    UriEmpty,
    #[error("{}", say!("the URI contains {name}, which must be percent-encoded", name = format_args!("{:?}", .0)))]
    UriCharacter(char),
    #[error("{}", say!("the e-mail address is not of the form name@example.com"))]
    Email,
    #[error("{}", say!("{name} is not an IP address", name = format_args!("{:?}", .0)))]
    NotIpAddress(String),
    #[error("{}", say!("{name} is not a trust domain such as cluster.local: lower case letters, digits, dots, hyphens and underscores", name = format_args!("{:?}", .0)))]
    TrustDomain(String),
    #[error("{}", say!("{name} cannot be a part of a SPIFFE ID: letters, digits, dots, hyphens and underscores are allowed", name = format_args!("{:?}", .0)))]
    SpiffePart(String),
    #[error("{}", say!("{name} is of a kind that is not supported here", name = .0))]
    Unsupported(String),
}

/// The name of a machine, or with a leading `*.` of all machines one level below.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DnsSan(String);

/// A URI with a scheme, for example `spiffe://example.com/client`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct UriSan(String);

/// A mailbox, `local@domain`, in ASCII.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct EmailSan(String);

/// One subject alternative name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum SubjectAltName {
    Dns(DnsSan),
    Uri(UriSan),
    Email(EmailSan),
    Ip(IpAddr),
}

/// The longest DNS name in characters without the root's dot (RFC 1035 section 2.3.4: 255 octets on the wire).
const DNS_LIMIT: usize = 253;
/// The longest label (RFC 1035 section 2.3.4).
const LABEL_LIMIT: usize = 63;
/// The longest local part of a mailbox (RFC 5321 section 4.5.3.1.1).
const LOCAL_PART_LIMIT: usize = 64;

impl DnsSan {
    /// Checks a lower case ASCII name (convert to punycode before), possibly with a leading `*.`.
    ///
    /// # Errors
    /// [`SanError`] naming the rule of RFC 1123 section 2.1 or RFC 6125 section 7.2 (wildcards) that is broken.
    pub fn new(name: impl Into<String>) -> Result<Self, SanError> {
        let name = name.into();
        check_host(name.strip_prefix("*.").unwrap_or(&name))?;
        if name.len() > DNS_LIMIT {
            return Err(SanError::DnsTooLong {
                limit: DNS_LIMIT,
                actual: name.len(),
            });
        }
        Ok(Self(name))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it begins with `*.`.
    pub fn is_wildcard(&self) -> bool {
        self.0.starts_with("*.")
    }
}

fn check_host(host: &str) -> Result<(), SanError> {
    if host.is_empty() {
        return Err(SanError::Empty);
    }
    if host.len() > DNS_LIMIT {
        return Err(SanError::DnsTooLong {
            limit: DNS_LIMIT,
            actual: host.chars().count(),
        });
    }
    // A certificate's DNS name that looks like an address matches no connection to that address.
    if let Ok(address) = host.parse::<Ipv4Addr>() {
        return Err(SanError::IpAddress(address));
    }
    host.split('.').try_for_each(check_label)
}

fn check_label(label: &str) -> Result<(), SanError> {
    if label.is_empty() {
        return Err(SanError::EmptyLabel);
    }
    if label.contains('*') {
        return Err(SanError::Wildcard);
    }
    let is_allowed = |character: char| matches!(character, 'a'..='z' | '0'..='9' | '-');
    if let Some(character) = label.chars().find(|&character| !is_allowed(character)) {
        return Err(SanError::DnsCharacter(character));
    }
    if label.len() > LABEL_LIMIT {
        return Err(SanError::LabelTooLong {
            limit: LABEL_LIMIT,
            actual: label.len(),
        });
    }
    if label.starts_with('-') || label.ends_with('-') {
        return Err(SanError::LabelHyphen(label.to_owned()));
    }
    Ok(())
}

impl UriSan {
    /// Checks a URI: a scheme (RFC 3986 section 3.1), something after it, and only characters of RFC 3986.
    ///
    /// # Errors
    /// [`SanError`] naming what is wrong.
    pub fn new(uri: impl Into<String>) -> Result<Self, SanError> {
        let uri = uri.into();
        if uri.is_empty() {
            return Err(SanError::Empty);
        }
        let (scheme, rest) = uri.split_once(':').ok_or(SanError::UriScheme)?;
        let is_scheme = scheme.starts_with(|character: char| character.is_ascii_alphabetic())
            && scheme
                .chars()
                .all(|character| character.is_ascii_alphanumeric() || "+-.".contains(character));
        if !is_scheme {
            return Err(SanError::UriScheme);
        }
        if rest.trim_start_matches('/').is_empty() {
            return Err(SanError::UriEmpty);
        }
        match misplaced_uri_character(rest) {
            Some(character) => Err(SanError::UriCharacter(character)),
            None => Ok(Self(uri)),
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The first character that RFC 3986 section 2 does not allow, or a `%` that begins no escape.
fn misplaced_uri_character(text: &str) -> Option<char> {
    let is_allowed =
        |character: char| character.is_ascii_alphanumeric() || "-._~:/?#[]@!$&'()*+,;=%".contains(character);
    if let Some(character) = text.chars().find(|&character| !is_allowed(character)) {
        return Some(character);
    }
    let is_escape = |rest: &str| rest.len() >= 2 && rest.bytes().take(2).all(|byte| byte.is_ascii_hexdigit());
    text.split('%').skip(1).any(|rest| !is_escape(rest)).then_some('%')
}

impl EmailSan {
    /// Checks a mailbox: a dot-atom of at most 64 characters (RFC 5322 section 3.2.3), `@`, a host name.
    ///
    /// # Errors
    /// [`SanError::Email`].
    pub fn new(address: impl Into<String>) -> Result<Self, SanError> {
        let address = address.into();
        if address.is_empty() {
            return Err(SanError::Empty);
        }
        let (local, domain) = address.rsplit_once('@').ok_or(SanError::Email)?;
        let is_atom = |atom: &str| {
            !atom.is_empty()
                && atom
                    .chars()
                    .all(|character| character.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(character))
        };
        if local.len() > LOCAL_PART_LIMIT || !local.split('.').all(is_atom) {
            return Err(SanError::Email);
        }
        check_host(&domain.to_ascii_lowercase()).map_err(|_| SanError::Email)?;
        Ok(Self(address))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl SubjectAltName {
    /// The name alone, as others compare it.
    pub fn value(&self) -> String {
        match self {
            Self::Dns(name) => name.as_str().to_owned(),
            Self::Uri(name) => name.as_str().to_owned(),
            Self::Email(name) => name.as_str().to_owned(),
            Self::Ip(address) => address.to_string(),
        }
    }

    /// Reads one name as it is printed: `DNS:example.com`, `URI:spiffe://…`, `email:…`, `IP:…` or `IP Address:…`. Without the
    /// kind, what it looks like decides.
    ///
    /// # Errors
    /// Those of the kind that it is.
    pub fn parse(text: &str) -> Result<Self, SanError> {
        let text = text.trim();
        if let Some((kind, name)) = text.split_once(':') {
            let name = name.trim();
            match kind.to_ascii_lowercase().as_str() {
                "dns" => return Self::dns(name),
                "uri" => return Self::uri(name),
                "email" => return Self::email(name),
                "ip" | "ip address" => return Self::ip(name),
                _ => {}
            }
        }
        if let Ok(address) = Self::ip(text) {
            Ok(address)
        } else if text.contains("://") {
            Self::uri(text)
        } else if text.contains('@') {
            Self::email(text)
        } else {
            Self::dns(text)
        }
    }

    /// Takes over a name from a certificate or a request.
    ///
    /// # Errors
    /// [`SanError`] for what we would not write.
    pub fn from_found(name: &AlternativeName) -> Result<Self, SanError> {
        match name {
            AlternativeName::Dns(name) => Self::dns(name.to_ascii_lowercase()),
            AlternativeName::Uri(uri) => Self::uri(uri.as_str()),
            AlternativeName::Email(address) => Self::email(address.as_str()),
            AlternativeName::Ip(address) => Ok(Self::Ip(*address)),
            AlternativeName::Other(description) => Err(SanError::Unsupported(description.clone())),
        }
    }

    /// See [`DnsSan::new`].
    pub fn dns(name: impl Into<String>) -> Result<Self, SanError> {
        DnsSan::new(name).map(Self::Dns)
    }

    /// See [`UriSan::new`].
    pub fn uri(uri: impl Into<String>) -> Result<Self, SanError> {
        UriSan::new(uri).map(Self::Uri)
    }

    /// See [`EmailSan::new`].
    pub fn email(address: impl Into<String>) -> Result<Self, SanError> {
        EmailSan::new(address).map(Self::Email)
    }

    /// An IPv4 or IPv6 address in its usual text form.
    pub fn ip(address: &str) -> Result<Self, SanError> {
        address
            .parse()
            .map(Self::Ip)
            .map_err(|_| SanError::NotIpAddress(address.to_owned()))
    }
}

/// As openssl prints it: `DNS:example.com`, `URI:spiffe://…`, `email:…`, `IP Address:…`.
impl fmt::Display for SubjectAltName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dns(name) => write!(formatter, "DNS:{}", name.0),
            Self::Uri(uri) => write!(formatter, "URI:{}", uri.0),
            Self::Email(address) => write!(formatter, "email:{}", address.0),
            Self::Ip(address) => write!(formatter, "IP Address:{address}"),
        }
    }
}
