use super::{Kind, Object, ObjectId};

impl Object {
    /// The objects it refers to. They can be removed only when it no longer does.
    pub(crate) fn references(&self) -> Vec<ObjectId> {
        let a_site = |code: &String| ObjectId::new(Kind::Site, code);
        let an_account = |name: &String| ObjectId::new(Kind::Account, name);
        match self {
            Self::Site(site) => site.parent_site_code.iter().map(a_site).collect(),
            Self::SiteSystem(system) => {
                let accounts = system.accounts().into_iter().filter_map(|(_, name)| name).map(an_account);
                accounts.chain([a_site(&system.site_code)]).collect()
            }
            Self::SupRole(sup) => {
                let upstream = sup.upstream_sup_id.iter().map(|id| ObjectId::new(Kind::SupRole, id));
                let account = sup.wsus_connection_account.iter().map(an_account);
                upstream.chain(account).chain([a_site(&sup.site_code)]).collect()
            }
            Self::SyncSettings(settings) => vec![ObjectId::new(Kind::Site, settings.site_code())],
            Self::Account(_) => Vec::new(),
        }
    }

    /// The objects that it must find when it is written: those it refers to, and the software update point of settings. A role
    /// also depends on its server, which it finds with other attributes than the default ones only where one is declared.
    pub(crate) fn prerequisites(&self) -> Vec<ObjectId> {
        let mut found = self.references();
        match self {
            Self::SupRole(_) => found.push(ObjectId::new(Kind::SiteSystem, self.id().id)),
            Self::SyncSettings(settings) => found.push(ObjectId::new(Kind::SupRole, &settings.sup_role_id)),
            Self::Site(_) | Self::SiteSystem(_) | Self::Account(_) => {}
        }
        found
    }

    /// The objects it refers to and another one does not.
    pub(crate) fn references_beyond(&self, other: Option<&Self>) -> Vec<ObjectId> {
        let kept: Vec<_> = other.into_iter().flat_map(Self::references).map(|id| id.identity()).collect();
        self.references().into_iter().filter(|id| !kept.contains(&id.identity())).collect()
    }
}
