//! A software update point and its server: two objects that must match, whichever of them changes.

use super::context::{Outcome, RuleContext};
use crate::change::Change;
use crate::judgement::Problem;
use crate::model::{Kind, Object, ObjectId, Site, SiteSystem, Subject, SupRole, Wsus};
use crate::store::{StoreError, View};

/// A software update point with its server.
pub(crate) struct RoleOnServer<'a> {
    pub(crate) sup: &'a SupRole,
    pub(crate) server: &'a SiteSystem,
    /// The objects they refer to: see [`Check::OnServer`](super::rule::Check::OnServer).
    pub(crate) view: &'a dyn View,
    /// The objects they may conflict with: see [`RuleContext::settled`].
    pub(crate) settled: &'a dyn View,
}

impl RoleOnServer<'_> {
    /// The site of both.
    pub(crate) fn site(&self) -> Result<Option<Site>, StoreError> {
        self.view.site(&self.sup.site_code)
    }

    /// The WSUS of the role, if it is installed (V43).
    pub(crate) fn wsus(&self) -> Option<&Wsus> {
        Some(&self.server.wsus).filter(|wsus| wsus.installed)
    }
}

/// Judges a changed role with its server, or a changed server with its role. A server whose role stays is not removed,
/// but reset to the defaults.
pub(crate) fn judge(context: &RuleContext<'_>, rule: fn(&RoleOnServer<'_>) -> Outcome) -> Outcome {
    match context.change {
        Change::Create(Object::SupRole(sup)) | Change::Update(Object::SupRole(sup)) => match server_of(sup, context)? {
            Some(server) => {
                rule(&RoleOnServer { sup, server: &server, view: context.view, settled: context.settled() })
            }
            None => Ok(Vec::new()),
        },
        Change::Create(Object::SiteSystem(server)) | Change::Update(Object::SiteSystem(server)) => {
            let problems = judge_server(server, context, rule)?;
            Ok(problems.into_iter().map(Problem::for_server).collect())
        }
        Change::Delete(_) => {
            let Some(server) = context.before.as_ref().and_then(|before| SiteSystem::of(&before.object)) else {
                return Ok(Vec::new());
            };
            let defaults = SiteSystem::with_defaults(&server.site_code, &server.server_fqdn);
            let problems = judge_server(&defaults, context, rule)?;
            Ok(problems.into_iter().map(Problem::after_release).collect())
        }
        Change::Create(_) | Change::Update(_) => Ok(Vec::new()),
    }
}

/// When the change of a server is made, its role may still change later in the same run: problems are only warnings
/// then.
fn judge_server(server: &SiteSystem, context: &RuleContext<'_>, rule: fn(&RoleOnServer<'_>) -> Outcome) -> Outcome {
    let Some(sup) = context.settled().sup(&context.id.id)? else {
        return Ok(Vec::new());
    };
    let problems = rule(&RoleOnServer { sup: &sup, server, view: context.view, settled: context.settled() })?;
    Ok(if context.is_planned() { problems } else { problems.into_iter().map(Problem::until_the_run_ends).collect() })
}

/// The server of a role. Where there is none, the role creates it with the defaults. `None` while a run may still
/// change /// it.
fn server_of(sup: &SupRole, context: &RuleContext<'_>) -> Result<Option<SiteSystem>, StoreError> {
    server_in(sup, context.view, context.settled())
}

/// Like [`server_of`], for any role that stays.
pub(crate) fn server_in(sup: &SupRole, view: &dyn View, settled: &dyn View) -> Result<Option<SiteSystem>, StoreError> {
    let id = ObjectId::new(Kind::SiteSystem, sup.id());
    if let Some(planned) = settled.get(&id)? {
        return Ok(SiteSystem::take(planned.object));
    }
    Ok(match view.get(&id)? {
        Some(stored) if stored.declared => None,
        Some(stored) => SiteSystem::take(stored.object),
        None => Some(SiteSystem::with_defaults(&sup.site_code, &sup.server_fqdn)),
    })
}
