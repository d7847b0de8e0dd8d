//! A Terraform plugin SDK: protocol 6, as Terraform 1.1 and later and OpenTofu 1.6 and later speak it.
//!
//! The [`book`] shows how to write a provider. It imports the [`prelude`]; [`framework`] has the rest of what it is written
//! with. [`runtime`] starts and ends its process. [`protocol`] is the generated wire protocol, for an RPC that the framework
//! does not serve yet.
//!
//! A resource is a struct whose fields declare its schema, and a handful of plain functions:
//!
//! ```no_run
//! use std::process::ExitCode;
//!
//! use tfplugin::prelude::*;
//!
//! /// A greeting.
//! #[derive(Schema)]
//! struct Greeting {
//!     /// The name of the person to greet.
//!     #[tf(required, replace)]
//!     name: String,
//!     /// The greeting.
//!     #[tf(computed, stable)]
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
//! #[derive(Schema)]
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

pub mod book;
pub mod framework;
pub mod prelude;
pub mod protocol;
pub mod runtime;

// `#[derive(Schema)]` names this crate, and is used in this crate as well.
extern crate self as tfplugin;

/// # A struct with every word
///
/// ```
/// use tfplugin::Schema;
/// use tfplugin::framework::schema::Schema;
/// use tfplugin::framework::value::Attr;
///
/// /// A virtual machine.
/// #[derive(Schema)]
/// struct Machine {
///     /// Its number.
///     #[tf(computed, stable)]
///     id: Attr<String>,
///     /// Its name.
///     #[tf(required, replace, ignore_case, length(min = 1, max = 15))]
///     name: Attr<String>,
///     /// How many processors it has.
///     #[tf(optional, default = 2, range(min = 1, max = 64))]
///     processors: Attr<u32>,
///     /// Its address. Without one, the network assigns one.
///     #[tf(optional, computed)]
///     address: Attr<String>,
///     /// The first password of its administrator.
///     #[tf(optional, sensitive, write_only)]
///     password_wo: Attr<String>,
///     /// How long it runs without work.
///     #[tf(optional, duration)]
///     idle: Attr<String>,
///     /// The old name of `processors`.
///     #[tf(optional, deprecated = "Use `processors`.")]
///     cores: Attr<u32>,
///     /// How its disks are stored.
///     #[tf(optional, default = "thin")]
///     provisioning: Attr<Provisioning>,
///     /// Its disks, in order.
///     #[tf(block, length(min = 1, max = 8))]
///     disk: Attr<Vec<Disk>>,
///     /// The network that it is in.
///     #[tf(block, required)]
///     network: Attr<Network>,
///     /// What it may do.
///     #[tf(group)]
///     limits: Attr<Limits>,
/// }
///
/// #[derive(Schema)]
/// enum Provisioning {
///     /// Space is taken when it is written.
///     Thin,
///     /// Space is taken at once.
///     #[tf(value = "thick-eager")]
///     Thick,
/// }
///
/// /// A disk.
/// #[derive(Schema)]
/// struct Disk {
///     /// Its size in GiB.
///     #[tf(required, range(min = 1))]
///     size: Attr<u32>,
/// }
///
/// /// A network.
/// #[derive(Schema)]
/// #[tf(deprecated = "Use `address`.")]
/// struct Network {
///     /// Its name.
///     #[tf(required)]
///     name: Attr<String>,
/// }
///
/// /// Limits.
/// #[derive(Schema)]
/// struct Limits {
///     /// The most that it sends, in Mbit/s.
///     #[tf(optional)]
///     rate: Attr<u32>,
/// }
///
/// let schema = Schema::of::<Machine>(0)?;
/// assert_eq!((schema.block.attributes.len(), schema.block.blocks.len()), (8, 3));
/// let choices = schema.block.attributes["provisioning"].constraints.choices.iter().map(|choice| &choice.value);
/// assert_eq!(choices.collect::<Vec<_>>(), ["thin", "thick-eager"]);
/// # Ok::<(), tfplugin::framework::schema::SchemaError>(())
/// ```
pub use tfplugin_derive::Schema;

pub use tfplugin_derive::Identity;

/// What `#[derive(Schema)]` expands to needs these, not the provider's author.
#[doc(hidden)]
pub mod __derive {
    pub use {schemars, serde};
}
