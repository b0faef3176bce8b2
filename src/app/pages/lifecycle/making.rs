//! Has the browser make what was planned. Errors are for people.

use crate::app::state::new_password;
use crate::lifecycle::renewal::Work;
use crate::lifecycle::revoking::Order;
use crate::pki::certificate::{Authority, Certificate};
use crate::pki::import::ImportedKey;
use crate::pki::issuance::{Credential, Finished, Issued, Listener, Progress};
use crate::pki::key::KeyProvider;
use crate::pki::pkcs12::Password;
use crate::pki::revocation::{RevocationList, Template, make};
use crate::platform;
use crate::platform::webcrypto::WebCryptoKeys;

/// A password for a bundle whose own is not known; `None` if the browser has no random octets.
pub fn password() -> Option<Password> {
    Password::new(&new_password()?).ok()
}

struct Collector(Finished);

impl Listener for Collector {
    fn reached(&self, _: Progress) {}

    fn finished(&self, position: usize, credential: Credential) {
        self.0.add(position, credential);
    }
}

/// Makes all certificates, with their keys and bundles.
pub async fn issue(work: &Work) -> Result<Issued, String> {
    let collector = Collector(Finished::new(work.requests.len()));
    let made = platform::issue_each(&work.requests, &work.given, &collector).await;
    made.map_err(|error| error.to_string() + ".")?;
    Ok(collector.0.issued())
}

/// Makes the list of an order.
pub async fn list(order: &Order, certificate: &Certificate, key: &ImportedKey) -> Result<RevocationList, String> {
    let text = |error: &dyn std::fmt::Display| error.to_string() + ".";
    let keys = WebCryptoKeys::connect().map_err(|error| text(&error))?;
    let key = keys.import(key).await.map_err(|error| text(&error))?;
    let template = Template {
        number: &order.number,
        this_update: order.this_update,
        next_update: order.next_update,
        entries: &order.entries,
    };
    let authority = Authority { certificate, key: &key };
    make(&template, &authority).await.map_err(|error| text(&error))
}
