//! The golden states.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

/// A resource of a golden state.
#[derive(Clone, Debug)]
pub(crate) struct Golden {
    pub(crate) type_name: String,
    pub(crate) attributes: Value,
}

impl Golden {
    pub(crate) fn id(&self) -> &str {
        self.attributes["id"].as_str().unwrap()
    }
}

/// The folders of all golden states, the oldest first.
pub(crate) fn folders() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/states");
    let mut folders: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    assert!(!folders.is_empty(), "there are no golden states");
    folders
}

/// The resources of the golden state in a folder, each after those that it refers to.
pub(crate) fn resources(folder: &Path) -> Vec<Golden> {
    let state: Value = serde_json::from_slice(&fs::read(folder.join("terraform.tfstate")).unwrap()).unwrap();
    let resource = |resource: &Value| Golden {
        type_name: resource["type"].as_str().unwrap().to_owned(),
        attributes: resource["instances"][0]["attributes"].clone(),
    };
    let mut resources: Vec<Golden> = state["resources"].as_array().unwrap().iter().map(resource).collect();
    // Sites and roles of the top-level site have no reference; their ids sort as the hierarchy is installed.
    resources.sort_by_key(|resource| (resource.type_name.clone(), resource.id().to_owned()));
    resources
}
