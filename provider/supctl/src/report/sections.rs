//! The sections of a report, the most important ones first.

use std::borrow::Cow;

use hierarchy::AttributeChange;
use serde_json::Value;

use super::actions::PlannedAction;
use super::changes::{OutputChange, PlannedChange};
use super::counts::{Counts, by_kind};
use super::document::{Body, Document, Line, Section, Sign, Text};
use super::mask::{SENSITIVE, UNKNOWN};
use super::model::{Missing, Outcome, Report, ReportedCheck, ReportedMessage};
use super::tree::rows;
use crate::check::Reported;
use crate::findings::{Finding, What, parts};
use crate::shared::change::Attribute;
use crate::terraform::action::Action;
use crate::terraform::checks::CheckStatus;

/// A longer row is cut off.
const MOST_LINES: usize = 60;

/// Lines of messages are wrapped.
const WIDTH: usize = 100;

/// The report with all its sections that are not empty.
pub(super) fn document(report: &Report) -> Document {
    let is_failed = report.outcome == Outcome::Failed;
    let sections = [
        messages(report, "Errors", |message| message.is_error),
        destroyed(&report.changes),
        reinstalled(report),
        full_synchronizations(report),
        rule_findings(report),
        checks(&report.checks),
        actions(&report.actions),
        messages(report, "Warnings", |message| !message.is_error),
        hierarchy(report),
        order(report),
        changes(report, is_failed),
        outputs(&report.outputs),
        drift(&report.drift),
        counts(report),
        missing(&report.missing),
    ];
    Document {
        marker: report.project.marker(),
        title: title(report),
        introduction: introduction(report),
        sections: sections.into_iter().filter(|section| !section.body.is_empty()).collect(),
    }
}

fn section(title: &'static str, introduction: &'static str, body: Body) -> Section {
    Section { title, introduction, is_folded: false, body }
}

fn folded(title: &'static str, introduction: &'static str, body: Body) -> Section {
    Section { title, introduction, is_folded: true, body }
}

fn title(report: &Report) -> String {
    match report.outcome {
        Outcome::Failed => "Terraform plan failed".to_owned(),
        Outcome::NoChanges => "Terraform plan: no changes".to_owned(),
        Outcome::Changes if report.changes.is_empty() && report.outputs.is_empty() => {
            "Terraform plan: only actions run".to_owned()
        }
        Outcome::Changes if report.changes.is_empty() => "Terraform plan: only outputs change".to_owned(),
        Outcome::Changes => format!("Terraform plan: {}", report.counts.text()),
    }
}

fn introduction(report: &Report) -> Vec<Text> {
    let project = &report.project;
    let place = Text::words("Root module ").code(&project.root_module).and(", workspace ").code(&project.workspace);
    let place = match &report.planned_against {
        Some(hierarchy) => place.and(", planned against ").code(hierarchy),
        None => place,
    };
    let place = match &report.terraform_version {
        Some(version) => place.and(", Terraform ").code(version),
        None => place,
    };
    let failed = (report.outcome == Outcome::Failed
        && report.messages.as_ref().is_none_or(|all| !all.iter().any(|it| it.is_error)))
    .then(|| Text::words("Terraform did not complete the plan. The log of the job tells why."));
    [place.and(".")].into_iter().chain(failed).collect()
}

fn destroyed(changes: &[PlannedChange]) -> Section {
    let destroyed = changes.iter().filter(|change| matches!(change.action, Action::Delete | Action::Replace));
    let rows = destroyed.map(|change| {
        let because = Some(change.replaced_by.join(", ")).filter(|paths| !paths.is_empty());
        let because = because.map(|paths| format!(", because {paths} changes")).unwrap_or_default();
        vec![Line {
            sign: Sign::of(Some(change.action)),
            text: format!("{} ({}{because})", change.address, change.action.as_str()),
        }]
    });
    section("Destroyed or replaced", "", Body::Diff(rows.collect()))
}

fn reinstalled(report: &Report) -> Section {
    let rows = report.reinstalled_sites.iter().map(|site| {
        let text = Text::words("Site ").code(&site.site_code).and(", ").code(&site.address);
        site.because_of.iter().fold(text, |text, path| text.and(", because of ").code(path))
    });
    let introduction = "These sites are uninstalled and installed again. What is on them is lost.";
    section("Reinstalled sites", introduction, Body::List(rows.collect()))
}

fn full_synchronizations(report: &Report) -> Section {
    let rows = report.full_synchronizations.iter().map(|site| {
        let text = Text::words("Site ").code(&site.site_code).and(", ").code(&site.address);
        site.because_of.iter().fold(text, |text, path| text.and(", because of ").code(path))
    });
    let introduction = "The next synchronization of these sites is a full one. It takes longer: apply at a quiet time.";
    section("Full synchronizations", introduction, Body::List(rows.collect()))
}

fn actions(actions: &[PlannedAction]) -> Section {
    let rows = actions.iter().map(|action| {
        let text = Text::default().code(&action.address);
        let text = match (&action.event, &action.triggered_by) {
            (Some(event), Some(resource)) => text.and(", ").code(event).and(" of ").code(resource),
            _ => text.and(", by hand (-invoke)"),
        };
        match &action.deferred_because {
            Some(reason) => text.and(", in a later plan, because ").code(in_words(reason)),
            None => text,
        }
    });
    let introduction = "Terraform runs these when the plan is applied. One that fails leaves the changes before it.";
    section("Actions", introduction, Body::List(rows.collect()))
}

fn rule_findings(report: &Report) -> Section {
    let notices = report.rule_findings.iter().flatten().map(|reported| {
        let Reported { finding, address, file, line } = reported;
        Notice {
            summary: format!("{}: {}", finding.severity, finding.summary),
            place: place(address.as_ref(), file.as_ref(), *line),
            detail: finding.detail.as_str().into(),
        }
    });
    section("Findings of rules", "", Body::Texts(texts(notices)))
}

fn messages(report: &Report, title: &'static str, is_wanted: fn(&ReportedMessage) -> bool) -> Section {
    let messages = report.messages.iter().flatten().filter(|message| is_wanted(message));
    let notices = messages.map(|message| Notice {
        summary: format!("{}: {}", if message.is_error { "error" } else { "warning" }, message.summary),
        place: place(message.address.as_ref(), message.file.as_ref(), message.line),
        detail: message.detail.as_str().into(),
    });
    section(title, "", Body::Texts(texts(notices)))
}

fn checks(checks: &[ReportedCheck]) -> Section {
    let notices = checks.iter().map(|check| {
        let problems = check.result.problems.join("\n\n");
        let (word, detail) = match check.result.status {
            CheckStatus::Pass => ("passed", problems),
            CheckStatus::Fail => ("failed", problems),
            CheckStatus::Error if problems.is_empty() => ("error", "The condition cannot be evaluated.".to_owned()),
            CheckStatus::Error => ("error", problems),
            CheckStatus::Unknown => ("unknown", "The result is known after apply.".to_owned()),
        };
        Notice {
            summary: format!("{word}: {}", check.result.address),
            place: place(None, check.file.as_ref(), check.line),
            detail: detail.into(),
        }
    });
    section("Checks of the configuration", "", Body::Texts(texts(notices)))
}

/// An error or a warning.
struct Notice<'a> {
    summary: String,
    place: String,
    detail: Cow<'a, str>,
}

/// The address and the line of a resource.
fn place(address: Option<&String>, file: Option<&String>, line: Option<usize>) -> String {
    let location = file.zip(line).map(|(file, line)| format!("{file}:{line}"));
    address.cloned().into_iter().chain(location).collect::<Vec<_>>().join(", ")
}

/// Those with the same detail stand together, and it is written once.
fn texts<'a>(notices: impl Iterator<Item = Notice<'a>>) -> Vec<Vec<String>> {
    let mut alike: Vec<(Cow<'a, str>, Vec<String>)> = Vec::new();
    for Notice { summary, place, detail } in notices {
        let place = Some(format!("  at {place}")).filter(|_| !place.is_empty());
        let lines = std::iter::once(summary).chain(place);
        match alike.iter_mut().find(|(other, _)| *other == detail) {
            Some((_, heading)) => heading.extend(lines),
            None => alike.push((detail, lines.collect())),
        }
    }
    let whole = |(detail, heading): (Cow<'_, str>, Vec<String>)| {
        let mut lines: Vec<String> = heading.into_iter().chain(wrapped(&detail)).collect();
        cut_off(&mut lines, |number| format!("  … {number} more lines"));
        lines
    };
    alike.into_iter().map(whole).collect()
}

fn wrapped(detail: &str) -> Vec<String> {
    let lines = detail.lines().flat_map(|line| {
        // Lines that begin with a space are meant to be copied.
        if line.starts_with(' ') { vec![line.into()] } else { textwrap::wrap(line, WIDTH) }
    });
    lines.map(|line| format!("  {line}").trim_end().to_owned()).collect()
}

fn hierarchy(report: &Report) -> Section {
    let rows = if report.outcome == Outcome::Changes { rows(&report.sites) } else { Vec::new() };
    section("Hierarchy", "After the plan, with what it changes where.", Body::Sites(rows))
}

fn order(report: &Report) -> Section {
    let row = |step: &super::order::Step| {
        let text = format!("{}. {} {}", step.step, step.action.as_str(), step.address);
        vec![Line { sign: Sign::of(Some(step.action)), text }]
    };
    let rows = report.order.iter().map(row).collect();
    folded("Order", "What has the same number can be made at the same time.", Body::Diff(rows))
}

fn changes(report: &Report, is_failed: bool) -> Section {
    let rows = report.changes.iter().map(change_lines).collect();
    let introduction = if is_failed { "The plan is not complete: other changes are not known." } else { "" };
    folded("Changes of attributes", introduction, Body::Diff(rows))
}

fn change_lines(change: &PlannedChange) -> Vec<Line> {
    let previous = change.previous_address.iter().map(|previous| format!(", moved from {previous}"));
    let imported = (change.imported && change.action != Action::Import).then(|| ", imported".to_owned());
    let deferred = change.deferred_because.iter().map(|reason| format!(", because {}", in_words(reason)));
    let notes: String = previous.chain(imported).chain(deferred).collect();
    let text = format!("{} ({}{notes})", change.address, change.action.as_str());
    let heading = Line { sign: Sign::of(Some(change.action)), text };
    let mut lines: Vec<Line> = std::iter::once(heading).chain(attribute_lines(&change.attributes)).collect();
    cut_off(&mut lines, |number| Line { sign: Sign::Note, text: format!("  … {number} more lines") });
    lines
}

/// The reason of a deferred change.
fn in_words(reason: &str) -> &str {
    match reason {
        "instance_count_unknown" => "its number of instances is known after apply",
        "resource_config_unknown" => "its configuration is known after apply",
        "provider_config_unknown" => "the configuration of its provider is known after apply",
        "absent_prereq" => "something that it needs does not exist yet",
        "deferred_prereq" => "it depends on a deferred resource",
        other => other,
    }
}

fn attribute_lines(attributes: &[Attribute]) -> impl Iterator<Item = Line> + '_ {
    attributes.iter().flat_map(|attribute| {
        let line = |sign, path: &str, value: &Value| Line { sign, text: format!("    {path}: {}", shown(value)) };
        match attribute {
            Attribute::Value { path, before, after } => {
                let removed = (!before.is_null()).then(|| line(Sign::Removed, path, before));
                let added = (!after.is_null()).then(|| line(Sign::Added, path, after));
                removed.into_iter().chain(added).collect::<Vec<_>>()
            }
            Attribute::Set { path, added, removed } => {
                let removed = removed.iter().map(|member| line(Sign::Removed, path, member));
                removed.chain(added.iter().map(|member| line(Sign::Added, path, member))).collect()
            }
        }
    })
}

/// A value; words that stand for one are not quoted.
fn shown(value: &Value) -> String {
    match value.as_str() {
        Some(word) if word == UNKNOWN || word.starts_with(SENSITIVE.trim_end_matches(')')) => word.to_owned(),
        _ => AttributeChange::shown(value),
    }
}

fn outputs(outputs: &[OutputChange]) -> Section {
    let rows = outputs.iter().map(|output| {
        let heading = Line { sign: Sign::Changed, text: output.name.clone() };
        let attributes = output.attributes.iter().map(|attribute| match attribute.clone() {
            Attribute::Value { path, before, after } => Attribute::Value { path: joined(&path), before, after },
            Attribute::Set { path, added, removed } => Attribute::Set { path: joined(&path), added, removed },
        });
        let attributes: Vec<Attribute> = attributes.collect();
        let mut lines: Vec<Line> = std::iter::once(heading).chain(attribute_lines(&attributes)).collect();
        cut_off(&mut lines, |number| Line { sign: Sign::Note, text: format!("  … {number} more lines") });
        lines
    });
    folded("Outputs", "", Body::Diff(rows.collect()))
}

/// The path within an output; the whole output has none.
fn joined(path: &str) -> String {
    if path.is_empty() { "value".to_owned() } else { path.to_owned() }
}

fn drift(findings: &[Finding]) -> Section {
    let rows = findings.iter().map(|finding| {
        let sign = if finding.what == What::Missing { Sign::Removed } else { Sign::Changed };
        let address = finding.address.as_deref().unwrap_or_default();
        let heading = Line { sign, text: format!("{} ({address})", finding.name()) };
        let notes = finding.notes().into_iter().map(|note| Line { sign: Sign::Note, text: format!("   {note}") });
        let attributes = finding.attributes.iter().flat_map(|attribute| {
            let note = Some(attribute.note()).filter(|note| !note.is_empty());
            let (path, removed, added) = parts(&attribute.change);
            let line = |sign, text: &str| Line { sign, text: format!("    {path}: {text}") };
            let removed: Vec<Line> = removed.iter().map(|value| line(Sign::Removed, value)).collect();
            let added: Vec<Line> = added.iter().map(|value| line(Sign::Added, value)).collect();
            let note = note.map(|note| Line { sign: Sign::Note, text: format!("   {note}") });
            removed.into_iter().chain(added).chain(note)
        });
        std::iter::once(heading).chain(notes).chain(attributes).collect()
    });
    folded("Drift", "Changed outside Terraform since the last apply.", Body::Diff(rows.collect()))
}

fn counts(report: &Report) -> Section {
    let rows = by_kind(&report.changes);
    let used: Vec<Action> =
        Action::ALL.into_iter().filter(|action| rows.iter().any(|(_, counts)| counts.get(*action) > 0)).collect();
    let header = std::iter::once(String::new()).chain(used.iter().map(|action| action.as_str().to_owned())).collect();
    let row = |(name, counts): &(String, Counts)| {
        let numbers = used.iter().map(|action| counts.get(*action).to_string());
        std::iter::once(name.clone()).chain(numbers).collect()
    };
    let table =
        if rows.is_empty() { Vec::new() } else { std::iter::once(header).chain(rows.iter().map(row)).collect() };
    section("Counts", "", Body::Table(table))
}

fn missing(missing: &[Missing]) -> Section {
    let rows = missing.iter().map(|Missing { section, why, place }| match place {
        Some(place) => Text::words(format!("{section}: there is no hierarchy in ")).code(place).and(format!("; {why}")),
        None => Text::words(format!("{section}: {why}")),
    });
    section("Missing sections", "", Body::List(rows.collect()))
}

/// Keeps the first lines of a row, and a line that counts the others.
fn cut_off<T>(lines: &mut Vec<T>, counted: impl Fn(usize) -> T) {
    if lines.len() > MOST_LINES {
        let number = lines.len() - MOST_LINES;
        lines.truncate(MOST_LINES);
        lines.push(counted(number));
    }
}
