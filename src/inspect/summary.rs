//! One line about everything.

use super::{Kind, Report, Severity};

/// `3 certificates, 1 key, 2 problems.` Empty for nothing at all.
pub fn summary(report: &Report) -> String {
    let kinds: [(&[Kind], &str, &str); 10] = [
        (&[Kind::Certificate], "certificate", "certificates"),
        (&[Kind::PrivateKey, Kind::EncryptedKey], "private key", "private keys"),
        (&[Kind::PublicKey], "public key", "public keys"),
        (&[Kind::Request], "request", "requests"),
        (&[Kind::RevocationList], "revocation list", "revocation lists"),
        (&[Kind::Bundle], "PKCS#12 file", "PKCS#12 files"),
        (&[Kind::CertificateBag], "PKCS#7 file", "PKCS#7 files"),
        (&[Kind::Secret], "Secret", "Secrets"),
        (&[Kind::Headers, Kind::Forwarded], "set of headers", "sets of headers"),
        (&[Kind::Unreadable], "unreadable part", "unreadable parts"),
    ];
    let mut words = Vec::new();
    for (kinds, one, many) in kinds {
        let number = report.items.iter().filter(|item| kinds.contains(&item.kind)).count();
        if number > 0 {
            words.push(count(number, one, many));
        }
    }
    if words.is_empty() {
        return String::new();
    }
    let is_read = !report.items.iter().any(|item| item.kind == Kind::Unreadable);
    for (severity, one, many) in [
        (Severity::Problem, "problem", "problems"),
        (Severity::Warning, "warning", "warnings"),
    ] {
        let findings = report.items.iter().flat_map(|item| &item.findings);
        match findings.filter(|finding| finding.severity == severity).count() {
            // Of what could not be read, nobody knows.
            0 if severity == Severity::Problem && is_read => words.push("no problems".to_owned()),
            0 => {}
            number => words.push(count(number, one, many)),
        }
    }
    [&words.join(", "), "."].concat()
}

/// `1 key`, `2 keys`.
pub fn count(number: usize, one: &str, many: &str) -> String {
    let word = if number == 1 { one } else { many };
    [&number.to_string(), " ", word].concat()
}
