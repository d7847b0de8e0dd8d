//! `configmgr_synchronize`.

use hierarchy::Severity;
use hierarchy::sync::{Extent, FailureReport, SyncError, failure_reports};
use tfplugin::Schema;
use tfplugin::framework::action::{Action, Progress};
use tfplugin::framework::context::Context;
use tfplugin::framework::diagnostics::{Diagnostic, Diagnostics};
use tfplugin::framework::path::Path;

use crate::client::{Client, store_error};
use crate::resources::looks_like_site_code;

/// Synchronizes software updates, as the button in the console does: first the top-level site, then the sites below it. The action
/// ends when the last site has finished.
///
/// A synchronization takes time on the clock of the hierarchy. The action does not wait for that time: it advances this clock to
/// the end of the synchronization, as `supctl sync --wait` does.
#[derive(Clone, Debug, Schema)]
pub(crate) struct Config {
    /// Code of the top-level site. A child site cannot be synchronized alone: it follows its parent site.
    #[tf(required)]
    site_code: String,
    /// Whether to synchronize everything, not only what changed since the last time. Default: `false`.
    #[tf(optional)]
    full: Option<bool>,
}

pub(crate) struct Synchronize;

impl Action for Synchronize {
    type Client = Client;
    type Config = Config;
    const TYPE_NAME: &'static str = "configmgr_synchronize";

    fn validate(&self, config: &Config) -> Diagnostics {
        let Config { site_code, .. } = config;
        if looks_like_site_code(site_code) {
            return Diagnostics::new();
        }
        let detail = "A site code has three letters or digits, such as PS1.";
        Diagnostic::error(format!("{site_code:?} is not a site code"), detail).at(Path::of("site_code")).into()
    }

    fn invoke(
        &self,
        context: &mut Context<'_, Client>,
        config: Config,
        progress: &Progress,
    ) -> Result<(), Diagnostics> {
        let client = context.client;
        let hierarchy = client.required_hierarchy()?;
        if context.cancellation.is_requested() {
            let detail = "Nothing was synchronized. ".to_owned() + AGAIN;
            return Err(Diagnostic::error("Interrupted before the synchronization started", detail).into());
        }
        client.begin_apply();
        let extent = if config.full == Some(true) { Extent::Full } else { Extent::Delta };
        let mut messages = Vec::new();
        let finished =
            hierarchy.synchronize_to_end(&config.site_code, extent, &client.author_of_action(), &mut |event| {
                messages.extend(event.message());
            });
        // Nothing is shown before the hierarchy is free again: a paused terminal must not keep others from it.
        let finished = finished.map_err(refusal)?;
        if let Some(since) = finished.waited_since {
            let running = format!("{} has been synchronizing since {since:.0}", finished.site_code);
            progress.report(format!("{running}: another synchronization follows its end"));
        }
        messages.into_iter().for_each(|message| progress.report(message));
        progress.report(format!("finished at {:.0}, in hierarchy time", finished.ended));
        let mut failures = Diagnostics::new();
        for report in failure_reports(&finished.status.software_update_points) {
            match report.severity {
                Severity::Error => failures.push(failure(report)),
                Severity::Warning => context.warn(Diagnostic::warning(report.summary, report.detail)),
            }
        }
        if failures.is_empty() { Ok(()) } else { Err(failures) }
    }
}

/// What is left of an action that failed.
const AGAIN: &str = "Changes that Terraform made before are saved, and it does not run the action again. To run it, replace NAME \
                     with its name:\n\n  terraform apply -invoke=action.configmgr_synchronize.NAME";

fn failure(report: FailureReport) -> Diagnostic {
    let FailureReport { summary, detail, .. } = report;
    Diagnostic::error(summary, format!("{detail}\n\n{AGAIN}"))
}

/// Why nothing was synchronized.
fn refusal(error: SyncError) -> Diagnostic {
    let refused = match &error {
        SyncError::Store(error) => {
            let Diagnostic { summary, detail, .. } = store_error(error);
            return Diagnostic::error(summary, format!("{detail} {AGAIN}"));
        }
        _ => Diagnostic::error(error.to_string(), format!("{} {AGAIN}", error.remedy())),
    };
    refused.at(Path::of("site_code"))
}
