//! How a finished gateway is tested, and what the workload must see.

mod call;

pub use call::{Call, call};

use super::answers::{Access, Answers, Scenario, Workload};
use super::builder::Builder;
use super::certificates;
use super::egress::Caller;
use super::exposure::Method;
use super::guide::StepBody;
use super::names::{DnsName, FileStem};
use super::resource::gateway::TlsMode;
use crate::pki::issuance::CredentialId;
use crate::pki::pkcs12::EncryptionProfile;

/// The calls of `verify.sh` and of the guide's last step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verification {
    pub host: DnsName,
    pub method: Method,
    /// Begins with `/`.
    pub path: String,
    /// An address to use for the host instead of DNS: the load balancer of a cluster on this machine.
    pub address: Option<&'static str>,
    /// The authority that signed the gateway's certificate, a path in the archive; `None` for a public one.
    pub server_ca: Option<String>,
    pub clients: Vec<Client>,
    /// Whether the gateway demands a certificate.
    pub anonymous: Anonymous,
    /// Certificates that the gateway must refuse.
    pub foreign: Vec<Foreign>,
    pub expectation: Expectation,
    /// A pod of another cluster that calls through its egress gateway.
    pub caller: Option<Caller>,
}

/// A client with a certificate of the client CA.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    pub credential: CredentialId,
    /// What it is called.
    pub name: String,
    pub folder: FileStem,
    pub outcome: Outcome,
    /// Whether its key is in the archive; without, nobody but its owner can call with its certificate.
    pub has_key: bool,
    /// Whether it has to show its issuer's certificate too: the gateway trusts only the root above that.
    pub shows_chain: bool,
    /// For which importers it has a second bundle.
    pub second_bundle: Option<EncryptionProfile>,
}

impl Verification {
    /// The clients that the archive can call as.
    pub fn callers(&self) -> impl Iterator<Item = &Client> {
        self.clients.iter().filter(|client| client.has_key)
    }
}

impl Client {
    /// `certificates/clients/<name>`.
    pub fn path(&self) -> String {
        format!("certificates/clients/{}", self.folder)
    }

    /// The file with what it shows, below the archive's folder.
    pub fn certificate(&self) -> String {
        [&self.path(), "/", shown_file(self.shows_chain)].concat()
    }

    /// The file with its key.
    pub fn key(&self) -> String {
        [&self.path(), "/client.key"].concat()
    }
}

/// The file in a client's folder with what it shows: its certificate, alone or with those between it and the root.
pub fn shown_file(with_chain: bool) -> &'static str {
    if with_chain { "client-chain.pem" } else { "client.crt" }
}

/// What becomes of a client's call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The workload answers.
    Admitted,
    /// The gateway lets it in, the policy answers `403`.
    Denied,
    /// The gateway ends the TLS handshake.
    Refused,
}

/// What becomes of a call without a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anonymous {
    /// The TLS handshake fails (mode `MUTUAL`).
    Refused,
    /// The workload answers (mode `OPTIONAL_MUTUAL`).
    Admitted,
}

/// A certificate that is not one of the gateway's clients.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Foreign {
    /// Whose it is, after "with the certificate of ".
    pub whose: &'static str,
    /// Path of certificate and key in the archive, without extension.
    pub path: String,
}

/// What the call of an admitted client must bring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expectation {
    /// 200, and a body that repeats the `X-CLIENT-SSL-*` request headers: HTTPBin's `/headers`.
    EchoedHeaders,
    /// An answer of the workload: any status that shows the gateway let the call through.
    Reached,
    /// 404 of the gateway itself, which let the client in but has no rule for the call: all rules are for methods that may
    /// change something.
    NotRouted,
}

/// How the gateway of these answers is tested.
pub fn verification(answers: &Answers, address: Option<&'static str>) -> Verification {
    let Call {
        method,
        path,
        expectation,
    } = call(answers);
    let made_server = answers.certificates.server.is_some();
    let server = made_server.then(|| Foreign {
        whose: "the gateway itself",
        path: certificates::path(&CredentialId(certificates::SERVER.to_owned())),
    });
    Verification {
        host: answers.domains.workload.clone(),
        method,
        path,
        address,
        server_ca: made_server.then(|| certificates::certificate_path(certificates::SERVER_ROOT_CA)),
        clients: certificates::clients(&answers.certificates),
        anonymous: match answers.gateway.mode {
            TlsMode::Mutual => Anonymous::Refused,
            TlsMode::OptionalMutual => Anonymous::Admitted,
        },
        foreign: server.into_iter().collect(),
        expectation,
        caller: None,
    }
}

/// The last step of every guide. `note` is said about the commands.
pub fn verify(builder: &mut Builder, answers: &Answers, note: &str) {
    let seen = match (call(answers).expectation, &answers.workload) {
        // What the headers will be follows from certificates that are not here.
        (Expectation::EchoedHeaders, _) if answers.certificates.clients.is_empty() => {
            "status 200 with the client's identity in the `X-Client-Ssl-*` headers"
        }
        (Expectation::EchoedHeaders, _) => {
            "status 200 with the `X-Client-Ssl-*` headers shown under “What your backend will see”"
        }
        (Expectation::Reached, Workload::OwnService { .. }) => "your service's own response",
        (Expectation::Reached, Workload::HttpBin { .. }) => {
            "HTTPBin's own response, which may be status 404 or 405: no rule admits one of its pages that show the request headers"
        }
        (Expectation::NotRouted, _) => {
            "status 404 from the gateway itself: it lets the client in, but no rule admits this call. All rules are for methods \
             that may change something, and a test must not do that"
        }
    };
    let without = match answers.gateway.mode {
        TlsMode::Mutual => {
            "Without a certificate the call fails during the TLS handshake; curl's words for that differ from run to run."
        }
        TlsMode::OptionalMutual => "Without a certificate the call is answered too, without the headers.",
    };
    let given = if answers.certificates.clients.is_empty() {
        " Your client CA's key is not here, so the test needs a client's certificate and key that you have: \
         `./verify.sh --cert client.pem --key client.key`. Without them it tests less, says so, and ends with status 3."
    } else {
        ""
    };
    let denied = match answers.access {
        Access::EveryClient => "",
        Access::Chosen(_) => " A denied client gets status 403 with `RBAC: access denied`.",
        Access::AtGateway(_) => " With that of a denied client it fails like without any.",
    };
    // Local k3d says the address itself.
    let unknown = match answers.scenario {
        Scenario::K3d(_) => "",
        _ => " Where DNS does not know the host yet, `GATEWAY_ADDRESS=ADDRESS ./verify.sh` calls it at an address.",
    };
    builder.step(
        "verify",
        "Test the connection".to_owned(),
        format!("A gateway that lets you in proves little; it must also keep others out.{note}{given}{unknown}"),
        StepBody::Verify,
        format!("{without} With it you get {seen}.{denied}"),
    );
}
