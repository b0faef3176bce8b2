//! What the target's gateway reads its credentials from.

use crate::plan::answers::Answers;
use crate::plan::builder::Builder;
use crate::plan::certificates::{CLIENT_ROOT_CA, SERVER, SERVER_CHAIN_PATH, certificate_path, key_path};
use crate::plan::ingress::{CACERT_SUFFIX, chain_note, gateway_secret};
use crate::plan::task::{SecretContent, Task};

/// Makes the one Secret with everything that the gateway reads.
pub(super) fn secret(builder: &mut Builder, answers: &Answers) {
    let name = &answers.gateway.secret;
    let files = vec![
        ("cacert", certificate_path(CLIENT_ROOT_CA)),
        ("cert", SERVER_CHAIN_PATH.to_owned()),
        ("key", key_path(SERVER)),
    ];
    builder.tasks(
        "secrets",
        format!("Create the Secret {name}"),
        format!(
            "`cert` and `key` are the gateway's certificate chain and key, `cacert` is the authority that client certificates are \
             checked against. Istio reads them from the namespace of the ingress gateway, `istio-system`, whatever namespace the \
             Gateway is in. A Secret `{name}{CACERT_SUFFIX}` beside it would win over `cacert`: delete one that an earlier set-up left.{}",
            chain_note(answers)
        ),
        vec![Task::Secret(gateway_secret(name.clone(), SecretContent::Files(files)))],
        format!("`secret/{name} created`."),
    );
}
