//! How much room the output has.

use std::io::{self, IsTerminal, Write};

use clap::Args;
use textwrap::{Options, WordSplitter};

/// The room for output: the columns of a terminal. Pipes and files have no limit, so that programs read whole lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Room {
    columns: Option<usize>,
}

// A doc comment would replace the description of each command that has the option.
#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct Wide {
    /// Print everything on long lines, also on a narrow terminal.
    #[arg(long)]
    wide: bool,
}

impl Wide {
    /// The room on standard output.
    pub(crate) fn room(self) -> Room {
        if self.wide { Room::UNLIMITED } else { Room::of_output() }
    }
}

impl Room {
    pub(crate) const UNLIMITED: Self = Self { columns: None };

    /// That of standard output.
    pub(crate) fn of_output() -> Self {
        Self::of(&io::stdout())
    }

    /// That of standard error.
    pub(crate) fn of_messages() -> Self {
        Self::of(&io::stderr())
    }

    fn of(stream: &impl IsTerminal) -> Self {
        Self { columns: stream.is_terminal().then(textwrap::termwidth) }
    }

    /// The columns of the terminal; `None` without a limit.
    pub(crate) fn columns(self) -> Option<usize> {
        self.columns
    }

    /// A text in as many lines as it needs: `first` precedes the first line, `rest` each further one.
    pub(crate) fn wrapped(self, text: &str, first: &str, rest: &str) -> Vec<String> {
        let Some(columns) = self.columns else { return vec![format!("{first}{text}")] };
        let options = Options::new(columns)
            .initial_indent(first)
            .subsequent_indent(rest)
            .word_splitter(WordSplitter::NoHyphenation);
        textwrap::wrap(text, options).into_iter().map(|line| line.trim_end().to_owned()).collect()
    }

    /// Prints sentences. Lines that begin with a space are meant to be copied, and are not wrapped.
    pub(crate) fn print(self, out: &mut impl Write, text: &str) -> io::Result<()> {
        for line in text.lines() {
            if line.is_empty() || line.starts_with(' ') {
                writeln!(out, "{line}")?;
            } else {
                self.wrapped(line, "", "").iter().try_for_each(|line| writeln!(out, "{line}"))?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
impl Room {
    pub(crate) fn of_columns(columns: usize) -> Self {
        Self { columns: Some(columns) }
    }
}
