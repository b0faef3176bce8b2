//! Names as types: each is checked once, when it is made, against the limit of whoever reads it.

mod context;
mod domain;

use std::fmt;

pub use context::ContextName;
pub use domain::{DnsName, DnsPrefix, GatewayHost, ToAscii};

/// Why a text is not the name it should be. A suggestion is what to type instead; it is empty where there is none.
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
    if text.contains(char::is_whitespace) {
        return Err(NameError::Space);
    }
    // Before what can be put right by a suggestion, so that no suggestion is wrong itself.
    if let Some(character) = text
        .chars()
        .find(|c| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_')))
    {
        return Err(NameError::Character(character));
    }
    let mended = text.replace('_', "-").to_ascii_lowercase();
    if mended != text {
        // A suggestion that would be refused as well is none.
        let suggestion = if label(&mended, limit).is_ok() {
            mended
        } else {
            String::new()
        };
        return Err(if text.contains('_') {
            NameError::Underscore { suggestion }
        } else {
            NameError::Uppercase { suggestion }
        });
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

use name_type;

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

    /// The name of a gateway's credential. The credential of Kyma's own gateway (kyma-project/api-gateway, `kyma-gateway-certs`),
    /// Istio's own Secrets and what Istio would read as another credential's CA are not for the taking.
    pub fn parse_credential(text: &str, reserve: usize) -> Result<Self, NameError> {
        let name = Self::parse(text, reserve)?;
        let reserved = ["kyma-gateway-certs", "istio-ca-secret", "cacerts"].contains(&name.as_str());
        if reserved || name.0.ends_with("-cacert") {
            return Err(NameError::Reserved { name: name.0 });
        }
        Ok(name)
    }

    /// This name with a suffix that [`ResourceName::parse`] reserved room for.
    pub fn with_suffix(&self, suffix: &str) -> Self {
        Self(format!("{}{suffix}", self.0))
    }

    /// A name of several, for kinds whose names may have 253 characters (Kubernetes, "Object Names and IDs": DNS subdomain names);
    /// the parts are labels.
    pub(crate) fn joined(parts: &[&str]) -> Self {
        Self(parts.join("-"))
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

impl From<&Namespace> for ResourceName {
    /// A namespace is itself a resource.
    fn from(namespace: &Namespace) -> Self {
        Self(namespace.0.clone())
    }
}

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

    /// A name of the program's own; only for literals, which the tests parse.
    pub(crate) fn literal(text: &'static str) -> Self {
        debug_assert!(label(text, 63).is_ok());
        Self(text.to_owned())
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
    /// `mtls-<tutorial>-<namespace>`, the archive's folder; a namespace is safe in a file name as it is.
    pub fn archive(tutorial: &str, namespace: &Namespace) -> Self {
        Self(format!("mtls-{tutorial}-{namespace}"))
    }

    /// Makes a file name of any text; `fallback` where nothing of it is left (a name in Chinese, say).
    pub fn of(text: &str, fallback: &str) -> Self {
        let mut stem = String::new();
        for character in text.chars() {
            match character.to_ascii_lowercase() {
                'a'..='z' | '0'..='9' => stem.push(character.to_ascii_lowercase()),
                _ if !stem.is_empty() && !stem.ends_with('-') => stem.push('-'),
                _ => {}
            }
        }
        stem.truncate(100);
        let stem = stem.trim_end_matches('-');
        Self(if stem.is_empty() { fallback } else { stem }.to_owned())
    }

    /// This name, or the first of `<name>-2`, `<name>-3` … that is free. Windows keeps some names to itself.
    pub fn unique(self, taken: impl Fn(&Self) -> bool) -> Self {
        const RESERVED: [&str; 4] = ["con", "prn", "aux", "nul"];
        let is_device = |name: &str| name.len() == 4 && (name.starts_with("com") || name.starts_with("lpt"));
        let free = |name: &Self| !taken(name) && !RESERVED.contains(&name.as_str()) && !is_device(&name.0);
        if free(&self) {
            return self;
        }
        let mut number = 2;
        loop {
            let next = Self(format!("{}-{number}", self.0));
            if free(&next) {
                return next;
            }
            number += 1;
        }
    }
}
