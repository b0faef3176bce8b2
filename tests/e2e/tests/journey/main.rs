//! The journeys of a person through the app, from the start page to a handshake with a real Envoy.

mod archive;
mod authority;
mod certificates;
mod circumstances;
mod egress;
mod exposure;
mod guide;
mod handshake;
mod hosting;
mod inspect;
mod installed;
mod journeys;
mod managed;
mod mistakes;
mod own;
mod parts;
mod proof;
mod renew;
mod request;
mod revoke;
mod secrets;
mod sign;
mod single_file;
mod variants;
mod visitor;
