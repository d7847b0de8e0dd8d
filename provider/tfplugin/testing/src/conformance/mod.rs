//! A conformance suite: what Terraform requires of every provider, checked against yours.
//!
//! The suite is a client that calls as Terraform does, inside the test, and checks each answer by the rules that Terraform
//! enforces, or that users would meet as a plan that never becomes empty. Any gRPC service of the protocol can be checked, also
//! one that is not written with [`tfplugin`]. It is configured again before each plan and each apply, where Terraform starts
//! another process: what is to last must be outside of the provider.
//!
//! ```
//! use serde_json::json;
//! use tfplugin::framework::server::ProviderServer;
//! use tfplugin_testing::conformance::{Object, Suite};
//! # use tfplugin::prelude::*;
//! # /// Says hello.
//! # #[derive(Schema)]
//! # struct Config {}
//! # struct Hello;
//! # impl Provider for Hello {
//! #     type Config = Config;
//! #     type Client = ();
//! #     fn configure(&self, _: Config, _: &str) -> Result<(), Diagnostics> { Ok(()) }
//! #     fn register(&self, registry: &mut Registry<()>) {
//! #         registry.function(Function::new("greet", [("name", "Who.")], |name: String| Ok(format!("Hello, {name}!"))));
//! #     }
//! # }
//!
//! # /*
//! let suite = Suite::new("hello")
//!     .resource(Object::new("hello_greeting", [json!({ "name": "Ada" }), json!({ "name": "Bob" })]))
//!     .data_source("hello_greeting", json!({ "name": "Ada" }))
//!     .function("greet", [json!("Ada")]);
//! # */
//! # let suite = Suite::new("hello").function("greet", [json!("Ada")]);
//! assert_eq!(suite.check(ProviderServer::new(Hello)).to_string(), "");
//! ```
//!
//! # The rules
//!
//! | rule | what is required |
//! | --- | --- |
//! | `schema` | names, types and flags that Terraform accepts; a description for each object and attribute; the same names in every list |
//! | `covered` | the suite has a case for each resource, data source and function, or leaves it out by name |
//! | `valid-configuration` | a configuration of a case is accepted, also while each of its values is not known yet |
//! | `required-null` | a required attribute that is null is an error at the attribute: Terraform lets it through |
//! | `read-only` | a computed attribute that is set is an error at the attribute: Terraform lets it through |
//! | `plan` | configured values are planned as they are, blocks as many as written, write-only values not at all |
//! | `plan-again` | the same request has the same plan, byte for byte |
//! | `apply` | every planned value is there, nothing is unknown, nothing write-only is stored |
//! | `read` | an object that nobody changed is read as it was stored, with its private data |
//! | `empty-plan` | the same configuration plans no change |
//! | `upgrade` | a state of the current version is read as it is, without a configured provider |
//! | `import` | an imported object plans no change with its configuration; an id of nothing is an error or no object |
//! | `identity` | where a type has identities: a schema that Terraform accepts, an identity after each apply and read, the same one as long as the object exists, an import by it |
//! | `generated-configuration` | what is generated for an object is valid and plans no change |
//! | `delete` | a removal leaves nothing, and a second one succeeds |
//! | `data-source` | reading twice has the same result, wholly known, with the arguments as configured |
//! | `function` | a call has the same known result each time; a missing argument is an error |
//! | `action` | an action is accepted, runs without an error, and its last event, and only that, completes it |
//! | `list` | a list is accepted, has an identity and a name for each object, the same order each time, no more than the limit, and whole objects where they are asked for |
//! | `bad-request` | an unknown type and bytes that are no value are errors with words, and no broken call |

mod action;
mod calls;
mod client;
mod data_source;
mod function;
mod generated;
mod identity;
mod lifecycle;
mod list;
mod plan;
mod requests;
mod schema;
mod sketch;
mod validation;

use std::collections::BTreeSet;
use std::fmt;

use serde_json::{Value as Json, json};
use tfplugin::framework::path::Path;
use tfplugin::framework::value::Value;
use tfplugin::protocol::tfplugin6::provider_server::Provider as Service;

use client::Client;

/// The places where a new state differs from a known part of its plan, or is still unknown. Terraform refuses such a state
/// with "Provider produced inconsistent result after apply".
pub fn unlike_plan(planned: &Value, new: &Value) -> Vec<Path> {
    let mut found = new.unknown_paths();
    found.extend(new.paths_unlike_plan(planned));
    found
}

/// What is checked, and with which configurations.
#[derive(Clone, Debug)]
#[must_use]
pub struct Suite {
    provider: String,
    config: Json,
    given: Vec<Object>,
    resources: Vec<Object>,
    data_sources: Vec<(String, Json)>,
    functions: Vec<(String, Vec<Json>)>,
    actions: Vec<(String, Json)>,
    lists: Vec<(String, Json)>,
    left_out: BTreeSet<String>,
}

impl Suite {
    /// A suite without cases, for the provider of this type, such as `hello`.
    pub fn new(provider: &str) -> Self {
        Self {
            provider: provider.to_owned(),
            config: json!({}),
            given: Vec::new(),
            resources: Vec::new(),
            data_sources: Vec::new(),
            functions: Vec::new(),
            actions: Vec::new(),
            lists: Vec::new(),
            left_out: BTreeSet::new(),
        }
    }

    /// The configuration of the provider, as Terraform's JSON: blocks are lists of objects.
    pub fn configured(self, config: Json) -> Self {
        Self { config, ..self }
    }

    /// An object that the others need: it is created before them, and removed after them.
    pub fn given(mut self, type_name: &str, config: Json) -> Self {
        self.given.push(Object::new(type_name, [config]));
        self
    }

    /// An object that is created, changed and removed.
    pub fn resource(mut self, object: Object) -> Self {
        self.resources.push(object);
        self
    }

    /// A data source that is read while the given objects exist. [`Object::read_by`] reads one while another object does.
    pub fn data_source(mut self, type_name: &str, config: Json) -> Self {
        self.data_sources.push((type_name.to_owned(), config));
        self
    }

    /// A function that is called with these arguments. One of a dynamic type is `{ "type": …, "value": … }`, as states have it.
    pub fn function(mut self, name: &str, arguments: impl IntoIterator<Item = Json>) -> Self {
        self.functions.push((name.to_owned(), arguments.into_iter().collect()));
        self
    }

    /// An action that is invoked while the given objects exist.
    pub fn action(mut self, type_name: &str, config: Json) -> Self {
        self.actions.push((type_name.to_owned(), config));
        self
    }

    /// A list with these filters, read while the given objects exist, of which it finds at least one.
    pub fn list(mut self, type_name: &str, config: Json) -> Self {
        self.lists.push((type_name.to_owned(), config));
        self
    }

    /// Leaves out a resource type, a data source, a function or an action that the suite cannot call.
    pub fn without(mut self, name: &str) -> Self {
        self.left_out.insert(name.to_owned());
        self
    }

    /// Calls the provider, and returns what it does against the rules; nothing if it keeps them all.
    pub fn check<S: Service>(&self, service: S) -> Violations {
        let mut found = Violations::default();
        match Client::new(service, &self.config) {
            Ok(client) => self.check_all(&client, &mut found),
            Err(broken) => found.add("schema", &self.provider, broken),
        }
        found
    }

    fn check_all<S: Service>(&self, client: &Client<S>, found: &mut Violations) {
        schema::check(client, &self.provider, found);
        identity::check_schemas(client, found);
        self.check_coverage(client, found);
        requests::check(client, found);
        for (name, arguments) in &self.functions {
            function::check(client, name, arguments, found);
        }
        if let Err(broken) = client.begin_walk() {
            return found.add("valid-configuration", "provider", broken);
        }
        let given = lifecycle::create_all(client, &self.given, found);
        for object in &self.resources {
            validation::check(client, object, found);
            lifecycle::check(client, object, found);
        }
        for (name, config) in &self.data_sources {
            data_source::check(client, name, config, found);
        }
        for (name, config) in &self.actions {
            action::check(client, name, config, found);
        }
        for (name, config) in &self.lists {
            list::check(client, name, config, found);
        }
        lifecycle::remove_all(given, found);
    }

    fn check_coverage<S: Service>(&self, client: &Client<S>, found: &mut Violations) {
        let mut expect = |kind: &str, declared: Vec<&String>, covered: BTreeSet<&str>| {
            let is_missing = |name: &&String| !covered.contains(name.as_str()) && !self.left_out.contains(*name);
            for name in declared.into_iter().filter(is_missing) {
                found.add(
                    "covered",
                    format!("{kind} {name}"),
                    "the suite has no case for it: add one, or leave it out by `without`",
                );
            }
        };
        let schemas = &client.schemas;
        let resources = self.resources.iter().map(|object| object.type_name.as_str()).collect();
        expect("resource", schemas.resource_schemas.keys().collect(), resources);
        let read_by = self.resources.iter().flat_map(|object| &object.read_by);
        expect(
            "data source",
            schemas.data_source_schemas.keys().collect(),
            names(self.data_sources.iter().chain(read_by)),
        );
        expect("function", schemas.functions.keys().collect(), names(&self.functions));
        expect("action", schemas.action_schemas.keys().collect(), names(&self.actions));
        expect("list resource", schemas.list_resource_schemas.keys().collect(), names(&self.lists));
    }
}

fn names<'a, T: 'a>(cases: impl IntoIterator<Item = &'a (String, T)>) -> BTreeSet<&'a str> {
    cases.into_iter().map(|(name, _)| name.as_str()).collect()
}

/// An object of a resource type, and the configurations that it goes through.
#[derive(Clone, Debug)]
#[must_use]
pub struct Object {
    type_name: String,
    configs: Vec<Json>,
    id: Id,
    not_read: BTreeSet<String>,
    remains: bool,
    identity_changes: bool,
    read_by: Vec<(String, Json)>,
}

#[derive(Clone, Debug)]
enum Id {
    Attribute(String),
    None,
}

impl Object {
    /// An object that is created with the first configuration, and changed to each further one. A change that replaces the
    /// object removes it and creates another one, as Terraform does.
    pub fn new(type_name: &str, configs: impl IntoIterator<Item = Json>) -> Self {
        Self {
            type_name: type_name.to_owned(),
            configs: configs.into_iter().collect(),
            id: Id::Attribute("id".to_owned()),
            not_read: BTreeSet::new(),
            remains: false,
            identity_changes: false,
            read_by: Vec::new(),
        }
    }

    /// Which attribute the id of an import is; `id` if nothing is said.
    pub fn imported_by(self, attribute: &str) -> Self {
        Self { id: Id::Attribute(attribute.to_owned()), ..self }
    }

    /// An object that cannot be imported.
    pub fn not_imported(self) -> Self {
        Self { id: Id::None, ..self }
    }

    /// An attribute that only the configuration has, such as `timeouts`: an import does not read it.
    pub fn not_read(mut self, attribute: &str) -> Self {
        self.not_read.insert(attribute.to_owned());
        self
    }

    /// An object that something always has, such as its settings: after the removal, it is read with default values.
    pub fn remains(self) -> Self {
        Self { remains: true, ..self }
    }

    /// An object whose identity may change while it exists.
    pub fn identity_changes(self) -> Self {
        Self { identity_changes: true, ..self }
    }

    /// A data source that is read while the object exists.
    pub fn read_by(mut self, data_source: &str, config: Json) -> Self {
        self.read_by.push((data_source.to_owned(), config));
        self
    }
}

/// What a provider does against the rules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Violations(Vec<Violation>);

/// One answer that breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Violation {
    /// The rule, such as `plan`.
    pub rule: &'static str,
    /// The type, and the configuration or the attribute.
    pub place: String,
    /// What is wrong.
    pub problem: String,
}

impl Violations {
    /// All of them, in the order of the calls.
    pub fn all(&self) -> &[Violation] {
        &self.0
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn add(&mut self, rule: &'static str, place: impl fmt::Display, problem: impl fmt::Display) {
        self.0.push(Violation { rule, place: place.to_string(), problem: problem.to_string() });
    }

    fn add_paths(&mut self, rule: &'static str, place: &str, problem: &str, paths: &[Path]) {
        for path in paths {
            self.add(rule, format!("{place}: {path}"), problem);
        }
    }
}

/// A line each; nothing if there are none.
impl fmt::Display for Violations {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines = self.0.iter().map(|Violation { rule, place, problem }| format!("{rule}: {place}: {problem}"));
        out.write_str(&lines.collect::<Vec<_>>().join("\n"))
    }
}
