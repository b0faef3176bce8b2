//! Putting a bundle together: the certificate has come back from an authority elsewhere, and its key is here.

use super::typed::{Mistake, Typed};
use crate::locale::{Text, say, text};
use crate::pki::certificate::Certificate;
use crate::pki::import::{Chain, Contents, ImportedKey};
use crate::pki::pkcs12::{BundleContent, BundleRequest, EncryptionProfile, Password, Salts};
use crate::pki::request::CertificateRequest;

/// The ids and labels of the fields.
pub const CERTIFICATE: (&str, Text) = ("certificate", text("Signed certificate"));
pub const KEY: (&str, Text) = ("key", text("Private key"));
pub const PASSWORD: (&str, Text) = ("bundle-password", text("Password for the bundle"));

/// A certificate with its chain and its key.
#[derive(Clone, Debug)]
pub struct Complete {
    pub chain: Chain,
    pub key: ImportedKey,
}

impl Complete {
    /// Finds the certificate of the key, and puts its issuers in order. Both may come from one file or from several.
    ///
    /// # Errors
    /// All that is missing or does not fit together.
    pub fn read(contents: &Contents) -> Result<Self, Vec<Mistake>> {
        let refuse = |(id, label): (&str, Text), what: &str| {
            let label = label.here();
            let field = Typed { id, label, text: "" };
            field.refuse(what)
        };
        let mut mistakes = Vec::new();
        if contents.certificates.is_empty() {
            mistakes.push(refuse(
                CERTIFICATE,
                say!("there is none yet. Bring what the authority sent back."),
            ));
        }
        let key = match contents.keys.as_slice() {
            [key] => Some(key),
            [] => {
                mistakes.push(refuse(
                    KEY,
                    say!("there is none yet. Choose the key file that was made with the request."),
                ));
                None
            }
            _ => {
                mistakes.push(refuse(
                    KEY,
                    say!("there are several. Leave only the one that was made with the request."),
                ));
                None
            }
        };
        let Some(key) = key.filter(|_| mistakes.is_empty()) else {
            return Err(mistakes);
        };
        match Chain::link(contents.certificates.clone(), Some(key.public_key())) {
            Some(chain) if key.belongs_to(&chain.leaf) => Ok(Self {
                chain,
                key: key.clone(),
            }),
            _ => Err(vec![refuse(
                KEY,
                say!("it does not belong to the certificate. Choose the key that was made together with this request."),
            )]),
        }
    }

    /// The certificate.
    pub fn certificate(&self) -> &Certificate {
        &self.chain.leaf
    }

    /// What goes into the PKCS#12 file.
    pub fn bundle(&self, password: Password, profile: EncryptionProfile, salts: Salts) -> BundleContent {
        BundleContent {
            request: BundleRequest {
                friendly_name: self.certificate().details().subject.readable.clone(),
                password,
                profile,
                also: None,
            },
            private_key: self.key.private_key().clone(),
            chain: self
                .chain
                .path()
                .map(|certificate| certificate.der().to_vec())
                .collect(),
            salts,
        }
    }

    /// PEM of the certificate and all of its issuers that are there.
    pub fn chain_pem(&self) -> String {
        self.chain.path().map(Certificate::pem).collect()
    }

    /// What the authority decided otherwise, in whole sentences; nothing where it granted what was asked for.
    pub fn changes(&self, request: &CertificateRequest) -> Vec<String> {
        let details = self.certificate().details();
        let mut changes = Vec::new();
        if details.public_key_info != request.public_key_info {
            changes.push(say!("The certificate is about another key than the request.").to_owned());
        }
        let shown = |name: &str| match name {
            "" => say!("no name").to_owned(),
            name => say!("“{name}”", name),
        };
        if details.subject.der != request.subject.der {
            changes.push(match details.subject.envoy == request.subject.envoy {
                true => say!("The subject has the same text, written in other string types.").to_owned(),
                false => say!(
                    "You asked for the subject {shown}; the certificate has {shown_2}.",
                    shown = shown(&request.subject.readable),
                    shown_2 = shown(&details.subject.readable)
                ),
            });
        }
        let (asked, granted) = (&request.extensions.subject_alt_names, &details.subject_alt_names);
        for name in asked.iter().filter(|name| !granted.contains(name)) {
            changes.push(say!(
                "You asked for the alternative name {name}, which is not in the certificate.",
                name
            ));
        }
        for name in granted.iter().filter(|name| !asked.contains(name)) {
            changes.push(say!(
                "The certificate has the alternative name {name}, which you did not ask for.",
                name
            ));
        }
        let purposes = &details.extended_key_usages;
        for purpose in &request.extensions.extended_key_usages {
            if !purposes.is_empty() && !purposes.contains(purpose) {
                changes.push(say!(
                    "You asked for the purpose {purpose}, which the certificate does not have.",
                    purpose
                ));
            }
        }
        changes
    }
}
