use clap::Args;
use clap::builder::NonEmptyStringValueParser;
use hierarchy::environment::{ACTOR_VARIABLE, operating_user};

use crate::cli::unless_empty;

// A doc comment would replace the description of each command that has the option.
#[derive(Args, Clone, Debug)]
pub(crate) struct Actor {
    /// The actor to record; default: the user of the operating system.
    #[arg(long, value_name = "NAME", env = unless_empty(ACTOR_VARIABLE), value_parser = NonEmptyStringValueParser::new())]
    actor: Option<String>,
}

impl Actor {
    /// The name the history shows.
    pub(crate) fn name(&self) -> String {
        self.actor.clone().unwrap_or_else(operating_user)
    }
}
