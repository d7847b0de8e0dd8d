use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::object::key;

/// The default install directory of a site (the proposal of the setup wizard).
pub const DEFAULT_INSTALL_DIRECTORY: &str = r"C:\Program Files\Microsoft Configuration Manager";

/// A site of the hierarchy. Everything except the version is fixed at installation (V07, V15).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Site {
    /// Three characters, A-Z and 0-9, unique in the hierarchy. `AUX`, `CON`, `NUL`, `PRN`, `SMS` and `ENV` are reserved.
    /// The code of a removed primary or central administration site cannot be used again until the last site is removed.
    // V01–V04.
    pub site_code: String,
    /// Friendly name of the site: letters, digits and hyphens.
    // V05, V06.
    pub name: String,
    /// Type of the site.
    #[serde(rename = "type")]
    pub r#type: SiteType,
    /// Code of the parent site: the central administration site for a primary site, a primary site for a secondary site,
    /// unset for the top-level site. Write it as a reference, `configmgr_site.cas.site_code`, which orders the installation.
    ///
    /// Two changes are made in place: a stand-alone primary site joins a central administration site that is installed above
    /// it, and the last primary site below a central administration site becomes stand-alone. Every other change replaces
    /// the site.
    // V09–V15.
    pub parent_site_code: Option<String>,
    /// Fully qualified name of the site server. A server belongs to one site only.
    // V22, V24.
    pub server_fqdn: String,
    /// Folder the product is installed in, on a drive of the site server. Another spelling of the same folder (letter case,
    /// `/`, a separator at the end) is not a change.
    // V25.
    #[schemars(extend("default" = DEFAULT_INSTALL_DIRECTORY))]
    pub install_directory: String,
    /// Current-branch version such as `2509`. It can only be raised. Top-level site only: child sites have the same version.
    /// If it is not set, it is not managed here: an upgrade at the console is not a change.
    pub version: Option<String>,
}

impl Site {
    /// Whether the site reports to no other: a central administration site or a stand-alone primary.
    #[must_use]
    pub fn is_top_level(&self) -> bool {
        self.parent_site_code.is_none()
    }
}

/// The three types of site (product documentation, "Design a hierarchy of sites").
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SiteType {
    /// Top-level site of a hierarchy with several primary sites; has no clients.
    CentralAdministration,
    /// Serves clients; stand-alone, or a child of a central administration site.
    Primary,
    /// Serves a remote location of a primary site.
    Secondary,
}

impl fmt::Display for SiteType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::CentralAdministration => "central administration site",
            Self::Primary => "primary site",
            Self::Secondary => "secondary site",
        })
    }
}

impl Site {
    /// Whether the change moves a primary site below a central administration site, or makes it stand-alone: the only
    /// moves without reinstallation.
    #[must_use]
    pub fn moves_in_place(&self, to: &Self) -> bool {
        let is_primary = self.r#type == SiteType::Primary && to.r#type == SiteType::Primary;
        let stays = key(&self.site_code) == key(&to.site_code);
        is_primary && stays && self.parent_site_code.is_some() != to.parent_site_code.is_some()
    }
}
