//! Shell completions.

use std::io::Write;
use std::process::ExitCode;

use clap::{Args, CommandFactory as _};
use clap_complete::Shell;

use crate::cli::Cli;
use crate::shared::error::Result;

const EXAMPLES: &str = "Run once, then open a new shell:
  bash        echo 'source <(supctl completions bash)' >> ~/.bashrc
  zsh         supctl completions zsh > \"${fpath[1]}/_supctl\"
  fish        supctl completions fish > ~/.config/fish/completions/supctl.fish
  powershell  supctl completions powershell >> $PROFILE
  elvish      supctl completions elvish >> ~/.config/elvish/rc.elv";

/// Print a shell completion script
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// The shell.
    #[arg(value_enum)]
    shell: Shell,
}

/// Prints the script.
pub(crate) fn run(out: &mut impl Write, arguments: &Arguments) -> Result<ExitCode> {
    // The generator panics when it cannot write, as to a closed pipe.
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Cli::command(), "supctl", &mut script);
    out.write_all(&script)?;
    Ok(ExitCode::SUCCESS)
}
