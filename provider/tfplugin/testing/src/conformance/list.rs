//! Lists.

use serde_json::Value as Json;
use tfplugin::framework::value::{Type, Value};
use tfplugin::protocol::tfplugin6 as wire;
use tokio_stream::StreamExt as _;
use tonic::Request;
use wire::provider_server::Provider as Service;

use super::Violations;
use super::client::{Client, Outcome, decoded, encoded, said};
use super::identity::Identities;
use super::sketch::{configuration, type_of};
use super::validation::block_of;
use crate::server::message::without_errors;

const RULE: &str = "list";
/// As many as Terraform asks for where the user says nothing.
const LIMIT: i64 = 100;

pub(super) fn check<S: Service>(client: &Client<S>, name: &str, written: &Json, found: &mut Violations) {
    if let Err(problem) = List::of(client, name, written).and_then(|list| list.check(found)) {
        found.add(RULE, name, problem);
    }
}

struct List<'a, S> {
    client: &'a Client<S>,
    type_name: &'a str,
    config: wire::DynamicValue,
    identities: Identities,
    object: Type,
}

impl<'a, S: Service> List<'a, S> {
    fn of(client: &'a Client<S>, type_name: &'a str, written: &Json) -> Outcome<Self> {
        let schema = client.schemas.list_resource_schemas.get(type_name).and_then(|schema| schema.block.as_ref());
        let block = schema.ok_or("the provider has no such list")?;
        if !client.identities.contains_key(type_name) {
            return Err("its resource has no identity, so Terraform does not query it".to_owned());
        }
        Ok(Self {
            client,
            type_name,
            config: encoded(&configuration(block, written)?, &type_of(block)?)?,
            identities: Identities::of(client, type_name)?,
            object: type_of(block_of(client, type_name)?)?,
        })
    }

    fn check(&self, found: &mut Violations) -> Outcome<()> {
        let request = wire::validate_list_resource_config::Request {
            type_name: self.type_name.to_owned(),
            config: Some(self.config.clone()),
            ..Default::default()
        };
        let valid = self.client.answer(self.client.service.validate_list_resource_config(Request::new(request)))?;
        without_errors(valid.diagnostics).map_err(said)?;
        self.client.begin_walk()?;
        let mut expect = |holds: bool, problem: &str| {
            if !holds {
                found.add(RULE, self.type_name, problem);
            }
        };
        let all = self.events(LIMIT, false)?;
        expect(!all.is_empty(), "it finds none of the given objects");
        expect(all.iter().all(|event| !event.display_name.is_empty()), "an object has no name to show");
        let again = self.events(LIMIT, false)?;
        expect(
            all.iter().map(|event| &event.identity).eq(again.iter().map(|event| &event.identity)),
            "the order changes",
        );
        for limit in [0, 1] {
            let limited = self.events(limit, false)?.len();
            expect(i64::try_from(limited).is_ok_and(|count| count <= limit), "more objects are listed than the limit");
        }
        for event in self.events(LIMIT, true)? {
            let object = decoded(event.resource_object.as_ref(), &self.object)?;
            expect(matches!(object, Value::Object(_)), "the object that was asked for is left out");
            expect(object.is_wholly_known(), "an object is not known");
        }
        Ok(())
    }

    /// The events that have an object. Each of them has an identity.
    fn events(&self, limit: i64, include_resource_object: bool) -> Outcome<Vec<wire::list_resource::Event>> {
        let request = wire::list_resource::Request {
            type_name: self.type_name.to_owned(),
            config: Some(self.config.clone()),
            include_resource_object,
            limit,
        };
        let mut stream = self.client.answer(self.client.service.list_resource(Request::new(request)))?;
        let mut events = Vec::new();
        while let Some(event) = self.client.block_on(stream.next()) {
            let event = event.map_err(|status| format!("the call broke off: {status}"))?;
            without_errors(event.diagnostic.clone()).map_err(said)?;
            if !event.diagnostic.is_empty() && event.identity.is_none() {
                continue;
            }
            if self.identities.decoded(event.identity.as_ref())?.is_none() {
                return Err("an object is listed without its identity".to_owned());
            }
            events.push(event);
        }
        Ok(events)
    }
}
