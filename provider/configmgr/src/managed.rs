//! The life of a resource that is an object of the hierarchy: the same for all of them.

use std::collections::BTreeSet;
use std::marker::PhantomData;
use std::time::Duration;

use hierarchy::{Change, Kind, Object, ObjectId, Subject, rules};
use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tfplugin::framework::context::Context;
use tfplugin::framework::diagnostics::{Diagnostic, Diagnostics};
use tfplugin::framework::path::Path;
use tfplugin::framework::resource::{Create, Failure, Plan, Resource, Update, Validation};
use tfplugin::framework::timeouts::Timeouts;
use tfplugin::framework::value::{Attr, Value};

use crate::apply::apply;
use crate::client::Client;
use crate::findings::{diagnostic, errors, is_unforeseen, store_diagnostic, taken_over};
use crate::kept::{Intent, Kept};
use crate::rehearse;
use crate::reinstall;

/// A schema struct that stands for an object of the hierarchy. Fields of the same name are the same attribute.
pub(crate) trait Managed:
    Clone + Default + PartialEq + Serialize + DeserializeOwned + JsonSchema + Send + Sync + 'static
{
    /// The resource type.
    const TYPE_NAME: &'static str;
    /// What an id looks like, in words, and an example.
    const ID_FORM: (&'static str, &'static str);
    /// The object of the hierarchy it stands for.
    type Object: Subject + Serialize + DeserializeOwned;

    /// The id the object has or will have.
    fn id(&self) -> Attr<String>;

    /// Sets the id and what else only follows from other attributes.
    fn identify(&mut self);

    /// Sets the defaults that follow from other attributes, where `config` leaves theirs unset. Called while planning.
    fn complete(&mut self, _config: &Self) {}

    /// The beginnings of a state from an import id; `None` where it does not have the form of one.
    fn from_id(id: &str) -> Option<Self>;

    /// Sets what depends on where the object stands in its hierarchy. Called while planning.
    fn place(&mut self, _config: &Self, _client: &Client) -> Result<(), Diagnostics> {
        Ok(())
    }

    /// The attributes whose change to what is planned replaces the object, beyond those whose every change does.
    fn replaced_by(&self, _planned: &Self) -> Vec<Path> {
        Vec::new()
    }

    /// How long operations may take.
    fn timeouts(&self) -> &Attr<Timeouts>;

    /// Attributes whose name differs between resource and object.
    const RENAMED: &'static [(&'static str, &'static str)] = &[];
}

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
        rehearse::put(context, plan)?;
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
        rehearse::remove(context, &change.id())
    }

    fn delete(&self, context: &mut Context<'_, Client>, prior: M) -> Result<(), Diagnostics> {
        let Some(change) = removal(&prior) else { return Ok(()) };
        if Kept::of(&context.private).intent == Some(Intent::Install(change.id().key())) {
            reinstall::refuse(&object(&prior)?)?;
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
        Some(prior) => reinstall::announce(context, &object(prior)?, &planned).map(|()| false),
        None if Kept::of(&context.private).intent == Some(Intent::Keep(planned.id().key())) => {
            reinstall::begins_anew(context.client, &planned.id())
        }
        None => Ok(false),
    }
}

/// The change that removes the object; none where it has no id yet.
fn removal<M: Managed>(prior: &M) -> Option<Change> {
    prior.id().known().map(|id| Change::Delete(ObjectId::new(M::Object::KIND, id)))
}

/// The resource's name of an attribute of the object.
pub(crate) fn our_name<M: Managed>(theirs: &str) -> &str {
    let renamed = M::RENAMED.iter().find(|(_, name)| *name == theirs);
    renamed.map_or(theirs, |(ours, _)| ours)
}

/// The attributes under the object's names.
fn attributes<M: Managed>(model: &M) -> Result<Value, Diagnostics> {
    let mut attributes = Value::from_struct(model)?;
    if let Value::Object(fields) = &mut attributes {
        for (ours, theirs) in M::RENAMED {
            if let Some(value) = fields.remove(*ours) {
                fields.insert((*theirs).to_owned(), value);
            }
        }
    }
    Ok(attributes)
}

/// The object a fully known plan describes.
pub(crate) fn object<M: Managed>(planned: &M) -> Result<Object, Diagnostics> {
    let object: M::Object = attributes(planned)?.to_struct()?;
    Ok(object.into())
}

/// The object of which some attributes are not known, and which.
pub(crate) fn object_with_placeholders<M: Managed>(model: &M) -> Result<(Object, BTreeSet<String>), Diagnostics> {
    let attributes = attributes(model)?;
    let unknown = attributes.unknown_paths().iter().map(Path::to_string).collect();
    let object: M::Object = attributes.to_struct_with_placeholders()?;
    Ok((object.into(), unknown))
}

/// The state with the object's attributes; what the object does not have stays as it was.
fn absorb<M: Managed>(state: M, object: &Object) -> Result<M, Diagnostics> {
    let mut known = Value::from_struct(&state)?;
    if let (Value::Object(fields), Value::Object(stored)) = (&mut known, Value::from_struct(object)?) {
        for (theirs, value) in stored {
            if let Some(field) = fields.get_mut(our_name::<M>(&theirs)) {
                *field = value;
            }
        }
    }
    let mut absorbed: M = known.to_struct()?;
    absorbed.identify();
    Ok(absorbed)
}
