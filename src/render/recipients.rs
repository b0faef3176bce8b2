//! Certificates without a cluster: who gets which file, and the commands that put the files into a cluster. For the README,
//! which is English, and for the page with the result.

use super::clients::secret_name;
use super::shell::quote;
use crate::locale::{Text, text};
use crate::plan::certificates::{
    CLIENT_ROOT_CA, SERVER, SERVER_CHAIN_PATH, SERVER_ROOT_CA, certificate_path, key_path,
};
use crate::plan::certificates_only::CertificatesPlan;
use crate::plan::formats::Format;
use crate::plan::verification::Client;

/// Files, and whom they are for.
pub struct Recipient {
    /// Paths in the archive; `*` and `NAME` stand for several.
    pub files: Vec<String>,
    pub whom: Text,
}

/// Who gets what, in the order in which one would hand it over.
pub fn recipients(plan: &CertificatesPlan) -> Vec<Recipient> {
    let to = |files: &[String], whom| Recipient {
        files: files.to_vec(),
        whom,
    };
    let mut all = vec![to(
        &[certificate_path(CLIENT_ROOT_CA)],
        text("whoever checks the clients: the gateway"),
    )];
    if plan.requests.iter().any(|request| request.profile.is_ca()) {
        all.push(to(
            &["certificates/*-ca.key".to_owned()],
            text("nobody: with it, further certificates are signed. Put it away."),
        ));
    }
    all.push(to(
        &["certificates/clients/NAME/".to_owned()],
        text("the client NAME alone"),
    ));
    if makes_server(plan) {
        all.push(to(
            &[SERVER_CHAIN_PATH.to_owned(), key_path(SERVER)],
            text("the server"),
        ));
        all.push(to(
            &[certificate_path(SERVER_ROOT_CA)],
            text("the clients, so that they believe the server"),
        ));
    }
    all
}

/// What is said of clients whose keys were never here, if there are some.
pub fn requested(plan: &CertificatesPlan) -> Option<Text> {
    let said = text("Clients that sent a request kept their keys: they get `client.crt` and `client-chain.pem`.");
    (!plan.signing_requests.is_empty()).then_some(said)
}

/// A command that puts files into a cluster.
pub struct Placing {
    pub title: Text,
    /// What it is for, as prose.
    pub why: Text,
    /// For bash, in the unpacked folder.
    pub command: String,
}

/// The commands that put the files into a cluster.
pub fn placings(plan: &CertificatesPlan) -> Vec<Placing> {
    let mut all = vec![Placing {
        title: text("Secret with the client CA"),
        why: text(
            "An ingress gateway that checks these clients reads their authority from a Secret that is called like the Gateway’s \
             `credentialName` with `-cacert` appended. Make it before the Gateway:",
        ),
        command: format!(
            "kubectl create secret generic my-gateway-cacert -n istio-system --from-file=cacert={}",
            certificate_path(CLIENT_ROOT_CA)
        ),
    }];
    if makes_server(plan) {
        all.push(Placing {
            title: text("Secret with the server’s certificate"),
            why: text("And with the server’s certificate:"),
            command: format!(
                "kubectl create secret tls my-gateway -n istio-system --cert={SERVER_CHAIN_PATH} --key={}",
                key_path(SERVER)
            ),
        });
    }
    if let Some(client) = plan.clients.iter().find(|client| client.has_key) {
        all.push(Placing {
            title: text("Secret with a client’s certificate"),
            why: egress_purpose(plan),
            command: egress_secret(plan, client),
        });
    }
    all
}

/// What a client's Secret is for, and where the authority in it comes from if it is not made here.
fn egress_purpose(plan: &CertificatesPlan) -> Text {
    if makes_server(plan) {
        return text("An egress gateway shows a client’s certificate in the name of your pods:");
    }
    if plan.formats.has(Format::Secret) {
        return text(
            "An egress gateway shows a client’s certificate in the name of your pods. Add `ca.crt`, the authority of the server \
             that they call, to the manifest first:",
        );
    }
    text(
        "An egress gateway shows a client’s certificate in the name of your pods. Get the authority of the server that they call \
         from whoever runs it, and save it as `server-root-ca.crt` here first:",
    )
}

fn egress_secret(plan: &CertificatesPlan, client: &Client) -> String {
    let folder = client.path();
    if plan.formats.has(Format::Secret) {
        return format!("kubectl apply -n istio-system -f {}/client-secret.yaml", quote(&folder));
    }
    let certificate = client.certificate();
    let authority = match makes_server(plan) {
        true => certificate_path(SERVER_ROOT_CA),
        false => "server-root-ca.crt".to_owned(),
    };
    format!(
        "kubectl create secret generic {} -n istio-system --from-file=tls.crt={certificate} \\\n  \
         --from-file=tls.key={folder}/client.key --from-file=ca.crt={authority}",
        secret_name(client.folder.as_str())
    )
}

/// Whether the server's certificate is made, too.
pub fn makes_server(plan: &CertificatesPlan) -> bool {
    plan.requests.iter().any(|request| request.id.0 == SERVER)
}
