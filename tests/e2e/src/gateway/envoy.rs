//! The Envoy configuration that Istio derives from a Gateway and the VirtualService behind an APIRule.
//!
//! Sources, Istio 1.30: `BuildListenerTLSContext` in pilot/pkg/networking/core/listener.go (no cipher suites, curves or
//! protocol versions are set unless the Gateway or the mesh names some, so Envoy's own defaults apply: TLS 1.2 and 1.3),
//! `buildGatewayConnectionManager` and `buildGatewayHTTPRouteConfig` in gateway.go, `buildHTTPConnectionManager` in
//! listener_builder.go. Istio delivers certificates by SDS; here they are files, which changes nothing in the handshake.
//! For the APIRule: virtual_service_processor.go of kyma-project/api-gateway.

use super::config::{ClientCertificate, GatewayConfig, HeaderRule, Rule};
use serde_json::{Value, json};
use std::path::Path;

/// Prefix of the listener's TLS counters in Envoy's statistics: `listener.gateway.ssl.*`.
pub(super) const LISTENER_STATISTICS: &str = "gateway";

const TYPE: &str = "type.googleapis.com/envoy.extensions";

/// Builds the bootstrap configuration. `secrets` holds `chain.pem`, `key.pem`, `clients.pem` and, where the
/// configuration has revocation lists, `lists.pem`.
pub(super) fn bootstrap(config: &GatewayConfig, secrets: &Path, upstream_port: u16) -> Value {
    json!({
        "admin": { "address": address(0) },
        "static_resources": {
            "listeners": [listener(config, secrets)],
            "clusters": [{
                "name": "workload",
                "type": "STATIC",
                "connect_timeout": "5s",
                "load_assignment": {
                    "cluster_name": "workload",
                    "endpoints": [{ "lb_endpoints": [{ "endpoint": { "address": address(upstream_port) } }] }],
                },
            }],
        },
    })
}

pub(crate) fn address(port: u16) -> Value {
    json!({ "socket_address": { "address": "127.0.0.1", "port_value": port } })
}

fn listener(config: &GatewayConfig, secrets: &Path) -> Value {
    json!({
        "name": "gateway",
        "stat_prefix": LISTENER_STATISTICS,
        "address": address(config.port.unwrap_or(0)),
        "listener_filters": [{
            "name": "envoy.filters.listener.tls_inspector",
            "typed_config": { "@type": format!("{TYPE}.filters.listener.tls_inspector.v3.TlsInspector") },
        }],
        "filter_chains": [{
            "filter_chain_match": filter_chain_match(&config.server_names()),
            "transport_socket": {
                "name": "envoy.transport_sockets.tls",
                "typed_config": tls_context(config, secrets),
            },
            "filters": [{
                "name": "envoy.filters.network.http_connection_manager",
                "typed_config": connection_manager(config),
            }],
        }],
    })
}

// `*` among the hosts means every server name, which Envoy expresses by not matching on it.
fn filter_chain_match(server_names: &[String]) -> Value {
    if server_names.iter().any(|name| name == "*") {
        json!({})
    } else {
        json!({ "server_names": server_names })
    }
}

fn tls_context(config: &GatewayConfig, secrets: &Path) -> Value {
    let file = |name: &str| json!({ "filename": secrets.join(name) });
    let mut clients = json!({ "trusted_ca": file("clients.pem") });
    if config.client_lists_pem.is_some() {
        clients["crl"] = file("lists.pem");
    }
    json!({
        "@type": format!("{TYPE}.transport_sockets.tls.v3.DownstreamTlsContext"),
        "require_client_certificate": match config.client_certificate {
            ClientCertificate::Required => true,
            ClientCertificate::Optional => false,
        },
        "common_tls_context": {
            "alpn_protocols": ["h2", "http/1.1"],
            "tls_certificates": [{ "certificate_chain": file("chain.pem"), "private_key": file("key.pem") }],
            "validation_context": clients,
        },
    })
}

fn connection_manager(config: &GatewayConfig) -> Value {
    json!({
        "@type": format!("{TYPE}.filters.network.http_connection_manager.v3.HttpConnectionManager"),
        "codec_type": "AUTO",
        "stat_prefix": "gateway",
        "server_name": "istio-envoy",
        "use_remote_address": true,
        "forward_client_cert_details": "SANITIZE_SET",
        "set_current_client_cert_details": { "subject": true, "cert": true, "dns": true, "uri": true },
        "normalize_path": true,
        "path_with_escaped_slashes_action": "KEEP_UNCHANGED",
        "stream_idle_timeout": "0s",
        "upgrade_configs": [{ "upgrade_type": "websocket" }],
        "access_log": [{
            "name": "envoy.access_loggers.stdout",
            "typed_config": { "@type": format!("{TYPE}.access_loggers.stream.v3.StdoutAccessLog") },
        }],
        "route_config": {
            "name": "https.443.mtls",
            "ignore_port_in_host_matching": true,
            "virtual_hosts": [virtual_host(config)],
        },
        "http_filters": [{
            "name": "envoy.filters.http.router",
            "typed_config": { "@type": format!("{TYPE}.filters.http.router.v3.Router") },
        }],
    })
}

fn virtual_host(config: &GatewayConfig) -> Value {
    let domains = config.reachable_hosts();
    if domains.is_empty() {
        return json!({ "name": "blackhole:443", "domains": ["*"] });
    }
    let routes: Vec<Value> = config
        .rules
        .iter()
        .map(|rule| route(rule, &config.workload_host))
        .collect();
    json!({
        "name": format!("{}:443", config.workload_host),
        "domains": domains,
        "include_request_attempt_count": true,
        "routes": routes,
    })
}

fn route(rule: &Rule, host: &str) -> Value {
    let mut matched = path_match(&rule.path);
    matched["headers"] = json!([{
        "name": ":method",
        "string_match": { "safe_regex": { "regex": format!("^({})$", rule.methods.join("|")) } },
    }]);
    let forwarded_host = HeaderRule::new("x-forwarded-host", host);
    let headers: Vec<Value> = std::iter::once(&forwarded_host)
        .chain(&rule.headers)
        .map(set_header)
        .collect();
    json!({
        "match": matched,
        "route": { "cluster": "workload", "timeout": format!("{}s", rule.timeout_seconds) },
        "request_headers_to_add": headers,
    })
}

fn path_match(path: &str) -> Value {
    if path == "/*" {
        return json!({ "prefix": "/" });
    }
    // The controller's own translation of its path templates.
    let pattern = path
        .replace("{**}", "([A-Za-z0-9-._~!$&'()*+,;=:@/]|%[0-9a-fA-F]{2})*")
        .replace("{*}", "([A-Za-z0-9-._~!$&'()*+,;=:@]|%[0-9a-fA-F]{2})+");
    json!({ "safe_regex": { "regex": format!("^{pattern}$") } })
}

fn set_header(rule: &HeaderRule) -> Value {
    json!({
        "header": { "key": rule.name, "value": rule.value },
        "append_action": "OVERWRITE_IF_EXISTS_OR_ADD",
    })
}
