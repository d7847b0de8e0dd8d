//! A software update point and its server: two objects that must match, whichever of them changes.

use super::circumstances::Circumstances;
use super::context::{Outcome, RuleContext};
use crate::change::Change;
use crate::judgement::Problem;
use crate::model::{Kind, Object, ObjectId, Site, SiteSystem, Stored, Subject, SupRole, SyncSettings, Wsus};
use crate::store::{StoreError, View};

/// A software update point with its server.
pub(crate) struct RoleOnServer<'a> {
    pub(crate) sup: &'a SupRole,
    pub(crate) server: &'a SiteSystem,
    /// The objects they refer to: see [`Check::OnServer`](super::rule::Check::OnServer).
    pub(crate) view: &'a dyn View,
    /// The objects they may conflict with: see [`RuleContext::settled`].
    pub(crate) settled: &'a dyn View,
    pub(crate) circumstances: &'a Circumstances,
    /// The settings of its site, if the change writes them.
    written_settings: Option<&'a SyncSettings>,
}

impl RoleOnServer<'_> {
    /// The site of both.
    pub(crate) fn site(&self) -> Result<Option<Site>, StoreError> {
        self.view.site(&self.sup.site_code)
    }

    /// Whether another role stays: one that is no longer declared is about to be removed.
    pub(crate) fn stays(&self, other: &Stored<SupRole>) -> Result<bool, StoreError> {
        let id = ObjectId::new(Kind::SupRole, other.object.id());
        Ok(other.declared && !self.circumstances.is_removed_by_run(&id, other.revision, self.view)?)
    }

    /// The settings of its site; `None` while a run may still change them.
    pub(crate) fn settings(&self) -> Result<Option<SyncSettings>, StoreError> {
        Ok(match self.written_settings {
            Some(written) => Some(written.clone()),
            None => self.settled.settings(&self.sup.site_code)?.map(|stored| stored.object),
        })
    }

    /// The WSUS of the role, if it is installed (V43).
    pub(crate) fn wsus(&self) -> Option<&Wsus> {
        Some(&self.server.wsus).filter(|wsus| wsus.installed)
    }
}

/// Judges a changed role with its server, a changed server with its role, or both with changed settings. A server whose
/// role stays is not removed, but reset to the defaults.
pub(crate) fn judge(context: &RuleContext<'_>, rule: fn(&RoleOnServer<'_>) -> Outcome) -> Outcome {
    match context.change {
        Change::Create(Object::SupRole(sup)) | Change::Update(Object::SupRole(sup)) => {
            judge_role(sup, None, context, rule)
        }
        Change::Create(Object::SyncSettings(settings)) | Change::Update(Object::SyncSettings(settings)) => {
            let Some(sup) = context.view.sup(&settings.sup_role_id)? else { return Ok(Vec::new()) };
            let problems = judge_role(&sup, Some(settings), context, rule)?;
            Ok(problems.into_iter().map(|problem| problem.for_settings("source")).collect())
        }
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

fn judge_role(
    sup: &SupRole,
    written_settings: Option<&SyncSettings>,
    context: &RuleContext<'_>,
    rule: fn(&RoleOnServer<'_>) -> Outcome,
) -> Outcome {
    match server_of(sup, context)? {
        Some(server) => rule(&RoleOnServer { written_settings, ..role_on(sup, &server, context) }),
        None => Ok(Vec::new()),
    }
}

fn role_on<'a>(sup: &'a SupRole, server: &'a SiteSystem, context: &'a RuleContext<'_>) -> RoleOnServer<'a> {
    let (view, settled, circumstances) = (context.view, context.settled(), context.circumstances);
    RoleOnServer { sup, server, view, settled, circumstances, written_settings: None }
}

/// When the change of a server is made, its role may still change later in the same run: problems are only warnings
/// then.
fn judge_server(server: &SiteSystem, context: &RuleContext<'_>, rule: fn(&RoleOnServer<'_>) -> Outcome) -> Outcome {
    let Some(sup) = context.settled().sup(&context.id.id)? else {
        return Ok(Vec::new());
    };
    let problems = rule(&role_on(&sup, server, context))?;
    Ok(if context.is_planned() { problems } else { problems.into_iter().map(Problem::until_the_run_ends).collect() })
}

/// The server of a role. Where there is none, the role creates it with the defaults. `None` while a run may still
/// change it.
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
