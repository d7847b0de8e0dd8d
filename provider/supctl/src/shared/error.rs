//! The error of a command.

use std::io;

use hierarchy::sync::{ClockError, LookupError, NotFound, PackageError, SyncError};
use hierarchy::{CopyError, LocationError, StoreError};

use super::diagnostic::Diagnostic;

pub(crate) type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a command fails.
#[derive(Debug)]
pub(crate) enum Error {
    /// The output was closed, as by `supctl history | head`. This is not a failure.
    OutputClosed,
    /// What went wrong, and what to do about it.
    Diagnostics(Vec<Diagnostic>),
}

/// An error of the hierarchy that tells what to do about it.
pub(crate) trait Hint: std::error::Error {
    fn hint(&self) -> String;
}

impl Hint for StoreError {
    fn hint(&self) -> String {
        self.remedy().to_owned()
    }
}

impl Hint for CopyError {
    fn hint(&self) -> String {
        self.remedy()
    }
}

impl Hint for LocationError {
    fn hint(&self) -> String {
        self.remedy()
    }
}

impl Hint for SyncError {
    fn hint(&self) -> String {
        self.remedy()
    }
}

impl Hint for ClockError {
    fn hint(&self) -> String {
        self.remedy()
    }
}

impl Hint for NotFound {
    fn hint(&self) -> String {
        self.remedy()
    }
}

impl Hint for LookupError {
    fn hint(&self) -> String {
        self.remedy()
    }
}

impl Hint for PackageError {
    fn hint(&self) -> String {
        self.remedy().to_owned()
    }
}

impl<E: Hint> From<E> for Error {
    fn from(error: E) -> Self {
        Diagnostic::error(error.to_string(), error.hint()).into()
    }
}

impl From<Diagnostic> for Error {
    fn from(diagnostic: Diagnostic) -> Self {
        Self::Diagnostics(vec![diagnostic])
    }
}

impl From<Vec<Diagnostic>> for Error {
    fn from(diagnostics: Vec<Diagnostic>) -> Self {
        Self::Diagnostics(diagnostics)
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::OutputClosed,
            _ => Diagnostic::error(error.to_string(), "").into(),
        }
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        io::Error::from(error).into()
    }
}
