//! Native tests of the pure core: one binary, one module per subject.

mod authorities;
mod bad_input;
mod bundle;
mod checks;
mod convert;
mod dashboard;
mod dns;
mod drafts;
mod egress;
mod exposed;
mod exposure;
mod files;
mod guide;
mod house_rules;
mod inspect;
mod k3d;
mod lifecycle;
mod managed;
mod own;
mod pki;
mod powershell;
mod restrict;
mod sample;
mod workshop;
mod yaml;
