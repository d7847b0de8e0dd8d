//! `configmgr_site`.

use hierarchy::{DEFAULT_INSTALL_DIRECTORY, SiteType, is_same_folder};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tfplugin::framework::diagnostics::Diagnostics;
use tfplugin::framework::path::Path;
use tfplugin::framework::timeouts::Timeouts;
use tfplugin::framework::value::Attr;

use super::ids::looks_like_site_code;
use crate::client::{Client, Tier};
use crate::resource::ResourceModel;

/// A site of the hierarchy: the central administration site, a primary site or a secondary site. Removing a site also removes
/// its servers, roles and settings; a site with child sites cannot be removed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Site {
    /// The site code.
    #[schemars(extend("x-terraform" = "computed stable"))]
    pub id: Attr<String>,
    /// Three characters, A-Z and 0-9, unique in the hierarchy. `AUX`, `CON`, `NUL`, `PRN`, `SMS` and `ENV` are reserved.
    /// The code of a removed primary or central administration site cannot be used again until the last site is removed.
    #[schemars(extend("x-terraform" = "required replace"))]
    pub site_code: Attr<String>,
    /// Friendly name of the site: letters, digits and hyphens.
    #[schemars(extend("x-terraform" = "required replace"))]
    pub name: Attr<String>,
    /// Type of the site.
    #[schemars(extend("x-terraform" = "required replace"))]
    pub r#type: Attr<SiteType>,
    /// Code of the parent site: the central administration site for a primary site, a primary site for a secondary site,
    /// unset for the top-level site. Write it as a reference, `configmgr_site.cas.site_code`, which orders the installation.
    ///
    /// Two changes are made in place: a stand-alone primary site joins a central administration site that is installed above
    /// it, and the last primary site below a central administration site becomes stand-alone. Every other change replaces
    /// the site.
    #[schemars(extend("x-terraform" = "optional"))]
    pub parent_site_code: Attr<String>,
    /// Fully qualified name of the site server. A server belongs to one site only.
    #[schemars(extend("x-terraform" = "required replace ignore_case"))]
    pub server_fqdn: Attr<String>,
    /// Folder the product is installed in, on a drive of the site server. Another spelling of the same folder (letter case,
    /// `/`, a separator at the end) is not a change.
    #[schemars(extend("x-terraform" = "optional computed replace", "default" = DEFAULT_INSTALL_DIRECTORY))]
    pub install_directory: Attr<String>,
    /// Current-branch version such as `2509`. It can only be raised. Top-level site only: child sites have the same version.
    /// If it is not set, it is not managed here: an upgrade at the console is not a change.
    #[schemars(extend("x-terraform" = "optional computed stable"))]
    pub version: Attr<String>,
    /// How long to wait while another process writes to the hierarchy. Default: 30 seconds. `create` is also how long to wait
    /// until it is installed, where installing takes time (`supctl world`). Default: 20 minutes.
    #[schemars(extend("x-terraform" = "block"))]
    pub timeouts: Attr<Timeouts>,
}

impl ResourceModel for Site {
    const TYPE_NAME: &'static str = "configmgr_site";
    const ID_FORMAT: (&'static str, &'static str) = ("the site code", "PS1");
    type Object = hierarchy::Site;

    fn id(&self) -> Attr<String> {
        self.site_code.clone()
    }

    fn timeouts(&self) -> &Attr<Timeouts> {
        &self.timeouts
    }

    fn derive_attributes(&mut self) {
        self.id = self.site_code.clone();
    }

    fn apply_defaults(&mut self, config: &Self) {
        if !config.version.is_null() {
            return;
        }
        self.version = match (&self.parent_site_code, &self.version) {
            (Attr::Null, Attr::Known(version)) => Attr::Known(version.clone()),
            // A site without a parent keeps its version, a child site has none of its own.
            (Attr::Unknown, Attr::Known(_)) => Attr::Unknown,
            _ => Attr::Null,
        };
    }

    fn keep_spelling(&mut self, prior: &Self) {
        if let (Attr::Known(was), Attr::Known(is)) = (&prior.install_directory, &self.install_directory)
            && is_same_folder(was, is)
        {
            self.install_directory = prior.install_directory.clone();
        }
    }

    fn from_import_id(id: &str) -> Option<Self> {
        looks_like_site_code(id).then(|| Self { site_code: Attr::Known(id.to_owned()), ..Self::default() })
    }

    fn requires_replace(&self, planned: &Self) -> Vec<Path> {
        let primary = Attr::Known(SiteType::Primary);
        let is_primary = self.r#type == primary && planned.r#type == primary;
        let moves_in_place = is_primary && self.parent_site_code.is_null() != planned.parent_site_code.is_null();
        if self.parent_site_code == planned.parent_site_code || moves_in_place {
            return Vec::new();
        }
        vec![Path::of("parent_site_code")]
    }

    fn apply_tier_defaults(&mut self, _config: &Self, client: &Client) -> Result<(), Diagnostics> {
        let tier = match self.parent_site_code {
            Attr::Null => Tier::TopLevel,
            Attr::Known(_) | Attr::Unknown => Tier::Child,
        };
        if let Attr::Known(site_code) = &self.site_code {
            client.remember_tier(site_code, tier);
        }
        Ok(())
    }
}
