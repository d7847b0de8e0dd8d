//! Terraform's CLI configuration, which is not a part of any configuration folder.

use std::path::PathBuf;

use hierarchy::environment::path_variable;

const OVERRIDE: &str = "TF_CLI_CONFIG_FILE";

/// The file that Terraform reads: that of `TF_CLI_CONFIG_FILE`, else the one of the user; `None` without a home folder.
pub(crate) fn file() -> Option<PathBuf> {
    path_variable(OVERRIDE).or_else(|| {
        if cfg!(windows) { Some(application_data()?.join("terraform.rc")) } else { Some(home()?.join(".terraformrc")) }
    })
}

/// The folder of the user's own Terraform data; `None` without a home folder.
pub(crate) fn data_folder() -> Option<PathBuf> {
    if cfg!(windows) { Some(application_data()?.join("terraform.d")) } else { Some(home()?.join(".terraform.d")) }
}

/// Further files that Terraform reads, in the order of their names: none where `TF_CLI_CONFIG_FILE` is set.
pub(crate) fn further_files() -> Vec<PathBuf> {
    let folder = if path_variable(OVERRIDE).is_some() { None } else { data_folder() };
    let entries = folder.and_then(|folder| folder.read_dir().ok()).into_iter().flatten().flatten();
    let is_read = |path: &PathBuf| {
        path.file_name().is_some_and(|name| {
            let name = name.to_string_lossy();
            name.ends_with(".tfrc") || name.ends_with(".tfrc.json")
        })
    };
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(is_read).collect();
    files.sort();
    files
}

fn home() -> Option<PathBuf> {
    std::env::home_dir().filter(|home| !home.as_os_str().is_empty())
}

fn application_data() -> Option<PathBuf> {
    path_variable("APPDATA")
}
