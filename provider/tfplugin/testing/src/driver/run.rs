//! Runs a program and captures its output.

use std::fmt::Write as _;
use std::process::{Command, Output, Stdio};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

/// The output of a program, and its exit code.
#[derive(Clone, Debug)]
pub struct Run {
    /// The command line, for messages.
    pub command: String,
    /// The exit code; `None` if a signal ended the program.
    pub code: Option<i32>,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

impl Run {
    /// Runs `command` to its end, with empty standard input.
    ///
    /// # Errors
    /// When the program cannot be started; a failure of the program is not an error.
    pub fn of(command: &mut Command) -> Result<Self> {
        let output = command.stdin(Stdio::null()).output().with_context(|| format!("running {}", line(command)))?;
        Ok(Self::from_output(line(command), &output))
    }

    /// The output of a child process that has ended.
    #[must_use]
    pub fn from_output(command: String, output: &Output) -> Self {
        Self {
            command,
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Standard output and standard error.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{}{}", self.stdout, self.stderr)
    }

    /// Both streams under their names, with the exit code.
    #[must_use]
    pub fn transcript(&self) -> String {
        let mut text = format!("exit code: {}\n", self.code.map_or("none".into(), |code| code.to_string()));
        for (name, stream) in [("stdout", &self.stdout), ("stderr", &self.stderr)] {
            let _ = writeln!(text, "----- {name} -----\n{}", stream.trim_end());
        }
        text
    }

    /// Standard error, with the exit code.
    #[must_use]
    pub fn refusal(&self) -> String {
        let code = self.code.map_or("none".into(), |code| code.to_string());
        format!("exit code: {code}\n{}", self.stderr.trim_end())
    }

    /// The run, if it ended with `code`.
    ///
    /// # Errors
    /// When it ended with another code; the message contains the output.
    pub fn expect_code(self, code: i32) -> Result<Self> {
        ensure!(self.code == Some(code), "{} must end with exit code {code}\n{}", self.command, self.transcript());
        Ok(self)
    }

    /// The run, if it succeeded.
    ///
    /// # Errors
    /// When it failed; the message contains the output.
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

fn line(command: &Command) -> String {
    std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(|part| part.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}
