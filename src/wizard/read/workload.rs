//! What answers behind the gateway.

use std::collections::BTreeMap;

use super::Reader;
use crate::plan::answers::{HttpBinImage, Workload};
use crate::plan::names::ServiceName;
use crate::plan::ordered;
use crate::wizard::Field;
use crate::wizard::field::{FUNCTION, HTTPBIN, OWN_SERVICE};
use crate::wizard::problem::Problem;

/// The workload. Fields of the kind that was not chosen are not read.
pub fn workload(reader: &mut Reader<'_>, name: Option<ServiceName>) -> Option<Workload> {
    let kind = reader.read(Field::WorkloadKind, |kind| match kind {
        HTTPBIN | OWN_SERVICE | FUNCTION => Ok(kind.to_owned()),
        _ => Err(Problem::UnknownChoice),
    })?;
    if kind == HTTPBIN {
        let image = reader.read(Field::HttpBinImage, |id| {
            HttpBinImage::from_id(id).ok_or(Problem::UnknownChoice)
        });
        return Some(Workload::HttpBin {
            name: name?,
            image: image?,
        });
    }
    if kind == FUNCTION {
        return function(reader, name);
    }
    let service = reader.read(Field::ServiceName, |text| ServiceName::parse(text, 0));
    let port = reader.read(Field::ServicePort, port);
    // Only a policy needs to know the pods.
    let labels = if reader.asks(Field::PodLabels) {
        reader.read(Field::PodLabels, labels)
    } else {
        Some(BTreeMap::new())
    };
    Some(Workload::OwnService {
        name: name?,
        service: service?,
        port: port?,
        labels: labels?,
    })
}

/// The Service of a Function has its name and port 80, and its pods have a label with its name (kyma-project/serverless,
/// `FunctionNameLabel`).
fn function(reader: &mut Reader<'_>, name: Option<ServiceName>) -> Option<Workload> {
    let function = reader.read(Field::FunctionName, |text| ServiceName::parse(text, 0))?;
    let label = "serverless.kyma-project.io/function-name".to_owned();
    Some(Workload::OwnService {
        name: name?,
        labels: ordered([(label, function.to_string())]),
        service: function,
        port: 80,
    })
}

/// `key=value`, one per line or separated by commas, as `kubectl get pods --show-labels` prints them.
fn labels(text: &str) -> Result<BTreeMap<String, String>, Problem> {
    let mut labels = BTreeMap::new();
    let pairs = text.split([',', '\n']).map(str::trim).filter(|pair| !pair.is_empty());
    for pair in pairs {
        let label = pair
            .split_once('=')
            .filter(|(key, value)| is_label_key(key) && is_label_value(value));
        let (key, value) = label.ok_or_else(|| Problem::NotALabel { text: pair.to_owned() })?;
        labels.insert(key.to_owned(), value.to_owned());
    }
    if labels.is_empty() {
        return Err(Problem::NotALabel { text: String::new() });
    }
    Ok(labels)
}

/// `name` or `domain/name` (Kubernetes, "Labels and Selectors": syntax and character set).
fn is_label_key(key: &str) -> bool {
    let (domain, name) = key
        .split_once('/')
        .map_or((None, key), |(domain, name)| (Some(domain), name));
    let is_domain = |domain: &str| {
        let allowed = |octet: u8| octet.is_ascii_lowercase() || octet.is_ascii_digit() || b"-.".contains(&octet);
        !domain.is_empty() && domain.len() <= 253 && domain.bytes().all(allowed)
    };
    !name.is_empty() && is_label_value(name) && domain.is_none_or(is_domain)
}

fn is_label_value(value: &str) -> bool {
    let edge = |octet: Option<&u8>| octet.is_none_or(u8::is_ascii_alphanumeric);
    let octets = value.as_bytes();
    octets.len() <= 63
        && edge(octets.first())
        && edge(octets.last())
        && octets
            .iter()
            .all(|octet| octet.is_ascii_alphanumeric() || b"-_.".contains(octet))
}

fn port(text: &str) -> Result<u16, Problem> {
    let text = text.trim();
    let digits = !text.is_empty() && text.bytes().all(|octet| octet.is_ascii_digit());
    text.parse()
        .ok()
        .filter(|port| digits && *port > 0)
        .ok_or(Problem::NotAPort)
}
