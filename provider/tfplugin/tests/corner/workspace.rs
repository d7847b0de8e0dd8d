//! A Terraform folder with the corner-case provider and a remote side of its own.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::LazyLock;

use serde_json::Value as Json;
use tfplugin_testing::driver::cargo::example;
use tfplugin_testing::driver::run::Run;
use tfplugin_testing::driver::workspace::Workspace as Folder;

const PROVIDER: &str = r#"
provider "corner" {
  path = "remote.json"
}
"#;

/// The provider.
static CORNER: LazyLock<PathBuf> = LazyLock::new(|| example(env!("CARGO_MANIFEST_DIR"), "tfplugin", "corner").unwrap());

/// The folder, removed in the end.
pub(crate) struct Workspace(Folder);

impl Workspace {
    /// A folder with a configuration for the provider, and these resources.
    pub(crate) fn new(body: &str) -> Self {
        let workspace = Self(Folder::new("acme/corner", &CORNER).unwrap());
        workspace.configure(body);
        workspace
    }

    pub(crate) fn folder(&self) -> PathBuf {
        self.0.folder()
    }

    /// Writes `main.tf`.
    pub(crate) fn configure(&self, body: &str) {
        self.configure_bare(&format!("{PROVIDER}{body}"));
    }

    /// Writes `main.tf` without a provider block.
    pub(crate) fn configure_bare(&self, body: &str) {
        self.0.configure(body).unwrap();
    }

    pub(crate) fn write(&self, file: &str, text: &str) {
        self.0.write(file, text).unwrap();
    }

    pub(crate) fn read(&self, file: &str) -> String {
        self.0.read(file).unwrap()
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        self.0.command(arguments)
    }

    pub(crate) fn terraform(&self, arguments: &[&str]) -> Run {
        self.0.terraform(arguments).unwrap()
    }

    #[track_caller]
    pub(crate) fn succeeds(&self, arguments: &[&str]) -> Run {
        let run = self.terraform(arguments);
        assert_eq!(run.code, Some(0), "{}: {}", run.command, run.transcript());
        run
    }

    /// Runs what must fail, and gives its errors and warnings as one text with single spaces.
    #[track_caller]
    pub(crate) fn fails(&self, arguments: &[&str]) -> String {
        let run = self.terraform(arguments);
        assert_eq!(run.code, Some(1), "{}: {}", run.command, run.transcript());
        plain(&run)
    }

    #[track_caller]
    pub(crate) fn apply(&self) -> Run {
        self.succeeds(&["apply", "-auto-approve"])
    }

    #[track_caller]
    pub(crate) fn apply_fails(&self) -> String {
        self.fails(&["apply", "-auto-approve"])
    }

    /// Applies another configuration, and holds that nothing is left to do then.
    #[track_caller]
    pub(crate) fn becomes(&self, body: &str) -> Run {
        self.configure(body);
        let run = self.apply();
        self.expect_no_changes();
        run
    }

    #[track_caller]
    pub(crate) fn expect_no_changes(&self) {
        for refresh in ["-refresh=true", "-refresh=false"] {
            let run = self.terraform(&["plan", "-detailed-exitcode", refresh]);
            assert_eq!(run.code, Some(0), "something is left to do: {}", run.transcript());
        }
    }

    /// What a plan does with each resource, such as `update` or `delete+create`.
    #[track_caller]
    pub(crate) fn planned_actions(&self, options: &[&str]) -> BTreeMap<String, String> {
        self.succeeds(&[&["plan", "-out=tfplan"], options].concat());
        let plan = self.succeeds(&["show", "-json", "tfplan"]).json().unwrap();
        let change = |resource: &Json| {
            let actions = resource["change"]["actions"].as_array().unwrap().iter();
            let action = actions.map(|action| action.as_str().unwrap()).collect::<Vec<_>>().join("+");
            (resource["address"].as_str().unwrap().to_owned(), action)
        };
        let changes = plan["resource_changes"].as_array().into_iter().flatten().map(change);
        changes.filter(|(_, action)| action != "no-op" && action != "read").collect()
    }

    /// The actions of a plan where one resource is all there is.
    #[track_caller]
    pub(crate) fn planned_action(&self, options: &[&str]) -> String {
        let actions = self.planned_actions(options);
        assert!(actions.len() <= 1, "{actions:?}");
        actions.into_values().next().unwrap_or_else(|| "no-op".to_owned())
    }

    /// The values of a resource in the state; null where it is not there.
    pub(crate) fn state(&self, address: &str) -> Json {
        let state = self.succeeds(&["show", "-json"]).json().unwrap();
        let resources = state["values"]["root_module"]["resources"].as_array().cloned().unwrap_or_default();
        let found = resources.into_iter().find(|resource| resource["address"] == address);
        found.map(|resource| resource["values"].clone()).unwrap_or_default()
    }

    /// What Terraform's state file says of a resource beside its values.
    pub(crate) fn instance(&self, name: &str) -> Json {
        let state: Json = serde_json::from_str(&self.read("terraform.tfstate")).unwrap();
        let resources = state["resources"].as_array().unwrap();
        let resource = resources.iter().find(|resource| resource["name"] == name);
        resource.map(|resource| resource["instances"][0].clone()).unwrap_or_default()
    }

    /// What is on the remote side.
    pub(crate) fn remote(&self) -> Json {
        let path = self.folder().join("remote.json");
        if path.exists() { serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap() } else { Json::Null }
    }

    /// Changes the remote side behind Terraform's back.
    pub(crate) fn change_remote(&self, change: impl FnOnce(&mut Json)) {
        let mut remote = self.remote();
        change(&mut remote);
        self.write("remote.json", &remote.to_string());
    }

    /// Makes work what failed on purpose.
    pub(crate) fn mend(&self) {
        if self.remote().is_null() {
            self.write("remote.json", r#"{ "mended": true }"#);
        } else {
            self.change_remote(|remote| remote["mended"] = true.into());
        }
    }

    pub(crate) fn remote_objects(&self) -> Vec<String> {
        self.remote()["objects"].as_object().into_iter().flatten().map(|(key, _)| key.clone()).collect()
    }

    #[track_caller]
    pub(crate) fn destroy(&self) {
        self.succeeds(&["destroy", "-auto-approve"]);
        assert_eq!(self.remote_objects(), [""; 0]);
    }
}

/// What a run said, without the frames and line breaks of its messages.
pub(crate) fn plain(run: &Run) -> String {
    run.text().replace(['│', '╷', '╵'], " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[track_caller]
pub(crate) fn assert_says(text: &str, expected: &[&str]) {
    for part in expected {
        assert!(text.contains(part), "{part:?} is missing in:\n{text}");
    }
}
