//! The data source `corner_lookup`.

use std::collections::BTreeMap;

use tfplugin::Schema;
use tfplugin::framework::context::Context;
use tfplugin::framework::data_source::DataSource;
use tfplugin::framework::diagnostics::{Diagnostic, Diagnostics};
use tfplugin::framework::path::Path;
use tfplugin::framework::value::Attr;

use crate::remote::Remote;

/// Finds an object on the remote side.
#[derive(Clone, Debug, Default, Schema)]
pub(crate) struct Model {
    /// Its type and id, `corner_everything/id-1`.
    #[tf(required, length(min = 1))]
    key: Attr<String>,
    /// Given back as it is.
    #[tf(optional)]
    remark: Attr<String>,
    /// The attributes that are text.
    #[tf(computed)]
    texts: Attr<BTreeMap<String, String>>,
}

pub(crate) struct Lookup;

impl DataSource for Lookup {
    type Client = Remote;
    type Model = Model;
    const TYPE_NAME: &'static str = "corner_lookup";

    fn read(&self, context: &mut Context<'_, Remote>, config: Model) -> Result<Model, Diagnostics> {
        let key = config.key.known().cloned().unwrap_or_default();
        let world = context.client.look()?;
        let Some(object) = world.objects.get(&key) else {
            let detail = "The remote side has no such object. Check the key.";
            return Err(Diagnostic::error(format!("{key} is not there"), detail).at(Path::of("key")).into());
        };
        let fields = object.as_object().into_iter().flatten();
        let texts = fields.filter_map(|(name, field)| Some((name.clone(), field.as_str()?.to_owned()))).collect();
        Ok(Model { texts: Attr::Known(texts), ..config })
    }
}
