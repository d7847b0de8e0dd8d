//! `configmgr_account`.

use tfplugin::Schema;
use tfplugin::framework::timeouts::Timeouts;
use tfplugin::framework::value::{Attr, Secret, Value};

use super::identities::AccountIdentity;
use crate::resource::{ListFilter, ResourceModel, Values};

/// An account registered in the hierarchy, for proxies and WSUS connections. Its password is never stored, planned or
/// logged.
#[derive(Clone, Debug, Schema)]
pub struct Account {
    /// `DOMAIN\user`.
    #[tf(computed, stable)]
    id: Attr<String>,
    /// The password. The provider gets it at apply and stores it nowhere. To set it again, raise `password_wo_version`.
    #[tf(optional, sensitive, write_only)]
    #[schemars(extend("x-follows" = "user_name"))]
    password_wo: Attr<Secret>,
    /// How long to wait while another process writes to the hierarchy. Default: 30 seconds.
    #[tf(block)]
    timeouts: Attr<Timeouts>,
}

/// Lists the accounts that are registered in the hierarchy.
#[derive(Debug, Schema)]
pub struct AccountFilter {}

impl ListFilter for AccountFilter {}

impl ResourceModel for Account {
    const TYPE_NAME: &'static str = "configmgr_account";
    const ID_FORMAT: (&'static str, &'static str) = (r"DOMAIN\user", r"CONTOSO\svc-wsus");
    type Identity = AccountIdentity;
    type Filter = AccountFilter;
    type Object = hierarchy::Account;
    const TREATMENT: &'static [(&'static str, &'static str)] = &[("user_name", "replace ignore_case")];
    const WRITE_ONLY: &'static [&'static str] = &["password_wo"];

    fn id(values: &Values<Self>) -> Attr<String> {
        values.text("user_name").map(|name| (*name).to_owned())
    }

    fn display_name(values: &Values<Self>) -> String {
        values.shown("user_name").to_owned()
    }

    fn derive_attributes(values: &mut Values<Self>) {
        values.set_text("id", Self::id(values));
    }

    fn from_import_id(id: &str) -> Option<Values<Self>> {
        let has_domain = |(domain, user): (&str, &str)| !domain.is_empty() && !user.is_empty() && !user.contains('\\');
        // A real site may have a user principal name, which a simulated hierarchy refuses (V61).
        let well_formed = id.split_once('\\').or_else(|| id.split_once('@')).is_some_and(has_domain);
        well_formed.then(|| Values::of([("user_name", Value::from(id))]))
    }
}
