//! All rules on all objects: of a hierarchy as it is, or as a plan will leave it.

mod plan;
mod progress;
mod resource;
pub(crate) mod sarif;
mod source;
pub(crate) mod text;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Result;
use hierarchy::{Audit, Audited, Clock, Finding, Hierarchy, Order, Severity, StoreError, SystemClock, View};
use schemars::JsonSchema;
use serde::Serialize;

use crate::cli::Checking;
use crate::set::{Mistake, Mistakes};
use plan::{Plan, ResourceChange};
use progress::Progress;
use source::Sources;

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
    pub(crate) fn of(checking: &Checking, path: &Path) -> Result<Self> {
        match &checking.plan {
            Some(plan) => of_plan(plan, checking, path),
            None => of_hierarchy(path, checking.order),
        }
    }

    fn new(checked: Checked, objects: usize, mut findings: Vec<Reported>) -> Self {
        findings.sort_by_key(|reported| std::cmp::Reverse(reported.finding.severity));
        let count = |severity| findings.iter().filter(|reported| reported.finding.severity == severity).count();
        let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
        Self { checked, objects, errors, warnings, findings }
    }
}

fn of_hierarchy(path: &Path, order: Order) -> Result<Report> {
    let hierarchy = up_to_now(path)?;
    let now = hierarchy.now()?;
    let audit = hierarchy.read(|view| Audit::of(view, now, order))?;
    let findings = judged(&audit, None)?.into_iter().flatten();
    let findings = findings.map(|finding| Reported { finding, address: None, file: None, line: None }).collect();
    Ok(Report::new(Checked::Hierarchy { path: path.to_owned() }, audit.objects().len(), findings))
}

/// A hierarchy in which all that was due has happened: what it is judged by hangs on that.
fn up_to_now(path: &Path) -> Result<Hierarchy, StoreError> {
    up_to_now_if_present(path)?.ok_or_else(|| StoreError::Missing { path: path.to_owned() })
}

/// The same, where there is one.
fn up_to_now_if_present(path: &Path) -> Result<Option<Hierarchy>, StoreError> {
    let hierarchy = Hierarchy::open_if_present(path, Arc::new(SystemClock))?;
    if let Some(hierarchy) = &hierarchy {
        hierarchy.catch_up()?;
    }
    Ok(hierarchy)
}

fn of_plan(file: &Path, checking: &Checking, path: &Path) -> Result<Report> {
    let source = checking.source.as_deref().unwrap_or(Path::new("."));
    let text = plan::text(file).map_err(Mistakes::from)?;
    let mut plan = Plan::read(&text, file).map_err(Mistakes::from)?;
    plan.resource_changes.sort_by(|one, other| one.address.cmp(&other.address));
    let mut sources = Sources::below(source, &plan.configuration).map_err(Mistakes::from)?;
    let (resources, objects) = objects(&plan.resource_changes)?;
    let hierarchy = up_to_now_if_present(path)?;
    let now = hierarchy.as_ref().map_or_else(|| Ok(SystemClock.now()), Hierarchy::now)?;
    let audit = Audit::new(objects, now, checking.order);
    let findings = match &hierarchy {
        Some(hierarchy) => hierarchy.read(|view| judged(&audit, Some(view)))?,
        None => judged(&audit, None)?,
    };
    let mut reported = Vec::new();
    for (resource, findings) in resources.into_iter().zip(findings) {
        reported.extend(findings.into_iter().map(|finding| reported_of(resource, finding, &mut sources)));
    }
    let hierarchy = hierarchy.map(|_| path.to_owned());
    Ok(Report::new(Checked::Plan { path: file.to_owned(), hierarchy }, audit.objects().len(), reported))
}

type Objects<'a> = (Vec<&'a ResourceChange<'a>>, Vec<Audited>);

/// The resources that stand for objects of a hierarchy, and those objects.
fn objects<'a>(changes: &'a [ResourceChange<'a>]) -> Result<Objects<'a>, Mistakes> {
    let (mut objects, mut mistakes): (Objects<'a>, Vec<Mistake>) = Default::default();
    for change in changes {
        match resource::audited(change) {
            Ok(Some(audited)) => {
                objects.0.push(change);
                objects.1.push(audited);
            }
            Ok(None) => {}
            Err(mistake) => mistakes.push(mistake),
        }
    }
    if mistakes.is_empty() { Ok(objects) } else { Err(Mistakes(mistakes)) }
}

/// What is found of each object of an audit.
fn judged(audit: &Audit, stored: Option<&dyn View>) -> Result<Vec<Vec<Finding>>, StoreError> {
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
    finding.attribute = attribute.map(|path| resource::name_in_resource(finding.object.kind, path).to_owned());
    let (file, line) = sources.place(resource).map(|place| (place.file, place.line)).unzip();
    Reported { finding, address: Some(resource.address.clone()), file, line }
}
