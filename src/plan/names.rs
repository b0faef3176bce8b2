//! Names as types: each is checked once, when it is made, against the limit of whoever reads it.

use std::fmt;

/// Why a text is not the name it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NameError {
    Empty,
    TooLong {
        length: usize,
        limit: usize,
    },
    /// One label of a domain name is longer than 63 octets.
    LabelTooLong {
        label: String,
        length: usize,
    },
    /// Two dots in a row, or a dot at the start.
    EmptyLabel,
    Uppercase {
        suggestion: String,
    },
    Underscore {
        suggestion: String,
    },
    Space,
    Character(char),
    /// A label begins or ends with a hyphen.
    EdgeHyphen,
    /// A Service name begins with a digit.
    LeadingDigit,
    Scheme {
        suggestion: String,
    },
    Path {
        suggestion: String,
    },
    Port {
        suggestion: String,
    },
    Wildcard {
        suggestion: String,
    },
    IpAddress,
    /// A host name needs a dot.
    SingleLabel,
    /// The last label is one that API Gateway refuses.
    TopLevel {
        label: String,
    },
    /// The name cannot be written in ASCII (IDNA, UTS 46).
    Internationalized,
    /// The name belongs to the system.
    Reserved {
        name: String,
    },
}

/// A label as in RFC 1123 section 2.1: at most 63 of `a-z`, `0-9` and `-`, no hyphen at either end.
fn label(text: &str, limit: usize) -> Result<(), NameError> {
    if text.is_empty() {
        return Err(NameError::Empty);
    }
    if text.contains('_') {
        return Err(NameError::Underscore {
            suggestion: text.replace('_', "-").to_lowercase(),
        });
    }
    if text.chars().any(|character| character.is_ascii_uppercase()) {
        return Err(NameError::Uppercase {
            suggestion: text.to_lowercase(),
        });
    }
    if text.contains(char::is_whitespace) {
        return Err(NameError::Space);
    }
    if let Some(character) = text.chars().find(|c| !matches!(c, 'a'..='z' | '0'..='9' | '-')) {
        return Err(NameError::Character(character));
    }
    if text.len() > limit {
        return Err(NameError::TooLong {
            length: text.len(),
            limit,
        });
    }
    if text.starts_with('-') || text.ends_with('-') {
        return Err(NameError::EdgeHyphen);
    }
    Ok(())
}

macro_rules! name_type {
    ($(#[$documentation:meta])* $name:ident) => {
        $(#[$documentation])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }
    };
}

name_type! {
    /// The name of a resource whose name becomes a label value or a DNS label: at most 63 characters
    /// (Kubernetes, "Object Names and IDs": RFC 1123 label).
    ResourceName
}

impl ResourceName {
    /// Longest name that stays valid when `reserve` more characters are appended, as in `<name>-cacert`.
    pub fn parse(text: &str, reserve: usize) -> Result<Self, NameError> {
        label(text.trim(), 63 - reserve.min(62))?;
        Ok(Self(text.trim().to_owned()))
    }

    /// This name with a suffix that [`ResourceName::parse`] reserved room for.
    pub fn with_suffix(&self, suffix: &str) -> Self {
        Self(format!("{}{suffix}", self.0))
    }

    /// A name of the program's own; only for literals, which the tests parse.
    pub(crate) fn literal(text: &'static str) -> Self {
        debug_assert!(label(text, 63).is_ok());
        Self(text.to_owned())
    }
}

name_type! {
    /// A namespace that a user may deploy into: an RFC 1123 label, and none that Kubernetes, Istio or Kyma own.
    Namespace
}

/// `kube-*` is reserved by Kubernetes; the others hold Istio, the Kyma modules and Gardener's agents.
const SYSTEM_NAMESPACES: [&str; 3] = ["istio-system", "kyma-system", "garden"];

impl Namespace {
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let text = text.trim();
        label(text, 63)?;
        if text.starts_with("kube-") || SYSTEM_NAMESPACES.contains(&text) {
            return Err(NameError::Reserved { name: text.to_owned() });
        }
        Ok(Self(text.to_owned()))
    }

    /// The namespace of the ingress gateway, from which Istio reads credentials.
    pub fn istio_system() -> Self {
        Self("istio-system".to_owned())
    }

    /// The namespace of the Kyma modules.
    pub fn kyma_system() -> Self {
        Self("kyma-system".to_owned())
    }

    /// The namespace of the cluster's own DNS.
    pub fn kube_system() -> Self {
        Self("kube-system".to_owned())
    }
}

name_type! {
    /// A Service's name: an RFC 1035 label, which must begin with a letter.
    ServiceName
}

impl ServiceName {
    pub fn parse(text: &str, reserve: usize) -> Result<Self, NameError> {
        let text = text.trim();
        label(text, 63 - reserve.min(62))?;
        if text.starts_with(|character: char| character.is_ascii_digit()) {
            return Err(NameError::LeadingDigit);
        }
        if text == "kubernetes" {
            return Err(NameError::Reserved { name: text.to_owned() });
        }
        Ok(Self(text.to_owned()))
    }

    /// The same name for a resource that is not a Service.
    pub fn resource(&self) -> ResourceName {
        ResourceName(self.0.clone())
    }
}

name_type! {
    /// A k3d cluster: at most 32 characters (k3d's `ClusterNameMaxLength`), an RFC 1123 label.
    ClusterName
}

impl ClusterName {
    pub fn parse(text: &str) -> Result<Self, NameError> {
        label(text.trim(), 32)?;
        Ok(Self(text.trim().to_owned()))
    }

    /// The kube context that k3d makes for it.
    pub fn context(&self) -> String {
        format!("k3d-{}", self.0)
    }
}

name_type! {
    /// A file or folder name of lower-case letters, digits and `-`, safe on every file system and in every shell.
    FileStem
}

impl FileStem {
    /// Makes a file name of any text; `fallback` where nothing of it is left (a name in Chinese, say).
    pub fn of(text: &str, fallback: &str) -> Self {
        let mut stem = String::new();
        for character in text.chars().flat_map(char::to_lowercase) {
            match character {
                'a'..='z' | '0'..='9' => stem.push(character),
                _ if !stem.is_empty() && !stem.ends_with('-') => stem.push('-'),
                _ => {}
            }
        }
        stem.truncate(100);
        let stem = stem.trim_end_matches('-');
        Self(if stem.is_empty() { fallback } else { stem }.to_owned())
    }
}

name_type! {
    /// A fully qualified host name in lower-case ASCII without a trailing dot: at most 253 octets, labels of at most 63
    /// (RFC 1035 section 2.3.4), and a last label that the APIRule CRD accepts (`[a-z0-9]{2,63}`).
    DnsName
}

impl DnsName {
    /// Checks a name that is already ASCII and lower case.
    pub fn parse_ascii(text: &str) -> Result<Self, NameError> {
        if text.is_empty() {
            return Err(NameError::Empty);
        }
        let labels = check_labels(text)?;
        let last = labels.last().copied().unwrap_or_default();
        if labels.len() < 2 {
            return Err(NameError::SingleLabel);
        }
        if last.len() < 2 || last.contains('-') {
            return Err(NameError::TopLevel { label: last.to_owned() });
        }
        Ok(Self(text.to_owned()))
    }

    /// What a person typed or pasted: case, a trailing dot and international letters are converted; anything else that is
    /// not a host name is refused with what to type instead.
    pub fn parse(raw: &str) -> Result<Self, NameError> {
        let text = raw.trim();
        refuse_decorations(text)?;
        let text = text.strip_suffix('.').unwrap_or(text);
        if text.contains('_') {
            return Err(NameError::Underscore {
                suggestion: text.replace('_', "-").to_lowercase(),
            });
        }
        Self::parse_ascii(&to_ascii(text)?)
    }

    /// `<prefix>.<self>`, if that still is a host name.
    pub fn child(&self, prefix: &str) -> Result<Self, NameError> {
        Self::parse_ascii(&format!("{prefix}.{}", self.0))
    }
}

/// A name that is no host name but has a host name inside it, such as a URL.
fn refuse_decorations(text: &str) -> Result<(), NameError> {
    if let Some((_, rest)) = text.split_once("://") {
        let host = rest.split(['/', ':', '?', '#']).next().unwrap_or_default();
        return Err(NameError::Scheme {
            suggestion: host.to_owned(),
        });
    }
    if let Some((host, _)) = text.split_once('/') {
        return Err(NameError::Path {
            suggestion: host.to_owned(),
        });
    }
    if text.trim_matches(['[', ']']).parse::<std::net::IpAddr>().is_ok() {
        return Err(NameError::IpAddress);
    }
    if let Some((host, port)) = text.rsplit_once(':')
        && port.chars().all(|character| character.is_ascii_digit())
    {
        return if host.parse::<std::net::IpAddr>().is_ok() {
            Err(NameError::IpAddress)
        } else {
            Err(NameError::Port {
                suggestion: host.to_owned(),
            })
        };
    }
    if let Some(rest) = text.strip_prefix("*.") {
        return Err(NameError::Wildcard {
            suggestion: rest.to_owned(),
        });
    }
    if text.contains(char::is_whitespace) {
        return Err(NameError::Space);
    }
    Ok(())
}

/// Lower case, or punycode for international names (UTS 46).
fn to_ascii(text: &str) -> Result<String, NameError> {
    if text.is_ascii() {
        return Ok(text.to_ascii_lowercase());
    }
    idna::domain_to_ascii(text).map_err(|_| NameError::Internationalized)
}

fn check_labels(text: &str) -> Result<Vec<&str>, NameError> {
    let labels: Vec<&str> = text.split('.').collect();
    for part in &labels {
        if part.is_empty() {
            return Err(NameError::EmptyLabel);
        }
        match label(part, 63) {
            Err(NameError::TooLong { length, .. }) => {
                return Err(NameError::LabelTooLong {
                    label: (*part).to_owned(),
                    length,
                });
            }
            other => other?,
        }
    }
    if text.len() > 253 {
        return Err(NameError::TooLong {
            length: text.len(),
            limit: 253,
        });
    }
    Ok(labels)
}

name_type! {
    /// One or more labels to put before a domain: `mtls` or `mtls.eu`.
    DnsPrefix
}

impl DnsPrefix {
    pub fn parse(raw: &str) -> Result<Self, NameError> {
        let text = raw.trim();
        if text.is_empty() {
            return Err(NameError::Empty);
        }
        refuse_decorations(text)?;
        let ascii = to_ascii(text.strip_suffix('.').unwrap_or(text))?;
        check_labels(&ascii)?;
        Ok(Self(ascii))
    }
}

name_type! {
    /// A Gateway's host: `*.` and a domain name.
    GatewayHost
}

impl GatewayHost {
    /// Every host one level or more below `domain`. A certificate for it covers one level only.
    pub fn wildcard(domain: &DnsName) -> Self {
        Self(format!("*.{domain}"))
    }
}
