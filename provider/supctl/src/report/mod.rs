//! Reports a plan to the people who review it: a comment on a pull request, or a page.

mod actions;
mod changes;
mod constants;
mod counts;
mod document;
mod drift;
mod fit;
mod html;
mod impact;
mod markdown;
mod mask;
mod model;
mod order;
mod picture;
mod plain;
mod project;
mod references;
mod sections;
mod sites;
#[cfg(test)]
mod tests;
mod tree;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use crate::check;
use crate::cli::{Cli, unless_empty};
use crate::shared::diagnostic::Diagnostic;
use crate::shared::error::Result;
use crate::shared::input;
use crate::shared::json::print_json;
use crate::shared::whole_file::{self, WholeFile};
use crate::terraform::document as terraform_document;
use crate::terraform::log::Log;
use crate::terraform::plan::Plan;
use mask::Secrets;
pub(crate) use model::Report;
use model::{Outcome, Sources};
use project::Project;

const EXAMPLES: &str = "It never changes the hierarchy. Its sections are, where there is something to tell: what \
     is destroyed or replaced, which sites are reinstalled, which synchronize fully, \
     what the rules find, which checks of the configuration do not pass, which actions run, the hierarchy as a tree, the \
     order, the changes of attributes, drift, and counts. It names the sections that are missing.

Sensitive values are masked. A comment begins with a marker of the root module and \
     the workspace, so that the next one can replace it.

Examples:
  terraform plan -json -out=tfplan > plan.log
  terraform show -json tfplan > plan.json
  supctl report --plan plan.json --log plan.log > comment.md
  supctl report --plan plan.json --format gitlab \\
    --gitlab-report terraform.json --out comment.md
  supctl report --plan plan.json --format html --out plan.html

Exit codes:
  0  the report is written, also that of a failed plan
  1  failure";

/// Report a plan as a comment on a pull request, or as a page
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// The plan, as printed by terraform show -json; - is standard input. Not needed where --log is that of a failed plan.
    #[arg(long, value_name = "FILE", required_unless_present = "log")]
    plan: Option<PathBuf>,

    /// The lines that terraform plan -json printed, for errors and warnings.
    #[arg(long, value_name = "FILE")]
    log: Option<PathBuf>,

    /// The folder of the configuration, to show files and lines, and for the marker; default: this folder.
    #[arg(long, value_name = "FOLDER")]
    source: Option<PathBuf>,

    /// The workspace of the plan; default: the one that Terraform has selected.
    #[arg(long, value_name = "NAME", env = unless_empty("TF_WORKSPACE"), hide_env_values = true)]
    workspace: Option<String>,

    /// The form of the report.
    #[arg(long, value_enum, default_value_t, conflicts_with = "json")]
    format: Format,

    /// Write the report to a file.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,

    /// Also write the counts for GitLab's merge request widget; none for a failed plan.
    #[arg(long, value_name = "FILE")]
    gitlab_report: Option<PathBuf>,
}

/// The form of a report. A comment fits under the limit of its host.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A comment on GitHub: at most 65,536 characters.
    #[default]
    Github,
    /// A comment on GitLab: at most 1,000,000 characters.
    Gitlab,
    /// A comment on Azure DevOps: at most 65,000 characters.
    Azure,
    /// A comment on Bitbucket: at most 32,768 characters.
    Bitbucket,
    /// Text for mails and logs, of any length.
    Plain,
    /// A page that needs no other file and no script, of any length.
    Html,
}

impl Format {
    fn written(self, report: &Report, secrets: &Secrets) -> Result<String> {
        let mut document = sections::document(report);
        document.defuse(secrets);
        Ok(match self {
            Self::Github => markdown::GITHUB.comment(&document),
            Self::Gitlab => markdown::GITLAB.comment(&document),
            Self::Azure => markdown::AZURE.comment(&document),
            Self::Bitbucket => markdown::BITBUCKET.comment(&document),
            Self::Plain => plain::text(&document),
            Self::Html => html::page(&document)?,
        })
    }
}

/// Reads everything, then writes everything.
pub(crate) fn run(out: &mut impl Write, cli: &Cli, arguments: &Arguments) -> Result<ExitCode> {
    let log = arguments.log.as_deref().map(Log::read).transpose()?;
    let (file, text) = plan_text(arguments, log.as_ref())?.unzip();
    let plan = text.as_deref().zip(file).map(|(text, file)| Plan::read_even_if_failed(text, file)).transpose()?;
    let location = cli.location()?;
    let hierarchy = check::opened(&location)?;
    let folder = arguments.source.as_deref().unwrap_or(Path::new("."));
    let sources =
        Sources { plan: plan.as_ref(), log: log.as_ref(), location: &location, hierarchy: hierarchy.as_ref(), folder };
    let report = Report::of(Project::of(folder, arguments.workspace.as_deref()), &sources)?;
    if let Some(log) = log.as_ref().filter(|log| plan.is_some() && !log.is_failed()) {
        model::require_same_run(&report.changes, log)?;
    }
    let secrets = plan.as_ref().map(Secrets::of).unwrap_or_default();
    let text = if cli.json {
        let mut json = Vec::new();
        print_json(&mut json, &secrets.masked_json(&report)?)?;
        json
    } else {
        arguments.format.written(&report, &secrets)?.into_bytes()
    };
    let counts = report.counts.for_gitlab().to_string().into_bytes();
    let widget = arguments.gitlab_report.as_deref();
    let is_failed = report.outcome == Outcome::Failed;
    let files = [(arguments.out.as_deref(), &text), (widget.filter(|_| !is_failed), &counts)];
    let files = files.into_iter().filter_map(|(file, content)| Some((file?, content)));
    let ready = files.map(|(file, content)| WholeFile::prepared(file, content)).collect::<Result<Vec<_>, _>>()?;
    ready.into_iter().try_for_each(WholeFile::put_in_place)?;
    if let Some(earlier) = widget.filter(|file| is_failed && file.exists()) {
        // Its counts would look like those of this plan.
        fs::remove_file(earlier).map_err(|error| whole_file::cannot_write(earlier, &error))?;
    }
    if arguments.out.is_none() {
        out.write_all(&text)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The file of the plan and its text; `None` where planning failed and left no plan of this run.
fn plan_text<'a>(arguments: &'a Arguments, log: Option<&Log>) -> Result<Option<(&'a Path, String)>> {
    let is_failed = log.is_some_and(Log::is_failed);
    let Some(file) = &arguments.plan else {
        return if is_failed { Ok(None) } else { Err(no_plan().into()) };
    };
    if arguments.log.as_ref() == Some(file) && input::is_standard(file) {
        return Err(
            Diagnostic::error("--plan and --log are both standard input", "Name a file for one of them.").into()
        );
    }
    if !is_failed {
        return Ok(Some((file, terraform_document::text(file)?)));
    }
    // A failed plan leaves an incomplete plan, none, or that of an earlier run.
    let text = terraform_document::text(file).ok();
    let is_of_this_run =
        |text: &String| terraform_document::content_even_if_failed(text, file).is_ok_and(|(_, is_failed)| is_failed);
    Ok(text.filter(is_of_this_run).map(|text| (file.as_path(), text)))
}

fn no_plan() -> Diagnostic {
    Diagnostic::error(
        "--plan is missing: the log is that of a plan that succeeded",
        "Name the plan as well:\n\n  terraform show -json tfplan > plan.json\n",
    )
}
