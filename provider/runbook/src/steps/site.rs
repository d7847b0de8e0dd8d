//! Sites. A cmdlet installs and removes secondary sites; setup does the others.

use hierarchy::{Change, Kind, Object, ObjectId, Site, SiteSystem, SiteType};
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

fn title(verb: &str, site: &Site) -> String {
    format!("{verb} the {} {}", site.r#type, site.site_code)
}

fn installation(step: Step, site: &Site) -> Step {
    step.reading(Some(presence(site, true)))
        .not_undone("a removed site does not free everything that it created, and its code is not used again")
        .changing(vec![Change::Create(Object::Site(site.clone()))])
}

/// Setup of a primary or central administration site; `top` is the top-level site that there is.
pub(crate) fn set_up(site: &Site, top: Option<&Site>) -> Step {
    let place = match (&site.parent_site_code, top) {
        (Some(parent), _) => format!(" below {parent}"),
        (None, Some(primary)) => format!(", and expand {} into its hierarchy", primary.site_code),
        (None, None) => String::new(),
    };
    let instructions = format!(
        "Run setup of Configuration Manager on {}. Install the {} {} ({}) into {}{place}.",
        site.server_fqdn, site.r#type, site.site_code, site.name, site.install_directory
    );
    let step = Step::task(title("Install", site), id(site), instructions, None);
    // All sites of a hierarchy have the version of the one that was first.
    let version = top.map_or(&site.version, |top| &top.version);
    let installed = Site { version: version.clone().filter(|_| site.is_top_level()), ..site.clone() };
    installation(step, &installed).takes(240, Risk::High)
}

/// Installs a secondary site. Its server is a site system from then on; `system` is set where it is to be one of the hierarchy.
pub(crate) fn install_secondary(site: &Site, system: Option<&SiteSystem>) -> Step {
    let parent = site.parent_site_code.as_deref().unwrap_or_default();
    let step = Step::commands(title("Install", site), id(site), parent, secondary(site, parent));
    let system = system.map(|system| SiteSystem::with_defaults(&system.site_code, &system.server_fqdn));
    installation(step, site).takes(90, Risk::High).also(system.map(|system| Change::Create(Object::SiteSystem(system))))
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
    let title = title("Remove", site);
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
            "version" if after.version.is_some() && !moves => steps.push(upgrade(before, after, &old, &new)),
            // It is not managed any more, or comes with another top-level site.
            "version" => {}
            "parent_site_code" if moves && after.parent_site_code.is_none() => steps.push(stand_alone(after)),
            // Setup of the central administration site does it.
            "parent_site_code" if moves => {}
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
    .reading(Reading::attributes(Kind::Site, &["version"], place(after), Some(old), new))
    .not_undone("a site does not return to an earlier version")
    .takes(240, Risk::High)
    .changing(vec![Change::Update(Object::Site(Site { version: after.version.clone(), ..before.clone() }))])
}

/// The only move within an installation: a primary site that becomes stand-alone. Expansion installs a central administration site.
fn stand_alone(after: &Site) -> Step {
    let instructions = format!(
        "Run setup of Configuration Manager on the server of the central administration site, and uninstall it: {} becomes \
         stand-alone.",
        after.site_code
    );
    Step::task(format!("Make the primary site {} stand-alone", after.site_code), id(after), instructions, None)
        .not_undone("another central administration site is another installation")
        .takes(240, Risk::High)
        .changing(vec![Change::Update(Object::Site(after.clone()))])
}
