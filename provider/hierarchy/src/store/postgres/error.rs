use std::error::Error;

use tokio_postgres::error::SqlState;

/// Why a hierarchy in a database cannot be read or written.
#[derive(Debug, thiserror::Error)]
#[error("{database} {problem}")]
pub struct DatabaseError {
    /// The URL of the database, without the password.
    pub database: String,
    /// What is wrong.
    pub problem: DatabaseProblem,
}

/// What is wrong with a database. The text follows its URL; [`DatabaseProblem::remedy`] states what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DatabaseProblem {
    /// No host accepts a connection.
    #[error("cannot be reached: {0}")]
    Unreachable(String),
    /// The server does not accept the user or the password, or no password can be looked up.
    #[error("does not accept this user: {0}")]
    NotAccepted(String),
    /// The server has no such database.
    #[error("does not exist: {0}")]
    NoDatabase(String),
    /// The certificate of the server, or the authorities that could have signed it.
    #[error("cannot be trusted: {0}")]
    NotTrusted(String),
    /// No host is what `target_session_attrs` asks for.
    #[error("has no host that target_session_attrs asks for: {0}")]
    NoSuchHost(String),
    /// All connections that the server allows are in use.
    #[error("has no free connection: the server refused one for {waited_seconds} s ({reason})")]
    TooManyConnections {
        /// The waiting time in seconds.
        waited_seconds: u64,
        /// What the server says.
        reason: String,
    },
    /// The server is older than the oldest supported one.
    #[error("is on a PostgreSQL server of version {0}, which is too old")]
    TooOld(String),
    /// The database does not store Unicode.
    #[error("has the encoding {0}")]
    Encoding(String),
    /// The database has no hierarchy of this name, and it should not be created.
    #[error("has no hierarchy of this name")]
    Missing,
    /// The schema of the hierarchy has other tables.
    #[error("has a schema \"{0}\" that is not a hierarchy")]
    NotAHierarchy(String),
    /// A newer release wrote it.
    #[error("has format {found}, but this release reads at most format {known}")]
    Newer {
        /// Its format.
        found: u32,
        /// The newest format this release knows.
        known: u32,
    },
    /// The user may not do this.
    #[error("refuses this user: {0}")]
    Denied(String),
    /// The server is a standby, or writes are switched off.
    #[error("is read-only: {0}")]
    ReadOnly(String),
    /// Another process is writing, and did not finish in time.
    #[error("is locked by {holder}, which did not finish within {waited_seconds} s")]
    Locked {
        /// Who is writing.
        holder: String,
        /// The waiting time in seconds.
        waited_seconds: u64,
    },
    /// The server rolled the transaction back, because of others.
    #[error("rolled the transaction back: {0}")]
    RolledBack(String),
    /// The connection ended. Nothing was changed.
    #[error("closed the connection: {0}")]
    Lost(String),
    /// The connection ended before the server confirmed a change.
    #[error("closed the connection while it stored a change, which may or may not be stored: {0}")]
    Unconfirmed(String),
    /// A statement took longer than allowed.
    #[error("did not answer in time: {0}")]
    TimedOut(String),
    /// The content is invalid: overwritten or edited manually.
    #[error("is damaged: {0}")]
    Damaged(String),
    /// The disk of the server is full.
    #[error("cannot grow: {0}")]
    Full(String),
    /// Any other error.
    #[error("cannot be used: {0}")]
    Other(String),
}

impl DatabaseProblem {
    /// What the user can do, in sentences.
    #[must_use]
    pub fn remedy(&self) -> &'static str {
        match self {
            Self::Unreachable(_) => {
                "Check the host and the port, that the server is running, and that this machine may connect to it."
            }
            Self::NotAccepted(_) => {
                "Check the user, the password (in PGPASSWORD, the password file or the URL), and the server's pg_hba.conf."
            }
            Self::NoDatabase(_) => "Check the name, or create the database: a hierarchy is created in an existing one.",
            Self::NotTrusted(_) => {
                "Switch on TLS at the server, name the file of the authority that signed its certificate with sslrootcert, and \
                 name the host as the certificate does. Without that, anybody on the network can read and change the hierarchy."
            }
            Self::NoSuchHost(_) => "Wait until one of the hosts is that, or change target_session_attrs.",
            Self::TooManyConnections { .. } => {
                "Try again later, run fewer processes at once, or raise max_connections of the server. A process uses at most \
                 two connections."
            }
            Self::TooOld(_) => "Use PostgreSQL 13 or later.",
            Self::Encoding(_) => "Use a database with the encoding UTF8.",
            Self::Missing => "Check the URL and its ?hierarchy=NAME. The first change creates a hierarchy.",
            Self::NotAHierarchy(_) => {
                "Use another name with ?hierarchy=NAME. This schema belongs to another program and was not changed."
            }
            Self::Newer { .. } => "Use the release that wrote the hierarchy, or a newer one.",
            Self::Denied(_) => "Grant the role what it needs; the guide on shared hierarchies has the statements.",
            Self::ReadOnly(_) => {
                "To change the hierarchy, use a role that may write on the primary server: name all hosts in the URL, with \
                 target_session_attrs=read-write."
            }
            Self::Locked { .. } => "Let it finish, or end it, and try again.",
            Self::RolledBack(_) | Self::Lost(_) => "Nothing was changed. Try again.",
            Self::Unconfirmed(_) => "Look with \"supctl history\", or plan again: the plan shows whether it is there.",
            Self::TimedOut(_) => "Nothing was changed. Try again; if it persists, look for what keeps the server busy.",
            Self::Damaged(_) => "Restore the database from a backup, or use another name with ?hierarchy=NAME.",
            Self::Full(_) => "Free some space on the server and try again. The hierarchy was not changed.",
            Self::Other(_) => "Try again. If the error persists, report it with this text.",
        }
    }

    /// Whether the same transaction may succeed when it begins again.
    pub(super) fn may_pass(&self) -> bool {
        matches!(self, Self::RolledBack(_) | Self::Lost(_))
    }

    /// What is wrong, by an error of the client.
    pub(super) fn of(error: &tokio_postgres::Error) -> Self {
        let reason = reason(error);
        let Some(code) = error.code() else {
            return if error.is_closed() || is_io(error) { Self::Lost(reason) } else { Self::Other(reason) };
        };
        match code.code() {
            _ if *code == SqlState::INVALID_CATALOG_NAME => Self::NoDatabase(reason),
            _ if *code == SqlState::INSUFFICIENT_PRIVILEGE => Self::Denied(reason),
            _ if *code == SqlState::READ_ONLY_SQL_TRANSACTION => Self::ReadOnly(reason),
            _ if *code == SqlState::QUERY_CANCELED => Self::TimedOut(reason),
            _ if *code == SqlState::LOCK_NOT_AVAILABLE => {
                Self::Locked { holder: "another process".to_owned(), waited_seconds: 0 }
            }
            _ if *code == SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT => Self::Lost(reason),
            _ if *code == SqlState::DATA_CORRUPTED || *code == SqlState::INDEX_CORRUPTED => Self::Damaged(reason),
            _ if *code == SqlState::UNDEFINED_TABLE || *code == SqlState::INVALID_SCHEMA_NAME => Self::Missing,
            _ if *code == SqlState::DISK_FULL => Self::Full(reason),
            _ if *code == SqlState::TOO_MANY_CONNECTIONS => Self::TooManyConnections { waited_seconds: 0, reason },
            // 28: not authorized; 57P: the server stops or starts; 08: connection; 40: rolled back.
            code if code.starts_with("28") => Self::NotAccepted(reason),
            code if code.starts_with("40") => Self::RolledBack(reason),
            code if code.starts_with("57P") || code.starts_with("08") => Self::Lost(reason),
            _ => Self::Other(reason),
        }
    }
}

/// What the server says, or the whole chain of causes: the client's own text is only the kind of error.
pub(super) fn reason(error: &tokio_postgres::Error) -> String {
    if let Some(answer) = error.as_db_error() {
        let detail = answer.detail().map(|detail| format!(" ({detail})"));
        return format!("{}{}", answer.message(), detail.unwrap_or_default());
    }
    let mut texts = Vec::new();
    let mut cause: Option<&dyn Error> = Some(error);
    while let Some(error) = cause {
        let text = error.to_string();
        if texts.last() != Some(&text) {
            texts.push(text);
        }
        cause = error.source();
    }
    texts.join(": ")
}

fn is_io(error: &tokio_postgres::Error) -> bool {
    error.source().is_some_and(|cause| cause.is::<std::io::Error>())
}
