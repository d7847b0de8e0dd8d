//! The script that collects what a real site has.

use std::io::Write;
use std::process::ExitCode;

use clap::Args;
use sms_provider::collector;

use crate::shared::error::Result;

const EXAMPLES: &str =
    "The script only reads. It asks the SMS Provider of the top-level site through CIM, in Windows PowerShell 5.1 or \
     PowerShell 7 on Windows, without the console. It never asks for passwords. Nothing of it was tried at a real site.

Examples:
  supctl collector > Export-CMHierarchy.ps1

On a Windows computer, as an administrative user of the site:
  .\\Export-CMHierarchy.ps1 -ProviderMachine cas01.contoso.com

Exit codes: 0 printed, 1 failed.";

/// Print the script that collects what a real site has
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {}

/// Prints the script.
pub(crate) fn run(out: &mut impl Write, _arguments: &Arguments) -> Result<ExitCode> {
    out.write_all(collector::script().as_bytes())?;
    Ok(ExitCode::SUCCESS)
}
