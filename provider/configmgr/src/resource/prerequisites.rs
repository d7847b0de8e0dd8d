//! Objects that another one must find. A reference makes Terraform plan and create them first. Where an id is written out, it
//! knows no order, so the other object waits for them.

use std::time::Duration;

use hierarchy::{
    Change, Finding, Hierarchy, Kind, Object, ObjectId, PlannedAction, Rehearsal, StoreError, View, rules,
};
use tfplugin::framework::context::Context;
use tfplugin::framework::diagnostics::{Diagnostic, Diagnostics};
use tfplugin::framework::path::Path;

use crate::client::{Client, Tier, store_error};

/// How long a planned object waits for the plan of one that it must find. Nothing else is planned meanwhile with
/// `-parallelism=1`, and a mistake is reported that much later, once for each missing object.
const WAIT_FOR_PLAN: Duration = Duration::from_secs(1);

/// Whether an object that a planned one must find may still be planned.
pub(super) fn may_be_planned_later(
    context: &Context<'_, Client>,
    planned: &Object,
    findings: &[Finding],
    rehearsal: &Rehearsal,
    stored: Option<&dyn View>,
) -> Result<bool, StoreError> {
    let is_late = context.waited() >= WAIT_FOR_PLAN || context.cancellation.is_requested();
    for missing in rules::prerequisites(planned, findings) {
        if !rehearsal.is_missing(&missing, stored)? {
            continue;
        }
        if is_late {
            context.client.record_awaited_in_vain(missing);
        } else if !context.client.was_awaited_in_vain(&missing) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether planned values depend on a site that is missing, and may be created later: its settings have defaults that depend on
/// its place.
pub(super) fn may_get_site_later(context: &Context<'_, Client>, planned: &ObjectId) -> Result<bool, Diagnostic> {
    let site_code = planned.site_code().filter(|_| planned.kind == Kind::SyncSettings);
    let is_missing =
        site_code.map_or(Ok(false), |code| context.client.tier_for_settings(code).map(|tier| tier.is_none()))?;
    Ok(is_missing && context.waited() < WAIT_FOR_PLAN)
}

/// Refuses to move a site whose settings were planned before: they have the defaults of another place.
pub(super) fn refuse_move_after_settings(
    client: &Client,
    part: &PlannedAction,
    planned: &Object,
) -> Result<(), Diagnostics> {
    let (PlannedAction::Write { before }, Object::Site(site)) = (part, planned) else { return Ok(()) };
    let moves = matches!(&**before, Object::Site(before) if before.moves_in_place(site));
    let planned_with = client.planned_tier_of_settings(&site.site_code).filter(|_| moves);
    if planned_with.is_none_or(|tier| tier == Tier::of(site)) {
        return Ok(());
    }
    let why = format!("{}: changes its parent site, and its settings do not refer to it", planned.id());
    let fix = "Terraform planned the settings first, with the defaults of a site in the former place. Write this in them, so \
               that they are planned after the site:\n\n  site_code = configmgr_site.<name>.site_code";
    Err(Diagnostic::error(why, fix).at(Path::of("parent_site_code")).into())
}

/// Whether an object that a changed one must find is missing, and may be created later in this run.
pub(super) fn may_be_created_later(
    client: &Client,
    hierarchy: &Hierarchy,
    change: &Change,
    findings: &[Finding],
) -> Result<bool, Diagnostic> {
    let (Change::Create(object) | Change::Update(object)) = change else { return Ok(false) };
    for id in rules::prerequisites(object, findings) {
        let may_be_part = client.run_file().and_then(|run_file| run_file.changes(&id)).unwrap_or(true);
        if may_be_part && hierarchy.get(&id).map_err(|error| store_error(&error))?.is_none() {
            return Ok(true);
        }
    }
    Ok(false)
}
