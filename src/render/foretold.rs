//! What certificates will say, before they are made.

use crate::pki::envoy;
use crate::pki::issuance::Request;
use crate::pki::profile::Profile;
use crate::plan::certificates;

/// How many clients are shown.
const SHOWN: usize = 6;

/// Path and text of each certificate to come, the first clients only.
pub fn certificates(requests: &[Request]) -> Vec<(String, String)> {
    let is_client = |request: &&Request| request.profile == Profile::Client;
    let others = requests.iter().filter(|request| !is_client(request));
    let clients = requests.iter().filter(is_client);
    let count = clients.clone().count();
    let shown = others.chain(clients.take(SHOWN));
    let mut files: Vec<(String, String)> = shown
        .map(|request| {
            (
                [&certificates::path(&request.id), ".crt"].concat(),
                text(requests, request),
            )
        })
        .collect();
    if count > SHOWN {
        let text = format!("clients: {count}\n");
        files.push((format!("and {} more", count - SHOWN), text));
    }
    files
}

fn text(requests: &[Request], request: &Request) -> String {
    let issuer = request.issuer.as_ref().map(|id| {
        let made = requests.iter().find(|other| other.id == *id);
        made.map_or("your own authority", |made| made.title.as_str())
    });
    let names: Vec<String> = request.subject_alt_names.iter().map(ToString::to_string).collect();
    let purpose = match request.profile {
        Profile::RootCa => "signs itself and others",
        Profile::IntermediateCa => "signs clients",
        Profile::Server => "server",
        Profile::Client => "client",
    };
    let mut text = String::new();
    for (name, value) in [
        ("subject", envoy::predicted(&request.subject)),
        ("names", names.join(", ")),
        ("purpose", purpose.to_owned()),
        (
            "key",
            request
                .key
                .made()
                .map_or("stays with its owner", |algorithm| algorithm.title())
                .to_owned(),
        ),
        ("until", request.validity.not_after().date().to_string()),
        ("signed by", issuer.unwrap_or_default().to_owned()),
    ] {
        if !value.is_empty() {
            text += &[name, ": ", &value, "\n"].concat();
        }
    }
    text
}
