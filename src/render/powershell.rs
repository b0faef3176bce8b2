//! PowerShell, Windows PowerShell 5.1 and PowerShell 7 alike: the guide's commands for a person on Windows.
//!
//! Only what both understand: no `&&` and no `||` (7 only), no stream redirection of programs (5.1 turns their error
//! output into errors), no double quotes inside arguments of programs (5.1 drops them).

use super::command::{Command, WithAddress, Words};
use super::gardener;
use crate::plan::cluster::Clusters;
use crate::plan::dns::{FILES, file};
use crate::plan::task::{ProviderSecret, Task};
use crate::plan::verification::{Client, Verification};
use crate::plan::{Manifest, Plan};

/// One word of a command, quoted only where it must be (PowerShell documentation, `about_Quoting_Rules` and `about_Parsing`).
pub fn quote(word: &str) -> String {
    if is_plain(word) {
        return word.to_owned();
    }
    let mut quoted = String::from("'");
    for character in word.chars() {
        quoted.push(character);
        // PowerShell takes typographic quotes for plain ones (PowerShell, `CharTraits.cs`, `IsSingleQuote`).
        if matches!(character, '\'' | '\u{2018}'..='\u{201B}') {
            quoted.push(character);
        }
    }
    quoted.push('\'');
    quoted
}

/// Whether a word stands for itself. What begins with a digit could be read as a number with a unit, and what begins
/// with a hyphen as a parameter of PowerShell's own, which ends where its name ends; such names are letters and hyphens.
fn is_plain(word: &str) -> bool {
    let plain: fn(char) -> bool = match word.chars().next() {
        Some('a'..='z' | 'A'..='Z') => |character| character.is_ascii_alphanumeric() || "-=_./:".contains(character),
        Some('-') => |character| character.is_ascii_alphabetic() || character == '-',
        _ => return false,
    };
    // `--` alone is the end of PowerShell's own parameters, `-` alone could be the operator.
    !matches!(word, "-" | "--") && word.chars().all(plain)
}

/// Words as a command to copy. The first is a program of ours, which needs no quotes.
pub fn words(words: &Words) -> String {
    run(words)
}

fn run(words: &Words) -> String {
    words.iter().map(|word| quote(word)).collect::<Vec<_>>().join(" ")
}

/// What points kubectl at the plan's cluster.
pub fn choose_cluster(clusters: &Clusters) -> Vec<String> {
    super::command::choose_cluster(clusters).iter().map(line).collect()
}

/// The commands of a task, one per entry; with a context, every kubectl names it.
pub fn task(task: &Task, context: Option<&str>) -> Vec<String> {
    match task {
        Task::ProviderSecret(secret) => provider_secret(secret),
        Task::DnsEntry(manifest) => dns_entry(manifest),
        _ => super::command::task(task, context).iter().map(line).collect(),
    }
}

/// What is typed goes neither into the history nor onto a command line: `Read-Host` asks for it.
fn provider_secret(secret: &ProviderSecret) -> Vec<String> {
    let mut commands = Vec::new();
    if !secret.typed {
        commands.push(format!("New-Item -ItemType Directory -Force -Path {FILES} | Out-Null"));
        for credential in gardener::needed(secret.provider) {
            let path = quote(&file(credential.key));
            commands.push(if credential.format.is_file() {
                format!("Copy-Item -Path path\\of\\your\\file -Destination {path}")
            } else {
                // kubectl takes the file as it is, so there must be no line break at its end.
                format!(
                    "Set-Content -NoNewline -Encoding ASCII -Path {path} -Value (Read-Host {})",
                    credential.key
                )
            });
        }
    }
    commands.push(format!(
        "kubectl create secret generic {} -n {} '--from-file={FILES}' '--dry-run=client' -o yaml | kubectl apply -f '-'",
        secret.name, secret.namespace
    ));
    if !secret.typed {
        commands.push(format!("Remove-Item -Recurse -Path {FILES}"));
    }
    commands
}

/// The patch is YAML, because Windows PowerShell 5.1 takes the quotes out of JSON in an argument.
fn dns_entry(manifest: &Manifest) -> Vec<String> {
    let path = quote(&manifest.path());
    let read = |field: &str| {
        format!(
            "kubectl get service istio-ingressgateway -n istio-system -o 'jsonpath={{.status.loadBalancer.ingress[0].{field}}}'"
        )
    };
    vec![
        format!("$address = {}", read("ip")),
        format!("if (-not $address) {{ $address = {} }}", read("hostname")),
        "$address".to_owned(),
        format!(
            "kubectl patch --local -f {path} '--type=merge' -p \"spec: {{targets: ['$address']}}\" -o yaml | kubectl apply -f '-'"
        ),
        format!("kubectl apply set-last-applied -f {path}"),
    ]
}

/// One command.
pub fn line(command: &Command) -> String {
    // Asking for names leaves nothing on the error stream where there is nothing, and an empty answer counts as false.
    let found = |words: &Words| format!("({} --ignore-not-found -o name)", run(words));
    match command {
        Command::Run(words) => run(words),
        Command::Unless { find, make } => format!("if (-not {}) {{ {} }}", found(find), run(make)),
        Command::Until(words) => format!("while (-not {}) {{ Start-Sleep -Seconds 2 }}", found(words)),
        // 5.1 pipes ASCII only, which is all that a Secret's base64 and names need.
        Command::Pipe(from, into) => format!("{} | {}", run(from), run(into)),
        Command::WithAddress(WithAddress { find, patch, apply }) => {
            let [before, after] = WithAddress::PATCH;
            format!(
                "$KubeDnsAddress = {}\n{} \"{before}$KubeDnsAddress/32{after}\" | {}",
                run(find),
                run(patch),
                run(apply)
            )
        }
    }
}

/// The commands that unpack the downloaded archive. The folder is in the archive, so it needs none of its own.
pub fn unpack(plan: &Plan) -> Vec<String> {
    let folder = plan.folder.as_str();
    vec![
        format!(
            "Expand-Archive -Path {} -DestinationPath .",
            quote(&[folder, ".zip"].concat())
        ),
        format!("Set-Location {}", quote(folder)),
    ]
}

/// The call of a client, or of a stranger without a certificate, one command per entry.
///
/// Windows' own curl uses Schannel. It reads no PEM for a client, and from a `.p12` file it fails: it keeps the key in
/// its own memory, where Schannel does not look (curl, `docs/KNOWN_BUGS.md`, "Access violation sending client cert with
/// Schannel"; before 8.14 it may also pick the chain's authority instead of the client). So the bundle goes into the
/// user's certificate store for the call, named by its thumbprint (curl, `docs/cmdline-opts/cert.md`), and out again.
/// The password comes from its file: it stands neither on a command line nor in the history.
pub fn curl(verification: &Verification, client: Option<&Client>) -> Vec<String> {
    let Some(client) = client else {
        return vec![call(verification, None)];
    };
    let path = client.path();
    let password = quote(&[&path, "/p12-password.txt"].concat());
    let bundle = quote(&[&path, "/client.p12"].concat());
    // 5.1 reads files in the system's old encoding unless told otherwise.
    let password =
        format!("$password = Get-Content -Encoding UTF8 {password} | ConvertTo-SecureString -AsPlainText -Force");
    with_bundle(verification, password, &bundle)
}

/// The call of a client whose bundle, `client.p12`, is not of the archive.
pub fn curl_of_another(verification: &Verification) -> Vec<String> {
    let password = "$password = Read-Host -AsSecureString 'Password of client.p12'".to_owned();
    with_bundle(verification, password, "client.p12")
}

fn with_bundle(verification: &Verification, password: String, bundle: &str) -> Vec<String> {
    vec![
        password,
        // The bundle holds the authority as well, without a key.
        format!(
            "$certificate = Import-PfxCertificate -FilePath {bundle} -CertStoreLocation Cert:\\CurrentUser\\My \
             -Password $password | Where-Object HasPrivateKey"
        ),
        call(verification, Some("CurrentUser\\My\\$($certificate.Thumbprint)")),
        "Remove-Item -DeleteKey \"Cert:\\CurrentUser\\My\\$($certificate.Thumbprint)\"".to_owned(),
    ]
}

/// `curl` alone is an alias for another command in 5.1.
fn call(verification: &Verification, certificate: Option<&str>) -> String {
    let mut lines = vec!["curl.exe --include".to_owned()];
    if let Some(address) = verification.address {
        let resolve = format!("{}:443:{address}", verification.host);
        lines.push(format!("--resolve {}", quote(&resolve)));
    }
    if let Some(authority) = &verification.server_ca {
        // Schannel asks whether a certificate is revoked; an authority of our own has nowhere to ask.
        lines.push("--ssl-no-revoke".to_owned());
        lines.push(format!("--cacert {}", quote(authority)));
    }
    if let Some(certificate) = certificate {
        lines.push(format!("--cert \"{certificate}\""));
    }
    lines.extend(crate::render::shell::method(verification.method));
    lines.push(quote(&format!("https://{}{}", verification.host, verification.path)));
    lines.join(" `\n  ")
}
