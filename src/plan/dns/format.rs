//! What a credential looks like.

use std::net::Ipv4Addr;

use zeroize::Zeroizing;

use super::{Credential, Problem, json};

/// The form of a credential. In brackets: the validator of gardener/external-dns-management that it stands for
/// (`pkg/dns/provider/propertyvalidators.go`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Anything on one line (`PrintableValidator`).
    Text,
    /// Letters and digits (`AlphaNumericValidator`).
    Alphanumeric,
    /// Letters, digits and `._:-` (`AlphaNumericPunctuationValidator`).
    Word,
    /// Hexadecimal digits and `-`, as in a UUID (`idRegex` of Azure).
    HexId,
    /// Lower-case letters, digits and `-` (`regionRegex` of AWS).
    Region,
    /// Letters, digits and `=+/_` (`Base64CharactersUnderscoreValidator`).
    Base64Underscore,
    /// Base64 with padding, RFC 4648 section 4.
    Base64,
    /// A JSON key file with `type: service_account` and a valid `project_id` (`ValidateServiceAccountJSON`).
    GoogleServiceAccount,
    /// A name with a dot at its end (`fqdnValidator`).
    TsigKeyName,
    /// A domain in lower case with a dot at its end (`zoneValidator`).
    Zone,
    /// A host name or IPv4 address.
    Host,
    /// A host name or IPv4 address, and perhaps a port: `host[:port]`.
    Server,
    /// `https://…` or `http://…` (`URLValidator`).
    Url,
    /// One of these words (`PredefinedValuesValidator`).
    Choice(&'static [&'static str]),
    /// `true` or `false` (`BoolValidator`).
    Boolean,
    /// `true`; `false` is as good as nothing and is left out.
    Flag,
    /// A whole number in these bounds (`IntValidator`).
    Number { smallest: u32, largest: u32 },
    /// One or more certificates in PEM (`CACertValidator`).
    PemCertificates,
    /// A private key in PEM (`PEMValidator`).
    PemKey,
}

impl Format {
    /// Whether it comes as a file, with several lines.
    pub const fn is_file(self) -> bool {
        matches!(self, Self::GoogleServiceAccount | Self::PemCertificates | Self::PemKey)
    }

    /// The words of a choice; empty where anything may be typed.
    pub fn choices(self) -> &'static [&'static str] {
        match self {
            Self::Choice(words) => words,
            Self::Boolean | Self::Flag => &["true", "false"],
            _ => &[],
        }
    }
}

/// The value as it goes into the Secret; `None` where it says no more than leaving it out. The text is trimmed and not empty.
pub fn check(credential: &Credential, text: &str) -> Result<Option<Zeroizing<String>>, Problem> {
    if text.len() > credential.limit {
        return Err(Problem::TooLong {
            length: text.len(),
            limit: credential.limit,
        });
    }
    if !credential.format.is_file() && text.chars().any(is_invisible) {
        return Err(Problem::Invisible);
    }
    match credential.format {
        Format::Boolean | Format::Flag => {
            let word = text.to_ascii_lowercase();
            return match word.as_str() {
                "false" if credential.format == Format::Flag => Ok(None),
                "true" | "false" => Ok(Some(word.into())),
                _ => Err(Problem::NotABoolean),
            };
        }
        format => judge(format, text)?,
    }
    Ok(Some(Zeroizing::new(text.to_owned())))
}

/// What `PrintableValidator` refuses and copying from a web page brings along: controls, spaces other than the common one, and
/// characters without a width.
fn is_invisible(character: char) -> bool {
    let has_no_width = matches!(character, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}');
    character.is_control() || has_no_width || (character.is_whitespace() && character != ' ')
}

fn judge(format: Format, text: &str) -> Result<(), Problem> {
    let octets = |allowed: fn(u8) -> bool| require(text.bytes().all(allowed), Problem::Character);
    match format {
        Format::Text | Format::Boolean | Format::Flag => Ok(()),
        Format::Alphanumeric => octets(|octet| octet.is_ascii_alphanumeric()),
        Format::Word => octets(is_word),
        Format::HexId => octets(|octet| octet.is_ascii_hexdigit() || octet == b'-'),
        Format::Region => octets(|octet| octet.is_ascii_lowercase() || octet.is_ascii_digit() || octet == b'-'),
        Format::Base64Underscore => octets(|octet| octet.is_ascii_alphanumeric() || b"=+/_".contains(&octet)),
        Format::Base64 => base64(text),
        Format::GoogleServiceAccount => service_account(text),
        Format::TsigKeyName => tsig_key_name(text),
        Format::Zone => zone(text),
        Format::Host => require(is_host(text), Problem::NotAHost),
        Format::Server => server(text),
        Format::Url => url(text),
        Format::Choice(words) => require(words.contains(&text), Problem::NotAChoice(words)),
        Format::Number { smallest, largest } => {
            let is_digits = text.bytes().all(|octet| octet.is_ascii_digit());
            let fits = text
                .parse()
                .is_ok_and(|number: u32| (smallest..=largest).contains(&number));
            require(is_digits && fits, Problem::NotANumber { smallest, largest })
        }
        Format::PemCertificates => certificates(text),
        Format::PemKey => private_key(text),
    }
}

fn require(holds: bool, problem: Problem) -> Result<(), Problem> {
    if holds { Ok(()) } else { Err(problem) }
}

fn is_word(octet: u8) -> bool {
    octet.is_ascii_alphanumeric() || b"._:-".contains(&octet)
}

fn base64(text: &str) -> Result<(), Problem> {
    let digits = text.trim_end_matches('=');
    let padded = text.len() - digits.len() <= 2 && text.len().is_multiple_of(4);
    let known = digits
        .bytes()
        .all(|octet| octet.is_ascii_alphanumeric() || b"+/".contains(&octet));
    require(padded && known && !digits.is_empty(), Problem::NotBase64)
}

fn service_account(text: &str) -> Result<(), Problem> {
    let members = json::text_members(text).ok_or(Problem::NotJson)?;
    let member = |name: &str| {
        members
            .iter()
            .rfind(|(other, _)| *other == name)
            .map(|(_, value)| *value)
    };
    require(member("type") == Some("service_account"), Problem::NotServiceAccount)?;
    require(member("project_id").is_some_and(is_project), Problem::ProjectId)
}

/// `projectIDRegexp`: 6 to 30 of `a-z`, `0-9` and `-`, first a letter, last no `-`.
fn is_project(id: &str) -> bool {
    (6..=30).contains(&id.len())
        && id.starts_with(|first: char| first.is_ascii_lowercase())
        && !id.ends_with('-')
        && id
            .bytes()
            .all(|octet| octet.is_ascii_lowercase() || octet.is_ascii_digit() || octet == b'-')
}

fn tsig_key_name(text: &str) -> Result<(), Problem> {
    require(text.bytes().all(is_word) && !text.contains(':'), Problem::Character)?;
    require(are_labels(text.strip_suffix('.').unwrap_or(text)), Problem::NotAHost)?;
    let suggestion = format!("{text}.");
    require(text.ends_with('.'), Problem::TrailingDot { suggestion })
}

fn zone(text: &str) -> Result<(), Problem> {
    require(text.bytes().all(is_word) && !text.contains(':'), Problem::Character)?;
    let name = text.strip_suffix('.').unwrap_or(text);
    require(are_labels(name), Problem::NotAHost)?;
    let suggestion = format!("{}.", name.to_ascii_lowercase());
    require(text == suggestion, Problem::NotCanonical { suggestion })
}

/// No empty label and none longer than 63 octets (RFC 1035 section 2.3.4).
fn are_labels(name: &str) -> bool {
    name.len() <= 253 && name.split('.').all(|label| (1..=63).contains(&label.len()))
}

fn server(text: &str) -> Result<(), Problem> {
    let (host, port) = text.split_once(':').unwrap_or((text, "53"));
    let is_port = port.bytes().all(|octet| octet.is_ascii_digit()) && port.parse::<u16>().is_ok_and(|port| port > 0);
    require(is_host(host) && is_port, Problem::NotAServer)
}

/// A host name or an IPv4 address; upstream refuses what an IPv6 address with a port would need.
fn is_host(text: &str) -> bool {
    let is_numeric = text.bytes().all(|octet| octet.is_ascii_digit() || octet == b'.');
    let is_label = |label: &str| !label.starts_with('-') && !label.ends_with('-');
    if is_numeric {
        return text.parse::<Ipv4Addr>().is_ok();
    }
    text.bytes().all(|octet| is_word(octet) && octet != b':')
        && are_labels(text.strip_suffix('.').unwrap_or(text))
        && text.split('.').all(is_label)
}

fn url(text: &str) -> Result<(), Problem> {
    let Some(rest) = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")) else {
        let bare = text.rsplit("://").next().unwrap_or(text);
        let is_usable = is_authority(bare) && !bare.contains('@');
        let suggestion = if is_usable {
            format!("https://{bare}")
        } else {
            String::new()
        };
        return Err(Problem::NotAUrl { suggestion });
    };
    require(
        !rest.split(['/', '?', '#']).any(|part| part.contains('@')),
        Problem::UserInUrl,
    )?;
    let suggestion = String::new();
    require(is_authority(rest), Problem::NotAUrl { suggestion })
}

/// `host[:port]` or `[IPv6][:port]`, and then perhaps a path in printable ASCII (RFC 3986 section 2).
fn is_authority(rest: &str) -> bool {
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let (host, port) = match authority.strip_prefix('[').and_then(|inner| inner.split_once(']')) {
        Some((inner, port)) => (inner.parse::<std::net::Ipv6Addr>().is_ok(), port),
        None => {
            let end = authority.find(':').unwrap_or(authority.len());
            (is_host(&authority[..end]), &authority[end..])
        }
    };
    let is_port = |port: &str| port.parse::<u16>().is_ok_and(|port| port > 0);
    host && (port.is_empty() || port.strip_prefix(':').is_some_and(is_port))
        && rest.bytes().all(|o| o.is_ascii_graphic())
}

/// The labels of PEM blocks (RFC 7468) that stand one after another with nothing else around them.
fn pem_labels(text: &str) -> Option<Vec<&str>> {
    const BEGIN: &str = "-----BEGIN ";
    let mut labels = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let inner = rest.strip_prefix(BEGIN)?;
        let end = inner.find(BEGIN).map_or(rest.len(), |next| BEGIN.len() + next);
        let (block, after) = rest.split_at(end);
        let (label, der) = pem_rfc7468::decode_vec(block.trim_end().as_bytes()).ok()?;
        drop(Zeroizing::new(der));
        labels.push(label);
        rest = after;
    }
    Some(labels)
}

fn certificates(text: &str) -> Result<(), Problem> {
    let all_are = |labels: Vec<&str>| labels.iter().all(|label| *label == "CERTIFICATE");
    require(pem_labels(text).is_some_and(all_are), Problem::NotACertificate)
}

/// One key without a password; OpenSSL writes the parameters of a curve before it.
fn private_key(text: &str) -> Result<(), Problem> {
    let is_key = matches!(
        pem_labels(text).as_deref(),
        Some(["PRIVATE KEY" | "RSA PRIVATE KEY" | "EC PRIVATE KEY"] | ["EC PARAMETERS", "EC PRIVATE KEY"])
    );
    require(is_key, Problem::NotAKey)
}
