//! What identifies objects. The name of the hierarchy is not part of it.

use tfplugin::Identity;

use crate::resource::ObjectIdentity;

/// What identifies a site, and the settings that a site has once.
#[derive(Debug, Identity)]
pub struct SiteIdentity {
    /// Code of the site.
    #[tf(required_for_import, ignore_case)]
    site_code: String,
}

impl ObjectIdentity for SiteIdentity {
    fn of_id(id: &str) -> Option<Self> {
        Some(Self { site_code: id.to_owned() })
    }

    fn id(&self) -> String {
        self.site_code.clone()
    }
}

/// What identifies a server of a site, and the role on it.
#[derive(Debug, Identity)]
pub struct ServerIdentity {
    /// Code of the site.
    #[tf(required_for_import, ignore_case)]
    site_code: String,
    /// Fully qualified name of the server.
    #[tf(required_for_import, ignore_case)]
    server_fqdn: String,
}

impl ObjectIdentity for ServerIdentity {
    fn of_id(id: &str) -> Option<Self> {
        let (site_code, server_fqdn) = id.split_once('/')?;
        Some(Self { site_code: site_code.to_owned(), server_fqdn: server_fqdn.to_owned() })
    }

    fn id(&self) -> String {
        format!("{}/{}", self.site_code, self.server_fqdn)
    }
}

/// What identifies an account.
#[derive(Debug, Identity)]
pub struct AccountIdentity {
    /// The account as `DOMAIN\user`; in HCL the backslash is doubled: `"CONTOSO\\svc-wsus"`.
    #[tf(required_for_import, ignore_case)]
    user_name: String,
}

impl ObjectIdentity for AccountIdentity {
    fn of_id(id: &str) -> Option<Self> {
        Some(Self { user_name: id.to_owned() })
    }

    fn id(&self) -> String {
        self.user_name.clone()
    }
}
