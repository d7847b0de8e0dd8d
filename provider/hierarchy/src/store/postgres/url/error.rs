/// Why a text is not the URL of a database. It never shows a part of the text, which could be a piece of a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UrlError {
    /// It does not begin with the scheme.
    #[error("it does not begin with postgres://")]
    Scheme,
    /// A percent sign does not begin an escaped byte, or the bytes are not UTF-8.
    #[error("a % in it does not begin an escaped byte of a UTF-8 text")]
    Escape,
    /// There is an `@` after the host, or a second one.
    #[error("it has an @ where none is expected, so that its user or password has an unescaped character")]
    UnescapedAt,
    /// It names no host.
    #[error("it names no host")]
    NoHost,
    /// A host is empty or has characters that a host cannot have.
    #[error("one of its hosts is neither a name, nor an address, nor the folder of a socket")]
    Host,
    /// A port is not a number from 1 to 65535.
    #[error("one of its ports is not a number from 1 to 65535")]
    Port,
    /// There are several ports, and their number is not that of the hosts.
    #[error("it has another number of ports than of hosts")]
    PortCount,
    /// It names no database, or its path has several parts.
    #[error("it does not name one database after the host")]
    Database,
    /// The name of the hierarchy is not allowed.
    #[error("the name of its hierarchy is not one of 1 to 48 lowercase letters, digits, - and _")]
    Hierarchy,
    /// A parameter without a value, or a name with an escaped character.
    #[error("one of its parameters is not a name and a value")]
    Parameter,
    /// A parameter that neither libpq nor this release knows. Its name could be a piece of a password.
    #[error("its parameter number {position} is not known")]
    Unknown {
        /// Its position after the `?`, from 1.
        position: usize,
    },
    /// A parameter that libpq knows and this release does not support.
    #[error("its parameter {0} is not supported")]
    Unsupported(
        /// The parameter.
        &'static str,
    ),
    /// A parameter, or what it stands for, is given twice.
    #[error("it gives {0} twice")]
    Twice(
        /// The parameter.
        &'static str,
    ),
    /// A value of a parameter that is not allowed.
    #[error("the value of its parameter {parameter} is not allowed")]
    Value {
        /// The parameter.
        parameter: &'static str,
        /// The allowed values.
        allowed: &'static str,
    },
}

impl UrlError {
    /// What the user can do, in sentences.
    #[must_use]
    pub fn remedy(&self) -> String {
        match self {
            Self::Value { parameter, allowed } => format!("Set {parameter} to {allowed}."),
            Self::Unsupported(parameter) => {
                format!("Remove {parameter}. The page of the provider lists what is supported.")
            }
            Self::Unknown { .. } | Self::Parameter => {
                "Write parameters after the database, as ?name=value&name=value. An & in a value is written %26."
                    .to_owned()
            }
            Self::NoHost => {
                "Name one, such as localhost, or the folder of a socket: ?host=/var/run/postgresql.".to_owned()
            }
            Self::Hierarchy => "Write ?hierarchy=NAME, such as ?hierarchy=test-2.".to_owned(),
            Self::Twice(_) => "Remove one of them.".to_owned(),
            Self::Escape | Self::UnescapedAt => {
                "Write other characters than letters and digits as % and two hexadecimal digits: @ is %40, / is %2F."
                    .to_owned()
            }
            Self::Host | Self::Port | Self::PortCount => {
                "Write HOST:PORT, several separated by commas, and an IPv6 address in brackets.".to_owned()
            }
            Self::Scheme | Self::Database => "Write postgres://USER@HOST:PORT/DATABASE?hierarchy=NAME.".to_owned(),
        }
    }
}
