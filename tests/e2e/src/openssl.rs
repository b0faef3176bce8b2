//! Certificates made by the openssl program: strangers, expired clients and the like, which the app itself never makes,
//! by an implementation that shares no code with it.

use crate::process::run;
use anyhow::{Context, Result};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};
use tempfile::TempDir;

/// A certificate and its private key, both PEM files.
#[derive(Debug, Clone)]
pub struct Identity {
    pub certificate: PathBuf,
    pub private_key: PathBuf,
}

/// What a leaf certificate is for (RFC 5280, 4.2.1.12).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    Server,
    Client,
}

/// A leaf certificate to be issued.
#[derive(Debug, Clone)]
pub struct Leaf<'a> {
    /// Subject in openssl's form, for example `/O=Example/CN=client`; the order is the order in the DER.
    pub subject: &'a str,
    pub purpose: Purpose,
    /// Subject alternative names in openssl's form, for example `URI:spiffe://example/client`; empty for none.
    pub alternative_names: &'a str,
    /// Validity in days from now; negative for a certificate that has already expired.
    pub days: i32,
}

/// A certificate authority with its key in a temporary folder.
#[derive(Debug)]
pub struct Authority {
    folder: TempDir,
    issued: std::cell::Cell<u32>,
}

impl Authority {
    /// Makes an authority with an ECDSA P-256 key and a self-signed certificate; `subject` is in openssl's form.
    pub fn new(subject: &str) -> Result<Self> {
        Self::self_signed(subject, 0)
    }

    /// The same with room for one authority below it; see [`Self::intermediate`].
    pub fn root(subject: &str) -> Result<Self> {
        Self::self_signed(subject, 1)
    }

    /// A root with these subjects, one below the other; the last of them signs leaves.
    pub fn descending(subjects: &[&str]) -> Result<Vec<Self>> {
        let mut authorities: Vec<Self> = Vec::new();
        for (place, subject) in subjects.iter().enumerate() {
            let below = u8::try_from(subjects.len() - place - 1)?;
            let authority = match authorities.last() {
                None => Self::self_signed(subject, below)?,
                Some(above) => above.intermediate_over(subject, below)?,
            };
            authorities.push(authority);
        }
        Ok(authorities)
    }

    /// Makes an authority whose certificate this one issues.
    pub fn intermediate(&self, subject: &str) -> Result<Self> {
        self.intermediate_over(subject, 0)
    }

    fn intermediate_over(&self, subject: &str, path_length: u8) -> Result<Self> {
        let authority = Self::empty()?;
        let made = self.issue_with(subject, 30, &authority_extensions(path_length).join("\n"))?;
        let own = authority.identity();
        fs::copy(made.certificate, own.certificate)?;
        fs::copy(made.private_key, own.private_key)?;
        Ok(authority)
    }

    fn empty() -> Result<Self> {
        Ok(Self {
            folder: tempfile::tempdir()?,
            issued: Default::default(),
        })
    }

    fn self_signed(subject: &str, path_length: u8) -> Result<Self> {
        let authority = Self::empty()?;
        let own = authority.identity();
        let [constraints, usage, ..] = authority_extensions(path_length);
        run(openssl()
            .args(["req", "-x509", "-nodes", "-days", "30", "-utf8", "-subj", subject])
            .args(["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-sha256"])
            .args(["-addext", &constraints, "-addext", &usage])
            .arg("-keyout")
            .arg(&own.private_key)
            .arg("-out")
            .arg(&own.certificate))?;
        Ok(authority)
    }

    /// The authority's own certificate and key.
    pub fn identity(&self) -> Identity {
        identity_in(self.folder.path(), "authority")
    }

    /// Issues a leaf certificate; its files live as long as the authority.
    pub fn issue(&self, leaf: &Leaf<'_>) -> Result<Identity> {
        self.issue_with(leaf.subject, leaf.days, &leaf.extensions())
    }

    fn issue_with(&self, subject: &str, days: i32, extension_lines: &str) -> Result<Identity> {
        self.issued.set(self.issued.get() + 1);
        let name = format!("leaf-{}", self.issued.get());
        let identity = identity_in(self.folder.path(), &name);
        let request = self.folder.path().join(format!("{name}.csr"));
        let extensions = self.folder.path().join(format!("{name}.ext"));
        fs::write(&extensions, extension_lines)?;
        run(openssl()
            .args(["req", "-nodes", "-utf8", "-subj", subject])
            .args(["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"])
            .arg("-keyout")
            .arg(&identity.private_key)
            .arg("-out")
            .arg(&request))?;
        let own = self.identity();
        run(openssl()
            .args(["x509", "-req", "-sha256", "-days", &days.to_string()])
            .args(["-set_serial", &self.issued.get().to_string()])
            .arg("-in")
            .arg(&request)
            .arg("-CA")
            .arg(&own.certificate)
            .arg("-CAkey")
            .arg(&own.private_key)
            .arg("-extfile")
            .arg(&extensions)
            .arg("-out")
            .arg(&identity.certificate))?;
        Ok(identity)
    }
}

fn authority_extensions(path_length: u8) -> [String; 4] {
    [
        format!("basicConstraints=critical,CA:TRUE,pathlen:{path_length}"),
        "keyUsage=critical,keyCertSign,cRLSign".to_owned(),
        "subjectKeyIdentifier=hash".to_owned(),
        "authorityKeyIdentifier=keyid".to_owned(),
    ]
}

impl Leaf<'_> {
    fn extensions(&self) -> String {
        let usage = match self.purpose {
            Purpose::Server => "serverAuth",
            Purpose::Client => "clientAuth",
        };
        let mut text = format!(
            "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage={usage}\n\
             subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n"
        );
        if !self.alternative_names.is_empty() {
            text.push_str(&format!("subjectAltName={}\n", self.alternative_names));
        }
        text
    }
}

impl Identity {
    /// Bundles the identity into a PKCS#12 file beside the certificate, protected by `password`.
    pub fn pkcs12(&self, password: &str) -> Result<PathBuf> {
        let bundle = self.certificate.with_extension("p12");
        run(openssl()
            .args([
                "pkcs12",
                "-export",
                "-name",
                "client",
                "-passout",
                "env:PKCS12_PASSWORD",
                "-inkey",
            ])
            .env("PKCS12_PASSWORD", password)
            .arg(&self.private_key)
            .arg("-in")
            .arg(&self.certificate)
            .arg("-out")
            .arg(&bundle))?;
        Ok(bundle)
    }
}

/// The text of a PEM file.
pub fn pem(file: &Path) -> Result<String> {
    fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))
}

/// A field of a certificate as openssl prints it, for example `-subject` or `-fingerprint`.
pub fn describe(certificate: &Path, fields: &[&str]) -> Result<String> {
    run(openssl()
        .args(["x509", "-noout"])
        .args(fields)
        .arg("-in")
        .arg(certificate))
}

fn identity_in(folder: &Path, name: &str) -> Identity {
    Identity {
        certificate: folder.join(format!("{name}.crt")),
        private_key: folder.join(format!("{name}.key")),
    }
}

fn openssl() -> Command {
    Command::new("openssl")
}
