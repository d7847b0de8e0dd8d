//! ruleengine.log: automatic deployment rules, at the site server. Only their failed downloads are simulated.

use super::entry::LogEntry;
use super::file::LogFile;
use super::site_context::SiteContext;
use super::writer::{Line, lines};
use crate::facts::{Moment, Phase};
use crate::sync::timing;
use crate::sync::updates::pseudo_random;

pub(super) fn entries(context: &SiteContext<'_>) -> Vec<LogEntry> {
    let first = context.node.first.and_then(|first| context.world.sup(first));
    let Some(since) = first.and_then(|first| first.state.download_fails) else { return Vec::new() };
    let end = if context.world.is_top(context.site) { Phase::Database } else { Phase::Wait };
    let ended = context.node.state.attempts.iter().filter_map(|attempt| {
        let last = attempt.steps.iter().rfind(|step| step.phase != Phase::Replica && step.failure.is_none());
        last.filter(|step| step.phase == end).map(|step| step.ended.after(timing::NOTIFICATION))
    });
    let mut evaluations: Vec<Moment> = ended.filter(|at| *at >= since).chain(context.checks_since(since)).collect();
    evaluations.sort_unstable();
    let mut writer = context.writer(LogFile::RuleEngine, &context.object.server_fqdn, "");
    for at in evaluations {
        writer.starting_at(at, lines(context, at));
    }
    writer.entries
}

fn lines(context: &SiteContext<'_>, at: Moment) -> Vec<Line> {
    // The product numbers configuration items from 16777216 times the number of the site.
    let number = |what: &str| 16_777_216 + pseudo_random(0, what, &context.node.code, at.number()) % 100_000;
    let [content, update] = ["content", "update"].map(number);
    lines![
        "Failed to download the update from internet. Error = 12007",
        format!("Failed to download ContentID {content} for UpdateID {update}. Error code = 12007"),
        "Failed to download any update",
        "Failed to download update contents.",
        "Failed to run the DownloadAction for the AutoDeployment.",
    ]
}
