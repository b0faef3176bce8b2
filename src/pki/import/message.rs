//! The words for what is wrong with something brought along: each says why, and what to do instead. They begin in lower case,
//! because a form puts the field's label and a colon before them.

use std::fmt;

use super::problem::{ImportProblem, ImportWarning, Input};

impl Input {
    /// What to paste, where nothing usable was.
    fn wanted(self) -> &'static str {
        match self {
            Self::Certificates => {
                "Paste the certificates: each from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----."
            }
            Self::Key => "Paste the private key: from -----BEGIN PRIVATE KEY----- to -----END PRIVATE KEY-----.",
        }
    }
}

impl fmt::Display for ImportProblem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(text) = self.fixed() {
            return formatter.write_str(text);
        }
        match self {
            Self::Empty(input) => write!(formatter, "this is empty. {}", input.wanted()),
            Self::NotPem(input) => write!(
                formatter,
                "this is not PEM text, or something else than is asked for. {} Make PEM of a binary file with openssl x509 -inform DER, \
                 openssl pkey -inform DER or openssl pkcs12.",
                input.wanted()
            ),
            Self::Binary(Input::Certificates) => formatter.write_str(
                "this is a binary file, not PEM text. Make PEM of a .der or .cer file with openssl x509 -inform DER -in server.cer -out \
                 server.pem, of a .p12 or .pfx file with openssl pkcs12 -in server.p12 -nokeys -out server.pem, and use the new file.",
            ),
            Self::Binary(Input::Key) => formatter.write_str(
                "this is a binary file, not PEM text. Make PEM of a .der file with openssl pkey -inform DER -in server.der -out \
                 server.key, of a .p12 or .pfx file with openssl pkcs12 -in server.p12 -nocerts -nodes -out server.key, and use the new file.",
            ),
            Self::Unfinished(label) => write!(
                formatter,
                "the block -----BEGIN {label}----- has no end of its own. Copy all of it, down to -----END {label}-----."
            ),
            Self::Base64(label) => write!(
                formatter,
                "the block -----BEGIN {label}----- is damaged: it has missing or wrong characters. Copy it again from its file."
            ),
            Self::Block { input, label } => {
                write!(formatter, "a {label} does not belong here. {}", block(*input, label))
            }
            Self::Certificate { number, error } => write!(
                formatter,
                "certificate {number} cannot be read ({error}). Copy it again, or ask for it where it was issued."
            ),
            Self::KeyAlgorithm(name) => write!(
                formatter,
                "keys of the algorithm {name} do not work with the gateway and all of its clients. Use a certificate with an RSA key of \
                 2048 bits or more, or ECDSA P-256 or P-384."
            ),
            Self::KeyTooShort(bits) => write!(
                formatter,
                "an RSA key of {bits} bits is too short: the gateway refuses it. Use one of 2048 bits or more."
            ),
            Self::KeyTooLong(bits) => write!(
                formatter,
                "an RSA key of {bits} bits is too long for browsers. Use one of at most 8192 bits."
            ),
            Self::Locked(error) => error.fmt(formatter),
            Self::Elsewhere(words) => formatter.write_str(words),
            _ => self.about_certificates(formatter),
        }
    }
}

/// Where a block belongs, or how to make of it what is asked for.
fn block(input: Input, label: &str) -> &'static str {
    match (input, label) {
        (Input::Certificates, "TRUSTED CERTIFICATE") => {
            "Convert it with openssl x509 -in trusted.pem -out certificate.pem, and use the new file."
        }
        (Input::Certificates, "PKCS7" | "CMS") => {
            "Convert it with openssl pkcs7 -print_certs -in bundle.p7b -out certificates.pem, and use the new file."
        }
        (Input::Certificates, "CERTIFICATE REQUEST" | "NEW CERTIFICATE REQUEST") => {
            "It is only the request for a certificate. Use the certificate that was issued for it."
        }
        (Input::Certificates, label) if label.ends_with("PRIVATE KEY") => {
            "Leave only the certificates here; the private key has a place of its own."
        }
        (Input::Certificates, _) => "Leave only blocks with -----BEGIN CERTIFICATE----- here.",
        (Input::Key, "CERTIFICATE") => "Leave only the private key here; the certificates have a place of their own.",
        (Input::Key, "OPENSSH PRIVATE KEY") => {
            "It is for SSH. Use the private key for which the certificate was requested."
        }
        (Input::Key, _) => "Leave only the block with -----BEGIN PRIVATE KEY----- here.",
    }
}

impl ImportProblem {
    /// The text of those that are always the same.
    fn fixed(&self) -> Option<&'static str> {
        Some(match self {
            Self::TooLarge => "this is longer than 1 MiB. Paste only the certificates or the key that are needed.",
            Self::EncodedPem => {
                "this is base64 of PEM text, as a Secret holds it. Decode it with base64 -d, and paste what that prints."
            }
            Self::SeveralKeys => "there are several private keys. Leave only the one of the certificate.",
            Self::EncryptedKey => {
                "this key is encrypted with a password. Type the password and press Open, or decrypt the key with openssl pkey -in \
                 encrypted.key -out decrypted.key, and use the new file."
            }
            Self::KeySyntax => "this key is damaged or of an unknown form. Copy it again from its file.",
            Self::KeyForm => {
                "this elliptic curve key lacks its public key, or is written in a way that gateways do not read. Complete it with \
                 openssl ec -in old.key -param_enc named_curve -conv_form uncompressed -out new.key, and use the new file."
            }
            Self::NoDnsName => {
                "the server's certificate names no host in its subjectAltName, so browsers and many other clients refuse it. Have it \
                 issued again with the host as DNS name."
            }
            Self::NotForServers => {
                "the certificate is not for TLS servers: its extKeyUsage lacks serverAuth, so clients refuse it. Have it issued again \
                 for a server."
            }
            Self::NoDigitalSignature => {
                "the server's certificate lacks digitalSignature in its keyUsage, so the gateway does not start with it. Have it issued \
                 again with that usage."
            }
            _ => return None,
        })
    }

    /// The text of those that name a certificate.
    fn about_certificates(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::KeyMismatch { certificate } => write!(
                formatter,
                "this is not the key of the certificate “{certificate}”. Use the private key with which that was requested."
            ),
            Self::MissingLink { certificate, issuer } => write!(
                formatter,
                "the certificate “{issuer}”, which issued “{certificate}”, is missing, so clients cannot verify the chain. Add it."
            ),
            Self::Forged { certificate, issuer } => write!(
                formatter,
                "“{certificate}” names “{issuer}” as its issuer, but was signed with another key, or changed since: clients refuse it. \
                 Use the certificate of the authority that signed it, or have it issued again."
            ),
            Self::NotYetValid {
                certificate,
                not_before,
            } => write!(
                formatter,
                "“{certificate}” is valid only from {not_before}. Use one that is valid now, or check this computer's clock."
            ),
            Self::Expired { certificate, not_after } => write!(
                formatter,
                "“{certificate}” expired at {not_after}. Have it issued again."
            ),
            Self::OldVersion(version) => write!(
                formatter,
                "the server's certificate is of version {version}, which cannot name hosts, so browsers and many other clients refuse it. \
                 Have it issued again with a subjectAltName."
            ),
            Self::NotCovered { host, names } => write!(
                formatter,
                "the certificate is not for {host}, but for {names}. A * stands for one part without dots. Use a certificate for {host}, \
                 or a host that it is for."
            ),
            Self::AuthorityInstead { certificate } => write!(
                formatter,
                "“{certificate}” is the certificate of a certification authority, not of a server: it names no host. Add the server's own \
                 certificate, which that authority or one below it issued."
            ),
            Self::NotAuthority { certificate } => write!(
                formatter,
                "“{certificate}” is not the certificate of a certification authority (basicConstraints without CA:TRUE), so what it signs \
                 is refused. Use that of the authority."
            ),
            Self::NoCertificateSigning { certificate } => write!(
                formatter,
                "“{certificate}” may not sign certificates (keyUsage without keyCertSign). Use an authority that may."
            ),
            Self::PathLength { certificate, limit } => write!(
                formatter,
                "“{certificate}” allows only {limit} authorities below it (pathlen), and here are more. Use an authority higher up."
            ),
            Self::NoKeyIdentifier { certificate } => write!(
                formatter,
                "“{certificate}” has no subjectKeyIdentifier, by which clients find the issuer. Have it issued again with one."
            ),
            // Those above have a text already; listed, so that a new one is not forgotten.
            Self::TooLarge | Self::EncodedPem | Self::SeveralKeys | Self::EncryptedKey | Self::KeySyntax => Ok(()),
            Self::KeyForm | Self::NoDnsName | Self::NotForServers | Self::NoDigitalSignature => Ok(()),
            Self::Empty(_)
            | Self::NotPem(_)
            | Self::Binary(_)
            | Self::Unfinished(_)
            | Self::Base64(_)
            | Self::Block { .. } => Ok(()),
            Self::Locked(_)
            | Self::Elsewhere(_)
            | Self::Certificate { .. }
            | Self::KeyAlgorithm(_)
            | Self::KeyTooShort(_)
            | Self::KeyTooLong(_) => Ok(()),
        }
    }
}

impl fmt::Display for ImportWarning {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ExpiresSoon { certificate, not_after } => {
                write!(formatter, "“{certificate}” expires soon, at {not_after}. Have it issued again before.")
            }
            Self::Reordered => {
                formatter.write_str("the certificates were in another order than servers send them in; they were put in order.")
            }
            Self::Repeated(1) => formatter.write_str("one certificate was there twice; it was taken once."),
            Self::Repeated(count) => write!(formatter, "{count} repeated certificates were left out."),
            Self::RootLeftOut { root } => write!(
                formatter,
                "the root “{root}” is not sent by the gateway, because clients must have it already; it was left out of the chain."
            ),
            Self::Unrelated { certificate } => write!(
                formatter,
                "“{certificate}” has nothing to do with the others; it was left out."
            ),
            Self::IssuerAbsent { issuer } => write!(
                formatter,
                "the certificate of “{issuer}”, which issued this one, is not here. Add it, unless it is the root that clients trust."
            ),
            Self::SelfSigned => formatter.write_str(
                "the server's certificate has signed itself, so every client must be told to trust this very certificate.",
            ),
            Self::RootAbsent { issuer } => write!(
                formatter,
                "the certificate of “{issuer}”, which issued this authority's, is not here. Add it, and those above it up to the root: \
                 some programs trust an authority only together with its root."
            ),
        }
    }
}
