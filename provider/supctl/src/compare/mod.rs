//! Compares two hierarchies, exports, or moments of one hierarchy.

mod moment;
pub(crate) mod snapshot;

use std::io::Write;
use std::process::ExitCode;

use clap::Args;
use hierarchy::{Action, HistoryEntry};
use schemars::JsonSchema;
use serde::Serialize;

use crate::cli::Cli;
use crate::findings::sides::Sides;
use crate::findings::{Authorship, Finding, Format, Page, Unchanged, What};
use crate::shared::diagnostic::Diagnostic;
use crate::shared::error::Result;
use crate::shared::place::location;
use moment::Moment;
use snapshot::{Snapshot, identity};

const EXAMPLES: &str = "A side is the file of a hierarchy, or an export of one (supctl export). A single FILE is \
     compared with the hierarchy of --path. --at takes a moment out of the history: once, to compare it with now, or \
     twice, to compare two moments.

Examples:
  supctl compare ../test/hierarchy.db ../prod/hierarchy.db
  supctl compare monday.json
  supctl compare --at 2d
  supctl compare --at 12 --at 2026-11-22T18:00:00Z --json

Exit codes:
  0  no difference
  1  failure
  2  differences";

/// Show what differs between two hierarchies, or two moments of one
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// The hierarchies (files, or URLs of databases) or exports to compare, the older one first.
    #[arg(value_name = "PLACE", num_args = 0..=2)]
    places: Vec<String>,

    /// A moment: a revision such as 12, a time, a day, or an age such as 2h or 3d.
    #[arg(long, value_name = "MOMENT", action = clap::ArgAction::Append)]
    at: Vec<Moment>,

    /// The form of the output.
    #[arg(long, value_enum, default_value_t, conflicts_with = "json")]
    format: Format,
}

/// What `supctl compare --json` prints.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Comparison {
    /// The first side: a file, with the moment if one was given.
    pub(crate) first: String,
    /// The second side.
    pub(crate) second: String,
    pub(crate) counts: Counts,
    /// Changed objects first, then added and removed ones.
    pub(crate) findings: Vec<Finding>,
    #[serde(skip)]
    unchanged: Vec<Unchanged>,
}

/// The number of objects that differ.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
pub(crate) struct Counts {
    /// Objects on both sides with different attributes.
    pub(crate) changed: usize,
    /// Objects on the second side only.
    pub(crate) added: usize,
    /// Objects on the first side only.
    pub(crate) removed: usize,
    /// Objects that are the same on both sides.
    pub(crate) unchanged: usize,
}

impl Comparison {
    fn of(first: &Snapshot, second: &Snapshot) -> Self {
        let (mut findings, mut unchanged) = (Vec::new(), Vec::new());
        for (id, before) in first.objects() {
            let history = second.history(id);
            let Some(after) = second.attributes(id) else {
                findings.push(Finding { by: last(history, Action::Delete), ..Finding::new(What::Removed, id.clone()) });
                continue;
            };
            let mut after = after.clone();
            for as_found in [&first.as_found, &second.as_found].into_iter().flatten() {
                as_found.carry_over(id, before, &mut after);
            }
            let sides = Sides { id, before, now: &after, history };
            match sides.finding(What::Changed, None, |_| false) {
                Some(changed) => findings.push(changed),
                None => unchanged.push(Unchanged { id: id.clone(), address: None }),
            }
        }
        for (id, _) in second.objects().filter(|(id, _)| first.attributes(id).is_none()) {
            let history = second.history(id);
            findings.push(Finding { by: last(history, Action::Create), ..Finding::new(What::Added, id.clone()) });
        }
        findings.sort_by_key(|finding| (finding.what, finding.kind, identity_of(finding)));
        let count = |what| findings.iter().filter(|finding| finding.what == what).count();
        let counts = Counts {
            changed: count(What::Changed),
            added: count(What::Added),
            removed: count(What::Removed),
            unchanged: unchanged.len(),
        };
        Self { first: first.name.clone(), second: second.name.clone(), counts, findings, unchanged }
    }

    fn summary(&self) -> String {
        let Counts { changed, added, removed, .. } = self.counts;
        let found = if self.findings.is_empty() {
            "No difference".to_owned()
        } else {
            format!("{changed} changed, {added} added, {removed} removed")
        };
        format!("{found} between {} and {}.", self.first, self.second)
    }
}

fn identity_of(finding: &Finding) -> String {
    identity(&finding.object()).1
}

/// Who last did something to an object.
fn last(history: &[HistoryEntry], action: Action) -> Option<Authorship> {
    history.iter().rfind(|entry| entry.action == action).map(Authorship::of)
}

/// Compares, and shows the differences.
pub(crate) fn run(out: &mut impl Write, cli: &Cli, arguments: &Arguments) -> Result<ExitCode> {
    let (first, second) = sides(cli, arguments)?;
    let comparison = Comparison::of(&first, &second);
    let page = Page {
        title: "Comparison",
        summary: &comparison.summary(),
        findings: &comparison.findings,
        expired: &[],
        unchanged: &comparison.unchanged,
        fallback_file: &second.file(),
    };
    page.print(out, arguments.format.unless_json(cli.json), &comparison)?;
    Ok(if comparison.findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(2) })
}

fn sides(cli: &Cli, arguments: &Arguments) -> Result<(Snapshot, Snapshot)> {
    let places = arguments.places.iter().map(|place| location(place)).collect::<Result<Vec<_>>>()?;
    match (places.as_slice(), arguments.at.as_slice()) {
        ([first, second], []) => Ok((Snapshot::of(first, None)?, Snapshot::of(second, None)?)),
        ([only], []) => Ok((Snapshot::of(only, None)?, Snapshot::of(&cli.location()?, None)?)),
        (places @ ([] | [_]), [first]) => {
            let place = places.first().cloned().map_or_else(|| cli.location(), Ok)?;
            Ok((Snapshot::of(&place, Some(first))?, Snapshot::of(&place, None)?))
        }
        (places @ ([] | [_]), [first, second]) => {
            let place = places.first().cloned().map_or_else(|| cli.location(), Ok)?;
            Ok((Snapshot::of(&place, Some(first))?, Snapshot::of(&place, Some(second))?))
        }
        ([], []) => Err(usage("nothing to compare with")),
        (_, [_, _, _, ..]) => Err(usage("--at is given more than twice")),
        _ => Err(usage("--at takes moments of one hierarchy, and two files are given")),
    }
}

fn usage(what: &str) -> crate::shared::error::Error {
    Diagnostic::error(
        what,
        "Name two files, or one file to compare with the hierarchy of --path, or moments of one hierarchy:\n\n  \
         supctl compare --at 2d",
    )
    .into()
}
