//! Many objects in parallel: none is lost, and no temporary files remain.

use std::collections::BTreeSet;
use std::fs;
use std::thread;

use acceptance_tests::workspace::{Workspace, in_database, in_workspace, on_each_store};
use anyhow::{Context as _, Result, ensure};

use crate::support;

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn ten_runs_at_once_in_a_new_database() -> Result<()> {
    in_database(|workspace| {
        let folders: Vec<_> = (0..10).map(|run| (run, workspace.beside(&format!("run-{run}")))).collect();
        std::thread::scope(|scope| {
            let applies = folders.into_iter().map(|(run, folder)| {
                scope.spawn(move || {
                    let folder = folder?;
                    folder.start(&format!(
                        "resource \"configmgr_account\" \"one\" {{\n  count = 5\n  user_name = \"CONTOSO\\\\run{run}-${{count.index}}\"\n}}\n"
                    ))?;
                    folder.apply(&[])?;
                    folder.expect_no_changes()
                })
            });
            let applies: Vec<_> = applies.collect();
            applies.into_iter().map(|apply| apply.join().unwrap()).collect::<Result<Vec<()>>>()
        })?;
        let history = workspace.supctl(&["history", "--json", "--limit", "1000"])?.success()?.json()?;
        let revisions = history["changes"].as_array().unwrap().iter().map(|change| change["revision"].as_u64());
        assert_eq!(revisions.collect::<Vec<_>>(), (1..=50).map(Some).collect::<Vec<_>>(), "the history is one line");
        Ok(())
    })
}

fn hundred_with(parallelism: &str) -> Result<()> {
    in_workspace(|workspace| {
        let temporary = workspace.root().join("tmp");
        fs::create_dir(&temporary)?;
        let workspace = workspace.with_variable("TMPDIR", temporary.to_string_lossy());

        workspace.start(&support::replicas(100))?;
        workspace.apply(&[parallelism])?;
        workspace.expect_no_changes()?;
        let tree = workspace.supctl(&["tree", "--json"])?.success()?.stdout;
        for number in 0..100 {
            ensure!(tree.contains(&format!("\"sup-{number}.contoso.com\"")), "sup-{number} is missing:\n{tree}");
        }

        workspace.destroy(&[parallelism])?;
        workspace.expect_empty_hierarchy()?;
        let left: Vec<_> = fs::read_dir(&temporary)?.map(|entry| entry.unwrap().file_name()).collect();
        ensure!(left.is_empty(), "files remain in the temporary folder: {left:?}");
        Ok(())
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_hundred_roles_ten_at_a_time() -> Result<()> {
    hundred_with("-parallelism=10")
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_hundred_roles_thirty_at_a_time() -> Result<()> {
    hundred_with("-parallelism=30")
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn two_applies_in_parallel() -> Result<()> {
    on_each_store(|workspace| {
        workspace.start(&support::primary_with_sup())?;
        workspace.apply(&[])?;
        let folders = ["one", "two"].map(|name| (name, workspace.beside(name)));
        std::thread::scope(|scope| {
            let applies = folders.map(|(name, folder)| {
                scope.spawn(move || {
                    let folder = folder?;
                    folder.start(&format!(
                        "resource \"configmgr_sup_role\" \"replica\" {{\n  count = 40\n  site_code = \"PRI\"\n  server_fqdn = \"{name}-${{count.index}}.contoso.com\"\n  upstream_sup_id = \"PRI/sup-first.contoso.com\"\n}}\n"
                    ))?;
                    folder.apply(&[])?;
                    folder.expect_no_changes()
                })
            });
            applies.map(|apply| apply.join().unwrap()).into_iter().collect::<Result<Vec<()>>>()
        })?;
        workspace.expect_no_changes()
    })
}

/// A run of its own part of the hierarchy.
fn run_of_a_part(workspace: &Workspace, number: usize) -> Result<BTreeSet<u64>> {
    let folder = workspace.beside(&format!("part-{number}"))?;
    folder.start(&format!(
        "resource \"configmgr_account\" \"part\" {{\n  count = 3\n  user_name = \"CONTOSO\\\\part{number}-${{count.index}}\"\n}}\n\
         resource \"configmgr_sup_role\" \"part\" {{\n  site_code = \"PRI\"\n  server_fqdn = \"part-{number}.contoso.com\"\n  \
         upstream_sup_id = \"PRI/sup-first.contoso.com\"\n}}\n"
    ))?;
    folder.apply(&[])?;
    folder.expect_no_changes()?;
    Ok(BTreeSet::new())
}

/// Commands at a console, one after the other; the revisions that they report.
fn console(workspace: &Workspace, commands: impl Iterator<Item = Vec<String>>) -> Result<BTreeSet<u64>> {
    let mut revisions = BTreeSet::new();
    for command in commands {
        let arguments: Vec<&str> = command.iter().map(String::as_str).chain(["--json"]).collect();
        let answer = workspace.supctl(&arguments)?.success()?.json()?;
        revisions.extend(answer["revision"].as_u64());
    }
    Ok(revisions)
}

fn words(text: &str) -> Vec<String> {
    text.split(' ').map(str::to_owned).collect()
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn ten_runs_two_consoles_and_synchronizations_at_once() -> Result<()> {
    on_each_store(|workspace| {
        workspace.start(&support::primary_with_sup())?;
        workspace.apply(&[])?;
        let reported = thread::scope(|scope| {
            let runs = (0..10).map(|number| scope.spawn(move || run_of_a_part(workspace, number)));
            let mut writers: Vec<_> = runs.collect();
            writers.push(scope.spawn(|| {
                console(
                    workspace,
                    (0..10).map(|time| words(&format!("set PRI/sup-first.contoso.com ledbat={}", time % 2 == 0))),
                )
            }));
            writers.push(scope.spawn(|| {
                console(
                    workspace,
                    (0..10).map(|time| {
                        words(&format!("set site_system/PRI/sup-first.contoso.com internet_fqdn=s{time}.contoso.com"))
                    }),
                )
            }));
            let synchronizations = ["sync", "clock advance 2h"].into_iter().cycle().take(10).map(words);
            writers.push(scope.spawn(|| console(workspace, synchronizations)));
            writers.into_iter().map(|writer| writer.join().unwrap()).collect::<Result<Vec<_>>>()
        })?;

        let history = workspace.supctl(&["history", "--json", "--limit", "1000"])?.success()?.json()?;
        let changes = history["changes"].as_array().context("changes")?;
        let revisions: Vec<u64> = changes.iter().filter_map(|change| change["revision"].as_u64()).collect();
        let last = revisions.last().copied().unwrap_or_default();
        ensure!(revisions.is_sorted(), "the history is one line: {revisions:?}");
        assert_eq!(revisions.iter().copied().collect::<BTreeSet<_>>(), (1..=last).collect(), "without a gap");
        let reported: BTreeSet<u64> = reported.into_iter().flatten().collect();
        let of_consoles = changes.iter().filter(|change| change["origin"] == "supctl");
        let of_consoles: BTreeSet<u64> = of_consoles.filter_map(|change| change["revision"].as_u64()).collect();
        assert_eq!(reported, of_consoles, "what was reported was made, and nothing else");
        assert_eq!(reported.len(), 20);
        // The changes in the order of their revisions lead to the objects: the result is that of one writer after the other.
        let examination = workspace.supctl(&["doctor", "--json"])?.json()?;
        assert_eq!(examination["examined"][0]["state"], "ok", "{examination:#}");
        Ok(())
    })
}
