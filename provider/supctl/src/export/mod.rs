//! Exports the hierarchy as JSON, or as a configuration that imports it.

mod configuration;
mod expression;
mod files;
mod names;
mod non_default;
mod order;
mod reference;
mod string_literal;
mod text;

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use hierarchy::{Object, Site, SiteSystem, StoreError, Stored, SupRole, SyncSettings, View};
use schemars::JsonSchema;
use serde::Serialize;

use crate::cli::Cli;
use crate::shared::error::Result;
use crate::shared::json::print_json;
pub(crate) use configuration::{Configuration, retain_declared};
pub(crate) use files::create;
pub(crate) use order::top_down;
pub(crate) use string_literal::string_literal;

const EXAMPLES: &str =
    "The configuration has a resource and an import block for every object, and references that order them. \
     Planned against the same hierarchy, it imports all objects and changes nothing. Servers and settings that were \
     created implicitly with a role are left out while they have their defaults. Passwords are not stored in a \
     hierarchy: add password_wo where Terraform should set one.

Examples:
  supctl export > hierarchy.json
  supctl export | jq -r '.sup_roles[].id'
  supctl export --out infra && cd infra && terraform init && terraform plan
  supctl --path ../prod/hierarchy.db export --hcl > main.tf";

/// Print the hierarchy as JSON, or as a Terraform configuration that imports it
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Print a Terraform configuration instead of JSON.
    #[arg(long, conflicts_with = "json")]
    hcl: bool,

    /// Write the configuration to this folder, one file per site; existing files are not overwritten.
    #[arg(short, long, value_name = "FOLDER", conflicts_with = "json")]
    out: Option<PathBuf>,
}

/// The version of the JSON format. It rises when something is renamed or removed, not when something is added.
const FORMAT: u32 = 1;

/// What `supctl export --json` prints: every object, parent sites before their child sites. Objects have all attributes of
/// their resources, including those at their defaults.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Export {
    /// The version of this format, 1. It rises when something is renamed or removed.
    pub(crate) format: u32,
    pub(crate) sites: Vec<Exported<Site>>,
    pub(crate) site_systems: Vec<Exported<SiteSystem>>,
    pub(crate) sup_roles: Vec<Exported<SupRole>>,
    pub(crate) sync_settings: Vec<Exported<SyncSettings>>,
    pub(crate) accounts: Vec<Exported<Account>>,
}

/// An object with its id.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Exported{T}")]
pub(crate) struct Exported<T> {
    /// `PS1`, `PS1/wsus01.contoso.com` or `CONTOSO\svc-wsus`, as for imports.
    pub(crate) id: String,
    /// False for one created implicitly with a role.
    pub(crate) declared: bool,
    #[serde(flatten)]
    pub(crate) attributes: T,
}

/// An account, with the attribute names of its resource. Its password is not stored.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Account {
    /// `DOMAIN\user`.
    pub(crate) user_name: String,
    /// A number that its owner raises to set a new password.
    pub(crate) password_wo_version: Option<i64>,
}

/// Prints the hierarchy, or writes it to files.
pub(crate) fn run(out: &mut impl Write, cli: &Cli, arguments: &Arguments) -> Result<ExitCode> {
    let (hierarchy, location) = (cli.open()?, cli.location()?);
    let mut notes = anstream::stderr().lock();
    if !arguments.hcl && arguments.out.is_none() {
        let export = hierarchy.read(Export::of)?;
        if export.is_empty() {
            text::print_empty(&mut notes, &location)?;
        }
        print_json(out, &export)?;
        return Ok(ExitCode::SUCCESS);
    }
    let configuration = hierarchy.read(Configuration::of)?;
    if configuration.len() == 0 {
        text::print_empty(&mut notes, &location)?;
    }
    text::print_inexpressible(&mut notes, &configuration)?;
    match &arguments.out {
        Some(folder) => {
            let files = files::write(&configuration, folder, &location)?;
            text::print(out, &configuration, &files, folder)?;
        }
        None => out.write_all(configuration.text(&location).as_bytes())?,
    }
    Ok(ExitCode::SUCCESS)
}

impl Export {
    /// All objects of a view.
    fn of(view: &dyn View) -> Result<Self, StoreError> {
        let mut export = Self {
            format: FORMAT,
            sites: Vec::new(),
            site_systems: Vec::new(),
            sup_roles: Vec::new(),
            sync_settings: Vec::new(),
            accounts: Vec::new(),
        };
        for Stored { object, declared, .. } in order::top_down(view)? {
            let id = object.id().id;
            match object {
                Object::Site(attributes) => export.sites.push(Exported { id, declared, attributes }),
                Object::SiteSystem(attributes) => export.site_systems.push(Exported { id, declared, attributes }),
                Object::SupRole(attributes) => export.sup_roles.push(Exported { id, declared, attributes }),
                Object::SyncSettings(attributes) => export.sync_settings.push(Exported { id, declared, attributes }),
                Object::Account(account) => {
                    let hierarchy::Account { user_name, password_version } = account;
                    let attributes = Account { user_name, password_wo_version: password_version };
                    export.accounts.push(Exported { id, declared, attributes });
                }
            }
        }
        Ok(export)
    }

    /// Whether there is nothing to export.
    fn is_empty(&self) -> bool {
        self.sites.is_empty() && self.accounts.is_empty() && self.site_systems.is_empty() && self.sup_roles.is_empty()
    }
}
