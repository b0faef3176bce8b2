//! The app in one file, opened from a disk: the journeys that need no host are the same.

use crate::{
    certificates, exposure, inspect, journeys, renew, request, revoke, sign,
    visitor::{SINGLE_FILE, Visitor},
};
use anyhow::{Context, Result};
use mtls_wizard_e2e::process::{repository, run};
use std::{fs, process::Command};

/// Each with a browser of its own.
macro_rules! journeys {
    ($($name:ident: $journey:path,)+) => {$(
        #[tokio::test]
        async fn $name() -> Result<()> {
            $journey(Visitor::of_the_single_file(concat!("single-", stringify!($name))).await?).await
        }
    )+};
}

journeys! {
    k3d: journeys::k3d_with_every_default,
    only_certificates: certificates::only_certificates,
    inspect_text: inspect::inspect_the_tutorial,
    inspect_bundle: inspect::inspect_a_bundle,
    sign_a_request: sign::sign_by_own_authority,
    request_a_certificate: request::request_and_complete,
    renew_and_rotate: renew::renew_and_rotate,
    revoke_a_client: revoke::revoke_a_client,
    convert_a_rule: exposure::convert,
}
