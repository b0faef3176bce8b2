//! The archive's `make-certificates.sh`: what openssl makes by it is what the app makes, and it keeps its secrets.
//!
//! `OPENSSL` names another openssl program to be tried; what it makes is still judged by the one on `PATH`.

mod brought_along;
mod bundles;
mod byte_for_byte;
mod gateway;
mod refusals;
mod same;
mod secrecy;
mod stage;
