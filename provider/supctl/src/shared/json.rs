use std::io::Write;

use serde::Serialize;

use super::error::Result;

/// Prints what `--json` asks for, indented.
pub(crate) fn print_json(out: &mut impl Write, value: &impl Serialize) -> Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    Ok(writeln!(out)?)
}
