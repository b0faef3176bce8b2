//! What page and worker say to each other: arrays whose first item names the message. Octets travel in buffers that are
//! handed over, not copied; the receiver overwrites those that hold secrets once it has read them.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use zeroize::Zeroizing;

use super::job::{Answer, Job, Refusal};
use crate::locale::{Catalogue, Language};
use crate::pki::certificate::Certificate;
use crate::pki::import::{Contents, ImportedKey};
use crate::pki::key::PrivateKey;
use crate::pki::pkcs12::{BundleContent, BundleRequest, EncryptionProfile, KeySalt, Password, Salts};
use crate::pki::sealed::{Opened, Seal};
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
    /// What came of its job; it waits for the next one.
    Done(Result<Answer, Refusal>),
    /// It never got to work, or broke; it takes no more jobs.
    Broken(String),
}

impl FromWorker {
    pub(super) fn encode(&self) -> Outgoing {
        match self {
            Self::Ready => Outgoing::new("ready"),
            Self::Done(Ok(Answer::File(file))) => Outgoing::new("file").octets(file),
            Self::Done(Ok(Answer::Contents(contents))) => {
                let keys = contents.keys.iter().map(|key| key.private_key().pkcs8_der());
                let certificates = contents.certificates.iter().map(Certificate::der);
                let message = Outgoing::new("contents").text(&contents.keys.len().to_string());
                keys.chain(certificates).fold(message, Outgoing::octets)
            }
            Self::Done(Ok(Answer::Opened(opened))) => {
                let message = Outgoing::new("opened")
                    .text(&opened.protection.join("\n"))
                    .text(&opened.left_out.join("\n"));
                let add =
                    |message: Outgoing, (name, der): &(String, Zeroizing<Vec<u8>>)| message.text(name).octets(der);
                opened.parts.iter().fold(message, add)
            }
            Self::Done(Err(refusal)) => Outgoing::new("refused")
                .text(&refusal.reason)
                .text(if refusal.needs_password { "password" } else { "" }),
            Self::Broken(reason) => Outgoing::new("failed").text(reason),
        }
    }

    pub(super) fn decode(value: &JsValue) -> Result<Self, ProtocolError> {
        let items = items(value)?;
        match text(&items, 0)?.as_str() {
            "ready" => Ok(Self::Ready),
            "file" => Ok(Self::Done(Ok(Answer::File(secret(&items, 1)?)))),
            "contents" => Ok(Self::Done(Ok(Answer::Contents(contents(&items)?)))),
            "opened" => Ok(Self::Done(Ok(Answer::Opened(opened(&items)?)))),
            "refused" => Ok(Self::Done(Err(Refusal {
                reason: text(&items, 1)?,
                needs_password: !text(&items, 2)?.is_empty(),
            }))),
            "failed" => Ok(Self::Broken(text(&items, 1)?)),
            _ => Err(ProtocolError("unknown message from the worker")),
        }
    }
}

/// The worker has read these already, so here nothing can be wrong with them.
fn contents(items: &Array) -> Result<Contents, ProtocolError> {
    let keys = text(items, 1)?.parse::<u32>();
    let certificates = 2 + keys.map_err(|_| ProtocolError("the number of keys is no number"))?;
    let mut contents = Contents::default();
    for index in 2..certificates {
        let key = ImportedKey::from_pkcs8(&Zeroizing::new(secret(items, index)?));
        contents.keys.push(key.map_err(|_| ProtocolError("a key is none"))?);
    }
    for index in certificates..items.length() {
        let certificate = Certificate::from_der(octets(items, index)?.to_vec());
        contents
            .certificates
            .push(certificate.map_err(|_| ProtocolError("a certificate is none"))?);
    }
    Ok(contents)
}

fn opened(items: &Array) -> Result<Opened, ProtocolError> {
    let lines = |index| Ok(text(items, index)?.lines().map(str::to_owned).collect());
    let mut opened = Opened {
        protection: lines(1)?,
        left_out: lines(2)?,
        parts: Vec::new(),
    };
    for index in (3..items.length()).step_by(2) {
        let der = Zeroizing::new(secret(items, index + 1)?);
        opened.parts.push((text(items, index)?, der));
    }
    Ok(opened)
}

/// What the page says.
pub(super) enum FromPage {
    Job(Job),
    /// The worker is to speak this language from now on: its catalogue, or none for English.
    Language(Option<(Language, Vec<u8>)>),
}

impl FromPage {
    /// Reads what [`encode_job`] or [`encode_language`] wrote.
    pub(super) fn decode(value: &JsValue) -> Result<Self, ProtocolError> {
        let items = items(value)?;
        if text(&items, 0)? != SPEAK {
            return decode_job(&items).map(Self::Job);
        }
        if items.length() == 1 {
            return Ok(Self::Language(None));
        }
        let language = Language::by_tag(&text(&items, 1)?).ok_or(ProtocolError("unknown language"))?;
        Ok(Self::Language(Some((language, octets(&items, 2)?.to_vec()))))
    }
}

const SPEAK: &str = "speak";

/// Has the worker speak a language.
pub(super) fn encode_language(known: Option<(Language, &Catalogue)>) -> Outgoing {
    let message = Outgoing::new(SPEAK);
    match known {
        None => message,
        Some((language, texts)) => message.text(language.id()).octets(texts.octets()),
    }
}

/// Asks the worker for something.
pub(super) fn encode_job(job: &Job) -> Outgoing {
    match job {
        Job::Bundle(content) => {
            let message = Outgoing::new("bundle")
                .text(content.request.profile.id())
                .text(&content.request.friendly_name)
                .octets(content.request.password.as_str().as_bytes())
                .octets(content.private_key.pkcs8_der())
                .octets(content.salts.octets());
            content
                .chain
                .iter()
                .fold(message, |message, certificate| message.octets(certificate))
        }
        Job::Encrypt { key, password, salt } => Outgoing::new("encrypt")
            .octets(password.as_str().as_bytes())
            .octets(key.pkcs8_der())
            .octets(salt.octets()),
        Job::Open { octets, password } => Outgoing::new("open").octets(octets).octets(password.as_bytes()),
        Job::Unseal { seal, octets, password } => Outgoing::new("unseal")
            .octets(octets)
            .octets(password.as_bytes())
            .text(seal.id()),
    }
}

fn decode_job(items: &Array) -> Result<Job, ProtocolError> {
    match text(items, 0)?.as_str() {
        "bundle" => bundle(items).map(Job::Bundle),
        "encrypt" => Ok(Job::Encrypt {
            password: password(items, 1)?,
            key: PrivateKey::from_pkcs8_der(secret(items, 2)?),
            salt: KeySalt::from_random(salt(items, 3)?),
        }),
        "open" => Ok(Job::Open {
            octets: Zeroizing::new(secret(items, 1)?),
            password: secret_text(items, 2)?,
        }),
        "unseal" => Ok(Job::Unseal {
            octets: Zeroizing::new(secret(items, 1)?),
            password: secret_text(items, 2)?,
            seal: Seal::from_id(&text(items, 3)?).ok_or(ProtocolError("unknown kind of seal"))?,
        }),
        _ => Err(ProtocolError("unknown job")),
    }
}

fn bundle(items: &Array) -> Result<BundleContent, ProtocolError> {
    let profile = EncryptionProfile::from_id(&text(items, 1)?).ok_or(ProtocolError("unknown encryption profile"))?;
    let request = BundleRequest {
        friendly_name: text(items, 2)?,
        password: password(items, 3)?,
        profile,
        also: None,
    };
    let chain = (6..items.length())
        .map(|index| Ok(octets(items, index)?.to_vec()))
        .collect::<Result<_, _>>()?;
    Ok(BundleContent {
        request,
        private_key: PrivateKey::from_pkcs8_der(secret(items, 4)?),
        chain,
        salts: Salts::from_random(salt(items, 5)?),
    })
}

fn password(items: &Array, index: u32) -> Result<Password, ProtocolError> {
    Password::new(&secret_text(items, index)?).map_err(|_| ProtocolError("the password is not allowed"))
}

fn salt<const LENGTH: usize>(items: &Array, index: u32) -> Result<[u8; LENGTH], ProtocolError> {
    let salt = octets(items, index)?.to_vec().try_into();
    salt.map_err(|_| ProtocolError("the salt is of another length"))
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

/// Octets that are overwritten where they came from.
fn secret(items: &Array, index: u32) -> Result<Vec<u8>, ProtocolError> {
    octets(items, index).map(|octets| take_secret(&octets))
}

fn secret_text(items: &Array, index: u32) -> Result<Zeroizing<String>, ProtocolError> {
    let octets = Zeroizing::new(secret(items, index)?);
    let text = std::str::from_utf8(&octets).map_err(|_| ProtocolError("a password is not text"))?;
    Ok(Zeroizing::new(text.to_owned()))
}
