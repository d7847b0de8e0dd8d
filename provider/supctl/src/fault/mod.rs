//! Injected faults.

mod kind;
mod text;

use std::io::Write;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use hierarchy::sync::{Fault, FaultKind, InjectedFault, Scope};
use hierarchy::wording::nearest;
use hierarchy::{Hierarchy, Object};
use schemars::JsonSchema;
use serde::Serialize;

use crate::cli::Cli;
use crate::shared::actor::Actor;
use crate::shared::diagnostic::Diagnostic;
use crate::shared::error::Result;
use crate::shared::json::print_json;
use crate::shared::reference::Reference;
use crate::shared::room::{Room, Wide};
use kind::KindOrObject;
use text::Outcome;

const EXAMPLES: &str =
    "A fault lasts until it is cleared. Software update points that fail because of it show why, and retry every \
     hour.

Examples:
  supctl fault add PS1/wsus01.contoso.com no-internet
  supctl fault add no-internet --server wsus01.contoso.com
  supctl fault add replication-degraded --site EUR
  supctl fault list
  supctl fault clear PS1/wsus01.contoso.com
  supctl fault clear PS1/wsus01.contoso.com no-internet
  supctl fault clear http-503
  supctl fault clear --server wsus01.contoso.com
  supctl fault clear --all

Exit codes:
  0  success, also if there was nothing to do
  1  failure";

/// Inject or clear faults
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Clone, Debug, Subcommand)]
enum Command {
    /// Inject a fault at a server or a site
    #[command(allow_missing_positional = true)]
    Add {
        /// The server or site, as in supctl set: PS1/wsus01.contoso.com, or PS1.
        #[arg(value_name = "OBJECT", conflicts_with_all = ["server", "site"])]
        object: Option<Reference>,

        /// The fault to inject.
        #[arg(value_name = "KIND", value_parser = kind::parser())]
        kind: FaultKind,

        #[command(flatten)]
        target: Target,

        #[command(flatten)]
        actor: Actor,
    },
    /// List the injected faults, since when, and who injected them
    List {
        #[command(flatten)]
        wide: Wide,
    },
    /// Clear faults: one kind, all at a server or site, or all
    Clear {
        /// The server or site, the fault to clear, or both: PS1/wsus01.contoso.com http-503.
        #[arg(value_names = ["OBJECT", "KIND"], value_parser = kind::OrObject, num_args = 0..=2, hide_possible_values = true)]
        what: Vec<KindOrObject>,

        #[command(flatten)]
        target: Target,

        /// Clear all faults.
        #[arg(long, conflicts_with_all = ["what", "server", "site"])]
        all: bool,
    },
}

#[derive(Args, Clone, Debug)]
struct Target {
    /// The server, which hosts a software update point.
    #[arg(long, value_name = "FQDN")]
    server: Option<String>,

    /// The site.
    #[arg(long, value_name = "CODE", conflicts_with = "server")]
    site: Option<String>,
}

/// What `supctl fault … --json` prints: the injected faults, or those that were added or cleared.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Faults {
    pub(crate) faults: Vec<FaultRow>,
}

/// An injected fault.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct FaultRow {
    #[serde(flatten)]
    pub(crate) fault: Fault,
    /// What goes wrong.
    pub(crate) meaning: &'static str,
    /// Why it has no effect at its target; null where it has one.
    pub(crate) without_effect: Option<&'static str>,
}

impl From<InjectedFault> for FaultRow {
    fn from(InjectedFault { fault, without_effect }: InjectedFault) -> Self {
        Self { meaning: fault.kind.meaning(), without_effect, fault }
    }
}

/// Adds, lists or clears faults.
pub(crate) fn run(out: &mut impl Write, cli: &Cli, arguments: &Arguments) -> Result<ExitCode> {
    let hierarchy = cli.open()?;
    let (faults, outcome) = match &arguments.command {
        Command::Add { object, kind, target, actor } => {
            let target = match object {
                Some(object) => target_of(&hierarchy, object, *kind)?,
                None => target.of(*kind)?.to_owned(),
            };
            let added = hierarchy.add_fault(*kind, &target, &actor.name())?;
            (vec![added.injected], if added.is_new { Outcome::Added } else { Outcome::AlreadyActive })
        }
        Command::List { .. } => (hierarchy.faults()?, Outcome::Listed),
        Command::Clear { what, target, all } => (clear(&hierarchy, what, target, *all)?, Outcome::Cleared),
    };
    let faults = Faults { faults: faults.into_iter().map(FaultRow::from).collect() };
    if cli.json {
        print_json(out, &faults)?;
    } else {
        let room = match arguments.command {
            Command::List { wide } => wide.room(),
            _ => Room::of_output(),
        };
        text::print(out, room, &faults, outcome)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Clears the faults of a kind, at a server or site, or all.
fn clear(hierarchy: &Hierarchy, what: &[KindOrObject], target: &Target, all: bool) -> Result<Vec<InjectedFault>> {
    let kinds: Vec<FaultKind> = what.iter().filter_map(KindOrObject::kind).collect();
    let objects: Vec<&Reference> = what.iter().filter_map(KindOrObject::object).collect();
    let option = target.server.as_ref().or(target.site.as_ref());
    if kinds.is_empty() && objects.is_empty() && option.is_none() && !all {
        let hint = "Name an object such as PS1/wsus01.contoso.com, a kind, --server FQDN or --site CODE, or clear all \
                    faults with --all.";
        return Err(Diagnostic::error("no fault to clear is named", hint).into());
    }
    if kinds.len() > 1 || objects.len() + usize::from(option.is_some()) > 1 {
        let hint = "Name at most one server or site, and one kind: supctl fault clear PS1/wsus01.contoso.com http-503.";
        return Err(Diagnostic::error("more than one fault to clear is named", hint).into());
    }
    let (kind, object) = (kinds.first().copied(), objects.first());
    let place = match (object, kind) {
        (Some(object), Some(kind)) => Some(target_of(hierarchy, object, kind)?),
        (Some(object), None) => Some(place_of(hierarchy, object)?),
        (None, _) => option.cloned(),
    };
    Ok(hierarchy.clear_faults(kind, place.as_deref())?)
}

/// The server or the site of an object.
fn place_of(hierarchy: &Hierarchy, reference: &Reference) -> Result<String> {
    if let Some(near) = nearest(&reference.id, FaultKind::ALL.map(FaultKind::as_str)) {
        return Err(
            Diagnostic::error(format!("there is no fault \"{reference}\""), format!("Did you mean {near}?")).into()
        );
    }
    let objects = hierarchy.read(|view| Ok(reference.objects(view)))??;
    let place = objects
        .iter()
        .find_map(|object| [Scope::Server, Scope::Site].into_iter().find_map(|scope| target_in(scope, object)));
    place.ok_or_else(|| {
        let hint = "Write an object like PS1/wsus01.contoso.com or PS1.";
        Diagnostic::error(format!("{reference} is neither a server nor a site"), hint).into()
    })
}

/// The server or the site that an object names, whichever a scope asks for.
fn target_in(scope: Scope, object: &Object) -> Option<String> {
    match (scope, object) {
        (Scope::Server, Object::SupRole(role)) => Some(role.server_fqdn.clone()),
        (Scope::Server, Object::SiteSystem(system)) => Some(system.server_fqdn.clone()),
        (Scope::Site, Object::Site(site)) => Some(site.site_code.clone()),
        _ => None,
    }
}

/// The server or the site of an object, whichever a kind of fault needs.
fn target_of(hierarchy: &Hierarchy, reference: &Reference, kind: FaultKind) -> Result<String> {
    let objects = hierarchy.read(|view| Ok(reference.objects(view)))??;
    let target = objects.iter().find_map(|object| target_in(kind.scope(), object));
    let noun = kind::noun(kind.scope());
    let example = match kind.scope() {
        Scope::Server => "PS1/wsus01.contoso.com",
        Scope::Site => "PS1",
    };
    target.ok_or_else(|| {
        let what = format!("{kind} needs {noun}, and {reference} is not one");
        Diagnostic::error(what, format!("Write an object like {example}.")).into()
    })
}

impl Target {
    /// The server or the site, whichever a kind of fault needs.
    fn of(&self, kind: FaultKind) -> Result<&str, Diagnostic> {
        let named = match kind.scope() {
            Scope::Server => &self.server,
            Scope::Site => &self.site,
        };
        let (option, noun) = (kind::option(kind.scope()), kind::noun(kind.scope()));
        named.as_deref().ok_or_else(|| {
            Diagnostic::error(format!("{kind} needs {noun}, and none is named"), format!("Add {option}."))
        })
    }
}
