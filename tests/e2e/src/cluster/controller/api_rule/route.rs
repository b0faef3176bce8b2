//! One rule of an APIRule: the Service behind it, and the route to that.

use crate::cluster::controller::{find, selects, text};
use crate::cluster::store::State;
use serde_json::{Value, json};

/// Seconds, unless the rule or the APIRule says otherwise.
const DEFAULT_TIMEOUT: u64 = 180;
/// Headers of the workload that are dropped, because CORS is the APIRule's business.
const CORS_HEADERS: [&str; 6] = [
    "Access-Control-Allow-Credentials",
    "Access-Control-Allow-Headers",
    "Access-Control-Allow-Methods",
    "Access-Control-Allow-Origin",
    "Access-Control-Expose-Headers",
    "Access-Control-Max-Age",
];

/// One of its rules with the Service that it leads to.
pub struct Route<'a> {
    pub rule: &'a Value,
    service: &'a Value,
    pub namespace: &'a str,
    pub selector: &'a Value,
}

impl<'a> Route<'a> {
    /// Checks one rule of an APIRule. The error says what stands in its way, after the rule's own path.
    pub fn of(api_rule: &'a Value, rule: &'a Value, state: &'a State) -> Result<Self, String> {
        if rule["noAuth"] != true {
            return Err("': only noAuth is set up by this stand-in".to_owned());
        }
        let general = &api_rule["spec"]["service"];
        let service = if rule["service"].is_object() {
            &rule["service"]
        } else {
            general
        };
        let name = service["name"]
            .as_str()
            .ok_or(".service': The rule must define a service, because no service is defined on spec level")?;
        let namespace = [
            &service["namespace"],
            &general["namespace"],
            &api_rule["metadata"]["namespace"],
        ]
        .into_iter()
        .find_map(Value::as_str)
        .unwrap_or_default();
        let found = find(state, "", "services", namespace, name)
            .ok_or_else(|| format!(".service': Service {namespace}/{name} not found"))?;
        let selector = &found["spec"]["selector"];
        if selector.as_object().is_none_or(serde_json::Map::is_empty) {
            return Err(".injection': Target service label selectors are not defined".to_owned());
        }
        // The stand-in has no pods; each Deployment speaks for its own.
        let bare = state.objects().find(|(key, object)| {
            key.plural == "deployments"
                && key.namespace.as_deref() == Some(namespace)
                && selects(selector, &object["spec"]["template"]["metadata"]["labels"])
                && !is_injected(object, state)
        });
        match bare {
            Some((key, _)) => Err(format!(
                "': Pod {namespace}/{} does not have an injected istio sidecar",
                key.name
            )),
            None => Ok(Self {
                rule,
                service,
                namespace,
                selector,
            }),
        }
    }

    /// The VirtualService's route for it.
    pub fn http(&self, spec: &Value, host: &str) -> Value {
        let methods: Vec<&str> = self.rule["methods"]
            .as_array()
            .into_iter()
            .flatten()
            .map(text)
            .collect();
        let uri = match text(&self.rule["path"]) {
            "/*" => json!({"prefix": "/"}),
            path => json!({"regex": regex(path)}),
        };
        let mut headers = json!({"x-forwarded-host": host});
        for (name, value) in self.rule["request"]["headers"].as_object().into_iter().flatten() {
            headers[name] = value.clone();
        }
        if let Some(cookies) = self.rule["request"]["cookies"].as_object() {
            let pairs: Vec<String> = cookies
                .iter()
                .map(|(name, value)| format!("{name}={}", text(value)))
                .collect();
            headers["Cookie"] = json!(pairs.join("; "));
        }
        let timeout = [&self.rule["timeout"], &spec["timeout"]]
            .into_iter()
            .find_map(Value::as_u64);
        let mut http = json!({
            "match": [{"uri": uri, "method": {"regex": format!("^({})$", methods.join("|"))}}],
            "route": [{"destination": {
                "host": format!("{}.{}.svc.cluster.local", text(&self.service["name"]), self.namespace),
                "port": {"number": self.service["port"]},
            }}],
            "timeout": format!("{}s", timeout.unwrap_or(DEFAULT_TIMEOUT)),
            "headers": {"request": {"set": headers}, "response": {"remove": CORS_HEADERS}},
        });
        if spec["corsPolicy"].is_object() {
            http["corsPolicy"] = spec["corsPolicy"].clone();
        }
        http
    }
}

/// The controller's own translation of its path templates.
fn regex(path: &str) -> String {
    let pattern = path
        .replace("{**}", "([A-Za-z0-9-._~!$&'()*+,;=:@/]|%[0-9a-fA-F]{2})*")
        .replace("{*}", "([A-Za-z0-9-._~!$&'()*+,;=:@]|%[0-9a-fA-F]{2})+");
    format!("^{pattern}$")
}

/// Whether the pods of a Deployment get a sidecar: the pod's own label decides, else the namespace's.
fn is_injected(deployment: &Value, state: &State) -> bool {
    let own = &deployment["spec"]["template"]["metadata"]["labels"]["sidecar.istio.io/inject"];
    let namespace = state
        .objects()
        .find(|(key, _)| key.plural == "namespaces" && deployment["metadata"]["namespace"] == *key.name);
    let enabled = namespace.is_some_and(|(_, object)| object["metadata"]["labels"]["istio-injection"] == "enabled");
    own.as_str().map_or(enabled, |own| own == "true")
}
