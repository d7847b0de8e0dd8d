//! WSUSCtrl.log: health of WSUS, at each server of a software update point.

use super::entry::LogEntry;
use super::file::LogFile;
use super::site_context::{SiteContext, Sup};
use super::status_message::StatusMessage;
use super::supsetup;
use super::writer::{Line, lines};
use super::wsus_check::{connected_locally, connecting_locally, version_check};
use crate::facts::{Failure, Moment};
use crate::sync::timing;

pub(super) fn entries(context: &SiteContext<'_>) -> Vec<LogEntry> {
    context.at_each_server(LogFile::WsusCtrl, |sup, installed, writer| {
        let component = StatusMessage::about(1015, 'I', &sup.role.server_fqdn);
        writer.starting_at(installed.after(supsetup::TAKES), vec![Line::Unlogged(component)]);
        for at in context.checks_since(installed) {
            writer.starting_at(at, check(context, sup, at));
        }
    })
}

/// The hourly check.
fn check(context: &SiteContext<'_>, sup: &Sup, at: Moment) -> Vec<Line> {
    let mut lines = lines!["Timed Out...~"];
    lines.extend(version_check("~"));
    lines.extend(connecting_locally());
    if answers(context, sup, at) {
        lines.extend(connected_locally());
        lines.extend(proxy(sup));
        lines.extend(connecting_locally());
        lines.extend(connected_locally());
        let server = &sup.role.server_fqdn;
        lines.extend(lines![
            format!("There are no unhealthy WSUS Server components on WSUS Server {server}~"),
            format!("Successfully checked database connection on WSUS server {server}~"),
        ]);
    } else {
        lines.push(proxy_failure(sup));
    }
    lines.push(format!("~Waiting for changes for {} minutes", timing::CHECK.as_mins()).into());
    lines
}

/// Whether WSUS answers on its own server. The lines without an answer are unknown.
fn answers(context: &SiteContext<'_>, sup: &Sup, at: Moment) -> bool {
    !context.misconfiguration_at(sup, at).is_some_and(Failure::stops_wsus)
}

/// The message that the proxy of WSUS cannot be configured: it has none, or it does not answer.
fn proxy_failure(sup: &Sup) -> Line {
    Line::Unlogged(StatusMessage::about(7000, 'E', &sup.role.server_fqdn))
}

/// The check that WSUS has the correct proxy. The line without a proxy is unknown.
fn proxy(sup: &Sup) -> Vec<Line> {
    match &sup.system.proxy {
        _ if !sup.role.use_proxy_for_sync => Vec::new(),
        Some(proxy) => lines![format!(
            "No changes - local WSUS Server Proxy settings are correctly configured as Proxy Name {} and Proxy Port {}",
            proxy.server, proxy.port
        )],
        None => lines![
            "Microsoft.UpdateServices.Administration.WsusInvalidDataException: The address of the proxy server cannot \
             be empty.~~   at Microsoft.UpdateServices.Internal.BaseApi.UpdateServerConfiguration.Validate()",
            proxy_failure(sup),
        ],
    }
}
