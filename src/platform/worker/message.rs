//! What page and worker say to each other: arrays whose first item names the message. Octets travel in buffers that are
//! handed over, not copied; the receiver overwrites those that hold secrets once it has read them.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use zeroize::Zeroizing;

use crate::pki::key::PrivateKey;
use crate::pki::pkcs12::{BundleContent, BundleRequest, EncryptionProfile, Password, Salts};
use crate::platform::webcrypto::take_secret;

/// A message as it goes to `postMessage`: the value, and the buffers to hand over.
pub(super) struct Outgoing {
    pub message: Array,
    pub transfer: Array,
}

impl Outgoing {
    fn new(name: &str) -> Self {
        Self {
            message: Array::of1(&name.into()),
            transfer: Array::new(),
        }
    }

    fn text(self, text: &str) -> Self {
        self.message.push(&text.into());
        self
    }

    fn octets(self, octets: &[u8]) -> Self {
        let copy = Uint8Array::from(octets);
        self.transfer.push(&copy.buffer());
        self.message.push(&copy);
        self
    }
}

/// The other side sent something that is no message: the two sides are not of the same build.
#[derive(Debug, thiserror::Error)]
#[error("page and worker do not understand each other: {0}")]
pub(super) struct ProtocolError(&'static str);

/// What the worker says.
pub(super) enum FromWorker {
    /// It waits for jobs.
    Ready,
    /// The PKCS#12 file of its job.
    Finished(Vec<u8>),
    /// Why its job could not be done; it waits for the next one.
    Refused(String),
    /// It never got to work, or broke; it takes no more jobs.
    Broken(String),
}

impl FromWorker {
    pub(super) fn encode(&self) -> Outgoing {
        match self {
            Self::Ready => Outgoing::new("ready"),
            Self::Finished(file) => Outgoing::new("finished").octets(file),
            Self::Refused(reason) => Outgoing::new("refused").text(reason),
            Self::Broken(reason) => Outgoing::new("failed").text(reason),
        }
    }

    pub(super) fn decode(value: &JsValue) -> Result<Self, ProtocolError> {
        let items = items(value)?;
        match text(&items, 0)?.as_str() {
            "ready" => Ok(Self::Ready),
            "finished" => Ok(Self::Finished(take_secret(&octets(&items, 1)?))),
            "refused" => Ok(Self::Refused(text(&items, 1)?)),
            "failed" => Ok(Self::Broken(text(&items, 1)?)),
            _ => Err(ProtocolError("unknown message from the worker")),
        }
    }
}

/// Asks the worker for a PKCS#12 file.
pub(super) fn encode_job(content: &BundleContent) -> Outgoing {
    let job = Outgoing::new("bundle")
        .text(content.request.profile.id())
        .text(&content.request.friendly_name)
        .octets(content.request.password.as_str().as_bytes())
        .octets(content.private_key.pkcs8_der())
        .octets(content.salts.octets());
    content
        .chain
        .iter()
        .fold(job, |job, certificate| job.octets(certificate))
}

/// Reads what [`encode_job`] wrote.
pub(super) fn decode_job(value: &JsValue) -> Result<BundleContent, ProtocolError> {
    let items = items(value)?;
    if text(&items, 0)? != "bundle" {
        return Err(ProtocolError("unknown job"));
    }
    let profile = EncryptionProfile::from_id(&text(&items, 1)?).ok_or(ProtocolError("unknown encryption profile"))?;
    let friendly_name = text(&items, 2)?;
    let password = password(take_secret(&octets(&items, 3)?))?;
    let private_key = PrivateKey::from_pkcs8_der(take_secret(&octets(&items, 4)?));
    let salts = octets(&items, 5)?.to_vec().try_into();
    let salts = Salts::from_random(salts.map_err(|_| ProtocolError("the salts are of another length"))?);
    let chain = (6..items.length())
        .map(|index| Ok(octets(&items, index)?.to_vec()))
        .collect::<Result<_, _>>()?;
    Ok(BundleContent {
        request: BundleRequest {
            friendly_name,
            password,
            profile,
            also: None,
        },
        private_key,
        chain,
        salts,
    })
}

fn password(octets: Vec<u8>) -> Result<Password, ProtocolError> {
    let octets = Zeroizing::new(octets);
    let text = std::str::from_utf8(&octets).map_err(|_| ProtocolError("the password is not text"))?;
    Password::new(text).map_err(|_| ProtocolError("the password is not allowed"))
}

fn items(value: &JsValue) -> Result<Array, ProtocolError> {
    value
        .dyn_ref::<Array>()
        .cloned()
        .ok_or(ProtocolError("a message is not an array"))
}

fn text(items: &Array, index: u32) -> Result<String, ProtocolError> {
    items.get(index).as_string().ok_or(ProtocolError("a text is missing"))
}

fn octets(items: &Array, index: u32) -> Result<Uint8Array, ProtocolError> {
    items
        .get(index)
        .dyn_into()
        .map_err(|_| ProtocolError("octets are missing"))
}
