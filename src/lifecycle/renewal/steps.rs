//! What to do with renewed files, step by step.

use super::{Credential, Held};
use crate::lifecycle::keyring::Keyring;
use crate::lifecycle::package::{Commands, Package, Step, served_chain, shown};
use crate::lifecycle::revoking;
use crate::lifecycle::setup::{SecretForm, Setup};
use crate::plan::certificates::path;

/// Policies and headers go by the name as Envoy prints it, which the new certificate was asked to repeat.
pub fn check_names(package: &mut Package, renewed: &[(&Held, &Credential)]) {
    for (held, credential) in renewed {
        let (old, new) = (held.certificate.details(), credential.certificate.details());
        if old.subject.envoy != new.subject.envoy {
            package.warnings.push(format!(
                "{}: Envoy prints the subject of the new certificate as `{}`, not as `{}`. Change policies that name it.",
                held.title(),
                new.subject.envoy.as_deref().unwrap_or_default(),
                old.subject.envoy.as_deref().unwrap_or_default()
            ));
        }
    }
}

pub fn unpack(package: &Package, keyring: &Keyring) -> Step {
    let over = match keyring.origin {
        Some(_) => {
            "In the folder that holds the earlier archive’s folder: the renewed files replace the earlier ones, all others stay."
        }
        None => "Wherever you keep the certificates.",
    };
    Step {
        title: "Unpack the renewed files".to_owned(),
        text: [over, " Keep a copy of what was there until the end."].concat(),
        commands: package.unpack(),
        ..Step::default()
    }
}

pub fn server(package: &mut Package, keyring: &Keyring, setup: &Setup, server: &Credential) {
    let end = server.certificate.details().validity.not_after();
    let chain = served_chain(&server.certificate, &server.issuers);
    let (commands, name) = match setup.form {
        SecretForm::Apart => (setup.server(""), setup.secret.clone()),
        SecretForm::Together | SecretForm::TogetherTls => (
            revoking::beside_server(package, "", keyring, setup),
            setup.authority_secret(),
        ),
    };
    package.steps.push(Step {
        title: format!("Replace the gateway’s certificate in the Secret {name}"),
        text: "The ingress gateway takes the new certificate within seconds. Nothing is restarted, and open connections stay.".to_owned(),
        commands,
        check: format!(
            "The handshake shows the new end, `{end}`{}",
            if chain.len() > 1 { ", and a chain of more than one certificate." } else { "." }
        ),
        check_commands: handshake(setup),
        back: "Run the same command in the folder with the copy of the earlier files.".to_owned(),
        ..Step::default()
    });
}

/// What shows the certificate that the gateway serves.
fn handshake(setup: &Setup) -> Commands {
    let Some((host, is_local)) = &setup.host else {
        return Commands::default();
    };
    let address = [if *is_local { "127.0.0.1" } else { host.as_str() }, ":443"].concat();
    let show = format!(
        "openssl s_client -connect {} -servername {} </dev/null 2>/dev/null | openssl x509 -noout -subject -enddate",
        crate::render::shell::quote(&address),
        crate::render::shell::quote(host)
    );
    Commands {
        bash: vec![show],
        powershell: Vec::new(),
    }
}

pub fn clients(package: &mut Package, setup: &Setup, clients: &[&Credential]) {
    let list = clients.iter().map(|client| ["- `", &folder(client), "/`"].concat());
    let list: Vec<String> = list.collect();
    let waits = match setup.form {
        SecretForm::Apart => "",
        SecretForm::Together | SecretForm::TogetherTls => " The gateway’s Secret stays as it is.",
    };
    package.steps.push(Step {
        title: "Hand out the clients’ files".to_owned(),
        text: format!(
            "Each client gets the files of its folder over a safe channel, the password of a bundle over another. The gateway \
             admits the new certificates at once, because the authority is the same, and the earlier ones until they expire; \
             revoke an earlier one whose key was lost.{waits}\n\n{}",
            list.join("\n")
        ),
        ..Step::default()
    });
}

fn folder(client: &Credential) -> String {
    let path = path(&client.id);
    path.rsplit_once('/')
        .map_or(path.clone(), |(folder, _)| folder.to_owned())
}

/// Egress: the calling cluster's gateway reads the client's certificate from a Secret.
pub fn caller(package: &mut Package, setup: &Setup, clients: &[&Credential]) {
    let (Some((secret, context)), [client, ..]) = (&setup.caller, clients) else {
        return;
    };
    let [certificate, key] = shown("", &client.id, &client.certificate, &client.issuers);
    let content = crate::plan::task::SecretContent::Files(vec![
        ("ca.crt", "certificates/server-root-ca.crt".to_owned()),
        ("tls.crt", certificate),
        ("tls.key", key),
    ]);
    let secret = crate::plan::task::SecretFromFiles {
        namespace: setup.namespace(),
        name: secret.clone(),
        content,
    };
    package.steps.push(Step {
        title: format!(
            "Replace the client’s certificate in the Secret {} of the egress cluster",
            secret.name
        ),
        text: "The egress gateway shows it for the pods from the next connection on.".to_owned(),
        commands: Commands::secret(secret, context.as_deref()),
        ..Step::default()
    });
}

pub fn test(setup: &Setup, keyring: &Keyring, clients: &[&Credential]) -> Step {
    let authority = keyring
        .by_id("server-root-ca")
        .map(|_| "certificates/server-root-ca.crt");
    let mut commands = Commands::default();
    if let Some(client) = clients.iter().find(|client| client.private_key.is_some()) {
        commands = setup.call(authority, shown("", &client.id, &client.certificate, &client.issuers));
    }
    if keyring.origin.is_some() {
        commands.bash.insert(0, "./verify.sh".to_owned());
    }
    Step {
        title: "Test".to_owned(),
        text: "The earlier archive’s `verify.sh` takes the renewed files, because they have the same names.".to_owned(),
        commands,
        check: "The clients are let in, and strangers are not.".to_owned(),
        ..Step::default()
    }
}
