//! Bad input and failures: the message names the object and says what to do, and the hierarchy is not damaged.

use std::fs;

use acceptance_tests::run::{Run, through};
use acceptance_tests::workspace::{Workspace, in_workspace};
use anyhow::{Context, Result, ensure};
use rusqlite::Connection;

use crate::blocks::settings_named;
use crate::support::{self, PRIMARY, assert_refusal, assert_text, remove_hierarchy};

/// A site with these arguments.
fn site(arguments: &str) -> String {
    format!("resource \"configmgr_site\" \"subject\" {{\n{arguments}\n}}\n")
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn an_invalid_configuration() -> Result<()> {
    let good =
        "  site_code = \"PRI\"\n  name = \"Contoso\"\n  type = \"primary\"\n  server_fqdn = \"cm01.contoso.com\"";
    let role = |site: &str, upstream: &str| {
        format!(
            "resource \"configmgr_sup_role\" \"subject\" {{\n  site_code = {site}\n  server_fqdn = \"sup.contoso.com\"\n  upstream_sup_id = {upstream}\n}}\n"
        )
    };
    in_workspace(|workspace| {
        workspace.start("")?;
        for (name, body) in [
            ("an_unknown_attribute", site(&format!("{good}\n  color = \"red\""))),
            ("a_value_outside_the_list", site(&good.replace("\"primary\"", "\"branch\""))),
            ("a_required_attribute_is_null", site(&good.replace("\"Contoso\"", "null"))),
            ("a_read_only_attribute", site(&format!("{good}\n  id = \"PRI\""))),
            ("a_wrong_type", site(&good.replace("\"Contoso\"", "[\"Contoso\"]"))),
            ("an_invalid_site_code", site(&good.replace("PRI", "pri1"))),
            ("a_server_without_a_domain", site(&good.replace("cm01.contoso.com", "cm01"))),
            ("a_secondary_without_a_parent", site(&good.replace("\"primary\"", "\"secondary\""))),
            ("an_unknown_site", role("\"XYZ\"", "null")),
            (
                "an_unknown_upstream",
                format!("{PRIMARY}{}", role("configmgr_site.primary.site_code", "\"PRI/nowhere.contoso.com\"")),
            ),
            ("unknown_products_and_classifications", subscribing()),
        ] {
            workspace.configure(&body)?;
            assert_refusal(name, &workspace.terraform(&["apply", "-auto-approve"])?.expect_code(1)?);
        }
        Ok(())
    })
}

/// Synchronization settings with unknown and ambiguous names.
fn subscribing() -> String {
    let members = r#"classifications = ["Security Update", "Drivers", "Updates"]
  products        = ["Windows 11", "Windows Server 2019", "Offize 2016"]"#;
    support::primary_with_sup() + &settings_named("subject", "first", members)
}

/// Installs a primary site, damages the file of the hierarchy, and plans again.
fn after(name: &str, damage: impl FnOnce(&Workspace) -> Result<()>) -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(&format!("{}{PRIMARY}", support::provider("../hierarchy.db")))?;
        workspace.apply(&[])?;
        damage(workspace)?;
        assert_refusal(name, &workspace.terraform(&["plan"])?.expect_code(1)?);
        Ok(())
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_file_that_is_not_a_database() -> Result<()> {
    after("a_file_that_is_not_a_database", |workspace| {
        remove_hierarchy(workspace)?;
        Ok(fs::write(workspace.hierarchy(), "This is not a database. ".repeat(100))?)
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_database_of_another_program() -> Result<()> {
    after("a_database_of_another_program", |workspace| {
        remove_hierarchy(workspace)?;
        Ok(Connection::open(workspace.hierarchy())?.execute_batch("CREATE TABLE other (page TEXT)")?)
    })?;
    Ok(())
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_hierarchy_of_a_newer_version() -> Result<()> {
    after("a_hierarchy_of_a_newer_version", |workspace| {
        let database = Connection::open(workspace.hierarchy())?;
        Ok(database.pragma_update(None, "user_version", 1_000_000)?)
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_truncated_hierarchy() -> Result<()> {
    after("a_truncated_hierarchy", |workspace| {
        let database = Connection::open(workspace.hierarchy())?;
        database.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        drop(database);
        let file = fs::OpenOptions::new().write(true).open(workspace.hierarchy())?;
        Ok(file.set_len(file.metadata()?.len() / 2)?)
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_folder_instead_of_the_file() -> Result<()> {
    after("a_folder_instead_of_the_file", |workspace| {
        remove_hierarchy(workspace)?;
        Ok(fs::create_dir(workspace.hierarchy())?)
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_locked_hierarchy() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(PRIMARY)?;
        workspace.apply(&[])?;
        workspace.configure(&support::primary_with_sup())?;
        let holder = Connection::open(workspace.hierarchy())?;
        holder.execute_batch("BEGIN EXCLUSIVE")?;
        let refused = workspace.terraform(&["apply", "-auto-approve"])?.expect_code(1)?;
        // Where its lines are broken depends on the number of this process.
        let words = refused.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_text("a_locked_hierarchy", &words, &[(r"acceptance-\w+ \(process \d+\)", "PROGRAM")]);
        holder.execute_batch("COMMIT")?;
        workspace.apply(&[])?;
        workspace.expect_no_changes()
    })
}

/// Runs a shell script in mounts of its own, which end with it. It finds Terraform with its arguments in `"$@"`.
fn in_private_mounts(workspace: &Workspace, script: &str, arguments: &[&str]) -> Result<Run> {
    let launcher = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script, "sh"];
    Run::of(&mut through(&launcher, &workspace.command(arguments)))
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
#[cfg_attr(not(private_mounts), ignore = "a process cannot have its own mounts on this machine")]
fn a_read_only_hierarchy() -> Result<()> {
    // File modes do not apply to root, so the folder is on a read-only mount.
    in_workspace(|workspace| {
        let folder = workspace.folder().with_file_name("disk");
        fs::create_dir(&folder)?;
        let provider = support::provider("../disk/hierarchy.db");
        workspace.start(&format!("{provider}{PRIMARY}"))?;
        workspace.apply(&[])?;
        workspace.configure(&format!("{provider}{}", support::primary_with_sup()))?;
        let script = "mount --bind ../disk ../disk && mount -o remount,bind,ro ../disk && exec \"$@\"";
        let run = in_private_mounts(workspace, script, &["apply", "-auto-approve"])?;
        ensure!(run.stderr.to_lowercase().contains("read-only"), "the message must say read-only:\n{}", run.refusal());
        assert_refusal("a_read_only_hierarchy", &run.expect_code(1)?);
        Ok(())
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
#[cfg_attr(not(private_mounts), ignore = "a process cannot have its own mounts on this machine")]
fn a_full_disk() -> Result<()> {
    // With nine free blocks, SQLite can write its other files, and the write itself fails. Without free blocks, the file
    // cannot be opened.
    for (name, blocks_left) in [("an_almost_full_disk", 9), ("a_full_disk", 0)] {
        in_workspace(|workspace| {
            fs::create_dir(workspace.folder().with_file_name("disk"))?;
            fs::create_dir(workspace.folder().with_file_name("rescued"))?;
            let role = support::primary_with_sup();
            workspace.start(&format!("{}{role}", support::provider("../disk/hierarchy.db")))?;
            // The site still fits on the disk. At the end, the files are copied to a disk that remains.
            let script = format!(
                "mount -t tmpfs -o size=2m tmpfs ../disk || exit 99
                \"$@\" -target=configmgr_site.primary >/dev/null || exit 98
                dd if=/dev/zero of=../disk/room bs=4k count={blocks_left} 2>/dev/null
                dd if=/dev/zero of=../disk/filler bs=4k 2>/dev/null
                rm ../disk/room
                \"$@\"; code=$?
                rm ../disk/filler; cp ../disk/hierarchy.db* ../rescued/
                exit $code"
            );
            let run = in_private_mounts(workspace, &script, &["apply", "-auto-approve"])?;
            ensure!(run.stderr.contains("the disk is full"), "the message must name the full disk:\n{}", run.refusal());
            assert_refusal(name, &run.expect_code(1)?);

            workspace.configure(&format!("{}{role}", support::provider("../rescued/hierarchy.db")))?;
            workspace.apply(&[])?;
            workspace.expect_no_changes()
        })
        .context(name)?;
    }
    Ok(())
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
#[cfg_attr(not(private_mounts), ignore = "a process cannot have its own mounts on this machine")]
fn reading_needs_neither_room_nor_permission_to_write() -> Result<()> {
    for (name, take_away) in [
        ("a full disk", "dd if=/dev/zero of=../disk/filler bs=4k 2>/dev/null"),
        ("a read-only disk", "mount -o remount,ro tmpfs ../disk || exit 97"),
    ] {
        in_workspace(|workspace| {
            fs::create_dir(workspace.folder().with_file_name("disk"))?;
            workspace.start(&format!(
                "{}{}",
                support::provider("../disk/hierarchy.db"),
                support::primary_with_sup()
            ))?;
            let script = format!(
                "mount -t tmpfs -o size=2m tmpfs ../disk || exit 99
                \"$@\" >/dev/null || exit 98
                {take_away}
                exec \"$1\" plan -detailed-exitcode"
            );
            in_private_mounts(workspace, &script, &["apply", "-auto-approve"])?.success()?;
            Ok(())
        })
        .context(name)?;
    }
    Ok(())
}

#[cfg(target_os = "linux")]
#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_provider_that_is_killed() -> Result<()> {
    use std::io::{BufRead as _, BufReader, Read as _};
    use std::process::Stdio;

    in_workspace(|workspace| {
        workspace.start(&support::replicas(100))?;
        let mut terraform = workspace.command(&["apply", "-auto-approve"]);
        let mut running = terraform.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
        let mut lines = BufReader::new(running.stdout.take().context("piped")?).lines();
        let done =
            lines.by_ref().map_while(Result::ok).filter(|line| line.contains("replica") && line.contains("complete"));
        ensure!(done.take(20).count() == 20, "the apply ended before the provider was killed");
        kill_children(running.id())?;
        lines.for_each(drop);
        let mut errors = String::new();
        running.stderr.take().context("piped")?.read_to_string(&mut errors)?;
        ensure!(running.wait()?.code() == Some(1), "the apply must fail:\n{errors}");

        let check: String =
            Connection::open(workspace.hierarchy())?.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
        ensure!(check == "ok", "the file is damaged: {check}");
        workspace.apply(&[])?;
        workspace.expect_no_changes()?;
        assert_eq!(workspace.state()?.len(), 102);
        workspace.destroy(&[])?;
        workspace.expect_empty_hierarchy()
    })
}

/// Sends SIGKILL to every child of a process, so that the provider cannot clean up.
#[cfg(target_os = "linux")]
fn kill_children(parent: u32) -> Result<()> {
    use nix::sys::signal::{Signal, kill};
    use nix::unistd::Pid;

    let mut killed = 0;
    for process in fs::read_dir("/proc")? {
        let process = process?;
        let Ok(id) = process.file_name().to_string_lossy().parse() else { continue };
        // After the last bracket, which ends the name of the process: the state, then the parent.
        let status = fs::read_to_string(process.path().join("stat")).unwrap_or_default();
        let fields = status.rsplit(')').next().unwrap_or_default();
        if fields.split_whitespace().nth(1) == Some(&parent.to_string()) {
            kill(Pid::from_raw(id), Signal::SIGKILL)?;
            killed += 1;
        }
    }
    ensure!(killed > 0, "no provider was running");
    Ok(())
}
