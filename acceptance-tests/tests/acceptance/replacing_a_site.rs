//! Replacing a site: what cannot be installed again is not removed first.

use acceptance_tests::workspace::in_workspace;
use anyhow::{Result, ensure};

use crate::support::assert_refusal;

const CHILD_PRIMARY: &str = r#"
variable "name" { default = "Contoso-Europe" }
resource "configmgr_site" "cas" {
  site_code   = "CAS"
  name        = "Contoso-Central"
  type        = "central_administration"
  server_fqdn = "cm-cas.contoso.com"
}
resource "configmgr_site" "europe" {
  site_code        = "EUR"
  name             = var.name
  type             = "primary"
  parent_site_code = configmgr_site.cas.site_code
  server_fqdn      = "cm-eur.contoso.com"
}
"#;

const ALONE: &str = r#"
variable "name" { default = "Headquarters" }
resource "configmgr_site" "hq" {
  site_code   = "HQ1"
  name        = var.name
  type        = "primary"
  server_fqdn = "cm01.contoso.com"
}
resource "configmgr_sup_role" "hq" {
  site_code   = configmgr_site.hq.site_code
  server_fqdn = "wsus01.contoso.com"
}
"#;

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_child_primary_is_not_removed_when_its_code_cannot_be_used_again() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(CHILD_PRIMARY)?;
        workspace.apply(&[])?;
        let renamed = ["plan", "-var=name=Contoso-EMEA"];
        assert_refusal("reinstalled_child_primary", &workspace.terraform(&renamed)?.expect_code(1)?);
        workspace.terraform(&["apply", "-auto-approve", "-replace=configmgr_site.europe"])?.expect_code(1)?;
        workspace.terraform(&["taint", "configmgr_site.europe"])?.success()?;
        workspace.terraform(&["apply", "-auto-approve"])?.expect_code(1)?;
        workspace.terraform(&["untaint", "configmgr_site.europe"])?.success()?;
        workspace.expect_no_changes()
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_replaced_site_says_what_goes_with_it() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(ALONE)?;
        workspace.apply(&[])?;
        let renamed = workspace.terraform(&["apply", "-auto-approve", "-var=name=Head-Office"])?.success()?;
        ensure!(renamed.stdout.contains("also removes its objects"), "{}", renamed.stdout);
        workspace.apply(&["-var=name=Head-Office"])?;
        let third = workspace.terraform(&["plan", "-detailed-exitcode", "-var=name=Head-Office"])?;
        third.expect_code(0)?;
        workspace.destroy(&[])?;
        workspace.expect_empty_hierarchy()
    })
}
