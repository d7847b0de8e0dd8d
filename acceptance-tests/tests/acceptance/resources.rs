//! Every attribute of every resource: updates in place and replacements.

use acceptance_tests::workspace::in_workspace;
use anyhow::{Context, Result, ensure};

use crate::attributes::{self, Value};
use crate::support::{PRIMARY, REPLACEABLE, assert_refusal, primary_with_sup, replica};

/// Changes every attribute of a resource from unset to a value, to another value and back. Each step changes exactly that
/// attribute, in place, and the next plan is empty.
fn transitions_of(resource: &str) -> Result<()> {
    let attributes = attributes::of(resource);
    in_workspace(|workspace| {
        workspace.start(&attributes::configuration(&attributes, Value::Unset))?;
        workspace.apply(&[])?;
        workspace.expect_no_changes()?;
        for value in [Value::Set, Value::Other, Value::Unset] {
            workspace.configure(&attributes::configuration(&attributes, value))?;
            let plan = workspace.plan(&[])?;
            let changing = attributes.iter().filter(|attribute| attribute.arguments(value).is_some());
            assert_eq!(plan.changed_paths(), attributes::changes(changing), "{value:?}");
            ensure!(plan.actions().values().all(|action| action == "update"), "{value:?}: {:?}", plan.actions());
            workspace.apply(&[])?;
            workspace.expect_no_changes().with_context(|| format!("{value:?}"))?;
        }
        Ok(())
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn attributes_of_a_site_system() -> Result<()> {
    transitions_of("configmgr_site_system")
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn attributes_of_a_sup_role() -> Result<()> {
    transitions_of("configmgr_sup_role")
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn attributes_of_sync_settings() -> Result<()> {
    transitions_of("configmgr_sync_settings")
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn attributes_of_an_account() -> Result<()> {
    transitions_of("configmgr_account")
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_version_is_raised_in_place_and_cannot_be_lowered() -> Result<()> {
    in_workspace(|workspace| {
        let site = |version: &str| PRIMARY.replace("\n}", &format!("\n  version = \"{version}\"\n}}"));
        workspace.start(&site("2403"))?;
        workspace.apply(&[])?;
        workspace.configure(&site("2409"))?;
        assert_eq!(workspace.plan(&[])?.actions().values().collect::<Vec<_>>(), ["update"]);
        workspace.apply(&[])?;
        workspace.expect_no_changes()?;
        workspace.configure(&site("2309"))?;
        assert_refusal(
            "a_version_cannot_be_lowered",
            &workspace.terraform(&["apply", "-auto-approve"])?.expect_code(1)?,
        );
        Ok(())
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn attributes_that_cannot_change_require_replacement() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(REPLACEABLE)?;
        workspace.apply(&[])?;
        for (resource, attribute, from, to) in [
            ("site", "site_code", r#""SUB""#, r#""BUS""#),
            ("site", "name", r#""Subject""#, r#""Object""#),
            ("site", "server_fqdn", r#""subject.contoso.com""#, r#""object.contoso.com""#),
            ("site", "install_directory", r#""D:\\ConfigMgr""#, r#""E:\\ConfigMgr""#),
            (
                "site",
                "parent_site_code",
                "configmgr_site.one.site_code\n  server_fqdn       = \"subj",
                "configmgr_site.two.site_code\n  server_fqdn       = \"subj",
            ),
            (
                "site",
                "type",
                "\"secondary\"\n  parent_site_code  = configmgr_site.one.",
                "\"primary\"\n  parent_site_code  = configmgr_site.top.",
            ),
            (
                "site_system",
                "site_code",
                "configmgr_site.one.site_code\n  server_fqdn = \"system",
                "configmgr_site.two.site_code\n  server_fqdn = \"system",
            ),
            ("site_system", "server_fqdn", r#""system.contoso.com""#, r#""other.contoso.com""#),
            (
                "sup_role",
                "site_code",
                "configmgr_site.one.site_code\n  server_fqdn     = \"sup",
                "configmgr_site.two.site_code\n  server_fqdn     = \"sup",
            ),
            ("sup_role", "server_fqdn", r#""sup.contoso.com""#, r#""pus.contoso.com""#),
            ("sync_settings", "sup_role_id", "configmgr_sup_role.subject.id", "configmgr_sup_role.top.id"),
            ("account", "user_name", r#""CONTOSO\\subject""#, r#""CONTOSO\\object""#),
        ] {
            ensure!(REPLACEABLE.contains(from), "the configuration has no {resource}.{attribute} with this value");
            workspace.configure(&REPLACEABLE.replace(from, to))?;
            let plan = workspace.plan(&[])?;
            let address = format!("configmgr_{resource}.subject");
            let action = plan.actions().get(&address).cloned();
            ensure!(action.as_deref() == Some("delete+create"), "{attribute}: {action:?}\n{}", plan.run.stdout);
        }
        Ok(())
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn objects_are_replaced() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(REPLACEABLE)?;
        workspace.apply(&[])?;
        workspace.configure(&REPLACEABLE.replace("sup.contoso.com", "pus.contoso.com"))?;
        workspace.apply(&[])?;
        workspace.expect_no_changes()?;
        workspace.apply(&["-replace=configmgr_site.subject"])?;
        workspace.expect_no_changes()
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn another_spelling_of_an_install_directory_is_no_change() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(REPLACEABLE)?;
        workspace.apply(&[])?;
        for spelling in [r"d:\\CONFIGMGR", r"D:\\ConfigMgr\\", "D:/ConfigMgr", "d:/configmgr/"] {
            workspace.configure(&REPLACEABLE.replace(r"D:\\ConfigMgr", spelling))?;
            workspace.expect_no_changes().context(spelling)?;
        }
        Ok(())
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_version_that_is_not_set_is_not_managed() -> Result<()> {
    in_workspace(|workspace| {
        let with = |version: &str| primary_with_sup().replace("\"primary\"\n", &format!("\"primary\"\n  {version}\n"));
        workspace.start(&with(""))?;
        workspace.apply(&[])?;
        workspace.supctl(&["set", "PRI", "version=2409"])?.success()?;
        workspace.expect_no_changes()?;
        workspace.configure(&format!("{}{}", with(""), replica("wsus-b", "")))?;
        workspace.apply(&[])?;
        workspace.supctl(&["set", "PRI", "version=2503"])?.success()?;
        workspace.configure(&with(""))?;
        workspace.apply(&[])?;
        assert_eq!(workspace.state()?["configmgr_site.primary"]["version"], "2503");
        workspace.configure(&with("version = \"2509\""))?;
        assert_eq!(workspace.plan(&[])?.actions().values().collect::<Vec<_>>(), ["update"]);
        workspace.apply(&[])?;
        workspace.configure(&with(""))?;
        workspace.expect_no_changes()
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn server_names_are_case_insensitive() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(REPLACEABLE)?;
        workspace.apply(&[])?;
        for name in ["subject.contoso.com", "system.contoso.com", "sup.contoso.com"] {
            workspace.configure(&REPLACEABLE.replace(name, &name.to_uppercase()))?;
            workspace.expect_no_changes().context(name)?;
        }
        Ok(())
    })
}
