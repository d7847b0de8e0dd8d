//! Each line with a mark is a mistake.

use tfplugin::prelude::*;

struct Config {}

struct Part {}

#[derive(Schema)]
struct Whole {
    #[tf(block)]
    parts: Vec<Part>, //~ `Part` has no schema
}

struct Forgetful;

impl Provider for Forgetful {
    type Config = Config; //~ `Config` has no schema
    type Client = ();

    fn configure(&self, _: Config, _: &str) -> Result<(), Diagnostics> {
        Ok(())
    }

    fn register(&self, registry: &mut Registry<()>) {
        let nine = |_: u8, _: u8, _: u8, _: u8, _: u8, _: u8, _: u8, _: u8, ninth: u8| Ok(ninth);
        registry.function(Function::new("nine", [("number", "A number."); 9], nine)); //~ this closure is not a Terraform function
    }
}

struct Name {
    text: String,
}

fn identifies<I: Identity>() {}

fn named() {
    identifies::<Name>(); //~ `Name` is not an identity
}
