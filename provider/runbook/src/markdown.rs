//! A runbook for people who approve a change.

use std::fmt::Write as _;

use crate::runbook::Runbook;
use crate::script::NOTHING_TO_DO;
use crate::step::{Step, Undo, Work};

/// The runbook as Markdown: a table of all steps with risk and duration, and each step with how it is undone.
#[must_use]
pub fn markdown(runbook: &Runbook, about: &str) -> String {
    let mut text = format!("# Runbook of site {}\n\n{}\n\n", plain(&runbook.site_code), plain(about));
    let _ = writeln!(
        text,
        "Steps: {}. Duration: about {} minutes, as estimated. Nothing of it was run at a real site.\n",
        runbook.steps.len(),
        runbook.minutes()
    );
    if runbook.steps.is_empty() && runbook.stop.is_none() {
        let _ = writeln!(text, "{NOTHING_TO_DO}");
    }
    if !runbook.steps.is_empty() {
        text.push_str("| Step | What | Risk | Minutes |\n| ---: | --- | --- | ---: |\n");
    }
    for step in &runbook.steps {
        let Step { number, title, risk, minutes, .. } = step;
        let _ = writeln!(text, "| {number} | {} | {} | {minutes} |", plain(title), risk.as_str());
    }
    for step in &runbook.steps {
        write_step(&mut text, step);
    }
    if let Some(stop) = &runbook.stop {
        let _ =
            write!(text, "\n## The runbook ends here\n\n{}: {}\n", plain(&stop.object.to_string()), plain(&stop.why));
    }
    text
}

fn write_step(text: &mut String, step: &Step) {
    let _ = write!(text, "\n## {}. {}\n\n", step.number, plain(&step.title));
    if let Some(reading) = &step.reading {
        let before = reading.before.as_deref().map_or_else(|| "whatever it is".to_owned(), code);
        let _ = writeln!(text, "- Before: {before}\n- After: {}", code(&reading.after));
    }
    if let Some(unread) = step.unread() {
        let _ = writeln!(text, "- {unread}");
    }
    match &step.work {
        Work::Commands { site_code, commands } => {
            let _ = writeln!(text, "- Does, on the drive of {}:\n\n{}", plain(site_code), block(commands));
        }
        Work::Task { instructions, console } => {
            let _ = writeln!(text, "- By hand: {}", plain(instructions));
            if let Some(console) = console {
                let _ = writeln!(text, "- In the console: {}", plain(console));
            }
        }
    }
    match &step.undo {
        Undo::Commands { commands } => {
            let _ = writeln!(text, "- Undo:\n\n{}", block(commands));
        }
        Undo::Task { instructions } => {
            let _ = writeln!(text, "- Undo: {}", plain(instructions));
        }
        Undo::Impossible { because } => {
            let _ = writeln!(text, "- Undo: not possible, because {}.", plain(because));
        }
    }
}

/// An indented block: no text inside ends it.
fn block(lines: &[String]) -> String {
    lines.iter().map(|line| format!("      {}\n", one_line(line))).collect()
}

fn code(text: &str) -> String {
    if text.is_empty() { "nothing".to_owned() } else { format!("`{}`", one_line(text).replace('`', "'")) }
}

fn one_line(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { ' ' } else { character }).collect()
}

/// A text in which no character means anything to Markdown.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for character in one_line(text).chars() {
        if matches!(character, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' | '~' | '@') {
            plain.push('\\');
        }
        plain.push(character);
    }
    plain
}
