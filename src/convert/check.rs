//! What the CRD's rules and the controller of API Gateway 3.10 check in an APIRule v2, as far as it can be seen in the APIRule
//! alone (kyma-project/api-gateway, `internal/validation/v2alpha1`; the CRD's `x-kubernetes-validations`).

use super::node::Node;
use super::report::{Report, inside};
use super::{jwt, shape};
use crate::plan::exposure::{ExposureRule, HeaderLine, Method, Reason, RulePath, message, shadowing};

/// Checks a translated spec. `origins` says from which rule of the pasted text each rule comes. Where the translation has
/// reported something already, nothing is added: it would only be a consequence.
pub(super) fn translated(translated: &Node, origins: &[usize], report: &mut Report) {
    let mut found = Report::default();
    check(translated, origins, &mut found);
    for problem in found.problems {
        if !report.has_problem_around(&problem.field) {
            report.problems.push(problem);
        }
    }
}

/// Checks a spec that was v2 from the beginning.
pub(super) fn spec(spec: &Node, report: &mut Report) {
    let rules = spec.entry("rules").map_or(0, |rules| rules.items().len());
    let origins: Vec<usize> = (0..rules).collect();
    check(spec, &origins, report);
}

fn check(spec: &Node, origins: &[usize], report: &mut Report) {
    shape::check(spec, report);
    hosts(spec, report);
    gateway(spec, report);
    let service = spec.entry("service");
    check_service(service, "spec.service", report);
    let rules = spec.entry("rules").map(Node::items).unwrap_or_default();
    if rules.is_empty() && matches!(spec.entry("rules"), Some(Node::List(_))) {
        report.problem(
            "spec.rules",
            "There are no rules, so nothing would be exposed.",
            "Write at least one rule.",
        );
    }
    let mut exposed = Vec::new();
    let mut exposed_origins = Vec::new();
    for (rule, origin) in rules.iter().zip(origins) {
        let field = format!("spec.rules[{origin}]");
        if let Some(exposure) = check_rule(rule, &field, report) {
            exposed.push(exposure);
            exposed_origins.push(*origin);
        }
        check_service(rule.entry("service"), &inside(&field, "service"), report);
        if service.is_none() && rule.entry("service").is_none() {
            let why = "Neither the rule nor the spec says which Service the requests go to.";
            report.problem(&inside(&field, "service"), why, "Add spec.service with name and port.");
        }
    }
    jwt::check_same(rules, origins, report);
    order(&exposed, &exposed_origins, report);
}

fn order(exposed: &[ExposureRule], origins: &[usize], report: &mut Report) {
    let Some(found) = shadowing(exposed) else {
        return;
    };
    let origin = |index: usize| origins.get(index).copied().unwrap_or_default();
    let path = |index: usize| exposed.get(index).map_or("", |rule| rule.path.as_str());
    let why = format!(
        "spec.rules[{}] with {} comes first and already takes every {} request for {}; the controller refuses that.",
        origin(found.earlier),
        path(found.earlier),
        found.method.as_str(),
        path(found.later)
    );
    let field = format!("spec.rules[{}].path", origin(found.later));
    report.problem(
        &field,
        &why,
        "Put the special rule before the general one, or take the method out of one of them.",
    );
}

/// A label of RFC 1123: at most 63 lower-case letters, digits and hyphens, none of which at an end.
pub(super) fn is_label(text: &str) -> bool {
    let character = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let inside = !text.starts_with('-') && !text.ends_with('-');
    (1..=63).contains(&text.len()) && inside && text.bytes().all(character)
}

/// The CRD's CEL rule for `hosts`: one label, or a domain name, or `*.` and a domain name; the last label of a domain name is two
/// or more letters and digits.
fn is_host(host: &str) -> bool {
    let domain = host.strip_prefix("*.").unwrap_or(host);
    let mut labels = domain.rsplit('.');
    let last = labels.next().unwrap_or_default();
    let single = domain.len() == host.len() && !domain.contains('.');
    let top = last.len() >= 2 && !last.contains('-');
    host.len() <= 255 && is_label(last) && (single || (top && domain.contains('.'))) && labels.all(is_label)
}

fn hosts(spec: &Node, report: &mut Report) {
    let Some(Node::List(hosts)) = spec.entry("hosts") else {
        return;
    };
    if hosts.len() != 1 {
        let why = format!("v2 takes exactly one host; here are {}.", hosts.len());
        report.problem(
            "spec.hosts",
            &why,
            "Make one APIRule for each host, each with a name of its own.",
        );
    }
    for (index, host) in hosts.iter().enumerate() {
        let text = host.text().unwrap_or("a.example");
        let address = text.parse::<std::net::Ipv4Addr>().is_ok();
        if !is_host(text) || address {
            let why = format!("v2 does not take “{text}” as a host.");
            let instead = "Use a domain name such as orders.example.com, *. and a domain name, or a single word: lower-case letters, digits and hyphens, and a last part without hyphens.";
            report.problem(&format!("spec.hosts[{index}]"), &why, instead);
        }
    }
}

fn gateway(spec: &Node, report: &mut Report) {
    match (spec.entry("gateway"), spec.entry("externalGateway")) {
        (None, None) => {
            let why =
                "No Gateway is named, so no request could come in. v1beta1's way of writing it is not shown in v2.";
            report.problem(
                "spec.gateway",
                why,
                "Add it as namespace/name, for example kyma-system/kyma-gateway.",
            );
        }
        (Some(_), Some(_)) => {
            let why = "gateway and externalGateway exclude each other.";
            report.problem("spec.externalGateway", why, "Take one of the two away.");
        }
        (gateway, external) => {
            let key = if gateway.is_some() {
                "gateway"
            } else {
                "externalGateway"
            };
            let text = gateway.or(external).and_then(Node::text).unwrap_or("n/n");
            let fine = text
                .split_once('/')
                .is_some_and(|(namespace, name)| is_label(namespace) && is_label(name));
            if !fine {
                let why = format!(
                    "v2 does not take “{text}”: it wants namespace/name, each at most 63 lower-case letters, digits and hyphens."
                );
                let instead = "Write for example kyma-system/kyma-gateway. A Gateway with another kind of name cannot be used by v2; make one with a name that can.";
                report.problem(&format!("spec.{key}"), &why, instead);
            }
        }
    }
}

fn check_service(service: Option<&Node>, field: &str, report: &mut Report) {
    let Some(service) = service else {
        return;
    };
    if service.entry("name").and_then(Node::text) == Some("") {
        report.problem(
            &inside(field, "name"),
            "The Service has no name.",
            "Write the Service's name.",
        );
    }
    if let Some(namespace) = service.entry("namespace").and_then(Node::text)
        && !is_label(namespace)
    {
        let why = "A namespace is lower-case letters, digits and hyphens, at most 63 characters.";
        report.problem(&inside(field, "namespace"), why, "Write it as the cluster has it.");
    }
}

/// What the rule exposes, where that can be read.
fn check_rule(rule: &Node, field: &str, report: &mut Report) -> Option<ExposureRule> {
    strategy(rule, field, report);
    headers(rule, field, report);
    let methods = methods(rule.entry("methods")?, field, report);
    let path = match RulePath::parse(rule.entry("path")?.text()?) {
        Ok(path) => path,
        Err(error) => {
            let why = format!("v2 does not take this path: {}", message(&Reason::Path(error).into()));
            report.problem(&inside(field, "path"), &why, "Change it in the pasted text.");
            return None;
        }
    };
    Some(ExposureRule { methods, path })
}

fn methods(list: &Node, field: &str, report: &mut Report) -> Vec<Method> {
    if matches!(list, Node::List(items) if items.is_empty()) {
        let why = "A rule needs at least one method.";
        report.problem(
            &inside(field, "methods"),
            why,
            "List the methods, such as GET and HEAD.",
        );
    }
    let mut methods = Vec::new();
    for (index, item) in list.items().iter().enumerate() {
        let Some(text) = item.text() else {
            continue;
        };
        match Method::ALL.into_iter().find(|method| method.as_str() == text) {
            Some(method) => methods.push(method),
            None => {
                let why = format!("“{text}” is none of the methods that an APIRule knows.");
                let instead = "Use GET, HEAD, POST, PUT, DELETE, PATCH, OPTIONS, TRACE or CONNECT, in capitals.";
                report.problem(&format!("{field}.methods[{index}]"), &why, instead);
            }
        }
    }
    methods
}

fn strategy(rule: &Node, field: &str, report: &mut Report) {
    let open = rule.entry("noAuth") == Some(&Node::Flag(true));
    let (jwt, external) = (rule.entry("jwt"), rule.entry("extAuth"));
    if usize::from(open) + usize::from(jwt.is_some()) + usize::from(external.is_some()) != 1 {
        let why = "A rule says in exactly one way who may enter: noAuth: true, jwt or extAuth.";
        report.problem(field, why, "Keep one of the three. noAuth: false counts as none.");
    }
    if let Some(jwt) = jwt {
        jwt::check(jwt, &inside(field, "jwt"), report);
    }
    let Some(external) = external else {
        return;
    };
    if matches!(external.entry("authorizers"), Some(Node::List(names)) if names.is_empty()) {
        let why = "extAuth needs at least one authorizer of the Istio module's configuration.";
        report.problem(&inside(field, "extAuth.authorizers"), why, "Name one.");
    }
    if let Some(restrictions) = external.entry("restrictions") {
        jwt::check(restrictions, &inside(field, "extAuth.restrictions"), report);
    }
}

/// The CRD takes any header, but Envoy does not.
fn headers(rule: &Node, field: &str, report: &mut Report) {
    let headers = rule.entry("request").and_then(|request| request.entry("headers"));
    for (name, value) in headers.map(Node::entries).unwrap_or_default() {
        let Err(error) = HeaderLine::new(name, value.text().unwrap_or("-")) else {
            continue;
        };
        // An empty value is allowed, though nobody types one on purpose.
        if !matches!(error.reason, Reason::EmptyHeader(_)) {
            let field = format!("{field}.request.headers.{name}");
            report.problem(
                &field,
                &format!("The gateway cannot set this header: {}", message(&error)),
                "Change it in the pasted text.",
            );
        }
    }
}
