//! What was found out about a plan before anything is applied.

/// One finding, for the archive's README.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What was looked at, as a statement that holds if all is well.
    pub title: &'static str,
    /// What was compared, or what is wrong and what the cluster would do; plain text.
    pub detail: String,
    /// Whether the statement holds without a but.
    pub holds: bool,
}
