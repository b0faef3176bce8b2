//! Gateways whose certificate Gardener obtains from Let's Encrypt (tutorial 001): on the cluster's default domain, which
//! leads to the cluster already, or on a domain of the user's own, whose DNS Gardener is given access to.

mod certificate;
mod dns;

use super::answers::Answers;
use super::builder::Builder;
use super::cluster::{Clusters, Role};
use super::dns::{Credentials, LoadBalancerAddress, Provider};
use super::guide;
use super::names::ContextName;
use super::resource::gardener::DnsClass;
use super::verification::verify;
use super::workload::workload;
use super::{Plan, ingress, route};

/// What only the variant on the default domain asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DefaultDomain {
    pub context: Option<ContextName>,
}

/// What only the variant on a domain of the user's own asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomDomain {
    pub context: Option<ContextName>,
    pub dns: DnsAnswers,
}

/// Who writes the DNS records, and what they point at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DnsAnswers {
    pub provider: &'static Provider,
    /// `None` where the Secret is made by a command that asks for them.
    pub credentials: Option<Credentials>,
    pub class: DnsClass,
    /// `None` where the cluster is asked for it.
    pub address: Option<LoadBalancerAddress>,
}

const NEEDS: &str = "It needs the Istio and API Gateway modules and Gardener's certificate service, which SAP BTP, Kyma runtime has \
                     from the start.";

/// The plan of tutorial 001 on the cluster's default domain.
pub fn default_domain(answers: &Answers, own: &DefaultDomain) -> Plan {
    let mut builder = Builder::on(Role::Only);
    guide::unpack(&mut builder);
    guide::choose_cluster(&mut builder, NEEDS);
    ingress::namespace(&mut builder, &answers.namespace);
    exposed(&mut builder, answers, "");
    Plan {
        server_names: server_names(answers),
        ..builder.plan(
            answers,
            "default-domain",
            "mTLS on the cluster's default domain",
            Clusters::one(&own.context),
        )
    }
}

/// The plan of tutorial 001 on a domain of the user's own.
pub fn custom_domain(answers: &Answers, own: &CustomDomain) -> Plan {
    let mut builder = Builder::on(Role::Only);
    guide::unpack(&mut builder);
    guide::choose_cluster(&mut builder, NEEDS);
    ingress::namespace(&mut builder, &answers.namespace);
    dns::provider(&mut builder, answers, &own.dns);
    dns::entry(&mut builder, answers, &own.dns);
    exposed(
        &mut builder,
        answers,
        " A new DNS record may take some minutes to be known everywhere.",
    );
    let clusters = Clusters::one(&own.context);
    let mut plan = builder.plan(answers, "custom-domain", "mTLS on your own domain", clusters);
    let credentials = own.dns.credentials.as_ref().map(dns::files);
    plan.provided.extend(credentials.unwrap_or_default());
    plan.server_names = server_names(answers);
    plan
}

/// Gardener requests the certificate for exactly this name.
fn server_names(answers: &Answers) -> Option<Vec<String>> {
    Some(vec![answers.domains.gateway.to_string()])
}

/// From the certificate to the test.
fn exposed(builder: &mut Builder, answers: &Answers, note: &str) {
    certificate::certificate(builder, answers);
    ingress::client_authority(builder, answers, certificate::WHY_AUTHORITY_FIRST);
    ingress::gateway(builder, answers);
    workload(builder, answers);
    route::route(builder, answers);
    verify(builder, answers, note);
}
