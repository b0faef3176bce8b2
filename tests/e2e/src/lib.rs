//! Support for the end-to-end tests.

pub mod gateway;
pub mod openssl;
pub mod process;
