//! The resources: schema structs, each in a file of its own. What they share is in `managed`.

mod account;
mod site;
mod site_system;
mod sup_role;
mod sync_settings;

pub use account::Account;
pub use site::Site;
pub use site_system::{Database, Proxy, SiteSystem, Wsus};
pub use sup_role::SupRole;
pub use sync_settings::{
    Interval, Languages, MaxRunTime, MonthlyByDate, MonthlyByWeekday, Schedule, Supersedence, SupersedenceRule,
    SyncSettings, ThirdPartyUpdates, Weekly, WsusMaintenance,
};

use tfplugin::framework::value::Attr;

/// Whether an import id can be a site code; whether it is one is for the hierarchy to say.
fn has_code_form(id: &str) -> bool {
    id.len() == 3 && id.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// The id of what is on a server of a site: `SITE/fqdn`.
fn server_id(site_code: &Attr<String>, server_fqdn: &Attr<String>) -> Attr<String> {
    match (site_code, server_fqdn) {
        (Attr::Known(site), Attr::Known(server)) => Attr::Known(format!("{site}/{server}")),
        (Attr::Null, _) | (_, Attr::Null) => Attr::Null,
        _ => Attr::Unknown,
    }
}

/// Site code and server of an id of the form `SITE/fqdn`.
fn split_server_id(id: &str) -> Option<(Attr<String>, Attr<String>)> {
    let (site, server) = id.split_once('/')?;
    let well_formed = site.len() == 3 && !server.is_empty() && !server.contains(['/', ' ']);
    well_formed.then(|| (Attr::Known(site.to_owned()), Attr::Known(server.to_owned())))
}

const SERVER_ID_FORM: (&str, &str) =
    ("the site code, a slash and the server's fully qualified name", "PS1/wsus01.contoso.com");
