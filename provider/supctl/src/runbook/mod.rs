//! The steps that change a real site as a plan says.

mod stale;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use hierarchy::{AsFound, AuditedObject, Hierarchy, Object, PlannedAction};
use jiff::Timestamp;
use runbook::{Runbook, State};
use schemars::JsonSchema;
use serde::Serialize;

use crate::cli::Cli;
use crate::compare::snapshot::Snapshot;
use crate::export::top_down;
use crate::shared::as_found;
use crate::shared::diagnostic::Diagnostic;
use crate::shared::error::Result;
use crate::shared::json::print_json;
use crate::shared::place::location;
use crate::terraform::plan::Plan;
use crate::terraform::{document, resource};

const EXAMPLES: &str = "A plan is made on a hierarchy that was read from a real site (supctl import-site). Without --plan, the steps lead from \
     one hierarchy to another: files of hierarchies, or exports.

A plan that was made before the latest import is refused. The runbook ends before the first step that a rule refuses, and \
     after one that is a setup of a site: then collect the hierarchy again.

The script is PowerShell. Without -Apply it changes nothing. Each step checks whether it is already done, stops if the \
     site is no longer as it was when it was collected, and verifies what it did. What no cmdlet does is a task in words. \
     Nothing of it was run at a real site: try it in a lab.

Examples:
  terraform plan -out=tfplan &&
    terraform show -json tfplan > plan.json
  supctl --path prod.db runbook --plan plan.json > runbook.ps1
  supctl --path prod.db runbook --plan plan.json --format markdown
  supctl runbook --from monday.db --to friday.db --json

Exit codes:
  0  complete
  1  failure
  2  the runbook ends before everything is done";

/// Print the steps that change a real site, as a script of PowerShell
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// A plan on the hierarchy of --path, as printed by terraform show -json; - is standard input.
    #[arg(long, value_name = "PLAN", required_unless_present = "from", conflicts_with_all = ["from", "to"])]
    plan: Option<PathBuf>,

    /// The hierarchy or export that the site is like now.
    #[arg(long, value_name = "PLACE", requires = "to")]
    from: Option<String>,

    /// The hierarchy or export that the site becomes like.
    #[arg(long, value_name = "PLACE", requires = "from")]
    to: Option<String>,

    /// The form of the output.
    #[arg(long, value_enum, default_value_t, conflicts_with = "json")]
    format: Format,
}

/// The forms of a runbook.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A script of PowerShell.
    #[default]
    Script,
    /// Markdown for people who approve a change.
    Markdown,
}

/// What `supctl runbook --json` prints.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Written {
    /// What it is made from, in sentences.
    pub(crate) about: String,
    #[serde(flatten)]
    pub(crate) runbook: Runbook,
}

/// Prints the runbook.
pub(crate) fn run(out: &mut impl Write, cli: &Cli, arguments: &Arguments) -> Result<ExitCode> {
    let written = match (&arguments.plan, &arguments.from, &arguments.to) {
        (Some(plan), ..) => of_plan(plan, cli)?,
        (None, Some(from), Some(to)) => of_hierarchies(from, to)?,
        (None, ..) => return Err(Diagnostic::error("nothing to write", "Give --plan, or --from and --to.").into()),
    };
    let Written { about, runbook } = &written;
    if cli.json {
        print_json(out, &written)?;
    } else {
        let text = match arguments.format {
            Format::Script => runbook::script::script(runbook, about),
            Format::Markdown => runbook::markdown::markdown(runbook, about),
        };
        out.write_all(text.as_bytes())?;
    }
    Ok(if runbook.stop.is_none() { ExitCode::SUCCESS } else { ExitCode::from(2) })
}

/// What one of the hierarchies does not know is not changed.
fn of_hierarchies(from: &str, to: &str) -> Result<Written> {
    let [from, to] = [Snapshot::of(&location(from)?, None)?, Snapshot::of(&location(to)?, None)?];
    for snapshot in [&from, &to] {
        snapshot.as_found.as_ref().map_or(Ok(()), |as_found| refuse_gaps(as_found, &snapshot.name))?;
    }
    let state = |snapshot: &Snapshot| {
        let mut state = State::default();
        for (id, attributes) in snapshot.objects() {
            let mut attributes = attributes.clone();
            for as_found in [&from.as_found, &snapshot.as_found].into_iter().flatten() {
                if let Some(before) = from.attributes(id) {
                    as_found.carry_over(id, before, &mut attributes);
                }
            }
            let object = Object::read(id.kind, &attributes);
            state.put(object.map_err(|error| resource::other_version(&format!("{id}: {error}")))?);
        }
        Ok::<_, Diagnostic>(state)
    };
    let about = format!("From {} to {}.", from.name, to.name);
    Ok(Written { about, runbook: Runbook::between(&state(&from)?, &state(&to)?, Timestamp::now())? })
}

fn of_plan(file: &Path, cli: &Cli) -> Result<Written> {
    let text = document::text(file)?;
    let plan = Plan::read(&text, file)?;
    let location = cli.location()?;
    let hierarchy = cli.open()?;
    let Some(found) = hierarchy.as_found()? else {
        return Err(Diagnostic::error(
            format!("{location} was not read from a real site"),
            "\"terraform apply\" changes a simulated hierarchy. Read a real one with \"supctl import-site\".",
        )
        .into());
    };
    refuse_gaps(&found, &location.to_string())?;
    let from = current(&hierarchy)?;
    refuse_deferred(&plan)?;
    stale::refuse(&plan, file, &location, &from, &found)?;
    let mut to = from.clone();
    for change in &plan.resource_changes {
        if let Some(audited) = resource::audited(change)? {
            plan_object(&change.address, audited, &from, &mut to)?;
        }
    }
    let about = format!(
        "From the plan {} on {location}. {}{}",
        file.display(),
        as_found::note(&found),
        if plan.runs_own_action() { ACTIONS } else { "" }
    );
    Ok(Written { about, runbook: Runbook::between(&from, &to, Timestamp::now())? })
}

/// What a runbook says of a plan that runs an action.
const ACTIONS: &str = " The actions of the plan are no steps: the runbook synchronizes where its order needs it.";

/// An object of a class that was not read looks like one that the site does not have: it would be removed, or added again.
fn refuse_gaps(as_found: &AsFound, place: &str) -> Result<(), Diagnostic> {
    let Some(gap) = as_found.gaps.values().next() else { return Ok(()) };
    Err(Diagnostic::error(
        format!("{place} may lack objects of the site: {gap}"),
        "A runbook needs the whole hierarchy. Collect it again as a user who may read the class, and import it.",
    ))
}

/// A deferred change has no values yet.
fn refuse_deferred(plan: &Plan<'_>) -> Result<(), Diagnostic> {
    for deferred in &plan.deferred_changes {
        let change = &deferred.resource_change;
        if resource::kind(&change.mode, &change.r#type, &change.address)?.is_some() {
            return Err(Diagnostic::error(
                format!("{}: its change is deferred", change.address),
                "A runbook needs every value. Plan again when what the resource depends on is known.",
            ));
        }
    }
    Ok(())
}

fn current(hierarchy: &Hierarchy) -> Result<State> {
    let objects = hierarchy.read(top_down)?;
    Ok(objects.into_iter().map(|stored| stored.object).collect())
}

/// What a resource makes of the state.
fn plan_object(address: &str, audited: AuditedObject, from: &State, state: &mut State) -> Result<(), Diagnostic> {
    match audited {
        AuditedObject::Removed(object) => state.remove(&object.id()),
        AuditedObject::Put { unknown, .. } if !unknown.is_empty() => {
            let names: Vec<_> = unknown.into_iter().collect();
            return Err(Diagnostic::error(
                format!("{address}: {} is known after apply", names.join(", ")),
                "A runbook needs every value. Write the value into the configuration, and plan again.",
            ));
        }
        AuditedObject::Put { part, object, .. } => {
            if let PlannedAction::Replace { prior } = part {
                if from.get(&prior) == Some(&object) {
                    return Err(Diagnostic::error(
                        format!("{address} is replaced by an object that is the same"),
                        "No step installs again what is installed. Plan without -replace, and \"terraform untaint\" what is \
                         tainted.",
                    ));
                }
                state.remove(&prior);
            }
            state.put(object);
        }
    }
    Ok(())
}
