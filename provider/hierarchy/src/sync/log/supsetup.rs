//! SUPSetup.log: installation of the role, at each server ("Use a shared database for WSUS").
//!
//! The format of these lines is not documented; they have the format of the other logs.

use jiff::SignedDuration;

use super::entry::LogEntry;
use super::file::LogFile;
use super::site_context::{SiteContext, Sup};
use super::writer::{Line, lines};

/// The duration of setup.
pub(super) const TAKES: SignedDuration = SignedDuration::from_secs(20);

pub(super) fn entries(context: &SiteContext<'_>) -> Vec<LogEntry> {
    context.at_each_server(LogFile::SupSetup, |sup, installed, writer| {
        writer.starting_at(installed, beginning(context, sup));
        writer.starting_at(installed.after(TAKES), end(context));
    })
}

fn beginning(context: &SiteContext<'_>, sup: &Sup) -> Vec<Line> {
    let (folder, site_server, server) =
        (&context.object.install_directory, &context.object.server_fqdn, &sup.role.server_fqdn);
    lines![
        "SMSWSUS Setup Started....",
        format!(r"Parameters: {folder}\bin\x64\rolesetup.exe /install /siteserver:{site_server} SMSWSUS 0"),
        format!("INFO: Checking MSODBC version on ServerName {server}"),
        "INFO: Microsoft ODBC 18 Driver for SQL Server had been installed already.",
        "Installing Pre Reqs for SMSWSUS",
        "        ======== Installing Pre Reqs for Role SMSWSUS ========",
        "Found 0 Pre Reqs for Role SMSWSUS",
        "        ======== Completed Installation of Pre Reqs for Role SMSWSUS ========",
        "Installing the SMSWSUS",
        "Checking for supported version of WSUS (min WSUS 4.0)",
        "Checking runtime v4.0.30319...",
        "Supported WSUS version found",
    ]
}

fn end(context: &SiteContext<'_>) -> Vec<Line> {
    lines![
        format!(r"Registered DLL {}\bin\x64\wsusmsp.dll", context.object.install_directory),
        "Installation was successful.",
        "~RoleSetup().",
    ]
}
