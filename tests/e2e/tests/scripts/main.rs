//! The scripts and manifests of the archive, judged by the programs that will read them: bash, shellcheck, kubectl, the CRDs,
//! and a real Envoy behind `verify.sh`.

mod apply;
mod egress;
mod gardener;
mod lint;
mod names;
mod simulation;
mod stage;
mod two_clusters;
mod verify;
