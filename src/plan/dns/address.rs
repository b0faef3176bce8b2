//! Where the gateway is reached from outside.

use crate::locale::say;
use std::fmt;
use std::net::IpAddr;

use serde::Serialize;

use crate::plan::names::DnsName;

/// The address of the load balancer in front of the ingress gateway: an IP on Google Cloud, Azure and OpenStack, a host
/// name on AWS. It becomes an A, AAAA or CNAME record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LoadBalancerAddress {
    Ip(IpAddr),
    Host(DnsName),
}

/// Neither an IP address nor a host name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AddressError;

impl fmt::Display for AddressError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(say!(
            "this is neither an IP address nor a host name. Type what the Service istio-ingressgateway shows as EXTERNAL-IP, \
             such as 203.0.113.7 or my-balancer.eu-central-1.elb.amazonaws.com."
        ))
    }
}

impl LoadBalancerAddress {
    /// Reads what a person typed, or what `kubectl get service` printed.
    ///
    /// # Errors
    /// When it is neither an IP address that others can reach nor a host name with a dot.
    pub fn parse(raw: &str) -> Result<Self, AddressError> {
        let text = raw.trim().trim_matches(['"', '\'']);
        if let Ok(address) = text.parse::<IpAddr>() {
            return if address.is_unspecified() || address.is_loopback() || address.is_multicast() {
                Err(AddressError)
            } else {
                Ok(Self::Ip(address))
            };
        }
        let text = text.strip_suffix('.').unwrap_or(text).to_ascii_lowercase();
        DnsName::parse_ascii(&text).map(Self::Host).map_err(|_| AddressError)
    }
}

impl fmt::Display for LoadBalancerAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ip(address) => address.fmt(formatter),
            Self::Host(name) => name.fmt(formatter),
        }
    }
}

impl Serialize for LoadBalancerAddress {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
