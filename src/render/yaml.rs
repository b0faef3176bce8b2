//! YAML. Everything goes through the writer, which knows what needs quotes; no manifest is a format string.

mod collection;
mod scalar;
mod writer;

use std::fmt;

use serde::Serialize;

use crate::locale::say;
use crate::plan::Manifest;
use crate::plan::cluster::Role;
use writer::Writer;

/// Why a resource could not be written.
#[derive(Debug, thiserror::Error)]
#[error("{}", say!("a manifest could not be written: {value}", value = .0))]
pub struct YamlError(String);

impl YamlError {
    fn unsupported(what: &str) -> Self {
        Self(what.to_owned())
    }
}

impl serde::ser::Error for YamlError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

/// One resource as a YAML document.
///
/// # Errors
/// When the writer refuses, which it does for no resource of ours.
pub fn manifest(manifest: &Manifest) -> Result<String, YamlError> {
    document(&manifest.resource)
}

/// Anything that can be serialized as a YAML document that readers of YAML 1.1, such as kubectl, and of YAML 1.2 take for the
/// same.
///
/// # Errors
/// As [`manifest`].
pub fn document(value: &impl Serialize) -> Result<String, YamlError> {
    let mut writer = Writer::new();
    value.serialize(&mut writer)?;
    Ok(writer.text)
}

const SECRETS_FIRST: &str = "# Not before the Secrets are there, which hold keys and so are not in this folder: a gateway that comes first may trust
# clients of an authority that is not yours. ../apply.sh does all of it in the right order.
";

/// `kustomization.yaml` for the folder of the manifests. It is applied to one cluster as a whole, so of two clusters it is for the
/// target: what is for the other must be added to a resource of others, or completed by the cluster.
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
    let together = || manifests.iter().filter(|manifest| manifest.cluster != Role::Egress);
    let text = document(&Kustomization {
        api_version: "kustomize.config.k8s.io/v1beta1",
        kind: "Kustomization",
        resources: together().map(Manifest::file_name).collect(),
    })?;
    let which = if together().count() == manifests.len() {
        ""
    } else {
        "# For the target cluster. What is for the egress cluster is applied step by step.\n"
    };
    Ok([SECRETS_FIRST, which, &text].concat())
}
