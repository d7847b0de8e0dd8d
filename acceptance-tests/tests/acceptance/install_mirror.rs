//! `supctl install-mirror`: the real Terraform installs the provider from there.

use std::fs;

use acceptance_tests::workspace::{Workspace, in_workspace};
use anyhow::Result;

const LOCK: &str = ".terraform.lock.hcl";

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_second_run_keeps_the_lock_file() -> Result<()> {
    in_workspace(|workspace| {
        let file = workspace.root().join("cli.tfrc");
        fs::write(&file, "# mine\nprovider_installation {\n  direct {} # the rest\n}\n")?;
        let workspace = workspace.with_variable("TF_CLI_CONFIG_FILE", file.to_string_lossy());
        install(&workspace)?;
        workspace.start("resource \"configmgr_account\" \"one\" {\n  user_name = \"CONTOSO\\\\one\"\n}\n")?;
        let lock = || fs::read_to_string(workspace.folder().join(LOCK));
        let (first, configuration) = (lock()?, fs::read_to_string(&file)?);
        install(&workspace)?;
        assert_eq!(fs::read_to_string(&file)?, configuration);
        workspace.init()?;
        assert_eq!(lock()?, first);
        fs::remove_dir_all(workspace.folder().join(".terraform"))?;
        workspace.init()?;
        assert_eq!(lock()?, first);
        workspace.apply(&[])?;
        workspace.expect_no_changes()
    })
}

fn install(workspace: &Workspace) -> Result<()> {
    workspace.supctl(&["install-mirror", "--folder", "../installed", "--write"])?.success().map(drop)
}
