//! Own gateway certificate (tutorial 000): the server's certificate is there already, as files or as a Secret in the
//! cluster, and the authority for the clients may be too.

use super::answers::Answers;
use super::brought::{Brought, BroughtServer, ServerFiles};
use super::builder::Builder;
use super::certificates::{SERVER, SERVER_CHAIN_PATH, SERVER_ROOT_CA, certificate_path, key_path, path};
use super::cluster::{Clusters, Role};
use super::names::{ContextName, Namespace};
use super::task::{Condition, Task, Wait};
use super::verification::{Foreign, Verification, verification, verify};
use super::workload::workload;
use super::{Plan, Provided, ProvidedContent, SecretText, guide, ingress, route};
use crate::pki::import::ImportedAuthority;
use crate::pki::issuance::CredentialId;

/// What only this tutorial asks for.
#[derive(Clone, Debug)]
pub struct Own {
    pub context: Option<ContextName>,
    pub server: BroughtServer,
}

/// The plan of tutorial 000.
pub fn plan(answers: &Answers, own: &Own) -> Plan {
    let brought = Brought {
        server: Some(own.server.clone()),
        ..Brought::of(&answers.certificates)
    };
    let mut builder = Builder::on(Role::Only);
    guide::unpack(&mut builder);
    guide::choose_cluster(
        &mut builder,
        "It needs the Istio and API Gateway modules, which SAP BTP, Kyma runtime has from the start, and a DNS entry that \
         leads your domain to its ingress gateway.",
    );
    ingress::namespace(&mut builder, &answers.namespace);
    match own.server {
        BroughtServer::Files(_) => ingress::secrets(&mut builder, answers),
        BroughtServer::Secret => existing_secret(&mut builder, answers),
    }
    ingress::gateway(&mut builder, answers);
    workload(&mut builder, answers);
    route::route(&mut builder, answers);
    verify(&mut builder, answers, note(&own.server));
    let clusters = Clusters::one(&own.context);
    Plan {
        server_names: files(&own.server).map(|files| files.credential.names()),
        provided: provided(&brought),
        verification: tested(answers, &brought),
        brought,
        ..builder.plan(answers, "own", "mTLS with your own gateway certificate", clusters)
    }
}

fn files(server: &BroughtServer) -> Option<&ServerFiles> {
    match server {
        BroughtServer::Files(files) => Some(files),
        BroughtServer::Secret => None,
    }
}

/// Looks for the Secret first: without it nothing else makes sense. It is never changed or removed.
fn existing_secret(builder: &mut Builder, answers: &Answers) {
    let secret = &answers.gateway.secret;
    let wait = Task::WaitFor(Wait {
        kind: "secret",
        name: secret.to_string(),
        namespace: Some(Namespace::istio_system()),
        condition: Condition::Exists,
        timeout_seconds: 10,
    });
    builder.tasks(
        "server-secret",
        format!("Check that the Secret {secret} is there"),
        "It holds the gateway's own key and certificate. Istio reads it from the namespace of the ingress gateway, \
         `istio-system`, whatever namespace the Gateway is in; a Secret elsewhere is not found. It stays as it is."
            .to_owned(),
        vec![wait],
        format!("`{secret}` in the list, of the type `kubernetes.io/tls`, or `Opaque` with the keys `cert` and `key`."),
    );
    ingress::client_authority(
        builder,
        answers,
        "It comes before the Gateway: if it is missing, Istio takes a `ca.crt` beside the gateway's certificate instead, and \
         with a public issuer's, everybody who has a certificate of that issuer gets in. A Gateway that uses the same \
         Secret already checks its clients against this authority too.",
    );
}

/// What is said about the commands of the test.
fn note(server: &BroughtServer) -> &'static str {
    match files(server).and_then(|files| files.credential.trusted()) {
        Some(_) => " curl is told to trust the root that came with your chain.",
        None => {
            " curl verifies the gateway by what this machine trusts. If your certificate's root is a private one, name it: \
             add `--cacert root.pem` to the commands, or run `SERVER_CA=root.pem ./verify.sh`."
        }
    }
}

fn tested(answers: &Answers, brought: &Brought) -> Verification {
    let mut tested = verification(answers, None);
    let Some(BroughtServer::Files(files)) = &brought.server else {
        return tested;
    };
    tested.server_ca = files.credential.trusted().map(|_| certificate_path(SERVER_ROOT_CA));
    if !doubles_as_client(files, brought.client_authority.as_ref()) {
        tested.foreign.push(Foreign {
            whose: "the gateway itself",
            path: path(&CredentialId(SERVER.to_owned())),
        });
    }
    tested
}

/// Whether the gateway's own certificate opens the gateway: it comes from the clients' authority and may be used by clients.
pub fn doubles_as_client(files: &ServerFiles, authority: Option<&ImportedAuthority>) -> bool {
    let Some(authority) = authority else { return false };
    let chain = &files.credential.chain;
    let authority = &authority.certificate.details().subject.der;
    let comes_from_it = chain
        .path()
        .any(|certificate| certificate.details().issuer.der == *authority);
    let purposes = &chain.leaf.details().extended_key_usages;
    comes_from_it && (purposes.is_empty() || purposes.iter().any(|purpose| purpose == "clientAuth"))
}

/// The user's own files under the names that the archive's contract gives them.
fn provided(brought: &Brought) -> Vec<Provided> {
    let mut provided = Vec::new();
    let certificates = |path: String, pem: String| Provided {
        path,
        content: ProvidedContent::Certificates(pem),
    };
    if let Some(BroughtServer::Files(files)) = &brought.server {
        let server = &files.credential;
        if let Some(root) = server.trusted() {
            provided.push(certificates(certificate_path(SERVER_ROOT_CA), root.pem()));
        }
        provided.push(certificates(certificate_path(SERVER), server.chain.leaf.pem()));
        provided.push(Provided {
            path: key_path(SERVER),
            content: ProvidedContent::Secret(SecretText(server.key.private_key().pem())),
        });
        provided.push(certificates(SERVER_CHAIN_PATH.to_owned(), server.chain_pem()));
    }
    provided.extend(brought.authority_files());
    provided
}
