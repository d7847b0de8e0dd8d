//! Guides are followed: their files are written and their commands are run, in the order of the page.

mod before;
mod page;
mod session;
mod troubleshooting;

use acceptance_tests::workspace::in_workspace;
use anyhow::{Context, Result, ensure};

use page::Step;
use session::{Session, ensure_shown};

/// A guide, and what it takes as given.
struct Guide {
    page: &'static str,
    /// What the reader has done before.
    before: fn(&Session) -> Result<()>,
    differently: &'static [(&'static str, Differently)],
}

/// How a command ends whose exit code the page does not tell, or why it is not run.
enum Differently {
    Ends(i32),
    NotRun(&'static str),
}
use Differently::{Ends, NotRun};

/// The table of the guides, and a test for each.
macro_rules! guides {
    ($($name:ident: $guide:expr;)*) => {
        const GUIDES: &[Guide] = &[$($guide),*];
        $(
            #[test]
            #[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
            fn $name() -> Result<()> {
                follow(&$guide)
            }
        )*
    };
}

guides! {
    a_first_hierarchy_is_installed: Guide {
        page: "getting-started.md",
        before: before::nothing,
        differently: &[
            ("cargo build --release --package configmgr --package supctl", NotRun("the binaries under test are built")),
            ("export PATH=\"$PWD/target/release:$PATH\"", NotRun("the binaries under test are used")),
        ],
    };
    the_provider_is_installed_without_a_network: Guide {
        page: "installing-without-a-network.md",
        before: before::a_release_is_carried_over,
        differently: &[
            ("gpg --verify supctl_0.1.0_SHA256SUMS.sig supctl_0.1.0_SHA256SUMS", NotRun("the tests have no key of the project")),
            (
                "supctl install-mirror windows/terraform-provider-configmgr.exe --platform windows_amd64 --folder \"$HOME/terraform-mirror\"",
                NotRun("the tests build for this platform only"),
            ),
        ],
    };
    the_first_software_update_point_is_switched: Guide {
        page: "first-software-update-point.md",
        before: before::the_provider_is_installed,
        differently: &[],
    };
    a_bad_day_is_rehearsed: Guide {
        page: "rehearsing-a-bad-day.md",
        before: before::the_provider_is_installed,
        differently: &[("supctl status --check", Ends(2))],
    };
    a_hierarchy_is_run_from_pull_requests: Guide {
        page: "pull-requests.md",
        before: before::nothing,
        differently: &[("supctl drift --state state.json", Ends(2))],
    };
    an_installed_hierarchy_is_adopted: Guide {
        page: "adopting-a-hierarchy.md",
        before: before::the_contoso_example_is_installed,
        differently: &[],
    };
    drift_is_found: Guide {
        page: "finding-drift.md",
        before: before::bob_changed_something,
        differently: &[
            ("supctl drift --state state.json", Ends(2)),
            ("supctl drift --plan plan.json", Ends(2)),
            ("supctl compare ../test/hierarchy.db ../prod/hierarchy.db", Ends(2)),
            ("supctl compare monday.json", Ends(2)),
            ("supctl compare --at 2d", Ends(2)),
            ("supctl compare --at 1 --at 2", Ends(2)),
        ],
    };
    code_is_held_against_a_real_site: Guide {
        page: "real-site.md",
        before: before::a_dump_is_at_hand,
        differently: &[],
    };
    a_plan_becomes_a_runbook: Guide {
        page: "from-plan-to-change-window.md",
        before: before::a_real_site_is_adopted_and_changed_in_code,
        differently: &[],
    };
    weeks_of_synchronization_are_simulated: Guide {
        page: "synchronising.md",
        before: before::three_sites_are_installed,
        differently: &[("supctl status --failed --check", Ends(2))],
    };
    faults_are_injected: Guide {
        page: "faults.md",
        before: before::three_sites_are_installed,
        differently: &[],
    };
    a_hierarchy_is_backed_up: Guide {
        page: "backing-up.md",
        before: before::a_hierarchy_is_installed,
        differently: &[
            (
                "supctl copy --from .configmgr/hierarchy.db --to \"$CONFIGMGR_DATABASE_URL\"",
                NotRun("it needs a database; the tests of supctl copy both ways"),
            ),
            ("chgrp admins /srv/configmgr", NotRun("the group is not on every machine")),
            ("chmod 2770 /srv/configmgr", NotRun("the folder is not on every machine")),
        ],
    };
    a_central_administration_site_is_added_and_removed: Guide {
        page: "central-administration-site.md",
        before: before::a_folder_is_initialized,
        differently: &[],
    };
    what_does_not_work_is_examined: Guide {
        page: "troubleshooting.md",
        before: before::a_hierarchy_is_installed,
        differently: &[(
            "terraform apply -invoke=action.configmgr_synchronize.NAME",
            NotRun("it needs an action; the tests of actions run it"),
        )],
    };
    a_plan_is_checked: Guide {
        page: "checking-plans.md",
        before: before::the_provider_is_installed,
        differently: &[],
    };
    a_hierarchy_is_shared_in_a_database: Guide {
        page: "shared-hierarchies.md",
        before: before::a_database_takes_the_place_of_the_page,
        differently: &[(
            "export CONFIGMGR_DATABASE_URL=\"postgres://configmgr@db.contoso.com/configmgr?hierarchy=prod\"",
            NotRun("it is that of the server of the tests"),
        )],
    };
    the_provider_is_upgraded: Guide {
        page: "upgrading.md",
        before: before::a_hierarchy_is_installed,
        differently: &[],
    };
}

fn follow(guide: &Guide) -> Result<()> {
    let steps = page::steps(guide.page)?;
    let commands = steps.iter().filter_map(|step| match step {
        Step::Run { commands, .. } => Some(commands),
        Step::Write { .. } => None,
    });
    let commands: Vec<_> = commands.flatten().collect();
    ensure!(!commands.is_empty(), "{} has no commands", guide.page);
    for (command, _) in guide.differently {
        ensure!(commands.iter().any(|one| one == command), "{} has no command {command}", guide.page);
    }
    let followed = in_workspace(|workspace| {
        let session = Session::new(workspace)?;
        (guide.before)(&session)?;
        for step in &steps {
            match step {
                Step::Write { file, text } => session.write(file, text)?,
                Step::Run { commands, prints } => {
                    let printed = run(guide, &session, commands, prints.as_deref().unwrap_or_default())?;
                    if let Some(shown) = prints {
                        ensure_shown(shown, &printed).with_context(|| commands.join("\n"))?;
                    }
                }
            }
        }
        Ok(())
    });
    followed.context(guide.page)
}

/// Runs the commands of a block; the result is what they print. The last one fails where the page shows an error.
fn run(guide: &Guide, session: &Session, commands: &[String], shown: &str) -> Result<String> {
    let fails = shown.lines().any(|line| line.starts_with("Error: ") || line.starts_with("error: "));
    let mut printed = String::new();
    for (number, command) in commands.iter().enumerate() {
        let code = match guide.differently.iter().find(|(one, _)| one == command) {
            Some((_, NotRun(reason))) => {
                eprintln!("{}: {command} is not run: {reason}", guide.page);
                continue;
            }
            Some((_, Ends(code))) => *code,
            None => i32::from(fails && number + 1 == commands.len()),
        };
        printed += &session.run(command)?.expect_code(code).with_context(|| command.clone())?.stdout;
    }
    Ok(printed)
}

#[test]
fn every_guide_with_commands_is_followed() -> Result<()> {
    for name in page::names()? {
        let has_commands = page::blocks(&name)?.iter().any(|block| block.language == "shell");
        let followed = GUIDES.iter().any(|guide| guide.page == name);
        ensure!(has_commands == followed, "{name} is not followed, or has no commands");
    }
    Ok(())
}
