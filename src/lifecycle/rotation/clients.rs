//! The clients' authority: the gateway trusts both, the clients move, the gateway trusts the new one only.

use super::{BEFORE, Parts};
use crate::lifecycle::calendar::{self, Event};
use crate::lifecycle::package::{Commands, Package, Step, served_chain, shown};
use crate::lifecycle::setup::SecretForm;
use crate::pki::certificate::Certificate;
use crate::pki::revocation::RevocationList;
use crate::plan::certificates::path;
use crate::render::archive::Content;

const BOTH: &str = "1-trust-both/";
const CLIENTS: &str = "2-new-clients/";
const NEW: &str = "3-trust-new/";

impl Parts<'_> {
    pub(super) fn clients(&self, package: &mut Package) {
        let old = &self.old.certificate;
        let new = &self.new.certificate;
        let file = self.file();
        let lists = self.lists(package);
        // With a list, Envoy follows the chain up to the root.
        let before: Vec<&Certificate> = match lists {
            true => std::iter::once(old).chain(&self.old.issuers).collect(),
            false => vec![&self.anchor().certificate],
        };
        let both = [before.as_slice(), &[new]].concat();
        self.begin(package, &[(BEFORE, &before), (BOTH, &both), (NEW, &[new])]);
        if self.setup.form != SecretForm::Apart {
            // The server's files are needed in each phase.
            for prefix in [BEFORE, BOTH, NEW] {
                package.present_server(prefix, self.keyring);
            }
        }
        self.add_leaves(package, CLIENTS);
        self.add_authority_key(package);
        let [before, both, after] = [BEFORE, BOTH, NEW].map(|prefix| {
            self.setup
                .authority(prefix, &file, lists.then_some("certificates/client-ca.crl"))
        });
        let secret = self.setup.authority_secret();
        let present = self.present_client(package);
        package.warnings.push(format!(
            "The backend sees another issuer from phase 2 on: `X-CLIENT-SSL-ISSUER` becomes `{}`. The clients’ own names stay.",
            new.details().subject.envoy.as_deref().unwrap_or_default()
        ));
        package.steps.push(Step {
            title: format!("Phase 1: the gateway trusts both authorities ({secret})"),
            text: "The Secret gets the old and the new authority’s certificate. Nobody notices: present clients stay admitted.".to_owned(),
            commands: both,
            check: "A present client is still let in. Wait a minute, so that all gateways have the new Secret.".to_owned(),
            check_commands: present.clone(),
            back: "The gateway trusts the old authority only, as before.".to_owned(),
            back_commands: before,
        });
        package.steps.push(self.clients_move());
        package.steps.push(Step {
            title: format!("Phase 3: the gateway trusts the new authority only ({secret})"),
            text: "From now on the old certificates are refused. Do this when all clients have moved, at the latest when the old authority expires.".to_owned(),
            commands: after,
            check: "A client with its new certificate is let in; with its old one the TLS handshake fails.".to_owned(),
            check_commands: self.new_client().and(present),
            back: "Phase 1 again: both are trusted.".to_owned(),
            back_commands: self.setup.authority(BOTH, &file, lists.then_some("certificates/client-ca.crl")),
        });
        self.calendar(package);
    }

    fn clients_move(&self) -> Step {
        let folders: Vec<String> = self
            .leaves()
            .map(|credential| {
                let path = path(&credential.id);
                let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
                ["- `", CLIENTS, folder, "/`"].concat()
            })
            .collect();
        Step {
            title: "Phase 2: the clients get new certificates".to_owned(),
            text: [
                "Each client gets the files of its folder over a safe channel. Both its certificates are admitted, so each may change when it likes.\n\n",
                &folders.join("\n"),
            ]
            .concat(),
            check: "Each client is let in with its new certificate. The access log of the gateway shows who still comes with an old one: the issuer is the old authority’s.".to_owned(),
            check_commands: self.new_client(),
            back: "A client takes its old files again; they are valid until phase 3.".to_owned(),
            ..Step::default()
        }
    }

    /// Writes the lists that each phase needs, and says whether there are any.
    fn lists(&self, package: &mut Package) -> bool {
        let (Some(old), Some(new)) = (self.keyring.list_of(&self.old.certificate), self.made.new_list) else {
            return false;
        };
        let above = self
            .old
            .issuers
            .iter()
            .filter_map(|issuer| self.keyring.list_of(issuer));
        let before: Vec<&RevocationList> = std::iter::once(old).chain(above).collect();
        let both = [before.as_slice(), &[new]].concat();
        for (prefix, lists) in [(BEFORE, before), (BOTH, both), (NEW, vec![new])] {
            let pem: String = lists.iter().map(|list| list.pem()).collect();
            package.add(
                &[prefix, "certificates/client-ca.crl"].concat(),
                Content::Certificate,
                pem.into_bytes(),
            );
        }
        true
    }

    fn add_authority_key(&self, package: &mut Package) {
        if let Some(key) = &self.new.private_key {
            let path = [NEW, &path(&self.anchor().id), ".key"].concat();
            package.add(&path, Content::Secret, key.pem().as_bytes().to_vec());
        }
    }

    fn new_client(&self) -> Commands {
        let client = self.leaves().find(|credential| credential.private_key.is_some());
        client.map_or_else(Commands::default, |client| {
            let files = shown(CLIENTS, &client.id, &client.certificate, &client.issuers);
            self.setup.call(self.server_authority(), files)
        })
    }

    /// The call of a client as it is now, whose files are put in for that.
    fn present_client(&self, package: &mut Package) -> Commands {
        let held = self.leaves().find_map(|credential| {
            let held = self.keyring.by_id(&credential.id.0)?;
            Some((held, held.key.as_ref()?))
        });
        let Some((held, key)) = held else {
            return Commands::default();
        };
        let files = held.shown(BEFORE);
        let [certificate, key_file] = &files;
        if !package.files.iter().any(|file| file.name() == certificate) {
            package.certificates(certificate, &served_chain(&held.certificate, &held.issuers));
            let pem = key.private_key().pem().as_bytes().to_vec();
            package.add(key_file, Content::Secret, pem);
            if let Some(authority) = self.keyring.by_id("server-root-ca") {
                package.certificates(
                    &[BEFORE, "certificates/server-root-ca.crt"].concat(),
                    &[&authority.certificate],
                );
            }
        }
        self.setup.call(self.server_authority(), files)
    }

    fn server_authority(&self) -> Option<&'static str> {
        let authority = self.keyring.by_id("server-root-ca");
        authority.map(|_| "0-before/certificates/server-root-ca.crt")
    }

    pub(super) fn calendar(&self, package: &mut Package) {
        let event = |certificate: &Certificate| Event {
            identifier: crate::pki::decode::hex_lower(&certificate.fingerprint_sha256()[..16]),
            at: certificate.details().validity.not_after(),
            summary: [&crate::lifecycle::keyring::title(certificate), " expires"].concat(),
            description: ["Expires at ", &certificate.details().validity.not_after().to_string()].concat(),
        };
        let mut events = vec![event(&self.old.certificate)];
        events.extend(
            self.made
                .issued
                .credentials
                .iter()
                .map(|credential| event(&credential.certificate)),
        );
        let text = calendar::calendar(&events, self.now);
        package.add("expiry.ics", Content::Document, text.into_bytes());
    }
}
