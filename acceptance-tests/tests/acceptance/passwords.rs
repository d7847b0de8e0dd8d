//! Passwords pass through and stay nowhere.

use std::fs;
use std::path::Path;

use acceptance_tests::workspace::in_workspace;
use anyhow::{Result, ensure};

/// A password nobody would find by chance.
const PASSWORD: &str = "correct-horse-battery-staple-7461";

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_password_is_written_nowhere() -> Result<()> {
    in_workspace(|workspace| {
        let logged = workspace
            .with_variable("TF_VAR_password", PASSWORD)
            .with_variable("TF_LOG", "trace")
            .with_variable("TF_LOG_PATH", workspace.root().join("terraform.log").to_string_lossy());
        let account = |version: u32| {
            format!(
                "variable \"password\" {{\n  type = string\n  ephemeral = true\n}}\n\
                 resource \"configmgr_account\" \"wsus\" {{\n  user_name = \"CONTOSO\\\\wsus\"\n  password_wo = var.password\n  password_wo_version = {version}\n}}\n"
            )
        };
        logged.start(&account(1))?;
        let mut said = logged.terraform(&["plan", "-out=saved"])?.success()?.text();
        said += &logged.terraform(&["show", "-json", "saved"])?.success()?.text();
        said += &logged.apply(&[])?.text();
        logged.configure(&account(2))?;
        assert_eq!(
            logged.plan(&[])?.changed_paths().into_values().flatten().collect::<Vec<_>>(),
            ["password_wo_version"]
        );
        said += &logged.apply(&[])?.text();
        said += &logged.supctl(&["history", "--json"])?.success()?.text();
        ensure!(!said.contains(PASSWORD), "printed:\n{said}");
        assert!(logged.root().join("terraform.log").metadata()?.len() > 0);
        nowhere_below(workspace.root())
    })
}

/// Holds that no file holds the password. The provider's own binary, which is large, is left out.
fn nowhere_below(folder: &Path) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_symlink() || path.ends_with("mirror") {
            continue;
        }
        if path.is_dir() {
            nowhere_below(&path)?;
            continue;
        }
        let bytes = fs::read(&path)?;
        let found = bytes.windows(PASSWORD.len()).any(|window| window == PASSWORD.as_bytes());
        ensure!(!found, "{} holds the password", path.display());
    }
    Ok(())
}
