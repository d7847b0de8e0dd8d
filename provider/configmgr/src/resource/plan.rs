//! Reporting at plan what apply would refuse.

use hierarchy::{
    Change, Finding, Kind, Object, ObjectId, PlannedAction, Severity, SiteType, StoreError, Subject, View, rules,
};
use tfplugin::framework::context::Context;
use tfplugin::framework::diagnostics::Diagnostics;
use tfplugin::framework::resource::Plan;
use tfplugin::framework::value::Attr;

use super::apply::RETRY_INTERVAL;
use super::findings::{diagnostic, diagnostics};
use super::model::{ResourceModel, object, object_with_placeholders};
use super::prerequisites::{may_be_planned_later, may_get_site_later, refuse_move_after_settings};
use super::values::Values;
use super::{as_found, existing, intention};
use crate::client::{Client, PrivateState, RunFile};

/// Plans an object in the rehearsal of this run. A mistake that nothing planned later can fix is an error.
pub(crate) fn rehearse<M: ResourceModel>(
    context: &mut Context<'_, Client>,
    plan: &Plan<'_, Values<M>>,
) -> Result<(), Diagnostics> {
    if context.client.has_written() {
        // Terraform plans each object a second time before it changes it; the rehearsal was the first time.
        let id = plan.planned.id().known().map(|id| ObjectId::new(M::Object::KIND, id));
        return match id {
            Some(id) if may_get_site_later(context, &id)? => Err(context.try_again_in(RETRY_INTERVAL)),
            _ => Ok(()),
        };
    }
    if !context.client.can_judge() {
        return rehearse_alone(context, plan);
    }
    existing::refuse_second_address(context.client, plan)?;
    let is_unchanged = plan.prior.is_some_and(|prior| *prior == plan.planned);
    if let (true, Attr::Known(id)) = (is_unchanged, plan.planned.id())
        && !context.client.rehearsal().keep(&ObjectId::new(M::Object::KIND, id))
    {
        return Ok(());
    }
    let (planned, unknown) = object_with_placeholders(&plan.planned)?;
    let planned = as_found::as_judged(context, plan, planned)?;
    let (id, client) = (planned.id(), context.client);
    let part = part_in_run(context, plan, &planned, unknown.is_empty())?;
    refuse_move_after_settings(client, &part, &planned)?;
    let run_file = client.run_file();
    if let Some(run_file) = run_file.filter(|_| !is_unchanged) {
        let known = unknown.is_empty().then_some(&planned);
        match &part {
            PlannedAction::Create => run_file.record_creation(&id, known),
            PlannedAction::Write { .. } => run_file.record(&id, known),
            PlannedAction::Replace { prior } => {
                run_file.record(&id, known);
                run_file.record_removal(prior);
            }
        }
    }
    let judged = client.rehearse(|rehearsal, stored| {
        if let (Some(run_file), Some(left)) = (run_file, left_site(&part, &planned)) {
            run_file.record_departure(&id, left);
            rehearsal.removed_elsewhere(run_file.removed_by_others());
        }
        if let Some(run_file) = run_file.filter(|_| part == PlannedAction::Create && id.kind == Kind::Site) {
            rehearsal.removed_elsewhere(run_file.removed_by_others());
        }
        if let Some(run_file) = run_file.filter(|_| part == PlannedAction::Create && id.kind == Kind::SupRole) {
            rehearsal.firsts_created_elsewhere(run_file.created_by_others());
        }
        let mut findings = rehearsal.judge(&part, &planned, &unknown, stored)?;
        let planned_elsewhere = |run_file: &RunFile| run_file.planned_elsewhere(&Change::Create(planned.clone()));
        let elsewhere = run_file.filter(|_| !findings.is_empty()).map(planned_elsewhere).unwrap_or_default();
        if !elsewhere.is_empty() {
            rehearsal.planned_elsewhere(elsewhere);
            findings = rehearsal.judge(&part, &planned, &unknown, stored)?;
        }
        let is_renamed = |run_file: &RunFile| {
            part == PlannedAction::Create && run_file.removed_by_others().contains(&ObjectId::new(id.kind, id.key()))
        };
        if id.kind == Kind::Site && run_file.is_some_and(is_renamed) {
            findings = rules::renaming(&id, None);
        }
        if has_error(&findings) && may_be_planned_later(context, &planned, &findings, rehearsal, stored)? {
            return Ok(None);
        }
        rehearsal.put(&part, &planned, &unknown);
        let alone = match stored {
            _ if is_unchanged => Vec::new(),
            Some(view) => rules::check_standalone_in(view, &planned, &unknown)?,
            None => rules::check_standalone(&planned, &unknown),
        };
        Ok(Some((findings, alone, intention::succeeded_sups(rehearsal, &id, stored)?)))
    })?;
    let Some((mut findings, alone, succeeded)) = judged else { return Err(context.try_again_in(RETRY_INTERVAL)) };
    let (errors, warnings): (Vec<_>, Vec<_>) =
        alone.into_iter().partition(|finding| finding.severity == Severity::Error);
    findings.extend(errors);
    if client.as_found()?.is_some() {
        as_found::soften(&mut findings, &part, &planned);
    }
    if part == PlannedAction::Create && !has_error(&findings) {
        existing::refuse_duplicate(client, &planned)?;
    }
    if !is_unchanged && !has_error(&findings) {
        intention::record_replacement(client, &part, &planned, !unknown.is_empty());
        intention::record_removals(client, &succeeded);
    }
    if run_file.is_some_and(|run_file| run_file.was_planned_earlier(&id)) {
        // This process applies what another one planned and warned of, or plans the next run of a terraform test.
        findings.retain(|finding| finding.severity == Severity::Error);
    } else {
        findings.extend(warnings);
    }
    report(context, &rules::without_inherited(findings))
}

/// Judges a planned object alone. The other rules are evaluated when the change is made.
fn rehearse_alone<M: ResourceModel>(
    context: &mut Context<'_, Client>,
    plan: &Plan<'_, Values<M>>,
) -> Result<(), Diagnostics> {
    if plan.prior.is_some_and(|prior| *prior == plan.planned) {
        return Ok(());
    }
    let (planned, unknown) = object_with_placeholders(&plan.planned)?;
    report(context, &rules::check_standalone(&planned, &unknown))
}

/// Plans a removal in the rehearsal of this run.
pub(crate) fn rehearse_removal(context: &mut Context<'_, Client>, id: &ObjectId) -> Result<(), Diagnostics> {
    if !context.client.can_judge() {
        return Ok(());
    }
    let run_file = context.client.run_file().filter(|_| !context.client.has_written());
    if let Some(run_file) = run_file {
        run_file.record_removal(id);
    }
    let (mut findings, succeeded) = context.client.rehearse(|rehearsal, stored| {
        if let Some(run_file) = run_file
            && is_at_central_site(id, stored)?
        {
            for (primary, left) in run_file.departures_by_others() {
                rehearsal.leaves_elsewhere(&primary, &left);
            }
        }
        if let Some(run_file) = run_file.filter(|_| id.kind == Kind::Site) {
            rehearsal.created_elsewhere(run_file.created_by_others());
        }
        let findings = rehearsal.remove(id, stored)?;
        Ok((findings, intention::succeeded_sups(rehearsal, id, stored)?))
    })?;
    // A site that is renamed from one provider configuration to another is planned by two processes.
    let is_renamed = |run_file: &RunFile| run_file.is_created_by_others(id);
    if id.kind == Kind::Site && findings.is_empty() && run_file.is_some_and(is_renamed) {
        findings = rules::renaming(id, None);
    }
    if run_file.is_some() && !has_error(&findings) {
        intention::record_removals(context.client, &succeeded);
    }
    report(context, &findings)
}

/// The site that a primary site leaves to become stand-alone.
fn left_site<'a>(part: &'a PlannedAction, planned: &Object) -> Option<&'a str> {
    match (part, planned) {
        (PlannedAction::Write { before }, Object::Site(after)) => match &**before {
            Object::Site(before) if before.moves_in_place(after) => before.parent_site_code.as_deref(),
            _ => None,
        },
        _ => None,
    }
}

/// Whether an object is, or is at, a central administration site: only such a site can be left.
fn is_at_central_site(id: &ObjectId, stored: Option<&dyn View>) -> Result<bool, StoreError> {
    let (Some(stored), Some(code)) = (stored, id.site_code()) else { return Ok(false) };
    Ok(stored.site(code)?.is_some_and(|site| site.r#type == SiteType::CentralAdministration))
}

/// What becomes of the object in this run.
fn part_in_run<M: ResourceModel>(
    context: &Context<'_, Client>,
    plan: &Plan<'_, Values<M>>,
    planned: &Object,
    is_known: bool,
) -> Result<PlannedAction, Diagnostics> {
    let (client, id) = (context.client, planned.id());
    let Some(prior) = plan.prior else {
        if plan.planned.id().known().is_none() {
            return Ok(PlannedAction::Create);
        }
        let is_second_half = PrivateState::load(&context.private).is_of_replaced_object();
        let is_tainted = !is_second_half && client.take_for_tainted(&id);
        let is_replaced =
            is_second_half || is_tainted || (is_known && intention::is_planned_replacement(client, planned)?);
        return Ok(if is_replaced { PlannedAction::Replace { prior: id } } else { PlannedAction::Create });
    };
    let before = object(prior)?;
    let same = before.id().key() == id.key();
    Ok(if same {
        PlannedAction::Write { before: Box::new(before) }
    } else {
        PlannedAction::Replace { prior: before.id() }
    })
}

fn has_error(findings: &[Finding]) -> bool {
    findings.iter().any(|finding| finding.severity == Severity::Error)
}

/// Refuses the plan if there is an error among the findings; warnings alone do not stop it.
fn report(context: &mut Context<'_, Client>, findings: &[Finding]) -> Result<(), Diagnostics> {
    if has_error(findings) {
        return Err(diagnostics(findings));
    }
    findings.iter().map(diagnostic).for_each(|warning| context.warn(warning));
    Ok(())
}
