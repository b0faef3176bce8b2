//! Secrets, gateways and what lies behind them.

use super::certificates::Found;
use super::{Kind, Node, Relation, Side, TrustMap};
use crate::plan::Plan;
use crate::plan::brought::BroughtServer;
use crate::plan::cluster::Role;
use crate::plan::names::Namespace;
use crate::plan::resource::Resource;
use crate::plan::resource::gateway::{ServerTls, TlsMode};
use crate::plan::task::{SecretContent, SecretFromFiles};

impl TrustMap {
    /// From the authorities to the workload.
    pub(super) fn gateway(&mut self, plan: &Plan) {
        let found = self.certificates(&plan.parts());
        let egress = self.egress(plan, &found);
        let Some(tls) = ingress_tls(plan) else { return };
        let server = found.server.or_else(|| self.foreign_server(plan));
        let row = self.next_row();
        let system = Namespace::istio_system().to_string();
        let made = |name: &str| made(plan, name);
        let name = tls.credential_name.to_string();
        let authority = [&name, "-cacert"].concat();
        let detail = ["in ", &system, ", the gateway’s key and certificate"].concat();
        let server_secret = self.add(Node::new(Kind::Secret, name, detail, row, Side::Right));
        self.link(server, Some(server_secret), Relation::KeptIn);
        // Without a Secret of its own, the authority stands beside the certificate.
        let client_secret = made(&authority).then(|| {
            let detail = ["in ", &system, ", whom the gateway trusts"].concat();
            self.add(Node::new(Kind::Secret, authority.as_str(), detail, row, Side::Left))
        });
        let trusted = client_secret.or(Some(server_secret));
        self.link(found.client_root, trusted, Relation::TrustedThrough);
        let gateway = self.ingress(plan, tls);
        self.link(client_secret, gateway, Relation::ReadBy);
        self.link(Some(server_secret), gateway, Relation::ReadBy);
        match egress {
            Some(egress) => self.link(Some(egress), gateway, Relation::Shows),
            None => self.link(found.admitted, gateway, Relation::Shows),
        }
        let policy = self.behind(plan, gateway);
        self.link(found.turned_away, policy.or(gateway), Relation::TurnedAwayBy);
    }

    /// The gateway's certificate where it is not signed here: by Gardener, or by whoever signed the user's own.
    fn foreign_server(&mut self, plan: &Plan) -> Option<usize> {
        let (issuer, detail) = match &plan.brought.server {
            Some(BroughtServer::Files(files)) => {
                let chain = &files.credential.chain;
                let top = chain.root.as_ref().or(chain.intermediates.last());
                (
                    top.map_or_else(
                        || chain.absent_issuer.clone().unwrap_or_default(),
                        crate::pki::import::title,
                    ),
                    "yours",
                )
            }
            // Nothing is known about it but its Secret.
            Some(BroughtServer::Secret) => return None,
            None => ("Let’s Encrypt".to_owned(), "asked by Gardener"),
        };
        let authority =
            (!issuer.is_empty()).then(|| self.add(Node::new(Kind::Authority, issuer, detail, 0, Side::Right)));
        let names = plan.server_names.as_ref().and_then(|names| names.first().cloned());
        let name = names.unwrap_or_else(|| plan.domains.gateway.to_string());
        let row = self
            .nodes
            .iter()
            .filter(|node| node.kind == Kind::Clients)
            .map(|node| node.row)
            .min();
        let server = self.add(Node::new(Kind::Server, name, "", row.unwrap_or(1), Side::Right));
        self.link(authority, Some(server), Relation::Signs);
        Some(server)
    }

    fn ingress(&mut self, plan: &Plan, tls: &ServerTls) -> Option<usize> {
        let gateway = plan.manifest("Gateway")?.resource.metadata();
        let mode = match tls.mode {
            TlsMode::Mutual => "demands a certificate",
            TlsMode::OptionalMutual => "takes calls without a certificate too",
        };
        let detail = [mode, ", for ", &plan.domains.gateway.to_string()].concat();
        let name = [&plan.namespace.to_string(), "/", &gateway.name.to_string()].concat();
        Some(self.add(Node::new(Kind::Gateway, name, detail, self.next_row(), Side::Middle)))
    }

    /// What the gateway hands calls on to; the policy among it.
    fn behind(&mut self, plan: &Plan, gateway: Option<usize>) -> Option<usize> {
        let (kind, route, service, port) = way(plan)?;
        let host = plan.domains.workload.to_string();
        let route = self.add(Node::new(kind, route, host, self.next_row(), Side::Middle));
        self.link(gateway, Some(route), Relation::LeadsTo);
        let policy = plan.manifest("AuthorizationPolicy").map(|policy| {
            let name = policy.resource.metadata().name.to_string();
            let detail = "lists the subjects that are let in";
            self.add(Node::new(Kind::Policy, name, detail, self.next_row(), Side::Middle))
        });
        self.link(Some(route), policy, Relation::LeadsTo);
        let detail = ["in ", &plan.namespace.to_string(), ", port ", &port.to_string()].concat();
        let workload = self.add(Node::new(
            Kind::Workload,
            service,
            detail,
            self.next_row(),
            Side::Middle,
        ));
        match policy {
            Some(policy) => self.link(Some(policy), Some(workload), Relation::Guards),
            None => self.link(Some(route), Some(workload), Relation::LeadsTo),
        }
        policy
    }

    /// The other cluster, whose egress gateway shows the client's certificate.
    fn egress(&mut self, plan: &Plan, found: &Found) -> Option<usize> {
        let caller = plan.verification.caller.as_ref()?;
        let (_, secret) = plan.secrets().find(|(role, _)| *role == Role::Egress)?;
        let row = self.next_row();
        let detail = ["in ", &secret.namespace.to_string(), " of the egress cluster"].concat();
        let secret = self.add(Node::new(
            Kind::Secret,
            secret.name.to_string(),
            detail,
            row,
            Side::Left,
        ));
        let name = [&caller.namespace.to_string(), "/", caller.deployment].concat();
        let pods = self.add(Node::new(Kind::Pods, name, "of the egress cluster", row, Side::Right));
        let gateway = Node::new(
            Kind::EgressGateway,
            "istio-egressgateway",
            "of the egress cluster",
            row + 1,
            Side::Middle,
        );
        let gateway = self.add(gateway);
        self.link(found.admitted, Some(secret), Relation::KeptIn);
        self.link(Some(secret), Some(gateway), Relation::ReadBy);
        self.link(Some(pods), Some(gateway), Relation::Calls);
        Some(gateway)
    }
}

/// How the ingress gateway ends TLS.
fn ingress_tls(plan: &Plan) -> Option<&ServerTls> {
    plan.manifests.iter().find_map(|manifest| match &manifest.resource {
        Resource::Gateway(gateway) => gateway.tls().next(),
        _ => None,
    })
}

/// What leads from the gateway to the workload, its name, and the workload's Service and port.
fn way(plan: &Plan) -> Option<(Kind, String, String, u16)> {
    plan.manifests.iter().find_map(|manifest| match &manifest.resource {
        Resource::APIRule(rule) => {
            let service = &rule.spec.service;
            let name = rule.metadata.name.to_string();
            Some((Kind::ApiRule, name, service.name.to_string(), service.port))
        }
        Resource::VirtualService(route) if manifest.cluster != Role::Egress => {
            let to = &route.spec.http.first()?.route.first()?.destination;
            // The first label of `<service>.<namespace>.svc.cluster.local`.
            let service = to.host.split('.').next()?.to_owned();
            Some((
                Kind::VirtualService,
                route.metadata.name.to_string(),
                service,
                to.port.number,
            ))
        }
        _ => None,
    })
}

/// Whether a Secret of this name is made from the archive's files, for the ingress gateway.
fn made(plan: &Plan, name: &str) -> bool {
    let holds = |secret: &SecretFromFiles| match &secret.content {
        SecretContent::Files(files) => !files.is_empty(),
        SecretContent::Tls { .. } => true,
    };
    plan.secrets()
        .any(|(role, secret)| role != Role::Egress && secret.name.to_string() == name && holds(secret))
}
