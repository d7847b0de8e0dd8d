use schemars::JsonSchema;
use serde::Serialize;

use crate::sync::LogFile;

/// A component of a software update point that reports status messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
pub enum Component {
    /// WSUS Configuration Manager, at the site server.
    #[serde(rename = "SMS_WSUS_CONFIGURATION_MANAGER")]
    ConfigurationManager,
    /// WSUS Control Manager, at the server of a software update point.
    #[serde(rename = "SMS_WSUS_CONTROL_MANAGER")]
    ControlManager,
    /// WSUS Synchronization Manager, at the site server.
    #[serde(rename = "SMS_WSUS_SYNC_MANAGER")]
    SyncManager,
}

impl Component {
    /// All, by name.
    pub const ALL: [Self; 3] = [Self::ConfigurationManager, Self::ControlManager, Self::SyncManager];

    /// Its name in the product.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        let log = match self {
            Self::ConfigurationManager => LogFile::Wcm,
            Self::ControlManager => LogFile::WsusCtrl,
            Self::SyncManager => LogFile::Wsyncmgr,
        };
        log.component()
    }

    /// The component with a name of the product.
    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|component| component.as_str() == name)
    }
}

/// The severity of a status message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MessageSeverity {
    /// Normal operation.
    Information,
    /// A problem the component can work around.
    Warning,
    /// A problem that somebody must fix.
    Error,
}

impl MessageSeverity {
    /// All, the lowest first.
    pub const ALL: [Self; 3] = [Self::Information, Self::Warning, Self::Error];

    /// Its name: `information`, `warning`, `error`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Information => "information",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }

    /// By the letter of logs.
    pub(super) fn of_letter(letter: char) -> Self {
        match letter {
            'E' => Self::Error,
            'W' => Self::Warning,
            _ => Self::Information,
        }
    }
}
