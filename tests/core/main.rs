//! Native tests of the pure core: one binary, one module per subject.

mod authorities;
mod bad_input;
mod bundle;
mod certificates;
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
mod k3d;
mod managed;
mod own;
mod pki;
mod powershell;
mod restrict;
mod sample;
mod table;
mod workshop;
mod yaml;
