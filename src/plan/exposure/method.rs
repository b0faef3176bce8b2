//! HTTP methods.

use serde::{Serialize, Serializer};

use super::Reason;

macro_rules! methods {
    ($($variant:ident $text:literal,)*) => {
        /// The HTTP methods of `spec.rules[].methods` (APIRule CRD, `enum`).
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Method {
            $($variant,)*
        }

        impl Method {
            /// All nine, in the CRD's order.
            pub const ALL: [Self; 9] = [$(Self::$variant,)*];

            /// As the CRD writes it.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }
        }
    };
}

methods! {
    Get "GET", Head "HEAD", Post "POST", Put "PUT", Delete "DELETE", Connect "CONNECT", Options "OPTIONS",
    Trace "TRACE", Patch "PATCH",
}

impl Method {
    /// What `*` and `ALL` stand for: every method that a web application uses. CONNECT and TRACE must be named.
    pub const USUAL: [Self; 7] = [
        Self::Get,
        Self::Head,
        Self::Post,
        Self::Put,
        Self::Delete,
        Self::Patch,
        Self::Options,
    ];

    /// A method in any case of letters.
    ///
    /// # Errors
    /// [`Reason::UnknownMethod`].
    pub fn parse(text: &str) -> Result<Self, Reason> {
        let found = Self::ALL
            .into_iter()
            .find(|method| method.as_str().eq_ignore_ascii_case(text));
        found.ok_or_else(|| Reason::UnknownMethod(text.to_owned()))
    }
}

impl Serialize for Method {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
