//! Promotion of another software update point, and removal of the former first one.

use acceptance_tests::workspace::{Workspace, in_workspace};
use anyhow::{Context, Result, ensure};

use super::{PARALLELISMS, clear, expect_plans, top};
use crate::blocks::{child, of, settings_named, site, sup, sup_with};

/// Site PS1 and its secondary site. `first` and `second` are two software update points of PS1; everything else refers to
/// `leader`.
fn led_by(leader: &str, first: &str, second: &str) -> String {
    [
        top(),
        child("PS1"),
        first.to_owned(),
        second.to_owned(),
        sup("ps1", "wsus-c", &of(leader)),
        settings_named("ps1", leader, ""),
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

fn expect_promoted(workspace: &Workspace) -> Result<()> {
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
fn a_replica_is_promoted_in_one_apply() -> Result<()> {
    let after = |order: &str| {
        let depends = |host: &str| format!("depends_on = [configmgr_sup_role.{host}]");
        match order {
            "by reference" => {
                led_by("wsus-b", &sup("ps1", "wsus-a", &of("wsus-b")), &sup("ps1", "wsus-b", &of("wsus-cas")))
            }
            "the former one is demoted first" => {
                led_by("wsus-b", &sup("ps1", "wsus-a", SUCCESSOR), &sup_with("ps1", "wsus-b", CAS, &depends("wsus-a")))
            }
            _ => {
                led_by("wsus-b", &sup_with("ps1", "wsus-a", SUCCESSOR, &depends("wsus-b")), &sup("ps1", "wsus-b", CAS))
            }
        }
    };
    in_workspace(|workspace| {
        workspace.start("")?;
        for order in ["by reference", "the former one is demoted first", "the successor is promoted first"] {
            for parallelism in PARALLELISMS {
                clear(workspace)?;
                workspace.configure(&before())?;
                workspace.apply(&[])?;
                workspace.configure(&after(order))?;
                workspace.apply(&[parallelism]).context(order)?;
                expect_promoted(workspace).context(order)?;
            }
        }
        Ok(())
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn the_former_first_one_is_removed_after_a_promotion() -> Result<()> {
    let first = |more: &str| sup_with("ps1", "wsus-a", &of("wsus-cas"), more);
    let replica = || sup("ps1", "wsus-b", &of("wsus-a"));
    let successor = || sup("ps1", "wsus-b", &of("wsus-cas"));
    let switched = || led_by("wsus-b", &sup("ps1", "wsus-a", &of("wsus-b")), &successor());
    let without = || led_by("wsus-b", "", &successor());
    in_workspace(|workspace| {
        workspace.start("")?;
        let removed_last = "lifecycle {\n    create_before_destroy = true\n  }";
        for (name, steps) in [
            ("in the next apply", vec![led_by("wsus-a", &first(""), &replica()), switched(), without()]),
            (
                "in the same apply, with create_before_destroy",
                vec![led_by("wsus-a", &first(removed_last), &replica()), without()],
            ),
        ] {
            clear(workspace)?;
            for step in steps {
                workspace.configure(&step)?;
                expect_plans(workspace, &[]).context(name)?;
                workspace.apply(&[]).context(name)?;
                workspace.expect_no_changes().context(name)?;
            }
        }
        Ok(())
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn the_first_one_cannot_be_removed_while_it_has_replicas() -> Result<()> {
    let with = |first: &str, order: &str| {
        let replica = sup_with("ps1", "wsus-b", FORMER, order);
        [top(), child("PS1"), first.to_owned(), replica].concat()
    };
    let first = sup("ps1", "wsus-a", &of("wsus-cas"));
    in_workspace(|workspace| {
        workspace.start(&with(&first, "depends_on = [configmgr_sup_role.wsus-a]"))?;
        workspace.apply(&[])?;
        workspace.configure(&with("", ""))?;
        for parallelism in PARALLELISMS {
            let plan = workspace.terraform(&["plan", parallelism])?.expect_code(1)?;
            // The resource in the message depends on which one Terraform plans first.
            let message: Vec<&str> = plan.stderr.lines().filter(|line| !line.starts_with("  ")).collect();
            insta::allow_duplicates! {
                        insta::assert_snapshot!(message.join("\n").trim(), @r#"
            Error: Software update point PS1/wsus-a.contoso.com: PS1/wsus-b.contoso.com still replicates from it; promote a successor first (V72)


            The first software update point of a site is removed last, or another one
            takes over. Promote one in the same run, for example PS1/wsus-b.contoso.com:
            give it upstream_sup_id "CAS/wsus-cas.contoso.com", as this one has, and
            refer to it in the others and in the sync settings.
            "#);
            }
        }
        Ok(())
    })
}
