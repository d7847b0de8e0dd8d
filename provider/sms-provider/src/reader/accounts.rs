use std::collections::BTreeMap;

use hierarchy::{Account, Kind, Object, ObjectId};

use super::notes::Notes;
use super::servers::Servers;
use crate::class::Class;
use crate::dump::Dump;

/// The accounts of the site. Where they cannot be read, those that servers and roles name: they exist, or the site could not
/// use them.
pub(super) fn read(dump: &Dump, top: &str, servers: &Servers, notes: &mut Notes) -> Vec<Object> {
    let mut accounts: BTreeMap<String, Account> = BTreeMap::new();
    let mut add = |name: &str| {
        let account = Account { user_name: name.to_owned(), password_version: None };
        accounts.entry(name.to_lowercase()).or_insert(account);
    };
    for record in dump.rows(Class::Account) {
        match record.text("UserName") {
            "" => notes.remark(
                &ObjectId::new(Kind::Site, top),
                "has an account without a name",
                "A row of SMS_SCI_Reserved has no UserName. It is left out.",
            ),
            name => add(name),
        }
    }
    if let Some(gap) = dump.gap(Class::Account) {
        servers.roles.iter().filter_map(|role| role.wsus_connection_account.as_deref()).for_each(&mut add);
        for system in &servers.systems {
            let of_proxy = system.proxy.as_ref().and_then(|proxy| proxy.account.as_deref());
            system.installation_account.as_deref().into_iter().chain(of_proxy).for_each(&mut add);
        }
        let objects: Vec<Object> = accounts.into_values().map(Object::from).collect();
        for object in &objects {
            let detail = format!("{gap}. The account is known only because a server or a role uses it.");
            notes.remark(&object.id(), "it is not known whether it is registered", detail);
        }
        return objects;
    }
    accounts.into_values().map(Object::from).collect()
}
