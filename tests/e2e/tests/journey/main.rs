//! The journeys of a person through the app, from the start page to a handshake with a real Envoy.

mod archive;
mod authority;
mod certificates;
mod circumstances;
mod egress;
mod embed;
mod exposure;
mod guide;
mod handshake;
mod inspect;
mod journeys;
mod link;
mod managed;
mod mistakes;
mod own;
mod parts;
mod profiles;
mod renew;
mod request;
mod revoke;
mod secrets;
mod sign;
mod trust_map;
mod variants;
mod visitor;
