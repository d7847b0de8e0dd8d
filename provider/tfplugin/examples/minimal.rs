//! A provider with a resource, a data source and a function, which all greet people.

use tfplugin::prelude::*;

/// A greeting.
#[derive(Schema)]
struct Greeting {
    /// The name of the person to greet.
    #[tf(required)]
    name: String,
    /// The greeting.
    #[tf(computed)]
    text: Attr<String>,
}

fn greet(name: String) -> Greeting {
    Greeting { text: Attr::Known(format!("Hello, {name}!")), name }
}

struct Greetings;

impl Resource for Greetings {
    type Client = ();
    type Model = Greeting;
    const TYPE_NAME: &'static str = "hello_greeting";

    fn create(&self, _: &mut Context<'_, ()>, create: Create<Greeting>) -> Result<Greeting, Failure<Greeting>> {
        Ok(greet(create.planned.name))
    }

    fn read(&self, _: &mut Context<'_, ()>, state: Greeting) -> Result<Option<Greeting>, Diagnostics> {
        Ok(Some(greet(state.name)))
    }

    fn update(&self, _: &mut Context<'_, ()>, update: Update<Greeting>) -> Result<Greeting, Failure<Greeting>> {
        Ok(greet(update.planned.name))
    }

    fn delete(&self, _: &mut Context<'_, ()>, _: Greeting) -> Result<(), Diagnostics> {
        Ok(())
    }

    fn import(&self, _: &mut Context<'_, ()>, id: &str) -> Result<Greeting, Diagnostics> {
        pass_through("name", id)
    }
}

impl DataSource for Greetings {
    type Client = ();
    type Model = Greeting;
    const TYPE_NAME: &'static str = "hello_greeting";

    fn read(&self, _: &mut Context<'_, ()>, config: Greeting) -> Result<Greeting, Diagnostics> {
        Ok(greet(config.name))
    }
}

/// Greets people.
#[derive(Schema)]
struct Config {}
struct Hello;

impl Provider for Hello {
    type Config = Config;
    type Client = ();

    fn configure(&self, _: Config, _terraform_version: &str) -> Result<(), Diagnostics> {
        Ok(())
    }

    fn register(&self, registry: &mut Registry<()>) {
        registry.resource(Greetings);
        registry.data_source(Greetings);
        registry.function(Function::new("greet", [("name", "Who to greet.")], |name: String| Ok(greet(name).text)));
    }
}

fn main() -> std::process::ExitCode {
    run(&Plugin::new("hello", "registry.terraform.io/example/hello", "0.1.0"), ProviderServer::new(Hello))
}
