//! The parts of the scripts and the guide that deal with Gardener's DNS: the provider's Secret, and the DNSEntry whose
//! target only the cluster knows.

use super::shell::quote;
use crate::plan::Manifest;
use crate::plan::dns::{Alternatives, Credential, FILES, Provider, file};
use crate::plan::names::{Namespace, ResourceName};
use crate::plan::task::{Condition, ProviderSecret, Wait};

/// A function for `apply.sh`, to stand after `common.sh`: `wait_until_ready KIND/NAME NAMESPACE SECONDS`.
pub const READY: &str = include_str!("scripts/ready.sh");

/// Functions for `apply.sh`, to stand after `common.sh`: `dns_secret NAMESPACE NAME`, `apply_dns_entry FILE`,
/// `load_balancer_address`. They read the variables `CONTEXT`,
/// `LOAD_BALANCER_ADDRESS` (instead of asking the cluster) and `LOAD_BALANCER_ATTEMPTS` (60, five seconds apart).
/// `dns_secret` needs [`credentials_function`].
pub const FUNCTIONS: &str = include_str!("scripts/gardener.sh");

/// The function `dns_credentials`, which knows the credentials of this provider and which of them go together.
pub fn credentials_function(provider: &Provider) -> String {
    let mut script = String::from("dns_credentials() {\n");
    for credential in provider.credentials.iter().filter(|credential| credential.required) {
        script += &format!("  {}\n", take(credential));
    }
    for rule in provider.alternatives {
        script += &choose(provider, rule);
    }
    let is_alone = |credential: &&Credential| {
        let key = &credential.key;
        let mut sets = provider.alternatives.iter().flat_map(|rule| rule.sets);
        !credential.required && !sets.any(|set| set.contains(key))
    };
    for credential in provider.credentials.iter().filter(is_alone) {
        script += &format!("  if {}; then {}; fi\n", given(credential), take(credential));
    }
    script + "}\n"
}

/// Whether the resource says why it is not ready, as Gardener's and the APIRule do.
pub fn reports(wait: &Wait) -> bool {
    let kinds = wait.kind.ends_with(".gardener.cloud") || wait.kind.starts_with("apirules.");
    kinds && matches!(wait.condition, Condition::State(_))
}

/// The command of `apply.sh` that waits for such a resource.
pub fn wait_until_ready(wait: &Wait) -> String {
    let namespace = wait.namespace.as_ref().map_or("default", Namespace::as_str);
    format!(
        "wait_until_ready {}/{} {namespace} {}",
        wait.kind, wait.name, wait.timeout_seconds
    )
}

/// The command of `apply.sh` that makes the Secret.
pub fn dns_secret(namespace: &Namespace, name: &ResourceName) -> String {
    format!("dns_secret {namespace} {name}")
}

/// The command of `apply.sh` that applies a DNSEntry without targets.
pub fn dns_entry(manifest: &Manifest) -> String {
    format!("apply_dns_entry {}", quote(&manifest.path()))
}

fn given(credential: &Credential) -> String {
    format!("dns_given {} {}", credential.key, credential.variable)
}

fn take(credential: &Credential) -> String {
    let kind = if credential.format.is_file() {
        "file"
    } else if credential.secret {
        "hidden"
    } else {
        "shown"
    };
    // In scripts shellcheck takes a typographic apostrophe for a slip, and not every terminal shows it.
    format!(
        "dns_take {} {} {kind} {}",
        credential.key,
        credential.variable,
        quote(&credential.hint.replace('’', "'"))
    )
}

/// The set of which something is given; of a required rule, the first set where nothing is. A set that adds to an earlier one
/// is taken only if all of it is there: a forgotten session token must not be mixed with another key.
fn choose(provider: &Provider, rule: &Alternatives) -> String {
    let entries =
        |keys: &[&str]| -> Vec<&Credential> { keys.iter().filter_map(|key| provider.credential(key)).collect() };
    let (fallback, choices) = match rule.sets.split_first() {
        Some((first, others)) if rule.required => (Some(*first), others),
        _ => (None, rule.sets),
    };
    let mut script = String::new();
    for set in choices {
        let adds = fallback.is_some_and(|first| first.iter().all(|key| set.contains(key)));
        let tests: Vec<String> = entries(if adds { set } else { &set[..1] })
            .into_iter()
            .map(given)
            .collect();
        let word = if script.is_empty() { "if" } else { "elif" };
        script += &format!("  {word} {}; then\n", tests.join(" && "));
        for credential in entries(set) {
            script += &format!("    {}\n", take(credential));
        }
    }
    let mut indent = "  ";
    if let (Some(_), false) = (fallback, script.is_empty()) {
        script += "  else\n";
        indent = "    ";
    }
    for credential in entries(fallback.unwrap_or_default()) {
        script += &format!("{indent}{}\n", take(credential));
    }
    if !choices.is_empty() {
        script += "  fi\n";
    }
    script
}

/// The same for a person, in bash or zsh: the commands that lay the credentials into files, unless the archive holds them,
/// and the one that makes the Secret of them. Of alternatives, the first is shown.
pub fn guide_dns_secret(secret: &ProviderSecret) -> Vec<String> {
    let mut commands = Vec::new();
    if !secret.typed {
        commands.push(format!("mkdir -p {FILES} && chmod 700 {FILES}"));
        commands.extend(needed(secret.provider).map(lay));
    }
    let ProviderSecret { namespace, name, .. } = secret;
    commands.push(format!(
        "kubectl create secret generic {name} -n {namespace} --from-file={FILES} --dry-run=client -o yaml | kubectl apply -f -"
    ));
    if !secret.typed {
        // The cluster has them now.
        commands.push(format!("rm -r {FILES}"));
    }
    commands
}

/// What has to be there, of alternatives the first.
pub fn needed(provider: &'static Provider) -> impl Iterator<Item = &'static Credential> {
    let first = |rule: &'static Alternatives| rule.sets.first().copied().filter(|_| rule.required);
    let is_first = move |key: &str| {
        provider
            .alternatives
            .iter()
            .filter_map(first)
            .any(|set| set.contains(&key))
    };
    provider
        .credentials
        .iter()
        .filter(move |credential| credential.required || is_first(credential.key))
}

/// The value is typed after the command, so that it does not come into the shell's history.
fn lay(credential: &Credential) -> String {
    let path = file(credential.key);
    if credential.format.is_file() {
        return format!("cp path/of/your/file {path}");
    }
    let read = if credential.secret { "read -rs" } else { "read -r" };
    format!(
        "printf '%s: ' {} && {read} value && printf '%s' \"$value\" > {path}; unset value",
        credential.key
    )
}

/// The same as [`dns_entry`] for a person.
pub fn guide_dns_entry(manifest: &Manifest) -> Vec<String> {
    let path = quote(&manifest.path());
    let read = |field: &str| {
        format!(
            "$(kubectl get service istio-ingressgateway -n istio-system -o 'jsonpath={{.status.loadBalancer.ingress[0].{field}}}')"
        )
    };
    vec![
        format!("LOAD_BALANCER_ADDRESS={}", read("ip")),
        format!(
            "[ -n \"$LOAD_BALANCER_ADDRESS\" ] || LOAD_BALANCER_ADDRESS={}",
            read("hostname")
        ),
        "echo \"$LOAD_BALANCER_ADDRESS\"".to_owned(),
        format!(
            "kubectl patch --local -f {path} --type=merge -p '{{\"spec\":{{\"targets\":[\"'\"$LOAD_BALANCER_ADDRESS\"'\"]}}}}' -o yaml \
             | kubectl apply -f -"
        ),
        format!("kubectl apply set-last-applied -f {path}"),
    ]
}
