//! What is written: every script is PowerShell that the pages of its cmdlets describe.

use cmdlets::{Reference, mistakes};
use hierarchy::Object;
use runbook::markdown::markdown;
use runbook::script::script;
use runbook::{Runbook, State, Step, Undo, Work};
use serde_json::{Value, json};

use crate::functions;
use crate::hierarchies::{between, sites, state, whole};

/// Pairs of states, with a name each.
fn pairs() -> [(&'static str, State, State); 4] {
    // An account whose name is a script, and each use of it.
    let name = "CONTOSO\\o\u{2019}neil'; Get-Date #> @STEPS@\n";
    let hostile = whole().into_iter().map(|object| {
        let attributes =
            object.attributes().to_string().replace(r"CONTOSO\\wsus", &json!(name).to_string().replace('"', ""));
        Object::read(object.kind(), &serde_json::from_str::<Value>(&attributes).unwrap()).unwrap()
    });
    [
        ("install", state([]), state(whole())),
        ("update_points", state(sites()), state(whole())),
        ("removal", state(whole()), state(sites())),
        ("hostile", state(sites()), state(hostile)),
    ]
}

#[test]
fn scripts_are_described_by_the_pages_of_their_cmdlets() {
    let reference = Reference::read().unwrap();
    for (name, from, to) in pairs() {
        let text = script(&between(&from, &to), "A test.");
        assert_eq!(mistakes(&text, &reference), [""; 0], "{name}");
    }
}

#[test]
fn what_undoes_a_step_is_described_by_the_pages_as_well() {
    let reference = Reference::read().unwrap();
    let template = script(&Runbook::default(), "");
    for (name, from, to) in pairs() {
        for step in between(&from, &to).steps {
            let Undo::Commands { commands } = &step.undo else { continue };
            let text = format!("{template}\n{}", commands.join("\n"));
            assert_eq!(mistakes(&text, &reference), [""; 0], "{name}: {}", step.title);
        }
    }
}

/// What scripts are run against by `cargo pwsh`.
#[test]
fn the_site_of_a_rehearsal_is_powershell() {
    let reference = Reference::read().unwrap();
    let functions = functions::of_module(&reference);
    for text in [include_str!("../../examples/pwsh/site.ps1"), &functions] {
        let mut mistakes = mistakes(text, &reference);
        mistakes.retain(|mistake| mistake.contains("is not PowerShell"));
        assert_eq!(mistakes, [""; 0]);
    }
    assert!(functions.contains("function Set-CMSoftwareUpdatePointComponent {"));
}

#[test]
fn the_script() {
    let (_, from, to) = &pairs()[1];
    insta::assert_snapshot!(script(&between(from, to), "From monday.db to friday.db."));
}

#[test]
fn the_steps() {
    for (name, from, to) in pairs() {
        let runbook = between(&from, &to);
        let line = |step: &Step| {
            let kind = if matches!(step.work, Work::Task { .. }) { "by hand" } else { "script" };
            format!("{:>3} {kind:<8} {:<6} {}", step.number, step.risk.as_str(), step.title)
        };
        let lines: Vec<_> = runbook.steps.iter().map(line).collect();
        insta::assert_snapshot!(format!("steps_{name}"), lines.join("\n"));
    }
}

#[test]
fn the_markdown() {
    let (_, from, to) = &pairs()[1];
    insta::assert_snapshot!(markdown(&between(from, to), "From monday.db to friday.db."));
}

#[test]
fn nothing_to_do_is_no_step() {
    let runbook = between(&state(whole()), &state(whole()));
    assert!(runbook.steps.is_empty(), "{:#?}", runbook.steps);
}
