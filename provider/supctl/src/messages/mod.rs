//! Status messages of the product's components.

mod text;

use std::io::Write;
use std::process::ExitCode;

use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use hierarchy::messages::{Component, MessageSeverity, StatusMessage};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use crate::cli::Cli;
use crate::shared::as_found;
use crate::shared::error::Result;
use crate::shared::json::print_json;
use crate::shared::room::Wide;
use crate::shared::sites::require_site;

const EXAMPLES: &str = "The messages have the product's numbers. Only numbers that public sources name are reported.

Examples:
  supctl messages
  supctl messages --severity error
  supctl messages --site EUR --component sync
  supctl messages --json | jq '.messages[] | select(.id == 6703)'";

/// Show the status messages of WSUS components, oldest first
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Only messages of this site.
    #[arg(long, value_name = "CODE")]
    site: Option<String>,

    /// Only messages of this component (case-insensitive).
    #[arg(long, value_name = "COMPONENT", value_parser = component(), ignore_case = true)]
    component: Option<Component>,

    /// Only messages of this severity, or of a higher one.
    #[arg(long, value_name = "SEVERITY", value_parser = severity())]
    severity: Option<MessageSeverity>,

    #[command(flatten)]
    wide: Wide,
}

/// What `supctl messages --json` prints.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Messages {
    /// Hierarchy time.
    pub(crate) time: Timestamp,
    /// The messages, oldest first.
    pub(crate) messages: Vec<StatusMessage>,
}

/// The short name of a component at the command line.
fn short_name(component: Component) -> &'static str {
    match component {
        Component::ConfigurationManager => "configuration",
        Component::ControlManager => "control",
        Component::SyncManager => "sync",
    }
}

fn component() -> impl TypedValueParser<Value = Component> {
    let value =
        |component| PossibleValue::new(short_name(component)).alias(component.as_str()).help(component.as_str());
    PossibleValuesParser::new(Component::ALL.map(value)).try_map(|name| {
        let is_it = |component: &Component| {
            [short_name(*component), component.as_str()].iter().any(|known| known.eq_ignore_ascii_case(&name))
        };
        Component::ALL.into_iter().find(is_it).ok_or("unknown component")
    })
}

fn severity() -> impl TypedValueParser<Value = MessageSeverity> {
    PossibleValuesParser::new(MessageSeverity::ALL.map(MessageSeverity::as_str)).try_map(|name| {
        MessageSeverity::ALL.into_iter().find(|severity| severity.as_str() == name).ok_or("unknown severity")
    })
}

/// Shows the matching messages.
pub(crate) fn run(out: &mut impl Write, cli: &Cli, arguments: &Arguments) -> Result<ExitCode> {
    let hierarchy = cli.open()?;
    if let Some(wanted) = &arguments.site {
        require_site(&hierarchy, wanted)?;
    }
    let mut messages = hierarchy.status_messages(arguments.site.as_deref())?;
    messages.retain(|message| arguments.component.is_none_or(|component| message.component == component));
    messages.retain(|message| arguments.severity.is_none_or(|least| message.severity >= least));
    if cli.json {
        print_json(out, &Messages { time: hierarchy.now()?, messages })?;
    } else if let Some(as_found) = hierarchy.as_found()? {
        let note = as_found::note(&as_found);
        arguments.wide.room().print(out, &format!("{note} Its status messages are in the console of the site."))?;
    } else {
        text::print(out, &messages, arguments)?;
    }
    Ok(ExitCode::SUCCESS)
}
