//! `corner_evolved`, whose state had another shape once, and `corner_old`, which it can take over.

use serde_json::Value as Json;
use tfplugin::Schema;
use tfplugin::framework::context::Context;
use tfplugin::framework::diagnostics::Diagnostics;
use tfplugin::framework::resource::{Create, Failure, MoveSource, Resource, Update};
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

    fn upgrade(&self, _version: i64, mut state: Json) -> Result<Json, Diagnostics> {
        if let Some(fields) = state.as_object_mut() {
            let title = fields.remove("caption").unwrap_or_default();
            fields.insert("title".to_owned(), title);
        }
        Ok(state)
    }

    fn move_from(&self, source: &MoveSource) -> Result<Option<Model>, Diagnostics> {
        if source.type_name != Old::TYPE_NAME {
            return Ok(None);
        }
        let text = |name| source.state.get(name).and_then(Json::as_str).map(str::to_owned).into();
        Ok(Some(Model { id: text("id"), title: text("caption"), ..Model::default() }))
    }
}
