//! Keys, certificates and bundles.

mod certificates;
mod chains;
mod clock;
mod damaged;
mod encrypted_keys;
mod envoy;
mod foreign;
mod import;
mod import_authorities;
mod import_keys;
mod import_random;
mod import_servers;
mod issuance;
mod many;
mod name_texts;
mod names;
mod pem;
mod pkcs12;
mod random_names;
mod read_pkcs12;
mod requests;
mod revocation;
mod secrecy;
mod sets;
mod templates;
mod webpki;
