//! A Terraform plugin SDK: protocol 6, as Terraform 1.0 and OpenTofu 1.6 and later speak it.
//!
//! A provider imports the [`prelude`]; [`framework`] has the rest of what it is written with. [`runtime`] starts and ends
//! its process. [`protocol`] is the generated wire protocol, for an RPC that the framework does not serve yet.
//!
//! A resource is a struct whose fields declare its schema, and a handful of plain functions:
//!
//! ```no_run
//! use std::process::ExitCode;
//!
//! use schemars::JsonSchema;
//! use serde::{Deserialize, Serialize};
//! use tfplugin::prelude::*;
//!
//! /// A greeting.
//! #[derive(Serialize, Deserialize, JsonSchema)]
//! struct Greeting {
//!     /// The name of the person to greet.
//!     #[schemars(extend("x-terraform" = "required replace"))]
//!     name: String,
//!     /// The greeting.
//!     #[schemars(extend("x-terraform" = "computed stable"))]
//!     text: Attr<String>,
//! }
//!
//! impl Greeting {
//!     fn to(name: String) -> Self {
//!         Self { text: Attr::Known(format!("Hello, {name}!")), name }
//!     }
//! }
//!
//! struct Greetings;
//!
//! impl Resource for Greetings {
//!     type Client = ();
//!     type Model = Greeting;
//!     const TYPE_NAME: &'static str = "hello_greeting";
//!
//!     fn create(&self, _: &mut Context<'_, ()>, create: Create<Greeting>) -> Result<Greeting, Failure<Greeting>> {
//!         Ok(Greeting::to(create.planned.name))
//!     }
//!
//!     fn read(&self, _: &mut Context<'_, ()>, state: Greeting) -> Result<Option<Greeting>, Diagnostics> {
//!         Ok(Some(Greeting::to(state.name)))
//!     }
//!
//!     fn update(&self, _: &mut Context<'_, ()>, update: Update<Greeting>) -> Result<Greeting, Failure<Greeting>> {
//!         Ok(update.planned)
//!     }
//!
//!     fn delete(&self, _: &mut Context<'_, ()>, _: Greeting) -> Result<(), Diagnostics> {
//!         Ok(())
//!     }
//!
//!     fn import(&self, _: &mut Context<'_, ()>, name: &str) -> Result<Greeting, Diagnostics> {
//!         pass_through("name", name)
//!     }
//! }
//!
//! /// Greets people.
//! #[derive(Serialize, Deserialize, JsonSchema)]
//! struct Config {}
//!
//! struct Hello;
//!
//! impl Provider for Hello {
//!     type Config = Config;
//!     type Client = ();
//!
//!     fn configure(&self, _: Config, _terraform_version: &str) -> Result<(), Diagnostics> {
//!         Ok(())
//!     }
//!
//!     fn register(&self, registry: &mut Registry<()>) {
//!         registry.resource(Greetings);
//!         registry.function(
//!             Function::new("greet", [("name", "Who to greet.")], |name: String| Ok(format!("Hello, {name}!")))
//!                 .summary("Greets a person"),
//!         );
//!     }
//! }
//!
//! fn main() -> ExitCode {
//!     let plugin = Plugin::new("hello", "registry.terraform.io/example/hello", "0.1.0");
//!     run(&plugin, ProviderServer::new(Hello))
//! }
//! ```

pub mod framework;
pub mod prelude;
pub mod protocol;
pub mod runtime;
