//! `corner_waiting`: a creation that takes until something happens.

use std::thread;
use std::time::{Duration, Instant};

use tfplugin::Schema;
use tfplugin::framework::context::Context;
use tfplugin::framework::diagnostics::{Diagnostic, Diagnostics};
use tfplugin::framework::resource::{Create, Failure, Resource, Update};
use tfplugin::framework::value::Attr;

use crate::remote::Remote;
use crate::stored::{Stored, StoredResource};

/// An object whose creation waits for an event on the remote side, or until the user interrupts.
#[derive(Clone, Debug, Default, Schema)]
pub(crate) struct Model {
    /// The id.
    #[tf(computed, stable)]
    id: Attr<String>,
    /// The event to wait for.
    #[tf(required)]
    event: Attr<String>,
    /// A value nobody keeps.
    #[tf(optional, write_only)]
    token_wo: Attr<String>,
}

impl Stored for Model {
    const TYPE_NAME: &'static str = "corner_waiting";

    fn id(&mut self) -> &mut Attr<String> {
        &mut self.id
    }

    fn write_only(&self) -> Option<&String> {
        self.token_wo.known()
    }
}

pub(crate) struct Waiting;

const STORED: StoredResource<Model> = StoredResource::new();
/// So that a test that fails comes to an end.
const PATIENCE: Duration = Duration::from_secs(60);

impl Resource for Waiting {
    type Client = Remote;
    type Model = Model;
    const TYPE_NAME: &'static str = <Model as Stored>::TYPE_NAME;

    fn create(&self, context: &mut Context<'_, Remote>, create: Create<Model>) -> Result<Model, Failure<Model>> {
        let event = create.planned.event.known().cloned().unwrap_or_default();
        let created = STORED.create(context, create)?;
        context.client.change(|world| {
            world.events.push(format!("waiting in {}", std::process::id()));
            Ok(())
        })?;
        let started = Instant::now();
        while !context.client.look()?.events.contains(&event) {
            if context.cancellation.is_requested() || started.elapsed() > PATIENCE {
                let interrupted = Diagnostic::error("The creation was interrupted", "What is there so far is kept.");
                return Err(Failure::from(interrupted).with_state(created));
            }
            thread::sleep(Duration::from_millis(5));
        }
        Ok(created)
    }

    fn read(&self, context: &mut Context<'_, Remote>, state: Model) -> Result<Option<Model>, Diagnostics> {
        STORED.read(context, state)
    }

    fn update(&self, context: &mut Context<'_, Remote>, update: Update<Model>) -> Result<Model, Failure<Model>> {
        STORED.update(context, update)
    }

    fn delete(&self, context: &mut Context<'_, Remote>, prior: Model) -> Result<(), Diagnostics> {
        STORED.delete(context, prior)
    }

    fn import(&self, context: &mut Context<'_, Remote>, id: &str) -> Result<Model, Diagnostics> {
        STORED.import(context, id)
    }
}
