//! Support for the end-to-end tests.

pub mod archive;
pub mod browser;
pub mod cluster;
pub mod download;
pub mod gateway;
pub mod heavy;
pub mod markdown;
pub mod openssl;
pub mod pages;
pub mod process;
pub mod simulation;
pub mod site;
