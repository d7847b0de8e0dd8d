//! Colours: an addition for terminals. Nothing is said by colour alone, and pipes and `NO_COLOR` get none.

use anstyle::{AnsiColor, Style};

/// What one looks for first: site codes, what happened.
pub(crate) const STRONG: Style = Style::new().bold();
/// What one rarely looks for.
pub(crate) const QUIET: Style = Style::new().dimmed();
/// What came.
pub(crate) const CAME: Style = AnsiColor::Green.on_default();
/// What went.
pub(crate) const WENT: Style = AnsiColor::Red.on_default();
/// What failed.
pub(crate) const BAD: Style = AnsiColor::Red.on_default().bold();
/// What to look at.
pub(crate) const DOUBTFUL: Style = AnsiColor::Yellow.on_default().bold();
