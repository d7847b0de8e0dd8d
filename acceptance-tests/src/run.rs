//! Running a program and keeping what it said.

use std::fmt::Write as _;
use std::process::{Command, Output, Stdio};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

/// What a program printed, and how it ended.
#[derive(Clone, Debug)]
pub struct Run {
    /// The command line, for messages.
    pub command: String,
    /// Exit code; `None` where a signal ended it.
    pub code: Option<i32>,
    /// What it wrote to standard output.
    pub stdout: String,
    /// What it wrote to standard error.
    pub stderr: String,
}

impl Run {
    /// Runs `command` to its end, with nothing on its standard input.
    ///
    /// # Errors
    /// When the program cannot be started; how it ends is not an error here.
    pub fn of(command: &mut Command) -> Result<Self> {
        let output = command.stdin(Stdio::null()).output().with_context(|| format!("running {}", line(command)))?;
        Ok(Self::from_output(line(command), &output))
    }

    /// What a child that was started elsewhere left behind.
    #[must_use]
    pub fn from_output(command: String, output: &Output) -> Self {
        Self {
            command,
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Both streams, for searching.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{}{}", self.stdout, self.stderr)
    }

    /// Everything a user sees, with the exit code.
    #[must_use]
    pub fn transcript(&self) -> String {
        let mut text = format!("exit code: {}\n", self.code.map_or("none".into(), |code| code.to_string()));
        for (name, stream) in [("stdout", &self.stdout), ("stderr", &self.stderr)] {
            let _ = writeln!(text, "----- {name} -----\n{}", stream.trim_end());
        }
        text
    }

    /// What a user reads when something is refused, with the exit code.
    #[must_use]
    pub fn refusal(&self) -> String {
        let code = self.code.map_or("none".into(), |code| code.to_string());
        format!("exit code: {code}\n{}", self.stderr.trim_end())
    }

    /// The run itself, where it ended with `code`.
    ///
    /// # Errors
    /// When it ended in another way; the message holds all it printed.
    pub fn expect_code(self, code: i32) -> Result<Self> {
        ensure!(self.code == Some(code), "{} should end with {code}\n{}", self.command, self.transcript());
        Ok(self)
    }

    /// The run itself, where it succeeded.
    ///
    /// # Errors
    /// When it failed; the message holds all it printed.
    pub fn success(self) -> Result<Self> {
        self.expect_code(0)
    }

    /// Standard output as JSON.
    ///
    /// # Errors
    /// When it is not JSON.
    pub fn json(&self) -> Result<Value> {
        serde_json::from_str(&self.stdout)
            .with_context(|| format!("{} did not print JSON:\n{}", self.command, self.transcript()))
    }
}

/// A command that starts `command` through a launcher such as `unshare --user`, in the same folder and environment.
#[must_use]
pub fn through(launcher: &[&str], command: &Command) -> Command {
    let mut launched = Command::new(launcher.first().copied().unwrap_or("env"));
    launched.args(launcher.iter().skip(1)).arg(command.get_program()).args(command.get_args());
    if let Some(folder) = command.get_current_dir() {
        launched.current_dir(folder);
    }
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => launched.env(name, value),
            None => launched.env_remove(name),
        };
    }
    launched
}

/// The command, held to the permissions of files: root alone would pass over them.
#[cfg(unix)]
#[must_use]
pub fn held_to_permissions(command: Command) -> Command {
    if nix::unistd::geteuid().is_root() {
        through(&["setpriv", "--bounding-set", "-dac_override,-dac_read_search"], &command)
    } else {
        command
    }
}

fn line(command: &Command) -> String {
    std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(|part| part.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}
