//! The scripts and manifests of the archive, judged by the programs that will read them: bash, shellcheck, kubectl, the CRDs,
//! and a real Envoy behind `verify.sh`.

mod applied;
mod apply;
mod earlier;
mod egress;
mod gardener;
mod intermediates;
mod lint;
mod managed;
mod names;
mod own;
mod rules;
mod simulation;
mod stage;
mod two_clusters;
mod verify;
