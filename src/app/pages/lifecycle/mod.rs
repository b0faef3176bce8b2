//! After the archive was made: renewing and rotating, and revoking. Both pages read the same files.

mod controls;
mod load;
mod making;
mod outcome;
pub mod renew;
pub mod revoke;
mod rotate;
mod timeline;
