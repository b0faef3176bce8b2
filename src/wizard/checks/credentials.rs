//! Whether the Gateway finds its certificate and the authority for its clients, and in time.

use super::{Check, check, gardener};
use crate::locale::{Text, say, text};
use crate::plan::Plan;
use crate::plan::brought::BroughtServer;
use crate::plan::certificates::{CLIENT_ROOT_CA, SERVER, SERVER_CHAIN_PATH, certificate_path, key_path};
use crate::plan::cluster::Role;
use crate::plan::ingress::CACERT_SUFFIX;
use crate::plan::resource::gateway::ServerTls;
use crate::plan::task::{SecretContent, SecretFromFiles, Task};
use crate::wizard::Field;

/// What there is to say about one Gateway's credential.
pub(super) fn checks(plan: &Plan, tls: &ServerTls) -> [Check; 3] {
    [credential(plan, tls), client_authority(plan, tls), secrets_first(plan)]
}

/// The plan's Secret of this name, where the ingress gateway reads it.
fn secret<'a>(plan: &'a Plan, name: &str) -> Option<&'a SecretFromFiles> {
    plan.secrets()
        .filter(|(cluster, _)| *cluster != Role::Egress)
        .map(|(_, secret)| secret)
        .find(|secret| secret.name.as_str() == name && secret.namespace.as_str() == "istio-system")
}

const CREDENTIAL: Text = text("The Gateway finds its certificate");

fn credential(plan: &Plan, tls: &ServerTls) -> Check {
    if let Some(BroughtServer::Secret) = plan.brought.server {
        return super::own::existing_secret(plan, tls);
    }
    let name = tls.credential_name.as_str();
    if gardener::certificate_for(plan, name).is_some() {
        return check(
            CREDENTIAL.here(),
            Field::GatewaySecret,
            true,
            say!(
                "credentialName is {name}, and Gardener puts the certificate and its key into the Secret {name} in istio-system.",
                name
            ),
            String::new(),
        );
    }
    let tls_files = SecretContent::Tls {
        certificate: SERVER_CHAIN_PATH.to_owned(),
        key: key_path(SERVER),
    };
    let passes = secret(plan, name).is_some_and(|secret| match &secret.content {
        SecretContent::Files(files) => ["cert", "key"]
            .iter()
            .all(|key| files.iter().any(|(found, _)| found == key)),
        content => *content == tls_files,
    });
    check(
        CREDENTIAL.here(),
        Field::GatewaySecret,
        passes,
        say!(
            "credentialName is {name}, and a Secret {name} with the gateway’s key and chain is made in istio-system.",
            name
        ),
        say!(
            "No Secret {name} with the gateway’s key and chain is made in istio-system, so the gateway would not open port 443.",
            name
        ),
    )
}

fn client_authority(plan: &Plan, tls: &ServerTls) -> Check {
    let path = certificate_path(CLIENT_ROOT_CA);
    let holds = |name: &str| {
        secret(plan, name).is_some_and(|secret| match &secret.content {
            SecretContent::Files(files) => files.iter().any(|(key, file)| *key == "cacert" && *file == path),
            SecretContent::Tls { .. } => false,
        })
    };
    let own = tls.credential_name.to_string();
    let separate = say!("{own}{CACERT_SUFFIX}", own, CACERT_SUFFIX);
    // Istio looks into the credential itself first only where it has no Secret of its own for the authority.
    let name = if secret(plan, &separate).is_none() && holds(&own) {
        own
    } else {
        separate
    };
    check(
        say!("Clients are checked against the client CA"),
        Field::GatewaySecret,
        holds(&name),
        say!(
            "The Secret {name} in istio-system holds the client CA under the key cacert.",
            name
        ),
        say!(
            "No Secret {name} in istio-system holds the client CA under the key cacert, so every client would be refused, or checked against the wrong CA.",
            name
        ),
    )
}

/// Every Secret of the Gateway's cluster, in the order of the tasks; the first Gateway after the last Secret.
fn secrets_first(plan: &Plan) -> Check {
    let steps = || plan.task_steps().filter(|(step, _)| step.cluster != Role::Egress);
    let tasks = || steps().flat_map(|(_, tasks)| tasks).enumerate();
    let secrets = tasks().filter(|(_, task)| matches!(task, Task::Secret(_)));
    let last_secret = secrets.map(|(place, _)| place).last();
    let gateway =
        tasks().find(|(_, task)| matches!(task, Task::Apply(manifest) if manifest.resource.kind() == "Gateway"));
    let passes = matches!((last_secret, gateway), (Some(secret), Some((gateway, _))) if secret < gateway);
    check(
        say!("Secrets come before the Gateway"),
        Field::GatewaySecret,
        passes,
        say!("The gateway knows whom to trust from its first moment.").to_owned(),
        say!("The Gateway would be applied before its Secrets and be up without knowing whom to trust.").to_owned(),
    )
}
