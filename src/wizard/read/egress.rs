//! What is asked about two clusters and the egress gateway of one.

use std::net::IpAddr;

use super::Reader;
use crate::plan::egress::ClusterDns;
use crate::plan::ingress::CACERT_SUFFIX;
use crate::plan::names::{ContextName, ResourceName};
use crate::wizard::Field;
use crate::wizard::problem::Problem;

/// The contexts of the target and of the cluster that calls it; never the same.
pub fn two_contexts(reader: &mut Reader<'_>) -> Option<(ContextName, ContextName)> {
    let target = reader.read(Field::TargetContext, ContextName::parse);
    let egress = reader.read(Field::EgressContext, ContextName::parse);
    let (target, egress) = (target?, egress?);
    if target == egress {
        reader.refuse(Field::EgressContext, Problem::SameContext);
        return None;
    }
    Some((target, egress))
}

/// The Secret with the client's certificate.
pub fn client_credential(reader: &mut Reader<'_>) -> Option<ResourceName> {
    reader.read(Field::ClientCredential, |text| {
        ResourceName::parse_credential(text, CACERT_SUFFIX.len())
    })
}

/// Whether other ways out are closed, and the address that stays open then.
pub fn egress_policy(reader: &mut Reader<'_>) -> Option<Option<ClusterDns>> {
    if !reader.is_checked(Field::EgressOnly) {
        return Some(None);
    }
    reader.read(Field::ClusterDnsAddress, cluster_dns).map(Some)
}

fn cluster_dns(text: &str) -> Result<ClusterDns, Problem> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(ClusterDns::LookedUp);
    }
    let address: IpAddr = text.parse().map_err(|_| Problem::NotAnAddress)?;
    if address.is_unspecified() || address.is_loopback() || address.is_multicast() {
        return Err(Problem::NotAnAddress);
    }
    Ok(ClusterDns::Known(address))
}
