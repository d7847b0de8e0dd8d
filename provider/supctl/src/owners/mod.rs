//! Who manages an object.

mod text;

use std::io::Write;
use std::process::ExitCode;

use clap::Args;
use hierarchy::{Hierarchy, Kind, ObjectId, Owner};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use crate::cli::Cli;
use crate::shared::error::Result;
use crate::shared::json::print_json;
use crate::shared::reference::{Reference, full_name};
use crate::shared::room::Wide;

const EXAMPLES: &str =
    "An object belongs to the resources that created or imported it. Terraform removes it only with the last
of them. A resource that is not an owner can be removed, but the object stays.

OBJECT is a kind and an id, as in the history: site/PS1, sup_role/PS1/wsus01.contoso.com,
sync_settings/PS1, account/CONTOSO\\svc-wsus. The id alone shows all objects that have it.

Examples:
  supctl owners site/PS1
  supctl owners sup_role/PS1/wsus01.contoso.com --clear";

/// Show which managed resources an object belongs to, or clear them.
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// The object, such as sup_role/PS1/wsus01.contoso.com.
    #[arg(value_name = "OBJECT")]
    object: Reference,

    /// Remove all owners: the next resource that changes the object owns it, and any resource can remove it.
    #[arg(long)]
    clear: bool,

    #[command(flatten)]
    wide: Wide,
}

/// What `supctl owners --json` prints.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Ownerships {
    /// The objects with the id.
    pub(crate) objects: Vec<Owned>,
    /// Whether their owners were cleared.
    pub(crate) cleared: bool,
}

/// An object and its owners; with `--clear`, those it had.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Owned {
    /// `site`, `site_system`, `sup_role`, `sync_settings` or `account`.
    pub(crate) kind: Kind,
    pub(crate) id: String,
    /// None if it was not created through Terraform, or by a version that did not record owners.
    pub(crate) owners: Vec<OwnerOutput>,
}

/// A managed resource that an object belongs to.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct OwnerOutput {
    /// What identifies it, in its private state and here: 16 hexadecimal digits.
    pub(crate) mark: String,
    /// Who created or imported the object with it.
    pub(crate) actor: String,
    /// The tool: `terraform`.
    pub(crate) origin: String,
    /// RFC 3339, UTC.
    pub(crate) since: Timestamp,
    /// Whether it is only planned to be imported: it counts from the next run of its configuration on.
    pub(crate) pending: bool,
}

impl From<Owner> for OwnerOutput {
    fn from(owner: Owner) -> Self {
        let Owner { mark, actor, origin, since, pending } = owner;
        Self { mark: mark.to_string(), actor, origin, since, pending: pending.is_some() }
    }
}

impl Ownerships {
    fn of(hierarchy: &Hierarchy, arguments: &Arguments) -> Result<Self> {
        let mut found = Ok(Vec::new());
        hierarchy.read(|view| {
            found = arguments.object.objects(view);
            Ok(())
        })?;
        let ids: Vec<ObjectId> = found?.iter().map(hierarchy::Object::id).collect();
        if arguments.clear && ids.len() > 1 {
            let command = |id: &ObjectId| format!("supctl owners {} --clear", full_name(id));
            return Err(arguments.object.ambiguous(&ids, command).into());
        }
        let mut objects = Vec::new();
        for id in ids {
            let owners = hierarchy.owners(&id)?.into_iter().map(OwnerOutput::from).collect();
            if arguments.clear {
                hierarchy.clear_owners(&id)?;
            }
            objects.push(Owned { kind: id.kind, id: id.id, owners });
        }
        Ok(Self { objects, cleared: arguments.clear })
    }
}

/// Shows the owners, or clears them.
pub(crate) fn run(out: &mut impl Write, cli: &Cli, arguments: &Arguments) -> Result<ExitCode> {
    let ownerships = Ownerships::of(&cli.open()?, arguments)?;
    if cli.json {
        print_json(out, &ownerships)?;
    } else {
        text::print(out, arguments.wide.room(), &ownerships)?;
    }
    Ok(ExitCode::SUCCESS)
}
