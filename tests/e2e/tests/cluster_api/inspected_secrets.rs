//! Secrets as the real kubectl prints them, in YAML and JSON, in the inspector.

use anyhow::{Context, Result};
use mtls_wizard::inspect::{Input, Kind, Severity, inspect};
use mtls_wizard::pki::clock::UnixTime;
use mtls_wizard_e2e::openssl::{Authority, Leaf, Purpose};
use mtls_wizard_e2e::process::{program, run};
use std::process::Command;
use std::time::SystemTime;

#[test]
fn what_kubectl_creates_is_taken_apart() -> Result<()> {
    let authority = Authority::new("/O=Örg/CN=Root")?;
    let server = authority.issue(&Leaf {
        subject: "/O=Örg/CN=*.example.com",
        purpose: Purpose::Server,
        alternative_names: "DNS:*.example.com",
        days: 90,
    })?;
    let other = authority.issue(&Leaf {
        subject: "/O=Örg/CN=other",
        purpose: Purpose::Server,
        alternative_names: "DNS:other.example.com",
        days: 90,
    })?;
    let root = authority.identity().certificate;
    let path = |path: &std::path::Path| path.display().to_string();
    let file = |key: &str, from: &std::path::Path| format!("--from-file={key}={}", path(from));
    let (certificate, key) = (&server.certificate, &server.private_key);
    let tls = vec![
        "tls".to_owned(),
        "mtls".to_owned(),
        format!("--cert={}", path(certificate)),
        format!("--key={}", path(key)),
    ];
    let generic = |keys: [&str; 2], private: &std::path::Path, authorities: &str| {
        let files = [
            file(keys[0], certificate),
            file(keys[1], private),
            file(authorities, &root),
        ];
        [&["generic".to_owned(), "mtls".to_owned()][..], &files].concat()
    };
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?.as_secs();
    let now = UnixTime::from_seconds(now.try_into()?)?;
    for (arguments, certificates, is_right) in [
        (tls, 1, true),
        (generic(["cert", "key"], key, "cacert"), 2, true),
        (generic(["tls.crt", "tls.key"], key, "ca.crt"), 2, true),
        (generic(["cert", "key"], &other.private_key, "cacert"), 2, false),
    ] {
        for form in ["yaml", "json"] {
            let text = run(Command::new(program("kubectl")?)
                .args(["create", "secret"])
                .args(&arguments)
                .args(["--dry-run=client", "-o", form, "--namespace", "istio-system"]))?;
            let input = Input {
                name: None,
                octets: text.clone().into_bytes().into(),
            };
            let report = inspect(vec![input], None, now);
            let of = |kind: Kind| report.items.iter().filter(move |item| item.kind == kind);
            let secret = of(Kind::Secret).next().with_context(|| text.clone())?;
            assert!(secret.title.contains("mtls"), "{}", secret.title);
            assert_eq!(of(Kind::Certificate).count(), certificates, "{arguments:?} {form}");
            assert_eq!(of(Kind::PrivateKey).count(), 1, "{arguments:?} {form}");
            let is_problem = |what: &&mtls_wizard::inspect::Finding| what.severity == Severity::Problem;
            let problems: Vec<&str> = report
                .items
                .iter()
                .flat_map(|item| item.findings.iter().filter(is_problem))
                .map(|finding| finding.what.as_str())
                .collect();
            assert_eq!(problems.is_empty(), is_right, "{arguments:?} {form}: {problems:?}");
        }
    }
    Ok(())
}
