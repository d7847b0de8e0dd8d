//! A Terraform folder for one test.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;
use tempfile::TempDir;

use super::plan::{self, Plan};
use super::run::Run;
use super::terraform::Terraform;

/// A Terraform folder with a provider, removed in the end. The provider needs no `terraform init`.
///
/// ```no_run
/// use tfplugin_testing::driver::cargo::example;
/// use tfplugin_testing::driver::workspace::Workspace;
///
/// # fn main() -> anyhow::Result<()> {
/// let provider = example(env!("CARGO_MANIFEST_DIR"), "tfplugin", "minimal")?;
/// let workspace = Workspace::new("example/hello", &provider)?;
/// workspace.configure("resource \"hello_greeting\" \"ada\" {\n  name = \"Ada\"\n}")?;
/// workspace.apply()?.success()?;
/// workspace.destroy()?.success()?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Workspace {
    root: TempDir,
    terraform: Terraform,
    requirement: String,
}

impl Workspace {
    /// A folder with a provider, which has an address such as `acme/corner`.
    ///
    /// # Errors
    /// When there is no Terraform, or a file cannot be written.
    pub fn new(address: &str, provider: &Path) -> Result<Self> {
        let name = address.rsplit('/').next().unwrap_or(address);
        let requirement = format!(
            "terraform {{\n  required_providers {{\n    {name} = {{ source = {} }}\n  }}\n}}\n",
            Value::from(address)
        );
        let workspace = Self { root: tempfile::tempdir()?, terraform: Terraform::find()?, requirement };
        fs::create_dir(workspace.folder())?;
        let installed = workspace.root.path().join("provider");
        fs::create_dir(&installed)?;
        let binary = installed.join(format!("terraform-provider-{name}{}", std::env::consts::EXE_SUFFIX));
        fs::hard_link(provider, &binary)
            .or_else(|_| fs::copy(provider, &binary).map(drop))
            .with_context(|| format!("copying {}", provider.display()))?;
        let folder = Value::from(installed.to_string_lossy());
        let overrides = format!("dev_overrides {{\n    {} = {folder}\n  }}", Value::from(address));
        fs::write(workspace.cli_config(), format!("provider_installation {{\n  {overrides}\n  direct {{}}\n}}\n"))?;
        workspace.configure("")?;
        Ok(workspace)
    }

    /// The same folder, with another Terraform.
    #[must_use]
    pub fn with_terraform(self, terraform: Terraform) -> Self {
        Self { terraform, ..self }
    }

    /// The Terraform folder.
    pub fn folder(&self) -> PathBuf {
        self.root.path().join("terraform")
    }

    fn cli_config(&self) -> PathBuf {
        self.root.path().join("terraform.tfrc")
    }

    /// Writes `main.tf`: the provider requirement, then `body`.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn configure(&self, body: &str) -> Result<()> {
        self.write("main.tf", &format!("{}{body}", self.requirement))
    }

    /// Writes a file in the Terraform folder.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, file: &str, text: &str) -> Result<()> {
        let path = self.folder().join(file);
        fs::write(&path, text).with_context(|| format!("writing {}", path.display()))
    }

    /// Reads a file of the Terraform folder.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn read(&self, file: &str) -> Result<String> {
        let path = self.folder().join(file);
        fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))
    }

    /// A Terraform command, not started.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.terraform.command(&self.folder(), &self.cli_config());
        command.args(arguments).env("TF_CLI_ARGS", "-no-color").env("TF_INPUT", "0");
        command
    }

    /// Runs Terraform with these arguments.
    ///
    /// # Errors
    /// When it cannot be started; the [`Run`] has its exit code.
    pub fn terraform(&self, arguments: &[&str]) -> Result<Run> {
        Run::of(&mut self.command(arguments))
    }

    /// Runs `terraform apply` without confirmation.
    ///
    /// # Errors
    /// When it cannot be started; the [`Run`] has its exit code.
    pub fn apply(&self) -> Result<Run> {
        self.terraform(&["apply", "-auto-approve"])
    }

    /// Runs `terraform destroy` without confirmation.
    ///
    /// # Errors
    /// When it cannot be started; the [`Run`] has its exit code.
    pub fn destroy(&self) -> Result<Run> {
        self.terraform(&["destroy", "-auto-approve"])
    }

    /// Runs `terraform plan` and reads the plan.
    ///
    /// # Errors
    /// When planning fails.
    pub fn plan(&self) -> Result<Plan> {
        let run = self.terraform(&["plan", "-out=tfplan"])?.success()?;
        let json = self.terraform(&["show", "-json", "tfplan"])?.success()?.json()?;
        Ok(Plan::new(json, run))
    }

    /// The values of every object in the state, by address.
    ///
    /// # Errors
    /// When the state cannot be read.
    pub fn state(&self) -> Result<BTreeMap<String, Value>> {
        let state = self.terraform(&["show", "-json"])?.success()?.json()?;
        Ok(plan::resources(state.pointer("/values/root_module").unwrap_or(&Value::Null)))
    }

    /// The values of the outputs in the state.
    ///
    /// # Errors
    /// When the state cannot be read.
    pub fn outputs(&self) -> Result<BTreeMap<String, Value>> {
        let outputs = self.terraform(&["output", "-json"])?.success()?.json()?;
        let outputs = outputs.as_object().into_iter().flatten();
        Ok(outputs.map(|(name, output)| (name.clone(), plan::at(output, "value").clone())).collect())
    }
}
