//! What every resource promises, over each of its attributes and each way Terraform has to handle it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use acceptance_tests::workspace::in_workspace;
use anyhow::{Context, Result, ensure};

use crate::attributes::{self, Value};
use crate::support::{self, PRIMARY, assert_refusal};

/// Takes every attribute of a resource from unset to a value, to another one and back. Each step changes exactly that
/// attribute, in place, and the plan after it is empty.
fn transitions_of(resource: &str) -> Result<()> {
    let attributes = attributes::of(resource);
    in_workspace(|workspace| {
        workspace.start(&attributes::configuration(&attributes, Value::Unset))?;
        workspace.apply(&[])?;
        workspace.expect_no_changes()?;
        for value in [Value::Set, Value::Other, Value::Unset] {
            workspace.configure(&attributes::configuration(&attributes, value))?;
            let plan = workspace.plan(&[])?;
            let changed: BTreeMap<_, _> = attributes
                .iter()
                .filter(|attribute| attribute.arguments(value).is_some())
                .map(|attribute| (attribute.address(), attribute.paths.iter().map(ToString::to_string).collect()))
                .collect();
            assert_eq!(plan.changed_paths(), changed, "{value:?}");
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
fn a_version_rises_in_place_and_never_falls() -> Result<()> {
    in_workspace(|workspace| {
        let site = |version: &str| PRIMARY.replace("\n}", &format!("\n  version = \"{version}\"\n}}"));
        workspace.start(&site("2403"))?;
        workspace.apply(&[])?;
        workspace.configure(&site("2409"))?;
        assert_eq!(workspace.plan(&[])?.actions().values().collect::<Vec<_>>(), ["update"]);
        workspace.apply(&[])?;
        workspace.expect_no_changes()?;
        workspace.configure(&site("2309"))?;
        assert_refusal("a_version_never_falls", &workspace.terraform(&["apply", "-auto-approve"])?.expect_code(1)?);
        Ok(())
    })
}

/// A hierarchy in which each attribute that forces replacement can be given another value.
const REPLACEABLE: &str = r#"
resource "configmgr_site" "top" {
  site_code   = "CAS"
  name        = "Contoso"
  type        = "central_administration"
  server_fqdn = "cas.contoso.com"
}

resource "configmgr_site" "one" {
  site_code        = "ONE"
  name             = "One"
  type             = "primary"
  parent_site_code = configmgr_site.top.site_code
  server_fqdn      = "one.contoso.com"
}

resource "configmgr_site" "two" {
  site_code        = "TWO"
  name             = "Two"
  type             = "primary"
  parent_site_code = configmgr_site.top.site_code
  server_fqdn      = "two.contoso.com"
}

resource "configmgr_site" "subject" {
  site_code         = "SUB"
  name              = "Subject"
  type              = "secondary"
  parent_site_code  = configmgr_site.one.site_code
  server_fqdn       = "subject.contoso.com"
  install_directory = "D:\\ConfigMgr"
}

resource "configmgr_site_system" "subject" {
  site_code   = configmgr_site.one.site_code
  server_fqdn = "system.contoso.com"
}

resource "configmgr_sup_role" "top" {
  site_code   = configmgr_site.top.site_code
  server_fqdn = "sup-cas.contoso.com"
}

resource "configmgr_sup_role" "subject" {
  site_code       = configmgr_site.one.site_code
  server_fqdn     = "sup.contoso.com"
  upstream_sup_id = configmgr_sup_role.top.id
}

resource "configmgr_sync_settings" "subject" {
  sup_role_id = configmgr_sup_role.subject.id
}

resource "configmgr_account" "subject" {
  user_name = "CONTOSO\\subject"
}
"#;

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn what_the_product_cannot_change_is_replaced() -> Result<()> {
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
            ensure!(REPLACEABLE.contains(from), "{resource}.{attribute} is not where the test looks for it");
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
fn a_replacement_is_carried_out() -> Result<()> {
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
fn the_case_of_a_server_name_does_not_matter() -> Result<()> {
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

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn another_software_update_point_becomes_the_first() -> Result<()> {
    let configuration = |first: &str, second: &str| {
        format!(
            r#"{PRIMARY}
resource "configmgr_sup_role" "a" {{
  site_code       = configmgr_site.primary.site_code
  server_fqdn     = "a.contoso.com"
  upstream_sup_id = {first}
}}

resource "configmgr_sup_role" "b" {{
  site_code       = configmgr_site.primary.site_code
  server_fqdn     = "b.contoso.com"
  upstream_sup_id = {second}
}}
"#
        )
    };
    in_workspace(|workspace| {
        workspace.start(&configuration("null", "configmgr_sup_role.a.id"))?;
        workspace.apply(&[])?;
        workspace.configure(&configuration("configmgr_sup_role.b.id", "null"))?;
        workspace.apply(&[])?;
        workspace.expect_no_changes()?;
        let state = workspace.state()?;
        assert_eq!(state["configmgr_sup_role.a"]["is_replica"], true);
        assert_eq!(state["configmgr_sup_role.b"]["is_replica"], false);
        Ok(())
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_renamed_resource_stays() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(&support::primary_with_sup())?;
        workspace.apply(&[])?;
        let renamed = support::primary_with_sup().replace("\"first\"", "\"renamed\"");
        workspace.configure(&format!(
            "{renamed}\nmoved {{\n  from = configmgr_sup_role.first\n  to = configmgr_sup_role.renamed\n}}\n"
        ))?;
        assert_eq!(workspace.plan(&[])?.actions(), BTreeMap::new());
        workspace.apply(&[])?;
        workspace.expect_no_changes()
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_count_can_be_lowered() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(&support::replicas(3))?;
        workspace.apply(&[])?;
        workspace.configure(&support::replicas(1))?;
        let actions = workspace.plan(&[])?.actions();
        let removed = ["configmgr_sup_role.replica[1]", "configmgr_sup_role.replica[2]"];
        assert_eq!(actions, removed.map(|address| (address.to_owned(), "delete".to_owned())).into());
        workspace.apply(&[])?;
        workspace.expect_no_changes()
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn replace_taint_and_target() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(&support::replicas(2))?;
        workspace.apply(&["-target=configmgr_sup_role.first"])?;
        assert_eq!(workspace.state()?.len(), 2);
        workspace.apply(&[])?;

        workspace.apply(&["-replace=configmgr_sup_role.replica[0]"])?;
        workspace.expect_no_changes()?;

        workspace.terraform(&["taint", "configmgr_sup_role.replica[1]"])?.success()?;
        let actions = workspace.plan(&[])?.actions();
        assert_eq!(actions, [("configmgr_sup_role.replica[1]".to_owned(), "delete+create".to_owned())].into());
        workspace.apply(&["-refresh=false"])?;
        workspace.expect_no_changes()
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn timeouts_are_no_difference_to_the_object() -> Result<()> {
    in_workspace(|workspace| {
        let with = |timeouts: &str| support::primary_with_sup().replace("\n}", &format!("\n  {timeouts}\n}}"));
        workspace.start(&with("timeouts {\n    create = \"1m\"\n    update = \"90s\"\n    delete = \"1h\"\n  }"))?;
        workspace.apply(&[])?;
        workspace.expect_no_changes()?;
        workspace.configure(&with("timeouts {\n    create = \"soon\"\n  }"))?;
        assert_refusal("a_timeout_is_a_duration", &workspace.terraform(&["validate"])?.expect_code(1)?);
        workspace.configure(&with(""))?;
        workspace.apply(&[])?;
        workspace.expect_no_changes()
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn an_import_id_that_is_not_there_is_named() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(&format!("{REPLACEABLE}\n"))?;
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
fn creating_what_is_already_there_says_to_import_it() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(PRIMARY)?;
        workspace.apply(&[])?;
        let other = workspace.beside("elsewhere")?.with_variable("CONFIGMGR_ACTOR", "somebody-else");
        other.start(PRIMARY)?;
        assert_refusal("already_there", &other.terraform(&["apply", "-auto-approve"])?.expect_code(1)?);
        Ok(())
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_generated_configuration_is_complete() -> Result<()> {
    in_workspace(|workspace| {
        let installed = workspace.example("scenarios/contoso")?;
        installed.init()?;
        installed.apply(&[])?;
        let mut imports = String::from("provider \"configmgr\" {\n  path = \"../hierarchy.db\"\n}\n");
        for (number, (address, values)) in installed.state()?.iter().enumerate() {
            let kind = address.split('.').next().context("an address has a type")?;
            imports.push_str(&format!("import {{\n  to = {kind}.x{number}\n  id = {}\n}}\n", values["id"]));
        }
        let generated = installed.beside("generated")?;
        generated.start(&imports)?;
        generated.terraform(&["plan", "-generate-config-out=generated.tf"])?.success()?;
        let plan = generated.plan(&[])?;
        ensure!(plan.actions().is_empty(), "{}", plan.run.stdout);
        Ok(())
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn two_providers_share_one_hierarchy() -> Result<()> {
    in_workspace(|workspace| {
        let replicas: String = (0..20)
            .map(|number| {
                let provider = if number % 2 == 0 { "configmgr" } else { "configmgr.other" };
                format!(
                    "resource \"configmgr_sup_role\" \"r{number}\" {{\n  provider = {provider}\n  site_code = configmgr_site.primary.site_code\n  server_fqdn = \"r{number}.contoso.com\"\n  upstream_sup_id = configmgr_sup_role.first.id\n}}\n"
                )
            })
            .collect();
        let other = "provider \"configmgr\" {\n  alias = \"other\"\n  actor = \"somebody-else\"\n}\n";
        workspace.start(&format!("{other}{}{replicas}", support::primary_with_sup()))?;
        workspace.apply(&[])?;
        workspace.expect_no_changes()?;
        let history = workspace.supctl(&["history"])?.success()?.stdout;
        for actor in ["acceptance-test", "somebody-else"] {
            ensure!(history.contains(actor), "{actor} is not in the history:\n{history}");
        }
        workspace.destroy(&[])?;
        workspace.expect_empty_hierarchy()
    })
}

/// A password nobody would find by chance.
const PASSWORD: &str = "correct-horse-battery-staple-7461";

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_password_is_written_nowhere() -> Result<()> {
    in_workspace(|workspace| {
        let logged = workspace
            .with_variable("TF_VAR_password", PASSWORD)
            .with_variable("TF_LOG", "trace")
            .with_variable("TF_LOG_PATH", workspace.root().join("terraform.log").to_string_lossy());
        let account = |version: u32| {
            format!(
                "variable \"password\" {{\n  type = string\n  ephemeral = true\n}}\n\
                 resource \"configmgr_account\" \"wsus\" {{\n  user_name = \"CONTOSO\\\\wsus\"\n  password_wo = var.password\n  password_wo_version = {version}\n}}\n"
            )
        };
        logged.start(&account(1))?;
        let mut said = logged.terraform(&["plan", "-out=saved"])?.success()?.text();
        said += &logged.terraform(&["show", "-json", "saved"])?.success()?.text();
        said += &logged.apply(&[])?.text();
        logged.configure(&account(2))?;
        assert_eq!(
            logged.plan(&[])?.changed_paths().into_values().flatten().collect::<Vec<_>>(),
            ["password_wo_version"]
        );
        said += &logged.apply(&[])?.text();
        said += &logged.supctl(&["history", "--json"])?.success()?.text();
        ensure!(!said.contains(PASSWORD), "printed:\n{said}");
        assert!(logged.root().join("terraform.log").metadata()?.len() > 0);
        nowhere_below(workspace.root())
    })
}

/// Holds that no file holds the password. The provider's own binary, which is large, is left out.
fn nowhere_below(folder: &Path) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_symlink() || path.ends_with("mirror") {
            continue;
        }
        if path.is_dir() {
            nowhere_below(&path)?;
            continue;
        }
        let bytes = fs::read(&path)?;
        let found = bytes.windows(PASSWORD.len()).any(|window| window == PASSWORD.as_bytes());
        ensure!(!found, "{} holds the password", path.display());
    }
    Ok(())
}
