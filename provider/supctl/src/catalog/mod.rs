//! The catalog of a site: what can be subscribed, and what is.

mod search;
mod text;

use std::io::Write;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use hierarchy::sync::{Catalog, NotFound};
use schemars::JsonSchema;
use serde::Serialize;

use crate::cli::Cli;
use crate::shared::diagnostic::Diagnostic;
use crate::shared::error::Result;
use crate::shared::json::print_json;
use crate::shared::room::Wide;
use crate::shared::sites::require_site;

const EXAMPLES: &str = "SEARCH matches a part of a name, id or language code, or of the company or family of a product.

Examples:
  supctl catalog 'windows 11'      everything with that in its name
  supctl catalog --subscribed      what the hierarchy synchronizes
  supctl catalog --kind language --site EUR
  supctl catalog office --kind product --json | jq -r '.products[].name'

Exit codes:
  0  success, also if nothing matches
  1  failure";

/// Show products, classifications and languages, and which of them are subscribed
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// What to search for; default: everything.
    #[arg(value_name = "SEARCH")]
    search: Option<String>,

    /// The site whose catalog to show; default: the top-level site.
    #[arg(long, value_name = "CODE")]
    site: Option<String>,

    /// Only what the hierarchy synchronizes; of languages, the selected ones.
    #[arg(long)]
    subscribed: bool,

    /// Only this kind.
    #[arg(long, value_name = "KIND")]
    kind: Option<Kind>,

    #[command(flatten)]
    wide: Wide,
}

/// A kind of catalog entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// Products, with family and company.
    Product,
    /// Classifications, such as Security Updates.
    Classification,
    /// Languages of update files and of summary details.
    Language,
}

/// What `supctl catalog --json` prints: the catalog, with the rows that match.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Listing {
    #[serde(flatten)]
    pub(crate) catalog: Catalog,
    /// The name closest to the search; null unless nothing matches.
    pub(crate) did_you_mean: Option<String>,
}

/// Shows the entries that match.
pub(crate) fn run(out: &mut impl Write, cli: &Cli, arguments: &Arguments) -> Result<ExitCode> {
    let hierarchy = cli.open()?;
    let site = arguments.site.as_deref();
    if let Some(wanted) = site {
        require_site(&hierarchy, wanted)?;
    }
    let catalog = match hierarchy.catalog(site)? {
        Some(catalog) => catalog,
        None if site.is_none() => return Err(NotFound::AnySite.into()),
        None => return Err(Diagnostic::error("the site has just been removed", "").into()),
    };
    let listing = search::matching(catalog, arguments);
    if cli.json {
        print_json(out, &listing)?;
    } else {
        text::print(out, &listing, arguments, hierarchy.as_found()?.as_ref())?;
    }
    Ok(ExitCode::SUCCESS)
}
