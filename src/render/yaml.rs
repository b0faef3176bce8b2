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
    Ok(quote_old_booleans(&serde_yaml::to_string(&manifest.resource)?))
}

/// What YAML 1.1, and so kubectl, takes for a boolean (yaml.org, type repository, "bool"), but YAML 1.2, and so the
/// serializer, for text.
const OLD_BOOLEANS: [&str; 8] = ["y", "n", "yes", "no", "on", "off", "Y", "N"];

/// Puts quotes around plain scalars that kubectl would not read as text. Values of ours that are such a word in another
/// case are impossible: names are lower case, and everything else is longer.
fn quote_old_booleans(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len());
    // The indentation of the key whose block scalar we are in.
    let mut block: Option<usize> = None;
    for line in text.lines() {
        let indentation = line.len() - line.trim_start().len();
        block = block.filter(|outer| indentation > *outer || line.is_empty());
        let start = line.rfind([' ']).map_or(0, |space| space + 1);
        let (before, scalar) = line.split_at(start);
        let is_value = before.trim_end().ends_with([':', '-']);
        if block.is_none() && is_value && OLD_BOOLEANS.contains(&scalar) {
            quoted.push_str(&format!("{before}'{scalar}'\n"));
        } else {
            quoted.push_str(line);
            quoted.push('\n');
        }
        if block.is_none() && is_value && scalar.starts_with(['|', '>']) {
            block = Some(indentation);
        }
    }
    quoted
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

#[cfg(test)]
mod tests {
    use super::quote_old_booleans;

    #[test]
    fn only_plain_scalars_are_quoted() {
        let text = "a: on\nb:\n- no\nc: so on\non: x\nd: |\n  - on\n  y\ne: y\n";
        let quoted = "a: 'on'\nb:\n- 'no'\nc: so on\non: x\nd: |\n  - on\n  y\ne: 'y'\n";
        assert_eq!(quote_old_booleans(text), quoted);
    }
}
