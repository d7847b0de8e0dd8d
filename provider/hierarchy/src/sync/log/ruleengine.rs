//! ruleengine.log: automatic deployment rules, at the site server. Rules are not simulated; that they cannot download is.

use super::entry::LogEntry;
use super::file::LogFile;
use super::pen::{Line, lines};
use super::scene::Scene;
use crate::facts::{FaultKind, Moment, Phase};
use crate::sync::timing;
use crate::sync::updates::draw;

pub(super) fn entries(scene: &Scene<'_>) -> Vec<LogEntry> {
    let Some(fault) = scene.own_fault(FaultKind::DownloadFails) else { return Vec::new() };
    let since = Moment::of(fault.since);
    let ended = scene.node.state.attempts.iter().filter_map(|attempt| {
        let last = attempt.steps.iter().rfind(|step| step.phase != Phase::Replica && step.failure.is_none());
        last.filter(|step| step.phase == Phase::Database).map(|step| step.ended.after(timing::NOTIFICATION))
    });
    let mut evaluations: Vec<Moment> = ended.filter(|at| *at >= since).chain(scene.checks_since(since)).collect();
    evaluations.sort_unstable();
    let mut pen = scene.pen(LogFile::RuleEngine, &scene.object.server_fqdn, "");
    for at in evaluations {
        pen.from(at, lines(scene, at));
    }
    pen.entries
}

fn lines(scene: &Scene<'_>, at: Moment) -> Vec<Line> {
    // The product numbers configuration items from 16777216 times the number of the site on.
    let number = |what: &str| 16_777_216 + draw(0, what, &scene.node.code, at.number()) % 100_000;
    let [content, update] = ["content", "update"].map(number);
    lines![
        format!("Failed to download the update content with ID {content} from internet. Error = 12007"),
        format!("Failed to download ContentID {content} for UpdateID {update}. Error code = 12007"),
        "Failed to download any update",
        "Failed to download update contents.",
        "Failed to run the DownloadAction for the AutoDeployment.",
    ]
}
