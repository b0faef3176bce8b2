//! The files of the clients that the archive has besides certificate, key and bundle.

use std::collections::BTreeMap;

use base64ct::{Base64, Encoding};
use serde::Serialize;

use super::yaml::{self, YamlError};
use crate::pki::certificate::Certificate;
use crate::pki::decode::{AlternativeName, hex_colons};
use crate::pki::issuance::{Credential, CredentialId, Issued};
use crate::plan::ProvidedContent;
use crate::plan::certificates;
use crate::plan::parts::Parts;

/// Where the archive keeps the list of its clients.
pub const LIST_PATH: &str = "certificates/clients.csv";

/// The list of the clients (RFC 4180): what identifies each of them, and no password.
pub fn list(parts: &Parts<'_>, issued: &Issued) -> String {
    let mut text = "name,folder,subject,SANs,serial,sha256,notBefore,notAfter\r\n".to_owned();
    for client in parts.clients {
        let Some(credential) = issued.credential(&client.credential) else {
            continue;
        };
        let details = credential.certificate.details();
        let names: Vec<String> = details.subject_alt_names.iter().map(alternative_name).collect();
        let cells = [
            client.name.clone(),
            client.folder.to_string(),
            details.subject.envoy.clone().unwrap_or_default(),
            names.join(" "),
            details.serial_number.clone(),
            hex_colons(&details.fingerprint_sha256),
            details.validity.not_before().to_string(),
            details.validity.not_after().to_string(),
        ];
        text += &cells.map(|value| cell(&value)).join(",");
        text += "\r\n";
    }
    text
}

/// A cell, quoted where it must be.
fn cell(value: &str) -> String {
    if value.contains([',', '"', '\r', '\n', ';']) {
        format!("\"{}\"", value.replace('"', "\"\""))
    } else {
        value.to_owned()
    }
}

fn alternative_name(name: &AlternativeName) -> String {
    match name {
        AlternativeName::Dns(name) => format!("DNS:{name}"),
        AlternativeName::Uri(uri) => format!("URI:{uri}"),
        AlternativeName::Email(address) => format!("email:{address}"),
        AlternativeName::Ip(address) => format!("IP:{address}"),
        AlternativeName::Other(text) => text.clone(),
    }
}

/// The certificate and its issuers but for the root, which the other side must have already, and must not take from here.
pub fn chain(credential: &Credential) -> String {
    let certificates = served_chain(&credential.certificate, &credential.issuers);
    certificates.into_iter().map(Certificate::pem).collect()
}

/// What is shown: a certificate and those between it and the root.
pub fn served_chain<'a>(leaf: &'a Certificate, issuers: &'a [Certificate]) -> Vec<&'a Certificate> {
    let is_root = |certificate: &&Certificate| {
        let details = certificate.details();
        details.subject.der == details.issuer.der
    };
    let between = issuers.iter().take_while(|issuer| !is_root(issuer));
    std::iter::once(leaf).chain(between).collect()
}

/// Key, certificate and chain in one text; `None` where the key is elsewhere.
pub fn combined(credential: &Credential) -> Option<zeroize::Zeroizing<String>> {
    let key = credential.private_key.as_ref()?.pem();
    let chain = chain(credential);
    let mut text = zeroize::Zeroizing::new(String::with_capacity(key.len() + chain.len()));
    text.push_str(&key);
    text.push_str(&chain);
    Some(text)
}

/// `v1 Secret`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Secret {
    api_version: &'static str,
    kind: &'static str,
    metadata: Name,
    r#type: &'static str,
    data: BTreeMap<&'static str, String>,
}

#[derive(Serialize)]
struct Name {
    name: String,
}

/// The name of the Secret of a client.
pub fn secret_name(folder: &str) -> String {
    [folder, "-credential"].concat()
}

/// A manifest of the Secret that an egress gateway reads as a client's credential (Istio, `pkg/model/credentials`: `tls.crt`,
/// `tls.key`, and in `ca.crt` the authority that the *server* is checked against). `None` where the key is elsewhere.
///
/// # Errors
/// When the YAML writer refuses, which it does for no Secret of ours.
pub fn secret(parts: &Parts<'_>, issued: &Issued, credential: &Credential) -> Result<Option<String>, YamlError> {
    let Some(key) = &credential.private_key else {
        return Ok(None);
    };
    let client = parts.clients.iter().find(|client| client.credential == credential.id);
    let Some(client) = client else { return Ok(None) };
    let encode = |text: &str| Base64::encode_string(text.as_bytes());
    let mut data = BTreeMap::new();
    data.insert("tls.crt", encode(&chain(credential)));
    data.insert("tls.key", encode(&key.pem()));
    let authority = server_authority(parts, issued);
    if let Some(authority) = &authority {
        data.insert("ca.crt", encode(authority));
    }
    let text = yaml::document(&Secret {
        api_version: "v1",
        kind: "Secret",
        metadata: Name {
            name: secret_name(client.folder.as_str()),
        },
        r#type: "Opaque",
        data,
    })?;
    let missing = match authority {
        Some(_) => "",
        None => "# Add ca.crt: the authority that the server's certificate comes from, which is not known here.\n",
    };
    Ok(Some([HOW, missing, &text].concat()))
}

const HOW: &str = "# Holds a private key. In the namespace of the gateway that uses it: kubectl apply -n istio-system -f client-secret.yaml\n";

/// Who signs the server's certificate, where that is known.
fn server_authority(parts: &Parts<'_>, issued: &Issued) -> Option<String> {
    let id = CredentialId(certificates::SERVER_ROOT_CA.to_owned());
    if let Some(made) = issued.credential(&id) {
        return Some(made.certificate.pem());
    }
    let path = certificates::certificate_path(certificates::SERVER_ROOT_CA);
    let provided = parts.provided.iter().find(|provided| provided.path == path)?;
    match &provided.content {
        ProvidedContent::Certificates(pem) => Some(pem.clone()),
        ProvidedContent::Secret(_) => None,
    }
}
