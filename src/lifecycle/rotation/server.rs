//! The server's authority: the clients trust both, the gateway moves, the clients trust the new one only.

use super::{BEFORE, Parts};
use crate::lifecycle::package::{Commands, Package, Step};
use crate::lifecycle::revoking;
use crate::lifecycle::setup::SecretForm;
use crate::plan::task::{SecretContent, SecretFromFiles};

const BOTH: &str = "1-clients-trust-both/";
const SERVED: &str = "2-new-server/";
const NEW: &str = "3-clients-trust-new/";

impl Parts<'_> {
    pub(super) fn server(&self, package: &mut Package) {
        let old = &self.anchor().certificate;
        let new = &self.new.certificate;
        let file = self.file();
        self.begin(package, &[(BEFORE, &[old]), (BOTH, &[old, new])]);
        self.add_authority(package, NEW);
        self.add_leaves(package, SERVED);
        package.present_server(BEFORE, self.keyring);
        let [before, after] = [BEFORE, SERVED].map(|prefix| self.served(package, prefix));
        package.steps.push(Step {
            title: "Phase 1: all clients trust both authorities".to_owned(),
            text: format!(
                "Clients first: a client that does not know the new authority would refuse the gateway in phase 2. Give all of them `{BOTH}{file}`, \
                 which holds both certificates (curl: `--cacert`; browsers and Java: import the second one in addition)."
            ),
            commands: self.callers(BOTH, &file),
            check: "Each client still reaches the gateway with the new file.".to_owned(),
            check_commands: self.setup.call(Some(&[BOTH, &file].concat()), ["path/to/client.crt", "path/to/client.key"].map(str::to_owned)),
            back: format!("The clients trust `{BEFORE}{file}` again."),
            back_commands: self.callers(BEFORE, &file),
        });
        package.steps.push(Step {
            title: format!("Phase 2: the gateway shows its new certificate ({})", self.setup.secret),
            text: "The ingress gateway takes it within seconds, without a restart.".to_owned(),
            commands: after,
            check: "A client that trusts the new authority only reaches the gateway.".to_owned(),
            check_commands: self.setup.call(
                Some(&[NEW, &file].concat()),
                ["path/to/client.crt", "path/to/client.key"].map(str::to_owned),
            ),
            back: "The gateway shows its old certificate again.".to_owned(),
            back_commands: before,
        });
        package.steps.push(Step {
            title: "Phase 3: all clients trust the new authority only".to_owned(),
            text: format!("Give them `{NEW}{file}`, and take the old authority out of browsers and Java. Nothing changes in the cluster."),
            commands: self.callers(NEW, &file),
            check: "Each client reaches the gateway.".to_owned(),
            check_commands: self.setup.call(Some(&[NEW, &file].concat()), ["path/to/client.crt", "path/to/client.key"].map(str::to_owned)),
            back: format!("The clients trust `{BOTH}{file}` again."),
            back_commands: self.callers(BOTH, &file),
        });
        self.calendar(package);
    }

    /// The gateway's Secret with the server's files below a folder.
    fn served(&self, package: &mut Package, prefix: &str) -> Commands {
        match self.setup.form {
            SecretForm::Apart => self.setup.server(prefix),
            SecretForm::Together | SecretForm::TogetherTls => {
                revoking::beside_server(package, prefix, self.keyring, self.setup)
            }
        }
    }

    /// Egress: the calling cluster's gateway trusts what stands in its Secret, beside the client's own certificate.
    fn callers(&self, prefix: &str, file: &str) -> Commands {
        let Some((secret, context)) = &self.setup.caller else {
            return Commands::default();
        };
        let client = "path/to/client";
        let content = SecretContent::Files(vec![
            ("ca.crt", [prefix, file].concat()),
            ("tls.crt", [client, ".crt"].concat()),
            ("tls.key", [client, ".key"].concat()),
        ]);
        let secret = SecretFromFiles {
            namespace: self.setup.namespace(),
            name: secret.clone(),
            content,
        };
        Commands::secret(secret, context.as_deref())
    }
}
