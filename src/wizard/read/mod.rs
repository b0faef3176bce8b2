//! Reads answers out of a draft, keeping every problem on the way. What several tutorials ask is read here once.

mod alternative;
mod authorities;
mod brought;
mod certificates;
mod clients;
mod dns;
mod egress;
mod exposure;
mod notes;
mod only;
mod own;
mod period;
mod requests;
mod rows;
mod workload;

pub use authorities::{applies_to_server, certificate_only, made_server};
pub use brought::provide;
pub use certificates::{MadeServer, certificates};
pub use clients::{LIMIT, client_uri, count};
pub use dns::dns;
pub use egress::{client_credential, egress_policy, two_contexts};
pub use exposure::exposure;
pub use notes::{envoy_note, row_subject, table_note};
pub use only::{only_server, trust_domain};
pub use own::{server, summary, tls_mode};
pub use workload::workload;

use super::draft::Public;
use super::field::{BY_CERTIFICATE, BY_KEY, BY_NAME, CHOSEN, EVERY_CLIENT, MADE, NO, SAME, YES};
use super::problem::Problem;
use super::table::without_passwords;
use super::{Draft, Field, Input, ParentDomain};
use crate::pki::clock::UnixTime;
use crate::plan::answers::{Access, ClientAnswers, Criterion, GatewayAnswers, Policy};
use crate::plan::ingress::CACERT_SUFFIX;
use crate::plan::names::{
    ContextName, DnsName, DnsPrefix, GatewayHost, NameError, Namespace, ResourceName, ServiceName,
};
use crate::plan::resource::gateway::TlsMode;
use crate::plan::route::ROUTE_SUFFIX;
use crate::plan::verification::Outcome;
use crate::plan::{Domains, ordered};

/// A draft being read.
pub struct Reader<'a> {
    draft: &'a Draft,
    now: UnixTime,
    problems: Vec<(Field, Problem)>,
}

impl<'a> Reader<'a> {
    pub fn new(draft: &'a Draft, now: UnixTime) -> Self {
        Self {
            draft,
            now,
            problems: Vec::new(),
        }
    }

    /// What was wrong, field by field.
    pub fn into_problems(self) -> Vec<(Field, Problem)> {
        self.problems
    }

    /// Reads one field; a problem is kept and gives `None`.
    pub fn read<T, E: Into<Problem>>(&mut self, field: Field, parse: impl FnOnce(&str) -> Result<T, E>) -> Option<T> {
        match parse(self.draft.value(field)) {
            Ok(value) => Some(value),
            Err(error) => {
                self.problems.push((field, error.into()));
                None
            }
        }
    }

    fn refuse(&mut self, field: Field, problem: Problem) {
        self.problems.push((field, problem));
    }

    /// Whether the form asks for it, given the other answers.
    pub fn asks(&self, field: Field) -> bool {
        self.draft.asks(field)
    }

    /// A checkbox.
    pub fn is_checked(&self, field: Field) -> bool {
        self.draft.value(field) == YES
    }

    /// Every visible answer that is not secret, for `answers.json`. That authorities are made here, and sign themselves, goes
    /// without saying.
    pub fn shown(&self) -> std::collections::BTreeMap<&'static str, String> {
        let form = self.draft.form();
        let usual = |field: Field| match field {
            Field::ClientCaSource | Field::ServerCaSource => Some((MADE, Field::ServerSource)),
            Field::Intermediate => Some((NO, Field::MakeServer)),
            Field::CaKeyAlgorithm => Some((SAME, Field::MakeServer)),
            // The variant that is named here does not ask it.
            Field::ServerIntermediate => Some((NO, Field::ServerSource)),
            _ => None,
        };
        // Variants with this question have always said so.
        let is_usual = |field: Field| {
            usual(field).is_some_and(|(answer, said_with)| {
                self.draft.value(field) == answer && form.fields().all(|other| other != said_with)
            })
        };
        let visible = |answer: &Public<'_>| self.draft.is_visible(answer.field()) && !is_usual(answer.field());
        let trimmed = |answer: Public<'_>| {
            let (spec, value) = (answer.field().spec(), answer.value().trim());
            match spec.input {
                Input::Clients => (spec.id, without_passwords(value)),
                _ => (spec.id, value.to_owned()),
            }
        };
        ordered(self.draft.public().filter(visible).map(trimmed))
    }
}

/// The parent domain of a draft.
pub fn domain(draft: &Draft) -> Result<DnsName, NameError> {
    let mut text = draft.value(Field::ParentDomain).trim();
    let written_as = draft.form().parent_domain;
    if written_as != ParentDomain::Name {
        text = text.trim_matches(['[', ']', '"', '\'', ' ']);
        text = text.strip_prefix("*.").unwrap_or(text);
    }
    if written_as == ParentDomain::ClusterDefault {
        let host = text.strip_prefix("https://").unwrap_or(text);
        if let Some(domain) = host.strip_prefix("api.") {
            text = domain.trim_end_matches('/');
        }
    }
    DnsName::parse(text, draft.international())
}

/// What stands before the parent domain of a draft; nothing where the form does not ask for it.
pub fn prefix(draft: &Draft) -> Result<Option<DnsPrefix>, NameError> {
    if draft.form().fields().all(|field| field != Field::SubdomainPrefix) {
        return Ok(None);
    }
    DnsPrefix::parse(draft.value(Field::SubdomainPrefix), draft.international()).map(Some)
}

/// The hosts of a draft, if they can be made of it.
pub fn domains_of(draft: &Draft) -> Option<Domains> {
    let parent = domain(draft).ok()?;
    let prefix = prefix(draft).ok()?;
    let workload = ServiceName::parse(draft.value(Field::WorkloadName), ROUTE_SUFFIX.len()).ok()?;
    hosts(parent, prefix.as_ref(), &workload).ok()
}

fn hosts(parent: DnsName, prefix: Option<&DnsPrefix>, workload: &ServiceName) -> Result<Domains, NameError> {
    let subdomain = match prefix {
        Some(prefix) => parent.child(prefix.as_str())?,
        None => parent.clone(),
    };
    let workload = subdomain.child(workload.as_str())?;
    Ok(Domains {
        gateway: GatewayHost::wildcard(&subdomain),
        parent,
        subdomain,
        workload,
    })
}

/// The hosts and the workload's name.
pub fn domains(reader: &mut Reader<'_>) -> Option<(Domains, ServiceName)> {
    let draft = reader.draft;
    let parent = reader.read(Field::ParentDomain, |_| domain(draft));
    let prefix = reader.read(Field::SubdomainPrefix, |_| prefix(draft));
    let workload = reader.read(Field::WorkloadName, |text| ServiceName::parse(text, ROUTE_SUFFIX.len()));
    let (parent, prefix, workload) = (parent?, prefix?, workload?);
    match hosts(parent, prefix.as_ref(), &workload) {
        Ok(domains) => Some((domains, workload)),
        Err(error) => {
            reader.refuse(Field::ParentDomain, Problem::Host(error));
            None
        }
    }
}

/// An optional kube context.
pub fn context(reader: &mut Reader<'_>, field: Field) -> Option<Option<ContextName>> {
    if reader.draft.value(field).trim().is_empty() {
        return Some(None);
    }
    reader.read(field, ContextName::parse).map(Some)
}

/// The Gateway and its Secret; the Gateway is in the workload's namespace.
pub fn gateway(reader: &mut Reader<'_>, namespace: Option<&Namespace>) -> Option<GatewayAnswers> {
    let name = reader.read(Field::GatewayName, |text| ResourceName::parse(text, 0));
    let secret = reader.read(Field::GatewaySecret, |text| {
        ResourceName::parse_credential(text, CACERT_SUFFIX.len())
    });
    Some(GatewayAnswers {
        namespace: namespace?.clone(),
        name: name?,
        secret: secret?,
        mode: TlsMode::Mutual,
    })
}

/// Who may call, given the clients.
pub fn access(reader: &mut Reader<'_>, clients: Option<&[ClientAnswers]>) -> Option<Access> {
    if !reader.asks(Field::Access) {
        return Some(Access::EveryClient);
    }
    match reader.draft.value(Field::Access) {
        EVERY_CLIENT => return Some(Access::EveryClient),
        CHOSEN => {}
        _ => {
            let criterion = reader.read(Field::Access, |kind| criterion(kind).ok_or(Problem::UnknownChoice));
            return criterion.map(Access::AtGateway);
        }
    }
    let admitted = clients?.iter().filter(|client| client.outcome == Outcome::Admitted);
    let subjects: Vec<String> = admitted
        .map(|client| crate::pki::envoy::predicted(&client.subject))
        .collect();
    Some(Access::Chosen(Policy { subjects }))
}

/// The choices of [`Field::Access`] that are the gateway's.
fn criterion(kind: &str) -> Option<Criterion> {
    match kind {
        BY_NAME => Some(Criterion::Name),
        BY_KEY => Some(Criterion::Key),
        BY_CERTIFICATE => Some(Criterion::Certificate),
        _ => None,
    }
}
