//! All rules on all objects: of a hierarchy as it is, or as a plan will leave it.

mod blocks;
mod plan;
mod progress;
mod resource;
mod sarif;
mod source;
mod text;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use hierarchy::{Audit, Audited, Clock, Finding, Hierarchy, Order, Severity, StoreError, SystemClock, View};
use schemars::JsonSchema;
use serde::Serialize;

use crate::cli::Cli;
use crate::shared::attributes::name_in_resource;
use crate::shared::diagnostic::{self, Diagnostic};
use crate::shared::error::Result;
use crate::shared::json::print_json;
use plan::{Plan, ResourceChange};
use progress::Progress;
use source::Sources;

const EXAMPLES: &str = "A plan is judged as a whole, in whatever order Terraform takes it: what it makes, and what it
leaves of the hierarchy's file, if there is one. What is not known before apply is left out.

Examples:
  supctl check
  supctl check --strict
  terraform plan -out=tfplan && terraform show -json tfplan | supctl check --plan -
  supctl check --plan plan.json --source infra --sarif > check.sarif
  supctl check --json | jq -r '.findings[].summary'

Exit codes: 0 no errors, 1 errors or nothing could be checked, 2 warnings only and --strict.";

/// Say which rules are broken, by the hierarchy as it is or by what a plan makes of it.
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Check what a plan makes of the hierarchy, as terraform show -json prints it; - is standard input.
    #[arg(long, value_name = "PLAN")]
    plan: Option<PathBuf>,

    /// The configuration the plan was made of, to name files and lines; without it, this folder.
    #[arg(long, value_name = "FOLDER", requires = "plan")]
    source: Option<PathBuf>,

    /// Print SARIF 2.1.0 instead of text, for tools that show findings at the code.
    #[arg(long, conflicts_with = "json")]
    sarif: bool,

    /// Exit with 2 where there are warnings and no errors.
    #[arg(long)]
    strict: bool,

    /// How an order is taken that the product does not enforce, as in the provider: strict refuses it, faithful warns.
    #[arg(long, value_parser = order(), default_value = "strict")]
    order: Order,
}

fn order() -> impl TypedValueParser<Value = Order> {
    PossibleValuesParser::new(["strict", "faithful"])
        .map(|word| if word == "faithful" { Order::Faithful } else { Order::Strict })
}

/// What `supctl check --json` prints.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Report {
    pub(crate) checked: Checked,
    /// How many objects were looked at.
    pub(crate) objects: usize,
    pub(crate) errors: usize,
    pub(crate) warnings: usize,
    /// Errors first.
    pub(crate) findings: Vec<Reported>,
    /// A warning for each file of the configuration that cannot be read.
    #[serde(skip)]
    unreadable: Vec<Diagnostic>,
}

/// What was checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "what")]
pub(crate) enum Checked {
    /// A hierarchy as it is.
    Hierarchy {
        /// Its file.
        path: PathBuf,
    },
    /// What a plan makes of a hierarchy.
    Plan {
        /// Its file; `-` for standard input.
        path: PathBuf,
        /// The file of the hierarchy; null where there is none, and the plan was judged by itself.
        hierarchy: Option<PathBuf>,
    },
}

/// What a rule found, and where that is written.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Reported {
    #[serde(flatten)]
    pub(crate) finding: Finding,
    /// Terraform's address of the resource; null for an object of a hierarchy.
    pub(crate) address: Option<String>,
    /// The file its block is in; null where that was not found.
    pub(crate) file: Option<String>,
    /// The line its block begins in.
    pub(crate) line: Option<usize>,
}

impl Report {
    /// Checks what is asked for; `path` is where the hierarchy is.
    fn of(arguments: &Arguments, path: &Path) -> Result<Self> {
        match &arguments.plan {
            Some(plan) => of_plan(plan, arguments, path),
            None => of_hierarchy(path, arguments.order),
        }
    }

    fn new(checked: Checked, objects: usize, mut findings: Vec<Reported>) -> Self {
        findings.sort_by_key(|reported| std::cmp::Reverse(reported.finding.severity));
        let count = |severity| findings.iter().filter(|reported| reported.finding.severity == severity).count();
        let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
        Self { checked, objects, errors, warnings, findings, unreadable: Vec::new() }
    }
}

/// Checks, and shows what rules found.
pub(crate) fn run(out: &mut impl Write, cli: &Cli, arguments: &Arguments) -> Result<ExitCode> {
    let report = Report::of(arguments, &cli.path)?;
    diagnostic::print(&mut anstream::stderr().lock(), &report.unreadable)?;
    if arguments.sarif {
        print_json(out, &sarif::log(&report))?;
    } else if cli.json {
        print_json(out, &report)?;
    } else {
        text::print(out, &report)?;
    }
    Ok(match (report.errors, report.warnings) {
        (0, 0) => ExitCode::SUCCESS,
        (0, _) => ExitCode::from(if arguments.strict { 2 } else { 0 }),
        _ => ExitCode::FAILURE,
    })
}

fn of_hierarchy(path: &Path, order: Order) -> Result<Report> {
    let hierarchy = caught_up(path)?;
    let now = hierarchy.now()?;
    let audit = hierarchy.read(|view| Audit::of(view, now, order))?;
    let findings = findings_of(&audit, None)?.into_iter().flatten();
    let findings = findings.map(|finding| Reported { finding, address: None, file: None, line: None }).collect();
    Ok(Report::new(Checked::Hierarchy { path: path.to_owned() }, audit.objects().len(), findings))
}

/// A hierarchy in which all that was due has happened: what it is judged by hangs on that.
fn caught_up(path: &Path) -> Result<Hierarchy, StoreError> {
    caught_up_if_present(path)?.ok_or_else(|| StoreError::Missing { path: path.to_owned() })
}

/// The same, where there is one.
fn caught_up_if_present(path: &Path) -> Result<Option<Hierarchy>, StoreError> {
    let hierarchy = Hierarchy::open_if_present(path, Arc::new(SystemClock))?;
    if let Some(hierarchy) = &hierarchy {
        hierarchy.catch_up()?;
    }
    Ok(hierarchy)
}

fn of_plan(file: &Path, arguments: &Arguments, path: &Path) -> Result<Report> {
    let source = arguments.source.as_deref().unwrap_or(Path::new("."));
    let text = plan::text(file)?;
    let mut plan = Plan::read(&text, file)?;
    plan.resource_changes.sort_by(|one, other| one.address.cmp(&other.address));
    let mut sources = Sources::below(source, &plan.configuration)?;
    let (resources, objects) = objects(&plan.resource_changes)?;
    let hierarchy = caught_up_if_present(path)?;
    let now = hierarchy.as_ref().map_or_else(|| Ok(SystemClock.now()), Hierarchy::now)?;
    let audit = Audit::new(objects, now, arguments.order);
    let findings = match &hierarchy {
        Some(hierarchy) => hierarchy.read(|view| findings_of(&audit, Some(view)))?,
        None => findings_of(&audit, None)?,
    };
    let mut reported = Vec::new();
    for (resource, findings) in resources.into_iter().zip(findings) {
        reported.extend(findings.into_iter().map(|finding| reported_of(resource, finding, &mut sources)));
    }
    let hierarchy = hierarchy.map(|_| path.to_owned());
    let checked = Checked::Plan { path: file.to_owned(), hierarchy };
    Ok(Report { unreadable: sources.unreadable(), ..Report::new(checked, audit.objects().len(), reported) })
}

type Objects<'a> = (Vec<&'a ResourceChange<'a>>, Vec<Audited>);

/// The resources that stand for objects of a hierarchy, and those objects.
fn objects<'a>(changes: &'a [ResourceChange<'a>]) -> Result<Objects<'a>, Vec<Diagnostic>> {
    let (mut objects, mut diagnostics): (Objects<'a>, Vec<Diagnostic>) = Default::default();
    for change in changes {
        match resource::audited(change) {
            Ok(Some(audited)) => {
                objects.0.push(change);
                objects.1.push(audited);
            }
            Ok(None) => {}
            Err(diagnostic) => diagnostics.push(diagnostic),
        }
    }
    if diagnostics.is_empty() { Ok(objects) } else { Err(diagnostics) }
}

/// What is found of each object of an audit.
fn findings_of(audit: &Audit, stored: Option<&dyn View>) -> Result<Vec<Vec<Finding>>, StoreError> {
    let mut progress = Progress::of(audit.objects().len());
    let judge = |audited| {
        let findings = audit.judge(audited, stored);
        progress.step();
        findings
    };
    audit.objects().iter().map(judge).collect()
}

fn reported_of(resource: &ResourceChange<'_>, mut finding: Finding, sources: &mut Sources<'_>) -> Reported {
    let attribute = finding.attribute.as_deref();
    finding.attribute = attribute.map(|path| name_in_resource(finding.object.kind, path).to_owned());
    let (file, line) = sources.locate(resource).map(|location| (location.file, location.line)).unzip();
    Reported { finding, address: Some(resource.address.clone()), file, line }
}
