//! A hierarchy in a database: the life of its objects, bad input, roles that may only read, and passwords.

use std::fs;

use acceptance_tests::life::whole_life;
use acceptance_tests::workspace::{Workspace, in_database, in_workspace};
use anyhow::{Context as _, Result, ensure};
use test_postgres::{ADMINISTRATOR, Server, new_name};

use crate::support::{self, PRIMARY, REPLACEABLE, assert_text};

/// What differs from run to run.
const FILTERS: [(&str, &str); 3] = [
    (r"%2Ftmp%2Fconfigmgr-postgres-\w+", "[socket]"),
    (r"/tmp/configmgr-postgres-\w+", "[folder]"),
    (r"hierarchy=test-\d+", "hierarchy=[name]"),
];

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn objects_of_every_type_live_in_a_database() -> Result<()> {
    in_database(|workspace| {
        workspace.start(REPLACEABLE)?;
        whole_life(workspace)
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_change_in_a_database_is_planned_and_applied() -> Result<()> {
    in_database(|workspace| {
        workspace.start(&support::replicas(3))?;
        workspace.apply(&[])?;
        workspace.configure(&support::replicas(1))?;
        assert_eq!(workspace.plan(&[])?.actions().len(), 2);
        workspace.terraform(&["apply", "tfplan"])?.success()?;
        workspace.expect_no_changes()?;
        workspace
            .supctl(&["set", "PRI/sup-first.contoso.com", "wsus.http_port=80", "wsus.https_port=443"])?
            .success()?;
        ensure!(workspace.supctl(&["history"])?.success()?.stdout.contains("supctl"), "the console uses the database");
        Ok(())
    })
}

/// The provider in a block, with these arguments.
fn block(arguments: &str) -> String {
    format!("provider \"configmgr\" {{\n{arguments}\n}}\n{PRIMARY}")
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_place_that_is_not_valid() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start("")?;
        let url = "postgres://alice:hunter2-hunter2@127.0.0.1:1/contoso";
        for (name, arguments) in [
            ("database_url_and_path", format!("path = \"a.db\"\ndatabase_url = \"{url}\"")),
            ("database_url_is_not_one", "database_url = \"alice:hunter2-hunter2@db1/contoso\"".to_owned()),
            (
                "database_url_with_an_unescaped_password",
                "database_url = \"postgres://alice:hunter2/hunter2@db1/contoso\"".to_owned(),
            ),
            (
                "database_url_with_an_unsupported_parameter",
                "database_url = \"postgres://alice@db1/contoso?sslcert=a.pem\"".to_owned(),
            ),
            ("database_url_with_a_password", format!("database_url = \"{url}\"")),
        ] {
            workspace.configure(&block(&arguments))?;
            let run = workspace.terraform(&["plan"])?.expect_code(1)?;
            ensure!(!run.text().contains("hunter2"), "the password is shown: {}", run.transcript());
            assert_text(name, &format!("{}{}", run.stdout, run.refusal()), &FILTERS);
        }
        Ok(())
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn an_environment_with_two_places() -> Result<()> {
    in_workspace(|workspace| {
        let both = workspace.with_variable("CONFIGMGR_DATABASE_URL", "postgres://alice:hunter2@db1/contoso");
        both.start(PRIMARY)?;
        assert_text("two_places_in_the_environment", &both.terraform(&["plan"])?.expect_code(1)?.refusal(), &FILTERS);
        let run = both.supctl(&["tree"])?.expect_code(1)?;
        assert_text("two_places_in_the_environment_of_the_console", &run.stderr, &FILTERS);
        both.configure(&block("path = \"../hierarchy.db\""))?;
        both.apply(&[])?;
        both.expect_no_changes()
    })
}

/// An attribute of the block comes before both variables.
#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn the_block_comes_before_the_environment() -> Result<()> {
    in_workspace(|workspace| {
        let url = Server::shared().url(&format!("hierarchy={}", new_name()));
        workspace.start(&block(&format!("database_url = \"{url}\"")))?;
        workspace.apply(&[])?;
        ensure!(!workspace.hierarchy().exists(), "the file of CONFIGMGR_PATH must not be used");
        ensure!(workspace.supctl(&["--database-url", &url, "tree"])?.success()?.stdout.contains("PRI"), "it is there");
        workspace.at_url("postgres://nobody@127.0.0.1:1/nothing").expect_no_changes()
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_database_that_is_not_reached() -> Result<()> {
    in_workspace(|workspace| {
        let absent = workspace.at_url("postgres://alice@127.0.0.1:1/contoso");
        absent.start(PRIMARY)?;
        assert_text("database_without_a_server", &absent.terraform(&["plan"])?.expect_code(1)?.refusal(), &FILTERS);
        assert_text(
            "database_without_a_server_at_the_console",
            &absent.supctl(&["tree"])?.expect_code(1)?.stderr,
            &FILTERS,
        );
        Ok(())
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_missing_hierarchy_of_a_database_is_not_empty() -> Result<()> {
    in_database(|workspace| {
        workspace.start(PRIMARY)?;
        workspace.apply(&[])?;
        let other = workspace.at_url(&Server::shared().url(&format!("hierarchy={}", new_name())));
        assert_text(
            "a_missing_hierarchy_of_a_database",
            &other.terraform(&["plan"])?.expect_code(1)?.refusal(),
            &FILTERS,
        );
        Ok(())
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_role_that_may_only_read_can_plan() -> Result<()> {
    let server = Server::shared();
    let name = new_name();
    in_workspace(|workspace| {
        let owner = workspace.at_url(&server.url(&format!("hierarchy={name}")));
        owner.start(&support::primary_with_sup())?;
        owner.apply(&[])?;
        server.sql(&format!(
            "CREATE ROLE planner LOGIN; GRANT USAGE ON SCHEMA \"configmgr_{name}\" TO planner;
             GRANT SELECT ON ALL TABLES IN SCHEMA \"configmgr_{name}\" TO planner"
        ))?;
        let planner = workspace.at_url(&server.url_of("planner", "postgres", &format!("hierarchy={name}")));
        planner.expect_no_changes()?;
        planner.configure(&support::replicas(2))?;
        assert_eq!(planner.plan(&[])?.actions().len(), 2);
        for command in [&["tree"][..], &["status"], &["history"], &["check"]] {
            planner.supctl(command)?.success()?;
        }
        let run = planner.terraform(&["apply", "tfplan"])?.expect_code(1)?;
        ensure!(run.stderr.contains("permission denied for table writer"), "{}", run.transcript());
        owner.apply(&[])?;
        owner.expect_no_changes()
    })
}

/// A text that does not occur by chance.
const PASSWORD: &str = "correct-horse-battery-staple-9152";

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn no_log_state_or_plan_has_the_password_of_the_environment() -> Result<()> {
    in_database(|workspace| {
        // The server trusts its socket, so that any password is accepted.
        let server = Server::shared();
        let url = server.url(&format!("hierarchy={}", new_name()));
        let url = url.replace(&format!("{ADMINISTRATOR}@"), &format!("{ADMINISTRATOR}:{PASSWORD}@"));
        let log = workspace.root().join("terraform.log");
        let logged =
            workspace.at_url(&url).with_variable("TF_LOG", "trace").with_variable("TF_LOG_PATH", log.to_string_lossy());
        logged.start(&support::primary_with_sup())?;
        let mut output = logged.terraform(&["plan", "-out=saved"])?.success()?.text();
        output += &logged.terraform(&["apply", "saved"])?.success()?.text();
        output += &logged.supctl(&["tree", "--json"])?.success()?.text();
        output += &logged.supctl(&["init"])?.expect_code(1)?.text();
        output += &fs::read_to_string(&log)?;
        for file in fs::read_dir(logged.folder())? {
            let file = file?.path();
            if file.is_file() {
                output += &String::from_utf8_lossy(&fs::read(file)?);
            }
        }
        ensure!(!output.contains(PASSWORD), "the password is shown");
        Ok(())
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn the_console_warns_of_a_password_on_its_command_line() -> Result<()> {
    in_database(|workspace: &Workspace| {
        let url = Server::shared().url(&format!("hierarchy={}", new_name()));
        let url = url.replace(&format!("{ADMINISTRATOR}@"), &format!("{ADMINISTRATOR}:{PASSWORD}@"));
        let run = workspace.supctl(&["--database-url", &url, "init"])?.success()?;
        assert_text("a_password_on_the_command_line", &format!("{}{}", run.stdout, run.stderr), &FILTERS);
        Ok(())
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_standby_says_how_far_behind_it_is() -> Result<()> {
    let primary = Server::start(&[])?;
    let standby = primary.standby()?;
    // What is confirmed can be read there.
    primary.sql("ALTER SYSTEM SET synchronous_standby_names = '*'")?;
    primary.sql("SELECT pg_reload_conf()")?;
    primary.sql("ALTER ROLE postgres SET synchronous_commit = remote_apply")?;
    let url = |session: &str| primary.url_with(&standby, &format!("target_session_attrs={session}"));
    in_workspace(|workspace| {
        let writing = workspace.at_url(&url("read-write"));
        writing.start(&format!("{PRIMARY}\ndata \"configmgr_hierarchy\" \"all\" {{}}\n"))?;
        writing.apply(&[])?;
        let reading = workspace.at_url(&url("standby"));
        let plan = reading.terraform(&["plan", "-detailed-exitcode"])?.success()?;
        let tree = reading.supctl(&["tree"])?.success()?;
        let times = (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "[time]");
        // What comes before is in the order in which Terraform happens to read.
        let (_, warning) = plan.stdout.split_once("\nWarning: ").context("a warning")?;
        let text = format!("Warning: {warning}\n{}", tree.stderr);
        assert_text("a_standby", &text, &[&FILTERS[..], &[times]].concat());
        let refused = reading.supctl(&["set", "PRI", "name=Other"])?.expect_code(1)?;
        ensure!(refused.stderr.contains("is read-only"), "{}", refused.transcript());
        Ok(())
    })
}
