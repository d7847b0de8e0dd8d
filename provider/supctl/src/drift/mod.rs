//! Compares a hierarchy with what Terraform recorded of it.

mod adopt;
mod comparison;
mod ignore;
mod recorded;
mod text;

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use hierarchy::{Clock as _, Location, SystemClock};
use jiff::ToSpan as _;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use schemars::JsonSchema;
use serde::Serialize;

use crate::cli::Cli;
use crate::findings::{Expired, Finding, Format, Page, Unchanged, What};
use crate::shared::diagnostic::{self, Diagnostic};
use crate::shared::error::Result;
use crate::shared::json::print_json;
use crate::shared::room::Room;
use crate::shared::whole_file::WholeFile;
use crate::terraform::document;
use comparison::{Comparison, compare};
use ignore::Rules;
use recorded::{Input, InputContent};

const EXAMPLES: &str = "It never changes the hierarchy. It keeps apart:
  drift      the hierarchy differs from the state
  missing    a state has the object, the hierarchy does not
  unmanaged  the hierarchy has the object, no state does
  pending    with a plan: the configuration differs from the state

Servers and settings that were created implicitly with a role are not unmanaged \
     while they have their defaults.

Examples:
  terraform show -json | supctl drift --state -
  supctl drift --state europe.json america.json --ignore night.toml
  supctl drift --state state.json --init-ignore
  supctl drift --plan plan.json --source infra --format sarif --out drift.sarif
  supctl drift --plan plan.json --json | jq .counts
  supctl drift --state state.json --adopt infra

Exit codes:
  0  no drift; pending changes alone are no drift
  1  failure, also when nothing was compared, or --adopt left something
  2  drift, missing or unmanaged objects that no rule ignores, or expired rules";

/// The file with rules that is read if it exists.
const DEFAULT_RULES: &str = ".configmgr-drift-ignore";

/// What to do with a state that is named as a plan.
const STATE_OPTION: &str = "To compare with a state, name it with --state.";

/// How long the rules of --init-ignore hold.
const DAYS: i32 = 90;

/// Show what differs between the hierarchy and Terraform's state
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// States, as printed by terraform show -json; - is standard input.
    #[arg(long, value_name = "FILE", num_args = 1.., required_unless_present = "plan")]
    state: Vec<PathBuf>,

    /// A plan, as printed by terraform show -json, with the state it was made from.
    #[arg(long, value_name = "FILE")]
    plan: Option<PathBuf>,

    /// The folder of the configuration, to show files and lines; default: this folder.
    #[arg(long, value_name = "FOLDER")]
    source: Option<PathBuf>,

    /// A file with rules for what is not reported; default: .configmgr-drift-ignore, if it exists.
    #[arg(long, value_name = "FILE")]
    ignore: Option<PathBuf>,

    /// Write the file of --ignore with a rule for each unmanaged object; the rules expire after 90 days.
    #[arg(long)]
    init_ignore: bool,

    /// Edit the configuration of a folder so that it matches the hierarchy, and write adopted.tf with import blocks.
    #[arg(long, value_name = "FOLDER", conflicts_with_all = ["init_ignore", "json", "format", "out", "source"])]
    adopt: Option<PathBuf>,

    /// The form of the output.
    #[arg(long, value_enum, default_value_t, conflicts_with = "json")]
    format: Format,

    /// Write the report to a file.
    #[arg(long, value_name = "FILE", conflicts_with = "init_ignore")]
    out: Option<PathBuf>,
}

/// What `supctl drift --json` prints.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Drift {
    /// The file or the database of the hierarchy.
    pub(crate) hierarchy: String,
    /// The states and plans it was compared with.
    pub(crate) inputs: Vec<Input>,
    pub(crate) counts: Counts,
    /// The part of the hierarchy's objects that a state has, in percent.
    pub(crate) coverage: f64,
    /// Drift first, then missing, unmanaged and pending objects.
    pub(crate) findings: Vec<Finding>,
    /// Rules that no longer ignore anything.
    pub(crate) expired: Vec<Expired>,
    #[serde(skip)]
    unchanged: Vec<Unchanged>,
}

/// How many objects there are of each kind of finding. What rules ignore counts as ignored only.
#[derive(Clone, Copy, Debug, Default, Serialize, JsonSchema)]
pub(crate) struct Counts {
    /// The resources in states and plans that were compared.
    pub(crate) compared: usize,
    pub(crate) drift: usize,
    pub(crate) missing: usize,
    pub(crate) unmanaged: usize,
    pub(crate) pending: usize,
    pub(crate) ignored: usize,
    /// Rules that have expired.
    pub(crate) expired: usize,
}

impl Drift {
    fn of(location: &Location, inputs: Vec<Input>, comparison: Comparison, rules: Rules) -> Self {
        let Comparison { findings, unchanged, managed, unmanaged } = comparison;
        let findings: Vec<Finding> = findings.into_iter().flat_map(|finding| rules.apply(finding)).collect();
        let count = |what| findings.iter().filter(|finding| finding.what == what && finding.ignored.is_none()).count();
        let counts = Counts {
            compared: inputs.iter().map(|input| input.resources).sum(),
            drift: count(What::Drift),
            missing: count(What::Missing),
            unmanaged: count(What::Unmanaged),
            pending: count(What::Pending),
            ignored: findings.iter().filter(|finding| finding.ignored.is_some()).count(),
            expired: rules.expired.len(),
        };
        let coverage = percent(managed, managed + unmanaged);
        Self { hierarchy: location.to_string(), inputs, counts, coverage, findings, expired: rules.expired, unchanged }
    }

    fn exit_code(&self) -> ExitCode {
        let Counts { drift, missing, unmanaged, expired, .. } = self.counts;
        if drift + missing + unmanaged + expired > 0 { ExitCode::from(2) } else { ExitCode::SUCCESS }
    }
}

/// With one decimal, rounded down, so that 100 means all.
fn percent(part: usize, whole: usize) -> f64 {
    let thousandths = (part * 1000).checked_div(whole).unwrap_or_default();
    u32::try_from(thousandths).map_or(0.0, |thousandths| f64::from(thousandths) / 10.0)
}

/// Compares, and shows the findings.
pub(crate) fn run(out: &mut impl Write, cli: &Cli, arguments: &Arguments) -> Result<ExitCode> {
    let folder = arguments.adopt.as_ref().or(arguments.source.as_ref());
    let source = folder.map_or(Path::new("."), PathBuf::as_path);
    let today = SystemClock.now().to_zoned(TimeZone::UTC).date();
    let rules = if arguments.init_ignore { Rules::default() } else { rules(arguments, today)? };
    let mut notes = Vec::new();
    let (mut inputs, mut recorded) = (Vec::new(), Vec::new());
    for file in once(arguments.state.iter().chain(&arguments.plan))? {
        let (input, resources) = recorded::read(file, source, &mut notes)?;
        if arguments.plan.as_ref() == Some(file) && input.content == InputContent::State {
            return Err(document::state_instead_of_plan(file, STATE_OPTION).into());
        }
        inputs.push(input);
        recorded.extend(resources);
    }
    if recorded.is_empty() {
        return Err(nothing_compared(&inputs).into());
    }
    let hierarchy = cli.open()?;
    let comparison = hierarchy.read_with_history(|view, history| compare(view, history, &recorded))?;
    notes.dedup();
    diagnostic::print(&mut anstream::stderr().lock(), Room::of_messages(), &notes)?;
    if arguments.init_ignore {
        return init_ignore(out, arguments, &comparison, today);
    }
    let drift = Drift::of(&cli.location()?, inputs, comparison, rules);
    if arguments.adopt.is_some() {
        let adoption = adopt::adopt(source, &hierarchy, &recorded, &drift.findings)?;
        text::print_adoption(out, Room::of_output(), &adoption)?;
        return Ok(if adoption.left.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE });
    }
    match &arguments.out {
        Some(file) => {
            let mut report = Vec::new();
            print(&mut report, cli, arguments, &drift, source)?;
            WholeFile::prepared(file, &report)?.put_in_place()?;
        }
        None => print(out, cli, arguments, &drift, source)?,
    }
    Ok(drift.exit_code())
}

fn print(out: &mut impl Write, cli: &Cli, arguments: &Arguments, drift: &Drift, source: &Path) -> Result<()> {
    if cli.json {
        print_json(out, drift)?;
        return Ok(());
    }
    let page = Page {
        title: "Drift",
        summary: &text::summary(drift),
        findings: &drift.findings,
        expired: &drift.expired,
        unchanged: &drift.unchanged,
        fallback_file: &main_file(source),
    };
    page.print(out, arguments.format)
}

fn rules(arguments: &Arguments, today: Date) -> Result<Rules, Diagnostic> {
    match &arguments.ignore {
        Some(file) => Rules::read(file, today),
        None if Path::new(DEFAULT_RULES).exists() => Rules::read(Path::new(DEFAULT_RULES), today),
        None => Ok(Rules::default()),
    }
}

fn init_ignore(out: &mut impl Write, arguments: &Arguments, comparison: &Comparison, today: Date) -> Result<ExitCode> {
    let file = arguments.ignore.as_deref().unwrap_or(Path::new(DEFAULT_RULES));
    let expires = today.saturating_add(DAYS.days());
    let number = ignore::write(file, &comparison.findings, expires)?;
    Room::of_output().print(out, &text::written(file, number, expires))?;
    Ok(ExitCode::SUCCESS)
}

/// The files; each is named once.
fn once<'a>(files: impl Iterator<Item = &'a PathBuf> + Clone) -> Result<impl Iterator<Item = &'a PathBuf>, Diagnostic> {
    let mut seen = BTreeSet::new();
    match files.clone().find(|file| !seen.insert(*file)) {
        Some(twice) => Err(Diagnostic::error(format!("{} is named twice", twice.display()), "Name each state once.")),
        None => Ok(files),
    }
}

/// A report about nothing would look as if there were no drift.
fn nothing_compared(inputs: &[Input]) -> Diagnostic {
    let files: Vec<String> = inputs.iter().map(|input| input.file.display().to_string()).collect();
    Diagnostic::error(
        format!("nothing was compared: {} has no configmgr_* resources", files.join(", ")),
        "Name the state or the plan of a configuration that manages this hierarchy. Without a plan file, terraform show \
         -json prints the state of the current workspace.",
    )
}

/// The file that stands for the configuration as a whole.
fn main_file(folder: &Path) -> String {
    let mut names: Vec<String> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| name.ends_with(".tf") || name.ends_with(".tf.json"))
        .collect();
    names.sort_by_key(|name| (name != "main.tf", name.clone()));
    let name = names.first().map_or("main.tf", String::as_str);
    path_clean::clean(folder.join(name)).to_string_lossy().replace('\\', "/")
}
