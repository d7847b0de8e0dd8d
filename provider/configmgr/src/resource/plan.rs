//! Telling at plan what would be refused at apply, or break without a word.

use hierarchy::{Finding, ObjectId, Part, Severity, Subject, View, rules};
use tfplugin::framework::context::Context;
use tfplugin::framework::diagnostics::Diagnostics;
use tfplugin::framework::resource::Plan;
use tfplugin::framework::value::Attr;

use super::findings::{diagnostic, diagnostics};
use super::model::{Managed, object, object_with_placeholders};
use crate::client::{Client, Companions, Intent, Kept, store_diagnostic};

/// Plans an object in the rehearsal of this run. What nothing planned later can mend is an error.
pub(crate) fn put<M: Managed>(context: &mut Context<'_, Client>, plan: &Plan<'_, M>) -> Result<(), Diagnostics> {
    if context.client.has_written() {
        // Terraform plans each object once more before it is changed; by then it was rehearsed.
        return Ok(());
    }
    let stays = plan.prior.is_some_and(|prior| *prior == plan.planned);
    if let (true, Attr::Known(id)) = (stays, plan.planned.id())
        && !context.client.rehearsal().keep(&ObjectId::new(M::Object::KIND, id))
    {
        return Ok(());
    }
    let (planned, unknown) = object_with_placeholders(&plan.planned)?;
    let (id, client) = (planned.id(), context.client);
    let part = part(context, plan, &id)?;
    if let Some(companions) = client.companions().filter(|_| !stays) {
        companions.tell(&id);
    }
    let mut findings = client.rehearse(|rehearsal, stored| {
        let mut findings = rehearsal.judge(&part, &planned, &unknown, stored)?;
        let plans = client.companions().filter(|_| !findings.is_empty()).map(Companions::plans).unwrap_or_default();
        if !plans.is_empty() {
            rehearsal.planned_elsewhere(plans);
            findings = rehearsal.judge(&part, &planned, &unknown, stored)?;
        }
        rehearsal.put(&part, &planned, &unknown);
        Ok(findings)
    })?;
    if client.companions().is_some_and(|companions| companions.have_planned(&id)) {
        // This process applies what another one planned, and warned of; or it plans the next run of a terraform test.
        findings.retain(|finding| finding.severity == Severity::Error);
    } else if !stays {
        let alone = rules::check_alone(&planned, &unknown);
        findings.extend(alone.into_iter().filter(|finding| finding.severity == Severity::Warning));
    }
    tell(context, &findings)
}

/// Plans a removal in the rehearsal of this run.
pub(crate) fn remove(context: &mut Context<'_, Client>, id: &ObjectId) -> Result<(), Diagnostics> {
    let findings = context.client.rehearse(|rehearsal, stored| rehearsal.remove(id, stored))?;
    tell(context, &findings)
}

fn part<M: Managed>(
    context: &Context<'_, Client>,
    plan: &Plan<'_, M>,
    planned: &ObjectId,
) -> Result<Part, Diagnostics> {
    let Some(prior) = plan.prior else {
        let is_second_half = Kept::of(&context.private).intent == Some(Intent::Keep(planned.key()));
        return Ok(if is_second_half { Part::Replace { prior: planned.clone() } } else { Part::Create });
    };
    let before = object(prior)?;
    let same = before.id().key() == planned.key();
    Ok(if same { Part::Write { before: Box::new(before) } } else { Part::Replace { prior: before.id() } })
}

/// Errors with the warnings beside them; warnings alone do not stop the plan.
fn tell(context: &mut Context<'_, Client>, findings: &[Finding]) -> Result<(), Diagnostics> {
    if findings.iter().any(|finding| finding.severity == Severity::Error) {
        return Err(diagnostics(findings));
    }
    findings.iter().map(diagnostic).for_each(|warning| context.warn(warning));
    Ok(())
}

impl Client {
    /// Looks at the rehearsal of this run, with what is stored.
    fn rehearse(
        &self,
        look: impl FnOnce(&mut hierarchy::Rehearsal, Option<&dyn View>) -> Result<Vec<Finding>, hierarchy::StoreError>,
    ) -> Result<Vec<Finding>, Diagnostics> {
        let hierarchy = self.hierarchy_if_there()?;
        let mut rehearsal = self.rehearsal();
        let findings = match hierarchy {
            Some(hierarchy) => hierarchy.read(|view| look(&mut rehearsal, Some(view))),
            None => look(&mut rehearsal, None),
        };
        findings.map_err(|error| store_diagnostic(&error).into())
    }
}
