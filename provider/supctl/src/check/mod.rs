//! Checks all rules on all objects of a hierarchy, or of what a plan leaves.

#[cfg(any(test, feature = "fuzzing"))]
pub mod fuzzing;
mod progress;
mod sarif;
mod text;
mod written_out;

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use hierarchy::{
    Audit, AuditedObject, Clock, Finding, Hierarchy, Kind, Location, Order, Severity, StoreError, SystemClock, View,
    rules,
};
use schemars::JsonSchema;
use serde::Serialize;

use crate::cli::Cli;
use crate::shared::diagnostic::{self, Diagnostic};
use crate::shared::error::Result;
use crate::shared::json::print_json;
use crate::shared::room::Room;
use crate::shared::verification;
use crate::terraform::plan::{Plan, ResourceChange};
use crate::terraform::source::Sources;
use crate::terraform::{document, resource};
use progress::Progress;

const EXAMPLES: &str =
    "First the hierarchy is verified: its file must not be damaged, and its history must lead to its objects. \
     \"supctl doctor\" verifies more.

A plan is checked as a whole, whatever the order in which Terraform applies it: the objects it leaves, together \
     with those of the hierarchy's file, if there is one. Values known after apply are not checked.

Examples:
  supctl check
  supctl check --strict
  terraform plan -out=tfplan &&
    terraform show -json tfplan | supctl check --plan -
  supctl check --plan plan.json --source infra --sarif > check.sarif
  supctl check --json | jq -r '.findings[].summary'

Exit codes:
  0  no errors
  1  errors, or the check failed
  2  with --strict: warnings and no errors";

/// Check the hierarchy, or a plan, against all rules
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Check a plan, as printed by terraform show -json; - is standard input.
    #[arg(long, value_name = "PLAN")]
    plan: Option<PathBuf>,

    /// The folder of the configuration the plan was made from, to show files and lines; default: this folder.
    #[arg(long, value_name = "FOLDER", requires = "plan")]
    source: Option<PathBuf>,

    /// Print SARIF 2.1.0 instead of text, for code scanning tools.
    #[arg(long, conflicts_with = "json")]
    sarif: bool,

    /// Exit with 2 if there are warnings and no errors.
    #[arg(long)]
    strict: bool,

    /// How installation-order mistakes are handled, as in the provider: strict reports errors, faithful warnings.
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
    /// The number of objects that were checked.
    pub(crate) objects: usize,
    pub(crate) errors: usize,
    pub(crate) warnings: usize,
    /// Errors first, then warnings.
    pub(crate) findings: Vec<Reported>,
    /// Warnings about the configuration, not about an object: source files that cannot be read, ids that are written out.
    #[serde(skip)]
    remarks: Vec<Diagnostic>,
}

/// What was checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "what")]
pub(crate) enum Checked {
    /// A hierarchy.
    Hierarchy {
        /// Its file, or the URL of its database without the password.
        path: String,
    },
    /// A plan.
    Plan {
        /// Its file; `-` for standard input.
        path: PathBuf,
        /// The file of the hierarchy, or the URL of its database without the password; null where it does not exist and the plan
        /// was checked alone.
        hierarchy: Option<String>,
    },
}

/// A finding, and where its resource is declared.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Reported {
    #[serde(flatten)]
    pub(crate) finding: Finding,
    /// The address of the resource; null when a hierarchy is checked.
    pub(crate) address: Option<String>,
    /// The file with its block; null where the block was not found.
    pub(crate) file: Option<String>,
    /// The line of its block, from 1; null where the block was not found.
    pub(crate) line: Option<usize>,
}

impl Report {
    /// Checks the plan or the hierarchy.
    fn of(arguments: &Arguments, location: &Location) -> Result<Self> {
        match &arguments.plan {
            Some(plan) => of_plan(plan, arguments, location),
            None => of_hierarchy(location, arguments.order),
        }
    }

    fn new(checked: Checked, objects: usize, mut findings: Vec<Reported>) -> Self {
        findings.sort_by_key(|reported| std::cmp::Reverse(reported.finding.severity));
        let count = |severity| findings.iter().filter(|reported| reported.finding.severity == severity).count();
        let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
        Self { checked, objects, errors, warnings, findings, remarks: Vec::new() }
    }
}

/// Checks, and shows the findings.
pub(crate) fn run(out: &mut impl Write, cli: &Cli, arguments: &Arguments) -> Result<ExitCode> {
    let report = Report::of(arguments, &cli.location()?)?;
    diagnostic::print(&mut anstream::stderr().lock(), Room::of_messages(), &report.remarks)?;
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

fn of_hierarchy(location: &Location, order: Order) -> Result<Report> {
    let hierarchy = opened(location)?.ok_or_else(|| StoreError::missing(location))?;
    let now = hierarchy.now()?;
    let audit = hierarchy.read(|view| Audit::of(view, now, order))?;
    let findings = match hierarchy.as_found()? {
        // What a real site said beside its objects is read as well.
        Some(_) => hierarchy.read(|view| findings_of(&audit, Some(view)))?,
        None => findings_of(&audit, None)?,
    };
    let findings = findings.into_iter().flatten();
    let findings = findings.map(|finding| Reported { finding, address: None, file: None, line: None }).collect();
    Ok(Report::new(Checked::Hierarchy { path: location.to_string() }, audit.objects().len(), findings))
}

/// Opens and verifies a hierarchy, if there is one.
pub(crate) fn opened(location: &Location) -> Result<Option<Hierarchy>> {
    let hierarchy = Hierarchy::open_if_present(location, Arc::new(SystemClock))?;
    if let Some(hierarchy) = &hierarchy {
        verification::require_whole(hierarchy, location)?;
    }
    Ok(hierarchy)
}

fn of_plan(file: &Path, arguments: &Arguments, location: &Location) -> Result<Report> {
    let source = arguments.source.as_deref().unwrap_or(Path::new("."));
    let text = document::text(file)?;
    let mut plan = Plan::read(&text, file)?;
    plan.resource_changes.sort_by(|one, other| one.address.cmp(&other.address));
    let hierarchy = opened(location)?;
    let Judged { objects, findings, remarks } = judged(&plan, source, hierarchy.as_ref(), arguments.order)?;
    let checked = Checked::Plan { path: file.to_owned(), hierarchy: hierarchy.map(|_| location.to_string()) };
    Ok(Report { remarks, ..Report::new(checked, objects, findings) })
}

/// What the rules find in a plan.
pub(crate) struct Judged {
    /// The number of objects that were checked.
    pub(crate) objects: usize,
    pub(crate) findings: Vec<Reported>,
    /// A warning for each source file that cannot be read, and for each id that is written out.
    pub(crate) remarks: Vec<Diagnostic>,
}

/// Checks all that a plan leaves, together with the objects of a hierarchy, if there is one.
pub(crate) fn judged(plan: &Plan<'_>, source: &Path, hierarchy: Option<&Hierarchy>, order: Order) -> Result<Judged> {
    let mut sources = Sources::below(source, &plan.configuration)?;
    let (resources, objects) = objects(&plan.resource_changes)?;
    let now = hierarchy.map_or_else(|| Ok(SystemClock.now()), Hierarchy::now)?;
    let audit = Audit::new(objects, now, order);
    let findings = match hierarchy {
        Some(hierarchy) => hierarchy.read_settled(|view| findings_of(&audit, Some(view)))?,
        None => findings_of(&audit, None)?,
    };
    let mut reported = Vec::new();
    let removed = removed_addresses(&resources, audit.objects());
    for (resource, findings) in resources.iter().copied().zip(findings) {
        let findings = findings.into_iter().flat_map(|finding| with_addresses(finding, &resource.address, &removed));
        reported.extend(findings.map(|finding| reported_of(resource, finding, &mut sources)));
    }
    let mut remarks = sources.unreadable();
    remarks.extend(written_out::warnings(&resources, audit.objects(), &plan.configuration));
    Ok(Judged { objects: audit.objects().len(), findings: reported, remarks })
}

/// The addresses of removed objects.
fn removed_addresses<'a>(
    resources: &[&'a ResourceChange<'a>],
    objects: &[AuditedObject],
) -> BTreeMap<(Kind, String), &'a str> {
    let removed = resources.iter().zip(objects).filter(|(_, audited)| matches!(audited, AuditedObject::Removed(_)));
    removed.map(|(resource, audited)| ((audited.id().kind, audited.id().key()), resource.address.as_str())).collect()
}

/// A finding about a renamed resource with its addresses: a plan knows them.
fn with_addresses(finding: Finding, to: &str, removed: &BTreeMap<(Kind, String), &str>) -> Vec<Finding> {
    let from = removed.get(&(finding.object.kind, finding.object.key()));
    match from.filter(|_| finding.rule == rules::RENAMING) {
        Some(from) => rules::renaming(&finding.object, Some([from, to])),
        None => vec![finding],
    }
}

type Objects<'a> = (Vec<&'a ResourceChange<'a>>, Vec<AuditedObject>);

/// The resources of the plan that manage objects of a hierarchy, and those objects.
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

/// The findings for each object of an audit.
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
    finding.attribute = attribute.map(|path| finding.object.kind.name_in_configuration(path).to_owned());
    let module = resource.module_address.as_deref().unwrap_or_default();
    let location = sources.locate(module, &resource.r#type, &resource.name);
    let (file, line) = location.map(|location| (location.file, location.line)).unzip();
    Reported { finding, address: Some(resource.address.clone()), file, line }
}
