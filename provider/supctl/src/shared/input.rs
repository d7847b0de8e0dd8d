//! Files a command reads.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

/// Whether a name stands for standard input or output.
pub(crate) fn is_standard(file: &Path) -> bool {
    file.as_os_str() == "-"
}

/// The content of a file, or of standard input for `-`.
pub(crate) fn read(file: &Path) -> io::Result<Vec<u8>> {
    if !is_standard(file) {
        return fs::read(file);
    }
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes)?;
    Ok(bytes)
}
