//! What can be typed.

use std::path::PathBuf;

use clap::builder::{NonEmptyStringValueParser, PossibleValuesParser, RangedU64ValueParser, TypedValueParser};
use clap::{Args, Parser, Subcommand};
use clap_complete::Shell;
use hierarchy::Order;
use hierarchy::environment::{ACTOR_VARIABLE, DEFAULT_PATH, PATH_VARIABLE, operating_user};

use crate::set::{Assignment, Reference};
use crate::since::Since;

const EXAMPLES: &str = "Examples:
  supctl tree                              the hierarchy of this folder
  supctl --path ../prod/hierarchy.db tree  another one
  supctl status                            how synchronisation stands
  supctl sync --wait                       synchronise, and see it through
  supctl clock advance 1w                  let a week pass
  supctl fault add http-503 --server wsus01.contoso.com
  supctl history --since 2d                what changed in the last two days
  supctl set PS1/wsus01.contoso.com http_port=80 https_port=443
  supctl check                             whether it keeps all rules
  supctl tree --json                       the tree for programs
  supctl export --out infra                the hierarchy as code

Exit codes: 0 fine, 1 failed, 2 warnings and check --strict, or failures and status --check.";

/// Shows, checks, changes, synchronises and exports a simulated Configuration Manager hierarchy: what it holds, and who changed it.
#[derive(Debug, Parser)]
#[command(version, after_help = EXAMPLES, max_term_width = 100)]
pub(crate) struct Cli {
    /// The hierarchy's file.
    #[arg(long, global = true, env = unless_empty(PATH_VARIABLE), default_value = DEFAULT_PATH, value_name = "FILE", display_order = 90)]
    pub(crate) path: PathBuf,

    /// Print JSON instead of text; its shape is stable.
    #[arg(long, global = true, display_order = 91)]
    pub(crate) json: bool,

    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Show sites, software update points and whom they synchronise from.
    #[command(after_help = "Examples:
  supctl tree
  supctl tree --json | jq '.sites[].child_sites[].site_code'")]
    Tree,
    /// Show how synchronisation stands, and what to do where it fails.
    #[command(after_help = crate::status::EXAMPLES)]
    Status(crate::status::Arguments),
    /// Start a synchronisation, and see it through with --wait.
    #[command(after_help = crate::sync::EXAMPLES)]
    Sync(crate::sync::Arguments),
    /// Show the hierarchy's clock, or put it forward.
    #[command(after_help = crate::clock::EXAMPLES)]
    Clock(crate::clock::Arguments),
    /// Make things go wrong on purpose, and well again.
    #[command(after_help = crate::fault::EXAMPLES)]
    Fault(crate::fault::Arguments),
    /// Show products, classifications and languages: what can be subscribed, and what is.
    #[command(after_help = crate::catalog::EXAMPLES)]
    Catalog(crate::catalog::Arguments),
    /// Write update metadata to a file, for a hierarchy that synchronises with nobody.
    #[command(after_help = crate::updates::EXPORT_EXAMPLES)]
    ExportUpdates(crate::updates::Exporting),
    /// Take update metadata in from a file.
    #[command(after_help = crate::updates::IMPORT_EXAMPLES)]
    ImportUpdates(crate::updates::Importing),
    /// Show who changed what, when and through what; the newest change comes last.
    #[command(after_help = "Examples:
  supctl history --limit 10
  supctl history --site PS1 --since 2026-11-01
  supctl history --object PS1/wsus01.contoso.com
  supctl history --actor ci/pull-request-42 --json")]
    History(Query),
    /// Show a log of the product: what synchronisation did, and why it failed.
    #[command(after_help = crate::logs::EXAMPLES)]
    Logs(crate::logs::Reading),
    /// Change attributes of one object by hand, outside Terraform, by the same rules.
    #[command(
        after_help = "All attributes of one command change together or not at all. The history names who did it, and the
next plan shows it.

OBJECT is a kind and an id, as in the history: site/PS1, site_system/PS1/wsus01.contoso.com,
sup_role/PS1/wsus01.contoso.com, sync_settings/PS1, account/CONTOSO\\svc-wsus. The id alone will do
where the attributes tell which object is meant.

VALUE is text, a number, true or false, JSON, or null for \"not set\". An object given as JSON
replaces the one before; what it leaves out gets its default.

Examples:
  supctl set sup_role/PS1/wsus01.contoso.com http_port=80 https_port=443
  supctl set PS1/wsus01.contoso.com wsus.http_port=80 wsus.https_port=443
  supctl set CAS 'products+=Windows 11' 'products-=Windows 10'
  supctl set CAS schedule.weekly.day=tuesday schedule.start=2026-11-24T03:00:00Z
  supctl set CAS 'schedule={\"interval\":{\"days\":1}}' 'languages.update_files=[\"en\",\"de\"]'
  supctl set CAS schedule=null
  supctl set 'CONTOSO\\svc-wsus' password_version=2 --actor ci/pull-request-42"
    )]
    Set(Setting),
    /// Say which rules are broken, by the hierarchy as it is or by what a plan makes of it.
    #[command(
        after_help = "A plan is judged as a whole, in whatever order Terraform takes it: what it makes, and what it
leaves of the hierarchy's file, if there is one. What is not known before apply is left out.

Examples:
  supctl check
  supctl check --strict
  terraform plan -out=tfplan && terraform show -json tfplan | supctl check --plan -
  supctl check --plan plan.json --source infra --sarif > check.sarif
  supctl check --json | jq -r '.findings[].summary'

Exit codes: 0 no errors, 1 errors or nothing could be checked, 2 warnings only and --strict."
    )]
    Check(Checking),
    /// Print the whole hierarchy: as JSON, or as a configuration that takes it over.
    #[command(
        after_help = "The configuration has a resource and an import block for every object, and references that order
them. Planned on the same hierarchy, it imports and changes nothing. Servers and settings that
came along with a role are left out as long as they are as they came. Passwords are in no
hierarchy: add password_wo where you want Terraform to set one.

Examples:
  supctl export > hierarchy.json
  supctl export | jq -r '.sup_roles[].id'
  supctl export --out infra && cd infra && terraform init && terraform plan
  supctl --path ../prod/hierarchy.db export --hcl > main.tf"
    )]
    Export(Exporting),
    /// Print a script that completes commands and options in your shell.
    #[command(after_help = "Run once, then open a new shell:
  bash        echo 'source <(supctl completions bash)' >> ~/.bashrc
  zsh         supctl completions zsh > \"${fpath[1]}/_supctl\"
  fish        supctl completions fish > ~/.config/fish/completions/supctl.fish
  powershell  supctl completions powershell >> $PROFILE
  elvish      supctl completions elvish >> ~/.config/elvish/rc.elv")]
    Completions {
        /// The shell to complete in.
        #[arg(value_enum)]
        shell: Shell,
    },
}

/// Which changes to show; all conditions must hold.
#[derive(Args, Clone, Debug)]
pub(crate) struct Query {
    /// Changes of this site and what is on it.
    #[arg(long, value_name = "CODE")]
    pub(crate) site: Option<String>,

    /// Changes of the objects with this id, such as PS1, PS1/wsus01.contoso.com or CONTOSO\svc-wsus.
    #[arg(long, value_name = "ID")]
    pub(crate) object: Option<String>,

    /// Changes by this actor.
    #[arg(long, value_name = "NAME")]
    pub(crate) actor: Option<String>,

    /// Changes from this time on: 2026-11-22T18:00:00Z, the day 2026-11-22 (UTC), or an age such as 90m, 2h or 3d.
    #[arg(long, value_name = "TIME")]
    pub(crate) since: Option<Since>,

    /// The newest so many, at least 1.
    #[arg(long, value_name = "COUNT", value_parser = RangedU64ValueParser::<usize>::new().range(1..))]
    pub(crate) limit: Option<usize>,
}

/// A change by hand.
#[derive(Args, Clone, Debug)]
pub(crate) struct Setting {
    /// What to change, such as sup_role/PS1/wsus01.contoso.com.
    #[arg(value_name = "OBJECT")]
    pub(crate) object: Reference,

    /// An attribute, or a dotted path to one, and its new value; sets also take += and -=.
    #[arg(value_name = "ATTRIBUTE=VALUE", required = true)]
    pub(crate) assignments: Vec<Assignment>,

    #[command(flatten)]
    pub(crate) by: By,
}

/// Who does it.
#[derive(Args, Clone, Debug)]
pub(crate) struct By {
    /// Who is named for it; without it, the user of the operating system.
    #[arg(long, value_name = "NAME", env = unless_empty(ACTOR_VARIABLE), value_parser = NonEmptyStringValueParser::new())]
    actor: Option<String>,
}

impl By {
    /// Their name.
    pub(crate) fn name(&self) -> String {
        self.actor.clone().unwrap_or_else(operating_user)
    }
}

/// What to check, and how to say it.
#[derive(Args, Clone, Debug)]
pub(crate) struct Checking {
    /// Check what a plan makes of the hierarchy, as terraform show -json prints it; - is standard input.
    #[arg(long, value_name = "PLAN")]
    pub(crate) plan: Option<PathBuf>,

    /// The configuration the plan was made of, to name files and lines; without it, this folder.
    #[arg(long, value_name = "FOLDER", requires = "plan")]
    pub(crate) source: Option<PathBuf>,

    /// Print SARIF 2.1.0 instead of text, for tools that show findings at the code.
    #[arg(long, conflicts_with = "json")]
    pub(crate) sarif: bool,

    /// Exit with 2 where there are warnings and no errors.
    #[arg(long)]
    pub(crate) strict: bool,

    /// How an order is taken that the product does not enforce, as in the provider: strict refuses it, faithful warns.
    #[arg(long, value_parser = order(), default_value = "strict")]
    pub(crate) order: Order,
}

/// What to export, and where to.
#[derive(Args, Clone, Debug)]
pub(crate) struct Exporting {
    /// Print a configuration of Terraform's instead of JSON.
    #[arg(long, conflicts_with = "json")]
    pub(crate) hcl: bool,

    /// Write the configuration to this folder, a file for each site; files that are there are not overwritten.
    #[arg(short, long, value_name = "FOLDER", conflicts_with = "json")]
    pub(crate) out: Option<PathBuf>,
}

fn order() -> impl TypedValueParser<Value = Order> {
    PossibleValuesParser::new(["strict", "faithful"])
        .map(|word| if word == "faithful" { Order::Faithful } else { Order::Strict })
}

/// The name of a variable, which counts as absent where it is empty, as in the provider.
fn unless_empty(variable: &'static str) -> Option<&'static str> {
    let is_empty = std::env::var_os(variable).is_some_and(|value| value.is_empty());
    (!is_empty).then_some(variable)
}
