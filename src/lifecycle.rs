//! After the archive was made: reading it again, what expires when, new certificates under the same authorities, authorities
//! that take over from one another, and revocation lists.
//!
//! Start with [`keyring`]: it makes a [`keyring::Keyring`] of files. [`timeline`] and [`calendar`] show it; [`renewal`],
//! [`rotation`] and [`revoking`] say what is to be made of it, and put what was made into a [`package::Package`].

pub mod calendar;
pub mod keyring;
pub mod package;
pub mod renewal;
pub mod revoking;
pub mod rotation;
pub mod setup;
pub mod timeline;
pub mod unzip;
