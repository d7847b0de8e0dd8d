//! `cargo pwsh`: runs scripts of runbooks in PowerShell, against a site that is made of the table of facts.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![allow(dead_code, reason = "the hierarchies are those of the tests")]

mod functions;
#[path = "../../tests/runbook/hierarchies.rs"]
mod hierarchies;

use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::process::{Command, ExitCode, Output};

use cmdlets::Reference;
use hierarchies::{between, now, sites, state, whole};
use hierarchy::{Object, ReportingEvents, Trial};
use runbook::script::script;
use runbook::{Runbook, State};
use serde_json::{Value, json};
use sms_provider::stub::Stub;
use tempfile::TempDir;

fn main() -> ExitCode {
    match Command::new("pwsh").arg("-Version").output() {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            eprintln!("pwsh is not installed: this command runs scripts in PowerShell 7.");
            return ExitCode::FAILURE;
        }
        Err(error) => panic!("pwsh cannot be run: {error}"),
        Ok(version) => print!("{}", String::from_utf8_lossy(&version.stdout)),
    }
    for (name, case) in CASES {
        case();
        println!("{name}: ok");
    }
    ExitCode::SUCCESS
}

const CASES: [(&str, fn()); 4] = [
    ("without -Apply, nothing is changed", a_dry_run_changes_nothing),
    ("with -Apply, the site becomes like the plan, and is left alone the second time", the_site_becomes_like_the_plan),
    ("a value that somebody changed stops the script", a_changed_value_stops),
    ("steps are chosen", steps_are_chosen),
];

/// A script, and the site before and after each of its steps.
struct Rehearsal {
    folder: TempDir,
    runbook: Runbook,
}

/// What a run has printed, and how it ended.
struct Run {
    text: String,
    code: Option<i32>,
}

impl Rehearsal {
    /// The script from one state to another, at a site that is like `site`.
    fn of(from: &State, to: &State, site: &State) -> Self {
        let rehearsal = Self { folder: tempfile::tempdir().unwrap(), runbook: between(from, to) };
        let steps = &rehearsal.runbook.steps;
        let write = |name: &str, text: &str| fs::write(rehearsal.folder.path().join(name), text).unwrap();
        write("site.ps1", include_str!("site.ps1"));
        write("cmdlets.ps1", &functions::of_module(&Reference::read().unwrap()));
        write("runbook.ps1", &script(&rehearsal.runbook, "A rehearsal."));
        let mut trial = Trial::new(site.completed().objects().cloned(), now());
        write("0.json", &rows(&trial));
        for step in steps {
            assert!(step.perform(&mut trial).unwrap().is_empty());
            write(&format!("{}.json", step.number), &rows(&trial));
        }
        rehearsal
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    /// Runs the script at the site as it is after a step.
    fn run(&self, after: usize, parameters: &Value) -> Run {
        let Output { status, stdout, stderr } = Command::new("pwsh")
            .args(["-NoProfile", "-NonInteractive", "-File"])
            .arg(self.path("site.ps1"))
            .arg("-Script")
            .arg(self.path("runbook.ps1"))
            .arg("-States")
            .arg(self.folder.path())
            .arg("-Cmdlets")
            .arg(self.path("cmdlets.ps1"))
            .args(["-State", &after.to_string(), "-Parameters", &parameters.to_string()])
            .output()
            .unwrap();
        let text = [stdout, stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
        Run { text, code: status.code() }
    }
}

impl Run {
    /// Asserts how it ended, and lines that it printed.
    fn says(&self, code: i32, lines: &[String]) {
        let has = |line: &String| self.text.lines().any(|printed| printed.trim_end().ends_with(line.as_str()));
        let missing: Vec<_> = lines.iter().filter(|line| !has(line)).collect();
        assert!(self.code == Some(code) && missing.is_empty(), "{:?}, without {missing:?}:\n{}", self.code, self.text);
    }
}

fn rows(trial: &Trial) -> String {
    Stub::of(&trial.objects().cloned().collect::<Vec<_>>()).file().to_string()
}

fn with_settings(reporting_events: ReportingEvents) -> State {
    state(whole().into_iter().map(|object| match object {
        Object::SyncSettings(mut settings) if settings.site_code() == "PS1" => {
            settings.reporting_events = reporting_events;
            Object::SyncSettings(settings)
        }
        other => other,
    }))
}

fn installation() -> Rehearsal {
    Rehearsal::of(&state(sites()), &state(whole()), &state(sites()))
}

fn a_dry_run_changes_nothing() {
    let rehearsal = installation();
    rehearsal.run(0, &json!({})).says(0, &["state: 0".to_owned(), "changes: 0".to_owned()]);
}

fn the_site_becomes_like_the_plan() {
    let rehearsal = installation();
    let count = rehearsal.runbook.steps.len();
    let is_read =
        |reading: bool| rehearsal.runbook.steps.iter().filter(|step| step.reading.is_some() == reading).count();
    rehearsal.run(0, &json!({ "Apply": true })).says(0, &[format!("state: {count}")]);
    let again = rehearsal.run(count, &json!({ "Apply": true }));
    again.says(0, &[format!("skipped: {}", is_read(true)), format!("done: {}", is_read(false))]);
    assert!(Path::new(&rehearsal.path("runbook.log")).exists(), "there is a transcript");
}

fn a_changed_value_stops() {
    let [expected, to, found] =
        [ReportingEvents::StatusOnly, ReportingEvents::All, ReportingEvents::None].map(with_settings);
    let rehearsal = Rehearsal::of(&expected, &to, &found);
    let stopped = rehearsal.run(0, &json!({ "Apply": true }));
    stopped.says(1, &["state: 0".to_owned(), "changes: 0".to_owned(), "failed: 1".to_owned()]);
    assert!(stopped.text.contains("Go on with -From 1."), "{}", stopped.text);
}

fn steps_are_chosen() {
    let rehearsal = installation();
    let rest = |done: usize| format!("left out: {}", rehearsal.runbook.steps.len() - done);
    for (parameters, code, lines) in [
        (json!({ "Apply": true, "Only": [1, 3] }), 0, ["done: 2".to_owned(), rest(2)]),
        (json!({ "Apply": true, "From": 2, "Until": 3 }), 0, ["done: 2".to_owned(), rest(2)]),
        (json!({ "Apply": true, "Only": [1, 2, 3], "From": 3 }), 0, ["done: 1".to_owned(), rest(1)]),
        (json!({ "Apply": true, "NotAfter": "2020-01-01T00:00:00" }), 1, ["too late: 1".to_owned(), rest(1)]),
    ] {
        rehearsal.run(0, &parameters).says(code, &lines);
    }
    assert_ne!(rehearsal.run(0, &json!({ "Only": [999] })).code, Some(0), "there is no such step");
}
