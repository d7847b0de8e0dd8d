//! Which root module and workspace a plan is of. A plan does not tell.

use std::fs;
use std::path::Path;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use schemars::JsonSchema;
use serde::Serialize;

/// A root module with a workspace. Each has a comment of its own.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Project {
    /// The folder, from the top of the repository, with slashes.
    pub(crate) root_module: String,
    pub(crate) workspace: String,
}

/// What a marker writes as it is. Two hyphens would end a comment in HTML.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'.').remove(b'/').remove(b'_');

impl Project {
    /// The root module in a folder. Without a name, the workspace is the one that Terraform has selected there.
    pub(super) fn of(folder: &Path, workspace: Option<&str>) -> Self {
        let selected = || fs::read_to_string(folder.join(".terraform/environment")).ok();
        let workspace = workspace.map(str::to_owned).or_else(selected);
        let workspace = workspace.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
        Self { root_module: root_module(folder), workspace: workspace.unwrap_or_else(|| "default".to_owned()) }
    }

    /// A word that finds the comment of this project again.
    pub(super) fn marker(&self) -> String {
        let Self { root_module, workspace } = self;
        let [root_module, workspace] = [root_module, workspace].map(|part| utf8_percent_encode(part, PLAIN));
        format!("supctl report root={root_module} workspace={workspace}")
    }
}

/// The path from the top of the repository, or the folder as it was named where there is none.
fn root_module(folder: &Path) -> String {
    let whole = std::path::absolute(folder).map(path_clean::clean).unwrap_or_else(|_| folder.to_owned());
    let top = whole.ancestors().find(|ancestor| ancestor.join(".git").exists());
    let path = top.and_then(|top| pathdiff::diff_paths(&whole, top)).unwrap_or_else(|| path_clean::clean(folder));
    let path = path.to_string_lossy().replace('\\', "/");
    if path.is_empty() { ".".to_owned() } else { path }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_marker_cannot_end_its_comment() {
        for (root_module, workspace, expected) in [
            (".", "default", "supctl report root=. workspace=default"),
            ("infra/europe", "a-b", "supctl report root=infra/europe workspace=a%2Db"),
            ("x --> y", "\"(z)\n", "supctl report root=x%20%2D%2D%3E%20y workspace=%22%28z%29%0A"),
        ] {
            let project = Project { root_module: root_module.to_owned(), workspace: workspace.to_owned() };
            assert_eq!(project.marker(), expected);
        }
    }

    #[test]
    fn a_root_module_is_named_from_the_top_of_its_repository() {
        let top = tempfile::tempdir().unwrap();
        let folder = top.path().join("infra/europe");
        fs::create_dir_all(folder.join(".terraform")).unwrap();
        fs::write(folder.join(".terraform/environment"), "test\n").unwrap();
        fs::create_dir(top.path().join(".git")).unwrap();
        let project = Project::of(&folder, None);
        assert_eq!((project.root_module.as_str(), project.workspace.as_str()), ("infra/europe", "test"));
        let project = Project::of(top.path(), Some("live"));
        assert_eq!((project.root_module.as_str(), project.workspace.as_str()), (".", "live"));
    }
}
