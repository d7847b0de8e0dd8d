//! `corner_evolved`, whose state had another shape once, and `corner_old`, which it can take over.

use serde::Deserialize;
use tfplugin::Schema;
use tfplugin::framework::context::Context;
use tfplugin::framework::diagnostics::Diagnostics;
use tfplugin::framework::resource::{Create, Failure, MoveSource, OldState, Resource, Update};
use tfplugin::framework::value::{Attr, Dynamic};

use crate::remote::Remote;
use crate::stored::{Stored, StoredResource};

/// The type that was there before.
#[derive(Clone, Debug, Default, Schema)]
pub(crate) struct Old {
    /// The id.
    #[tf(computed, stable)]
    id: Attr<String>,
    /// What is called `title` today.
    #[tf(optional)]
    caption: Attr<String>,
}

impl Stored for Old {
    const TYPE_NAME: &'static str = "corner_old";

    fn id(&mut self) -> &mut Attr<String> {
        &mut self.id
    }
}

/// A type whose state had another shape in version 0: `caption` for `title`, and no `labels`.
#[derive(Clone, Debug, Default, Schema)]
pub(crate) struct Model {
    /// The id.
    #[tf(computed, stable)]
    id: Attr<String>,
    /// Its title.
    #[tf(optional)]
    title: Attr<String>,
    /// Anything.
    #[tf(optional)]
    dynamic: Attr<Dynamic>,
    /// Labels.
    #[tf(block)]
    label: Attr<Vec<Label>>,
}

/// A label.
#[derive(Clone, Debug, Default, Schema)]
pub(crate) struct Label {
    /// Its text.
    #[tf(required)]
    text: Attr<String>,
}

impl Stored for Model {
    const TYPE_NAME: &'static str = "corner_evolved";

    fn id(&mut self) -> &mut Attr<String> {
        &mut self.id
    }
}

/// What version 0 stored.
#[derive(Deserialize)]
struct Version0 {
    id: Attr<String>,
    caption: Attr<String>,
    #[serde(default)]
    dynamic: Attr<Dynamic>,
}

pub(crate) struct Evolved;

const STORED: StoredResource<Model> = StoredResource::new();

impl Resource for Evolved {
    type Client = Remote;
    type Model = Model;
    const TYPE_NAME: &'static str = <Model as Stored>::TYPE_NAME;
    const VERSION: i64 = 1;

    fn create(&self, context: &mut Context<'_, Remote>, create: Create<Model>) -> Result<Model, Failure<Model>> {
        STORED.create(context, create)
    }

    /// Objects of the old type and of the old version are on the remote side as they were: they are as in the state.
    fn read(&self, context: &mut Context<'_, Remote>, state: Model) -> Result<Option<Model>, Diagnostics> {
        Ok(Some(STORED.read(context, state.clone())?.unwrap_or(state)))
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

    fn upgrade(&self, old: &OldState) -> Result<Option<Model>, Diagnostics> {
        old.read()
            .map(|Version0 { id, caption, dynamic }| Some(Model { id, title: caption, dynamic, ..Model::default() }))
    }

    fn move_from(&self, source: &MoveSource) -> Result<Option<Model>, Diagnostics> {
        if source.type_name != Old::TYPE_NAME {
            return Ok(None);
        }
        let Old { id, caption } = source.read()?;
        Ok(Some(Model { id, title: caption, ..Model::default() }))
    }
}
