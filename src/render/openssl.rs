//! `certificates/make-certificates.sh`: what the browser makes, made by the openssl program instead, for keys that must
//! not leave their machine. The functions in `scripts/make_certificates.sh` do the work; here stands what differs.

use super::shell::quote;
use crate::pki::clock::UnixTime;
use crate::pki::issuance::{CredentialId, Request};
use crate::pki::key::KeyAlgorithm;
use crate::pki::name::SubjectAltName;
use crate::pki::pkcs12::{BundleRequest, printable_name};
use crate::pki::profile::Profile;
use crate::plan::certificates::{self, CLIENT_INTERMEDIATE_CA, SERVER, SERVER_CHAIN_PATH};

/// Where the archive keeps the script. It must stand in this folder, as it works from the one above.
pub const PATH: &str = "certificates/make-certificates.sh";

const FUNCTIONS: &str = include_str!("scripts/make_certificates.sh");

/// What stands for the algorithm of a key that its owner keeps: there is a request, which is answered.
const ANSWERED: &str = "request";

/// How the script comes by the key of a certificate.
fn key(request: &Request) -> &'static str {
    request.key.made().map_or(ANSWERED, KeyAlgorithm::id)
}

/// A bash script (3.2 or newer) that makes the files of these requests with OpenSSL 1.1.1 or newer: the same names,
/// periods, extensions and paths, with keys and serial numbers of its own. It holds no secret: passwords of bundles are
/// read from the environment or a file, asked for, or made at random.
///
/// An issuer that is not among the requests is expected as files at its usual paths, and so is the PKCS#10 request of whoever keeps
/// a key.
pub fn script(title: &str, requests: &[Request]) -> String {
    let mut script = format!("#!/usr/bin/env bash\n# Makes the certificates of: {}.\n", title);
    script += OPENING;
    let has_second = |request: &Request| request.bundle.as_ref().is_some_and(|bundle| bundle.also.is_some());
    script += &match requests.iter().any(has_second) {
        // Then the end of the file's name is said as well.
        true => FUNCTIONS.replace("$1.p12", "$1${4:-.p12}"),
        false => FUNCTIONS.to_owned(),
    };
    script += "\nFILES=(\n";
    for file in requests.iter().flat_map(files) {
        script += &format!("  {}\n", quote(&file));
    }
    script += ")\ncheck_existing \"${FILES[@]}\"\n";
    for issuer in brought_along(requests) {
        script += &format!("need_authority {}\n", quote(&certificates::path(issuer)));
    }
    for request in requests.iter().filter(|request| key(request) == ANSWERED) {
        script += &format!("need_request {}\n", quote(&certificates::path(&request.id)));
    }
    for request in requests.iter().filter(|request| request.bundle.is_some()) {
        script += &format!("choose_password {}\n", quote(&folder(&request.id)));
    }
    for request in requests {
        script += &making(request, path_length(requests, request));
    }
    script + CLOSING
}

const OPENING: &str = "\
# They are what the browser would have made, but for the keys, which are made here and never leave this machine.
#
# Runs anywhere with bash and OpenSSL 1.1.1 or newer; everything goes below the folder above this script's.
# shellcheck disable=SC2016
";

const CLOSING: &str = "\n\
say \"Made with $VERSION:\"
publish \"${FILES[@]}\"
printf '\\nGuard the .key files, above all those of the authorities, and the PKCS#12 files with their passwords.\\n'
";

/// What a request comes to, as in the archive.
fn files(request: &Request) -> Vec<String> {
    let path = certificates::path(&request.id);
    let mut files = vec![format!("{path}.crt")];
    if key(request) != ANSWERED {
        files.push(format!("{path}.key"));
    }
    files.extend(chain_path(request));
    if let Some(bundle) = &request.bundle {
        files.push(format!("{path}.p12"));
        files.extend(bundle.also.map(|other| [&path, other.file_ending()].concat()));
        files.push(format!("{}/p12-password.txt", folder(&request.id)));
    }
    files
}

fn folder(id: &CredentialId) -> String {
    let path = certificates::path(id);
    path.rsplit_once('/')
        .map_or_else(String::new, |(folder, _)| folder.to_owned())
}

/// The issuers that are not made here, each once.
pub fn brought_along(requests: &[Request]) -> Vec<&CredentialId> {
    let mut found = Vec::new();
    for issuer in requests.iter().filter_map(|request| request.issuer.as_ref()) {
        let is_made = requests.iter().any(|request| request.id == *issuer);
        if !is_made && !found.contains(&issuer) {
            found.push(issuer);
        }
    }
    found
}

fn making(request: &Request, path_length: usize) -> String {
    let path = quote(&certificates::path(&request.id));
    // A root is its own issuer.
    let issuer = quote(&certificates::path(request.issuer.as_ref().unwrap_or(&request.id)));
    let mut text = format!("\nsay {}\n", quote(&request.title));
    text += &format!(
        "certify {path} {} {} {} {issuer}{} <<'CONFIGURATION'\n{}CONFIGURATION\n",
        key(request),
        moment(request.validity.not_before()),
        moment(request.validity.not_after()),
        // In a configuration, a name cannot be empty.
        if request.subject.is_empty() { " -subj /" } else { "" },
        configuration(request, path_length)
    );
    if let Some(file) = chain_path(request) {
        text += &format!("chain {path} {}\n", quote(&file));
    }
    if let Some(BundleRequest {
        friendly_name,
        profile,
        also,
        ..
    }) = &request.bundle
    {
        let name = quote(&printable_name(friendly_name));
        text += &format!("bundle {path} {} {name}\n", profile.id());
        if let Some(other) = also {
            text += &format!("bundle {path} {} {name} {}\n", other.id(), other.file_ending());
        }
    }
    text
}

/// `YYYYMMDDHHMMSSZ`, which openssl shortens where RFC 5280 section 4.1.2.5 wants it.
fn moment(time: UnixTime) -> String {
    time.to_string().replace(['-', ':', 'T'], "")
}

/// The subject and the extensions, in the order in which we write them ourselves.
fn configuration(request: &Request, path_length: usize) -> String {
    let mut text = String::from("[subject]\n");
    let attributes = request.subject.attributes();
    for (index, attribute) in attributes.iter().enumerate() {
        let kind = attribute.kind();
        // A configuration keeps the last of several values by one name, but what stands before a dot makes another name.
        if attributes[..index].iter().any(|earlier| earlier.kind() == kind) {
            text += &format!("{index}.");
        }
        text += &format!("{} = {}\n", kind.abbreviation(), value(attribute.value()));
    }
    text += "[extensions]\n";
    if request.profile != Profile::RootCa {
        text += "authorityKeyIdentifier = keyid:always\n";
    }
    if !request.subject_alt_names.is_empty() {
        // RFC 5280 section 4.1.2.6: they are then all that names the subject.
        let critical = if request.subject.is_empty() { "critical, " } else { "" };
        text += &format!("subjectAltName = {critical}@names\n");
    }
    text += &purpose(request, path_length);
    if !request.subject_alt_names.is_empty() {
        text += "[names]\n";
    }
    for (index, name) in request.subject_alt_names.iter().enumerate() {
        let (kind, name) = alternative_name(name);
        text += &format!("{kind}.{} = {}\n", index + 1, value(&name));
    }
    text
}

/// What follows from the profile; the reasons stand in [`crate::pki::profile`].
fn purpose(request: &Request, path_length: usize) -> String {
    let text = match request.profile {
        Profile::RootCa | Profile::IntermediateCa => {
            return format!(
                "keyUsage = critical, keyCertSign, cRLSign\nsubjectKeyIdentifier = hash\n\
                 basicConstraints = critical, CA:TRUE, pathlen:{path_length}\n"
            );
        }
        Profile::Server if request.key.kind().is_rsa() => {
            "keyUsage = critical, digitalSignature, keyEncipherment\nextendedKeyUsage = serverAuth\n\
             subjectKeyIdentifier = hash\nbasicConstraints = critical, CA:FALSE\n"
        }
        Profile::Server => {
            "keyUsage = critical, digitalSignature\nextendedKeyUsage = serverAuth\nsubjectKeyIdentifier = hash\n\
             basicConstraints = critical, CA:FALSE\n"
        }
        Profile::Client => {
            "keyUsage = critical, digitalSignature\nextendedKeyUsage = clientAuth\nsubjectKeyIdentifier = hash\n\
             basicConstraints = critical, CA:FALSE\n"
        }
    };
    text.to_owned()
}

/// How many authorities stand below one, which is how many it may have.
fn path_length(requests: &[Request], request: &Request) -> usize {
    let signs = |other: &&Request| other.profile.is_ca() && other.issuer.as_ref() == Some(&request.id);
    let below = requests
        .iter()
        .filter(signs)
        .map(|other| path_length(requests, other) + 1);
    below.max().unwrap_or_default()
}

/// Where certificate and intermediates stand together, for those who have to show both.
fn chain_path(request: &Request) -> Option<String> {
    if request.id.0 == SERVER {
        return Some(SERVER_CHAIN_PATH.to_owned());
    }
    let below_intermediate = request
        .issuer
        .as_ref()
        .is_some_and(|issuer| issuer.0 == CLIENT_INTERMEDIATE_CA);
    // Whoever keeps the key gets no bundle, which would hold the chain.
    (below_intermediate || key(request) == ANSWERED).then(|| [&certificates::path(&request.id), "-chain.pem"].concat())
}

fn alternative_name(name: &SubjectAltName) -> (&'static str, String) {
    match name {
        SubjectAltName::Dns(dns) => ("DNS", dns.as_str().to_owned()),
        SubjectAltName::Uri(uri) => ("URI", uri.as_str().to_owned()),
        SubjectAltName::Email(address) => ("email", address.as_str().to_owned()),
        SubjectAltName::Ip(address) => ("IP", address.to_string()),
    }
}

/// A value in OpenSSL's configuration syntax (config(5)), in which these begin comments, variables, quotations and escapes.
/// Names hold no control characters, so a value is always one line.
fn value(text: &str) -> String {
    let mut escaped = String::new();
    for character in text.chars() {
        if matches!(character, '\\' | '#' | '$' | '"' | '\'' | '`') {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}
