//! `corner_failing`: handlers that fail on request, and one that warns.

use tfplugin::Schema;
use tfplugin::framework::context::Context;
use tfplugin::framework::diagnostics::{Diagnostic, Diagnostics};
use tfplugin::framework::path::Path;
use tfplugin::framework::resource::{Create, Failure, Plan, Resource, Update};
use tfplugin::framework::value::Attr;

use crate::remote::Remote;
use crate::stored::{Stored, StoredResource};

/// An object whose handlers fail where they are told to, until the remote side is mended.
#[derive(Clone, Debug, Default, Schema)]
pub(crate) struct Model {
    /// The id.
    #[tf(computed, stable)]
    id: Attr<String>,
    /// Where to fail.
    #[tf(optional)]
    fail: Attr<Fail>,
    /// Written first.
    #[tf(optional)]
    first: Attr<String>,
    /// Written second.
    #[tf(optional)]
    second: Attr<String>,
    /// Computed from `first`.
    #[tf(computed, stable)]
    shouted: Attr<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Schema)]
pub(crate) enum Fail {
    BeforeCreate,
    AfterCreate,
    Update,
    Read,
    ReadSilently,
    Delete,
    PlannedRemoval,
    PanicInPlan,
    PanicInCreate,
    PanicInRead,
    Warn,
}

impl Stored for Model {
    const TYPE_NAME: &'static str = "corner_failing";

    fn id(&mut self) -> &mut Attr<String> {
        &mut self.id
    }
}

pub(crate) struct Failing;

const STORED: StoredResource<Model> = StoredResource::new();

/// Whether it is asked to fail here, and not mended.
fn fails(context: &Context<'_, Remote>, model: &Model, at: Fail) -> Result<bool, Diagnostics> {
    Ok(model.fail == Attr::Known(at) && !context.client.look()?.mended)
}

fn broken(what: &str) -> Diagnostic {
    Diagnostic::error(format!("The {what} failed"), "The remote side is broken, as it was asked to be.")
}

impl Resource for Failing {
    type Client = Remote;
    type Model = Model;
    const TYPE_NAME: &'static str = <Model as Stored>::TYPE_NAME;

    fn plan(&self, context: &mut Context<'_, Remote>, plan: &mut Plan<'_, Model>) -> Result<(), Diagnostics> {
        if fails(context, plan.config, Fail::PanicInPlan)? {
            panic!("a bug in the plan");
        }
        if plan.config.fail == Attr::Known(Fail::Warn) {
            let warning = Diagnostic::warning("It is loud", "Everything is planned in capital letters.");
            context.warn(warning.at(Path::of("first")));
        }
        plan.planned.shouted = plan.planned.first.map(|first| first.to_uppercase());
        Ok(())
    }

    fn plan_removal(&self, context: &mut Context<'_, Remote>, prior: Model) -> Result<(), Diagnostics> {
        if fails(context, &prior, Fail::PlannedRemoval)? {
            return Err(broken("planned removal").into());
        }
        Ok(())
    }

    fn create(&self, context: &mut Context<'_, Remote>, create: Create<Model>) -> Result<Model, Failure<Model>> {
        let model = create.planned.clone();
        if fails(context, &model, Fail::BeforeCreate)? {
            return Err(broken("creation").into());
        }
        let created = STORED.create(context, create)?;
        if fails(context, &model, Fail::PanicInCreate)? {
            panic!("a bug in the creation");
        }
        if fails(context, &model, Fail::AfterCreate)? {
            let partial = Model { second: Attr::Null, ..created };
            return Err(Failure::from(broken("second half of the creation")).with_state(partial));
        }
        Ok(created)
    }

    fn read(&self, context: &mut Context<'_, Remote>, state: Model) -> Result<Option<Model>, Diagnostics> {
        if fails(context, &state, Fail::PanicInRead)? {
            panic!("a bug in the read");
        }
        if fails(context, &state, Fail::ReadSilently)? {
            return Err(Diagnostics::new());
        }
        if fails(context, &state, Fail::Read)? {
            return Err(broken("read").into());
        }
        STORED.read(context, state)
    }

    fn update(&self, context: &mut Context<'_, Remote>, update: Update<Model>) -> Result<Model, Failure<Model>> {
        if !fails(context, &update.planned, Fail::Update)? {
            return STORED.update(context, update);
        }
        let half = Model { second: update.prior.second.clone(), ..update.planned.clone() };
        let partial = STORED.update(context, Update::new(update.prior, half, update.config))?;
        Err(Failure::from(broken("second half of the update")).with_state(partial))
    }

    fn delete(&self, context: &mut Context<'_, Remote>, prior: Model) -> Result<(), Diagnostics> {
        if fails(context, &prior, Fail::Delete)? {
            return Err(broken("removal").into());
        }
        STORED.delete(context, prior)
    }

    fn import(&self, context: &mut Context<'_, Remote>, id: &str) -> Result<Model, Diagnostics> {
        STORED.import(context, id)
    }
}
