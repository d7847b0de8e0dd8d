//! A password, and where libpq looks for one that is not in the URL.

use std::fmt;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::{Address, Host};
use crate::environment::{path_variable, text_variable};

const PASSWORD_VARIABLE: &str = "PGPASSWORD";
const FILE_VARIABLE: &str = "PGPASSFILE";

/// A password. No text shows it.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Password(String);

impl Password {
    pub(super) fn new(password: String) -> Self {
        Self(password)
    }

    /// The password, for the server only.
    pub(in super::super) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password")
    }
}

/// Why no password can be looked up.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PasswordError {
    #[error("PGPASSWORD is not UTF-8")]
    Variable,
    #[error("the password file {} cannot be read: {reason}", path.display())]
    Unreadable { path: PathBuf, reason: String },
    #[error("the password file {} is not a file", path.display())]
    NotAFile { path: PathBuf },
    #[error("the password file {} can be read by other users; run \"chmod 600\" on it", path.display())]
    Exposed { path: PathBuf },
}

/// The password of the environment, else of the password file.
pub(super) fn look_up(
    file: Option<&Path>,
    host: &Host,
    database: &str,
    user: &str,
) -> Result<Option<Password>, PasswordError> {
    if let Some(password) = text_variable(PASSWORD_VARIABLE).map_err(|_| PasswordError::Variable)? {
        return Ok(Some(Password(password)));
    }
    let usual = || Some(std::env::home_dir()?.join(".pgpass"));
    let Some(path) = file.map(Path::to_owned).or_else(|| path_variable(FILE_VARIABLE)).or_else(usual) else {
        return Ok(None);
    };
    let Some(text) = read(&path)? else { return Ok(None) };
    let wanted = [host_name(host), host.port.to_string(), database.to_owned(), user.to_owned()];
    Ok(text.lines().find_map(|line| password_of(line, &wanted)).map(Password))
}

/// The password file; `None` if there is none.
fn read(path: &Path) -> Result<Option<String>, PasswordError> {
    let unreadable =
        |error: std::io::Error| PasswordError::Unreadable { path: path.to_owned(), reason: error.to_string() };
    let metadata = match fs::metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        metadata => metadata.map_err(unreadable)?,
    };
    if !metadata.is_file() {
        return Err(PasswordError::NotAFile { path: path.to_owned() });
    }
    if is_exposed(&metadata) {
        return Err(PasswordError::Exposed { path: path.to_owned() });
    }
    fs::read_to_string(path).map(Some).map_err(unreadable)
}

#[cfg(unix)]
fn is_exposed(metadata: &fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    metadata.permissions().mode() & 0o077 != 0
}

/// As in libpq, permissions are not checked elsewhere.
#[cfg(not(unix))]
fn is_exposed(_: &fs::Metadata) -> bool {
    false
}

/// The name of a host in the password file.
fn host_name(host: &Host) -> String {
    match &host.address {
        Address::Network(name) => name.clone(),
        // The folders that libpq is built with.
        Address::Socket(folder) if ["/tmp", "/var/run/postgresql"].map(Path::new).contains(&folder.as_path()) => {
            "localhost".to_owned()
        }
        Address::Socket(folder) => folder.display().to_string(),
    }
}

/// The password of a line `host:port:database:user:password`, if the line is for these. `*` is for all; a `\` takes the next
/// character as it is.
fn password_of(line: &str, wanted: &[String; 4]) -> Option<String> {
    if line.starts_with('#') {
        return None;
    }
    let (mut fields, mut field) = (Vec::new(), String::new());
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => field.extend(characters.next()),
            // What follows the last of these is the password, with its colons.
            ':' if fields.len() < wanted.len() => fields.push(std::mem::take(&mut field)),
            other => field.push(other),
        }
    }
    let is_meant = fields.len() == wanted.len()
        && fields.iter().zip(wanted).all(|(field, wanted)| field == "*" || field == wanted);
    is_meant.then_some(field)
}
