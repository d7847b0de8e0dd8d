//! WCM.log: configuration of WSUS, at the site server ("Software update point installation and configuration").

use jiff::SignedDuration;

use super::entry::LogEntry;
use super::failure::configuration_line;
use super::file::LogFile;
use super::site_context::{SiteContext, Sup};
use super::status_message::StatusMessage;
use super::subscription;
use super::writer::{Line, LogWriter, lines};
use super::wsus_check::{connected_locally, connecting_locally, failed_version_check, version_check};
use crate::facts::{Failure, Moment};
use crate::model::{DatabaseKind, SupRole, UpstreamSource, key};
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
    let failure = context.misconfiguration_at(sup, at);
    let mut lines = match failure {
        Some(Failure::ConsoleMissing) => {
            let site_server = &context.object.server_fqdn;
            let mut lines = failed_version_check();
            lines.push(Line::Unlogged(StatusMessage::about(6607, 'E', site_server)));
            lines
        }
        Some(Failure::ProductUnknown) => {
            let mut lines = attempt(context, sup, true);
            lines.extend(subscription::refusal(context, sup));
            lines
        }
        _ => attempt(context, sup, failure.is_none()),
    };
    let Some(failure) = failure else { return lines };
    lines.extend(configuration_line(failure).map(Line::from));
    // The number and its name are documented; the line has the form of the lines for other states.
    lines.push("Setting new configuration state to 3 (WSUS_CONFIG_FAILED)".into());
    let mut reason = failure.reason().to_owned();
    if matches!(failure, Failure::Unauthorized | Failure::Forbidden) {
        reason = format!("{reason}. The site connects as {}", account(context, &sup.role));
    }
    let insertions = [sup.role.server_fqdn.as_str(), reason.as_str()];
    lines.push(Line::Unlogged(StatusMessage::error(6600, insertions, failure.code())));
    lines
}

/// An attempt to connect to a WSUS, and that it succeeded.
fn attempt(context: &SiteContext<'_>, sup: &Sup, is_connected: bool) -> Vec<Line> {
    let role = &sup.role;
    if key(&role.server_fqdn) == key(&context.object.server_fqdn) {
        let mut lines = connecting_locally();
        lines.extend(is_connected.then(connected_locally).into_iter().flatten());
        return lines;
    }
    let place = place(&role.server_fqdn, role.port(), role.require_ssl);
    let mut lines = lines![format!("Attempting connection to WSUS server: {place}")];
    lines.extend(is_connected.then(|| Line::from(format!("Successfully connected to server: {place}"))));
    lines
}

/// A WSUS, as the product writes it.
fn place(server: &str, port: u16, ssl: bool) -> String {
    format!("{server}, port: {port}, useSSL: {}", if ssl { "True" } else { "False" })
}

/// The account that connects to the WSUS of a software update point.
fn account(context: &SiteContext<'_>, role: &SupRole) -> String {
    match &role.wsus_connection_account {
        Some(account) => account.clone(),
        None => format!("the computer account of {}", context.object.server_fqdn),
    }
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
    let without_console = |sup: &&Sup| context.misconfiguration_at(sup, at) == Some(Failure::ConsoleMissing);
    if let Some(sup) = there(at).find(without_console) {
        lines.extend(connection(context, sup, at));
    } else {
        lines.extend(version_check(""));
        there(at).for_each(|sup| lines.extend(connection(context, sup, at)));
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
    lines.extend(upstream_server(context).map(|server| {
        let text = format!(
            "No changes - WSUS Server settings are correctly configured and Upstream Server is set to {server}"
        );
        Line::from(text)
    }));
    if first.role.wsus_connection_account.is_none() {
        lines.push(format!("for {}, no connection account is available", first.role.server_fqdn).into());
    }
    lines.push("Successfully refreshed categories from WSUS server".into());
    lines
}

/// The upstream of the first WSUS. The line of a WSUS without an upstream is unknown. That of an upstream WSUS is documented
/// without its port, which is written as in the other lines about a WSUS.
fn upstream_server(context: &SiteContext<'_>) -> Option<String> {
    if !context.world.is_top(context.site) {
        let upstream = context.upstream.as_ref()?;
        return Some(place(&upstream.server_fqdn, upstream.port(), upstream.require_ssl));
    }
    Some(match context.world.outside() {
        UpstreamSource::MicrosoftUpdate => "Microsoft Update".to_owned(),
        UpstreamSource::UpstreamWsus(url) => place_of(&url).unwrap_or(url),
        UpstreamSource::Offline => return None,
    })
}

/// The WSUS of a URL.
fn place_of(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let (server, port) = rest.trim_end_matches('/').rsplit_once(':')?;
    Some(place(server, port.parse().ok()?, scheme.eq_ignore_ascii_case("https")))
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
