//! A site's first software update point: another one takes over, and the former one goes.

use acceptance_tests::workspace::{Workspace, in_workspace};
use anyhow::{Context, Result, ensure};

use super::{PARALLELISMS, cas, child, clear, of, settings, site, sup, sup_with};
use crate::support::assert_refusal;

/// The software update points of PS1 and below, where `first` and `second` say what the two synchronise from, and the rest
/// follows `leader`.
fn led_by(leader: &str, first: &str, second: &str) -> String {
    [
        cas(),
        sup("cas", "wsus-cas", "null"),
        child("PS1"),
        first.to_owned(),
        second.to_owned(),
        sup("ps1", "wsus-c", &of(leader)),
        settings(leader, "").replacen(&format!("\"{leader}\""), "\"ps1\"", 1),
        site("S11", "secondary", Some("ps1")),
        sup("s11", "wsus-s11", &of(leader)),
    ]
    .concat()
}

fn before() -> String {
    led_by("wsus-a", &sup("ps1", "wsus-a", &of("wsus-cas")), &sup("ps1", "wsus-b", &of("wsus-a")))
}

const CAS: &str = "\"CAS/wsus-cas.contoso.com\"";
const FORMER: &str = "\"PS1/wsus-a.contoso.com\"";
const SUCCESSOR: &str = "\"PS1/wsus-b.contoso.com\"";

fn expect_switched(workspace: &Workspace) -> Result<()> {
    workspace.expect_no_changes()?;
    let state = workspace.state()?;
    for (host, is_replica) in [("wsus-a", true), ("wsus-b", false), ("wsus-c", true)] {
        assert_eq!(state[&format!("configmgr_sup_role.{host}")]["is_replica"], is_replica, "{host}");
    }
    let tree = workspace.supctl(&["tree"])?.success()?.stdout;
    ensure!(tree.contains("wsus-b.contoso.com"), "{tree}");
    Ok(())
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn another_one_takes_over_in_one_apply() -> Result<()> {
    let after = |order: &str| {
        let depends = |host: &str| format!("depends_on = [configmgr_sup_role.{host}]");
        match order {
            "by reference" => {
                led_by("wsus-b", &sup("ps1", "wsus-a", &of("wsus-b")), &sup("ps1", "wsus-b", &of("wsus-cas")))
            }
            "the former one steps down first" => {
                led_by("wsus-b", &sup("ps1", "wsus-a", SUCCESSOR), &sup_with("ps1", "wsus-b", CAS, &depends("wsus-a")))
            }
            _ => {
                led_by("wsus-b", &sup_with("ps1", "wsus-a", SUCCESSOR, &depends("wsus-b")), &sup("ps1", "wsus-b", CAS))
            }
        }
    };
    in_workspace(|workspace| {
        workspace.start("")?;
        for order in ["by reference", "the former one steps down first", "the successor takes over first"] {
            for parallelism in PARALLELISMS {
                clear(workspace)?;
                workspace.configure(&before())?;
                workspace.apply(&[])?;
                workspace.configure(&after(order))?;
                workspace.apply(&[parallelism]).context(order)?;
                expect_switched(workspace).context(order)?;
            }
        }
        Ok(())
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn another_one_takes_over_and_the_former_one_goes() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(&before())?;
        workspace.apply(&[])?;
        workspace.configure(&led_by("wsus-b", "", &sup("ps1", "wsus-b", &of("wsus-cas"))))?;
        for parallelism in PARALLELISMS {
            workspace.terraform(&["plan", parallelism])?.success()?;
        }
        workspace.apply(&[])?;
        workspace.expect_no_changes()
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn the_first_one_does_not_go_while_others_copy_it() -> Result<()> {
    let with = |first: &str| {
        [cas(), sup("cas", "wsus-cas", "null"), child("PS1"), first.to_owned(), sup("ps1", "wsus-b", FORMER)].concat()
    };
    let first = sup("ps1", "wsus-a", &of("wsus-cas"));
    in_workspace(|workspace| {
        workspace.start(&first_then(&with(&first)))?;
        workspace.apply(&[])?;
        workspace.configure(&with(""))?;
        for parallelism in PARALLELISMS {
            let plan = workspace.terraform(&["plan", parallelism])?.expect_code(1)?;
            eprintln!("{}", plan.refusal());
            ensure!(plan.stderr.contains("(V72)"), "{}", plan.refusal());
        }
        Ok(())
    })
}

/// The replica is installed after the first one, whose id it does not refer to.
fn first_then(configuration: &str) -> String {
    configuration.replace(FORMER, &format!("{FORMER}\n  depends_on = [configmgr_sup_role.wsus-a]"))
}
