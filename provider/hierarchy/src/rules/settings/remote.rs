//! What the sync settings of a site require of software update points that are not on its site server.

use crate::judgement::{Origin, Problem, RuleId, Severity};
use crate::model::{Kind, SupRole, SyncSettings, key};
use crate::readiness::is_database_out_of_reach;
use crate::rules::context::{Outcome, RuleContext};
use crate::rules::pages;
use crate::rules::role_on_server::server_in;
use crate::rules::rule::Check::Conflicts;
use crate::rules::rule::Reads::AllOf;
use crate::rules::rule::Rule;
use crate::rules::source::Source;
use crate::store::{Lookup, StoreError};
use crate::wording::listed;

const BOTH: &[Kind] = &[Kind::SyncSettings, Kind::SupRole];

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: RuleId("V117"),
        title: "remote software update points use SSL for third-party updates",
        kinds: BOTH,
        severity: Severity::Warning,
        source: Source::of(&[pages::THIRD_PARTY]),
        origin: Origin::Documented,
        fix: "Require SSL at every software update point of the site that is not on the site server.",
        reads: AllOf(&["third_party_updates.enabled", "site_code", "server_fqdn", "require_ssl"]),
        check: Conflicts(third_party_updates_use_ssl),
    },
    Rule {
        id: RuleId("V118"),
        title: "WSUS maintenance can reach the database of remote software update points",
        kinds: BOTH,
        severity: Severity::Warning,
        source: Source::of(&[pages::MAINTENANCE]),
        origin: Origin::Documented,
        fix: "Use SQL Server for remote software update points, or leave out add_indexes and remove_obsolete.",
        reads: AllOf(&["wsus_maintenance.add_indexes", "wsus_maintenance.remove_obsolete", "site_code", "server_fqdn"]),
        check: Conflicts(maintenance_reaches_databases),
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
    is_missed: fn(&SupRole, &RuleContext<'_>) -> Result<bool, StoreError>,
    /// Whether the settings of the top-level site apply to the first software update point of each site, not only to
    /// those of its own site.
    is_inherited: bool,
    what: &'static str,
    remedy: &'static str,
}

fn third_party_updates_use_ssl(context: &RuleContext<'_>) -> Outcome {
    Demand {
        by: "third_party_updates.enabled",
        of: "require_ssl",
        is_made: |settings| settings.third_party_updates.as_ref().is_some_and(|updates| updates.enabled),
        is_missed: |sup, _| Ok(!sup.require_ssl),
        is_inherited: false,
        what: "third-party updates are enabled, but SSL is not required at",
        remedy: "The site server publishes third-party updates and their certificate to WSUS. Over the network, this \
                  should use SSL. Set up WSUS for SSL and write require_ssl = true in the role.",
    }
    .judge(context)
}

fn maintenance_reaches_databases(context: &RuleContext<'_>) -> Outcome {
    Demand {
        by: "wsus_maintenance",
        of: "server_fqdn",
        is_made: |settings| {
            settings.wsus_maintenance.as_ref().is_some_and(|tasks| tasks.add_indexes || tasks.remove_obsolete)
        },
        is_missed: |sup, context| {
            let server = server_in(sup, context.everything, context.view)?;
            let site = context.everything.site(&sup.site_code)?;
            Ok(site.zip(server).is_some_and(|(site, server)| is_database_out_of_reach(&site.server_fqdn, &server)))
        },
        is_inherited: true,
        what: "add_indexes and remove_obsolete cannot reach the internal database of",
        remedy: "The site server runs these tasks. A Windows Internal Database can be reached only from its own \
                  server. Use a database in SQL Server (wsus.database of the configmgr_site_system), or leave out the \
                  tasks.",
    }
    .judge(context)
}

impl Demand {
    fn judge(&self, context: &RuleContext<'_>) -> Outcome {
        let (attribute, missed) = match (context.written::<SyncSettings>(), context.written::<SupRole>()) {
            (Some(settings), _) if (self.is_made)(settings) => {
                let lookup = if self.is_inherited { Lookup::All } else { Lookup::Site(settings.site_code()) };
                let sups = context.view.all::<SupRole>(lookup)?.into_iter().map(|sup| sup.object);
                (self.by, self.missed(sups.filter(|sup| !self.is_inherited || !sup.is_replica()), context)?)
            }
            (_, Some(sup)) if self.is_made_for(sup, context)? => (self.of, self.missed([sup.clone()], context)?),
            _ => return Ok(Vec::new()),
        };
        if missed.is_empty() {
            return Ok(Vec::new());
        }
        Ok(vec![Problem::at(attribute, format!("{} {}", self.what, listed(&missed)), self.remedy)])
    }

    fn is_made_for(&self, sup: &SupRole, context: &RuleContext<'_>) -> Result<bool, StoreError> {
        if self.is_inherited {
            return Ok(!sup.is_replica() && (self.is_made)(&context.view.top_level_settings()?));
        }
        Ok(context.view.settings(&sup.site_code)?.is_some_and(|stored| (self.is_made)(&stored.object)))
    }

    /// The ids of the roles that are not on their site server and lack what is required.
    fn missed(
        &self,
        sups: impl IntoIterator<Item = SupRole>,
        context: &RuleContext<'_>,
    ) -> Result<Vec<String>, StoreError> {
        let mut missed = Vec::new();
        for sup in sups {
            let site = context.everything.site(&sup.site_code)?;
            let is_remote = site.is_some_and(|site| key(&site.server_fqdn) != key(&sup.server_fqdn));
            if is_remote && (self.is_missed)(&sup, context)? {
                missed.push(sup.id());
            }
        }
        Ok(missed)
    }
}
