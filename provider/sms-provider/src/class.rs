//! The classes of the SMS Provider, and the rows of each that are read.

use crate::facts::{self, Field, Property};

/// A class of the SMS Provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// `SMS_Site`: sites.
    Site,
    /// `SMS_SCI_SysResUse`: servers and roles.
    SystemResource,
    /// `SMS_SCI_Component`: the two components of a software update point.
    Component,
    /// `SMS_UpdateCategoryInstance`: companies, families, products and classifications.
    Category,
    /// `SMS_SUPSyncStatus`: the state of synchronization.
    SyncStatus,
    /// `SMS_Alert`: the alert of a failed synchronization.
    Alert,
    /// `SMS_SCI_Reserved`: accounts. It also has their encrypted passwords, which are never read.
    Account,
}

impl Class {
    /// All, in the order in which they are collected.
    pub const ALL: [Self; 7] = [
        Self::Site,
        Self::SystemResource,
        Self::Component,
        Self::Category,
        Self::SyncStatus,
        Self::Alert,
        Self::Account,
    ];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Site => "SMS_Site",
            Self::SystemResource => "SMS_SCI_SysResUse",
            Self::Component => "SMS_SCI_Component",
            Self::Category => "SMS_UpdateCategoryInstance",
            Self::SyncStatus => "SMS_SUPSyncStatus",
            Self::Alert => "SMS_Alert",
            Self::Account => "SMS_SCI_Reserved",
        }
    }

    /// The class of this name, case-insensitive.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.name().eq_ignore_ascii_case(name))
    }

    /// What is read of it, for an auditor.
    #[must_use]
    pub fn purpose(self) -> &'static str {
        match self {
            Self::Site => "The sites of the hierarchy.",
            Self::SystemResource => {
                "The servers with roles, and the software update points on them. Other roles are not read."
            }
            Self::Component => "The settings of the software update point component of each site.",
            Self::Category => {
                "The companies, product families, products and classifications, and which are subscribed."
            }
            Self::SyncStatus => "The state of synchronization of each software update point.",
            Self::Alert => "Whether a failed synchronization raises an alert.",
            Self::Account => {
                "The names of the accounts. Their passwords are in Reserved2 of the same class: it is never read."
            }
        }
    }

    /// Which rows are read, as a condition of WQL.
    #[must_use]
    pub fn filter(self) -> Option<&'static str> {
        match self {
            Self::SystemResource => Some("RoleName = 'SMS Site System' OR RoleName = 'SMS Software Update Point'"),
            Self::Component => {
                Some("ComponentName = 'SMS_WSUS_CONFIGURATION_MANAGER' OR ComponentName = 'SMS_WSUS_SYNC_MANAGER'")
            }
            Self::Alert => Some("Name LIKE 'Synchronization failure alert for software update point:%'"),
            Self::Account => Some("ItemType = 'User'"),
            Self::Site | Self::Category | Self::SyncStatus => None,
        }
    }

    /// The columns that tell which object a row is, and what it says beside attributes.
    fn own_columns(self) -> &'static [&'static str] {
        match self {
            Self::Site => &["SiteCode", "Status", "Mode", "Version", "TimeZoneInfo"],
            Self::SystemResource => &["SiteCode", "RoleName", "NALType", "NetworkOSPath", "FileType"],
            Self::Component => &["SiteCode", "ComponentName", "FileType"],
            Self::Category => &[
                "CategoryInstance_UniqueID",
                "CategoryInstanceID",
                "CategoryTypeName",
                "ParentCategoryInstanceID",
                "LocalizedCategoryInstanceName",
                "AllowSubscription",
                "IsSubscribed",
            ],
            Self::SyncStatus => &[
                "SiteCode",
                "WSUSServerName",
                "WSUSSourceServer",
                "LastSyncState",
                "LastSyncStateTime",
                "LastSuccessfulSyncTime",
                "LastSyncErrorCode",
                "SyncCatalogVersion",
                "ReplicationLinkStatus",
                "LastReplicationLinkCheckTime",
            ],
            Self::Alert => &["Name"],
            Self::Account => &["UserName"],
        }
    }

    /// The columns that are read, without that of embedded properties.
    #[must_use]
    pub fn columns(self) -> Vec<&'static str> {
        let mut columns = self.own_columns().to_vec();
        for property in self.properties().filter(|property| property.field == Field::Column) {
            if !columns.contains(&property.name) {
                columns.push(property.name);
            }
        }
        columns
    }

    /// The names of the embedded properties that are read, in order; none if the class has none.
    #[must_use]
    pub fn embedded(self) -> Vec<&'static str> {
        let embedded = self.properties().filter(|property| property.field != Field::Column);
        let mut names: Vec<_> = embedded.map(|property| property.name).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    fn properties(self) -> impl Iterator<Item = &'static Property> {
        facts::all().flat_map(facts::Fact::properties).filter(move |property| property.source.class() == self)
    }
}

/// Rows of a class that are about the same kind of thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// A site.
    Site,
    /// The role `SMS Site System` of a server.
    SiteSystem,
    /// The role `SMS Software Update Point` of a server.
    SoftwareUpdatePoint,
    /// The component `SMS_WSUS_CONFIGURATION_MANAGER` of a site.
    ConfigurationManager,
    /// The component `SMS_WSUS_SYNC_MANAGER` of a site.
    SyncManager,
    /// A category of updates.
    Category,
    /// An alert.
    Alert,
    /// An account.
    Account,
}

impl Source {
    /// The class of the rows.
    #[must_use]
    pub fn class(self) -> Class {
        match self {
            Self::Site => Class::Site,
            Self::SiteSystem | Self::SoftwareUpdatePoint => Class::SystemResource,
            Self::ConfigurationManager | Self::SyncManager => Class::Component,
            Self::Category => Class::Category,
            Self::Alert => Class::Alert,
            Self::Account => Class::Account,
        }
    }

    /// The column and its value that the rows have in common; `None` if they are all rows of the class.
    #[must_use]
    pub fn discriminator(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::SiteSystem => Some(("RoleName", "SMS Site System")),
            Self::SoftwareUpdatePoint => Some(("RoleName", "SMS Software Update Point")),
            Self::ConfigurationManager => Some(("ComponentName", "SMS_WSUS_CONFIGURATION_MANAGER")),
            Self::SyncManager => Some(("ComponentName", "SMS_WSUS_SYNC_MANAGER")),
            Self::Site | Self::Category | Self::Alert | Self::Account => None,
        }
    }

    /// A column of the rows.
    pub(crate) const fn column(self, name: &'static str) -> Property {
        Property { source: self, name, field: Field::Column }
    }

    /// A number in an embedded property.
    pub(crate) const fn value(self, name: &'static str) -> Property {
        Property { source: self, name, field: Field::Value }
    }

    /// A text in `Value1` of an embedded property.
    pub(crate) const fn value1(self, name: &'static str) -> Property {
        Property { source: self, name, field: Field::Value1 }
    }

    /// A text in `Value2` of an embedded property.
    pub(crate) const fn value2(self, name: &'static str) -> Property {
        Property { source: self, name, field: Field::Value2 }
    }
}
