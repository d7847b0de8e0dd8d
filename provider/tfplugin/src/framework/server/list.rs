//! Lists of objects.

use super::answer::Failed;
use super::stream::Show;
use super::{Core, configuration, dynamic, identity, unknown_type, wire};
use crate::framework::context::{Attempt, Cancellation, Context};
use crate::framework::diagnostics::Diagnostics;
use crate::framework::provider::Provider;
use crate::framework::schema::Schema;
use crate::framework::typed::{AnyResource, Found, Query};
use crate::framework::value::{Type, Value, Wiped};
use wire::list_resource::Event;

/// What ends a list: the client gets an event for it only where there is something to say.
pub(super) struct End(Vec<wire::Diagnostic>);

impl Failed for End {
    fn failed(diagnostics: Diagnostics) -> Self {
        Self(diagnostics.to_protocol())
    }

    fn diagnostics(&mut self) -> &mut [wire::Diagnostic] {
        &mut self.0
    }
}

impl From<End> for Option<Event> {
    fn from(End(diagnostic): End) -> Self {
        (!diagnostic.is_empty()).then(|| Event { diagnostic, ..Default::default() })
    }
}

/// A resource that has a list, with the schema of its filters.
fn listed<'a, P: Provider>(
    core: &'a Core<P>,
    type_name: &str,
) -> Result<(&'a dyn AnyResource<P::Client>, &'a Schema), Diagnostics> {
    let resource = core.resource(type_name)?;
    let schema = resource.list_schema().ok_or_else(|| unknown_type("list resource", type_name))?;
    Ok((resource, schema?))
}

/// The filters. A block that is left out has none.
fn filter(config: Option<&wire::DynamicValue>, schema: &Schema) -> Result<Wiped, Diagnostics> {
    let filter = configuration(config, schema.object_type())?;
    match schema.object_type() {
        Type::Object(attributes) if filter.is_null() => {
            Ok(Wiped(Value::Object(attributes.clone().map(|_| Value::Null))))
        }
        _ => Ok(filter),
    }
}

/// Terraform sends neither the limit nor whether it wants whole objects.
pub(super) fn validate<P: Provider>(
    core: &Core<P>,
    request: &wire::validate_list_resource_config::Request,
) -> Result<wire::validate_list_resource_config::Response, Diagnostics> {
    let (resource, schema) = listed(core, &request.type_name)?;
    let filter = filter(request.config.as_ref(), schema)?;
    let diagnostics = resource.validate_filter(&filter).to_protocol();
    Ok(wire::validate_list_resource_config::Response { diagnostics })
}

pub(super) fn list<P: Provider>(
    core: &Core<P>,
    cancellation: &Cancellation,
    attempt: &Attempt,
    request: &wire::list_resource::Request,
    show: Show<Event>,
) -> Result<End, Diagnostics> {
    let (resource, schema) = listed(core, &request.type_name)?;
    let filter = filter(request.config.as_ref(), schema)?;
    let client = core.client()?;
    let mut context = Context::new(client.as_ref(), cancellation, attempt);
    let query = Query {
        filter: &filter,
        with_objects: request.include_resource_object,
        limit: u64::try_from(request.limit).unwrap_or_default(),
    };
    let mut show = |found: Found| -> Result<(), Diagnostics> {
        show(event(resource, schema, found)?);
        Ok(())
    };
    resource.list(&mut context, &query, &mut show)?;
    Ok(End(context.warnings.to_protocol()))
}

fn event<C>(resource: &dyn AnyResource<C>, filters: &Schema, found: Found) -> Result<Event, Diagnostics> {
    match found {
        Found::Object { identity, display_name, state } => Ok(Event {
            identity: identity::encoded(resource, Some(&identity))?,
            display_name,
            resource_object: match state {
                Some(state) => Some(dynamic(&state, resource.schema()?.object_type())?),
                None => None,
            },
            diagnostic: Vec::new(),
        }),
        Found::Warning(warning) => {
            let mut diagnostic = Diagnostics::from(warning).to_protocol();
            let places = diagnostic.iter_mut().filter_map(|found| found.attribute.as_mut());
            places.for_each(|place| filters.lead_to_line(place));
            Ok(Event { diagnostic, ..Default::default() })
        }
    }
}
