//! Colors for terminals; none with `NO_COLOR` or in a pipe. Text alone carries the meaning.

use anstyle::{AnsiColor, Style};

/// For site codes and other text to find first.
pub(crate) const STRONG: Style = Style::new().bold();
/// For lines and headers.
pub(crate) const QUIET: Style = Style::new().dimmed();
pub(crate) const ADDED: Style = AnsiColor::Green.on_default();
pub(crate) const REMOVED: Style = AnsiColor::Red.on_default();
pub(crate) const ERROR: Style = AnsiColor::Red.on_default().bold();
pub(crate) const WARNING: Style = AnsiColor::Yellow.on_default().bold();
