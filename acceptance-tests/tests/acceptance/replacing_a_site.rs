//! Replacement of a site: a site that cannot be installed again is not removed.

use acceptance_tests::workspace::in_workspace;
use anyhow::{Result, ensure};

use crate::blocks::{cas, child};
use crate::support::{assert_refusal, primary_with_sup};

/// The configuration with the name of a site in a variable, so that the name can change.
fn named_by_variable(name: &str, configuration: &str) -> String {
    let variable = format!("variable \"name\" {{ default = \"{name}\" }}\n");
    variable + &configuration.replace(&format!("\"{name}\""), "var.name")
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_child_primary_site_cannot_be_replaced() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(&named_by_variable("Contoso-EUR", &[cas(), child("EUR")].concat()))?;
        workspace.apply(&[])?;
        let renamed = ["plan", "-var=name=Contoso-EMEA"];
        assert_refusal("replaced_child_primary_site", &workspace.terraform(&renamed)?.expect_code(1)?);
        workspace.terraform(&["apply", "-auto-approve", "-replace=configmgr_site.eur"])?.expect_code(1)?;
        workspace.terraform(&["taint", "configmgr_site.eur"])?.success()?;
        workspace.terraform(&["apply", "-auto-approve"])?.expect_code(1)?;
        workspace.terraform(&["untaint", "configmgr_site.eur"])?.success()?;
        workspace.expect_no_changes()
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_replacement_warns_about_the_objects_on_the_site() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(&named_by_variable("Contoso", &primary_with_sup()))?;
        workspace.apply(&[])?;
        let renamed = workspace.terraform(&["apply", "-auto-approve", "-var=name=Head-Office"])?.success()?;
        ensure!(renamed.stdout.contains("replace_triggered_by"), "the warning is missing:\n{}", renamed.stdout);
        workspace.apply(&["-var=name=Head-Office"])?;
        let third = workspace.terraform(&["plan", "-detailed-exitcode", "-var=name=Head-Office"])?;
        third.expect_code(0)?;
        workspace.destroy(&[])?;
        workspace.expect_empty_hierarchy()
    })
}
