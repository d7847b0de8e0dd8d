//! A temporary workspace for one test: a provider installation, a hierarchy, and Terraform folders for it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, LazyLock};

use anyhow::{Context, Result, anyhow, ensure};
use serde_json::Value;
use tempfile::TempDir;
use tfplugin_testing::driver::mirror::Mirror;
use tfplugin_testing::driver::plan::{self, Plan};
use tfplugin_testing::driver::terraform::Terraform;

use crate::binaries::{Binaries, Profile, Progress};
use crate::client::Client;
use crate::run::Run;
use crate::terraform::{self, isolate};
use crate::{examples, mirror};

/// The hierarchy, relative to every Terraform folder of a workspace, so that messages with this path are the same on
/// every machine.
const HIERARCHY: &str = "../hierarchy.db";

const DATABASE_URL: &str = "CONFIGMGR_DATABASE_URL";

static BINARIES: LazyLock<Result<Binaries, String>> =
    LazyLock::new(|| Binaries::build(Profile::Dev, Progress::Hidden).map_err(|error| format!("{error:#}")));

/// One Terraform folder of a test, with its hierarchy.
#[derive(Clone, Debug)]
pub struct Workspace {
    world: Arc<World>,
    terraform: Terraform,
    folder: PathBuf,
    environment: Vec<(String, String)>,
}

#[derive(Debug)]
struct World {
    root: TempDir,
    binaries: Binaries,
    mirror: Mirror,
}

/// Runs `test` in a new workspace. The workspace is removed afterwards, or kept if the test fails.
///
/// # Errors
/// The error of `test`, with the folder of the kept workspace.
pub fn in_workspace(test: impl FnOnce(&Workspace) -> Result<()>) -> Result<()> {
    let mut workspace = Workspace::new()?;
    let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| test(&workspace)));
    if matches!(outcome, Ok(Ok(()))) {
        return Ok(());
    }
    let kept = workspace.keep()?;
    match outcome {
        Ok(result) => result.with_context(|| kept),
        Err(panic) => {
            eprintln!("{kept}");
            std::panic::resume_unwind(panic)
        }
    }
}

/// Runs `test` in a workspace with a hierarchy in a file, and in one with a hierarchy in a database.
///
/// # Errors
/// See [`in_workspace`].
pub fn on_each_store(test: impl Fn(&Workspace) -> Result<()>) -> Result<()> {
    in_workspace(&test).context("in a file")?;
    in_database(test).context("in a database")
}

/// Runs `test` in a workspace with a hierarchy in a database.
///
/// # Errors
/// See [`in_workspace`].
pub fn in_database(test: impl Fn(&Workspace) -> Result<()>) -> Result<()> {
    let hierarchy = format!("hierarchy={}", test_postgres::new_name());
    let url = test_postgres::Server::shared().url(&hierarchy);
    in_workspace(|workspace| test(&workspace.at_url(&url)))
}

impl Workspace {
    fn new() -> Result<Self> {
        let binaries = BINARIES.clone().map_err(|error| anyhow!(error))?;
        let root = tempfile::Builder::new().prefix("configmgr-").tempdir()?;
        let mirror = mirror::install(&root.path().join("mirror"), &binaries.provider)?;
        let folder = root.path().join("terraform");
        fs::create_dir(&folder)?;
        Ok(Self {
            world: Arc::new(World { root, binaries, mirror }),
            terraform: terraform::find()?,
            folder,
            environment: vec![
                ("CONFIGMGR_PATH".into(), HIERARCHY.into()),
                ("TF_VAR_hierarchy_path".into(), HIERARCHY.into()),
                ("CONFIGMGR_ACTOR".into(), "acceptance-test".into()),
            ],
        })
    }

    /// Another Terraform folder for the same hierarchy, for the changes of another user.
    ///
    /// # Errors
    /// When the folder cannot be created.
    pub fn beside(&self, name: &str) -> Result<Self> {
        self.at(self.folder.with_file_name(name))
    }

    /// The folder of an example, in a copy of all examples, so that relative paths of modules are valid.
    ///
    /// # Errors
    /// When a file cannot be copied.
    pub fn example(&self, example: &str) -> Result<Self> {
        let copy = self.root().join("examples");
        if !copy.exists() {
            examples::copy(&examples::folder(), &copy)?;
        }
        self.at(copy.join(example))
    }

    fn at(&self, folder: PathBuf) -> Result<Self> {
        fs::create_dir_all(&folder).with_context(|| format!("creating {}", folder.display()))?;
        Ok(Self { folder, ..self.clone() })
    }

    /// The same folder, with another variable in the environment of its commands.
    #[must_use]
    pub fn with_variable(&self, name: &str, value: impl Into<String>) -> Self {
        let mut other = self.clone();
        other.environment.push((name.into(), value.into()));
        other
    }

    /// The same folder, with another Terraform.
    #[must_use]
    pub fn with_terraform(&self, terraform: Terraform) -> Self {
        Self { terraform, ..self.clone() }
    }

    /// The Terraform of the workspace, as it names itself.
    ///
    /// # Errors
    /// When it cannot be run, or does not say what it is.
    pub fn client(&self) -> Result<Client> {
        Client::read(&self.terraform(&["version"])?.success()?.stdout)
    }

    /// A program named `terraform` in a folder of its own, for scripts that look for it on their `PATH`.
    ///
    /// # Errors
    /// When it cannot be written.
    #[cfg(unix)]
    pub fn program(&self) -> Result<PathBuf> {
        let folder = self.root().join("client");
        let program = folder.join("terraform");
        if program.exists() {
            return Ok(program);
        }
        fs::create_dir(&folder)?;
        self.terraform.install_in(&folder)
    }

    /// The same folder, with a hierarchy at the URL of a database in the environment of its commands.
    #[must_use]
    pub fn at_url(&self, url: &str) -> Self {
        let mut other = self.with_variable(DATABASE_URL, url);
        other.environment.retain(|(name, _)| name != "CONFIGMGR_PATH");
        other
    }

    /// Whether the environment of its commands names a database.
    #[must_use]
    pub fn is_in_database(&self) -> bool {
        self.environment.iter().any(|(name, _)| name == DATABASE_URL)
    }

    /// The same folder, with a provider that is a shell script. It finds the real provider in `$PROVIDER`.
    ///
    /// # Errors
    /// When the script cannot be written.
    #[cfg(unix)]
    pub fn with_provider_script(&self, script: &str) -> Result<Self> {
        use std::os::unix::fs::PermissionsExt as _;
        let file = self.root().join("provider.sh");
        let provider = self.world.binaries.provider.display();
        fs::write(&file, format!("#!/bin/sh\nPROVIDER='{provider}'\n{script}\n"))?;
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755))?;
        let mirror = mirror::install(&self.root().join("mirror-with-script"), &file)?;
        Ok(self.with_variable("TF_CLI_CONFIG_FILE", mirror.cli_config().to_string_lossy()))
    }

    /// The folder that contains the whole workspace.
    #[must_use]
    pub fn root(&self) -> &Path {
        self.world.root.path()
    }

    /// The Terraform folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The file of the hierarchy.
    #[must_use]
    pub fn hierarchy(&self) -> PathBuf {
        self.folder.with_file_name("hierarchy.db")
    }

    /// Writes a file in the Terraform folder.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, file: &str, text: &str) -> Result<()> {
        let path = self.folder.join(file);
        fs::write(&path, text).with_context(|| format!("writing {}", path.display()))
    }

    /// Writes `main.tf`: the provider requirement, then `body`.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn configure(&self, body: &str) -> Result<()> {
        self.write("main.tf", &format!("{REQUIREMENT}\n{body}"))
    }

    /// A Terraform command, not started.
    #[must_use]
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.terraform.command(&self.folder, &self.world.mirror.cli_config());
        command
            .args(arguments)
            .env("TF_CLI_ARGS", "-no-color")
            .env("TF_INPUT", "0")
            .envs(self.environment.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Runs Terraform with these arguments.
    ///
    /// # Errors
    /// When it cannot be started; the [`Run`] has its exit code.
    pub fn terraform(&self, arguments: &[&str]) -> Result<Run> {
        Run::of(&mut self.command(arguments))
    }

    /// A `supctl` command on the workspace's hierarchy that has not been started.
    #[must_use]
    pub fn supctl_command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.world.binaries.supctl);
        isolate(&mut command);
        command
            .current_dir(&self.folder)
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .args(arguments);
        command
    }

    /// Runs `supctl` on the workspace's hierarchy.
    ///
    /// # Errors
    /// When it cannot be started; how it ends is in the [`Run`].
    pub fn supctl(&self, arguments: &[&str]) -> Result<Run> {
        Run::of(&mut self.supctl_command(arguments))
    }

    /// Writes `main.tf` and initializes the folder.
    ///
    /// # Errors
    /// When `terraform init` fails.
    pub fn start(&self, body: &str) -> Result<()> {
        self.configure(body)?;
        self.init()
    }

    /// Runs `terraform init`.
    ///
    /// # Errors
    /// When it fails.
    pub fn init(&self) -> Result<()> {
        self.terraform(&["init"])?.success().map(drop)
    }

    /// Runs `terraform apply` without confirmation.
    ///
    /// # Errors
    /// When it fails.
    pub fn apply(&self, options: &[&str]) -> Result<Run> {
        self.terraform(&[&["apply", "-auto-approve"], options].concat())?.success()
    }

    /// Runs `terraform destroy` without confirmation.
    ///
    /// # Errors
    /// When it fails.
    pub fn destroy(&self, options: &[&str]) -> Result<Run> {
        self.terraform(&[&["destroy", "-auto-approve"], options].concat())?.success()
    }

    /// Runs `terraform plan` and reads the plan.
    ///
    /// # Errors
    /// When planning fails.
    pub fn plan(&self, options: &[&str]) -> Result<Plan> {
        let run = self.terraform(&[&["plan", "-out=tfplan"], options].concat())?.success()?;
        let json = self.terraform(&["show", "-json", "tfplan"])?.success()?.json()?;
        Ok(Plan::new(json, run))
    }

    /// Checks that a plan has no changes, with and without a refresh.
    ///
    /// # Errors
    /// When a plan fails or has changes; the message contains the plan.
    pub fn expect_no_changes(&self) -> Result<()> {
        for refresh in ["-refresh=true", "-refresh=false"] {
            self.terraform(&["plan", "-detailed-exitcode", refresh])?
                .success()
                .context("the plan must have no changes")?;
        }
        Ok(())
    }

    /// The values of every managed resource in the state, by address.
    ///
    /// # Errors
    /// When the state cannot be read.
    pub fn state(&self) -> Result<BTreeMap<String, Value>> {
        let state = self.terraform(&["show", "-json"])?.success()?.json()?;
        Ok(plan::resources(state.pointer("/values/root_module").unwrap_or(&Value::Null)))
    }

    /// Checks that the hierarchy is empty.
    ///
    /// # Errors
    /// When it has an object; the message contains the output of `supctl tree`.
    pub fn expect_empty_hierarchy(&self) -> Result<()> {
        let tree = self.supctl(&["tree", "--json"])?.success()?;
        let json = tree.json()?;
        for objects in ["sites", "accounts"] {
            let left = json.get(objects).and_then(Value::as_array);
            ensure!(left.is_some_and(Vec::is_empty), "{objects} remain:\n{}", tree.stdout);
        }
        Ok(())
    }

    fn keep(&mut self) -> Result<String> {
        let world = Arc::get_mut(&mut self.world).context("a workspace outlived its test")?;
        world.root.disable_cleanup(true);
        Ok(format!(
            "the workspace is kept: cd {} && export TF_CLI_CONFIG_FILE={} CONFIGMGR_PATH={HIERARCHY}",
            self.folder.display(),
            self.world.mirror.cli_config().display()
        ))
    }
}

/// An import block for every resource of a state.
#[must_use]
pub fn import_blocks(state: &BTreeMap<String, Value>) -> String {
    let id = |values| plan::at(values, "id").as_str().unwrap_or_default();
    state.iter().map(|(address, values)| import_block(address, id(values))).collect()
}

/// An import block for the object with this ID.
#[must_use]
pub fn import_block(address: &str, id: &str) -> String {
    format!("import {{\n  to = {address}\n  id = {}\n}}\n", Value::from(id))
}

/// The name of the file in which Terraform keeps the state of a folder.
pub const STATE: &str = "terraform.tfstate";

/// The first lines of every configuration of the tests.
const REQUIREMENT: &str = r#"terraform {
  required_providers {
    configmgr = { source = "endpointops/configmgr" }
  }
}
"#;
