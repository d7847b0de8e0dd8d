//! Completions of the command line, for the shells people use.

use std::io::{self, Write};

use clap::CommandFactory as _;
use clap_complete::Shell;

use crate::cli::Cli;

/// Prints the script that teaches a shell our commands and options.
pub(crate) fn print(out: &mut impl Write, shell: Shell) -> io::Result<()> {
    // The generator panics where it cannot write, which a reader that leaves early would make it do.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "supctl", &mut script);
    out.write_all(&script)
}
