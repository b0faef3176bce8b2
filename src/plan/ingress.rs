//! The parts that every tutorial with a mutual-TLS ingress gateway shares: namespace, Secrets, Gateway.

use super::answers::{Access, Answers, Criterion};
use super::builder::Builder;
use super::certificates::{self, CLIENT_ROOT_CA, SERVER, SERVER_CHAIN_PATH, certificate_path, key_path};
use super::names::{Namespace, ResourceName};
use super::resource::gateway::{Gateway, GatewaySpec, Pin, Port, Selector, Server, ServerTls, TlsMode};
use super::resource::{Metadata, core};
use super::task::{SecretContent, SecretFromFiles, Task};
use super::verification::Outcome;
use crate::pki::name::SubjectAltName;

/// A namespace whose pods get Istio's sidecar.
pub fn injected_namespace(namespace: &Namespace) -> core::Namespace {
    core::Namespace {
        metadata: Metadata::cluster_scoped(namespace.into()).label("istio-injection", "enabled"),
    }
}

/// Makes the namespace of the Gateway and the workload.
pub fn namespace(builder: &mut Builder, namespace: &Namespace) {
    let task = builder.apply(injected_namespace(namespace));
    builder.tasks(
        "namespace",
        format!("Create the namespace {namespace} with Istio sidecar injection"),
        "Pods in this namespace get an Istio sidecar proxy. Without it, API Gateway refuses to expose the workload."
            .to_owned(),
        vec![task],
        format!("`namespace/{namespace} created`, or `configured` if it was there before."),
    );
}

/// What Istio appends to `credentialName` to find the authority that clients are checked against.
pub const CACERT_SUFFIX: &str = "-cacert";

/// A Secret where the ingress gateway reads it.
pub fn gateway_secret(name: ResourceName, content: SecretContent) -> SecretFromFiles {
    SecretFromFiles {
        namespace: Namespace::istio_system(),
        name,
        content,
    }
}

/// The Secret with the authority that clients are checked against.
pub fn client_authority_secret(answers: &Answers) -> SecretFromFiles {
    gateway_secret(
        answers.gateway.secret.with_suffix(CACERT_SUFFIX),
        SecretContent::Files(vec![("cacert", certificate_path(CLIENT_ROOT_CA))]),
    )
}

/// The Secret with a server's key and chain from the archive.
pub fn server_secret(answers: &Answers) -> SecretFromFiles {
    gateway_secret(
        answers.gateway.secret.clone(),
        SecretContent::Tls {
            certificate: SERVER_CHAIN_PATH.to_owned(),
            key: key_path(SERVER),
        },
    )
}

/// What is said of the clients' authority where another one, below it, signs the clients.
pub fn chain_note(answers: &Answers) -> &'static str {
    match answers.certificates.intermediate {
        Some(_) => {
            " The gateway trusts the root alone, so clients show the intermediate CA’s certificate along with their own: \
             `client-chain.pem` and the `.p12` file hold both. A new intermediate CA of the same root needs no change here."
        }
        None => "",
    }
}

/// Makes both Secrets that the Gateway reads, in the order that keeps the gateway closed to strangers.
pub fn secrets(builder: &mut Builder, answers: &Answers) {
    let secret = &answers.gateway.secret;
    builder.tasks(
        "secrets",
        format!("Create the Secrets {secret} and {secret}{CACERT_SUFFIX}"),
        format!(
            "`{secret}` holds the gateway's key and certificate chain, `{secret}{CACERT_SUFFIX}` the authority that \
             client certificates are checked against. Istio reads both from the namespace of the ingress gateway, \
             `istio-system`, whatever namespace the Gateway is in. They come before the Gateway, so that it is never \
             up without knowing whom to trust.{}",
            chain_note(answers)
        ),
        vec![
            Task::Secret(client_authority_secret(answers)),
            Task::Secret(server_secret(answers)),
        ],
        format!("`secret/{secret}{CACERT_SUFFIX} created` and `secret/{secret} created`."),
    );
}

/// Makes the Secret with the clients' authority, for a gateway whose own certificate comes from elsewhere.
pub fn client_authority(builder: &mut Builder, answers: &Answers, why_first: &str) {
    let secret = &answers.gateway.secret;
    builder.tasks(
        "client-ca",
        format!("Create the Secret {secret}{CACERT_SUFFIX}"),
        format!(
            "It holds the authority that client certificates are checked against. Istio looks for it in `istio-system` under \
             the name of the gateway's own Secret with `{CACERT_SUFFIX}` appended. {why_first}{}",
            chain_note(answers)
        ),
        vec![Task::Secret(client_authority_secret(answers))],
        format!("`secret/{secret}{CACERT_SUFFIX} created`."),
    );
}

fn server_tls(answers: &Answers) -> ServerTls {
    let mut tls = ServerTls::new(answers.gateway.mode, answers.gateway.secret.clone());
    if let Access::AtGateway(criterion) = answers.access {
        let clients = answers.certificates.clients.iter();
        for client in clients.filter(|client| client.outcome == Outcome::Admitted) {
            let pin = || Pin {
                credential: certificates::client_id(client),
                digest: None,
            };
            match criterion {
                // One name is enough, and the first is the client's own where it was given none.
                Criterion::Name => tls
                    .subject_alt_names
                    .extend(client.subject_alt_names.first().map(SubjectAltName::value)),
                Criterion::Key => tls.verify_certificate_spki.push(pin()),
                Criterion::Certificate => tls.verify_certificate_hash.push(pin()),
            }
        }
    }
    tls
}

/// What is said about a Gateway that tells clients apart.
fn criterion_why(access: &Access) -> &'static str {
    match access {
        Access::EveryClient | Access::Chosen(_) => "",
        Access::AtGateway(Criterion::Name) => {
            " Of those, `subjectAltNames` admits only the ones whose certificate has a listed name; the common name does not count."
        }
        Access::AtGateway(Criterion::Key) => {
            " Of those, `verifyCertificateSpki` admits only the ones with a listed key. A client whose certificate is renewed for the \
             same key stays admitted."
        }
        Access::AtGateway(Criterion::Certificate) => {
            " Of those, `verifyCertificateHash` admits only the listed certificates. Each renewal needs the new digest here first."
        }
    }
}

/// Makes the Gateway that asks every caller for a certificate.
pub fn gateway(builder: &mut Builder, answers: &Answers) {
    let (name, hosts) = (&answers.gateway.name, &answers.domains.gateway);
    let mode = answers.gateway.mode;
    let task = builder.apply(Gateway {
        metadata: Metadata::namespaced(name.clone(), &answers.namespace),
        spec: GatewaySpec {
            selector: Selector::INGRESS,
            servers: vec![Server {
                port: Port::MTLS,
                tls: Some(server_tls(answers)),
                hosts: vec![hosts.clone()],
            }],
        },
    });
    let admits = match mode {
        TlsMode::Mutual => {
            "in the mode `MUTUAL`: only callers with a certificate of your client root CA get through the TLS handshake."
        }
        TlsMode::OptionalMutual => {
            "in the mode `OPTIONAL_MUTUAL`: a certificate is checked if the caller shows one, and callers without one get \
             through as well. Nothing overwrites the `X-CLIENT-SSL-*` headers that a caller without one sends, so your backend \
             must not take them for proof of who calls."
        }
    };
    builder.tasks(
        "gateway",
        format!("Create the Gateway {name}"),
        format!(
            "It opens port 443 for `{hosts}` {admits}{}",
            criterion_why(&answers.access)
        ),
        vec![task],
        format!("`gateway.networking.istio.io/{name} created`."),
    );
}
