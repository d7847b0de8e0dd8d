//! A warning is shown once.

use acceptance_tests::workspace::{import_block, in_workspace};
use anyhow::{Context, Result, ensure};

use super::{ACCOUNT, PARALLELISMS, clear, top, top_with_child};
use crate::blocks::{cas, child, of, server_with, settings, sup, sup_with};

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
        ("about what holds only until the run ends", led_by_a(), led_by_b(), &[]),
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
                let shown = run.stdout.matches("Warning:").count();
                ensure!(shown == warnings.len(), "{shown} warnings are shown:\n{}", run.transcript());
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

/// A server and its role; `server` and `role` have the arguments that must match. With `role_first`, the role changes first.
fn pair(server: &str, role: &str, role_first: bool) -> String {
    let order = |of: &str| format!("depends_on = [configmgr_{of}.wsus-cas]");
    let (after_role, after_server) =
        if role_first { (order("sup_role"), String::new()) } else { (String::new(), order("site_system")) };
    [
        ACCOUNT.to_owned(),
        cas(),
        server_with("cas", "wsus-cas", &format!("{server}\n  {after_role}")),
        sup_with("cas", "wsus-cas", "null", &format!("{role}\n  {after_server}")),
    ]
    .concat()
}

/// What a server and its role have in common: each rule with the arguments of both.
const PAIRS: [(&str, &str, &str); 4] = [
    ("V52", "wsus = { http_port = 80, https_port = 443 }", "http_port = 80\n  https_port = 443"),
    ("V53", "wsus = { ssl_configured = true }", "require_ssl = true"),
    ("V64", "proxy = { server = \"proxy.contoso.com\" }", "use_proxy_for_sync = true"),
    (
        "V63",
        "untrusted_forest = true\n  installation_account = configmgr_account.wsus.user_name",
        "wsus_connection_account = configmgr_account.wsus.user_name",
    ),
];

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_change_of_both_sides_has_no_warning() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start("")?;
        for role_first in [false, true] {
            clear(workspace)?;
            workspace.configure(&pair("", "", false))?;
            workspace.apply(&[])?;
            for (rule, server, role) in PAIRS {
                for configuration in [pair(server, role, role_first), pair("", "", role_first)] {
                    workspace.configure(&configuration)?;
                    let run = workspace.apply(&["-parallelism=1"]).context(rule)?;
                    ensure!(run.stdout.contains("2 changed"), "{rule}: {}", run.transcript());
                    ensure!(!run.text().contains("Warning"), "{rule}: {}", run.transcript());
                    workspace.expect_no_changes().context(rule)?;
                }
            }
        }
        Ok(())
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_saved_plan_of_both_sides_has_no_warning() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(&pair("", "", false))?;
        workspace.apply(&[])?;
        for (rule, server, role) in PAIRS {
            for configuration in [pair(server, role, false), pair("", "", false)] {
                workspace.configure(&configuration)?;
                let plan = workspace.plan(&[]).context(rule)?.run;
                let run = workspace.terraform(&["apply", "tfplan"])?.success().context(rule)?;
                for run in [plan, run] {
                    ensure!(!run.text().contains("Warning"), "{rule}: {}", run.transcript());
                }
            }
        }
        Ok(())
    })
}

/// The role is of another configuration, which this run does not change: the conflict stays.
#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_change_of_one_side_warns_of_what_it_leaves_behind() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(&pair("", "", false))?;
        workspace.apply(&[])?;
        let other = workspace.beside("other")?;
        let server = |arguments: &str| {
            server_with("cas", "wsus-cas", arguments).replace("configmgr_site.cas.site_code", "\"CAS\"")
        };
        let import = import_block("configmgr_site_system.wsus-cas", "CAS/wsus-cas.contoso.com");
        other.start(&(server("") + &import))?;
        other.apply(&[])?;
        other.configure(&server(PAIRS[0].1))?;
        let run = other.apply(&[])?;
        ensure!(run.stdout.matches("(V52)").count() == 1, "{}", run.transcript());
        Ok(())
    })
}
