//! Software update points.

use hierarchy::{Change, ClientConnectionType, Kind, Object, ObjectId, SupRole};
use serde_json::Value;
use sms_provider::class::Source;

use super::changed;
use crate::command::{Argument, Command};
use crate::reading::{Place, Reading, at, condition};
use crate::step::{Risk, Step};

/// A newer parameter, looked for before it is used ("Release notes of version 2203").
pub(crate) const LEDBAT: &str = "Wledbat";

fn id(role: &SupRole) -> ObjectId {
    ObjectId::new(Kind::SupRole, role.id())
}

fn place(role: &SupRole) -> Place<'_> {
    Place { site: &role.site_code, server: &role.server_fqdn }
}

fn on(cmdlet: &str, role: &SupRole) -> Command {
    Command::new(cmdlet)
        .with("SiteSystemServerName", role.server_fqdn.as_str())
        .with("SiteCode", role.site_code.as_str())
}

fn presence(role: &SupRole, is_present_after: bool) -> Reading {
    let source = Source::SoftwareUpdatePoint;
    Reading::presence(source, &condition(source, place(role)), is_present_after)
}

fn connection(r#type: ClientConnectionType) -> &'static str {
    match r#type {
        ClientConnectionType::Intranet => "Intranet",
        ClientConnectionType::Internet => "Internet",
        ClientConnectionType::InternetAndIntranet => "InternetAndIntranet",
    }
}

/// Looks for a parameter that older modules do not have, and stops the step with the words of the console if it is absent.
pub(crate) fn look_for(cmdlet: &str, parameter: &str, setting: &str) -> String {
    Command::new("Assert-Parameter").with("Cmdlet", cmdlet).with("Parameter", parameter).with("Setting", setting).text()
}

fn add(role: &SupRole) -> Vec<String> {
    let cmdlet = "Add-CMSoftwareUpdatePoint";
    let command = on(cmdlet, role)
        .with("WsusIisPort", role.http_port)
        .with("WsusIisSslPort", role.https_port)
        .with("WsusSsl", role.require_ssl)
        .with("ClientConnectionType", connection(role.client_connection_type))
        .with("UseProxy", role.use_proxy_for_sync)
        .with("UseProxyForAutoDeploymentRule", role.use_proxy_for_adr);
    let command = if role.allow_cmg_traffic { command.switch("EnableCloudGateway") } else { command };
    let command = match &role.wsus_connection_account {
        Some(account) => command.with("ConnectionAccountUserName", account.as_str()),
        None => command.switch("AnonymousWsusAccess"),
    };
    if role.ledbat {
        return vec![look_for(cmdlet, LEDBAT, "Windows LEDBAT"), command.with(LEDBAT, true).text()];
    }
    vec![command.text()]
}

fn remove(role: &SupRole) -> String {
    on("Remove-CMSoftwareUpdatePoint", role).switch("Force").text()
}

pub(crate) fn create(role: &SupRole) -> Step {
    Step::commands(format!("Add the software update point {}", role.id()), id(role), &role.site_code, add(role))
        .reading(Some(presence(role, true)))
        .undone_by(vec![remove(role)])
        .takes(15, Risk::Medium)
        .changing(vec![Change::Create(Object::SupRole(role.clone()))])
}

/// Waits until the components of a new role work.
pub(crate) fn wait(role: &SupRole) -> Step {
    let command =
        Command::new("Wait-Role").with("SiteCode", role.site_code.as_str()).with("Server", role.server_fqdn.as_str());
    let title = format!("Wait until the software update point {} is installed", role.id());
    Step::commands(title, id(role), &role.site_code, vec![command.text()]).waiting().takes(30, Risk::Low)
}

/// What a command sets of each attribute: the parameter, and its value.
fn setting(role: &Value, path: &str) -> Option<(&'static str, Argument)> {
    let value = at(role, path);
    let flag = || Argument::Boolean(value == true);
    let number = || Argument::Number(value.as_u64().unwrap_or_default());
    Some(match path {
        "http_port" => ("WsusIisPort", number()),
        "https_port" => ("WsusIisSslPort", number()),
        "require_ssl" => ("WsusSsl", flag()),
        "allow_cmg_traffic" => ("EnableCloudGateway", flag()),
        "use_proxy_for_sync" => ("UseProxy", flag()),
        "use_proxy_for_adr" => ("UseProxyForAutoDeploymentRule", flag()),
        "ledbat" => (LEDBAT, flag()),
        "wsus_connection_account" => ("WsusAccessAccount", value.as_str().map_or(Argument::Null, Argument::from)),
        _ => return None,
    })
}

fn set(role: &SupRole, attributes: &Value, paths: &[&str]) -> Vec<String> {
    let cmdlet = "Set-CMSoftwareUpdatePoint";
    let mut commands = Vec::new();
    let mut command = on(cmdlet, role);
    for path in paths {
        if *path == "client_connection_type" {
            command = command.with("ClientConnectionType", connection(role.client_connection_type));
        }
        if let Some((parameter, argument)) = setting(attributes, path) {
            command = command.with(parameter, argument);
        }
        if *path == "ledbat" {
            commands.push(look_for(cmdlet, LEDBAT, "Windows LEDBAT"));
        }
    }
    commands.push(command.text());
    commands
}

/// All settings that differ, by one command. Its place in the hierarchy is not a setting ([`promote`]).
pub(crate) fn change(before: &SupRole, after: &SupRole) -> Option<Step> {
    let [old, new] = [before, after].map(|role| Object::SupRole(role.clone()).attributes());
    let mut paths = changed(Kind::SupRole, &old, &new);
    paths.retain(|path| *path != "upstream_sup_id");
    let settings = SupRole { upstream_sup_id: before.upstream_sup_id.clone(), ..after.clone() };
    let step = Step::commands(
        format!("Set {} of the software update point {}", paths.join(", "), after.id()),
        id(after),
        &after.site_code,
        set(after, &new, &paths),
    );
    (!paths.is_empty()).then(|| {
        step.reading(Reading::attributes(Kind::SupRole, &paths, place(after), Some(&old), &new))
            .undone_by(set(before, &old, &paths))
            .takes(5, Risk::Medium)
            .changing(vec![Change::Update(Object::SupRole(settings))])
    })
}

/// Makes another software update point of a site its first one.
pub(crate) fn promote(role: &SupRole, former: &SupRole) -> Step {
    let component = |server: &str| {
        Command::new("Set-CMSoftwareUpdatePointComponent")
            .with("SiteCode", role.site_code.as_str())
            .with("DefaultWsusServer", server)
            .text()
    };
    let filter = condition(Source::ConfigurationManager, Place { site: &role.site_code, server: "" });
    let read = Command::new("Get-SiteValue")
        .with("Class", Source::ConfigurationManager.class().name())
        .with("Filter", filter.as_str())
        .with("Fields", "Value2:DefaultWSUS");
    let [before, after] = [former, role].map(|role| role.server_fqdn.clone());
    let title = format!("Make {} the first software update point of its site", role.id());
    Step::commands(title, id(role), &role.site_code, vec![component(&after)])
        .undone_by(vec![component(&before)])
        .reading(Some(Reading { expression: read.text(), before: Some(before), after }))
        .takes(15, Risk::Medium)
        .changing(vec![Change::Update(Object::SupRole(role.clone()))])
}

pub(crate) fn delete(role: &SupRole) -> Step {
    let step = Step::commands(
        format!("Remove the software update point {}", role.id()),
        id(role),
        &role.site_code,
        vec![remove(role)],
    )
    .reading(Some(presence(role, false)))
    .takes(15, Risk::High)
    .changing(vec![Change::Delete(id(role))]);
    if role.is_replica() {
        step.undone_by(add(role))
    } else {
        step.not_undone("the settings of the site are reset with its last software update point")
    }
}
