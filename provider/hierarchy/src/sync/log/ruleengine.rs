//! ruleengine.log: automatic deployment rules, at the site server. Only their failed downloads are simulated.

use super::entry::LogEntry;
use super::file::LogFile;
use super::site_context::SiteContext;
use super::writer::{Line, lines};
use crate::facts::{Moment, Phase, SupState};
use crate::sync::status::{NAME_NOT_RESOLVED, NOT_TRUSTED};
use crate::sync::timing;
use crate::sync::updates::pseudo_random;

pub(super) fn entries(context: &SiteContext<'_>) -> Vec<LogEntry> {
    let Some(first) = context.node.first.and_then(|first| context.world.sup(first)) else { return Vec::new() };
    let SupState { download_fails, certificate_fails, .. } = first.state;
    let failures = [(download_fails, NAME_NOT_RESOLVED), (certificate_fails, NOT_TRUSTED)];
    let mut evaluations: Vec<(Moment, u32)> = failures
        .into_iter()
        .filter_map(|(since, error)| Some((since?, error)))
        .flat_map(|(since, error)| evaluations_since(context, since).into_iter().map(move |at| (at, error)))
        .collect();
    evaluations.sort_unstable();
    let mut writer = context.writer(LogFile::RuleEngine, &context.object.server_fqdn, "");
    for (at, error) in evaluations {
        writer.starting_at(at, lines(context, at, error));
    }
    writer.entries
}

/// When the rules run: after each synchronization, and every hour.
fn evaluations_since(context: &SiteContext<'_>, since: Moment) -> Vec<Moment> {
    let end = if context.world.is_top(context.site) { Phase::Database } else { Phase::Wait };
    let ended = context.node.state.attempts.iter().filter_map(|attempt| {
        let last = attempt.steps.iter().rfind(|step| step.phase != Phase::Replica && step.failure.is_none());
        last.filter(|step| step.phase == end).map(|step| step.ended.after(timing::NOTIFICATION))
    });
    ended.filter(|at| *at >= since).chain(context.checks_since(since)).collect()
}

fn lines(context: &SiteContext<'_>, at: Moment, error: u32) -> Vec<Line> {
    // The product numbers configuration items from 16777216 times the number of the site.
    let number = |what: &str| 16_777_216 + pseudo_random(0, what, &context.node.code, at.number()) % 100_000;
    let [content, update] = ["content", "update"].map(number);
    let first = if error == NOT_TRUSTED {
        format!("Failed to download the update content with ID {content} from internet. Error = {error}")
    } else {
        format!("Failed to download the update from internet. Error = {error}")
    };
    let mut lines =
        lines![first, format!("Failed to download ContentID {content} for UpdateID {update}. Error code = {error}")];
    if error != NOT_TRUSTED {
        lines.extend(lines![
            "Failed to download any update",
            "Failed to download update contents.",
            "Failed to run the DownloadAction for the AutoDeployment.",
        ]);
    }
    lines
}
