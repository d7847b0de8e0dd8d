//! The whole hierarchy: as JSON, or as a configuration that takes it over.

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
use configuration::Configuration;

const EXAMPLES: &str =
    "The configuration has a resource and an import block for every object, and references that order
them. Planned on the same hierarchy, it imports and changes nothing. Servers and settings that
came along with a role are left out as long as they are as they came. Passwords are in no
hierarchy: add password_wo where you want Terraform to set one.

Examples:
  supctl export > hierarchy.json
  supctl export | jq -r '.sup_roles[].id'
  supctl export --out infra && cd infra && terraform init && terraform plan
  supctl --path ../prod/hierarchy.db export --hcl > main.tf";

/// Print the whole hierarchy: as JSON, or as a configuration that takes it over.
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Print a configuration of Terraform's instead of JSON.
    #[arg(long, conflicts_with = "json")]
    hcl: bool,

    /// Write the configuration to this folder, a file for each site; files that are there are not overwritten.
    #[arg(short, long, value_name = "FOLDER", conflicts_with = "json")]
    out: Option<PathBuf>,
}

/// The shape of the JSON. It rises when something is renamed or goes; what comes along does not raise it.
const FORMAT: u32 = 1;

/// What `supctl export --json` prints: every object, a site before what is below it. Objects have the attributes they have
/// in configurations, those at their defaults included.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Export {
    /// The shape of this document, 1. A higher number has renamed or removed something.
    pub(crate) format: u32,
    pub(crate) sites: Vec<Exported<Site>>,
    pub(crate) site_systems: Vec<Exported<SiteSystem>>,
    pub(crate) sup_roles: Vec<Exported<SupRole>>,
    pub(crate) sync_settings: Vec<Exported<SyncSettings>>,
    pub(crate) accounts: Vec<Exported<Account>>,
}

/// An object, with what names it and whether somebody asked for it.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Exported{T}")]
pub(crate) struct Exported<T> {
    /// `PS1`, `PS1/wsus01.contoso.com` or `CONTOSO\svc-wsus`, as imports take it.
    pub(crate) id: String,
    /// False where it only came along with a role.
    pub(crate) declared: bool,
    #[serde(flatten)]
    pub(crate) attributes: T,
}

/// An account, under the names of its resource. Its password is not known to the hierarchy.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Account {
    /// `DOMAIN\user`.
    pub(crate) user_name: String,
    /// A number its owner raises whenever the password was set anew.
    pub(crate) password_wo_version: Option<i64>,
}

/// Prints the hierarchy, or writes it to files.
pub(crate) fn run(out: &mut impl Write, cli: &Cli, arguments: &Arguments) -> Result<ExitCode> {
    let hierarchy = cli.open()?;
    let mut notes = anstream::stderr().lock();
    if !arguments.hcl && arguments.out.is_none() {
        let export = hierarchy.read(Export::of)?;
        if export.is_empty() {
            text::print_empty(&mut notes, &cli.path)?;
        }
        print_json(out, &export)?;
        return Ok(ExitCode::SUCCESS);
    }
    let configuration = hierarchy.read(Configuration::of)?;
    if configuration.len() == 0 {
        text::print_empty(&mut notes, &cli.path)?;
    }
    text::print_inexpressible(&mut notes, &configuration)?;
    match &arguments.out {
        Some(folder) => {
            let files = files::write(&configuration, folder, &cli.path)?;
            text::print(out, &configuration, &files, folder)?;
        }
        None => out.write_all(configuration.text(&cli.path.to_string_lossy()).as_bytes())?,
    }
    Ok(ExitCode::SUCCESS)
}

impl Export {
    /// All that a view shows.
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
