//! WCM.log: configuration of WSUS, at the site server ("Software update point installation and configuration").

use jiff::SignedDuration;

use super::entry::LogEntry;
use super::failure::configuration_line;
use super::file::LogFile;
use super::site_context::{SiteContext, Sup};
use super::status_message::StatusMessage;
use super::subscription;
use super::writer::{Line, LogWriter, lines};
use super::wsus_check::{connected_locally, connecting_locally, version_check};
use crate::facts::Moment;
use crate::model::{DatabaseKind, UpstreamSource, key};
use crate::sync::timing;

const SECOND: SignedDuration = SignedDuration::from_secs(1);

pub(super) fn entries(context: &SiteContext<'_>) -> Vec<LogEntry> {
    let mut events: Vec<(Moment, Vec<Line>)> = Vec::new();
    let mut installed: Vec<Moment> = context.sups.iter().map(|sup| sup.installed).collect();
    installed.sort_unstable();
    installed.dedup();
    events.extend(installed.iter().map(|at| (*at, arrival(context, *at))));
    for sup in &context.sups {
        let at = sup.installed.after(timing::CONFIGURATION);
        events.push((at, configuration(context, sup, at)));
    }
    if let Some(since) = installed.first() {
        events.extend(context.checks_since(*since).map(|at| (at, check(context, at))));
    }
    events.extend(subscription::changes(context));
    events.extend(run_into(context));
    events.sort_by_key(|(at, _)| *at);
    let mut writer: LogWriter = context.writer(LogFile::Wcm, &context.object.server_fqdn, "");
    for (at, lines) in events {
        writer.starting_at(at, lines);
    }
    writer.entries
}

/// A software update point was installed.
fn arrival(context: &SiteContext<'_>, at: Moment) -> Vec<Line> {
    let mut lines = lines![
        "Populating config from SCF",
        "Setting new configuration state to 1 (WSUS_CONFIG_PENDING)~",
        "Changes in active SUP list detected. New active SUP List is:~",
    ];
    let there = context.sups.iter().filter(|sup| sup.installed <= at).enumerate();
    lines.extend(there.map(|(number, sup)| {
        format!("    SUP{number}: {}, group = {}, nlb = ~", sup.role.server_fqdn, group(sup)).into()
    }));
    lines.push("Updating active SUP groups...~".into());
    lines
}

/// Software update points that share a database are a group with the name of its host.
fn group(sup: &Sup) -> &str {
    let database = &sup.system.wsus.database;
    let host = database.server.as_deref().unwrap_or(&sup.role.server_fqdn);
    let name = host.split('.').next().unwrap_or(host);
    if database.kind == DatabaseKind::Sql { name } else { "" }
}

/// WSUS is configured, if possible.
fn configuration(context: &SiteContext<'_>, sup: &Sup, at: Moment) -> Vec<Line> {
    let mut lines = lines!["Setting new configuration state to 4 (WSUS_CONFIG_SUBSCRIPTION_PENDING)"];
    lines.extend(connection(context, sup, at));
    if context.misconfiguration_at(sup, at).is_none() {
        lines.extend(configured());
    }
    lines
}

pub(super) fn configured() -> Vec<Line> {
    lines![
        "Configuration successful. Will wait for 1 minute for any subscription or proxy changes",
        "Setting new configuration state to 2 (WSUS_CONFIG_SUCCESS)",
    ]
}

pub(super) fn connection(context: &SiteContext<'_>, sup: &Sup, at: Moment) -> Vec<Line> {
    let role = &sup.role;
    let is_local = key(&role.server_fqdn) == key(&context.object.server_fqdn);
    let port = if role.require_ssl { role.https_port } else { role.http_port };
    let ssl = if role.require_ssl { "True" } else { "False" };
    let place = format!("{}, port: {port}, useSSL: {ssl}", role.server_fqdn);
    let mut lines =
        if is_local { connecting_locally() } else { lines![format!("Attempting connection to WSUS server: {place}")] };
    match context.misconfiguration_at(sup, at) {
        Some(failure) => {
            lines.extend(configuration_line(failure).map(Line::from));
            // The number and its name are documented; the line has the form of the lines for other states.
            lines.push("Setting new configuration state to 3 (WSUS_CONFIG_FAILED)".into());
            let insertions = [role.server_fqdn.as_str(), failure.reason()];
            lines.push(Line::Unlogged(StatusMessage::error(6600, insertions, failure.code())));
        }
        None if is_local => lines.extend(connected_locally()),
        None => lines.push(format!("Successfully connected to server: {place}").into()),
    }
    lines
}

/// The hourly check.
fn check(context: &SiteContext<'_>, at: Moment) -> Vec<Line> {
    let there = |at: Moment| context.sups.iter().filter(move |sup| sup.installed.after(timing::CONFIGURATION) <= at);
    let is_broken = |at: Moment| there(at).any(|sup| context.misconfiguration_at(sup, at).is_some());
    let minutes = timing::CHECK.as_mins();
    let mut lines = lines![
        format!("Wait timed out after {minutes} minutes while waiting for at least one trigger event."),
        "Timed Out...~",
    ];
    lines.extend(version_check(""));
    for sup in there(at) {
        lines.extend(connection(context, sup, at));
    }
    let first = context.sups.first().filter(|sup| context.misconfiguration_at(sup, at).is_none());
    lines.extend(first.into_iter().flat_map(|first| upstream(context, first)));
    if is_broken(at.after(-timing::CHECK)) && !is_broken(at) {
        lines.push("Setting new configuration state to 2 (WSUS_CONFIG_SUCCESS)".into());
    }
    lines.push(format!("Waiting for changes for {minutes} minutes").into());
    lines
}

/// The check that the first WSUS has the correct upstream.
fn upstream(context: &SiteContext<'_>, first: &Sup) -> Vec<Line> {
    let mut lines = lines!["Verify Upstream Server settings on the Active WSUS Server"];
    // The line without an upstream is unknown.
    if !(context.world.is_top(context.site) && context.world.outside() == UpstreamSource::Offline) {
        let source = context.world.source_of(first.number);
        lines.push(
            format!(
                "No changes - WSUS Server settings are correctly configured and Upstream Server is set to {source}"
            )
            .into(),
        );
    }
    if first.role.wsus_connection_account.is_none() {
        lines.push(format!("for {}, no connection account is available", first.role.server_fqdn).into());
    }
    lines.push("Successfully refreshed categories from WSUS server".into());
    lines
}

/// Failures of synchronization for which wsyncmgr.log refers to this log.
fn run_into<'a>(context: &'a SiteContext<'_>) -> impl Iterator<Item = (Moment, Vec<Line>)> + 'a {
    context.node.state.attempts.iter().flat_map(|attempt| {
        attempt.steps.iter().filter_map(|step| {
            let server = attempt.server_of(step);
            step.failure.filter(|failure| failure.prevents_configuration())?;
            let sup = context.sups.iter().find(|sup| key(&sup.role.server_fqdn) == key(server))?;
            // WCM.log has the line before wsyncmgr.log refers to it.
            Some((step.ended.after(-SECOND), connection(context, sup, step.ended)))
        })
    })
}
