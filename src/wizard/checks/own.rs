//! Whether what the user brought along fits: read again from what the archive will hold.

use super::{Check, Outcome, check};
use crate::locale::{Text, say, text};
use crate::pki::import::{ImportError, ImportProblem, ImportWarning, ServerCredential, covers};
use crate::plan::brought::{BroughtServer, ServerFiles};
use crate::plan::certificates::{SERVER, SERVER_CHAIN_PATH, SERVER_ROOT_CA, certificate_path, key_path};
use crate::plan::own::doubles_as_client;
use crate::plan::resource::gateway::{ServerTls, TlsMode};
use crate::plan::task::{Condition, Task};
use crate::plan::{Plan, Provided, ProvidedContent};
use crate::wizard::Field;

const KEY: Text = text("The gateway’s key belongs to its certificate");
const CHAIN: Text = text("The gateway’s chain is complete");
const DATES: Text = text("The gateway’s certificate is valid now");
const PURPOSE: Text = text("The gateway’s certificate is for a server");

/// What there is to say about what was brought along.
pub(super) fn checks(plan: &Plan) -> Vec<Check> {
    let mut checks = Vec::new();
    if let Some(BroughtServer::Files(files)) = &plan.brought.server {
        checks.extend(server(plan, files));
        let warnings = files.credential.warnings.iter();
        checks.extend(warnings.map(|found| remark(SERVER_TITLE.here(), Field::ServerChain, found)));
        checks.extend(whole_gateway(plan, files));
        if doubles_as_client(files, plan.brought.client_authority.as_ref()) {
            checks.push(warning(
                say!("The gateway’s own certificate opens the gateway"),
                Field::ClientCaChain,
                say!("It comes from the client CA and may be used by clients too, so whoever has its key gets in. Better take an \
                 authority that signs nothing but clients.")
                    .to_owned(),
            ));
        }
    }
    checks.extend(super::authorities::checks(&plan.parts()));
    if plan.verification.callers().next().is_none() {
        checks.push(warning(
            say!("The test needs a client of yours"),
            Field::ClientCaSource,
            say!("No client is made here, so verify.sh must be given a client’s certificate and key. That your clients’ certificates \
             are of this authority and say clientAuth cannot be seen from here.")
                .to_owned(),
        ));
    }
    checks
}

const SERVER_TITLE: Text = text("About the gateway’s certificate");

pub(super) fn warning(title: &'static str, field: Field, detail: String) -> Check {
    Check {
        title,
        outcome: Outcome::Warning,
        detail,
        field: Some(field),
    }
}

pub(super) fn remark(title: &'static str, field: Field, found: &ImportWarning) -> Check {
    warning(title, field, sentence(&found.to_string()))
}

/// The texts of the import begin in lower case, because a label stands before them elsewhere.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

/// A file of the user's in the archive; empty without it.
pub(super) fn provided<'a>(provided: &'a [Provided], path: &str) -> &'a str {
    let found = provided.iter().find(|provided| provided.path == path);
    found.map_or("", |provided| match &provided.content {
        ProvidedContent::Certificates(text) => text,
        ProvidedContent::Secret(text) => &text.0,
    })
}

fn server(plan: &Plan, files: &ServerFiles) -> Vec<Check> {
    let chain = [
        provided(&plan.provided, SERVER_CHAIN_PATH),
        provided(&plan.provided, &certificate_path(SERVER_ROOT_CA)),
    ]
    .concat();
    match ServerCredential::read(&chain, provided(&plan.provided, &key_path(SERVER)), files.read_at) {
        Err(errors) => errors.iter().map(failure).collect(),
        Ok(credential) => {
            let ends = credential
                .chain
                .path()
                .map(|certificate| certificate.details().validity);
            let end = ends.map(|validity| validity.not_after()).min();
            let end = end.map(|end| end.date().to_string()).unwrap_or_default();
            [
                (KEY.here(), say!("Both have the same public key.").to_owned()),
                (
                    CHAIN.here(),
                    say!("Each certificate is followed by that of its issuer.").to_owned(),
                ),
                (
                    DATES.here(),
                    say!("The first certificate of the chain ends on {end}.", end),
                ),
                (
                    PURPOSE.here(),
                    say!("It names hosts, and nothing in it keeps it from being a server’s.").to_owned(),
                ),
            ]
            .into_iter()
            .map(|(title, detail)| check(title, Field::ServerChain, true, detail, String::new()))
            .collect()
        }
    }
}

fn failure(error: &ImportError) -> Check {
    let (title, field) = match error.problem {
        ImportProblem::Expired { .. } | ImportProblem::NotYetValid { .. } => (DATES.here(), Field::ServerChain),
        ImportProblem::OldVersion(_)
        | ImportProblem::NoDnsName
        | ImportProblem::AuthorityInstead { .. }
        | ImportProblem::NotForServers
        | ImportProblem::NoDigitalSignature => (PURPOSE.here(), Field::ServerChain),
        _ => match error.input {
            crate::pki::import::Input::Key => (KEY.here(), Field::ServerKey),
            crate::pki::import::Input::Certificates => (CHAIN.here(), Field::ServerChain),
        },
    };
    check(title, field, false, String::new(), sentence(&error.to_string()))
}

/// A certificate for one host is enough for that host; the Gateway opens all of them.
fn whole_gateway(plan: &Plan, files: &ServerFiles) -> Option<Check> {
    let host = plan.domains.gateway.as_str();
    let narrow = !covers(&files.credential.chain.leaf, host);
    narrow.then(|| {
        warning(
            say!("The certificate is for fewer hosts than the Gateway"),
            Field::ServerChain,
            say!(
                "The Gateway serves {host}; clients would refuse it at those that the certificate does not name.",
                host
            ),
        )
    })
}

/// The Secret that the Gateway names is one that the guide looks for, not one that it makes.
pub(super) fn existing_secret(plan: &Plan, tls: &ServerTls) -> Check {
    let name = tls.credential_name.as_str();
    let is_looked_for = |task: &Task| match task {
        Task::WaitFor(wait) => {
            let namespace = wait.namespace.as_ref().map(|namespace| namespace.as_str());
            wait.kind == "secret"
                && wait.name == name
                && namespace == Some("istio-system")
                && wait.condition == Condition::Exists
        }
        _ => false,
    };
    if !plan.task_steps().flat_map(|(_, tasks)| tasks).any(is_looked_for) {
        return check(
            say!("The Gateway finds its certificate"),
            Field::GatewaySecret,
            false,
            String::new(),
            say!(
                "Nobody makes the Secret {name} in istio-system or looks for it, so the gateway might not open port 443.",
                name
            ),
        );
    }
    warning(
        say!("What your Secret holds is yours to check"),
        Field::GatewaySecret,
        say!(
            "credentialName is {name}; apply.sh stops unless istio-system has such a Secret. Hosts, dates, chain and key cannot be seen from \
             here. This prints them: kubectl get secret {name} -n istio-system -o jsonpath='{.data.tls\\.crt}' | base64 -d | openssl \
             x509 -noout -subject -enddate -ext subjectAltName",
            name
        ),
    )
}

/// `None` where every caller must show a certificate.
pub(super) fn optional(tls: &ServerTls) -> Option<Check> {
    (tls.mode == TlsMode::OptionalMutual).then(|| {
        warning(
            say!("Callers without a certificate get in"),
            Field::TlsMode,
            say!("Without a client certificate nothing overwrites the X-CLIENT-SSL-* headers that a caller sends, so anybody can claim to \
             be any client. Your backend must not take these headers for proof; MUTUAL makes them trustworthy.")
                .to_owned(),
        )
    })
}
