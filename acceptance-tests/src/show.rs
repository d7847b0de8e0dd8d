//! Runs a step of the demo: a spinner while it works, the important lines of its output, all lines if it fails.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use indicatif::{ProgressBar, ProgressStyle};

/// The lines of a step's output that are shown. Warnings are always shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lines {
    /// None.
    Hidden,
    /// The line in which Terraform summarizes a plan or an apply.
    Summary,
    /// The summary, and a line for each finished object.
    Progress,
    /// All lines.
    All,
}

impl Lines {
    fn show(self, line: &str) -> bool {
        let warning = line.starts_with(['╷', '│', '╵']);
        let summary = ["Plan:", "No changes.", "Apply complete!"].iter().any(|start| line.starts_with(start));
        let progress = line.contains(": Creation complete") || line.contains(": Modifications complete");
        match self {
            Self::Hidden => warning,
            Self::Summary => warning || summary,
            Self::Progress => warning || summary || progress,
            Self::All => true,
        }
    }
}

/// Prints `title` and `purpose`, runs `command`, and shows the selected `lines` of its output.
///
/// # Errors
/// When the command cannot be started or fails; the message contains the whole output.
pub fn step(title: &str, purpose: &str, command: &mut Command, lines: Lines) -> Result<()> {
    println!("\n$ {title}    # {purpose}");
    let bar = spinner(title);
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("running {title}"))?;

    let mut errors = child.stderr.take().context("standard error is piped")?;
    let errors = std::thread::spawn(move || {
        let mut text = String::new();
        errors.read_to_string(&mut text).map(|_| text)
    });
    let mut output = String::new();
    for line in BufReader::new(child.stdout.take().context("standard output is piped")?).lines() {
        let line = line?;
        if lines.show(&line) {
            bar.suspend(|| println!("{line}"));
        }
        output.push_str(&line);
        output.push('\n');
    }
    let errors = errors.join().unwrap_or_else(|_| Ok(String::new()))?;
    let status = child.wait()?;
    bar.finish_and_clear();
    if !status.success() {
        bail!("{title} failed ({status})\n{output}{errors}");
    }
    Ok(())
}

/// A spinner, which is visible only on a terminal.
fn spinner(title: &str) -> ProgressBar {
    let style = ProgressStyle::with_template("{spinner} {msg} {elapsed}");
    let bar = ProgressBar::new_spinner().with_message(title.to_owned());
    if let Ok(style) = style {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}
