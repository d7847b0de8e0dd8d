//! Passwords are not stored anywhere.

use std::fs;
use std::path::Path;

use acceptance_tests::workspace::in_workspace;
use anyhow::{Result, ensure};

/// A text that does not occur by chance.
const PASSWORD: &str = "correct-horse-battery-staple-7461";

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_password_is_not_stored() -> Result<()> {
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
        let mut output = logged.terraform(&["plan", "-out=saved"])?.success()?.text();
        output += &logged.terraform(&["show", "-json", "saved"])?.success()?.text();
        output += &logged.apply(&[])?.text();
        logged.configure(&account(2))?;
        assert_eq!(
            logged.plan(&[])?.changed_paths().into_values().flatten().collect::<Vec<_>>(),
            ["password_wo_version"]
        );
        output += &logged.apply(&[])?.text();
        output += &logged.supctl(&["history", "--json"])?.success()?.text();
        ensure!(!output.contains(PASSWORD), "printed:\n{output}");
        assert!(logged.root().join("terraform.log").metadata()?.len() > 0);
        expect_no_password_below(workspace.root())
    })
}

/// Checks that no file contains the password. The binary of the provider is skipped, because it is large.
fn expect_no_password_below(folder: &Path) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_symlink() || path.ends_with("mirror") {
            continue;
        }
        if path.is_dir() {
            expect_no_password_below(&path)?;
            continue;
        }
        let bytes = fs::read(&path)?;
        let found = bytes.windows(PASSWORD.len()).any(|window| window == PASSWORD.as_bytes());
        ensure!(!found, "{} contains the password", path.display());
    }
    Ok(())
}
