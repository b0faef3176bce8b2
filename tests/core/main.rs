//! Native tests of the pure core: one binary, one module per subject.

mod pki;
