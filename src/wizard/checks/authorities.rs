//! Whether authorities that were brought along stand in the archive as they are, and what there is to say about them.

use super::own::{provided, remark, warning};
use super::{Check, check};
use crate::locale::say;
use crate::pki::import::ImportedAuthority;
use crate::plan::certificates::{CLIENT_ROOT_CA, SERVER_ROOT_CA, certificate_path};
use crate::plan::parts::Parts;
use crate::wizard::Field;

/// What there is to say about authorities that were brought along.
pub(super) fn checks(parts: &Parts<'_>) -> Vec<Check> {
    let mut checks = Vec::new();
    let (server, client) = (&parts.brought.server_authority, &parts.brought.client_authority);
    if let Some(authority) = server {
        checks.push(server_authority(parts, authority));
        let warnings = authority.warnings.iter();
        checks.extend(warnings.map(|found| remark(say!("About the server CA"), Field::ServerCaChain, found)));
    }
    if let Some(authority) = client {
        checks.push(client_authority(parts, authority));
        let warnings = authority.warnings.iter();
        checks.extend(warnings.map(|found| remark(say!("About the client CA"), Field::ClientCaChain, found)));
    }
    if let (Some(server), Some(client)) = (server, client)
        && server.certificate.details().public_key_info == client.certificate.details().public_key_info
    {
        checks.push(warning(
            say!("One CA signs the gateway and its clients"),
            Field::ClientCaChain,
            say!("Only the purposes in the certificates keep a server’s certificate of this CA from opening the gateway. Better take an \
             authority that signs nothing but clients.")
                .to_owned(),
        ));
    }
    checks
}

/// Its name and its end.
fn described(authority: &ImportedAuthority) -> String {
    let details = authority.certificate.details();
    let end = details.validity.not_after().date();
    say!("{readable}, until {end}.", readable = details.subject.readable, end)
}

fn server_authority(parts: &Parts<'_>, authority: &ImportedAuthority) -> Check {
    check(
        say!("The server CA is the one you brought"),
        Field::ServerCaChain,
        provided(parts.provided, &certificate_path(SERVER_ROOT_CA)) == authority.trusted_pem(),
        described(authority),
        say!("The file that clients are told to trust holds another certificate, so they would refuse the gateway.")
            .to_owned(),
    )
}

fn client_authority(parts: &Parts<'_>, authority: &ImportedAuthority) -> Check {
    check(
        say!("The client CA is the one you brought"),
        Field::ClientCaChain,
        provided(parts.provided, &certificate_path(CLIENT_ROOT_CA)) == authority.certificate.pem(),
        say!(
            "{described} The gateway trusts it alone, not those above it.",
            described = described(authority)
        ),
        say!("The file that the Secret is made from holds another certificate, so your clients would be refused.")
            .to_owned(),
    )
}
