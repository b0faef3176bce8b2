//! The README of certificates without a cluster: what is there, who gets what, and how a gateway would use it.

use super::clients::LIST_PATH;
use super::markdown::{block, certificate_table, checked, import_help, seen_clients};
use super::recipients::{Placing, Recipient, makes_server, placings, recipients, requested};
use super::{also, headers};
use crate::pki::issuance::Issued;
use crate::plan::certificates_only::CertificatesPlan;
use crate::plan::finding::Finding;
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

fn who_gets_what(plan: &CertificatesPlan) -> String {
    let mut text = "## Who gets what\n\n| File | For |\n|---|---|\n".to_owned();
    for Recipient { files, whom } in recipients(plan) {
        text += &["| `", &files.join("`, `"), "` | ", whom.english(), " |\n"].concat();
    }
    if let Some(said) = requested(plan) {
        text += &["\n", said.english(), "\n"].concat();
    }
    text
}

/// The commands that put the files into a cluster.
fn for_a_gateway(plan: &CertificatesPlan) -> String {
    let mut text = "\n## In a cluster\n\n".to_owned();
    for Placing { why, command, .. } in placings(plan) {
        text += &[why.english(), "\n\n", &block(&command)].concat();
    }
    text
}

fn browsers(plan: &CertificatesPlan) -> String {
    import_help("\n## In a browser\n\n", with_key(plan), makes_server(plan))
}

fn with_key(plan: &CertificatesPlan) -> impl Iterator<Item = &Client> {
    plan.clients.iter().filter(|client| client.has_key)
}
