//! Where the cluster keeps what is renewed: the Gateway's Secrets, by the answers of the archive or by what a person says.

use super::keyring::Origin;
use crate::locale::say;
use crate::plan::ingress::CACERT_SUFFIX;
use crate::plan::names::{ContextName, NameError, Namespace, ResourceName};

/// How the Secrets of a Gateway are cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecretForm {
    /// The server's in `<name>` of the type TLS, the clients' authority under `cacert` in `<name>-cacert`.
    Apart,
    /// `cert`, `key` and `cacert` in the one Secret `<name>`.
    Together,
    /// `tls.crt`, `tls.key` and `ca.crt` in the one Secret `<name>`.
    TogetherTls,
}

impl SecretForm {
    /// All forms, in the order in which a page offers them.
    pub const ALL: [Self; 3] = [Self::Apart, Self::Together, Self::TogetherTls];

    /// What a page calls it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Apart => "Two Secrets: NAME (tls) and NAME-cacert with the key cacert",
            Self::Together => "One Secret with the keys cert, key and cacert",
            Self::TogetherTls => "One Secret with the keys tls.crt, tls.key and ca.crt",
        }
    }

    /// The stable identifier.
    pub fn id(self) -> &'static str {
        match self {
            Self::Apart => "apart",
            Self::Together => "together",
            Self::TogetherTls => "together-tls",
        }
    }

    /// The form with this identifier.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.id() == id)
    }

    /// The data key of the clients' authorities.
    pub fn authority_key(self) -> &'static str {
        match self {
            Self::Apart | Self::Together => "cacert",
            Self::TogetherTls => "ca.crt",
        }
    }

    /// The data key of the revocation lists. Istio reads the one that goes with the authorities' key and passes over the
    /// other (`pilot/pkg/credentials/kube/secrets.go`, `ExtractRoot`).
    pub fn list_key(self) -> &'static str {
        match self {
            Self::Apart | Self::Together => "crl",
            Self::TogetherTls => "ca.crl",
        }
    }
}

/// The Secrets of a gateway, and how to reach them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setup {
    /// The Gateway's `credentialName`.
    pub secret: ResourceName,
    pub form: SecretForm,
    /// The kube context; `None` for the current one.
    pub context: Option<String>,
    /// The variant Egress: the Secret of the egress gateway, and its cluster's context.
    pub caller: Option<(ResourceName, Option<String>)>,
    /// The host that the test calls, and whether it is at 127.0.0.1.
    pub host: Option<(String, bool)>,
}

/// What a person says about the Secrets, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedSetup {
    pub secret: String,
    pub form: String,
    pub context: String,
}

impl TypedSetup {
    /// What the archive's answers say; the names of the tutorials without any.
    pub fn of(origin: Option<&Origin>) -> Self {
        let answer = |field| origin.and_then(|origin| origin.answer(field)).map(str::to_owned);
        let is_egress = origin.is_some_and(|origin| origin.variant == "egress");
        let context = match origin {
            Some(origin) if origin.variant == "k3d" => origin.answer("cluster").map(|name| ["k3d-", name].concat()),
            _ if is_egress => answer("target-context"),
            _ => answer("context"),
        };
        let form = if is_egress {
            SecretForm::Together
        } else {
            SecretForm::Apart
        };
        Self {
            secret: answer("secret").unwrap_or_else(|| "kyma-mtls".to_owned()),
            form: form.id().to_owned(),
            context: context.unwrap_or_default(),
        }
    }
}

/// Which of the typed texts is wrong, and why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SetupError {
    #[error("{}", say!("this is not the name of a Secret. Type the Gateway’s credentialName: lower-case letters, digits and hyphens, as in \
         kyma-mtls, without -cacert at its end"))]
    Secret(NameError),
    #[error("{}", say!("this is not the name of a kube context. Leave it empty for the current one, or type one that kubectl config get-contexts lists"))]
    Context(NameError),
}

impl Setup {
    /// Checks what was typed, and adds what only the archive knows.
    ///
    /// # Errors
    /// [`SetupError`] for names that Kubernetes would refuse.
    pub fn new(typed: &TypedSetup, origin: Option<&Origin>) -> Result<Self, SetupError> {
        let secret =
            ResourceName::parse_credential(typed.secret.trim(), CACERT_SUFFIX.len()).map_err(SetupError::Secret)?;
        let context = match typed.context.trim() {
            "" => None,
            text => Some(ContextName::parse(text).map_err(SetupError::Context)?.to_string()),
        };
        let caller = origin.filter(|origin| origin.variant == "egress").and_then(|origin| {
            let secret = ResourceName::parse(origin.answer("client-credential")?, 0).ok()?;
            Some((secret, origin.answer("egress-context").map(str::to_owned)))
        });
        Ok(Self {
            secret,
            form: SecretForm::from_id(&typed.form).unwrap_or(SecretForm::Apart),
            context,
            caller,
            host: origin.and_then(host),
        })
    }

    /// The Secret that holds the clients' authority, and with it the revocation lists.
    pub fn authority_secret(&self) -> ResourceName {
        match self.form {
            SecretForm::Apart => self.secret.with_suffix(CACERT_SUFFIX),
            SecretForm::Together | SecretForm::TogetherTls => self.secret.clone(),
        }
    }

    /// The namespace of both.
    pub fn namespace(&self) -> Namespace {
        Namespace::istio_system()
    }
}

/// `<workload>.<subdomain>.<parent domain>`, as the plan makes it.
fn host(origin: &Origin) -> Option<(String, bool)> {
    let parts = [
        origin.answer("workload"),
        origin.answer("subdomain"),
        origin.answer("parent-domain"),
    ];
    let parent = origin.answer("parent-domain")?;
    let parts: Vec<&str> = parts.into_iter().flatten().collect();
    Some((parts.join("."), parent == "local.kyma.dev"))
}
