//! `plan`, `apply`, a plan with nothing to do and `destroy` of many objects, against Terraform's own floor.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use acceptance_tests::mirror::Mirror;
use acceptance_tests::run::Run;
use acceptance_tests::terraform::Terraform;
use anyhow::Result;

use crate::median;
use crate::usage::{Records, Usage};

/// The commands in the order they run, with how often each is timed: what can be repeated is.
const COMMANDS: [(&str, &[&str], usize); 4] = [
    ("plan", &["plan"], 5),
    ("apply", &["apply", "-auto-approve"], 1),
    (NO_OP_PLAN, &["plan", "-detailed-exitcode"], 5),
    ("destroy", &["destroy", "-auto-approve"], 1),
];

/// A plan that finds nothing to do.
pub(crate) const NO_OP_PLAN: &str = "no-op plan";

/// One command on `count` objects.
pub(crate) struct Row {
    pub(crate) command: &'static str,
    pub(crate) count: usize,
    /// Time with `terraform_data`.
    pub(crate) floor: Duration,
    /// Time with software update points.
    pub(crate) provider: Duration,
    /// What the provider processes used.
    pub(crate) usage: Usage,
}

pub(crate) fn measure(
    count: usize,
    provider: &Path,
    terraform: &Terraform,
    folder: &Path,
    announce: &dyn Fn(String),
) -> Result<Vec<Row>> {
    let plain = Mirror::install(&folder.join("mirror"), provider)?;
    let watched = Mirror::install(&folder.join("mirror-watched"), &std::env::current_exe()?)?;
    let place = |name: &str, configuration: &str, mirror: &Mirror| {
        let folder = folder.join(format!("{name}-{count}"));
        fs::create_dir_all(&folder)?;
        fs::write(folder.join("main.tf"), configuration)?;
        let place = Place { folder, terraform: terraform.clone(), cli_config: mirror.cli_config() };
        Run::of(&mut place.command(&["init"]))?.success()?;
        anyhow::Ok(place)
    };
    let floor = place("floor", &floor_of(count), &plain)?;
    let timed = place("timed", &roles(count), &plain)?;
    let watched = place("watched", &roles(count), &watched)?;
    let records = Records::in_folder(folder);

    COMMANDS
        .iter()
        .map(|(command, arguments, times)| {
            announce(format!("{command} of {count}"));
            let mut run = watched.command(arguments);
            records.watch(&mut run, provider);
            Run::of(&mut run)?.success()?;
            Ok(Row {
                command,
                count,
                floor: floor.time(arguments, *times)?,
                provider: timed.time(arguments, *times)?,
                usage: records.take()?,
            })
        })
        .collect()
}

/// A Terraform folder with its way to the provider.
struct Place {
    folder: PathBuf,
    terraform: Terraform,
    cli_config: PathBuf,
}

impl Place {
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.terraform.command(&self.folder, &self.cli_config);
        command.args(arguments);
        command
    }

    fn time(&self, arguments: &[&str], times: usize) -> Result<Duration> {
        let times = (0..times).map(|_| {
            let started = Instant::now();
            Run::of(&mut self.command(arguments))?.success()?;
            Ok(started.elapsed())
        });
        Ok(median(times.collect::<Result<_>>()?))
    }
}

fn floor_of(count: usize) -> String {
    format!("resource \"terraform_data\" \"floor\" {{\n  count = {count}\n  input = count.index\n}}\n")
}

/// One primary site whose first software update point has `count - 1` replicas.
fn roles(count: usize) -> String {
    format!(
        r#"terraform {{
  required_providers {{
    configmgr = {{ source = "endpointops/configmgr" }}
  }}
}}

resource "configmgr_site" "primary" {{
  site_code   = "PRI"
  name        = "Contoso"
  type        = "primary"
  server_fqdn = "cm01.contoso.com"
}}

resource "configmgr_sup_role" "first" {{
  site_code   = configmgr_site.primary.site_code
  server_fqdn = "first.contoso.com"
}}

resource "configmgr_sup_role" "replica" {{
  count           = {}
  site_code       = configmgr_site.primary.site_code
  server_fqdn     = "sup-${{count.index}}.contoso.com"
  upstream_sup_id = configmgr_sup_role.first.id
}}
"#,
        count.saturating_sub(1)
    )
}
