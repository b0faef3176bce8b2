//! Names of kube contexts.

use std::fmt;

use super::{NameError, name_type};

name_type! {
    /// The name of a kube context. kubectl takes any text (client-go, `clientcmd/api/types.go`); what cannot be seen or would be
    /// read as an option is refused.
    ContextName
}

impl ContextName {
    /// Longer names than any tool makes.
    const LIMIT: usize = 253;

    pub fn parse(text: &str) -> Result<Self, NameError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(NameError::Empty);
        }
        if text.len() > Self::LIMIT {
            return Err(NameError::TooLong {
                length: text.len(),
                limit: Self::LIMIT,
            });
        }
        if text.starts_with('-') {
            return Err(NameError::EdgeHyphen);
        }
        match text.chars().find(|character| character.is_control()) {
            Some(character) => Err(NameError::Character(character)),
            None => Ok(Self(text.to_owned())),
        }
    }
}
