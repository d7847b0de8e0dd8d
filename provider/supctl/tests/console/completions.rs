//! `supctl completions`: a script for each shell.

use crate::support::Console;

#[test]
fn every_shell_learns_every_command() {
    let console = Console::empty();
    let help = String::from_utf8(console.command(&["--help"]).output().unwrap().stdout).unwrap();
    let commands = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let commands: Vec<&str> = commands.filter_map(|line| line.split_whitespace().next()).collect();
    assert!(commands.len() > 5, "{commands:?}");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let output = console.command(&["completions", shell]).output().unwrap();
        let (script, errors) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
        assert!(output.status.success() && errors.is_empty(), "{shell}: {errors}");
        for command in &commands {
            assert!(script.contains(command), "{shell} does not know {command}");
        }
        assert!(script.contains("limit"), "{shell} does not know an option of a command");
    }
}

#[test]
fn an_unknown_shell_is_told_the_known_ones() {
    insta::assert_snapshot!("completions_unknown", Console::empty().says(&["completions", "tcsh"]));
}

#[cfg(unix)]
#[test]
fn bash_can_read_its_script() {
    let script = Console::empty().command(&["completions", "bash"]).output().unwrap().stdout;
    let mut bash = assert_cmd::Command::new("bash");
    // Not every machine has it.
    if let Ok(output) = bash.args(["-n", "/dev/stdin"]).write_stdin(script).output() {
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}
