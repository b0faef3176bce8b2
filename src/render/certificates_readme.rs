//! The README of certificates without a cluster: what is there, who gets what, and how a gateway would use it.

use super::clients::{LIST_PATH, secret_name};
use super::markdown::{block, certificate_table, checked, import_help, seen_clients};
use super::shell::quote;
use super::{also, headers};
use crate::pki::issuance::Issued;
use crate::plan::certificates::{
    CLIENT_ROOT_CA, SERVER, SERVER_CHAIN_PATH, SERVER_ROOT_CA, certificate_path, key_path,
};
use crate::plan::certificates_only::CertificatesPlan;
use crate::plan::finding::Finding;
use crate::plan::formats::Format;
use crate::plan::verification::Client;

/// Writes it.
pub fn readme(plan: &CertificatesPlan, issued: &Issued, findings: &[Finding]) -> String {
    let mut text = format!("# {}\n\n", plan.title);
    text += &format!(
        "{} in `certificates/`, each in a folder of its own; `{LIST_PATH}` lists them with subjects, fingerprints and dates.\n\n",
        match plan.clients.len() {
            1 => "One client".to_owned(),
            count => format!("{count} clients"),
        }
    );
    text +=
        "> Keep this folder to yourself: it holds private keys. Give each client its own folder and nothing else.\n\n";
    text += &who_gets_what(plan);
    text += &for_a_gateway(plan);
    text += &also::java(with_key(plan));
    let seen = headers::seen(&plan.clients, issued);
    text += "\n## What a gateway tells your backend\n\nIstio's ingress gateway can fill these request headers from the client's certificate. ";
    text += &seen_clients(&seen);
    text += &browsers(plan);
    text += &certificate_table(issued);
    text += &also::by_openssl(&plan.parts(), false);
    text + &checked(findings)
}

fn makes(plan: &CertificatesPlan, id: &str) -> bool {
    plan.requests.iter().any(|request| request.id.0 == id)
}

fn who_gets_what(plan: &CertificatesPlan) -> String {
    let mut rows = vec![(
        certificate_path(CLIENT_ROOT_CA),
        "whoever checks the clients: the gateway".to_owned(),
    )];
    if plan.requests.iter().any(|request| request.profile.is_ca()) {
        rows.push((
            "certificates/*-ca.key".to_owned(),
            "nobody: with it, further certificates are signed. Put it away.".to_owned(),
        ));
    }
    rows.push((
        "certificates/clients/NAME/".to_owned(),
        "the client NAME alone".to_owned(),
    ));
    if makes(plan, SERVER) {
        rows.push((
            format!("{SERVER_CHAIN_PATH}, {}", key_path(SERVER)),
            "the server".to_owned(),
        ));
        rows.push((
            certificate_path(SERVER_ROOT_CA),
            "the clients, so that they believe the server".to_owned(),
        ));
    }
    let mut text = "## Who gets what\n\n| File | For |\n|---|---|\n".to_owned();
    for (file, whom) in rows {
        text += &["| `", &file, "` | ", &whom, " |\n"].concat();
    }
    if !plan.signing_requests.is_empty() {
        text += "\nClients that sent a request kept their keys: they get `client.crt` and `client-chain.pem`.\n";
    }
    text
}

/// The commands that put the files into a cluster.
fn for_a_gateway(plan: &CertificatesPlan) -> String {
    let mut text = "\n## In a cluster\n\n".to_owned();
    text += "An ingress gateway that checks these clients reads their authority from a Secret that is called like the Gateway's \
             `credentialName` with `-cacert` appended. Make it before the Gateway:\n\n";
    let authority = certificate_path(CLIENT_ROOT_CA);
    text += &block(&format!(
        "kubectl create secret generic my-gateway-cacert -n istio-system --from-file=cacert={authority}"
    ));
    if makes(plan, SERVER) {
        text += "And with the server's certificate:\n\n";
        text += &block(&format!(
            "kubectl create secret tls my-gateway -n istio-system --cert={SERVER_CHAIN_PATH} --key={}",
            key_path(SERVER)
        ));
    }
    let Some(client) = plan.clients.iter().find(|client| client.has_key) else {
        return text;
    };
    text += "An egress gateway shows a client's certificate in the name of your pods:\n\n";
    text + &block(&egress_secret(plan, client))
}

fn egress_secret(plan: &CertificatesPlan, client: &Client) -> String {
    let folder = client.path();
    if plan.formats.has(Format::Secret) {
        return format!("kubectl apply -n istio-system -f {}/client-secret.yaml", quote(&folder));
    }
    let certificate = client.certificate();
    let authority = match makes(plan, SERVER) {
        true => certificate_path(SERVER_ROOT_CA),
        false => "server-root-ca.crt".to_owned(),
    };
    format!(
        "kubectl create secret generic {} -n istio-system --from-file=tls.crt={certificate} \\\n  \
         --from-file=tls.key={folder}/client.key --from-file=ca.crt={authority}",
        secret_name(client.folder.as_str())
    )
}

fn browsers(plan: &CertificatesPlan) -> String {
    import_help("\n## In a browser\n\n", with_key(plan), makes(plan, SERVER))
}

fn with_key(plan: &CertificatesPlan) -> impl Iterator<Item = &Client> {
    plan.clients.iter().filter(|client| client.has_key)
}
