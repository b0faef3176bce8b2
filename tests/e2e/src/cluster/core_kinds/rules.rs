//! Rules about values of built-in kinds, defaults, and fields that must not change.

use super::names::{NameRule, label_violations, name_problem};
use crate::cluster::kinds::ResourceKind;
use crate::cluster::schema::{Rule, Violation, field_path};
use serde_json::{Value, json};

/// Unacceptable values in a built-in object.
pub fn violations(kind: &ResourceKind, object: &Value) -> Vec<Violation> {
    match kind.kind.as_str() {
        "Secret" => secret(object),
        "ConfigMap" => data_keys(object, &["data", "binaryData"]),
        "Service" => service(object),
        "Deployment" | "ReplicaSet" | "StatefulSet" | "DaemonSet" => workload(object),
        "Pod" => pod_spec("spec", &object["spec"]),
        "CustomResourceDefinition" => definition(object),
        "NetworkPolicy" => network_policy(object),
        _ => Vec::new(),
    }
}

/// Values that the API server fills in and that clients look at.
pub fn defaults(kind: &ResourceKind, object: &mut Value) {
    match kind.kind.as_str() {
        "Secret" => {
            fold_string_data(object);
            default(&mut object["type"], json!("Opaque"));
        }
        "Service" => {
            default(&mut object["spec"]["type"], json!("ClusterIP"));
            default(&mut object["spec"]["sessionAffinity"], json!("None"));
            for port in object["spec"]["ports"].as_array_mut().into_iter().flatten() {
                default(&mut port["protocol"], json!("TCP"));
                let number = port["port"].clone();
                default(&mut port["targetPort"], number);
            }
        }
        "Deployment" | "ReplicaSet" | "StatefulSet" => default(&mut object["spec"]["replicas"], json!(1)),
        "Namespace" => {
            let name = object["metadata"]["name"].clone();
            object["metadata"]["labels"]["kubernetes.io/metadata.name"] = name;
            default(&mut object["spec"]["finalizers"], json!(["kubernetes"]));
        }
        "CustomResourceDefinition" => default(&mut object["spec"]["conversion"], json!({"strategy": "None"})),
        _ => {}
    }
}

/// Changes that the API server forbids.
pub fn update_violations(kind: &ResourceKind, old: &Value, new: &Value) -> Vec<Violation> {
    let fixed: &[&[&str]] = match kind.kind.as_str() {
        "Secret" if old["immutable"] == true => &[&["type"], &["data"], &["immutable"]],
        "Secret" => &[&["type"]],
        "ConfigMap" if old["immutable"] == true => &[&["data"], &["binaryData"], &["immutable"]],
        "Deployment" | "ReplicaSet" | "StatefulSet" | "DaemonSet" => &[&["spec", "selector"]],
        "CustomResourceDefinition" => &[&["spec", "group"], &["spec", "scope"]],
        "RoleBinding" | "ClusterRoleBinding" => &[&["roleRef"]],
        _ => &[],
    };
    let at = |object: &Value, path: &[&str]| path.iter().fold(object.clone(), |value, field| value[*field].clone());
    fixed
        .iter()
        .filter(|path| at(old, path) != at(new, path))
        // The value is left out: it may be a secret.
        .map(|path| Violation {
            path: path.join("."),
            message: "Invalid value: field is immutable".to_owned(),
            rule: Rule::Invalid,
        })
        .collect()
}

fn default(slot: &mut Value, value: Value) {
    if slot.is_null() {
        *slot = value;
    }
}

fn fold_string_data(secret: &mut Value) {
    use base64::Engine as _;
    let Some(object) = secret.as_object_mut() else { return };
    let Some(Value::Object(plain)) = object.remove("stringData") else {
        return;
    };
    for (key, value) in plain {
        let bytes = value.as_str().unwrap_or_default();
        let data = object.entry("data").or_insert(Value::Null);
        data[key] = json!(base64::engine::general_purpose::STANDARD.encode(bytes));
    }
}

/// Keys of Secrets and ConfigMaps: `[-._a-zA-Z0-9]+`, at most 253 characters, not `.` and not starting with `..`.
fn data_keys(object: &Value, fields: &[&str]) -> Vec<Violation> {
    let mut violations = Vec::new();
    for field in fields {
        for key in object[*field].as_object().into_iter().flatten().map(|(key, _)| key) {
            let legal = key
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte));
            if !legal || key.is_empty() || key == "." || key.starts_with("..") || key.len() > 253 {
                let detail = "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. \
                              'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";
                violations.push(Violation::invalid(format!("{field}[{key}]"), &json!(key), detail));
            }
        }
    }
    violations
}

fn secret(object: &Value) -> Vec<Violation> {
    let mut violations = data_keys(object, &["data"]);
    let needed: &[&str] = match object["type"].as_str() {
        Some("kubernetes.io/tls") => &["tls.crt", "tls.key"],
        Some("kubernetes.io/dockerconfigjson") => &[".dockerconfigjson"],
        _ => &[],
    };
    for key in needed {
        if object["data"][*key].is_null() && object["stringData"][*key].is_null() {
            violations.push(Violation::required(format!("data[{key}]"), ""));
        }
    }
    violations
}

fn service(object: &Value) -> Vec<Violation> {
    let spec = &object["spec"];
    let mut violations = label_violations("spec.selector", &spec["selector"]);
    let ports = spec["ports"].as_array().map_or(&[] as &[Value], Vec::as_slice);
    let headless = spec["clusterIP"] == "None" || spec["type"] == "ExternalName";
    if ports.is_empty() && !headless {
        violations.push(Violation::required("spec.ports", ""));
    }
    let kinds = [
        json!("ClusterIP"),
        json!("ExternalName"),
        json!("LoadBalancer"),
        json!("NodePort"),
    ];
    if !spec["type"].is_null() && !kinds.contains(&spec["type"]) {
        violations.push(Violation::unsupported("spec.type", &spec["type"], &kinds));
    }
    for (index, port) in ports.iter().enumerate() {
        let path = field_path::item("spec.ports", index);
        violations.extend(port_number(&field_path::child(&path, "port"), &port["port"]));
        match port["name"].as_str().filter(|name| !name.is_empty()) {
            None if ports.len() > 1 => violations.push(Violation::required(field_path::child(&path, "name"), "")),
            None => {}
            Some(name) => {
                if let Some(problem) = name_problem(name, NameRule::Label) {
                    violations.push(Violation::invalid(
                        field_path::child(&path, "name"),
                        &port["name"],
                        &problem,
                    ));
                }
                if ports[..index].iter().any(|earlier| earlier["name"] == name) {
                    violations.push(duplicate(field_path::child(&path, "name"), &port["name"]));
                }
            }
        }
    }
    violations
}

fn duplicate(path: String, value: &Value) -> Violation {
    Violation {
        path,
        message: format!("Duplicate value: {value}"),
        rule: Rule::Invalid,
    }
}

fn port_number(path: &str, value: &Value) -> Option<Violation> {
    let legal = value.as_i64().is_some_and(|port| (1..=65535).contains(&port));
    (!legal).then(|| Violation::invalid(path, value, "must be between 1 and 65535, inclusive"))
}

fn workload(object: &Value) -> Vec<Violation> {
    let spec = &object["spec"];
    let mut violations = Vec::new();
    let wanted = spec["selector"]["matchLabels"]
        .as_object()
        .filter(|labels| !labels.is_empty());
    let labels = &spec["template"]["metadata"]["labels"];
    violations.extend(label_violations("spec.template.metadata.labels", labels));
    match wanted {
        None if spec["selector"]["matchExpressions"]
            .as_array()
            .is_none_or(Vec::is_empty) =>
        {
            violations.push(Violation::required("spec.selector", ""));
        }
        None => {}
        Some(wanted) if wanted.iter().any(|(key, value)| labels.get(key) != Some(value)) => {
            let shown = if labels.is_null() { json!({}) } else { labels.clone() };
            let detail = "`selector` does not match template `labels`";
            violations.push(Violation::invalid("spec.template.metadata.labels", &shown, detail));
        }
        Some(_) => {}
    }
    if spec["replicas"].as_i64().is_some_and(|replicas| replicas < 0) {
        let detail = "must be greater than or equal to 0";
        violations.push(Violation::invalid("spec.replicas", &spec["replicas"], detail));
    }
    violations.extend(pod_spec("spec.template.spec", &spec["template"]["spec"]));
    violations
}

fn pod_spec(path: &str, spec: &Value) -> Vec<Violation> {
    let mut violations = Vec::new();
    let containers = spec["containers"].as_array().map_or(&[] as &[Value], Vec::as_slice);
    let path = field_path::child(path, "containers");
    if containers.is_empty() {
        violations.push(Violation::required(path.as_str(), ""));
    }
    for (index, container) in containers.iter().enumerate() {
        let path = field_path::item(&path, index);
        match container["name"].as_str().filter(|name| !name.is_empty()) {
            None => violations.push(Violation::required(field_path::child(&path, "name"), "")),
            Some(name) => {
                if let Some(problem) = name_problem(name, NameRule::Label) {
                    violations.push(Violation::invalid(
                        field_path::child(&path, "name"),
                        &container["name"],
                        &problem,
                    ));
                }
                if containers[..index].iter().any(|earlier| earlier["name"] == name) {
                    violations.push(duplicate(field_path::child(&path, "name"), &container["name"]));
                }
            }
        }
        if container["image"].as_str().is_none_or(str::is_empty) {
            violations.push(Violation::required(field_path::child(&path, "image"), ""));
        }
        for (number, port) in container["ports"].as_array().into_iter().flatten().enumerate() {
            let path = format!("{path}.ports[{number}].containerPort");
            violations.extend(port_number(&path, &port["containerPort"]));
        }
    }
    violations
}

fn network_policy(object: &Value) -> Vec<Violation> {
    let spec = &object["spec"];
    let mut violations = label_violations("spec.podSelector.matchLabels", &spec["podSelector"]["matchLabels"]);
    let types = [json!("Ingress"), json!("Egress")];
    for wrong in spec["policyTypes"].as_array().into_iter().flatten() {
        if !types.contains(wrong) {
            violations.push(Violation::unsupported("spec.policyTypes", wrong, &types));
        }
    }
    for (direction, peers) in [("egress", "to"), ("ingress", "from")] {
        for (index, rule) in spec[direction].as_array().into_iter().flatten().enumerate() {
            let path = field_path::item(&format!("spec.{direction}"), index);
            for peer in rule[peers].as_array().into_iter().flatten() {
                let cidr = &peer["ipBlock"]["cidr"];
                if peer["ipBlock"].is_object() && !cidr.as_str().is_some_and(is_cidr) {
                    let detail = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)";
                    violations.push(Violation::invalid(format!("{path}.{peers}.ipBlock.cidr"), cidr, detail));
                }
            }
            let protocols = [json!("TCP"), json!("UDP"), json!("SCTP")];
            for port in rule["ports"].as_array().into_iter().flatten() {
                if !port["protocol"].is_null() && !protocols.contains(&port["protocol"]) {
                    let path = format!("{path}.ports.protocol");
                    violations.push(Violation::unsupported(path, &port["protocol"], &protocols));
                }
            }
        }
    }
    violations
}

fn is_cidr(text: &str) -> bool {
    let Some((address, length)) = text.split_once('/') else {
        return false;
    };
    let most = match address.parse::<std::net::IpAddr>() {
        Ok(std::net::IpAddr::V4(_)) => 32,
        Ok(std::net::IpAddr::V6(_)) => 128,
        Err(_) => return false,
    };
    length.parse::<u8>().is_ok_and(|length| length <= most)
}

fn definition(object: &Value) -> Vec<Violation> {
    let spec = &object["spec"];
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let expected = format!("{}.{}", text(&spec["names"]["plural"]), text(&spec["group"]));
    let name = &object["metadata"]["name"];
    if *name == expected.as_str() {
        return Vec::new();
    }
    vec![Violation::invalid(
        "metadata.name",
        name,
        "must be spec.names.plural+\".\"+spec.group",
    )]
}
