//! A runbook as a script of PowerShell.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::command::{Argument, Command, quoted};
use crate::runbook::{Runbook, Stop};
use crate::step::{Step, Undo, Work};

/// The script. `about` says in sentences what it is made from; it and all names of the runbook are quoted, or in comments.
#[must_use]
pub fn script(runbook: &Runbook, about: &str) -> String {
    let template = include_str!("runbook.ps1").replace("\r\n", "\n");
    let mut script = String::with_capacity(template.len() + runbook.steps.len() * 1024);
    let mut rest = template.as_str();
    // Each mark is replaced where it stands in the template, never in what takes the place of another.
    while let Some((before, mark, after)) = next_mark(rest) {
        script.push_str(before);
        script.push_str(&value(mark, runbook, about));
        rest = after;
    }
    script.push_str(rest);
    script
}

/// What a runbook without steps says.
pub(crate) const NOTHING_TO_DO: &str = "There is nothing to do.";

/// The marks of the template.
const MARKS: [&str; 6] = ["@ABOUT@", "@COUNT@", "@SITE@", "@SITES@", "@STEPS@\n", "@STOP@"];

/// The text before the next mark, the mark, and the text after it.
fn next_mark(text: &str) -> Option<(&str, &'static str, &str)> {
    let marks = MARKS.iter().filter_map(|mark| Some((text.find(mark)?, *mark)));
    let (position, mark) = marks.min()?;
    Some((text.get(..position)?, mark, text.get(position + mark.len()..)?))
}

fn value(mark: &str, runbook: &Runbook, about: &str) -> String {
    match mark {
        "@ABOUT@" => comment(about),
        "@COUNT@" => runbook.steps.len().to_string(),
        "@SITE@" => quoted(&runbook.site_code),
        "@SITES@" => drives(runbook),
        "@STOP@" => runbook.stop.as_ref().map(stop).unwrap_or_default(),
        _ if runbook.steps.is_empty() && runbook.stop.is_none() => {
            format!("    {}\n", Command::new("Write-Host").with("Object", NOTHING_TO_DO).text())
        }
        _ => runbook.steps.iter().map(step).collect::<Vec<_>>().join("\n"),
    }
}

/// The drives that commands run on.
fn drives(runbook: &Runbook) -> String {
    let sites: BTreeSet<&str> = runbook.steps.iter().filter_map(drive).collect();
    let sites: Vec<String> = sites.into_iter().map(quoted).collect();
    format!("@({})", sites.join(", "))
}

fn drive(step: &Step) -> Option<&str> {
    match &step.work {
        Work::Commands { site_code, .. } => Some(site_code),
        Work::Task { .. } => None,
    }
}

fn step(step: &Step) -> String {
    let mut text = format!("    # {}. {}\n", step.number, comment(&step.title));
    for line in step.unread().map(str::to_owned).into_iter().chain(undo(&step.undo)) {
        let _ = writeln!(text, "    # {}", comment(&line));
    }
    let mut command = Command::new("Invoke-Step")
        .with("Number", Argument::Number(step.number as u64))
        .with("Title", step.title.as_str());
    if let Some(reading) = &step.reading {
        let current = Argument::Expression(format!("{{ {} }}", reading.expression));
        command = command.with("Current", current).with_some("Before", reading.before.as_deref());
        command = command.with("After", reading.after.as_str());
        // What takes longer than the default of the script: twice the estimate.
        command = command.with_some("Minutes", (step.minutes > 5).then(|| step.minutes.saturating_mul(2)));
    }
    if step.waits {
        command = command.switch("Waits");
    }
    match &step.work {
        Work::Task { instructions, console } => {
            let place = console.as_ref().map(|console| format!(" In the console: {console}.")).unwrap_or_default();
            command = command.with("Task", format!("{instructions}{place}").as_str());
            text + "    " + &command.text() + "\n"
        }
        Work::Commands { site_code, commands } => {
            command = command.with("SiteCode", site_code.as_str());
            let lines: String = commands.iter().map(|line| format!("        {line}\n")).collect();
            let _ = write!(text, "    {} -Do {{\n{lines}    }}\n", command.text());
            text
        }
    }
}

fn undo(undo: &Undo) -> Vec<String> {
    match undo {
        Undo::Commands { commands } => {
            ["Undo:".to_owned()].into_iter().chain(commands.iter().map(|command| format!("  {command}"))).collect()
        }
        Undo::Task { instructions } => vec![format!("Undo: {instructions}")],
        Undo::Impossible { because } => vec![format!("Undo: not possible, because {because}.")],
    }
}

fn stop(stop: &Stop) -> String {
    let text = format!("The runbook ends here. {}: {}", stop.object, stop.why);
    format!("    {}\n", Command::new("Write-Warning").with("Message", text.as_str()).text())
}

/// A text inside a comment: on one line, in ASCII, and without the end of a block of comments.
fn comment(text: &str) -> String {
    let plain = |character: char| match character {
        ' '..='~' => character,
        _ if character.is_control() => ' ',
        _ => '?',
    };
    text.chars().map(plain).collect::<String>().replace("#>", "# >")
}
