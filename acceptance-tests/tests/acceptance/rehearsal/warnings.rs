//! What is worth a warning is said once.

use acceptance_tests::workspace::in_workspace;
use anyhow::{Context, Result, ensure};

use super::{PARALLELISMS, clear, top, top_with_child};
use crate::blocks::{cas, child, of, settings, sup, sup_with};

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn in_one_apply() -> Result<()> {
    let with_events = || settings("wsus-cas", "reporting_events = \"all\"");
    let led_by_b = || {
        let order = "depends_on = [configmgr_sup_role.wsus-a]";
        let steps_down = sup("ps1", "wsus-a", "\"PS1/wsus-b.contoso.com\"");
        [top(), child("PS1"), steps_down, sup_with("ps1", "wsus-b", &of("wsus-cas"), order)].concat()
    };
    let led_by_a = || [top_with_child(), sup("ps1", "wsus-b", &of("wsus-a"))].concat();
    for (name, before, after, warnings) in [
        ("of the object alone", String::new(), top() + &with_events(), ["(V125)"].as_slice()),
        ("of an object that changes", top(), top() + &with_events(), &["(V125)"]),
        ("of what the run leaves behind", top() + &with_events(), cas(), &["(V73)"]),
        ("of what the run still has to mend", led_by_a(), led_by_b(), &["(H16)"]),
    ] {
        in_workspace(|workspace| {
            workspace.start(&before)?;
            for parallelism in PARALLELISMS {
                clear(workspace)?;
                workspace.configure(&before)?;
                workspace.apply(&[])?;
                workspace.configure(&after)?;
                let run = workspace.apply(&[parallelism])?;
                for warning in warnings {
                    let times = run.stdout.matches(warning).count();
                    ensure!(times == 1, "{warning} is said {times} times:\n{}", run.transcript());
                }
                let again = workspace.apply(&[])?;
                ensure!(!again.stdout.contains("Warning:"), "there is nothing to weigh:\n{}", again.transcript());
            }
            Ok(())
        })
        .context(name)?;
    }
    Ok(())
}
