//! A warning is shown once.

use acceptance_tests::workspace::in_workspace;
use anyhow::{Context, Result, ensure};

use super::{PARALLELISMS, clear, top, top_with_child};
use crate::blocks::{cas, child, of, settings, sup, sup_with};

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_warning_is_shown_once_per_apply() -> Result<()> {
    let with_events = || settings("wsus-cas", "reporting_events = \"all\"");
    let led_by_b = || {
        let order = "depends_on = [configmgr_sup_role.wsus-a]";
        let demoted = sup("ps1", "wsus-a", "\"PS1/wsus-b.contoso.com\"");
        [top(), child("PS1"), demoted, sup_with("ps1", "wsus-b", &of("wsus-cas"), order)].concat()
    };
    let led_by_a = || [top_with_child(), sup("ps1", "wsus-b", &of("wsus-a"))].concat();
    for (name, before, after, warnings) in [
        ("about the object itself", String::new(), top() + &with_events(), ["(V125)"].as_slice()),
        ("about an object that changes", top(), top() + &with_events(), &["(V125)"]),
        ("about the hierarchy after the run", top() + &with_events(), cas(), &["(V73)"]),
        ("about a mistake that the run fixes later", led_by_a(), led_by_b(), &["(H16)"]),
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
                    ensure!(times == 1, "{warning} is shown {times} times:\n{}", run.transcript());
                }
                let again = workspace.apply(&[])?;
                ensure!(
                    !again.stdout.contains("Warning:"),
                    "a second apply must have no warnings:\n{}",
                    again.transcript()
                );
            }
            Ok(())
        })
        .context(name)?;
    }
    Ok(())
}
