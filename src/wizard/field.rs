//! Every question that the app can ask: identifier, label, hint, kind, default. Forms, review, errors, links and
//! `answers.json` all derive from it. A form may give a question another default or hint ([`super::Override`]).

mod authorities;
mod certificates;
mod clients;
pub mod dns;
mod egress;
mod exposure;
mod names;
mod only;
mod own;
mod workload;

use crate::locale::Text;

/// A question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    ParentDomain,
    SubdomainPrefix,
    Namespace,
    WorkloadName,
    GatewayName,
    GatewaySecret,
    ClusterName,
    ResolveInCluster,
    Context,
    TargetContext,
    EgressContext,
    ServerCaOrganization,
    ServerCaCommonName,
    ClientCaOrganization,
    ClientCaCommonName,
    ClientOrganization,
    ClientCommonName,
    ClientUri,
    AllowedClients,
    DeniedClients,
    KeyAlgorithm,
    ValidFrom,
    CaValidity,
    LeafValidity,
    Password,
    EncryptionProfile,
    WorkloadKind,
    HttpBinImage,
    ServiceName,
    ServicePort,
    FunctionName,
    PodLabels,
    Access,
    DnsProvider,
    DnsCredentials,
    /// One entry of a DNS provider's Secret.
    DnsCredential(dns::CredentialField),
    DnsClass,
    LoadBalancerAddress,
    Rules,
    ServiceRules,
    Timeout,
    RequestHeaders,
    ApiRuleVersion,
    ClientCredential,
    EgressOnly,
    ClusterDnsAddress,
    ServerSource,
    ServerChain,
    ServerKey,
    TlsMode,
    ClientCaSource,
    ClientCaChain,
    ClientCaKey,
    ServerCaSource,
    ServerCaChain,
    ServerCaKey,
    Clients,
    ClientSubject,
    ClientNames,
    Formats,
    Intermediate,
    IntermediateCommonName,
    CaKeyAlgorithm,
    TrustDomain,
    MakeServer,
    ServerNames,
    ServerValidity,
    ClientRequests,
    ServerIntermediate,
    ServerIntermediateCommonName,
}

/// How a question is asked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Input {
    Text,
    /// Digits; still text until it is read.
    Number,
    /// Several lines.
    Lines,
    /// Clients, as lines or as CSV ([`super::table`]).
    Clients,
    /// Text of a file, which may be chosen, dropped or pasted.
    File,
    /// A password that the app makes.
    Password,
    Select(&'static [Choice]),
    Radio(&'static [Choice]),
    /// The values are `yes` and `no`.
    Checkbox,
    /// Any of these; the value is their identifiers with commas between them.
    Several(&'static [Choice]),
}

/// One of several answers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Choice {
    pub id: &'static str,
    pub title: Text,
    pub hint: Text,
}

/// What there is to know about a question.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FieldSpec {
    /// Stable: used in links and `answers.json`.
    pub id: &'static str,
    pub label: Text,
    /// Plain text; `code` in backquotes.
    pub hint: Text,
    pub input: Input,
    /// What stands in the field at first, unless the form says otherwise.
    pub default: &'static str,
    /// Something that would be right, for error messages; empty where the default is.
    pub example: &'static str,
    /// Never stored, shown or put in a link.
    pub secret: bool,
    /// Asked only while all of these hold.
    pub when: &'static [Condition],
    /// Most people leave it as it is: a group of such questions is folded at first.
    pub optional: bool,
}

/// The answers of another question that make a question apply.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Condition {
    pub field: Field,
    pub answers: &'static [&'static str],
}

const fn text(id: &'static str, label: &'static str, default: &'static str, hint: &'static str) -> FieldSpec {
    FieldSpec {
        id,
        label: Text::table(label),
        hint: Text::table(hint),
        input: Input::Text,
        default,
        example: "",
        secret: false,
        when: &[],
        optional: false,
    }
}

const fn choice(id: &'static str, title: &'static str, hint: &'static str) -> Choice {
    Choice {
        id,
        title: Text::table(title),
        hint: Text::table(hint),
    }
}

const fn when(field: Field, answers: &'static [&'static str]) -> Condition {
    Condition { field, answers }
}

/// The answer of [`Field::WorkloadKind`] for the sample workload.
pub const HTTPBIN: &str = "httpbin";
/// The answer of [`Field::WorkloadKind`] for a Service that the user already runs.
pub const OWN_SERVICE: &str = "own";
/// The answer of [`Field::WorkloadKind`] for a Function that the user already runs.
pub const FUNCTION: &str = "function";
/// The answer of [`Field::Access`] that admits every client of the client CA.
pub const EVERY_CLIENT: &str = "every";
/// The answer of [`Field::Access`] that admits named clients.
pub const CHOSEN: &str = "chosen";
/// The answer of [`Field::Access`] for clients that the gateway tells apart by a name in the certificate.
pub const BY_NAME: &str = "name";
/// As [`BY_NAME`], by their keys.
pub const BY_KEY: &str = "key";
/// As [`BY_NAME`], by their very certificates.
pub const BY_CERTIFICATE: &str = "certificate";
/// The answers of [`Field::Access`] that tell clients apart.
pub const SOME_CLIENTS: &[&str] = &[CHOSEN, BY_NAME, BY_KEY, BY_CERTIFICATE];
/// The answer of [`Field::ServerSource`] for files.
pub const FILES: &str = "files";
/// The answer of [`Field::ServerSource`] for a Secret in the cluster.
pub const SECRET: &str = "secret";
/// The answer of [`Field::ClientCaSource`] for an authority that is made here.
pub const MADE: &str = "made";
/// The answer of [`Field::ClientCaSource`] for an authority that is brought along with its key.
pub const SIGNING: &str = "signing";
/// The answer of [`Field::ClientCaSource`] for an authority whose key stays away.
pub const BROUGHT: &str = "certificate";
/// The value of a ticked checkbox.
pub const YES: &str = "yes";
/// The answer of [`Field::CaKeyAlgorithm`] for that of the other keys.
pub const SAME: &str = "same";
/// The value of an empty checkbox.
pub const NO: &str = "no";

impl Field {
    /// Whether the answer must never be stored, shown or linked.
    pub fn is_secret(self) -> bool {
        self.spec().secret
    }

    /// What there is to know about the question.
    pub fn spec(self) -> &'static FieldSpec {
        match self {
            Self::ParentDomain => &names::PARENT_DOMAIN,
            Self::SubdomainPrefix => &names::SUBDOMAIN_PREFIX,
            Self::Namespace => &names::NAMESPACE,
            Self::WorkloadName => &names::WORKLOAD_NAME,
            Self::GatewayName => &names::GATEWAY_NAME,
            Self::GatewaySecret => &names::GATEWAY_SECRET,
            Self::ClusterName => &names::CLUSTER_NAME,
            Self::ResolveInCluster => &names::RESOLVE_IN_CLUSTER,
            Self::Context => &names::CONTEXT,
            Self::TargetContext => &names::TARGET_CONTEXT,
            Self::EgressContext => &names::EGRESS_CONTEXT,
            Self::ServerCaOrganization => &certificates::SERVER_CA_ORGANIZATION,
            Self::ServerCaCommonName => &certificates::SERVER_CA_COMMON_NAME,
            Self::ClientCaOrganization => &certificates::CLIENT_CA_ORGANIZATION,
            Self::ClientCaCommonName => &certificates::CLIENT_CA_COMMON_NAME,
            Self::ClientOrganization => &certificates::CLIENT_ORGANIZATION,
            Self::ClientCommonName => &certificates::CLIENT_COMMON_NAME,
            Self::ClientUri => &certificates::CLIENT_URI,
            Self::AllowedClients => &certificates::ALLOWED_CLIENTS,
            Self::DeniedClients => &certificates::DENIED_CLIENTS,
            Self::KeyAlgorithm => &certificates::KEY_ALGORITHM,
            Self::ValidFrom => &certificates::VALID_FROM,
            Self::CaValidity => &certificates::CA_VALIDITY,
            Self::LeafValidity => &certificates::LEAF_VALIDITY,
            Self::Password => &certificates::PASSWORD,
            Self::EncryptionProfile => &certificates::ENCRYPTION_PROFILE,
            Self::WorkloadKind => &workload::WORKLOAD_KIND,
            Self::HttpBinImage => &workload::HTTP_BIN_IMAGE,
            Self::ServiceName => &workload::SERVICE_NAME,
            Self::ServicePort => &workload::SERVICE_PORT,
            Self::FunctionName => &workload::FUNCTION_NAME,
            Self::PodLabels => &workload::POD_LABELS,
            Self::Access => &workload::ACCESS,
            Self::DnsProvider => &dns::DNS_PROVIDER,
            Self::DnsCredentials => &dns::DNS_CREDENTIALS,
            Self::DnsCredential(credential) => credential.spec(),
            Self::DnsClass => &dns::DNS_CLASS,
            Self::LoadBalancerAddress => &dns::LOAD_BALANCER_ADDRESS,
            Self::Rules => &exposure::RULES,
            Self::ServiceRules => &exposure::SERVICE_RULES,
            Self::Timeout => &exposure::TIMEOUT,
            Self::RequestHeaders => &exposure::REQUEST_HEADERS,
            Self::ApiRuleVersion => &exposure::API_RULE_VERSION,
            Self::ClientCredential => &egress::CLIENT_CREDENTIAL,
            Self::EgressOnly => &egress::EGRESS_ONLY,
            Self::ClusterDnsAddress => &egress::CLUSTER_DNS_ADDRESS,
            Self::ServerSource => &own::SERVER_SOURCE,
            Self::ServerChain => &own::SERVER_CHAIN,
            Self::ServerKey => &own::SERVER_KEY,
            Self::TlsMode => &own::TLS_MODE,
            Self::ClientCaSource => &own::CLIENT_CA_SOURCE,
            Self::ClientCaChain => &own::CLIENT_CA_CHAIN,
            Self::ClientCaKey => &own::CLIENT_CA_KEY,
            Self::ServerCaSource => &authorities::SERVER_CA_SOURCE,
            Self::ServerCaChain => &authorities::SERVER_CA_CHAIN,
            Self::ServerCaKey => &authorities::SERVER_CA_KEY,
            Self::Clients => &clients::CLIENTS,
            Self::ClientSubject => &clients::CLIENT_SUBJECT,
            Self::ClientNames => &clients::CLIENT_NAMES,
            Self::Formats => &only::FORMATS,
            Self::Intermediate => &only::INTERMEDIATE,
            Self::IntermediateCommonName => &only::INTERMEDIATE_COMMON_NAME,
            Self::CaKeyAlgorithm => &only::CA_KEY_ALGORITHM,
            Self::TrustDomain => &only::TRUST_DOMAIN,
            Self::MakeServer => &only::MAKE_SERVER,
            Self::ServerNames => &only::SERVER_NAMES,
            Self::ServerValidity => &only::SERVER_VALIDITY,
            Self::ClientRequests => &clients::CLIENT_REQUESTS,
            Self::ServerIntermediate => &authorities::SERVER_INTERMEDIATE,
            Self::ServerIntermediateCommonName => &authorities::SERVER_INTERMEDIATE_COMMON_NAME,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_are_those_of_the_core() {
        use crate::pki::{key::KeyAlgorithm, pkcs12::EncryptionProfile};
        use crate::plan::answers::HttpBinImage;
        let ids = |field: Field| match field.spec().input {
            Input::Select(choices) | Input::Radio(choices) | Input::Several(choices) => {
                choices.iter().map(|choice| choice.id).collect()
            }
            _ => Vec::new(),
        };
        assert_eq!(ids(Field::KeyAlgorithm), KeyAlgorithm::ALL.map(KeyAlgorithm::id));
        assert_eq!(
            ids(Field::EncryptionProfile),
            EncryptionProfile::ALL.map(EncryptionProfile::id)
        );
        assert_eq!(
            ids(Field::ApiRuleVersion),
            crate::plan::exposure::ApiRuleVersion::ALL.map(crate::plan::exposure::ApiRuleVersion::id)
        );
        assert_eq!(ids(Field::HttpBinImage), HttpBinImage::ALL.map(HttpBinImage::id));
    }
}
