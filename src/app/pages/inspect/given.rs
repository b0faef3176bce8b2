//! What was pasted, dropped and typed. It may hold keys, so it is overwritten when it is replaced or the page is left.

use zeroize::Zeroizing;

use crate::inspect::Input;

/// Everything that is to be looked at.
#[derive(Default)]
pub struct Given {
    text: Zeroizing<String>,
    files: Vec<(String, Zeroizing<Vec<u8>>)>,
    /// `None` until somebody presses "Open".
    password: Option<Zeroizing<String>>,
}

impl Given {
    pub fn text(&mut self, text: String) {
        self.text = Zeroizing::new(text);
    }

    pub fn add_file(&mut self, name: String, octets: Zeroizing<Vec<u8>>) {
        self.files.push((name, octets));
    }

    pub fn remove_file(&mut self, index: usize) {
        if index < self.files.len() {
            self.files.remove(index);
        }
    }

    pub fn password(&mut self, password: String) {
        self.password = Some(Zeroizing::new(password));
    }

    /// As if it had never been typed.
    pub fn forget_password(&mut self) {
        self.password = None;
    }

    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// The text first, then the files, and the password.
    pub fn inputs(&self) -> (Vec<Input>, Option<Zeroizing<String>>) {
        let text = (!self.text.trim().is_empty()).then(|| Input {
            name: None,
            octets: Zeroizing::new(self.text.as_bytes().to_vec()),
        });
        let files = self.files.iter().map(|(name, octets)| Input {
            name: Some(name.clone()),
            octets: octets.clone(),
        });
        (text.into_iter().chain(files).collect(), self.password.clone())
    }
}
