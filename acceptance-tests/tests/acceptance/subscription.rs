//! A plan warns about the effects of a change of synchronization settings.

use acceptance_tests::workspace::in_workspace;
use anyhow::{Result, ensure};

use crate::blocks::settings;
use crate::support::primary_with_sup;

fn subscribed(products: &str) -> String {
    primary_with_sup() + &settings("first", &format!("products = [{products}]"))
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_plan_warns_of_full_synchronization_and_lost_settings() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(&subscribed("\"Windows 11\""))?;
        workspace.apply(&[])?;
        for (configuration, arguments, expected) in [
            (subscribed("\"Windows 11\""), ["plan", "-parallelism=10"], None),
            (subscribed("\"Windows 11\", \"Office 2016\""), ["plan", "-parallelism=10"], Some("V121")),
            (primary_with_sup(), ["plan", "-parallelism=10"], Some("V128")),
            (primary_with_sup(), ["plan", "-parallelism=1"], Some("V128")),
            (subscribed("\"Windows 11\""), ["plan", "-destroy"], None),
        ] {
            workspace.configure(&configuration)?;
            let run = workspace.terraform(&arguments)?.expect_code(0)?;
            for rule in ["V121", "V128"] {
                let count = run.text().matches(&format!("({rule})")).count();
                ensure!(
                    count == usize::from(expected == Some(rule)),
                    "{rule} is reported {count} times:\n{}",
                    run.transcript()
                );
            }
        }
        Ok(())
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn former_names_are_told_and_stay() -> Result<()> {
    let catalog = "data \"configmgr_update_catalog\" \"it\" {\n  company    = \"Microsoft\"\n  subscribed = true\n}\n\
                   output \"subscribed\" {\n  value = data.configmgr_update_catalog.it.products[*].name\n}\n";
    in_workspace(|workspace| {
        workspace.start(&subscribed("\"Windows Defender\", \"Office 365 Client\""))?;
        let run = workspace.terraform(&["plan"])?.success()?;
        ensure!(run.text().matches("(V135)").count() == 2, "{}", run.transcript());
        workspace.apply(&[])?;
        workspace.expect_no_changes()?;

        let reader = workspace.beside("reader")?;
        reader.start(catalog)?;
        reader.apply(&[])?;
        let names = reader.terraform(&["output", "-json", "subscribed"])?.success()?.json()?;
        let expected = ["Microsoft 365 Apps/Office 2019/Office LTSC", "Microsoft Defender Antivirus"];
        ensure!(names == serde_json::json!(expected), "{names}");
        Ok(())
    })
}
