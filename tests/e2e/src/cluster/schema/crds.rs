//! Custom resource definitions: loading them and looking kinds up.

use super::{Violation, defaults, structural::Schema, unknown};
use crate::cluster::core_kinds;
use crate::cluster::kinds::ResourceKind;
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
};

/// The directory with one `<group>_<plural>.yaml` per CustomResourceDefinition: the environment variable `CRD_DIR`,
/// or else `../shared/crds` next to the repository.
pub fn crd_directory() -> PathBuf {
    match std::env::var_os("CRD_DIR") {
        Some(directory) => PathBuf::from(directory),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/crds"),
    }
}

/// One version of a custom resource that is served.
#[derive(Debug)]
pub struct CustomVersion {
    /// Names, scope and version, as discovery shows them.
    pub kind: ResourceKind,
    /// The `openAPIV3Schema` of the version.
    pub open_api: Value,
    schema: OnceLock<Schema>,
}

impl CustomVersion {
    /// The compiled schema; compiled at the first use because some CRDs are hundreds of kilobytes.
    pub fn schema(&self) -> &Schema {
        self.schema.get_or_init(|| Schema::compile(&self.open_api))
    }

    /// Unknown fields, and metadata of the wrong type: reasons to refuse the request as undecodable.
    pub fn decoding_violations(&self, resource: &Value) -> Vec<Violation> {
        let mut violations = core_kinds::metadata_field_violations(resource);
        violations.extend(unknown::fields(resource, &self.open_api));
        violations
    }

    /// Unacceptable values.
    pub fn value_violations(&self, resource: &Value) -> Vec<Violation> {
        let mut violations = core_kinds::metadata_violations(resource, core_kinds::NameRule::Subdomain);
        violations.extend(self.schema().violations(resource));
        violations
    }

    /// Removes unknown fields.
    pub fn prune(&self, resource: &mut Value) {
        unknown::prune(resource, &self.open_api);
    }

    /// Fills in the defaults that the schema names.
    pub fn fill_defaults(&self, resource: &mut Value) {
        defaults::fill(resource, &self.open_api);
    }
}

/// One CustomResourceDefinition.
#[derive(Debug, Clone)]
pub struct Definition {
    /// `metadata.name`: `<plural>.<group>`.
    pub name: String,
    /// The definition as it was written.
    pub source: Value,
    /// Served versions in the order of the definition.
    pub versions: Vec<Arc<CustomVersion>>,
}

impl Definition {
    /// Reads a CustomResourceDefinition of `apiextensions.k8s.io/v1`.
    ///
    /// # Errors
    /// When a field that the server itself needs is missing.
    pub fn parse(source: &Value) -> Result<Definition> {
        if source["kind"] != "CustomResourceDefinition" {
            bail!("not a CustomResourceDefinition: {}", source["kind"]);
        }
        let name = source["metadata"]["name"]
            .as_str()
            .context("a CRD needs metadata.name")?
            .to_owned();
        let versions = source["spec"]["versions"]
            .as_array()
            .with_context(|| format!("{name}: spec.versions"))?;
        let versions = versions
            .iter()
            .filter(|version| version["served"] == true)
            .map(|version| {
                let kind = ResourceKind::of_definition(&source["spec"], version)
                    .with_context(|| format!("{name}: spec.names, spec.group or spec.scope"))?;
                let open_api = version["schema"]["openAPIV3Schema"].clone();
                Ok(Arc::new(CustomVersion {
                    kind,
                    open_api,
                    schema: OnceLock::new(),
                }))
            })
            .collect::<Result<_>>()?;
        Ok(Definition {
            name,
            source: source.clone(),
            versions,
        })
    }
}

/// A set of CustomResourceDefinitions, by name.
#[derive(Debug, Clone, Default)]
pub struct CrdSet {
    definitions: BTreeMap<String, Definition>,
}

impl CrdSet {
    /// Loads every `*.yaml` of a directory (several documents per file are fine).
    ///
    /// # Errors
    /// When the directory cannot be read or a file holds something other than CRDs.
    pub fn load(directory: &Path) -> Result<CrdSet> {
        let mut set = CrdSet::default();
        let entries = std::fs::read_dir(directory).with_context(|| format!("CRD directory {}", directory.display()))?;
        for entry in entries {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "yaml") {
                let text = std::fs::read_to_string(&path)?;
                for document in documents(&text).with_context(|| path.display().to_string())? {
                    set.insert(Definition::parse(&document).with_context(|| path.display().to_string())?);
                }
            }
        }
        Ok(set)
    }

    /// Adds or replaces a definition.
    pub fn insert(&mut self, definition: Definition) {
        self.definitions.insert(definition.name.clone(), definition);
    }

    /// Forgets a definition by its name, `<plural>.<group>`.
    pub fn remove(&mut self, name: &str) {
        self.definitions.remove(name);
    }

    /// All definitions, by name.
    pub fn definitions(&self) -> impl Iterator<Item = &Definition> {
        self.definitions.values()
    }

    /// All served versions of all kinds.
    pub fn versions(&self) -> impl Iterator<Item = &Arc<CustomVersion>> {
        self.definitions.values().flat_map(|definition| &definition.versions)
    }

    /// The version that serves an `apiVersion` and `kind`.
    pub fn find(&self, api_version: &str, kind: &str) -> Option<&Arc<CustomVersion>> {
        self.versions()
            .find(|version| version.kind.kind == kind && version.kind.api_version() == api_version)
    }

    /// The definitions of a group.
    pub fn of_group<'a>(&'a self, group: &'a str) -> impl Iterator<Item = &'a Definition> {
        self.definitions()
            .filter(move |definition| definition.source["spec"]["group"] == group)
    }
}

/// Parses the documents of a YAML text, leaving out empty ones.
///
/// # Errors
/// When a document is not YAML.
pub fn documents(text: &str) -> Result<Vec<Value>> {
    use serde::Deserialize as _;
    let mut values = Vec::new();
    for document in serde_yaml::Deserializer::from_str(text) {
        let value = Value::deserialize(document)?;
        if !value.is_null() {
            values.push(value);
        }
    }
    Ok(values)
}
