//! Replacement of a site: a site that cannot be installed again is not removed.

use acceptance_tests::run::Run;
use acceptance_tests::workspace::{Workspace, in_workspace};
use anyhow::{Context, Result, ensure};

use crate::blocks::{cas, child, site};
use crate::support::{PRIMARY, assert_refusal, assert_text, primary_with_sup};

/// The configuration with the name of a site in a variable, so that the name can change.
fn named_by_variable(name: &str, configuration: &str) -> String {
    let variable = format!("variable \"name\" {{ default = \"{name}\" }}\n");
    variable + &configuration.replace(&format!("\"{name}\""), "var.name")
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_child_primary_site_cannot_be_replaced() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(&named_by_variable("Contoso-EUR", &[cas(), child("EUR")].concat()))?;
        workspace.apply(&[])?;
        let renamed = ["plan", "-var=name=Contoso-EMEA"];
        assert_refusal("replaced_child_primary_site", &workspace.terraform(&renamed)?.expect_code(1)?);
        workspace.terraform(&["apply", "-auto-approve", "-replace=configmgr_site.eur"])?.expect_code(1)?;
        workspace.terraform(&["taint", "configmgr_site.eur"])?.success()?;
        workspace.terraform(&["apply", "-auto-approve"])?.expect_code(1)?;
        workspace.terraform(&["untaint", "configmgr_site.eur"])?.success()?;
        workspace.expect_no_changes()
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_replacement_warns_about_the_objects_on_the_site() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(&named_by_variable("Contoso", &primary_with_sup()))?;
        workspace.apply(&[])?;
        let renamed = workspace.terraform(&["apply", "-auto-approve", "-var=name=Head-Office"])?.success()?;
        ensure!(renamed.stdout.contains("replace_triggered_by"), "the warning is missing:\n{}", renamed.stdout);
        workspace.apply(&["-var=name=Head-Office"])?;
        let third = workspace.terraform(&["plan", "-detailed-exitcode", "-var=name=Head-Office"])?;
        third.expect_code(0)?;
        workspace.destroy(&[])?;
        workspace.expect_empty_hierarchy()
    })
}

/// The warnings of a run about a replaced site.
fn warnings(stdout: &str) -> Vec<String> {
    let last_words = "would reinstall them as well.";
    let warnings = stdout.split("Warning: ").skip(1).filter(|warning| warning.starts_with("Site PRI: replacing"));
    warnings.map(|warning| warning.split_inclusive(last_words).next().unwrap_or_default().to_owned()).collect()
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn every_way_to_replace_a_site_warns_once() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(&named_by_variable("Contoso", &primary_with_sup()))?;
        workspace.apply(&[])?;
        let expect_warning = |arguments: &[&str]| -> Result<()> {
            let run = workspace.terraform(arguments)?.success()?;
            let [warning] = warnings(&run.stdout).try_into().map_err(|_| anyhow::anyhow!(run.transcript()))?;
            insta::allow_duplicates! {
                let place = (r"\n  with [^\n]*\n[^\n]*\n[^\n]*\n", "");
                assert_text("warning_of_a_replaced_site", &warning, &[place]);
            }
            Ok(())
        };
        for parallelism in ["-parallelism=1", "-parallelism=10"] {
            expect_warning(&["plan", parallelism, "-var=name=Head-Office"])?;
            expect_warning(&["plan", parallelism, "-replace=configmgr_site.primary"])?;
        }
        workspace.terraform(&["taint", "configmgr_site.primary"])?.success()?;
        expect_warning(&["plan"])?;
        expect_warning(&["apply", "-auto-approve"])?;
        workspace.apply(&[])?;
        expect_warning(&["apply", "-auto-approve", "-refresh=false", "-replace=configmgr_site.primary"])?;
        workspace.apply(&[])?;
        workspace.expect_no_changes()
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn the_line_of_the_warning_reinstalls_nothing_else() -> Result<()> {
    let lifecycle = "lifecycle {
    replace_triggered_by = [
      configmgr_site.primary.site_code,
      configmgr_site.primary.name,
      configmgr_site.primary.type,
      configmgr_site.primary.server_fqdn,
      configmgr_site.primary.install_directory,
    ]
  }";
    let role = primary_with_sup().replacen(PRIMARY, "", 1).replacen(
        "contoso.com\"\n}",
        &format!("contoso.com\"\n  {lifecycle}\n}}"),
        1,
    );
    let with = |site: String| [site, role.clone()].concat();
    let version = |version: &str| PRIMARY.replacen("type ", &format!("version = \"{version}\"\n  type "), 1);
    in_workspace(|workspace| {
        workspace.start(&with(version("2503")))?;
        workspace.apply(&[])?;
        workspace.configure(&with(version("2509")))?;
        let upgraded = workspace.apply(&[])?.stdout;
        ensure!(upgraded.contains("0 added, 1 changed, 0 destroyed"), "{upgraded}");
        workspace.configure(&with(version("2509").replace("\"Contoso\"", "\"Head-Office\"")))?;
        let replaced = workspace.apply(&[]).context("another name")?.stdout;
        ensure!(replaced.contains("2 added, 0 changed, 2 destroyed"), "{replaced}");
        workspace.expect_no_changes()
    })
}

/// Ways to replace a site, which only the last of them shows to the provider in the first call.
const WAYS: [&[&str]; 3] = [
    &["-replace=configmgr_site.cas"],
    &["-replace=configmgr_site.cas", "-target=configmgr_site.cas"],
    &["-var=name=Other"],
];

/// Terraform does not tell in time whether the child sites are replaced as well.
#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_site_with_child_sites_is_not_replaced() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(&named_by_variable(
            "Contoso-CAS",
            &[cas(), child("EUR"), site("S11", "secondary", Some("eur"))].concat(),
        ))?;
        workspace.apply(&[])?;
        for way in WAYS {
            for options in [&["-parallelism=1"][..], &["-refresh=false"]] {
                let refused = workspace.terraform(&[&["plan"], way, options].concat())?.expect_code(1)?;
                assert_refusal("replaced_parent_site", &refused);
            }
        }
        let all = ["cas", "eur", "s11"].map(|site| format!("-replace=configmgr_site.{site}"));
        let all = [&["plan"], &all.each_ref().map(String::as_str)[..]].concat();
        let refused = workspace.terraform(&all)?.expect_code(1)?.stderr;
        ensure!(refused.contains("Site CAS: cannot be replaced while it has child sites"), "{refused}");
        workspace.terraform(&["taint", "configmgr_site.cas"])?.success()?;
        assert_refusal("replaced_parent_site", &workspace.terraform(&["plan"])?.expect_code(1)?);
        workspace.terraform(&["untaint", "configmgr_site.cas"])?.success()?;
        workspace.expect_no_changes()?;

        workspace.terraform(&["destroy", "-auto-approve", "-target=configmgr_site.cas"])?.success()?;
        workspace.apply(&["-var=name=Other"])?;
        ensure!(workspace.state()?.len() == 3, "all sites are installed again");
        Ok(())
    })
}

/// How a plan is applied.
const RUNS: [(&str, bool); 3] = [("-parallelism=1", false), ("-parallelism=10", false), ("-parallelism=10", true)];

fn apply(workspace: &Workspace, options: &[&str], is_saved: bool) -> Result<Run> {
    if !is_saved {
        return workspace.apply(options);
    }
    workspace.plan(options)?;
    workspace.terraform(&["apply", "tfplan"])?.success()
}

/// How often an object was created.
fn creations(workspace: &Workspace, kind: &str, id: &str) -> Result<usize> {
    let history = workspace.supctl(&["history", "--object", id, "--json"])?.success()?.json()?;
    let changes = history["changes"].as_array().context("a list of changes")?;
    Ok(changes.iter().filter(|change| change["kind"] == kind && change["action"] == "create").count())
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn create_before_destroy_reinstalls() -> Result<()> {
    let lasting = "\n  lifecycle {\n    create_before_destroy = true\n  }\n}";
    let configuration = named_by_variable("Contoso", &primary_with_sup().replace("\n}", lasting));
    for (parallelism, is_saved) in RUNS {
        in_workspace(|workspace| {
            workspace.start(&configuration)?;
            workspace.apply(&[])?;
            let role = "PRI/sup-first.contoso.com";
            for (options, site, roles) in [
                (&["-replace=configmgr_sup_role.first"][..], 1, 2),
                (&["-replace=configmgr_site.primary", "-replace=configmgr_sup_role.first"], 2, 3),
                (&["-var=name=Head-Office", "-replace=configmgr_sup_role.first"], 3, 4),
            ] {
                let what = format!("{options:?} {parallelism} {is_saved}");
                apply(workspace, &[options, &[parallelism]].concat(), is_saved).context(what.clone())?;
                let installed = (creations(workspace, "site", "PRI")?, creations(workspace, "sup_role", role)?);
                ensure!(installed == (site, roles), "{what}: {installed:?}");
            }
            workspace.terraform(&["plan", "-detailed-exitcode", "-var=name=Head-Office"])?.expect_code(0)?;
            workspace.destroy(&[])?;
            workspace.expect_empty_hierarchy()
        })?;
    }
    Ok(())
}
