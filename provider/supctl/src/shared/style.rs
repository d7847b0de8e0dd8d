//! Colors: an addition for terminals. Nothing is said by color alone, and pipes and `NO_COLOR` get none.

use anstyle::{AnsiColor, Style};

/// What one looks for first: site codes, what happened.
pub(crate) const STRONG: Style = Style::new().bold();
/// What one rarely looks for.
pub(crate) const QUIET: Style = Style::new().dimmed();
pub(crate) const ADDED: Style = AnsiColor::Green.on_default();
pub(crate) const REMOVED: Style = AnsiColor::Red.on_default();
pub(crate) const ERROR: Style = AnsiColor::Red.on_default().bold();
pub(crate) const WARNING: Style = AnsiColor::Yellow.on_default().bold();
