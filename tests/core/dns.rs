//! Gardener's DNS: the table of providers, the checks of credentials, the resources, and the commands made from the table.

mod accepted;
mod refused;
mod render;
mod resources;
mod table;
mod together;

use mtls_wizard::plan::dns::{self, Provider};

fn provider(id: &str) -> &'static Provider {
    dns::provider(id).unwrap_or_else(|| panic!("{id} is in the table"))
}
