/// A log of the product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LogFile {
    /// Synchronization, at the site server.
    Wsyncmgr,
    /// Configuration of WSUS, at the site server.
    Wcm,
    /// Health of WSUS, at the server of the software update point.
    WsusCtrl,
    /// Installation of the role, at its server.
    SupSetup,
    /// Automatic deployment rules, at the site server.
    RuleEngine,
}

impl LogFile {
    /// All, in the order of lists.
    pub const ALL: [Self; 5] = [Self::Wsyncmgr, Self::Wcm, Self::WsusCtrl, Self::SupSetup, Self::RuleEngine];

    /// Its name without the extension, as the product writes it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Wsyncmgr => "wsyncmgr",
            Self::Wcm => "WCM",
            Self::WsusCtrl => "WSUSCtrl",
            Self::SupSetup => "SUPSetup",
            Self::RuleEngine => "ruleengine",
        }
    }

    /// Its name in the product's folder of logs.
    #[must_use]
    pub fn file_name(self) -> String {
        format!("{}.log", self.as_str())
    }

    /// The component that writes it.
    #[must_use]
    pub fn component(self) -> &'static str {
        match self {
            Self::Wsyncmgr => "SMS_WSUS_SYNC_MANAGER",
            Self::Wcm => "SMS_WSUS_CONFIGURATION_MANAGER",
            Self::WsusCtrl => "SMS_WSUS_CONTROL_MANAGER",
            // The component that setup writes is unknown; this is its name of the role.
            Self::SupSetup => "SMSWSUS",
            Self::RuleEngine => "SMS_RULE_ENGINE",
        }
    }
}
