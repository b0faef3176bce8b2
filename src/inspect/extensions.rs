//! Extensions in words.

use super::Field;
use crate::pki::decode::anatomy::{Extension, ExtensionValue};
use crate::pki::decode::{AlternativeName, hex_colons, hex_lower};

/// The most octets of an unknown extension that are shown.
const LONGEST: usize = 256;

/// One extension.
pub fn field(extension: &Extension) -> Field {
    let critical = if extension.is_critical { ", critical" } else { "" };
    let label = match title(extension.name) {
        "" => ["Extension ", &extension.oid, critical].concat(),
        title => [title, critical].concat(),
    };
    Field::lines(label, values(&extension.value), explanation(extension.name))
}

fn values(value: &ExtensionValue) -> Vec<String> {
    let lines: Vec<String> = match value {
        ExtensionValue::Names(names) => names.iter().map(AlternativeName::to_string).collect(),
        ExtensionValue::KeyUsages(usages) => usages.iter().map(|usage| (*usage).to_owned()).collect(),
        ExtensionValue::Purposes(purposes) => purposes.clone(),
        ExtensionValue::Constraints(constraints) => vec![match (constraints.is_ca, constraints.path_length) {
            (false, _) => "not an authority".to_owned(),
            (true, None) => "an authority, with any number of authorities below it".to_owned(),
            (true, Some(0)) => "an authority that may have no authority below it".to_owned(),
            (true, Some(length)) => ["an authority, path length ", &length.to_string()].concat(),
        }],
        ExtensionValue::KeyIdentifier(identifier) => vec![hex_colons(identifier)],
        ExtensionValue::Authority {
            key,
            issuer,
            serial_number,
        } => {
            let key = key.as_ref().map(|key| hex_colons(key));
            let issuer = issuer.iter().map(|name| ["issuer ", &name.to_string()].concat());
            let serial = serial_number
                .as_ref()
                .map(|serial| ["serial number ", &hex_lower(serial)].concat());
            key.into_iter().chain(issuer).chain(serial).collect()
        }
        ExtensionValue::NameConstraints(constraints) => constraints
            .iter()
            .map(|constraint| {
                let word = if constraint.is_permitted { "only " } else { "not " };
                [word, &constraint.base].concat()
            })
            .collect(),
        ExtensionValue::Lines(lines) => lines.clone(),
        ExtensionValue::Unknown(content) => vec![hexadecimal(content)],
        ExtensionValue::Unreadable { content, reason } => {
            vec![["cannot be read: ", reason].concat(), hexadecimal(content)]
        }
    };
    match lines.is_empty() {
        true => vec!["(empty)".to_owned()],
        false => lines,
    }
}

fn hexadecimal(octets: &[u8]) -> String {
    let mut text = hex_lower(octets.get(..LONGEST).unwrap_or(octets));
    if octets.len() > LONGEST {
        text.extend(["… (", &octets.len().to_string(), " octets)"]);
    }
    text
}

/// What to call it for people, with the standard's name, because other tools show that.
fn title(name: &str) -> &'static str {
    match name {
        "subjectKeyIdentifier" => "Subject key identifier",
        "keyUsage" => "Key usage",
        "cRLNumber" => "CRL number",
        "deltaCRLIndicator" => "Delta CRL indicator",
        "issuingDistributionPoint" => "Issuing distribution point",
        "privateKeyUsagePeriod" => "Private key usage period",
        "subjectAltName" => "Subject alternative names",
        "issuerAltName" => "Issuer alternative names",
        "basicConstraints" => "Basic constraints",
        "nameConstraints" => "Name constraints",
        "cRLDistributionPoints" => "CRL distribution points",
        "certificatePolicies" => "Certificate policies",
        "policyMappings" => "Policy mappings",
        "authorityKeyIdentifier" => "Authority key identifier",
        "policyConstraints" => "Policy constraints",
        "extKeyUsage" => "Extended key usage",
        "freshestCRL" => "Freshest CRL",
        "inhibitAnyPolicy" => "Inhibit any policy",
        "authorityInfoAccess" => "Authority information access",
        "subjectInfoAccess" => "Subject information access",
        "subjectDirectoryAttributes" => "Subject directory attributes",
        "tlsFeature" => "TLS features",
        "signedCertificateTimestamps" => "Certificate transparency",
        "precertificatePoison" => "Precertificate poison",
        "microsoftCertificateType" => "Microsoft certificate type",
        "microsoftCaVersion" => "Microsoft CA version",
        "microsoftCertificateTemplate" => "Microsoft certificate template",
        "netscapeCertType" => "Netscape certificate type",
        "netscapeComment" => "Netscape comment",
        "netscapeRevocationUrl" => "Netscape revocation address",
        "netscapeCaRevocationUrl" => "Netscape CA revocation address",
        "netscapeSslServerName" => "Netscape server name",
        _ => "",
    }
}

fn explanation(name: &str) -> &'static str {
    match name {
        "subjectKeyIdentifier" => "A short name of the public key. Certificates that this one issues repeat it.",
        "keyUsage" => {
            "What the key may do. TLS needs `digitalSignature`, RSA servers also `keyEncipherment`, authorities `keyCertSign` and `cRLSign`."
        }
        "subjectAltName" => {
            "The hosts, addresses and identities that it is for. It must be critical only where the subject is empty."
        }
        "basicConstraints" => "Whether it may issue certificates, and how many authorities may stand below it.",
        "nameConstraints" => "Names that an authority may issue for. Certificates for others are refused.",
        "cRLDistributionPoints" | "freshestCRL" => {
            "Where the list of revoked certificates is. Envoy fetches nothing: a list must be in the Secret."
        }
        "cRLNumber" => "It grows with every list.",
        "deltaCRLIndicator" => {
            "It holds only what changed since the list with this number. A gateway needs the whole list."
        }
        "issuingDistributionPoint" => {
            "About which certificates of the authority the list is, and where it is published."
        }
        "certificatePolicies" => "By which rules it was issued. Gateways do not look at it.",
        "authorityKeyIdentifier" => {
            "Which key of the issuer signed it: the issuer’s subject key identifier. If it is wrong, Envoy, curl, NSS and Java refuse the chain."
        }
        "extKeyUsage" => {
            "What it is for. Gateways demand `clientAuth` of clients, clients demand `serverAuth` of servers. Without it, it is for everything."
        }
        "authorityInfoAccess" => {
            "Where the issuer’s certificate and its OCSP service are. Envoy fetches nothing: the chain must be in the Secret."
        }
        "tlsFeature" => {
            "What the server promises to do in the handshake. Istio staples no OCSP answer, so clients that insist refuse it."
        }
        "signedCertificateTimestamps" => {
            "Proofs that it stands in public logs. Browsers demand them of public authorities only."
        }
        "precertificatePoison" => "This is a draft for a public log, not a certificate: every program refuses it.",
        "netscapeCertType" => "What it is for, in words from before extKeyUsage. Only very old programs look at it.",
        "netscapeComment" => "A remark that nobody checks. OpenSSL’s sample configuration writes it.",
        "microsoftCertificateTemplate" | "microsoftCertificateType" | "microsoftCaVersion" => {
            "A note of Microsoft’s certification authority to itself."
        }
        "" => "An extension that is not known here: its octets in hexadecimal.",
        _ => "Gateways and usual clients do not look at it.",
    }
}
