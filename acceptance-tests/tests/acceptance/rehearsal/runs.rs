//! Objects that one run has planned do not count in the next run.

use acceptance_tests::run::Run;
use acceptance_tests::workspace::{in_workspace, on_each_store};
use anyhow::{Result, ensure};

use super::top;
use crate::blocks::{cas, child, of, sup};

/// A primary child site; a variable decides whether its software update point has an upstream.
fn with_upstream() -> String {
    let variable = "variable \"is_first\" { default = true }\n".to_owned();
    let upstream = format!("var.is_first ? {} : null", of("wsus-cas"));
    [variable, top(), child("PS1"), sup("ps1", "wsus-a", &upstream)].concat()
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn runs_of_one_terraform_test() -> Result<()> {
    on_each_store(|workspace| {
        workspace.write(
            "hierarchy.tftest.hcl",
            "run \"good\" {\n  command = plan\n}\nrun \"bad\" {\n  command = plan\n  variables {\n    is_first = false\n  }\n}\n",
        )?;
        workspace.start(&with_upstream())?;
        let test = workspace.terraform(&["test"])?.expect_code(1)?;
        ensure!(test.stdout.contains("1 passed, 1 failed"), "{}", test.transcript());
        ensure!(test.text().contains("(H02)"), "{}", test.transcript());
        Ok(())
    })
}

#[cfg(target_os = "linux")]
#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
#[cfg_attr(not(private_mounts), ignore = "a process cannot have its own process IDs on this machine")]
fn runs_in_containers_with_the_same_process_ids() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(&with_upstream())?;
        let plan = |variable: &str| {
            let terraform = workspace.command(&["plan", variable]);
            let mut contained = std::process::Command::new("unshare");
            contained.args(["--user", "--map-root-user", "--pid", "--fork", "--mount-proc"]);
            contained.arg(terraform.get_program()).args(terraform.get_args()).current_dir(workspace.folder());
            contained.envs(terraform.get_envs().filter_map(|(name, value)| Some((name, value?))));
            Run::of(&mut contained)
        };
        plan("-var=is_first=true")?.success()?;
        let refused = plan("-var=is_first=false")?.expect_code(1)?;
        ensure!(refused.stderr.contains("(H02)"), "{}", refused.refusal());
        Ok(())
    })
}

/// Each alias of the provider plans in a process of its own.
#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn two_aliases_do_not_install_two_first_software_update_points() -> Result<()> {
    let aliases = "provider \"configmgr\" {}\nprovider \"configmgr\" {\n  alias = \"other\"\n}\n";
    let of_other = sup("cas", "wsus-b", "null").replacen("{\n", "{\n  provider = configmgr.other\n", 1);
    in_workspace(|workspace| {
        workspace.start(&[aliases, &cas(), &sup("cas", "wsus-a", "null"), &of_other].concat())?;
        for parallelism in ["-parallelism=1", "-parallelism=10"] {
            let refused = workspace.terraform(&["plan", parallelism])?.expect_code(1)?.stderr;
            ensure!(
                refused.contains("already has a first software update point") && refused.contains("(H03)"),
                "{refused}"
            );
        }
        Ok(())
    })
}
