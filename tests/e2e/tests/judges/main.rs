//! Independent programs judge what we make: every key algorithm, both PKCS#12 profiles.
//!
//! OpenSSL, Java's keytool, NSS's pk12util and GnuTLS's certtool must accept it for its purpose, and refuse the wrong
//! purpose, host, issuer and password. Passwords go through files, never through the command line.

mod foreign;
mod gnutls;
mod hostile;
mod imported;
mod inspector;
mod java;
mod material;
mod matrix;
mod names;
mod nss;
mod only;
mod openssl;
mod openssl_bundles;
mod openssl_script;
mod program;
mod requests;
mod revocation;
