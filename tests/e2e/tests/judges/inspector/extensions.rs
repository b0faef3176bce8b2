//! Extensions: OpenSSL's words for them, and the inspector's.

use mtls_wizard::inspect::{Group, Item};

/// OpenSSL's titles, and those of the inspector.
const TITLES: [(&str, &str); 24] = [
    ("X509v3 Subject Key Identifier", "Subject key identifier"),
    ("X509v3 Key Usage", "Key usage"),
    ("X509v3 Subject Alternative Name", "Subject alternative names"),
    ("X509v3 Issuer Alternative Name", "Issuer alternative names"),
    ("X509v3 Basic Constraints", "Basic constraints"),
    ("X509v3 Name Constraints", "Name constraints"),
    ("X509v3 CRL Distribution Points", "CRL distribution points"),
    ("X509v3 Certificate Policies", "Certificate policies"),
    ("X509v3 Policy Mappings", "Policy mappings"),
    ("X509v3 Authority Key Identifier", "Authority key identifier"),
    ("X509v3 Policy Constraints", "Policy constraints"),
    ("X509v3 Extended Key Usage", "Extended key usage"),
    ("X509v3 Freshest CRL", "Freshest CRL"),
    ("X509v3 Inhibit Any Policy", "Inhibit any policy"),
    ("Authority Information Access", "Authority information access"),
    ("Subject Information Access", "Subject information access"),
    ("TLS Feature", "TLS features"),
    ("Netscape Cert Type", "Netscape certificate type"),
    ("Netscape Comment", "Netscape comment"),
    ("Netscape Revocation Url", "Netscape revocation address"),
    ("Netscape SSL Server Name", "Netscape server name"),
    ("X509v3 CRL Number", "CRL number"),
    ("X509v3 Delta CRL Indicator", "Delta CRL indicator"),
    ("X509v3 Issuing Distribution Point", "Issuing distribution point"),
];

/// OpenSSL's words for usages and purposes, and those of RFC 5280.
const WORDS: [(&str, &str); 20] = [
    ("Digital Signature", "digitalSignature"),
    ("Non Repudiation", "nonRepudiation"),
    ("Key Encipherment", "keyEncipherment"),
    ("Data Encipherment", "dataEncipherment"),
    ("Key Agreement", "keyAgreement"),
    ("Certificate Sign", "keyCertSign"),
    ("CRL Sign", "cRLSign"),
    ("Encipher Only", "encipherOnly"),
    ("Decipher Only", "decipherOnly"),
    ("TLS Web Server Authentication", "serverAuth"),
    ("TLS Web Client Authentication", "clientAuth"),
    ("Code Signing", "codeSigning"),
    ("E-mail Protection", "emailProtection"),
    ("Time Stamping", "timeStamping"),
    ("OCSP Signing", "OCSPSigning"),
    ("Any Extended Key Usage", "anyExtendedKeyUsage"),
    // OpenSSL has more words than the inspector, which shows the OID then.
    ("Microsoft Smartcard Login", "1.3.6.1.4.1.311.20.2.2"),
    ("ipsec Internet Key Exchange", "1.3.6.1.5.5.7.3.17"),
    ("Microsoft Trust List Signing", "1.3.6.1.4.1.311.10.3.1"),
    ("IPSec End System", "1.3.6.1.5.5.7.3.5"),
];

/// The titles and lines of the extensions below a heading of OpenSSL's text.
fn printed(text: &str, heading: &str) -> Vec<(String, Vec<String>)> {
    let Some(start) = text.lines().position(|line| line.trim() == heading) else {
        return Vec::new();
    };
    let depth = |line: &str| line.len() - line.trim_start().len();
    let heading_depth = depth(text.lines().nth(start).unwrap());
    let mut found: Vec<(String, Vec<String>)> = Vec::new();
    for line in text.lines().skip(start + 1) {
        if line.is_empty() {
            continue;
        }
        match depth(line).saturating_sub(heading_depth) {
            0 => break,
            4 => found.push((line.trim().to_owned(), Vec::new())),
            _ => found.last_mut().expect("a title").1.push(line.trim().to_owned()),
        }
    }
    found
}

/// Every extension that OpenSSL shows is shown, in the same order, with the same values.
pub fn judge(item: &Item, text: &str, heading: &str) {
    let printed = printed(text, heading);
    let shown: Vec<_> = item
        .fields
        .iter()
        .filter(|field| field.group == Group::Extensions)
        .collect();
    let titles: Vec<&String> = printed.iter().map(|(title, _)| title).collect();
    let labels: Vec<&String> = shown.iter().map(|field| &field.label).collect();
    assert_eq!(titles.len(), labels.len(), "{titles:?}\n{labels:?}");
    for ((title, lines), field) in printed.iter().zip(shown) {
        let (label, expected) = translated(title, lines);
        let critical = if title.ends_with(": critical") {
            ", critical"
        } else {
            ""
        };
        assert_eq!(field.label, format!("{label}{critical}"));
        if let Some(expected) = expected {
            assert_eq!(plain_lines(&field.values), expected, "{label}");
        }
    }
}

/// The inspector's title and lines for those of OpenSSL; no lines where OpenSSL shows nothing but octets.
fn translated(title: &str, lines: &[String]) -> (String, Option<Vec<String>>) {
    let (name, _) = title.split_once(':').expect("a title");
    let known = TITLES.iter().find(|(own, _)| *own == name);
    let label = known.map_or_else(|| format!("Extension {name}"), |(_, label)| (*label).to_owned());
    let values = values(&label, lines);
    (label, values)
}

fn plain_lines(lines: &[String]) -> Vec<String> {
    lines.iter().map(|line| plain(line)).collect()
}

/// One form for what is only written in another way: addresses, and names with or without spaces.
fn plain(line: &str) -> String {
    match line.split_once("IP Address:") {
        Some((before, address)) => match address.parse::<std::net::IpAddr>() {
            Ok(address) => format!("{before}IP Address:{address}"),
            Err(_) => line.to_owned(),
        },
        None => line.to_owned(),
    }
}

fn words(lines: &[String]) -> Vec<String> {
    let all = lines.iter().flat_map(|line| line.split(", "));
    let word = |word: &str| {
        WORDS
            .iter()
            .find(|(own, _)| *own == word)
            .map_or(word, |(_, name)| name)
            .to_owned()
    };
    all.map(word).collect()
}

/// What the inspector must say; `None` where OpenSSL shows nothing but octets.
fn values(label: &str, lines: &[String]) -> Option<Vec<String>> {
    let first = lines.first().map_or("", String::as_str);
    Some(match label {
        "Basic constraints" => vec![constraints(first)],
        "Key usage" | "Extended key usage" => words(lines),
        "Subject alternative names" | "Issuer alternative names" => names(first),
        "Authority key identifier" => lines.iter().map(|line| authority(line)).collect(),
        "Name constraints" => name_constraints(lines),
        "Authority information access" | "Subject information access" => {
            lines.iter().map(|line| access(line)).collect()
        }
        "CRL distribution points" | "Freshest CRL" | "Issuing distribution point" => places(lines),
        "Certificate policies" => policies(lines),
        "TLS features" => lines
            .iter()
            .map(|line| line.replace("status_request", "OCSP must be stapled (status_request)"))
            .collect(),
        "Netscape certificate type" => first
            .split(", ")
            .map(|word| word.replace("Client", "client").replace("Server", "server"))
            .collect(),
        "Policy constraints" => first.split(", ").map(policy_constraint).collect(),
        "Policy mappings" => first.split(", ").map(|pair| pair.replace(':', " is ")).collect(),
        label if label.starts_with("Extension ") => return None,
        _ => lines.to_vec(),
    })
}

fn constraints(line: &str) -> String {
    match line.split_once(", pathlen:") {
        None if line == "CA:TRUE" => "an authority, with any number of authorities below it".to_owned(),
        None => "not an authority".to_owned(),
        Some((_, "0")) => "an authority that may have no authority below it".to_owned(),
        Some((_, length)) => format!("an authority, path length {length}"),
    }
}

/// OpenSSL's list of names: a comma and a space separate them, and only names of ours stand in it.
fn names(line: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for part in line.split(", ") {
        names.push(match part.split_once(':') {
            Some(("DirName", name)) => directory(name),
            Some(("Registered ID", oid)) => format!("Registered ID: {oid}"),
            Some(("othername", name)) => format!("othername: {}", other_name(name.trim())),
            _ => plain(part),
        });
    }
    names
}

/// `/C=DE/CN=a`, or `C = DE, CN = a`, depending on the extension.
fn directory(name: &str) -> String {
    let name = unescaped(&name.trim().replace(" = ", "="));
    format!("DirName: {}", name.trim_start_matches('/').replace('/', ", "))
}

/// OpenSSL's old form of names has octets outside of ASCII as `\xC3`.
fn unescaped(text: &str) -> String {
    let mut parts = text.split("\\x");
    let mut octets = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let (digits, rest) = part.split_at(2);
        octets.push(u8::from_str_radix(digits, 16).unwrap());
        octets.extend_from_slice(rest.as_bytes());
    }
    String::from_utf8(octets).unwrap()
}

fn other_name(name: &str) -> String {
    name.replace("UPN::", "1.3.6.1.4.1.311.20.2.3, ")
}

fn authority(line: &str) -> String {
    match line.split_once(':') {
        Some(("keyid", key)) => key.to_owned(),
        Some(("DirName", name)) => format!("issuer {}", directory(name)),
        Some(("serial", number)) => format!("serial number {}", number.replace(':', "").to_ascii_lowercase()),
        _ => line.to_owned(),
    }
}

fn name_constraints(lines: &[String]) -> Vec<String> {
    let mut word = "";
    let mut found = Vec::new();
    for line in lines {
        match line.as_str() {
            "Permitted:" => word = "only ",
            "Excluded:" => word = "not ",
            base => {
                let base = match base.split_once(':') {
                    Some(("DirName", name)) => directory(name),
                    Some(("IP", range)) => format!("IP Address:{range}"),
                    _ => base.to_owned(),
                };
                found.push(format!("{word}{base}"));
            }
        }
    }
    found
}

fn access(line: &str) -> String {
    let (method, place) = line.split_once(" - ").expect("a place");
    let method = match method {
        "CA Issuers" => "issuer's certificate",
        "CA Repository" => "certificates of the authority",
        other => other,
    };
    format!("{method}: {}", plain(place))
}

/// The places; OpenSSL ends no line before `Reasons:`.
fn places(lines: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    let mut prefix = "";
    for line in lines.iter().flat_map(|line| line.split("                ")) {
        match line {
            "Full Name:" => prefix = "",
            "CRL Issuer:" => prefix = "list of ",
            "Reasons:" => prefix = "for ",
            "Relative Name:" => prefix = "relative to the issuer's name: ",
            "Only User Certificates" => found.push("only certificates that are not authorities'".to_owned()),
            "Only CA Certificates" => found.push("only certificates of authorities".to_owned()),
            "Indirect CRL" => found.push("also certificates of other issuers".to_owned()),
            value if value.starts_with("DirName:") => found.push(format!("{prefix}{}", directory(&value[8..]))),
            value => found.push(format!("{prefix}{}", value.replace(" = ", "="))),
        }
    }
    found
}

fn policies(lines: &[String]) -> Vec<String> {
    const KNOWN: [(&str, &str); 2] = [
        ("2.23.140.1.2.1", "domain validated"),
        ("X509v3 Any Policy", "any policy"),
    ];
    let mut found: Vec<String> = Vec::new();
    for line in lines {
        let (word, value) = line.split_once(':').unwrap_or((line, ""));
        let (value, last) = (value.trim(), found.last_mut());
        match (word, last) {
            ("Policy", _) => found.push(match KNOWN.iter().find(|(own, _)| *own == value) {
                Some(("X509v3 Any Policy", meaning)) => format!("2.5.29.32.0 ({meaning})"),
                Some((_, meaning)) => format!("{value} ({meaning})"),
                None => value.to_owned(),
            }),
            ("CPS", Some(last)) => last.push_str(&format!(", practice statement: {value}")),
            ("Explicit Text", Some(last)) => last.push_str(&format!(", notice: {value}")),
            // Who wrote the notice, and its number there: nobody has these.
            _ => {}
        }
    }
    found
}

fn policy_constraint(part: &str) -> String {
    let (word, count) = part.split_once(':').expect("a number");
    match word {
        "Require Explicit Policy" => format!("a policy is required after {count} authorities"),
        _ => format!("mappings are forbidden after {count} authorities"),
    }
}
