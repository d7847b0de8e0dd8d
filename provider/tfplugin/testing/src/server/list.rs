//! What a query of a resource finds.

use tfplugin::framework::diagnostics::Diagnostics;
use tfplugin::framework::list::ListedResource;
use tfplugin::framework::provider::Provider;
use tfplugin::framework::value::Value;
use tfplugin::protocol::tfplugin6 as wire;
use tokio_stream::StreamExt;
use tonic::Request;
use wire::provider_server::Provider as Service;

use super::message::{decoded, encoded, failure, identity, without_errors};
use super::resource::TestResource;
use super::schema;

/// An object in a list.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Listed<M> {
    /// What users recognize it by.
    pub display_name: String,
    /// Its identity.
    pub identity: Value,
    /// The whole object, if the query asked for it.
    pub object: Option<M>,
}

/// What a list found.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Listing<M> {
    /// The objects, in order.
    pub objects: Vec<Listed<M>>,
    /// The warnings.
    pub warnings: Diagnostics,
}

impl<P: Provider, R: ListedResource<Client = P::Client>> TestResource<'_, P, R> {
    /// Validates filters, and lists the objects that they let through: as many as the limit allows.
    ///
    /// # Errors
    /// What the schema and the resource say of the filters, and what ends the list.
    pub fn list(
        &self,
        filter: &R::Filter,
        limit: i64,
        include_resource_object: bool,
    ) -> Result<Listing<R::Model>, Diagnostics> {
        let config = Some(encoded(filter, &schema::<R::Filter>(0)?)?);
        let type_name = R::TYPE_NAME.to_owned();
        let (server, service) = (self.server, &self.server.service);
        let request = wire::validate_list_resource_config::Request {
            type_name: type_name.clone(),
            config: config.clone(),
            ..Default::default()
        };
        let valid = server.answer(service.validate_list_resource_config(Request::new(request)))?;
        without_errors(valid.diagnostics)?;

        let request = wire::list_resource::Request { type_name, config, include_resource_object, limit };
        let events = server.runtime.block_on(async {
            let answered = service.list_resource(Request::new(request)).await?.into_inner();
            answered.collect::<Result<Vec<_>, _>>().await
        });
        let (mut objects, mut found) = (Vec::new(), Vec::new());
        for event in events.map_err(|status| failure(&status))? {
            if event.identity.is_some() {
                objects.push(self.listed(&event)?);
            }
            found.extend(event.diagnostic);
        }
        Ok(Listing { objects, warnings: without_errors(found)? })
    }

    fn listed(&self, event: &wire::list_resource::Event) -> Result<Listed<R::Model>, Diagnostics> {
        let identity = identity(event.identity.as_ref(), self.identity.as_ref())?;
        let object = event.resource_object.as_ref();
        Ok(Listed {
            display_name: event.display_name.clone(),
            identity: identity.ok_or_else(|| failure(&"an object in a list has no identity"))?,
            object: object.map(|object| decoded(Some(object), &self.schema)).transpose()?,
        })
    }
}
