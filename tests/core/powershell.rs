//! PowerShell: quoting against a reader of its own, and the guide's commands.

use mtls_wizard::plan::Plan;
use mtls_wizard::render::powershell;
use mtls_wizard::wizard::Field;
use proptest::prelude::*;

use crate::sample::{changed, draft, plan};

/// The characters that PowerShell reads as a single quote.
const QUOTES: [char; 5] = ['\'', '\u{2018}', '\u{2019}', '\u{201A}', '\u{201B}'];

/// Reads arguments as PowerShell's language specification has them (section 2.3.5.2, string literals): single-quoted
/// words, and bare words of characters that have no meaning of their own. `None` where it would read anything else.
fn arguments(line: &str) -> Option<Vec<String>> {
    let mut characters = line.chars().peekable();
    let mut arguments = Vec::new();
    loop {
        while characters.next_if_eq(&' ').is_some() {}
        let Some(first) = characters.next() else {
            return Some(arguments);
        };
        let mut word = String::new();
        if QUOTES.contains(&first) {
            loop {
                let character = characters.next()?;
                if !QUOTES.contains(&character) {
                    word.push(character);
                } else if let Some(second) = characters.next_if(|next| QUOTES.contains(next)) {
                    word.push(second);
                } else {
                    break;
                }
            }
        } else {
            word.push(first);
            while let Some(character) = characters.next_if(|next| *next != ' ') {
                word.push(character);
            }
            let special = |c: char| !(c.is_ascii_alphanumeric() || "-=_./:".contains(c));
            let letters = |c: char| c.is_ascii_alphabetic() || c == '-';
            let is_cut = first == '-' && (["-", "--"].contains(&word.as_str()) || !word.chars().all(letters));
            if word.contains(special) || first.is_ascii_digit() || is_cut {
                return None;
            }
        }
        // Words do not touch.
        if characters.peek().is_some_and(|next| *next != ' ') {
            return None;
        }
        arguments.push(word);
    }
}

/// Words with what is special to PowerShell in every place.
fn word() -> impl Strategy<Value = String> {
    let special = prop::sample::select(
        " '\"`$@#(){}[];,|&<>*?~!%^\\-–‘’‚‛“”=/.:\n\t0a"
            .chars()
            .collect::<Vec<_>>(),
    );
    prop_oneof![
        any::<String>(),
        prop::collection::vec(special, 0..12).prop_map(String::from_iter),
        "-{0,2}[a-z0-9.:=/_-]{0,12}",
    ]
}

proptest! {
    #[test]
    fn words_come_back(words in prop::collection::vec(word(), 0..5)) {
        let line = words.iter().map(|word| powershell::quote(word)).collect::<Vec<_>>().join(" ");
        prop_assert_eq!(arguments(&line), Some(words), "{}", line);
    }
}

#[test]
fn only_what_must_be_is_quoted() {
    let cases = [
        ("kubectl", "kubectl"),
        ("-n", "-n"),
        ("-", "'-'"),
        ("--ignore-not-found", "--ignore-not-found"),
        ("--timeout=300s", "'--timeout=300s'"),
        ("--k3s-arg", "'--k3s-arg'"),
        ("manifests/04-gateway.yaml", "manifests/04-gateway.yaml"),
        ("https://a.example/b", "https://a.example/b"),
        ("", "''"),
        ("--", "'--'"),
        ("1kb", "'1kb'"),
        ("--cert=a.crt", "'--cert=a.crt'"),
        ("a b", "'a b'"),
        ("it's", "'it''s'"),
        ("it’s", "'it’’s'"),
        ("$HOME", "'$HOME'"),
        ("80:80@loadbalancer", "'80:80@loadbalancer'"),
    ];
    for (word, quoted) in cases {
        assert_eq!(powershell::quote(word), quoted);
    }
}

fn tasks(plan: &Plan) -> Vec<String> {
    let tasks = plan.task_steps().flat_map(|(_, tasks)| tasks);
    powershell::choose_cluster(&plan.clusters)
        .into_iter()
        .chain(tasks.flat_map(|task| powershell::task(task, None)))
        .collect()
}

#[test]
fn the_k3d_guide_in_powershell() {
    let lines = tasks(&plan(&draft()));
    let expected = [
        "k3d cluster create kyma -p '80:80@loadbalancer' -p '443:443@loadbalancer' '--k3s-arg' '--disable=traefik@server:*'",
        "kubectl config use-context k3d-kyma",
        "kubectl apply -f manifests/01-namespace-kyma-system.yaml",
        "kubectl apply -f https://github.com/kyma-project/istio/releases/latest/download/istio-manager.yaml",
        "while (-not (kubectl get crd istios.operator.kyma-project.io --ignore-not-found -o name)) { Start-Sleep -Seconds 2 }",
        "kubectl wait '--for=condition=Established' crd/istios.operator.kyma-project.io '--timeout=120s'",
        "kubectl wait '--for=jsonpath={.status.state}=Ready' istios.operator.kyma-project.io/default -n kyma-system '--timeout=600s'",
        "if (-not (kubectl get configmap coredns-custom -n kube-system --ignore-not-found -o name)) { kubectl create configmap coredns-custom -n kube-system }",
        "kubectl patch configmap coredns-custom -n kube-system '--type=merge' --patch-file manifests/02-configmap-coredns-custom.yaml",
        "kubectl create secret generic kyma-mtls-cacert -n istio-system '--from-file=cacert=certificates/client-root-ca.crt' '--dry-run=client' -o yaml | kubectl apply -f '-'",
        "kubectl create secret tls kyma-mtls -n istio-system '--cert=certificates/server-chain.pem' '--key=certificates/server.key' '--dry-run=client' -o yaml | kubectl apply -f '-'",
        "kubectl wait '--for=condition=Available' deployment/httpbin -n test '--timeout=300s'",
    ];
    for line in expected {
        assert!(lines.iter().any(|found| found == line), "{line} is not in {lines:#?}");
    }
}

/// Where there are two clusters, no kubectl may forget which one it is for.
#[test]
fn every_kubectl_names_the_context() {
    let plan = plan(&draft());
    let mut seen = 0;
    for task in plan.task_steps().flat_map(|(_, tasks)| tasks) {
        for line in powershell::task(task, Some("a's cluster")) {
            let calls = line.matches("kubectl ").count();
            assert!(calls > 0, "{line}");
            assert_eq!(
                line.matches("kubectl --context 'a''s cluster' ").count(),
                calls,
                "{line}"
            );
            seen += calls;
        }
    }
    assert!(seen > 20, "{seen} calls");
}

/// Windows PowerShell 5.1 has no `&&` and `||`, and takes double quotes out of the arguments of programs.
#[test]
fn nothing_that_an_old_powershell_reads_in_another_way() {
    let own = changed(&[
        (Field::WorkloadKind, "own"),
        (Field::ServiceName, "orders"),
        (Field::ServicePort, "8443"),
    ]);
    for plan in [plan(&draft()), plan(&own)] {
        for line in tasks(&plan) {
            assert!(line.is_ascii(), "{line}");
            for word in ["&&", "||", "2>", ">/", "\"", "$(", "`"] {
                assert!(!line.contains(word), "{word} in {line}");
            }
        }
    }
}

#[test]
fn unpacking_makes_one_folder() {
    let expected = [
        "Expand-Archive -Path mtls-k3d-test.zip -DestinationPath .",
        "Set-Location mtls-k3d-test",
    ];
    assert_eq!(powershell::unpack(&plan(&draft())), expected);
}

#[test]
fn a_stranger_calls() {
    let verification = plan(&draft()).verification;
    let expected = "curl.exe --include `\n  --resolve httpbin.mtls.local.kyma.dev:443:127.0.0.1 `\n  --ssl-no-revoke `\n  \
                    --cacert certificates/server-root-ca.crt `\n  https://httpbin.mtls.local.kyma.dev/headers";
    assert_eq!(powershell::curl(&verification, None), [expected]);
}

#[test]
fn a_client_calls_from_the_certificate_store() {
    let verification = plan(&draft()).verification;
    let client = &verification.clients[0];
    let expected = [
        "$password = Get-Content -Encoding UTF8 certificates/clients/ml-client-curl/p12-password.txt | ConvertTo-SecureString -AsPlainText -Force",
        "$certificate = Import-PfxCertificate -FilePath certificates/clients/ml-client-curl/client.p12 -CertStoreLocation Cert:\\CurrentUser\\My -Password $password | Where-Object HasPrivateKey",
        "curl.exe --include `\n  --resolve httpbin.mtls.local.kyma.dev:443:127.0.0.1 `\n  --ssl-no-revoke `\n  --cacert certificates/server-root-ca.crt `\n  --cert \"CurrentUser\\My\\$($certificate.Thumbprint)\" `\n  https://httpbin.mtls.local.kyma.dev/headers",
        "Remove-Item -DeleteKey \"Cert:\\CurrentUser\\My\\$($certificate.Thumbprint)\"",
    ];
    assert_eq!(powershell::curl(&verification, Some(client)), expected);
}

/// A public authority is in Windows' own store, and says where to ask about revoked certificates.
#[test]
fn a_public_gateway_is_checked_in_full() {
    let mut verification = plan(&draft()).verification;
    verification.server_ca = None;
    verification.address = None;
    let expected = "curl.exe --include `\n  https://httpbin.mtls.local.kyma.dev/headers";
    assert_eq!(powershell::curl(&verification, None), [expected]);
}
