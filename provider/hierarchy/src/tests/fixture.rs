//! Objects and hierarchies for tests.

use std::sync::Arc;

use super::memory::Memory;
use crate::{
    Account, Applied, ApplyError, Author, Change, DatabaseKind, Hierarchy, Kind, Location, ManualClock, Object,
    ObjectId, Proxy, RestOfRun, Site, SiteSystem, SiteType, SupRole, SyncSettings, WsusDatabase,
};

pub(crate) use SiteType::{CentralAdministration as Central, Primary, Secondary};

pub(crate) fn site(code: &str, r#type: SiteType, parent: Option<&str>) -> Site {
    Site {
        site_code: code.to_owned(),
        name: format!("Contoso-{code}"),
        r#type,
        parent_site_code: parent.map(str::to_owned),
        server_fqdn: server(&format!("cm-{code}")),
        install_directory: crate::DEFAULT_INSTALL_DIRECTORY.to_owned(),
        version: parent.is_none().then(|| "2509".to_owned()),
    }
}

pub(crate) fn server(host: &str) -> String {
    format!("{}.contoso.com", host.to_lowercase())
}

/// A SUP on `host`; the upstream is given as `SITE/host`.
pub(crate) fn sup(site_code: &str, host: &str, upstream: Option<&str>) -> SupRole {
    SupRole::with_defaults(site_code, &server(host), upstream.map(sup_id).as_deref())
}

/// `SITE/host` with the domain.
pub(crate) fn sup_id(short: &str) -> String {
    format!("{short}.contoso.com")
}

pub(crate) fn system(site_code: &str, host: &str) -> SiteSystem {
    SiteSystem::with_defaults(site_code, &server(host))
}

/// A server whose WSUS uses a SQL Server database and a content share.
pub(crate) fn sharing(site_code: &str, host: &str, sql_server: Option<&str>, name: Option<&str>) -> SiteSystem {
    let [server, name] = [sql_server, name].map(|name| name.map(str::to_owned));
    let mut system = system(site_code, host);
    system.wsus.database = WsusDatabase { kind: DatabaseKind::Sql, server, name };
    system.wsus.content_path = Some(r"\\files.contoso.com\WSUS".to_owned());
    system
}

pub(crate) fn settings(sup: &str) -> SyncSettings {
    let sup_id = sup_id(sup);
    match sup.split_once('/') {
        Some(("CAS", _)) => SyncSettings::top_level_defaults(&sup_id),
        _ => SyncSettings::child_defaults(&sup_id),
    }
}

pub(crate) fn account(user_name: &str) -> Account {
    Account { user_name: user_name.to_owned(), password_version: None }
}

pub(crate) fn proxy(account: Option<&str>) -> Proxy {
    Proxy { server: "proxy.contoso.com".to_owned(), port: 80, account: account.map(str::to_owned) }
}

pub(crate) fn create(object: impl Into<Object>) -> Change {
    Change::Create(object.into())
}

pub(crate) fn update(object: impl Into<Object>) -> Change {
    Change::Update(object.into())
}

pub(crate) fn delete(kind: Kind, id: &str) -> Change {
    Change::Delete(ObjectId::new(kind, id))
}

/// The rest of a run that removes these objects.
pub(crate) fn removing<'a>(ids: impl IntoIterator<Item = &'a ObjectId>) -> RestOfRun {
    let removed = ids.into_iter().map(|id| ObjectId::new(id.kind, id.key())).collect();
    RestOfRun::Known { changed: Arc::default(), removed: Arc::new(removed), written: Arc::default() }
}

pub(crate) fn author() -> Author {
    Author { actor: "alice".to_owned(), origin: "test".to_owned() }
}

pub(crate) fn clock() -> Arc<ManualClock> {
    Arc::new(ManualClock::at("2026-11-22T18:00:00Z".parse().unwrap()))
}

/// A new hierarchy in the database of the tests.
pub(crate) fn database() -> Location {
    let hierarchy = test_postgres::new_name();
    Location::database(&test_postgres::Server::shared().url(&format!("hierarchy={hierarchy}"))).unwrap()
}

pub(crate) fn empty() -> Hierarchy {
    Hierarchy::on(Memory::default(), clock())
}

impl Hierarchy {
    /// The hierarchy after changes that no rule refuses.
    pub(crate) fn after(self, changes: impl IntoIterator<Item = Change>) -> Self {
        for change in changes {
            self.make(change).unwrap();
        }
        self
    }

    pub(crate) fn make(&self, change: Change) -> Result<Applied, ApplyError> {
        self.apply(change, &author())
    }

    /// The server on `host`.
    pub(crate) fn site_system(&self, site_code: &str, host: &str) -> SiteSystem {
        let id = sup_id(&format!("{site_code}/{host}"));
        self.read(|view| view.one::<SiteSystem>(&id)).unwrap().unwrap().object
    }

    pub(crate) fn object(&self, kind: Kind, id: &str) -> Option<(Object, bool)> {
        let stored = self.get(&ObjectId::new(kind, id)).unwrap();
        stored.map(|stored| (stored.object, stored.declared))
    }
}

/// CAS with one SUP; below it PS1 with a first SUP and a replica, and PS2 without; below PS1 S11 with a SUP and S12
/// without.
pub(crate) fn contoso() -> Vec<Change> {
    vec![
        create(site("CAS", Central, None)),
        create(site("PS1", Primary, Some("CAS"))),
        create(site("PS2", Primary, Some("CAS"))),
        create(site("S11", Secondary, Some("PS1"))),
        create(site("S12", Secondary, Some("PS1"))),
        create(account("CONTOSO\\svc-wsus")),
        create(sup("CAS", "wsus-cas", None)),
        create(sup("PS1", "wsus-a", Some("CAS/wsus-cas"))),
        create(sup("PS1", "wsus-b", Some("PS1/wsus-a"))),
        create(sup("S11", "wsus-s11", Some("PS1/wsus-a"))),
    ]
}

/// [`contoso`] while `wsus-b` replaces `wsus-a` as the first SUP of PS1.
pub(crate) fn handover() -> Vec<Change> {
    let mut changes = contoso();
    changes.push(update(sup("PS1", "wsus-b", Some("CAS/wsus-cas"))));
    changes
}
