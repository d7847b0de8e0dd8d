//! What the sync settings of a site require of software update points that are not on its site server.

use crate::judgement::{Origin, Problem, RuleId, Severity};
use crate::model::{DatabaseKind, Kind, SupRole, SyncSettings, key};
use crate::rules::context::{Case, Outcome};
use crate::rules::role_on_server::server_in;
use crate::rules::rule::Check::Settled;
use crate::rules::rule::Reads::Together;
use crate::rules::rule::Rule;
use crate::store::{Lookup, StoreError};
use crate::wording::listed;

const BOTH: &[Kind] = &[Kind::SyncSettings, Kind::SupRole];

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: RuleId("V117"),
        title: "remote software update points use SSL for third-party updates",
        kinds: BOTH,
        severity: Severity::Warning,
        source: "Enable third-party updates",
        origin: Origin::Documented,
        mend: "Require SSL at every software update point of the site that is not on the site server.",
        reads: Together(&["third_party_updates.enabled", "site_code", "server_fqdn", "require_ssl"]),
        check: Settled(third_party_updates_use_ssl),
    },
    Rule {
        id: RuleId("V118"),
        title: "WSUS maintenance can reach the database of remote software update points",
        kinds: BOTH,
        severity: Severity::Warning,
        source: "Software updates maintenance",
        origin: Origin::Documented,
        mend: "Use SQL Server for remote software update points, or leave out add_indexes and remove_obsolete.",
        reads: Together(&[
            "wsus_maintenance.add_indexes",
            "wsus_maintenance.remove_obsolete",
            "site_code",
            "server_fqdn",
        ]),
        check: Settled(maintenance_reaches_databases),
    },
];

/// A rule about the settings of a site and its remote roles, whichever of them a change writes: what the settings
/// require, and which roles lack it.
struct Demand {
    /// The attribute of the settings.
    by: &'static str,
    /// The attribute of a role.
    of: &'static str,
    is_made: fn(&SyncSettings) -> bool,
    is_missed: fn(&SupRole, &Case<'_>) -> Result<bool, StoreError>,
    what: &'static str,
    way_out: &'static str,
}

fn third_party_updates_use_ssl(case: &Case<'_>) -> Outcome {
    Demand {
        by: "third_party_updates.enabled",
        of: "require_ssl",
        is_made: |settings| settings.third_party_updates.as_ref().is_some_and(|updates| updates.enabled),
        is_missed: |sup, _| Ok(!sup.require_ssl),
        what: "third-party updates are enabled, but SSL is not required at",
        way_out: "The site server publishes third-party updates and their certificate to WSUS. Over the network, this \
                  should use SSL. Set up WSUS for SSL and write require_ssl = true in the role.",
    }
    .judge(case)
}

fn maintenance_reaches_databases(case: &Case<'_>) -> Outcome {
    Demand {
        by: "wsus_maintenance",
        of: "server_fqdn",
        is_made: |settings| {
            settings.wsus_maintenance.as_ref().is_some_and(|tasks| tasks.add_indexes || tasks.remove_obsolete)
        },
        is_missed: |sup, case| {
            let server = server_in(sup, case.everything, case.view)?;
            Ok(server.is_some_and(|server| server.wsus.database.kind == DatabaseKind::Wid))
        },
        what: "add_indexes and remove_obsolete cannot reach the internal database of",
        way_out: "The site server runs these tasks. A Windows Internal Database can be reached only from its own \
                  server. Use a database in SQL Server (wsus.database of the configmgr_site_system), or leave out the \
                  tasks.",
    }
    .judge(case)
}

impl Demand {
    fn judge(&self, case: &Case<'_>) -> Outcome {
        let (attribute, missed) = match (case.written::<SyncSettings>(), case.written::<SupRole>()) {
            (Some(settings), _) if (self.is_made)(settings) => {
                let sups = case.view.all::<SupRole>(Lookup::Site(settings.site_code()))?;
                (self.by, self.missed(sups.into_iter().map(|sup| sup.object), case)?)
            }
            (_, Some(sup))
                if case.view.settings(&sup.site_code)?.is_some_and(|stored| (self.is_made)(&stored.object)) =>
            {
                (self.of, self.missed([sup.clone()], case)?)
            }
            _ => return Ok(Vec::new()),
        };
        if missed.is_empty() {
            return Ok(Vec::new());
        }
        Ok(vec![Problem::at(attribute, format!("{} {}", self.what, listed(&missed)), self.way_out)])
    }

    /// The ids of the roles that are not on their site server and lack what is required.
    fn missed(&self, sups: impl IntoIterator<Item = SupRole>, case: &Case<'_>) -> Result<Vec<String>, StoreError> {
        let mut missed = Vec::new();
        for sup in sups {
            let site = case.everything.site(&sup.site_code)?;
            let is_remote = site.is_some_and(|site| key(&site.server_fqdn) != key(&sup.server_fqdn));
            if is_remote && (self.is_missed)(&sup, case)? {
                missed.push(sup.id());
            }
        }
        Ok(missed)
    }
}
