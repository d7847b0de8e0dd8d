//! The URL of a database, with libpq's meaning: `postgres://user:password@host:5432,other/database?hierarchy=NAME`.
//!
//! What libpq knows and this module does not support is refused by name. No text of this module shows a part of the URL that
//! could be a piece of a password: an unescaped character in a password shifts all parts after it.

mod authority;
mod error;
mod host;
mod parameters;
mod password;
mod session;
mod ssl_mode;
#[cfg(test)]
mod tests;

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

pub use error::UrlError;
pub(super) use host::{Address, Host};
pub(crate) use password::{Password, PasswordError};
pub(super) use session::{Role, TargetSession};
pub(super) use ssl_mode::{Encryption, Roots, SslMode};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::environment::operating_user;
use authority::Authority;
use parameters::Parameters;

/// The name of a hierarchy in a database where the URL has none.
const DEFAULT_HIERARCHY: &str = "default";

/// The longest name of a hierarchy: the name of its schema must fit in PostgreSQL's 63 bytes.
const LONGEST_HIERARCHY: usize = 48;

/// How long a host may take to accept a connection. libpq waits without a limit.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// A PostgreSQL database, and the hierarchy in it. Displayed and debugged without the password.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl {
    pub(super) hosts: Vec<Host>,
    pub(super) user: String,
    password: Option<Password>,
    password_file: Option<PathBuf>,
    pub(super) database: String,
    pub(super) hierarchy: String,
    ssl_mode: Option<SslMode>,
    pub(super) roots: Roots,
    pub(super) target: TargetSession,
    pub(super) connect_timeout: Duration,
    pub(super) application_name: Option<String>,
}

impl DatabaseUrl {
    /// The name of the hierarchy in the database.
    #[must_use]
    pub fn hierarchy(&self) -> &str {
        &self.hierarchy
    }

    /// Whether the URL itself has a password, which then is in every place where the URL is.
    #[must_use]
    pub fn has_password(&self) -> bool {
        self.password.is_some()
    }

    /// The `sslmode` for a host. Without one in the URL, a host other than this machine must prove who it is.
    pub(super) fn ssl_mode_of(&self, host: &Host) -> SslMode {
        self.ssl_mode.unwrap_or(if host.is_this_machine() { SslMode::Prefer } else { SslMode::VerifyFull })
    }

    /// The password for a host: that of the URL, of `PGPASSWORD`, or of the password file.
    pub(super) fn password_for(&self, host: &Host) -> Result<Option<Password>, PasswordError> {
        match &self.password {
            Some(password) => Ok(Some(password.clone())),
            None => password::look_up(self.password_file.as_deref(), host, &self.database, &self.user),
        }
    }
}

impl FromStr for DatabaseUrl {
    type Err = UrlError;

    fn from_str(text: &str) -> Result<Self, UrlError> {
        let rest = ["postgres://", "postgresql://"].iter().find_map(|scheme| text.strip_prefix(scheme));
        let rest = rest.ok_or(UrlError::Scheme)?;
        let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, path) = place.split_once('/').unwrap_or((place, ""));
        // An unescaped / or ? in a password ends the authority in the middle of it; its @ is then in a later part.
        if path.contains('@') || query.contains('@') {
            return Err(UrlError::UnescapedAt);
        }
        if path.contains('/') {
            return Err(UrlError::Database);
        }
        let Authority { user, password, hosts } = Authority::parse(authority)?;
        let parameters = Parameters::parse(query)?;
        let database = match (parameters.value("dbname")?, path) {
            (Some(_), path) if !path.is_empty() => return Err(UrlError::Twice("dbname")),
            (Some(database), _) => database,
            (None, path) => decoded(path)?,
        };
        if database.is_empty() {
            return Err(UrlError::Database);
        }
        let hosts = match (parameters.value("host")?, parameters.value("port")?) {
            (None, None) => hosts,
            (Some(_), _) if !hosts.is_empty() => return Err(UrlError::Twice("host")),
            (Some(names), ports) => host::listed(&names, ports.as_deref())?,
            (None, Some(ports)) => host::with_ports(hosts, &ports)?,
        };
        if hosts.is_empty() {
            return Err(UrlError::NoHost);
        }
        Ok(Self {
            hosts,
            user: one_of("user", user, parameters.value("user")?)?.unwrap_or_else(operating_user),
            password: one_of("password", password, parameters.value("password")?)?.map(Password::new),
            password_file: parameters.value("passfile")?.map(PathBuf::from),
            database,
            hierarchy: hierarchy_name(parameters.value("hierarchy")?)?,
            ssl_mode: parameters.choice("sslmode", SslMode::parse, SslMode::NAMES)?,
            roots: parameters.value("sslrootcert")?.map_or(Roots::Usual, |roots| Roots::named(&roots)),
            target: parameters
                .choice("target_session_attrs", TargetSession::parse, TargetSession::NAMES)?
                .unwrap_or_default(),
            connect_timeout: parameters
                .choice("connect_timeout", seconds, "a number of seconds, 1 to 3600")?
                .unwrap_or(CONNECT_TIMEOUT),
            application_name: parameters.value("application_name")?,
        })
    }
}

/// The value that is given in the authority of the URL or as a parameter, but not in both.
fn one_of(name: &'static str, one: Option<String>, other: Option<String>) -> Result<Option<String>, UrlError> {
    match (one, other) {
        (Some(_), Some(_)) => Err(UrlError::Twice(name)),
        (one, other) => Ok(one.or(other).filter(|value| !value.is_empty())),
    }
}

fn hierarchy_name(name: Option<String>) -> Result<String, UrlError> {
    let name = name.unwrap_or_else(|| DEFAULT_HIERARCHY.to_owned());
    let is_allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_');
    let is_name = (1..=LONGEST_HIERARCHY).contains(&name.len()) && name.bytes().all(is_allowed);
    if is_name { Ok(name) } else { Err(UrlError::Hierarchy) }
}

fn seconds(text: &str) -> Option<Duration> {
    let seconds = text.parse().ok().filter(|seconds| (1..=3600).contains(seconds))?;
    Some(Duration::from_secs(seconds))
}

/// A part of a URL without its percent-encoding.
fn decoded(text: &str) -> Result<String, UrlError> {
    let bytes = text.as_bytes();
    let is_digit = |index: usize| bytes.get(index).is_some_and(u8::is_ascii_hexdigit);
    let is_escape = |(index, _): (usize, &str)| is_digit(index + 1) && is_digit(index + 2);
    if !text.match_indices('%').all(is_escape) {
        return Err(UrlError::Escape);
    }
    let text = percent_encoding::percent_decode_str(text).decode_utf8().map_err(|_| UrlError::Escape)?;
    // PostgreSQL ends a text at a zero byte.
    if text.contains('\0') { Err(UrlError::Escape) } else { Ok(text.into_owned()) }
}

/// What may stand in a part of a URL as it is.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A URL without the password, and without what does not say where the hierarchy is.
impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let encoded = |text| utf8_percent_encode(text, PLAIN);
        let hosts: Vec<String> = self.hosts.iter().map(ToString::to_string).collect();
        let (user, database) = (encoded(&self.user), encoded(&self.database));
        write!(f, "postgres://{user}@{}/{database}", hosts.join(","))?;
        match self.hierarchy.as_str() {
            DEFAULT_HIERARCHY => Ok(()),
            hierarchy => write!(f, "?hierarchy={hierarchy}"),
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DatabaseUrl({self})")
    }
}
