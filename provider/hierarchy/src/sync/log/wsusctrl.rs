//! WSUSCtrl.log: health of WSUS, at each server of a software update point.

use super::entry::LogEntry;
use super::file::LogFile;
use super::health::{connected_locally, connecting_locally, version_check};
use super::pen::{Line, lines};
use super::scene::{Scene, Sup};
use crate::facts::{Failure, Moment};
use crate::sync::timing;

pub(super) fn entries(scene: &Scene<'_>) -> Vec<LogEntry> {
    scene.at_each_server(LogFile::WsusCtrl, |sup, installed, pen| {
        for at in scene.checks_since(installed) {
            pen.from(at, check(scene, sup, at));
        }
    })
}

/// The hourly look.
fn check(scene: &Scene<'_>, sup: &Sup, at: Moment) -> Vec<Line> {
    let mut lines = lines!["Timed Out...~"];
    lines.extend(version_check("~"));
    lines.extend(connecting_locally());
    if answers(scene, sup, at) {
        lines.extend(connected_locally());
        lines.extend(proxy(sup));
        lines.extend(connecting_locally());
        lines.extend(connected_locally());
        let server = &sup.role.server_fqdn;
        lines.extend(lines![
            format!("There are no unhealthy WSUS Server components on WSUS Server {server}~"),
            format!("Successfully checked database connection on WSUS server {server}~"),
        ]);
    }
    lines.push(format!("~Waiting for changes for {} minutes", timing::CHECK.as_mins()).into());
    lines
}

/// Whether WSUS answers on its own server. What is logged where it does not is not known.
fn answers(scene: &Scene<'_>, sup: &Sup, at: Moment) -> bool {
    let failure = scene.misconfiguration_at(sup, at);
    !matches!(failure, Some(Failure::InternalServerError | Failure::ServiceUnavailable))
}

/// Whether WSUS has the proxy it should have. What is logged where it should have none is not known.
fn proxy(sup: &Sup) -> Vec<Line> {
    match &sup.system.proxy {
        _ if !sup.role.use_proxy_for_sync => Vec::new(),
        Some(proxy) => lines![format!(
            "No changes - local WSUS Server Proxy settings are correctly configured as Proxy Name {} and Proxy Port {}",
            proxy.server, proxy.port
        )],
        None => lines![
            "Microsoft.UpdateServices.Administration.WsusInvalidDataException: The address of the proxy server cannot be \
             empty.~~   at Microsoft.UpdateServices.Internal.BaseApi.UpdateServerConfiguration.Validate()"
        ],
    }
}
