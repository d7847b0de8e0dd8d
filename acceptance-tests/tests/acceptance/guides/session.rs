//! The shell in which the commands of a guide are run.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use acceptance_tests::run::{Run, through};
use acceptance_tests::workspace::Workspace;
use anyhow::{Result, ensure};
use regex::Regex;

/// What differs from run to run, in what a page shows and in what is printed.
static DIFFERS: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
    [
        (r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?Z?", "[time]"),
        (r"\[timestamp\]", "[time]"),
        (r"PROGRAM|\S+ \(process \d+\)", "[program]"),
        (r"\d\d-\d\d-\d{4} \d\d:\d\d:\d\d\.\d{3}\+00", "[time]"),
        (r"thread=\d+ \(0x[0-9A-F]+\)", "[thread]"),
        (r"just now|\d+[smh] ago", "[ago]"),
        (r"\b\d+[smhd]( \d+[smh])?\b", "[duration]"),
        (r"/home/alice|/\S*/home\b", "[home]"),
        (r"\b\d+\.\d+\.\d+\b", "[version]"),
        (r"\b\d+ (updates|synchronizations?|failures?)\b", "[number] $1"),
        (r"\bversion \d+\b", "version [number]"),
        (r"\b\d+ {2,}", "[number]  "),
        (r"postgres://\S+", "[database]"),
        (r"\b(linux|darwin)_(amd64|arm64)\b", "[platform]"),
    ]
    .map(|(pattern, name)| (Regex::new(pattern).unwrap(), name))
    .into()
});

/// A line that stands for any number of lines.
pub(super) const LEFT_OUT: &str = "…";

/// Runs each command in the folder and with the variables that the one before left.
const SCRIPT: &str = r#"exec 2>&1
terraform() { "$TERRAFORM" "$@"; }
supctl() { "$SUPCTL" "$@"; }
if [ -e "$SESSION" ]; then . "$SESSION"; cd "$PWD"; fi
eval "$COMMAND"
code=$?
unset COMMAND
export -p > "$SESSION"
exit $code
"#;

/// A folder, and the variables that a reader has set so far.
#[derive(Debug)]
pub(super) struct Session {
    workspace: Workspace,
}

impl Session {
    /// The session of a user with a new home, who has built the provider and nothing else.
    pub(super) fn new(workspace: &Workspace) -> Result<Self> {
        fs::create_dir(workspace.root().join("home"))?;
        Ok(Self { workspace: workspace.beside("guide")? })
    }

    /// The folder that the guide begins in.
    pub(super) fn folder(&self) -> &Path {
        self.workspace.folder()
    }

    /// Writes a file in that folder, or beside it.
    pub(super) fn write(&self, file: &str, text: &str) -> Result<()> {
        if let Some(folder) = self.folder().join(file).parent() {
            fs::create_dir_all(folder)?;
        }
        self.workspace.write(file, text)
    }

    /// Writes `main.tf` with the requirement of the provider.
    pub(super) fn configure(&self, body: &str) -> Result<()> {
        self.workspace.configure(body)
    }

    pub(super) fn run(&self, command: &str) -> Result<Run> {
        let [terraform, supctl] = [self.workspace.command(&[]), self.workspace.supctl_command(&[])];
        let mut shell = through(&["bash", "-c", SCRIPT], &terraform);
        let root = self.workspace.root();
        shell
            .env("TERRAFORM", self.workspace.program()?)
            .env("SUPCTL", supctl.get_program())
            .env("SESSION", root.join("session"))
            .env("COMMAND", command)
            .env("HOME", root.join("home"))
            .env("CONFIGMGR_ACTOR", "alice")
            .env("TF_CLI_ARGS_apply", "-auto-approve")
            .env("TF_CLI_ARGS_destroy", "-auto-approve");
        for foreign in ["CONFIGMGR_PATH", "TF_VAR_hierarchy_path", "TF_CLI_CONFIG_FILE", "TF_INPUT"] {
            shell.env_remove(foreign);
        }
        Run::of(&mut shell)
    }

    /// Runs a command that must succeed.
    pub(super) fn succeed(&self, command: &str) -> Result<()> {
        self.run(command)?.success().map(drop)
    }
}

/// Checks that a text is what a page shows of it: the same lines, without those that the page leaves out.
pub(super) fn ensure_shown(page: &str, printed: &str) -> Result<()> {
    ensure!(is_shown(&lines(page), &lines(printed)), "the page shows:\n{page}\nprinted is:\n{printed}");
    Ok(())
}

/// A text with names in place of what differs from run to run.
pub(super) fn filtered(text: &str) -> String {
    DIFFERS.iter().fold(text.to_owned(), |text, (pattern, name)| pattern.replace_all(&text, *name).into_owned())
}

fn lines(text: &str) -> Vec<String> {
    filtered(text).trim().lines().map(|line| line.trim_end().to_owned()).collect()
}

fn is_shown(page: &[String], printed: &[String]) -> bool {
    match page {
        [] => printed.is_empty(),
        [line, rest @ ..] if line == LEFT_OUT => (0..=printed.len()).any(|from| is_shown(rest, &printed[from..])),
        [line, rest @ ..] => printed.first() == Some(line) && is_shown(rest, &printed[1..]),
    }
}
