//! Sites. A cmdlet installs and removes secondary sites; setup does the others.

use hierarchy::{Change, Kind, Object, ObjectId, Site, SiteType};
use serde_json::Value;
use sms_provider::class::Source;

use super::changed;
use crate::command::{Argument, Command};
use crate::reading::{Place, Reading, condition};
use crate::step::{Risk, Step};

fn id(site: &Site) -> ObjectId {
    ObjectId::new(Kind::Site, &site.site_code)
}

fn place(site: &Site) -> Place<'_> {
    Place { site: &site.site_code, server: "" }
}

fn presence(site: &Site, is_present_after: bool) -> Reading {
    let condition = format!("{} AND Status = 1", condition(Source::Site, place(site)));
    Reading::presence(Source::Site, &condition, is_present_after)
}

pub(crate) fn install(site: &Site) -> Step {
    let title = format!("Install the {} {}", site.r#type, site.site_code);
    let step = match (site.r#type, site.parent_site_code.as_deref()) {
        (SiteType::Secondary, Some(parent)) => Step::commands(title, id(site), parent, secondary(site, parent)),
        _ => {
            let parent = site.parent_site_code.as_deref();
            let below = parent.map_or_else(String::new, |parent| format!(" below {parent}"));
            let instructions = format!(
                "Run setup of Configuration Manager on {}: install the {} {} ({}){below} into {}.",
                site.server_fqdn, site.r#type, site.site_code, site.name, site.install_directory
            );
            Step::task(title, id(site), instructions, None)
        }
    };
    step.reading(Some(presence(site, true)))
        .not_undone("a removed site does not free everything that it created, and its code is not used again")
        .takes(if site.r#type == SiteType::Secondary { 90 } else { 240 }, Risk::High)
        .changing(vec![Change::Create(Object::Site(site.clone()))])
}

/// The distribution point of a secondary site needs a certificate; the script makes a self-signed one for ten years.
fn secondary(site: &Site, parent: &str) -> Vec<String> {
    let expression = |text: &str| Argument::Expression(text.to_owned());
    let command = Command::new("New-CMSecondarySite")
        .with("SecondarySiteCode", site.site_code.as_str())
        .with("PrimarySiteCode", parent)
        .with("SiteName", site.name.as_str())
        .with("ServerName", site.server_fqdn.as_str())
        .with("InstallationFolder", site.install_directory.as_str())
        .with("InstallationSourceFile", expression("(New-CMInstallationSourceFile -CopyFromParentSiteServer)"))
        .with("SqlServerSetting", expression("(New-CMSqlServerSetting -CopySqlServerExpressOnSecondarySite)"))
        .switch("CreateSelfSignedCertificate")
        .with("CertificateExpirationTimeUtc", expression("((Get-Date).ToUniversalTime().AddYears(10))"))
        .switch("Http");
    vec![command.text()]
}

pub(crate) fn remove(site: &Site) -> Step {
    let title = format!("Remove the {} {}", site.r#type, site.site_code);
    let step = match (site.r#type, site.parent_site_code.as_deref()) {
        (SiteType::Secondary, Some(parent)) => {
            let command = Command::new("Remove-CMSecondarySite")
                .with("SiteCode", site.site_code.as_str())
                .with("Action", "Uninstall")
                .switch("Force");
            Step::commands(title, id(site), parent, vec![command.text()])
        }
        _ => {
            let instructions =
                format!("Run setup of Configuration Manager on {}, and uninstall the site.", site.server_fqdn);
            Step::task(title, id(site), instructions, None)
        }
    };
    step.reading(Some(presence(site, false)))
        .not_undone("a site that is installed again is another site")
        .takes(60, Risk::High)
        .changing(vec![Change::Delete(id(site))])
}

/// What a site becomes without another installation; `Err` with the attributes that only another installation changes.
pub(crate) fn change(before: &Site, after: &Site) -> Result<Vec<Step>, Vec<&'static str>> {
    let [old, new] = [before, after].map(|site| Object::Site(site.clone()).attributes());
    let moves = before.moves_in_place(after);
    let mut steps = Vec::new();
    let mut fixed = Vec::new();
    for path in changed(Kind::Site, &old, &new) {
        match path {
            "version" if after.version.is_some() => steps.push(upgrade(before, after, &old, &new)),
            // It is not managed any more.
            "version" => {}
            "parent_site_code" if moves => steps.push(move_site(after)),
            "install_directory" if hierarchy::is_same_folder(&before.install_directory, &after.install_directory) => {}
            other => fixed.push(other),
        }
    }
    if fixed.is_empty() { Ok(steps) } else { Err(fixed) }
}

fn upgrade(before: &Site, after: &Site, old: &Value, new: &Value) -> Step {
    let version = after.version.as_deref().unwrap_or_default();
    Step::task(
        format!("Update the hierarchy of {} to version {version}", after.site_code),
        id(after),
        format!("Install the update {version} in the service window, and wait until all primary sites have it."),
        Some(r"Administration > Updates and Servicing"),
    )
    .reading(Reading::attributes(Kind::Site, &["version"], place(after), old, new))
    .not_undone("a site does not return to an earlier version")
    .takes(240, Risk::High)
    .changing(vec![Change::Update(Object::Site(Site { version: after.version.clone(), ..before.clone() }))])
}

fn move_site(after: &Site) -> Step {
    let instructions = match &after.parent_site_code {
        Some(parent) => {
            format!("Run setup on the server of {parent}, and expand {} into a hierarchy.", after.site_code)
        }
        None => format!("Uninstall the central administration site: {} becomes stand-alone.", after.site_code),
    };
    let step = Step::task(format!("Move the primary site {}", after.site_code), id(after), instructions, None);
    let step = step.not_undone("it is another installation of a central administration site").takes(240, Risk::High);
    step.changing(vec![Change::Update(Object::Site(after.clone()))])
}
