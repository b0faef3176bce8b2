//! The names that causes are told with: those of the person's plan, or plain placeholders.

use super::entry::Check;
use super::pattern::{Captured, Part};
use crate::plan::cluster::{Clusters, Role};
use crate::plan::resource::gateway::{Gateway, ServerTls, TlsMode};
use crate::plan::resource::{Metadata, Resource};
use crate::plan::{Manifest, Plan};
use crate::render::{powershell, shell};

/// What is known of the setup.
pub struct Setup<'a> {
    plan: Option<&'a Plan>,
}

/// A command in both shells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    pub bash: String,
    pub powershell: String,
}

/// What stands for a name where there is no plan. Upper-case words need no quotes in any shell.
const PLACEHOLDERS: [(&str, &str); 16] = [
    ("credential", "CREDENTIAL_NAME"),
    ("authority-secret", "CREDENTIAL_NAME-cacert"),
    ("host", "HOST"),
    ("hosts", "the Gateway’s hosts"),
    ("namespace", "NAMESPACE"),
    ("gateway", "GATEWAY"),
    ("gateway-namespace", "NAMESPACE"),
    ("apirule", "APIRULE"),
    ("service", "SERVICE"),
    ("certificate", "CERTIFICATE"),
    ("provider", "DNSPROVIDER"),
    ("entry", "DNSENTRY"),
    ("policy-name", "POLICY"),
    ("cluster", "CLUSTER"),
    ("server-ca", "server-root-ca.crt"),
    ("client-folder", "."),
];

impl<'a> Setup<'a> {
    /// With the names of a plan, or without.
    pub fn of(plan: Option<&'a Plan>) -> Self {
        Self { plan }
    }

    /// The plan.
    pub fn plan(&self) -> Option<&'a Plan> {
        self.plan
    }

    /// The Gateway that asks for certificates.
    pub fn gateway(&self) -> Option<&'a Gateway> {
        self.plan?
            .manifests
            .iter()
            .find_map(|manifest| match &manifest.resource {
                Resource::Gateway(gateway) if gateway.tls().next().is_some() => Some(gateway),
                _ => None,
            })
    }

    fn tls(&self) -> Option<&'a ServerTls> {
        self.gateway()?.tls().next()
    }

    /// Whether the gateway is known to demand a certificate.
    pub fn demands_certificate(&self) -> bool {
        self.tls().is_some_and(|tls| tls.mode == TlsMode::Mutual)
    }

    /// Whether the plan lets in only some clients of the CA, by a policy behind the gateway.
    pub fn chooses_clients(&self) -> bool {
        self.plan
            .is_some_and(|plan| plan.manifest("AuthorizationPolicy").is_some())
    }

    /// Whether the gateway is on this machine, where DNS has no name for it.
    pub fn is_local(&self) -> bool {
        self.plan
            .is_some_and(|plan| matches!(plan.clusters, Clusters::K3d { .. }))
    }

    /// Whether Gardener makes the gateway's certificate.
    pub fn is_managed(&self) -> bool {
        self.plan.is_some_and(|plan| plan.manifest("Certificate").is_some())
    }

    /// Every Secret of the plan: its own, what its Gateway names, and what Gardener makes.
    pub fn secrets(&self) -> Vec<(String, String)> {
        let Some(plan) = self.plan else { return Vec::new() };
        let mut secrets: Vec<(String, String)> = plan
            .secrets()
            .map(|(_, secret)| (secret.name.to_string(), secret.namespace.to_string()))
            .collect();
        if let Some(tls) = self.tls() {
            let own = (tls.credential_name.to_string(), "istio-system".to_owned());
            if !secrets.contains(&own) {
                secrets.push(own);
            }
        }
        secrets
    }

    /// The plan's resources.
    pub fn manifests(&self) -> &'a [Manifest] {
        self.plan.map_or(&[], |plan| &plan.manifests)
    }

    fn metadata(&self, kind: &str) -> Option<&'a Metadata> {
        Some(self.plan?.manifest(kind)?.resource.metadata())
    }

    fn known(&self, name: &str) -> Option<String> {
        let plan = self.plan?;
        let of = |kind: &str| Some(self.metadata(kind)?.name.to_string());
        match name {
            "credential" => Some(self.tls()?.credential_name.to_string()),
            "authority-secret" => Some([self.tls()?.credential_name.as_str(), "-cacert"].concat()),
            "host" => Some(plan.verification.host.to_string()),
            "hosts" => {
                let hosts: Vec<&str> = self.gateway()?.hosts().map(|host| host.as_str()).collect();
                Some(hosts.join(", "))
            }
            "namespace" => Some(plan.namespace.to_string()),
            "gateway" => Some(self.gateway()?.metadata.name.to_string()),
            "gateway-namespace" => Some(self.gateway()?.metadata.namespace_name().to_owned()),
            "apirule" => of("APIRule").or_else(|| of("VirtualService")),
            "service" => of("Service").or_else(|| self.route_service()),
            "certificate" => of("Certificate"),
            "provider" => of("DNSProvider"),
            "entry" => of("DNSEntry"),
            "policy-name" => of("AuthorizationPolicy"),
            "cluster" => match &plan.clusters {
                Clusters::K3d { name } => Some(name.to_string()),
                _ => None,
            },
            "server-ca" => plan.verification.server_ca.clone(),
            "client-folder" => Some(plan.verification.clients.first()?.path()),
            _ => None,
        }
    }

    fn route_service(&self) -> Option<String> {
        self.manifests().iter().find_map(|manifest| match &manifest.resource {
            Resource::APIRule(rule) => Some(rule.spec.service.name.to_string()),
            _ => None,
        })
    }

    /// The plan's name for a placeholder, or the placeholder's plain words.
    pub fn name(&self, name: &str) -> String {
        self.known(name).unwrap_or_else(|| {
            PLACEHOLDERS
                .iter()
                .find(|(known, _)| *known == name)
                .map_or(name, |(_, plain)| plain)
                .to_owned()
        })
    }

    /// A text with its placeholders filled: `{host}` from the plan, `{seen-host}` from the message.
    pub fn fill(&self, text: &str, captured: &Captured) -> String {
        let mut filled = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            filled.push_str(before);
            let Some((name, after)) = after.split_once('}') else {
                filled.push('{');
                rest = after;
                continue;
            };
            match name.strip_prefix("seen-") {
                Some(part) => filled.push_str(&seen(part, captured)),
                // The braces of commands stay.
                None if !is_placeholder(name) => filled.push_str(&["{", name, "}"].concat()),
                None => filled.push_str(&self.name(name)),
            }
            rest = after;
        }
        filled.push_str(rest);
        filled
    }

    /// The command of a check.
    pub fn command(&self, check: &Check, captured: &Captured) -> Command {
        match check {
            Check::Run(words) => {
                let mut words: Vec<String> = words.iter().map(|word| self.fill(word, captured)).collect();
                if words.first().is_some_and(|program| program == "kubectl")
                    && let Some(Clusters::Two { target, .. }) = self.plan.map(|plan| &plan.clusters)
                {
                    words.insert(1, ["--context=", target.as_str()].concat());
                }
                Command {
                    bash: shell::words(&words),
                    powershell: powershell::words(&words),
                }
            }
            Check::Call(options) => self.call(options, true),
            Check::Anonymous(options) => self.call(options, false),
        }
    }

    fn call(&self, options: &str, with_certificate: bool) -> Command {
        let options = ["--include ", options].concat();
        let with = |command: String| command.replacen("--include", options.trim_end(), 1);
        if let Some(plan) = self.plan {
            let verification = &plan.verification;
            let client = verification.callers().next().filter(|_| with_certificate);
            return Command {
                bash: with(match client {
                    None if with_certificate => {
                        shell::curl_with(verification, Some(["client.crt", "client.key"].map(str::to_owned)))
                    }
                    client => shell::curl(verification, client),
                }),
                powershell: with(
                    match client {
                        None if with_certificate => powershell::curl_of_another(verification),
                        client => powershell::curl(verification, client),
                    }
                    .join("\n"),
                ),
            };
        }
        let (bash, powershell) = match with_certificate {
            true => (
                "curl --include \\\n  --cacert server-root-ca.crt \\\n  --cert client.crt \\\n  --key client.key \\\n  https://HOST/",
                "curl.exe --include --ssl-no-revoke `\n  --cacert server-root-ca.crt `\n  --cert \"CurrentUser\\My\\THUMBPRINT\" `\n  https://HOST/",
            ),
            false => (
                "curl --include --cacert server-root-ca.crt https://HOST/",
                "curl.exe --include --ssl-no-revoke --cacert server-root-ca.crt https://HOST/",
            ),
        };
        Command {
            bash: with(bash.to_owned()),
            powershell: with(powershell.to_owned()),
        }
    }

    /// The context of the cluster with the gateway, if it is known.
    pub fn context(&self) -> Option<String> {
        self.plan?.clusters.context(Role::Target)
    }
}

/// Whether texts may name it in braces.
pub fn is_placeholder(name: &str) -> bool {
    let is_seen = name
        .strip_prefix("seen-")
        .is_some_and(|part| Part::named(part).is_some());
    is_seen || PLACEHOLDERS.iter().any(|(known, _)| *known == name)
}

fn seen(part: &str, captured: &Captured) -> String {
    match Part::named(part).and_then(|part| captured.part(part)) {
        Some(value) => value.to_owned(),
        None => part.to_ascii_uppercase(),
    }
}
