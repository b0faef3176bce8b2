//! The spec of an APIRule v1beta1.

use super::node::Node;
use super::path::convert as convert_path;
use super::report::{Report, inside};
use super::{access, mutators};

pub(super) struct Translated {
    pub(super) spec: Node,
    /// For each rule, which rule of the pasted text it comes from.
    pub(super) origins: Vec<usize>,
}

/// The spec in v2. `namespace` is the APIRule's own.
pub(super) fn spec(old: &Node, namespace: Option<&str>, report: &mut Report) -> Translated {
    let mut entries = Vec::new();
    let mut put = |key: &str, node: Option<Node>| {
        if let Some(node) = node {
            entries.push((key.to_owned(), node));
        }
    };
    put("gateway", gateway(old.entry("gateway"), namespace, report));
    put("hosts", hosts(old, report));
    put("service", old.entry("service").map(Node::without_nulls));
    put("timeout", old.entry("timeout").cloned());
    put("corsPolicy", cors(old.entry("corsPolicy"), report));
    let mut rules = Vec::new();
    let mut origins = Vec::new();
    for (index, rule) in old
        .entry("rules")
        .map(Node::items)
        .unwrap_or_default()
        .iter()
        .enumerate()
    {
        let field = format!("spec.rules[{index}]");
        for translated in self::rule(rule, &field, report) {
            rules.push(translated);
            origins.push(index);
        }
    }
    explain_behaviour(old, &rules, report);
    put("rules", Some(Node::List(rules)));
    for (key, _) in old.entries() {
        if !["host", "hosts", "gateway", "service", "timeout", "corsPolicy", "rules"].contains(&key.as_str()) {
            report.unknown(&format!("spec.{key}"));
        }
    }
    let spec = Node::Map(entries);
    Translated { spec, origins }
}

fn gateway(gateway: Option<&Node>, namespace: Option<&str>, report: &mut Report) -> Option<Node> {
    let Some(text) = gateway.and_then(Node::text) else {
        let why = "No Gateway is named, so no request could come in.";
        report.problem(
            "spec.gateway",
            why,
            "Add it as namespace/name, for example kyma-system/kyma-gateway.",
        );
        return None;
    };
    if text.contains('/') {
        return Some(Node::of(text));
    }
    let endings = [".svc.cluster.local", ".svc.cluster", ".svc"];
    let short = endings
        .iter()
        .find_map(|ending| text.strip_suffix(ending))
        .unwrap_or(text);
    let (name, owner) = match short.split_once('.') {
        Some((name, owner)) => (name, Some(owner)),
        None => (short, namespace),
    };
    let Some(owner) = owner else {
        let why = "v2 wants the Gateway's namespace. Without one the APIRule's own was meant, which is not in the pasted text either.";
        report.problem("spec.gateway", why, "Write it as namespace/name and convert again.");
        return None;
    };
    let why = if short.contains('.') {
        "v2 writes a Gateway as namespace/name only."
    } else {
        "v2 writes a Gateway as namespace/name only. Without a namespace it was the APIRule's own; Kyma's default Gateway would be kyma-system/kyma-gateway."
    };
    let converted = format!("{owner}/{name}");
    report.change("spec.gateway", text, &converted, why);
    Some(Node::Text(converted))
}

fn hosts(old: &Node, report: &mut Report) -> Option<Node> {
    let Some(host) = old.entry("host") else {
        if let Some(hosts) = old.entry("hosts") {
            return Some(hosts.clone());
        }
        let why = "No host is named under which the workload would be reached.";
        report.problem(
            "spec.host",
            why,
            "Add it, for example host: orders.example.com, and convert again.",
        );
        return None;
    };
    if old.entry("hosts").is_some() {
        let why = "v1beta1 has one host; hosts belongs to v2.";
        report.problem("spec.hosts", why, "Keep one of the two.");
    }
    let Some(text) = host.text() else {
        report.problem("spec.host", "The host is not text.", "Put it in quotes.");
        return None;
    };
    let lower = text.to_ascii_lowercase();
    let why = if !text.contains('.') {
        "v2 has a list, with exactly one host in it. The domain is now that of the Gateway, whose servers must all have one and the same host, beginning with *.; v1beta1 took the cluster's default domain. Write the whole name to be safe."
    } else if lower != text {
        "v2 has a list, with exactly one host in it, in lower case. To clients that is the same name."
    } else {
        "v2 has a list, with exactly one host in it."
    };
    report.change("spec.host", text, &format!("hosts: [{lower}]"), why);
    Some(Node::List(vec![Node::Text(lower)]))
}

fn cors(policy: Option<&Node>, report: &mut Report) -> Option<Node> {
    let Some(policy) = policy else {
        report.change(
            "spec.corsPolicy",
            "none, so v1beta1 let pages of every origin call with GET, POST, PUT, DELETE, PATCH and the headers Authorization, Content-Type and *",
            "none, so no page of another origin may call, and CORS headers of the workload are removed",
            "v2 has no default. If pages of other origins call this API, add a corsPolicy with allowOrigins, allowMethods and allowHeaders, and OPTIONS to the methods of the rules.",
        );
        return None;
    };
    let mut entries = Vec::new();
    for (key, node) in policy.without_nulls().entries() {
        let node = if key == "maxAge" {
            max_age(node, report)?
        } else {
            node.clone()
        };
        entries.push((key.clone(), node));
    }
    Some(Node::Map(entries))
}

/// v1beta1 has a duration such as `1h30m`, v2 whole seconds.
fn max_age(node: &Node, report: &mut Report) -> Option<Node> {
    let field = "spec.corsPolicy.maxAge";
    let shown = node.shown();
    let seconds = node
        .text()
        .and_then(milliseconds)
        .map(|milliseconds| milliseconds / 1000);
    match seconds {
        Some(seconds) if seconds > 0 => {
            report.change(
                field,
                &shown,
                &seconds.to_string(),
                "v2 has whole seconds, without a unit.",
            );
            Some(Node::Whole(seconds))
        }
        _ => {
            let why = format!("{shown} is no duration of at least one second, which v2 needs.");
            report.problem(field, &why, "Write it as in 10m or 600s, and convert again.");
            None
        }
    }
}

/// Go's duration (`time.ParseDuration`) of whole hours, minutes, seconds and milliseconds.
fn milliseconds(text: &str) -> Option<i64> {
    let mut rest = text;
    let mut total: i64 = 0;
    while !rest.is_empty() {
        let unit = rest.find(|character: char| !character.is_ascii_digit())?;
        let (number, after) = rest.split_at(unit);
        let length = after
            .find(|character: char| !character.is_ascii_alphabetic())
            .unwrap_or(after.len());
        let (unit, after) = after.split_at(length);
        let factor = match unit {
            "h" => 3_600_000,
            "m" => 60_000,
            "s" => 1000,
            "ms" => 1,
            _ => return None,
        };
        total = total.checked_add(number.parse::<i64>().ok()?.checked_mul(factor)?)?;
        rest = after;
    }
    Some(total)
}

/// The rule in v2: one, or two where the path was two in one.
fn rule(old: &Node, field: &str, report: &mut Report) -> Vec<Node> {
    let mut entries = Vec::new();
    entries.extend(access::convert(old, field, report));
    if let Some(methods) = old.entry("methods") {
        entries.push(("methods".to_owned(), methods.clone()));
    }
    entries.extend(mutators::convert(old, field, report).map(|request| ("request".to_owned(), request)));
    for key in ["service", "timeout"] {
        entries.extend(old.entry(key).map(|node| (key.to_owned(), node.without_nulls())));
    }
    for (key, _) in old.entries() {
        if !["path", "methods", "accessStrategies", "mutators", "service", "timeout"].contains(&key.as_str()) {
            report.unknown(&inside(field, key));
        }
    }
    let paths = paths(old.entry("path"), &inside(field, "path"), report);
    let with_path = |path: Node| {
        let mut rule = vec![("path".to_owned(), path)];
        rule.extend(entries.iter().cloned());
        Node::Map(rule)
    };
    paths.into_iter().map(with_path).collect()
}

fn paths(path: Option<&Node>, field: &str, report: &mut Report) -> Vec<Node> {
    let Some(text) = path.and_then(Node::text) else {
        report.problem(
            field,
            "The rule has no path, or one that is not text.",
            "Add it, for example path: /.* for everything.",
        );
        return vec![Node::of("/")];
    };
    match convert_path(text) {
        Ok(None) => vec![Node::of(text)],
        Ok(Some(converted)) => {
            let paths: Vec<&str> = converted.paths.iter().map(|path| path.as_str()).collect();
            report.change(field, text, &paths.join(" and "), converted.why);
            paths.into_iter().map(Node::of).collect()
        }
        Err(refusal) => {
            report.problem(field, &refusal.why, &refusal.instead);
            vec![Node::of(text)]
        }
    }
}

/// What is different even where nothing is written differently.
fn explain_behaviour(old: &Node, rules: &[Node], report: &mut Report) {
    report.change(
        "spec.service",
        "every workload of the cluster could call the Service",
        "only the ingress gateway can; others get RBAC: access denied",
        "v2 makes an AuthorizationPolicy that admits the ingress gateway alone, and needs the Istio sidecar in the workload's Pods. To let others in, add an AuthorizationPolicy with action ALLOW, a selector for the workload and the callers.",
    );
    let lists_options = |rule: &Node| {
        let methods = rule.entry("methods").map(Node::items).unwrap_or_default();
        methods.iter().any(|method| method.text() == Some("OPTIONS"))
    };
    if old.entry("corsPolicy").is_some() && !rules.iter().all(lists_options) {
        report.change(
            "spec.rules",
            "browsers' preflight requests were answered for every rule",
            "only for rules with OPTIONS among their methods",
            "v2 matches requests by their method, also those that browsers send in advance. Add OPTIONS to the methods of the rules that pages of other origins call.",
        );
    }
}
