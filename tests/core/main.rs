//! Native tests of the pure core: one binary, one module per subject.

mod bad_input;
mod bundle;
mod checks;
mod dashboard;
mod drafts;
mod house_rules;
mod k3d;
mod pki;
mod powershell;
mod sample;
