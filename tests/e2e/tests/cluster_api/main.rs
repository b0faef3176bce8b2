//! The Kubernetes API stand-in, driven by every real kubectl on this machine.

mod applying;
mod client_secrets;
mod conversion;
mod conversion_yaml;
mod custom_resources;
mod dns_credentials;
mod exposing;
mod gardener;
mod hosting;
mod inspected_secrets;
mod judging;
mod kubectl;
mod modules;
mod placing;
mod serving;
mod waiting;
