/// Which server of the hosts is meant: libpq's `target_session_attrs`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in super::super) enum TargetSession {
    #[default]
    Any,
    ReadWrite,
    ReadOnly,
    Primary,
    Standby,
    PreferStandby,
}

/// What a server is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) struct Role {
    /// Whether it follows another server.
    pub(in super::super) is_standby: bool,
    /// Whether transactions only read, unless they ask for more.
    pub(in super::super) is_read_only: bool,
}

impl TargetSession {
    pub(super) const NAMES: &str = "any, read-write, read-only, primary, standby or prefer-standby";

    pub(super) fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "any" => Self::Any,
            "read-write" => Self::ReadWrite,
            "read-only" => Self::ReadOnly,
            "primary" => Self::Primary,
            "standby" => Self::Standby,
            "prefer-standby" => Self::PreferStandby,
            _ => return None,
        })
    }

    /// What is looked for among all hosts, then among all hosts again.
    pub(in super::super) fn passes(self) -> &'static [Self] {
        match self {
            Self::Any => &[Self::Any],
            Self::ReadWrite => &[Self::ReadWrite],
            Self::ReadOnly => &[Self::ReadOnly],
            Self::Primary => &[Self::Primary],
            Self::Standby => &[Self::Standby],
            Self::PreferStandby => &[Self::Standby, Self::Any],
        }
    }

    /// Whether the role of a server must be known.
    pub(in super::super) fn is_selective(self) -> bool {
        self != Self::Any
    }

    pub(in super::super) fn accepts(self, role: Role) -> bool {
        match self {
            Self::Any | Self::PreferStandby => true,
            Self::ReadWrite => !role.is_read_only,
            Self::ReadOnly => role.is_read_only,
            Self::Primary => !role.is_standby,
            Self::Standby => role.is_standby,
        }
    }

    /// What a server that was not accepted is.
    pub(in super::super) fn refusal(self) -> &'static str {
        match self {
            Self::ReadWrite => "it is read-only",
            Self::ReadOnly => "it is not read-only",
            Self::Primary => "it is a standby",
            Self::Standby | Self::PreferStandby | Self::Any => "it is not a standby",
        }
    }
}
