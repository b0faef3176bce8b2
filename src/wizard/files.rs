//! What files and pasted texts bring for a form: certificates and keys go to their fields, whatever form a file has.

use zeroize::Zeroizing;

use super::{Draft, Field};
use crate::pki::import::{Contents, ImportProblem, Material};

/// Fields that belong together: certificates, and the key of the lowest of them.
const PAIRS: [[Field; 2]; 3] = [
    [Field::ServerChain, Field::ServerKey],
    [Field::ClientCaChain, Field::ClientCaKey],
    [Field::ServerCaChain, Field::ServerCaKey],
];

/// Texts for a pair of fields, and what is still behind a password. Overwritten when dropped, never printed.
pub struct Taken {
    field: Field,
    pair: [Field; 2],
    certificates: String,
    key: Zeroizing<String>,
    locked: Option<Material>,
}

impl Taken {
    /// Nothing yet, for a field that takes certificates or a key; `None` for other fields.
    pub fn new(field: Field) -> Option<Self> {
        let pair = PAIRS.into_iter().find(|pair| pair.contains(&field))?;
        Some(Self {
            field,
            pair,
            certificates: String::new(),
            key: Zeroizing::default(),
            locked: None,
        })
    }

    /// Adds a file or a text. What cannot be read goes into the field as it is, where it is said what is wrong with it.
    ///
    /// # Errors
    /// [`ImportProblem::TooLarge`], and [`ImportProblem::SeveralKeys`] for a second one behind a password.
    pub fn add(&mut self, octets: &[u8]) -> Result<(), ImportProblem> {
        match Material::from_octets(octets) {
            Err(ImportProblem::TooLarge) => return Err(ImportProblem::TooLarge),
            Ok(material) if material.is_locked() => {
                if self.locked.is_some() {
                    return Err(ImportProblem::SeveralKeys);
                }
                if self.is_for_key() && is_pem(octets) {
                    // As long as it is not opened, the field says why it cannot be used.
                    self.keep(octets);
                }
                self.locked = Some(material);
            }
            Ok(material) => match material.open("") {
                Ok(contents) if !self.is_plain(&contents, octets) => self.sort(&contents)?,
                _ => self.keep(octets),
            },
            Err(_) => self.keep(octets),
        }
        Ok(())
    }

    /// Whether a password must be asked for.
    pub fn is_locked(&self) -> bool {
        self.locked.is_some()
    }

    /// What must be opened.
    pub fn locked(&self) -> Option<&Material> {
        self.locked.as_ref()
    }

    /// Takes what was in [`Self::locked`].
    ///
    /// # Errors
    /// [`ImportProblem::SeveralKeys`].
    pub fn opened(&mut self, contents: &Contents) -> Result<(), ImportProblem> {
        // What stands there is the locked text.
        self.key = Zeroizing::default();
        self.sort(contents)?;
        self.locked = None;
        Ok(())
    }

    fn is_for_key(&self) -> bool {
        self.field == self.pair[1]
    }

    /// PEM of the field's own kind, or at the wrong field: then the text itself goes into the field.
    fn is_plain(&self, contents: &Contents, octets: &[u8]) -> bool {
        is_pem(octets) && (contents.keys.is_empty() || (self.is_for_key() && contents.certificates.is_empty()))
    }

    fn keep(&mut self, octets: &[u8]) {
        let text = Zeroizing::new(String::from_utf8_lossy(octets).into_owned());
        if self.is_for_key() {
            self.key = [self.key.as_str(), &text].concat().into();
        } else {
            add_line(&mut self.certificates, &text);
        }
    }

    fn sort(&mut self, contents: &Contents) -> Result<(), ImportProblem> {
        if let Some(key) = contents.key_pem()? {
            if !self.key.is_empty() {
                return Err(ImportProblem::SeveralKeys);
            }
            self.key = key;
        }
        if !contents.certificates.is_empty() {
            add_line(&mut self.certificates, &contents.certificates_pem());
        }
        Ok(())
    }
}

fn is_pem(octets: &[u8]) -> bool {
    let begin = b"-----BEGIN ";
    octets.windows(begin.len()).any(|window| window == begin)
}

fn add_line(text: &mut String, more: &str) {
    if !text.is_empty() {
        text.push('\n');
    }
    text.push_str(more);
}

impl Draft {
    /// Puts what files brought into its fields. A key whose field the form does not ask for is left out.
    pub fn place(&mut self, taken: &Taken) {
        let [certificates, key] = taken.pair;
        if !taken.certificates.is_empty() {
            self.set(certificates, taken.certificates.clone());
        }
        if !taken.key.is_empty() && self.is_visible(key) {
            self.set(key, taken.key.to_string());
        }
    }
}
