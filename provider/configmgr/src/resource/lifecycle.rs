//! The operations Terraform asks of a resource: the same for every kind of object.

use std::marker::PhantomData;
use std::time::Duration;

use hierarchy::{Change, Hierarchy, Kind, ObjectId, Owned, Subject, rules};
use tfplugin::framework::context::Context;
use tfplugin::framework::diagnostics::{Diagnostic, Diagnostics};
use tfplugin::framework::resource::{Create, Failure, GenerateConfig, Plan, Resource, Update, Validation};
use tfplugin::framework::timeouts::Timeouts;
use tfplugin::framework::value::Attr;

use super::apply::apply;
use super::findings::{adopted, diagnostic, errors};
use super::model::{ResourceModel, object, object_with_placeholders, refreshed, timeouts};
use super::values::Values;
use super::{as_found, deferred_removal, drift, generated_config, installation, ownership, plan, prior, replacement};
use crate::client::{Client, PrivateState, Written, hierarchy_of_state, store_error};

/// The resource of a [`ResourceModel`].
#[derive(Clone, Copy, Debug, Default)]
pub struct HierarchyResource<M>(PhantomData<M>);

impl<M: ResourceModel> HierarchyResource<M> {
    /// The resource, which holds nothing itself.
    #[must_use]
    pub const fn new() -> Self {
        Self(PhantomData)
    }

    /// The state of an object as it is stored; `None` if it does not exist.
    pub(super) fn read_from(
        hierarchy: &Hierarchy,
        context: &mut Context<'_, Client>,
        id: &ObjectId,
        state: Values<M>,
    ) -> Result<Option<Values<M>>, Diagnostics> {
        let private_state = PrivateState::load(&context.private);
        let (mark, revision) = (private_state.mark(), private_state.revision_of(id));
        let found = hierarchy.read(|view| view.get_owned(id)).map_err(|error| store_error(&error))?;
        let Some(Owned { mut stored, owners }) = found else {
            if let Some(revision) = revision {
                drift::warn_of_removal(context, hierarchy, id, revision)?;
            }
            return Ok(None);
        };
        if let Some(revision) = revision {
            drift::warn_of_changes(context, hierarchy, &state, &stored, revision)?;
        }
        context.client.recognize(hierarchy, id, mark, &owners)?;
        if !stored.declared {
            // An import that is recognized declares it, in a new revision.
            stored = hierarchy.get(id).map_err(|error| store_error(&error))?.unwrap_or(stored);
        }
        PrivateState::after_read(&stored, mark).store(&mut context.private);
        if let (Some(as_found), Ok(in_state)) = (context.client.as_found()?, object(&state)) {
            stored.object = as_found::as_in_state(&as_found, &in_state, stored.object);
        }
        refreshed(state, &stored.object).map(Some)
    }

    /// Makes a change. The state is the object as it is after it.
    fn write(
        context: &mut Context<'_, Client>,
        change: Change,
        timeout: Option<Duration>,
        planned: Values<M>,
    ) -> Result<Values<M>, Diagnostics> {
        let written = match context.client.installing().take(&change.id()) {
            Some(written) => written,
            None => Self::make(context, change, timeout)?,
        };
        let mut written = installation::wait_for_end(context, written, timeout)?;
        written.warnings.into_iter().for_each(|warning| context.warn(warning));
        PrivateState::after_read(&written.stored, Some(written.mark)).store(&mut context.private);
        if let Some(as_found) = context.client.as_found()? {
            written.stored.object = as_found::as_in_state(&as_found, &object(&planned)?, written.stored.object);
        }
        refreshed(planned, &written.stored.object)
    }

    fn make(context: &Context<'_, Client>, change: Change, timeout: Option<Duration>) -> Result<Written, Diagnostics> {
        let (id, is_creation) = (change.id(), matches!(change, Change::Create(_)));
        let manager = context.client.manager(PrivateState::load(&context.private))?;
        let mark = manager.mark.filter(|_| !is_creation).unwrap_or(manager.new_mark);
        let applied = apply(context, change, timeout, manager)?;
        if is_creation {
            context.client.marks().record_creation(&id);
        }
        // The plan has shown all others.
        let new = applied.warnings.iter().filter(|warning| warning.is_momentary);
        let warnings = new.map(diagnostic).chain(applied.adopted.iter().map(adopted)).collect();
        match applied.stored {
            Some(stored) => Ok(Written { stored, mark, warnings, is_pending: applied.pending_until.is_some() }),
            None => Err(Diagnostic::error(format!("{id} does not exist"), "Run terraform apply again.").into()),
        }
    }
}

impl<M: ResourceModel> Resource for HierarchyResource<M> {
    type Client = Client;
    type Model = Values<M>;
    const TYPE_NAME: &'static str = M::TYPE_NAME;

    fn validate(&self, validation: Validation<Values<M>>) -> Diagnostics {
        let mut completed = validation.completed;
        M::derive_attributes(&mut completed);
        M::apply_defaults(&mut completed, &validation.config);
        match object_with_placeholders(&completed) {
            // Terraform validates several times; warnings are shown once, at plan.
            Ok((object, unknown)) => errors(&rules::check_form(&object, &unknown)),
            Err(errors) => errors,
        }
    }

    fn complete_prior(&self, context: &mut Context<'_, Client>, prior: Values<M>) -> Result<Values<M>, Diagnostics> {
        Ok(prior::completed(context, &prior)?.unwrap_or(prior))
    }

    fn plan(&self, context: &mut Context<'_, Client>, plan: &mut Plan<'_, Values<M>>) -> Result<(), Diagnostics> {
        M::derive_attributes(&mut plan.planned);
        M::apply_defaults(&mut plan.planned, plan.config);
        M::apply_tier_defaults(&mut plan.planned, plan.config, context.client)?;
        plan.planned.id().known().iter().for_each(|id| context.log_id(id));
        if let Some(prior) = plan.prior {
            M::keep_spelling(&mut plan.planned, prior);
            as_found::keep_not_known(context, &mut plan.planned, prior)?;
        }
        if M::Object::KIND == Kind::Site {
            check_replacement(context, plan)?;
        }
        if let Some(prior) = plan.prior {
            plan.replace.extend(M::requires_replace(prior, &plan.planned));
            if let Attr::Known(id) = prior.id() {
                // A run without refresh does not read the object before.
                hierarchy_of_state(context, &ObjectId::new(M::Object::KIND, id))?;
            }
        }
        plan::rehearse(context, plan)?;
        let Attr::Known(id) = plan.planned.id() else { return Ok(()) };
        let id = ObjectId::new(M::Object::KIND, id);
        let mut private_state = PrivateState::load(&context.private);
        let intended = match plan.prior {
            Some(prior) => {
                let prior_id = prior.id().map(|prior_id| ObjectId::new(M::Object::KIND, prior_id));
                let prior_id = prior_id.known().unwrap_or(&id);
                ownership::check(context, private_state, prior_id)?;
                if prior_id.key() == id.key() {
                    replacement::warn_of_replaced_site(context, &id)?;
                }
                private_state.keeping(prior_id, &id)
            }
            None => {
                ownership::check_replacement(context.client, private_state, &id)?;
                // Terraform plans a tainted object like a new one, without its private state.
                if let Some(hierarchy) = context.client.existing_hierarchy()?.filter(|_| !private_state.has_revision())
                {
                    private_state.read_revision(context.planned_private.as_ref(), &hierarchy, &id)?;
                    if let Some(mark) = context.client.marks().only_owner(&id) {
                        private_state = private_state.with_mark(mark);
                    }
                }
                if private_state.mark().is_none() && context.client.marks().is_any_staying(id.kind) {
                    private_state = private_state.having_seen_foreign();
                }
                private_state.creating(&id)
            }
        };
        intended.store(&mut context.private);
        Ok(())
    }

    fn create(
        &self,
        context: &mut Context<'_, Client>,
        create: Create<Values<M>>,
    ) -> Result<Values<M>, Failure<Values<M>>> {
        let object = object(&create.planned)?;
        let timeout = Timeouts::of(&timeouts(&create.planned)?, |timeouts| &timeouts.create);
        Ok(Self::write(context, Change::Create(object), timeout, create.planned)?)
    }

    fn read(&self, context: &mut Context<'_, Client>, state: Values<M>) -> Result<Option<Values<M>>, Diagnostics> {
        let id = prior::id(&state)?;
        context.client.marks().record_read(&id);
        match hierarchy_of_state(context, &id)? {
            Some(hierarchy) => {
                ownership::recover_mark(context, &hierarchy, &id)?;
                Self::read_from(&hierarchy, context, &id, state)
            }
            None => Ok(Some(state)),
        }
    }

    fn update(
        &self,
        context: &mut Context<'_, Client>,
        update: Update<Values<M>>,
    ) -> Result<Values<M>, Failure<Values<M>>> {
        let object = as_found::as_stored(context, object(&update.planned)?)?;
        let timeout = Timeouts::of(&timeouts(&update.planned)?, |timeouts| &timeouts.update);
        Ok(Self::write(context, Change::Update(object), timeout, update.planned)?)
    }

    fn plan_removal(&self, context: &mut Context<'_, Client>, prior: Values<M>) -> Result<(), Diagnostics> {
        let change = Change::Delete(prior::id(&prior)?);
        let mut private_state = PrivateState::load(&context.private);
        // Terraform plans the removal of an object that left the configuration before it reads the object. It plans the
        // removal of a replaced object once more during apply: then the revision of the first plan counts.
        let hierarchy = hierarchy_of_state(context, &change.id())?;
        if let Some(hierarchy) = hierarchy.filter(|hierarchy| !hierarchy.has_written()) {
            private_state.read_revision(context.planned_private.as_ref(), &hierarchy, &change.id())?;
        }
        private_state = ownership::with_mark_of_removed(context.client, private_state, &change.id())?;
        private_state = private_state.deleting(context.client.run());
        if !ownership::check_removal(context, private_state, &change.id())? {
            private_state.having_warned().store(&mut context.private);
            return Ok(());
        }
        private_state.store(&mut context.private);
        plan::rehearse_removal(context, &change.id())
    }

    fn delete(&self, context: &mut Context<'_, Client>, prior: Values<M>) -> Result<(), Diagnostics> {
        let (id, client) = (prior::id(&prior)?, context.client);
        let change = Change::Delete(id.clone());
        let private_state = ownership::with_mark_of_removed(client, PrivateState::load(&context.private), &id)?;
        if private_state.is_replaced_at_site_of(&id) {
            let completed = prior::completed(context, &prior)?;
            replacement::require_reinstallable(&object(completed.as_ref().unwrap_or(&prior))?)?;
        }
        // The plan has shown its warnings.
        let timeout = Timeouts::of(&timeouts(&prior)?, |timeouts| &timeouts.delete);
        let applied = apply(context, change, timeout, client.manager(private_state)?)?;
        // Another address of the run has this id now, and the object there is a new one.
        let is_written_elsewhere = client.run_file().is_some_and(|run_file| run_file.written(&id).is_some());
        match ownership::staying(&id, &applied.ownership) {
            None => deferred_removal::warn_of_users(context, &id)?,
            Some(_) if private_state.has_warned() || is_written_elsewhere => {}
            Some(warning) => context.warn(warning),
        }
        Ok(())
    }

    fn found_in_state(&self, client: &Client, id: &str) {
        client.marks().record_in_state(&ObjectId::new(M::Object::KIND, id));
    }

    fn generate_config(
        &self,
        context: &mut Context<'_, Client>,
        generate: GenerateConfig<Values<M>>,
    ) -> Result<Values<M>, Diagnostics> {
        generated_config::without_own_defaults(context, generate)
    }

    fn import(&self, context: &mut Context<'_, Client>, id: &str) -> Result<Values<M>, Diagnostics> {
        Self::import_by_id(context, id)
    }
}

/// Refuses to replace a site that cannot be installed again, and warns of the objects that are removed with a site.
fn check_replacement<M: ResourceModel>(
    context: &mut Context<'_, Client>,
    plan: &Plan<'_, Values<M>>,
) -> Result<(), Diagnostics> {
    let (planned, _) = object_with_placeholders(&plan.planned)?;
    if let Some(prior) = plan.prior {
        return replacement::warn_of_changed_site(context, &object(prior)?, &planned);
    }
    let (client, id) = (context.client, planned.id());
    let is_second_half = PrivateState::load(&context.private).is_of_replaced_object();
    let is_tainted = !is_second_half && !client.has_written() && client.take_for_tainted(&id);
    if is_tainted || is_second_half {
        replacement::require_reinstallable_site(client, &id)?;
    }
    if is_tainted { replacement::warn_of_site(context, &id.id) } else { Ok(()) }
}
