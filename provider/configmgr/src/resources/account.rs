//! `configmgr_account`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tfplugin::framework::timeouts::Timeouts;
use tfplugin::framework::value::{Attr, Secret};

use crate::resource::ResourceModel;

/// An account registered in the hierarchy, for proxies and WSUS connections. Its password is never stored, planned or
/// logged.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Account {
    /// `DOMAIN\user`.
    #[schemars(extend("x-terraform" = "computed stable"))]
    pub id: Attr<String>,
    /// The account as `DOMAIN\user`; in HCL the backslash is doubled: `"CONTOSO\\svc-wsus"`.
    #[schemars(extend("x-terraform" = "required replace ignore_case"))]
    pub user_name: Attr<String>,
    /// The password. The provider gets it at apply and stores it nowhere. To set it again, raise `password_wo_version`.
    #[schemars(extend("x-terraform" = "optional sensitive write_only"))]
    pub password_wo: Attr<Secret>,
    /// Version of `password_wo`. Raise it to set the password again: Terraform does not detect a change of the password.
    #[schemars(extend("x-terraform" = "optional"))]
    pub password_wo_version: Attr<i64>,
    /// How long to wait while another process writes to the hierarchy. Default: 30 seconds.
    #[schemars(extend("x-terraform" = "block"))]
    pub timeouts: Attr<Timeouts>,
}

impl ResourceModel for Account {
    const TYPE_NAME: &'static str = "configmgr_account";
    const ID_FORMAT: (&'static str, &'static str) = (r"DOMAIN\user", r"CONTOSO\svc-wsus");
    const RENAMED: &'static [(&'static str, &'static str)] = &[("password_wo_version", "password_version")];
    type Object = hierarchy::Account;

    fn id(&self) -> Attr<String> {
        self.user_name.clone()
    }

    fn timeouts(&self) -> &Attr<Timeouts> {
        &self.timeouts
    }

    fn derive_attributes(&mut self) {
        self.id = self.user_name.clone();
    }

    fn from_import_id(id: &str) -> Option<Self> {
        let (domain, user) = id.split_once('\\')?;
        let well_formed = !domain.is_empty() && !user.is_empty() && !user.contains('\\');
        well_formed.then(|| Self { user_name: Attr::Known(id.to_owned()), ..Self::default() })
    }
}
