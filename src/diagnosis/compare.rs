//! Where a message and the plan differ: another host, a Secret one letter away, the right name in the wrong namespace.

use super::Told;
use super::entry::{Entry, Situation};
use super::pattern::Part;
use crate::plan::resource::Metadata;

/// What stands out when the message is held against the plan, before all other causes.
pub fn remarks(entry: &Entry, situation: &Situation<'_>) -> Vec<Told> {
    if situation.setup.plan().is_none() {
        return Vec::new();
    }
    [
        host(entry, situation),
        secret(situation),
        resource(situation),
        context(situation),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn told(id: &'static str, what: String, why: &str, remedy: String) -> Told {
    Told {
        id,
        what,
        why: why.to_owned(),
        commands: Vec::new(),
        remedy,
        source: "",
    }
}

/// A host in the message that the plan's Gateway does not serve.
fn host(entry: &Entry, situation: &Situation<'_>) -> Option<Told> {
    // These name the server of the cluster's API.
    if entry.id.starts_with("kubectl") {
        return None;
    }
    let seen = situation.part(Part::Host)?.to_ascii_lowercase();
    let gateway = situation.setup.gateway()?;
    let own = situation.setup.name("host");
    let is_misspelt = is_near(&seen, &own);
    if !is_misspelt && gateway.hosts().any(|host| covers(host.as_str(), &seen)) {
        return None;
    }
    let is_address = seen.bytes().all(|octet| octet.is_ascii_digit() || octet == b'.');
    if is_address {
        let what = [
            "The call goes to the address `",
            &seen,
            "` instead of the host `",
            &own,
            "`.",
        ]
        .concat();
        let why = "The gateway finds its certificate and its route by the host’s name, which a call to an address does not send.";
        let remedy = [
            "Call `https://",
            &own,
            "`. To choose the address as well, add `--resolve ",
            &own,
            ":443:",
            &seen,
            "`.",
        ];
        return Some(told("plan-address", what, why, remedy.concat()));
    }
    let what = match is_misspelt {
        true => [
            "The message is about the host `",
            &seen,
            "`; yours is `",
            &own,
            "`. It looks like a typing mistake.",
        ]
        .concat(),
        false => {
            let hosts = situation.setup.name("hosts");
            [
                "The message is about the host `",
                &seen,
                "`, but your gateway serves `",
                &hosts,
                "`.",
            ]
            .concat()
        }
    };
    let remedy = [
        "Call `",
        &own,
        "`, or change the hosts of Gateway and rules to what you call.",
    ];
    Some(told(
        "plan-host",
        what,
        "For any other host the gateway has neither a certificate nor a route.",
        remedy.concat(),
    ))
}

/// A Secret that is not one of the plan's, or not where it belongs.
fn secret(situation: &Situation<'_>) -> Option<Told> {
    let seen = situation.part(Part::Name)?;
    let is_secret = situation.part(Part::Kind).is_some_and(|kind| is_kind(kind, "Secret"))
        || situation.mentions("secret") && situation.part(Part::Kind).is_none();
    if !is_secret {
        return None;
    }
    let secrets = situation.setup.secrets();
    if let Some((name, namespace)) = secrets.iter().find(|(name, _)| name == seen) {
        let other = situation.part(Part::Namespace).filter(|other| other != namespace)?;
        let what = [
            "The Secret `",
            name,
            "` belongs into the namespace `",
            namespace,
            "`; the message is about `",
            other,
            "`.",
        ];
        let why = "The gateway reads Secrets from the namespace of its own pods only.";
        let remedy = ["Make it again in `", namespace, "`, with the guide’s command."];
        return Some(told("plan-secret-namespace", what.concat(), why, remedy.concat()));
    }
    let (name, namespace) = secrets.iter().find(|(name, _)| is_near(seen, name))?;
    let what = [
        "The message names the Secret `",
        seen,
        "`; yours is called `",
        name,
        "` (in `",
        namespace,
        "`). It looks like a typing mistake.",
    ];
    let remedy = [
        "Use `",
        name,
        "` everywhere: in the Gateway’s `credentialName` and in the Secret’s own name.",
    ];
    Some(told(
        "plan-secret-name",
        what.concat(),
        "Names must be alike to the letter.",
        remedy.concat(),
    ))
}

/// A resource that the plan has, or one with nearly the same name.
fn resource(situation: &Situation<'_>) -> Option<Told> {
    let (kind, seen) = (situation.part(Part::Kind)?, situation.part(Part::Name)?);
    let mut near = None;
    for manifest in situation.setup.manifests() {
        if !is_kind(kind, manifest.resource.kind()) {
            continue;
        }
        let metadata: &Metadata = manifest.resource.metadata();
        let name = metadata.name.as_str();
        if name == seen {
            let file = manifest.path();
            let what = [
                "The ",
                manifest.resource.kind(),
                " `",
                name,
                "` of your setup has not been applied, or not in `",
                metadata.namespace_name(),
                "`.",
            ];
            let remedy = ["Apply it: `kubectl apply -f ", &file, "`, then repeat what you did."];
            return Some(told("plan-not-applied", what.concat(), "", remedy.concat()));
        }
        if is_near(seen, name) {
            near = Some(name);
        }
    }
    let name = near?;
    let what = [
        "The message names `",
        seen,
        "`; yours is called `",
        name,
        "`. It looks like a typing mistake.",
    ];
    let remedy = ["Use `", name, "`."];
    Some(told("plan-name", what.concat(), "", remedy.concat()))
}

/// A context that is not the plan's.
fn context(situation: &Situation<'_>) -> Option<Told> {
    let seen = situation.part(Part::Context)?;
    let own = situation.setup.context().filter(|own| own != seen)?;
    let what = [
        "The message names the context `",
        seen,
        "`; that of your setup is `",
        &own,
        "`.",
    ];
    let remedy = ["`kubectl config use-context ", &own, "`"];
    Some(told("plan-context", what.concat(), "", remedy.concat()))
}

/// Whether a message means this kind: `secrets`, `Secret`, `gateways.networking.istio.io`.
fn is_kind(seen: &str, kind: &str) -> bool {
    let seen = seen.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let kind = kind.to_ascii_lowercase();
    seen == kind || seen.strip_suffix('s') == Some(&kind) || seen.strip_suffix("ies") == kind.strip_suffix('y')
}

fn covers(pattern: &str, host: &str) -> bool {
    match pattern.strip_prefix('*') {
        Some(suffix) => host.len() > suffix.len() && host.ends_with(suffix),
        None => pattern == host,
    }
}

/// Whether two different names are one or two letters apart: changed, left out, added or swapped.
pub fn is_near(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    if one == other || one.len().abs_diff(other.len()) > 2 || one.len() > 253 || other.len() < 4 {
        return false;
    }
    // Levenshtein's distance, row by row.
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (index, left) in one.iter().enumerate() {
        let mut diagonal = index;
        let mut before = index + 1;
        let mut next = vec![before];
        for (right, above) in other.iter().zip(row.iter().skip(1)) {
            let changed = diagonal + usize::from(left != right);
            before = changed.min(above + 1).min(before + 1);
            diagonal = *above;
            next.push(before);
        }
        row = next;
    }
    row.last().is_some_and(|distance| *distance <= 2)
}
