use std::fmt;

use jiff::Timestamp;

/// What a database says of the user of this process, and of others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatabaseAccess {
    /// The database user.
    pub user: String,
    /// The version of PostgreSQL.
    pub server_version: String,
    /// Whether the user has the rights to change the hierarchy.
    pub may_write: bool,
    /// Set if the server is a standby, which can only be read.
    pub standby: Option<Standby>,
    /// The programs that are connected to the database, with their users.
    pub others: Vec<String>,
}

/// A server that follows another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standby {
    /// The time of the last change that it has from the primary server; `None` if it has none since its start.
    pub replayed_until: Option<Timestamp>,
}

impl fmt::Display for Standby {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.replayed_until {
            Some(time) => write!(f, "the last change that it has from the primary server is of {time:.0}"),
            None => f.write_str("it has no change from the primary server since it was started"),
        }
    }
}
