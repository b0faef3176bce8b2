//! Reads answers out of a draft, keeping every problem on the way. What several tutorials ask is read here once.

mod period;

use super::field::{HTTPBIN, OWN_SERVICE, YES};
use super::problem::Problem;
use super::{Draft, Field};
use crate::pki::clock::UnixTime;
use crate::pki::key::KeyAlgorithm;
use crate::pki::name::{Attribute, AttributeType, DistinguishedName, SubjectAltName};
use crate::pki::pkcs12::{EncryptionProfile, Password};
use crate::plan::answers::{CertificateAnswers, ClientAnswers, GatewayAnswers, HttpBinImage, Workload};
use crate::plan::ingress::{API_RULE_SUFFIX, CACERT_SUFFIX};
use crate::plan::names::{DnsName, DnsPrefix, FileStem, GatewayHost, NameError, ResourceName, ServiceName};
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

    /// A checkbox.
    pub fn is_checked(&self, field: Field) -> bool {
        self.draft.value(field) == YES
    }

    /// Every visible answer that is not secret, for `answers.json`.
    pub fn shown(&self) -> std::collections::BTreeMap<&'static str, String> {
        let visible = |id: &&'static str| Field::from_id(id).is_some_and(|field| self.draft.is_visible(field));
        let trimmed = |(id, value): (&'static str, &str)| (id, value.trim().to_owned());
        ordered(self.draft.storable().filter(|(id, _)| visible(id)).map(trimmed))
    }
}

/// The parent domain of a draft.
pub fn domain(draft: &Draft) -> Result<DnsName, NameError> {
    DnsName::parse(draft.value(Field::ParentDomain), draft.international())
}

/// What stands before the parent domain of a draft.
pub fn prefix(draft: &Draft) -> Result<DnsPrefix, NameError> {
    DnsPrefix::parse(draft.value(Field::SubdomainPrefix), draft.international())
}

/// The hosts of a draft, if they can be made of it.
pub fn domains_of(draft: &Draft) -> Option<Domains> {
    let parent = domain(draft).ok()?;
    let prefix = prefix(draft).ok()?;
    let workload = ServiceName::parse(draft.value(Field::WorkloadName), API_RULE_SUFFIX.len()).ok()?;
    hosts(parent, &prefix, &workload).ok()
}

fn hosts(parent: DnsName, prefix: &DnsPrefix, workload: &ServiceName) -> Result<Domains, NameError> {
    let subdomain = parent.child(prefix.as_str())?;
    let workload = subdomain.child(workload.as_str())?;
    Ok(Domains {
        gateway: GatewayHost::wildcard(&subdomain),
        parent,
        subdomain,
        workload,
    })
}

/// The hosts, the prefix and the workload's name.
pub fn domains(reader: &mut Reader<'_>) -> Option<(Domains, DnsPrefix, ServiceName)> {
    let draft = reader.draft;
    let parent = reader.read(Field::ParentDomain, |_| domain(draft));
    let prefix = reader.read(Field::SubdomainPrefix, |_| prefix(draft));
    let workload = reader.read(Field::WorkloadName, |text| {
        ServiceName::parse(text, API_RULE_SUFFIX.len())
    });
    let (parent, prefix, workload) = (parent?, prefix?, workload?);
    match hosts(parent, &prefix, &workload) {
        Ok(domains) => Some((domains, prefix, workload)),
        Err(error) => {
            reader.refuse(Field::ParentDomain, Problem::Host(error));
            None
        }
    }
}

/// The Gateway and its Secret.
pub fn gateway(reader: &mut Reader<'_>) -> Option<GatewayAnswers> {
    let name = reader.read(Field::GatewayName, |text| ResourceName::parse(text, 0));
    let secret = reader.read(Field::GatewaySecret, |text| {
        ResourceName::parse_credential(text, CACERT_SUFFIX.len())
    });
    Some(GatewayAnswers {
        name: name?,
        secret: secret?,
    })
}

/// The workload. Fields of the kind that was not chosen are not read.
pub fn workload(reader: &mut Reader<'_>, name: Option<ServiceName>) -> Option<Workload> {
    let kind = reader.read(Field::WorkloadKind, |kind| match kind {
        HTTPBIN | OWN_SERVICE => Ok(kind.to_owned()),
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
    let service = reader.read(Field::ServiceName, |text| ServiceName::parse(text, 0));
    let port = reader.read(Field::ServicePort, port);
    Some(Workload::OwnService {
        name: name?,
        service: service?,
        port: port?,
    })
}

fn port(text: &str) -> Result<u16, Problem> {
    let text = text.trim();
    let digits = !text.is_empty() && text.bytes().all(|octet| octet.is_ascii_digit());
    text.parse()
        .ok()
        .filter(|port| digits && *port > 0)
        .ok_or(Problem::NotAPort)
}

/// The authorities, the gateway's certificate and the client.
pub fn certificates(reader: &mut Reader<'_>, domains: Option<&Domains>) -> Option<CertificateAnswers> {
    let key_algorithm = reader.read(Field::KeyAlgorithm, |id| {
        KeyAlgorithm::from_id(id).ok_or(Problem::UnknownChoice)
    });
    let server_ca = authority(reader, Field::ServerCaOrganization, Field::ServerCaCommonName);
    let client_ca = authority(reader, Field::ClientCaOrganization, Field::ClientCaCommonName);
    if server_ca.is_some() && server_ca == client_ca {
        reader.refuse(Field::ClientCaCommonName, Problem::SameSubject);
    }
    let client = client(reader, domains);
    let validity = period::validities(reader);
    let server_organization = attribute(
        reader.draft.value(Field::ServerCaOrganization),
        AttributeType::Organization,
    );
    let server = server_name(server_organization.ok()?, domains?).ok()?;
    let (ca_validity, leaf_validity) = validity?;
    Some(CertificateAnswers {
        key_algorithm: key_algorithm?,
        server_ca: server_ca?,
        server,
        client_ca: client_ca?,
        client: client?,
        ca_validity,
        leaf_validity,
    })
}

fn attribute(text: &str, kind: AttributeType) -> Result<Attribute, crate::pki::name::NameError> {
    Attribute::new(kind, text.trim())
}

fn in_order(attributes: impl IntoIterator<Item = Attribute>) -> Result<DistinguishedName, crate::pki::name::NameError> {
    let mut name = DistinguishedName::default();
    for attribute in attributes {
        name.push(attribute)?;
    }
    Ok(name)
}

/// Organization before common name, as the tutorials' CAs have it.
fn authority(reader: &mut Reader<'_>, organization: Field, common_name: Field) -> Option<DistinguishedName> {
    let organization = reader.read(organization, |text| attribute(text, AttributeType::Organization));
    let common_name = reader.read(common_name, |text| attribute(text, AttributeType::CommonName));
    in_order([organization?, common_name?]).ok()
}

/// Common name before organization, as the tutorials' leaves have it: Envoy prints the reverse, `O=…,CN=…`.
fn leaf(common_name: Attribute, organization: Attribute) -> Result<DistinguishedName, crate::pki::name::NameError> {
    in_order([common_name, organization])
}

/// A common name holds 64 characters (RFC 5280, appendix A.1, ub-common-name); a longer host stands only in the
/// subjectAltName, which is where every client looks.
fn server_name(organization: Attribute, domains: &Domains) -> Result<DistinguishedName, crate::pki::name::NameError> {
    match Attribute::new(AttributeType::CommonName, domains.gateway.as_str()) {
        Ok(common_name) => leaf(common_name, organization),
        Err(_) => in_order([organization]),
    }
}

fn client(reader: &mut Reader<'_>, domains: Option<&Domains>) -> Option<ClientAnswers> {
    let organization = reader.read(Field::ClientOrganization, |text| {
        attribute(text, AttributeType::Organization)
    });
    let common_name = reader.read(Field::ClientCommonName, |text| {
        attribute(text, AttributeType::CommonName)
    });
    let typed_uri = reader.draft.value(Field::ClientUri).trim().to_owned();
    let uri = if typed_uri.is_empty() {
        // Without a domain or a common name there is nothing to make it of; those have errors of their own.
        domains
            .zip(common_name.as_ref())
            .map(|(domains, name)| spiffe_id(domains, name.value()))
    } else {
        Some(typed_uri)
    };
    let subject_alt_name = uri.and_then(|uri| reader.read(Field::ClientUri, |_| SubjectAltName::uri(uri)));
    let password = reader.read(Field::Password, Password::new);
    let profile = reader.read(Field::EncryptionProfile, |id| {
        EncryptionProfile::from_id(id).ok_or(Problem::UnknownChoice)
    });
    let common_name = common_name?;
    Some(ClientAnswers {
        common_name: common_name.value().to_owned(),
        subject: leaf(common_name, organization?).ok()?,
        subject_alt_name: subject_alt_name?,
        password: password?,
        profile: profile?,
    })
}

fn spiffe_id(domains: &Domains, common_name: &str) -> String {
    format!(
        "spiffe://{}/client/{}",
        domains.subdomain,
        FileStem::of(common_name, "client")
    )
}

/// The URI that the client's certificate will carry: the typed one, else the one made of the other answers.
pub fn client_uri(draft: &Draft) -> Option<String> {
    let typed = draft.value(Field::ClientUri).trim();
    if !typed.is_empty() {
        return Some(typed.to_owned());
    }
    Some(spiffe_id(&domains_of(draft)?, draft.value(Field::ClientCommonName)))
}
