//! An object that others use is removed or replaced in the same apply as what uses it.

use acceptance_tests::workspace::{Workspace, in_workspace};
use anyhow::{Context, Result, ensure};

use super::{ACCOUNT, PARALLELISMS, clear, top};
use crate::blocks::{cas, child, of, server_with, settings_named, site, sup, sup_with};

/// How a change is applied.
const WAYS: [&[&str]; 5] = [
    &["-parallelism=1"],
    &["-parallelism=10"],
    &["-parallelism=1", "-refresh=false"],
    &["-parallelism=1", SAVED],
    &["-parallelism=10", SAVED],
];

/// With a saved plan.
const SAVED: &str = "-out=tfplan";

fn apply(workspace: &Workspace, way: &[&str]) -> Result<()> {
    if !way.contains(&SAVED) {
        return workspace.apply(way).map(drop);
    }
    workspace.terraform(&[&["plan"], way].concat())?.success()?;
    workspace.terraform(&["apply", way[0], "tfplan"])?.success().map(drop)
}

/// A change, by name: the configuration before and after, and what the hierarchy does not name afterwards.
type Replacement<'a> = (&'a str, String, String, &'a str);

/// Applies changes in some ways. Afterwards the plan is empty.
fn expect_replaced(ways: &[&[&str]], changes: &[Replacement<'_>]) -> Result<()> {
    in_workspace(|workspace| {
        workspace.start("")?;
        for (name, before, after, removed) in changes {
            for way in ways {
                let what = || format!("{name} {way:?}");
                clear(workspace)?;
                workspace.configure(before)?;
                workspace.apply(&[]).with_context(what)?;
                workspace.configure(after)?;
                apply(workspace, way).with_context(what)?;
                workspace.expect_no_changes().with_context(what)?;
                let tree = workspace.supctl(&["tree", "--json"])?.success()?.stdout;
                ensure!(!tree.contains(removed), "{}: {removed} remains:\n{tree}", what());
            }
        }
        Ok(())
    })
}

/// Site PS1, whose software update points are `roles`; everything else refers to `leader`.
fn led_by(leader: &str, roles: &[String]) -> String {
    let others = [
        sup("ps1", "wsus-c", &of(leader)),
        settings_named("ps1", leader, "reporting_events = \"all\""),
        site("S11", "secondary", Some("ps1")),
        sup("s11", "wsus-s11", &of(leader)),
    ];
    [&[top(), child("PS1")], roles, &others].concat().concat()
}

fn first(host: &str) -> String {
    sup("ps1", host, &of("wsus-cas"))
}

fn led_by_a() -> String {
    led_by("wsus-a", &[first("wsus-a"), sup("ps1", "wsus-b", &of("wsus-a"))])
}

fn led_by_b() -> String {
    led_by("wsus-b", &[first("wsus-b")])
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn another_software_update_point_takes_over_from_the_first_one() -> Result<()> {
    let with_server = |configuration: String| {
        [server_with("ps1", "wsus-a", "wsus = { internet_access = false }"), configuration].concat()
    };
    let by_aliases = |configuration: String| {
        let of_other = first("wsus-a").replacen("{\n", "{\n  provider = configmgr.other\n", 1);
        let aliases = "provider \"configmgr\" {}\nprovider \"configmgr\" {\n  alias = \"other\"\n}\n";
        [aliases.to_owned(), configuration.replace(&first("wsus-a"), &of_other)].concat()
    };
    let removed = "wsus-a.contoso.com";
    expect_replaced(
        &WAYS,
        &[
            ("a replica", led_by_a(), led_by_b(), removed),
            ("the server is removed as well", with_server(led_by_a()), led_by_b(), removed),
            ("managed through another alias", by_aliases(led_by_a()), by_aliases(led_by_b()), removed),
        ],
    )
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_removal_with_target_is_completed_by_the_next_apply() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(&led_by_a())?;
        workspace.apply(&[])?;
        workspace.configure(&led_by_b())?;
        let removed = workspace.apply(&["-target=configmgr_sup_role.wsus-a"])?.stdout;
        ensure!(removed.contains("PS1/wsus-a.contoso.com stays until nothing uses it"), "{removed}");
        workspace.apply(&[])?;
        workspace.expect_no_changes()?;
        let tree = workspace.supctl(&["tree", "--json"])?.success()?.stdout;
        ensure!(!tree.contains("wsus-a.contoso.com"), "it remains:\n{tree}");
        Ok(())
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_new_software_update_point_takes_over_from_the_only_one() -> Result<()> {
    let served_by = |host: &str| {
        let settings = settings_named("cas", host, "");
        [cas(), sup("cas", host, "null"), settings, child("PS1"), sup("ps1", "wsus-a", &of(host))].concat()
    };
    let of_version = |host: &str, version: &str| {
        let server = server_with("cas", host, &format!("operating_system = \"windows_server_{version}\""));
        let fqdn = format!("\"{host}.contoso.com\"");
        let role = served_by(host).replace(&fqdn, &format!("configmgr_site_system.{host}.server_fqdn"));
        [server, role].concat()
    };
    expect_replaced(
        &WAYS,
        &[
            ("another resource", served_by("wsus-cas"), served_by("wsus-new"), "wsus-cas.contoso.com"),
            (
                "a later version of WSUS",
                of_version("wsus-cas", "2022"),
                of_version("wsus-new", "2025"),
                "wsus-cas.contoso.com",
            ),
        ],
    )
}

/// A server and a role that use an account.
fn users(account: &str) -> String {
    let proxy = format!("proxy = {{ server = \"proxy.contoso.com\", port = 8080, account = {account} }}");
    let more = format!("wsus_connection_account = {account}");
    [cas(), server_with("cas", "cm-proxy", &proxy), sup_with("cas", "wsus-cas", "null", &more)].concat()
}

const REFERENCE: &str = "configmgr_account.wsus.user_name";

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn an_account_in_use_gets_another_name() -> Result<()> {
    let with = |account: &str| [account.to_owned(), users(REFERENCE)].concat();
    let renamed = ACCOUNT.replace("svc-wsus", "svc-new");
    let another = renamed.replace("\"wsus\"", "\"other\"");
    let created_first =
        |account: &str| account.replacen("\n}", "\n  lifecycle {\n    create_before_destroy = true\n  }\n}", 1);
    expect_replaced(
        &WAYS,
        &[
            ("renamed", with(ACCOUNT), with(&renamed), "svc-wsus"),
            ("renamed, the new one first", with(&created_first(ACCOUNT)), with(&created_first(&renamed)), "svc-wsus"),
            (
                "another resource",
                with(ACCOUNT),
                [another, users("configmgr_account.other.user_name")].concat(),
                "svc-wsus",
            ),
            ("no account", with(ACCOUNT), users("null"), "svc-wsus"),
        ],
    )
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn an_account_is_not_renamed_while_a_user_stays() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(&[ACCOUNT.to_owned(), users(REFERENCE)].concat())?;
        workspace.apply(&[])?;
        let renamed = ACCOUNT.replace("svc-wsus", "svc-new");
        workspace.configure(&[renamed, users("\"CONTOSO\\\\svc-wsus\"")].concat())?;
        for parallelism in PARALLELISMS {
            let refused = workspace.terraform(&["plan", parallelism])?.expect_code(1)?.stderr;
            ensure!(refused.contains("(H15)") || refused.contains("(V62)"), "{refused}");
        }
        Ok(())
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn an_account_stays_for_the_objects_of_another_configuration() -> Result<()> {
    let literal = "\"CONTOSO\\\\svc-wsus\"";
    in_workspace(|workspace| {
        workspace.start(ACCOUNT)?;
        workspace.apply(&[])?;
        let other = workspace.beside("other")?;
        other.start(&users(literal))?;
        other.apply(&[])?;
        let destroyed = workspace.destroy(&[])?;
        let warning =
            destroyed.stdout.split("Warning: ").nth(1).and_then(|warning| warning.split("\n\nDestroy").next());
        insta::assert_snapshot!(warning.unwrap_or_default(), @r"
        Account CONTOSO\svc-wsus stays until nothing uses it

        Terraform no longer manages it. It is removed when these objects, which are
        not part of this run, no longer use it: Site system CAS/cm-proxy.contoso.com,
        Software update point CAS/wsus-cas.contoso.com.
        ");
        other.expect_no_changes()?;
        other.configure(&users("null"))?;
        other.apply(&[])?;
        let tree = workspace.supctl(&["tree", "--json"])?.success()?.stdout;
        ensure!(!tree.contains("svc-wsus"), "the account remains:\n{tree}");
        Ok(())
    })
}
