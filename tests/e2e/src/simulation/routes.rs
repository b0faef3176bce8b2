//! VirtualServices as Envoy's virtual hosts.
//!
//! Source: istio/istio, `pilot/pkg/networking/core/route/route.go` and `gateway.go` (`buildGatewayHTTPRouteConfig`).

use super::clusters::Caller;
use super::objects::{HeaderChanges, HttpMatch, HttpRoute, Object, TextMatch, VirtualService};
use super::{Translator, hosts};
use anyhow::{Result, bail};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The gateway of sidecars.
pub(super) const MESH: &str = "mesh";

/// Where requests arrive.
pub(super) struct Entrance<'a> {
    /// `namespace/name` of the Gateway, or [`MESH`].
    pub gateway: &'a str,
    /// The port as the Gateway's server or the Service numbers it.
    pub port: u16,
    /// The hosts served there: namespaces of VirtualServices that may use it (`None` for all), and the host.
    pub hosts: Vec<(Option<&'a str>, &'a str)>,
}

impl Translator<'_> {
    /// The routes of each host at an entrance.
    ///
    /// # Errors
    /// A VirtualService holds something that is not simulated.
    pub fn virtual_hosts(&mut self, caller: &Caller, entrance: &Entrance<'_>) -> Result<BTreeMap<String, Vec<Value>>> {
        let snapshot = self.snapshot;
        let mut virtual_hosts: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        for service in &snapshot.virtual_services {
            if !gateways(service, None)
                .iter()
                .any(|gateway| gateway == entrance.gateway)
            {
                continue;
            }
            for host in &service.spec.hosts {
                let host = hosts::full_name(host, &service.namespace);
                let mut served = entrance
                    .hosts
                    .iter()
                    .filter(|(namespace, _)| namespace.is_none_or(|namespace| namespace == service.namespace))
                    .filter_map(|(_, served)| hosts::intersection(served, &host));
                let Some(domain) = served.next() else {
                    if entrance.gateway == MESH {
                        continue;
                    }
                    self.notes.push(format!(
                        "VirtualService {}: {host} is not among the hosts of {}",
                        service.path(),
                        entrance.gateway
                    ));
                    continue;
                };
                let routes = self.routes(caller, entrance, service)?;
                virtual_hosts.entry(domain).or_default().extend(routes);
            }
        }
        Ok(virtual_hosts)
    }

    fn routes(
        &mut self,
        caller: &Caller,
        entrance: &Entrance<'_>,
        service: &Object<VirtualService>,
    ) -> Result<Vec<Value>> {
        let mut routes = Vec::new();
        for http in &service.spec.http {
            let everything = [HttpMatch::default()];
            let matches = if http.r#match.is_empty() {
                &everything as &[HttpMatch]
            } else {
                &http.r#match
            };
            for one in matches {
                let here = gateways(service, Some(one))
                    .iter()
                    .any(|gateway| gateway == entrance.gateway);
                if here && one.port.is_none_or(|port| port == entrance.port) {
                    routes.push(self.route(caller, service, http, one)?);
                }
            }
        }
        Ok(routes)
    }

    fn route(
        &mut self,
        caller: &Caller,
        service: &Object<VirtualService>,
        http: &HttpRoute,
        matched: &HttpMatch,
    ) -> Result<Value> {
        let [way] = http.route.as_slice() else {
            bail!(
                "not simulated in VirtualService {}: a route with no or several destinations",
                service.path()
            );
        };
        if way.weight.is_some_and(|weight| weight != 100) {
            bail!("not simulated in VirtualService {}: weights", service.path());
        }
        let cluster = self.destination(caller, &way.destination, &service.namespace)?;
        let mut route = json!({
            "match": request_match(matched)?,
            "route": {"cluster": cluster, "timeout": timeout(http.timeout.as_deref())?},
        });
        // What the route says comes before what the destination says.
        let both = |of: fn(&super::objects::Headers) -> &HeaderChanges| [of(&http.headers), of(&way.headers)];
        for (direction, changes) in [
            ("request", both(|all| &all.request)),
            ("response", both(|all| &all.response)),
        ] {
            let (added, removed) = header_changes(&changes)?;
            if !added.is_empty() {
                route[format!("{direction}_headers_to_add")] = json!(added);
            }
            if !removed.is_empty() {
                route[format!("{direction}_headers_to_remove")] = json!(removed);
            }
        }
        Ok(route)
    }
}

/// The Gateways of a VirtualService, or of one of its matches, as `namespace/name`.
fn gateways(service: &Object<VirtualService>, matched: Option<&HttpMatch>) -> Vec<String> {
    let own = matched
        .map(|matched| &matched.gateways)
        .filter(|gateways| !gateways.is_empty());
    let default = [MESH.to_owned()];
    let names = own
        .or(service.spec.gateways.as_ref())
        .map_or(&default as &[String], Vec::as_slice);
    names
        .iter()
        .map(|name| {
            if name == MESH || name.contains('/') {
                name.clone()
            } else {
                format!("{}/{name}", service.namespace)
            }
        })
        .collect()
}

/// A duration of Go's in Envoy's form. Without one a route has no limit.
fn timeout(duration: Option<&str>) -> Result<String> {
    let Some(duration) = duration else {
        return Ok("0s".to_owned());
    };
    let (mut seconds, mut number) = (0.0, String::new());
    let mut rest = duration;
    while let Some(first) = rest.chars().next() {
        if first.is_ascii_digit() || first == '.' {
            number.push(first);
            rest = &rest[1..];
            continue;
        }
        let units = [("ms", 0.001), ("h", 3600.0), ("m", 60.0), ("s", 1.0)];
        let found = units
            .into_iter()
            .find_map(|(unit, factor)| Some((rest.strip_prefix(unit)?, factor)));
        let (Some((after, factor)), Ok(value)) = (found, number.parse::<f64>()) else {
            bail!("{duration:?} is no duration");
        };
        (seconds, rest) = (seconds + value * factor, after);
        number.clear();
    }
    if !number.is_empty() {
        bail!("{duration:?} lacks a unit");
    }
    Ok(format!("{seconds}s"))
}

fn request_match(matched: &HttpMatch) -> Result<Value> {
    let mut all = match &matched.uri {
        None => json!({"prefix": "/"}),
        Some(TextMatch {
            exact: Some(path),
            prefix: None,
            regex: None,
        }) => json!({"path": path}),
        Some(TextMatch {
            exact: None,
            prefix: Some(prefix),
            regex: None,
        }) => json!({"prefix": prefix}),
        Some(TextMatch {
            exact: None,
            prefix: None,
            regex: Some(regex),
        }) => json!({"safe_regex": {"regex": regex}}),
        Some(other) => bail!("a uri is matched by exactly one of exact, prefix and regex: {other:?}"),
    };
    let mut headers = Vec::new();
    let method = matched.method.iter().map(|method| (":method", method));
    for (name, value) in method.chain(matched.headers.iter().map(|(name, value)| (name.as_str(), value))) {
        let text = match value {
            TextMatch {
                exact: Some(text),
                prefix: None,
                regex: None,
            } => json!({"exact": text}),
            TextMatch {
                exact: None,
                prefix: Some(text),
                regex: None,
            } => json!({"prefix": text}),
            TextMatch {
                exact: None,
                prefix: None,
                regex: Some(text),
            } => json!({"safe_regex": {"regex": text}}),
            other => bail!("{name} is matched by exactly one of exact, prefix and regex: {other:?}"),
        };
        headers.push(json!({"name": name, "string_match": text}));
    }
    if !headers.is_empty() {
        all["headers"] = json!(headers);
    }
    Ok(all)
}

fn header_changes(changes: &[&HeaderChanges]) -> Result<(Vec<Value>, Vec<String>)> {
    let mut added = Vec::new();
    let mut removed = Vec::new();
    for change in changes {
        let set = change.set.iter().map(|pair| (pair, "OVERWRITE_IF_EXISTS_OR_ADD"));
        for ((name, value), action) in set.chain(change.add.iter().map(|pair| (pair, "APPEND_IF_EXISTS_OR_ADD"))) {
            if name.starts_with(':') || name.eq_ignore_ascii_case("host") {
                bail!("not simulated: a route that changes {name}");
            }
            added.push(json!({"header": {"key": name, "value": value}, "append_action": action}));
        }
        removed.extend(change.remove.iter().cloned());
    }
    Ok((added, removed))
}
