//! Import of existing objects.

use std::fs;

use acceptance_tests::workspace::{STATE, in_workspace};
use anyhow::{Context, Result, ensure};

use crate::blocks::{site, sup_named};
use crate::support::{PRIMARY, REPLACEABLE, assert_refusal};

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn unknown_and_malformed_import_ids_are_refused() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(REPLACEABLE)?;
        workspace.apply(&[])?;
        let empty = workspace.beside("importing")?;
        empty.start(REPLACEABLE)?;
        for (resource, unknown, malformed) in [
            ("site", "XYZ", "not a code"),
            ("site_system", "ONE/nowhere.contoso.com", "nowhere.contoso.com"),
            ("sup_role", "ONE/nowhere.contoso.com", "ONE/a/b"),
            ("sync_settings", "XYZ", "ONE/sup.contoso.com"),
            ("account", "CONTOSO\\nobody", "nobody"),
        ] {
            let address = format!("configmgr_{resource}.subject");
            for (kind, id) in [("unknown", unknown), ("malformed", malformed)] {
                let run = empty.terraform(&["import", &address, id])?.expect_code(1)?;
                assert_refusal(&format!("import_{kind}_{resource}"), &run);
            }
        }
        Ok(())
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn creating_an_existing_object_says_to_import_it() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(PRIMARY)?;
        workspace.apply(&[])?;
        let other = workspace.beside("elsewhere")?.with_variable("CONFIGMGR_ACTOR", "somebody-else");
        other.start(PRIMARY)?;
        assert_refusal("existing_object", &other.terraform(&["plan"])?.expect_code(1)?);
        Ok(())
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_lost_state_is_imported_with_one_command() -> Result<()> {
    in_workspace(|workspace| {
        let role = |arguments: &str| {
            format!(
                "{}{}{}",
                site("PRI", "primary", None),
                sup_named("pri_wsus", "pri", "wsus", "null", arguments),
                "resource \"configmgr_account\" \"svc_wsus\" {\n  user_name = \"CONTOSO\\\\svc-wsus\"\n}\n"
            )
        };
        workspace.start(&role(""))?;
        workspace.apply(&[])?;
        let edited = role("wsus_connection_account = configmgr_account.svc_wsus.user_name");
        workspace.configure(&edited)?;
        fs::remove_file(workspace.folder().join(STATE))?;
        for options in [&["-parallelism=1"][..], &["-parallelism=10"], &["-refresh=false"]] {
            let refused = workspace.terraform(&[&["plan"], options].concat())?.expect_code(1)?;
            assert_refusal("a_lost_state", &refused);
        }
        let refused = workspace.terraform(&["plan"])?.expect_code(1)?;
        ensure!(refused.stderr.contains("  supctl export --hcl"), "{}", refused.transcript());
        let export = workspace.supctl(&["export", "--hcl"])?.success()?.stdout;
        let imports = export.find("import {").context("the export has import blocks")?;
        workspace.configure(&format!("{edited}\n{}", &export[imports..]))?;
        workspace.apply(&[])?;
        assert_eq!(workspace.state()?.len(), 3);
        workspace.expect_no_changes()
    })
}
