//! Gateways whose certificate Gardener obtains from Let's Encrypt (tutorial 001): on the cluster's default domain, which
//! leads to the cluster already, or on a domain of the user's own, whose DNS Gardener is given access to.

mod certificate;
mod dns;

use super::answers::Answers;
use super::builder::Builder;
use super::cluster::{Clusters, Role};
use super::dns::{Credentials, LoadBalancerAddress, Provider};
use super::guide;
use super::names::{ContextName, FileStem};
use super::resource::gardener::DnsClass;
use super::verification::{verification, verify};
use super::workload::workload;
use super::{Plan, Provided, certificates, ingress, route};
use crate::pki::name::SanError;

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
///
/// # Errors
/// As [`certificates::requests`].
pub fn default_domain(answers: &Answers, own: &DefaultDomain) -> Result<Plan, SanError> {
    let mut builder = Builder::on(Role::Only);
    guide::unpack(&mut builder);
    guide::choose_cluster(&mut builder, NEEDS);
    ingress::namespace(&mut builder, &answers.namespace);
    exposed(&mut builder, answers, "");
    Ok(finish(
        answers,
        Identity {
            tutorial: "default-domain",
            title: "mTLS on the cluster's default domain",
        },
        &own.context,
        builder,
        certificates::requests(answers)?,
    ))
}

/// The plan of tutorial 001 on a domain of the user's own.
///
/// # Errors
/// As [`certificates::requests`].
pub fn custom_domain(answers: &Answers, own: &CustomDomain) -> Result<Plan, SanError> {
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
    let identity = Identity {
        tutorial: "custom-domain",
        title: "mTLS on your own domain",
    };
    let requests = certificates::requests(answers)?;
    Ok(Plan {
        provided: own.dns.credentials.as_ref().map(dns::files).unwrap_or_default(),
        ..finish(answers, identity, &own.context, builder, requests)
    })
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

struct Identity {
    tutorial: &'static str,
    title: &'static str,
}

fn finish(
    answers: &Answers,
    identity: Identity,
    context: &Option<ContextName>,
    builder: Builder,
    requests: Vec<crate::pki::issuance::Request>,
) -> Plan {
    Plan {
        tutorial: identity.tutorial,
        title: identity.title.to_owned(),
        folder: FileStem::archive(identity.tutorial, &answers.namespace),
        namespace: answers.namespace.clone(),
        domains: answers.domains.clone(),
        requests,
        server_names: Some(vec![answers.domains.gateway.to_string()]),
        brought: crate::plan::brought::Brought::default(),
        provided: Vec::<Provided>::new(),
        manifests: builder.manifests,
        guide: builder.guide,
        verification: verification(answers, None),
        clusters: Clusters::One {
            context: context.clone(),
        },
        answers: answers.shown.clone(),
    }
}
