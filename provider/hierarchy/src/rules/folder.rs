//! Full paths of folders on Windows.

use super::free_text::fault;

/// What Windows accepts in no path. A colon is only after the letter of the drive.
const FORBIDDEN: &str = "<>\"|?*";

/// The longest path of a folder in Windows without long paths, in characters.
const LONGEST: usize = 247;

/// What no path has, as the end of a sentence about it.
pub(super) fn not_a_path(path: &str) -> Option<String> {
    let after_drive = path.get(2..).unwrap_or_default();
    fault(path, FORBIDDEN, LONGEST).or_else(|| after_drive.contains(':').then(|| "has the character :".to_owned()))
}

/// Whether a path begins with a drive: `D:\`.
pub(super) fn is_on_drive(path: &str) -> bool {
    let mut start = path.chars();
    start.next().is_some_and(|drive| drive.is_ascii_alphabetic())
        && start.next() == Some(':')
        && start.next().is_some_and(is_separator)
}

/// Whether a path begins with a server and a share: `\\server\share`.
pub(super) fn is_on_share(path: &str) -> bool {
    let parts = path.strip_prefix(r"\\").map(|rest| rest.split(is_separator));
    parts.is_some_and(|mut parts| parts.by_ref().take(2).filter(|part| !part.is_empty()).count() == 2)
}

fn is_separator(c: char) -> bool {
    matches!(c, '\\' | '/')
}
