//! Hierarchies that differ from the state, and configurations without references.

use acceptance_tests::workspace::{import_block, in_workspace};
use anyhow::{Context, Result, ensure};

use super::{ACCOUNT, PARALLELISMS, clear, contoso, expect_plans};
use crate::blocks::{cas, child, of, settings, site, sup, sup_with};
use crate::support::remove_hierarchy;

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_deleted_hierarchy_is_installed_again() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(&contoso())?;
        for parallelism in PARALLELISMS {
            workspace.apply(&[parallelism])?;
            remove_hierarchy(workspace)?;
            workspace.supctl(&["init"])?.success()?;
        }
        workspace.terraform(&["plan", "-refresh=false"])?.success()?;
        workspace.apply(&[])?;
        workspace.expect_no_changes()
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn objects_removed_by_another_user_are_created_in_order() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(&contoso())?;
        workspace.apply(&[])?;
        let other = workspace.beside("other")?;
        let blocks = [
            site("S11", "secondary", Some("ps1")),
            sup("ps1", "wsus-b", "\"PS1/wsus-a.contoso.com\""),
            import_block("configmgr_site.s11", "S11"),
            import_block("configmgr_sup_role.wsus-b", "PS1/wsus-b.contoso.com"),
        ];
        other.start(&blocks.concat().replace("configmgr_site.ps1.site_code", "\"PS1\""))?;
        other.apply(&[])?;
        other.destroy(&[])?;
        expect_plans(workspace, &[])?;
        workspace.apply(&[])?;
        workspace.expect_no_changes()
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn names_are_case_insensitive() -> Result<()> {
    let with_literals = |server: &str, upstream: &str| {
        [
            cas(),
            sup("cas", "wsus-cas", "null").replace("wsus-cas.contoso.com", server),
            child("PS1"),
            sup_with("ps1", "wsus-a", upstream, "depends_on = [configmgr_sup_role.wsus-cas]"),
            settings("wsus-a", "").replace(&of("wsus-a"), "upper(configmgr_sup_role.wsus-a.id)"),
            sup("ps1", "wsus-b", "upper(configmgr_sup_role.wsus-a.id)"),
        ]
        .concat()
    };
    in_workspace(|workspace| {
        workspace.start(&with_literals("WSUS-CAS.Contoso.com", "\"CAS/wsus-cas.contoso.com\""))?;
        expect_plans(workspace, &[])?;
        workspace.apply(&[])?;
        workspace.expect_no_changes()?;
        workspace.configure(&with_literals("wsus-cas.contoso.COM", "\"CAS/WSUS-CAS.contoso.com\""))?;
        workspace.expect_no_changes()?;

        clear(workspace)?;
        workspace.configure(&[cas(), child("PS1"), child("PS2").replace("cm-ps2", "CM-PS1")].concat())?;
        for parallelism in PARALLELISMS {
            let plan = workspace.terraform(&["plan", parallelism])?.expect_code(1)?;
            ensure!(plan.stderr.contains("(V24)"), "{}", plan.refusal());
        }
        Ok(())
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn elements_of_a_list_can_move() -> Result<()> {
    let replicas = |hosts: &[&str], more: &str| {
        let count = format!("count = {}", hosts.len());
        let hosts: Vec<String> = hosts.iter().map(|host| format!("\"{host}.contoso.com\"")).collect();
        let server = format!("[{}][count.index]", hosts.join(", "));
        let replica = sup_with("ps1", "replica", &of("wsus-a"), &format!("{count}\n  {more}"));
        contoso() + &replica.replace("\"replica.contoso.com\"", &server)
    };
    in_workspace(|workspace| {
        workspace.start("")?;
        for more in ["", "lifecycle {\n    create_before_destroy = true\n  }"] {
            for parallelism in PARALLELISMS {
                clear(workspace)?;
                workspace.configure(&replicas(&["wsus-q", "wsus-r", "wsus-s"], more))?;
                workspace.apply(&[])?;
                workspace.configure(&replicas(&["wsus-r", "wsus-s"], more))?;
                workspace.apply(&[parallelism]).context(more)?;
                workspace.expect_no_changes().context(more)?;
            }
        }
        Ok(())
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn an_object_that_others_use_is_not_removed() -> Result<()> {
    let of_account = "wsus_connection_account = configmgr_account.wsus.user_name";
    let primary = || site("PRI", "primary", None);
    // The rule; the objects that stay, the removed one, the one that uses it; its reference, and the same as a literal.
    let cases = [
        (
            "H15",
            cas(),
            ACCOUNT.to_owned(),
            sup_with("cas", "wsus-cas", "null", of_account),
            ("configmgr_account.wsus.user_name", "\"CONTOSO\\\\svc-wsus\""),
        ),
        (
            "V26",
            cas(),
            child("PS1"),
            site("S11", "secondary", Some("ps1")),
            ("configmgr_site.ps1.site_code", "\"PS1\""),
        ),
        ("H18", String::new(), primary(), sup("pri", "wsus-a", "null"), ("configmgr_site.pri.site_code", "\"PRI\"")),
        (
            "V74",
            cas() + &child("PS1"),
            sup("cas", "wsus-cas", "null"),
            sup("ps1", "wsus-a", &of("wsus-cas")),
            ("configmgr_sup_role.wsus-cas.id", "\"CAS/wsus-cas.contoso.com\""),
        ),
    ];
    in_workspace(|workspace| {
        workspace.start("")?;
        for (rule, unchanged, removed, user, (reference, literal)) in cases {
            clear(workspace)?;
            workspace.configure(&[unchanged.as_str(), &removed, &user].concat())?;
            workspace.apply(&[]).context(rule)?;
            workspace.configure(&[unchanged.as_str(), &user.replace(reference, literal)].concat())?;
            for parallelism in PARALLELISMS {
                let plan = workspace.terraform(&["plan", parallelism])?.expect_code(1).context(rule)?;
                ensure!(
                    plan.stderr.contains(&format!("({rule})")),
                    "the message must contain {rule}:\n{}",
                    plan.refusal()
                );
            }
        }
        Ok(())
    })
}
