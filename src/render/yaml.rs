//! YAML. Everything goes through the serializer, which knows what needs quotes; no manifest is a format string.

use serde::Serialize;

use crate::plan::Manifest;

/// Why a resource could not be written.
#[derive(Debug, thiserror::Error)]
#[error("a manifest could not be written: {0}")]
pub struct YamlError(#[from] serde_yaml::Error);

/// One resource as a YAML document.
///
/// # Errors
/// When the serializer refuses, which it does for no resource of ours.
pub fn manifest(manifest: &Manifest) -> Result<String, YamlError> {
    Ok(serde_yaml::to_string(&manifest.resource)?)
}

/// `kustomization.yaml` for the folder of the manifests.
///
/// # Errors
/// As [`manifest`].
pub fn kustomization(manifests: &[Manifest]) -> Result<String, YamlError> {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Kustomization {
        api_version: &'static str,
        kind: &'static str,
        resources: Vec<String>,
    }
    Ok(serde_yaml::to_string(&Kustomization {
        api_version: "kustomize.config.k8s.io/v1beta1",
        kind: "Kustomization",
        resources: manifests.iter().map(Manifest::file_name).collect(),
    })?)
}
