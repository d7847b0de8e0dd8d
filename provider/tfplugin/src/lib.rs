//! A Terraform plugin SDK: protocol 6, as Terraform 1.0 and OpenTofu 1.6 and later speak it.
//!
//! Write a provider with [`framework`]. [`runtime`] starts and ends its process. [`protocol`] is the generated wire
//! protocol, for an RPC that the framework does not serve yet.
//!
//! A resource is a struct whose fields declare its schema, and a handful of plain functions:
//!
//! ```no_run
//! use std::process::ExitCode;
//!
//! use schemars::JsonSchema;
//! use serde::{Deserialize, Serialize};
//! use tfplugin::framework::context::Context;
//! use tfplugin::framework::diagnostics::Diagnostics;
//! use tfplugin::framework::provider::{Provider, Registry};
//! use tfplugin::framework::resource::{Create, Failure, Resource, Update};
//! use tfplugin::framework::server::ProviderServer;
//! use tfplugin::framework::value::Attr;
//! use tfplugin::runtime::{Plugin, run};
//!
//! /// A greeting.
//! #[derive(Serialize, Deserialize, JsonSchema)]
//! struct Greeting {
//!     /// The name of the person to greet.
//!     #[schemars(extend("x-terraform" = "required replace"))]
//!     name: Attr<String>,
//!     /// The greeting.
//!     #[schemars(extend("x-terraform" = "computed"))]
//!     text: Attr<String>,
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
//!         let text = create.planned.name.map(|name| format!("Hello, {name}!"));
//!         Ok(Greeting { text, ..create.planned })
//!     }
//!
//!     fn read(&self, _: &mut Context<'_, ()>, state: Greeting) -> Result<Option<Greeting>, Diagnostics> {
//!         Ok(Some(state))
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
//!     fn import(&self, _: &mut Context<'_, ()>, id: &str) -> Result<Greeting, Diagnostics> {
//!         let text = Attr::Known(format!("Hello, {id}!"));
//!         Ok(Greeting { name: Attr::Known(id.to_owned()), text })
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
//!     }
//! }
//!
//! fn main() -> ExitCode {
//!     let plugin = Plugin { name: "hello", address: "registry.terraform.io/example/hello", version: "0.1.0" };
//!     run(&plugin, ProviderServer::new(Hello))
//! }
//! ```

pub mod framework;
pub mod protocol;
pub mod runtime;

// `#[derive(Schema)]` names this crate, and is used in this crate as well.
extern crate self as tfplugin;

pub use tfplugin_derive::Schema;

/// What `#[derive(Schema)]` expands to needs these, not the provider's author.
#[doc(hidden)]
pub mod __derive {
    pub use {schemars, serde};
}
