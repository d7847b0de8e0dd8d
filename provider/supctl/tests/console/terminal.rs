//! What people see on terminals of different widths.

use crate::support::{Console, TIME_OF_DAY, contoso, state};

/// What depends on the machine's clock: every command takes its time.
const FILTERS: [(&str, &str); 3] =
    [TIME_OF_DAY, (r"Machine time: .*", "Machine time:   [now]"), (r"advanced by .*", "advanced by [far].")];

/// Every command, in the order of the test. What a hierarchy shows best has names of usual lengths, and failures.
const COMMANDS: &[&[&str]] = &[
    &["init", "--path", "other.db"],
    &["tree"],
    &["sync", "--wait"],
    &["fault", "add", "EUR/sup-eur2.contoso.com", "http-503"],
    &["fault", "add", "no-internet", "--server", "sup-ber.contoso.com"],
    &["fault", "list"],
    &["set", "CAS", "alert_on_sync_failure=true", "schedule.weekly.day=tuesday", "products-=Windows 11"],
    &["clock", "advance", "1d"],
    &["clock"],
    &["world", "set", "install_duration=90m"],
    &["world", "set", "install_duration=0s"],
    &["sync", "--wait"],
    &["status"],
    &["tree"],
    &["messages", "--severity", "error"],
    &["history"],
    &["owners", "sup_role/EUR/sup-eur1.contoso.com"],
    &["catalog", "windows 11"],
    &["catalog", "--subscribed", "--site", "USA"],
    &["logs", "wsyncmgr", "--tail", "5"],
    &["logs", "WSUSCtrl", "--site", "EUR", "--tail", "4"],
    &["logs", "WCM", "--site", "USA"],
    &["check"],
    &["compare", "--at", "12"],
    &["drift", "--state", "state.json"],
    &["report", "--plan", "plan.json", "--format", "html", "--out", "plan.html"],
    &["set", "CAS", "products+=Windwos 11"],
    &["export", "--hcl", "--out", "infra"],
    &["export-updates", "updates.json"],
    &["import-updates", "updates.json"],
    &["fault", "clear", "--all"],
    &["backup", "monday.db"],
    &["restore", "monday.db", "--path", "new.db"],
    &["copy", "--to", "copy.db"],
    &["collector", "--help"],
    &["import-site", "--help"],
    &["doctor", "--help"],
    &["install-mirror", "--help"],
    &["runbook", "--help"],
    &["completions", "--help"],
];

/// What all commands show on a terminal, and which lines are too long for it.
fn shown(columns: u16) -> (String, Vec<String>) {
    let console = Console::contoso();
    console.write("state.json", &state(&contoso()).to_string());
    console.write("plan.json", include_str!("../plans/no-changes.json"));
    let mut texts = String::new();
    let mut too_long = Vec::new();
    for command in COMMANDS {
        let screen = console.on_terminal(columns, command);
        texts += &format!("$ supctl {}\n{}\n\n", command.join(" "), screen.lines.join("\n"));
        too_long.extend(screen.too_long);
    }
    // Commands to copy are whole.
    too_long.retain(|line| !line.trim_start().starts_with("supctl "));
    (texts, too_long)
}

#[test]
fn every_output_fits_80_columns() {
    let (texts, too_long) = shown(80);
    insta::with_settings!({filters => FILTERS}, { insta::assert_snapshot!("columns_80", texts) });
    assert_eq!(too_long, [""; 0]);
}

#[test]
fn every_output_fits_50_columns() {
    let (texts, too_long) = shown(50);
    insta::with_settings!({filters => FILTERS}, { insta::assert_snapshot!("columns_50", texts) });
    assert_eq!(too_long, [""; 0]);
}

/// The commands below a command, by its help.
fn commands_below(console: &Console, command: &[&str]) -> Vec<String> {
    let help = console.command(command).arg("--help").output().unwrap().stdout;
    let help = String::from_utf8(help).unwrap();
    let Some((_, list)) = help.split_once("Commands:\n") else { return Vec::new() };
    let names = list.lines().take_while(|line| !line.is_empty()).filter_map(|line| line.split_whitespace().next());
    names.filter(|name| *name != "help").map(str::to_owned).collect()
}

#[test]
fn no_command_is_forgotten() {
    let is_shown = |name: &String| COMMANDS.iter().any(|command| command.first() == Some(&name.as_str()));
    let mut names = commands_below(&Console::empty(), &[]);
    names.retain(|name| !is_shown(name));
    assert_eq!(names, [""; 0]);
}

#[test]
fn every_help_fits_80_columns() {
    let console = Console::empty();
    let mut commands = vec![Vec::new()];
    while let Some(command) = commands.pop() {
        let words: Vec<&str> = command.iter().map(String::as_str).collect();
        let screen = console.on_terminal(80, &[words.as_slice(), &["--help"]].concat());
        assert!(screen.lines.len() > 5, "{words:?}");
        assert_eq!(screen.too_long, [""; 0], "{words:?}");
        let below = commands_below(&console, &words).into_iter();
        commands.extend(below.map(|name| command.iter().cloned().chain([name]).collect()));
    }
}

#[test]
fn wide_prints_what_a_pipe_gets() {
    let console = Console::contoso();
    console.synchronize();
    for command in [&["tree"][..], &["status"], &["catalog"], &["history"], &["messages"], &["logs", "wsyncmgr"]] {
        let piped = String::from_utf8(console.command(command).output().unwrap().stdout).unwrap();
        let wide = console.on_terminal(500, &[command, &["--wide"]].concat()).lines.join("\n");
        assert_eq!(wide, piped.lines().map(str::trim_end).collect::<Vec<_>>().join("\n"), "{command:?}");
    }
}

#[test]
fn a_synchronization_leaves_the_lines_that_a_pipe_gets() {
    let told = |console: &Console| {
        let output = console.command(&["sync", "--wait"]).output().unwrap();
        String::from_utf8([output.stderr, output.stdout].concat()).unwrap()
    };
    let piped = told(&Console::contoso());
    let screen = Console::contoso().on_terminal(100, &["sync", "--wait"]);
    assert_eq!(screen.lines.join("\n"), piped.trim_end());
}
