//! What a site can subscribe, and what it has.

mod search;
mod text;

use std::io::Write;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use hierarchy::sync::{Catalogue, SyncError};
use schemars::JsonSchema;
use serde::Serialize;

use crate::cli::Cli;
use crate::shared::diagnostic::Diagnostic;
use crate::shared::error::Result;
use crate::shared::json::print_json;
use crate::shared::sites::require_site;

const EXAMPLES: &str =
    "SEARCH is a part of a name, of the family or company of a product, of an id, or of a language code.

Examples:
  supctl catalog 'windows 11'      products, classifications and languages with that in their name
  supctl catalog --subscribed      what the hierarchy synchronises
  supctl catalog --kind language --site EUR
  supctl catalog office --kind product --json | jq -r '.products[].name'

Exit codes: 0 fine, also where nothing matches; 1 failed.";

/// Show products, classifications and languages: what can be subscribed, and what is.
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// What to look for; without it, everything is shown.
    #[arg(value_name = "SEARCH")]
    search: Option<String>,

    /// The catalogue this site has, instead of the top-level one.
    #[arg(long, value_name = "CODE")]
    site: Option<String>,

    /// What the hierarchy synchronises; of languages, those that are chosen.
    #[arg(long)]
    subscribed: bool,

    /// One kind only.
    #[arg(long, value_name = "KIND")]
    kind: Option<Kind>,
}

/// What is in a catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// Products, with family and company.
    Product,
    /// Classifications: what updates are for.
    Classification,
    /// Languages of update files, and of titles and descriptions.
    Language,
}

/// What `supctl catalog --json` prints: the catalogue, with the rows that match.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Listing {
    #[serde(flatten)]
    pub(crate) catalogue: Catalogue,
    /// A name that is close to what was looked for, where nothing matches.
    pub(crate) did_you_mean: Option<String>,
}

/// Shows what matches.
pub(crate) fn run(out: &mut impl Write, cli: &Cli, arguments: &Arguments) -> Result<ExitCode> {
    let hierarchy = cli.open()?;
    let site = arguments.site.as_deref();
    if let Some(wanted) = site {
        require_site(&hierarchy, wanted)?;
    }
    let catalogue = match hierarchy.catalogue(site)? {
        Some(catalogue) => catalogue,
        None if site.is_none() => return Err(SyncError::Empty.into()),
        None => return Err(Diagnostic::error("the site was removed just now", "").into()),
    };
    let listing = search::matching(catalogue, arguments);
    if cli.json {
        print_json(out, &listing)?;
    } else {
        text::print(out, &listing, arguments)?;
    }
    Ok(ExitCode::SUCCESS)
}
