use std::path::PathBuf;

/// Whether a connection is encrypted, and what the server must prove: libpq's `sslmode`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum SslMode {
    Disable,
    Allow,
    Prefer,
    Require,
    VerifyCa,
    VerifyFull,
}

/// How one attempt to connect is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Encryption {
    /// Not at all.
    None,
    /// By a server that may be anyone.
    Unverified,
    /// By a server whose certificate an authority signed that is trusted.
    Authority,
    /// By such a server, whose certificate also names the host.
    AuthorityAndName,
}

impl SslMode {
    pub(super) const NAMES: &str = "disable, allow, prefer, require, verify-ca or verify-full";

    pub(super) fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "disable" => Self::Disable,
            "allow" => Self::Allow,
            "prefer" => Self::Prefer,
            "require" => Self::Require,
            "verify-ca" => Self::VerifyCa,
            "verify-full" => Self::VerifyFull,
            _ => return None,
        })
    }

    /// The attempts to connect, in order. As in libpq, `require` checks the authority where one is named.
    pub(in super::super) fn attempts(self, roots: &Roots) -> &'static [Encryption] {
        match self {
            Self::Disable => &[Encryption::None],
            Self::Allow => &[Encryption::None, Encryption::Unverified],
            Self::Prefer => &[Encryption::Unverified, Encryption::None],
            Self::Require if roots.are_named() => &[Encryption::Authority],
            Self::Require => &[Encryption::Unverified],
            Self::VerifyCa => &[Encryption::Authority],
            Self::VerifyFull => &[Encryption::AuthorityAndName],
        }
    }
}

/// The authorities that are trusted: libpq's `sslrootcert`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) enum Roots {
    /// Those of `~/.postgresql/root.crt` if there is one, else those of the operating system.
    Usual,
    /// Those of the operating system.
    System,
    /// Those of a file.
    File(PathBuf),
}

impl Roots {
    pub(super) fn named(value: &str) -> Self {
        if value == "system" { Self::System } else { Self::File(value.into()) }
    }

    /// The file with the authorities; `None` for those of the operating system.
    pub(in super::super) fn file(&self) -> Option<PathBuf> {
        match self {
            Self::System => None,
            Self::File(file) => Some(file.clone()),
            Self::Usual => {
                let file = std::env::home_dir()?.join(".postgresql/root.crt");
                file.exists().then_some(file)
            }
        }
    }

    fn are_named(&self) -> bool {
        *self == Self::System || self.file().is_some()
    }
}
