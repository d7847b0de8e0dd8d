//! The life of a resource that is an object of the hierarchy: the same for all of them.

use std::marker::PhantomData;
use std::time::Duration;

use hierarchy::{Change, Kind, ObjectId, Subject, rules};
use tfplugin::framework::context::Context;
use tfplugin::framework::diagnostics::{Diagnostic, Diagnostics};
use tfplugin::framework::resource::{Create, Failure, Plan, Resource, Update, Validation};
use tfplugin::framework::timeouts::Timeouts;
use tfplugin::framework::value::Attr;

use super::apply::apply;
use super::findings::{diagnostic, errors, is_unforeseen, taken_over};
use super::model::{Managed, absorb, object, object_with_placeholders};
use super::{plan, replacement};
use crate::client::{Client, Intent, Kept, store_diagnostic};

/// Makes a [`Managed`] struct a resource.
#[derive(Debug)]
pub(crate) struct HierarchyResource<M>(PhantomData<M>);

impl<M: Managed> HierarchyResource<M> {
    pub(crate) const fn new() -> Self {
        Self(PhantomData)
    }

    /// Makes a change, and reads back what has become of the object.
    fn write(
        context: &mut Context<'_, Client>,
        change: Change,
        patience: Option<Duration>,
        planned: M,
    ) -> Result<M, Diagnostics> {
        let id = change.id();
        let applied = apply::<M>(context, change, patience)?;
        let unforeseen = applied.warnings.iter().filter(|warning| is_unforeseen(warning));
        unforeseen.map(diagnostic).for_each(|warning| context.warn(warning));
        applied.taken_over.iter().map(taken_over).for_each(|warning| context.warn(warning));
        let hierarchy = context.client.hierarchy()?;
        let stored = hierarchy.get(&id).map_err(|error| store_diagnostic(&error))?;
        match stored {
            Some(stored) => {
                context.private.set(&Kept::read(&stored));
                absorb(planned, &stored.object)
            }
            None => Err(Diagnostic::error(
                format!("{id} is gone"),
                "Somebody removed it right after it was written. Run terraform apply again.",
            )
            .into()),
        }
    }
}

impl<M: Managed> Resource for HierarchyResource<M> {
    type Client = Client;
    type Model = M;
    const TYPE_NAME: &'static str = M::TYPE_NAME;
    // Readers of the hierarchy never wait for its writers.
    const LOOKS_WITHOUT_WAITING: bool = true;

    fn validate(&self, validation: Validation<M>) -> Diagnostics {
        let mut completed = validation.completed;
        completed.identify();
        completed.complete(&validation.config);
        match object_with_placeholders(&completed) {
            // Terraform validates again and again; a warning is given once, at plan.
            Ok((object, unknown)) => errors(&rules::check_alone(&object, &unknown)),
            Err(wrong) => wrong,
        }
    }

    fn plan(&self, context: &mut Context<'_, Client>, plan: &mut Plan<'_, M>) -> Result<(), Diagnostics> {
        plan.planned.identify();
        plan.planned.complete(plan.config);
        plan.planned.place(plan.config, context.client)?;
        let begins_anew = M::Object::KIND == Kind::Site && look_at_replacement(context, plan)?;
        if let Some(prior) = plan.prior {
            plan.replace.extend(prior.replaced_by(&plan.planned));
        }
        plan::put(context, plan)?;
        let Attr::Known(id) = plan.planned.id() else { return Ok(()) };
        let id = ObjectId::new(M::Object::KIND, id);
        let mut kept = Kept::of(&context.private);
        if plan.prior.is_some() {
            kept.intent = Some(Intent::Keep(id.key()));
        } else {
            let install = if begins_anew { Intent::InstallAnew } else { Intent::Install };
            kept.intent = Some(install(id.key()));
            // A tainted object is planned like a new one, with nothing kept.
            if let Some(hierarchy) = context.client.hierarchy_if_there()?.filter(|_| !kept.has_seen_something()) {
                kept.look(&hierarchy, &id)?;
            }
        }
        context.private.set(&kept);
        Ok(())
    }

    fn create(&self, context: &mut Context<'_, Client>, create: Create<M>) -> Result<M, Failure<M>> {
        let object = object(&create.planned)?;
        let patience = Timeouts::of(create.planned.timeouts(), |timeouts| &timeouts.create);
        Ok(Self::write(context, Change::Create(object), patience, create.planned)?)
    }

    fn read(&self, context: &mut Context<'_, Client>, state: M) -> Result<Option<M>, Diagnostics> {
        let Some(hierarchy) = context.client.hierarchy_if_there()? else { return Ok(None) };
        let Attr::Known(id) = state.id() else { return Ok(None) };
        let stored = hierarchy.get(&ObjectId::new(M::Object::KIND, id)).map_err(|error| store_diagnostic(&error))?;
        let Some(stored) = stored else { return Ok(None) };
        context.private.set(&Kept::read(&stored));
        absorb(state, &stored.object).map(Some)
    }

    fn update(&self, context: &mut Context<'_, Client>, update: Update<M>) -> Result<M, Failure<M>> {
        let object = object(&update.planned)?;
        let patience = Timeouts::of(update.planned.timeouts(), |timeouts| &timeouts.update);
        Ok(Self::write(context, Change::Update(object), patience, update.planned)?)
    }

    fn plan_removal(&self, context: &mut Context<'_, Client>, prior: M) -> Result<(), Diagnostics> {
        let Some(change) = removal(&prior) else { return Ok(()) };
        let mut kept = Kept::of(&context.private);
        kept.intent = Some(Intent::Remove(change.id().key()));
        // What leaves the configuration is planned before it is read. What makes room for its successor is planned once
        // more inside apply: then what was read for the plan counts.
        if let Some(hierarchy) = context.client.hierarchy_if_there()?.filter(|hierarchy| !hierarchy.has_written()) {
            kept.look(&hierarchy, &change.id())?;
        }
        context.private.set(&kept);
        plan::remove(context, &change.id())
    }

    fn delete(&self, context: &mut Context<'_, Client>, prior: M) -> Result<(), Diagnostics> {
        let Some(change) = removal(&prior) else { return Ok(()) };
        if Kept::of(&context.private).intent == Some(Intent::Install(change.id().key())) {
            replacement::refuse(&object(&prior)?)?;
        }
        // Its warnings were shown when it was planned.
        let patience = Timeouts::of(prior.timeouts(), |timeouts| &timeouts.delete);
        apply::<M>(context, change, patience).map(drop)
    }

    fn import(&self, context: &mut Context<'_, Client>, id: &str) -> Result<M, Diagnostics> {
        let state = M::from_id(id).ok_or_else(|| malformed_id::<M>(id))?;
        match self.read(context, state)? {
            Some(state) => Ok(state),
            None => Err(Diagnostic::error(
                format!("There is no {} \"{id}\" to import", M::TYPE_NAME),
                "The hierarchy has no such object. \"supctl tree\" shows what it has; check the id and the provider's path.",
            )
            .into()),
        }
    }
}

fn malformed_id<M: Managed>(id: &str) -> Diagnostic {
    let (form, example) = M::ID_FORM;
    Diagnostic::error(
        format!("\"{id}\" is not an id of {}", M::TYPE_NAME),
        format!("The id is {form}, for example: terraform import {}.example '{example}'", M::TYPE_NAME),
    )
}

/// Refuses the replacement of a site that could not be installed again, and says what another one takes along. True where
/// the site is installed anew together with what is above it.
fn look_at_replacement<M: Managed>(context: &mut Context<'_, Client>, plan: &Plan<'_, M>) -> Result<bool, Diagnostics> {
    let (planned, _) = object_with_placeholders(&plan.planned)?;
    match plan.prior {
        Some(prior) => replacement::announce(context, &object(prior)?, &planned).map(|()| false),
        None if Kept::of(&context.private).intent == Some(Intent::Keep(planned.id().key())) => {
            replacement::begins_anew(context.client, &planned.id())
        }
        None => Ok(false),
    }
}

/// The change that removes the object; none where it has no id yet.
fn removal<M: Managed>(prior: &M) -> Option<Change> {
    prior.id().known().map(|id| Change::Delete(ObjectId::new(M::Object::KIND, id)))
}
