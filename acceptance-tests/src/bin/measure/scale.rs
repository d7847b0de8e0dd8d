//! `plan`, `apply`, a plan with nothing to do and `destroy` of many objects, against Terraform's own floor.

use std::time::Duration;

use anyhow::Result;

use crate::bench::Bench;
use crate::usage::Usage;

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

pub(crate) fn measure(count: usize, bench: &Bench<'_>, announce: &dyn Fn(String)) -> Result<Vec<Row>> {
    let floor = bench.timed(&format!("floor-{count}"), &floor_of(count))?;
    let timed = bench.timed(&format!("timed-{count}"), &roles(count))?;
    let watched = bench.watched(&format!("watched-{count}"), &roles(count))?;

    COMMANDS
        .iter()
        .map(|(command, arguments, times)| {
            announce(format!("{command} of {count}"));
            Ok(Row {
                command,
                count,
                usage: watched.usage(arguments)?,
                floor: floor.time(arguments, *times)?,
                provider: timed.time(arguments, *times)?,
            })
        })
        .collect()
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
