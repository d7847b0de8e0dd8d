use std::fmt;
use std::path::{Path, PathBuf};

use super::{DatabaseUrl, UrlError};
use crate::environment::{DATABASE_URL_VARIABLE, DEFAULT_PATH, PATH_VARIABLE, path_variable, text_variable};

/// Where a hierarchy is. Displayed without a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Location {
    /// In a file of this machine.
    File(PathBuf),
    /// In a PostgreSQL database.
    Database(Box<DatabaseUrl>),
}

impl Location {
    /// The location in the environment: a file, a database, or the default file.
    ///
    /// # Errors
    /// If the environment names both, or a URL that is not valid.
    pub fn of_environment() -> Result<Self, LocationError> {
        let url = text_variable(DATABASE_URL_VARIABLE).map_err(|_| LocationError::NotUtf8)?;
        match (path_variable(PATH_VARIABLE), url) {
            (Some(_), Some(_)) => Err(LocationError::Both),
            (None, Some(url)) => Self::database(&url).map_err(LocationError::Url),
            (path, None) => Ok(Self::File(path.unwrap_or_else(|| DEFAULT_PATH.into()))),
        }
    }

    /// The location of a database.
    ///
    /// # Errors
    /// If the URL is not valid.
    pub fn database(url: &str) -> Result<Self, UrlError> {
        Ok(Self::Database(Box::new(url.parse()?)))
    }
}

impl<P: AsRef<Path> + ?Sized> From<&P> for Location {
    fn from(path: &P) -> Self {
        Self::File(path.as_ref().to_owned())
    }
}

impl From<&Location> for Location {
    fn from(location: &Location) -> Self {
        location.clone()
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => path.display().fmt(f),
            Self::Database(url) => url.fmt(f),
        }
    }
}

/// Why the environment names no location.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LocationError {
    /// It names a file and a database.
    #[error("{PATH_VARIABLE} and {DATABASE_URL_VARIABLE} are both set")]
    Both,
    /// The URL is not UTF-8.
    #[error("{DATABASE_URL_VARIABLE} is not UTF-8")]
    NotUtf8,
    /// The URL is not valid.
    #[error("{DATABASE_URL_VARIABLE} is not the URL of a database: {0}")]
    Url(UrlError),
}

impl LocationError {
    /// What the user can do, in sentences.
    #[must_use]
    pub fn remedy(&self) -> String {
        match self {
            Self::Both => "A hierarchy is in a file or in a database. Unset one of them.".to_owned(),
            Self::NotUtf8 => "Escape what is not UTF-8 with % and two hexadecimal digits a byte.".to_owned(),
            Self::Url(error) => error.remedy(),
        }
    }
}
