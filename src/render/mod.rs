//! The only place where text is made: YAML, shell, Markdown, archives. Quoting lives here once.
//!
//! Start with [`archive`], which puts everything together.

pub mod also;
pub mod archive;
pub mod certificates_readme;
pub mod clients;
pub mod command;
pub mod dashboard;
pub mod diff;
pub mod egress;
pub mod foretold;
pub mod gardener;
pub mod guide;
pub mod headers;
pub mod highlight;
pub mod markdown;
pub mod openssl;
pub mod powershell;
pub mod recipients;
pub mod scripts;
pub mod shell;
pub mod signed;
pub mod tutorial;
pub mod yaml;
pub mod zip;
