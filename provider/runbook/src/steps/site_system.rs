//! Servers of sites.

use hierarchy::{Change, Kind, Object, ObjectId, SiteSystem};
use sms_provider::class::Source;

use super::changed;
use crate::command::{Argument, Command};
use crate::reading::{Place, Reading, condition};
use crate::step::{Risk, Step};

fn id(system: &SiteSystem) -> ObjectId {
    Object::SiteSystem(system.clone()).id()
}

fn place(system: &SiteSystem) -> Place<'_> {
    Place { site: &system.site_code, server: &system.server_fqdn }
}

fn name(system: &SiteSystem) -> String {
    format!("{}/{}", system.site_code, system.server_fqdn)
}

fn on(cmdlet: &str, system: &SiteSystem) -> Command {
    Command::new(cmdlet)
        .with("SiteSystemServerName", system.server_fqdn.as_str())
        .with("SiteCode", system.site_code.as_str())
}

fn presence(system: &SiteSystem, is_present_after: bool) -> Reading {
    Reading::presence(Source::SiteSystem, &condition(Source::SiteSystem, place(system)), is_present_after)
}

fn proxy_account(account: &str) -> Argument {
    let command = Command::new("Get-CMAccount").with("UserName", account);
    Argument::Expression(format!("({})", command.text()))
}

fn with_account(command: Command, system: &SiteSystem) -> Command {
    match &system.installation_account {
        Some(account) => command.with("AccountName", account.as_str()),
        None => command.switch("UseSiteServerAccount"),
    }
}

fn with_proxy(command: Command, system: &SiteSystem) -> Command {
    let Some(proxy) = &system.proxy else { return command.with("EnableProxy", false) };
    command
        .with("EnableProxy", true)
        .with("ProxyServerName", proxy.server.as_str())
        .with("ProxyServerPort", proxy.port)
        .with_some("ProxyAccessAccount", proxy.account.as_deref().map(proxy_account))
}

fn new(system: &SiteSystem) -> String {
    let command = on("New-CMSiteSystemServer", system).with_some("PublicFqdn", system.internet_fqdn.as_deref());
    with_proxy(with_account(command, system), system).text()
}

fn remove(system: &SiteSystem) -> String {
    on("Remove-CMSiteSystemServer", system).switch("Force").text()
}

/// The server with the defaults, and what it becomes from there.
pub(crate) fn create(system: &SiteSystem) -> Vec<Step> {
    let step =
        Step::commands(format!("Add the server {}", name(system)), id(system), &system.site_code, vec![new(system)])
            .reading(Some(presence(system, true)))
            .undone_by(vec![remove(system)])
            .takes(2, Risk::Low)
            .changing(vec![Change::Create(Object::SiteSystem(system.clone()))]);
    let defaults = SiteSystem::with_defaults(&system.site_code, &system.server_fqdn);
    let [before, after] = [&defaults, system].map(|system| Object::SiteSystem(system.clone()).attributes());
    let by_hand = changed(Kind::SiteSystem, &before, &after);
    let prepared = prepare(&defaults, system, &by_hand).into_iter().map(|task| task.changing(Vec::new()));
    prepared.chain([step]).collect()
}

/// What no cmdlet sets: the operating system, the forest and WSUS.
fn prepare(before: &SiteSystem, after: &SiteSystem, paths: &[&'static str]) -> Option<Step> {
    let by_hand: Vec<_> = paths.iter().filter(|path| is_by_hand(path)).collect();
    let [undo, instructions] = [before, after].map(|system| {
        let attributes = Object::SiteSystem(system.clone()).attributes();
        let values = by_hand.iter().map(|path| format!("{path} = {}", crate::reading::at(&attributes, path)));
        format!("Prepare the server so that this is true: {}.", values.collect::<Vec<_>>().join(", "))
    });
    let task = Step::task(format!("Prepare the server {}", name(after)), id(after), instructions, None);
    (!by_hand.is_empty()).then(|| task.undone_by_hand(undo).takes(60, Risk::Medium))
}

fn is_by_hand(path: &str) -> bool {
    matches!(path, "operating_system" | "untrusted_forest") || path.starts_with("wsus.")
}

/// The groups of attributes that one command sets.
const GROUPS: [(&str, &[&str]); 3] = [
    ("internet name", &["internet_fqdn"]),
    ("installation account", &["installation_account"]),
    ("proxy", &["proxy", "proxy.server", "proxy.port", "proxy.account"]),
];

/// The commands of a group that lead from one state to another.
fn commands(title: &str, from: &SiteSystem, to: &SiteSystem) -> Vec<String> {
    let command = on("Set-CMSiteSystemServer", to);
    match title {
        "internet name" => vec![command.with("PublicFqdn", to.internet_fqdn.as_deref().unwrap_or_default()).text()],
        "installation account" => vec![with_account(command, to).text()],
        _ => {
            let has_account = |system: &SiteSystem| system.proxy.as_ref().is_some_and(|proxy| proxy.account.is_some());
            // No parameter takes an account away: only a proxy that is set up again has none.
            let is_left = to.proxy.is_some() && has_account(from) && !has_account(to);
            let off = is_left.then(|| command.clone().with("EnableProxy", false).text());
            off.into_iter().chain([with_proxy(command, to).text()]).collect()
        }
    }
}

pub(crate) fn change(before: &SiteSystem, after: &SiteSystem) -> Vec<Step> {
    let [old, new] = [before, after].map(|system| Object::SiteSystem(system.clone()).attributes());
    let changed = changed(Kind::SiteSystem, &old, &new);
    let (mut steps, mut current) = (Vec::new(), before.clone());
    if let Some(task) = prepare(before, after, &changed) {
        let SiteSystem { operating_system, untrusted_forest, wsus, .. } = after.clone();
        current = SiteSystem { operating_system, untrusted_forest, wsus, ..current };
        steps.push(task.changing(vec![Change::Update(Object::SiteSystem(current.clone()))]));
    }
    for (title, paths) in GROUPS.iter().filter(|(_, paths)| changed.iter().any(|path| paths.contains(path))) {
        let [set, back] = [(before, after), (after, before)].map(|(from, to)| commands(title, from, to));
        match *title {
            "internet name" => current.internet_fqdn.clone_from(&after.internet_fqdn),
            "installation account" => current.installation_account.clone_from(&after.installation_account),
            _ => current.proxy.clone_from(&after.proxy),
        }
        let step =
            Step::commands(format!("Set the {title} of the server {}", name(after)), id(after), &after.site_code, set)
                .reading(Reading::attributes(Kind::SiteSystem, paths, place(after), Some(&old), &new))
                .undone_by(back)
                .takes(2, Risk::Low)
                .changing(vec![Change::Update(Object::SiteSystem(current.clone()))]);
        steps.push(step);
    }
    steps
}

pub(crate) fn delete(system: &SiteSystem) -> Step {
    Step::commands(format!("Remove the server {}", name(system)), id(system), &system.site_code, vec![remove(system)])
        .reading(Some(presence(system, false)))
        .undone_by(vec![new(system)])
        .takes(2, Risk::Medium)
        .changing(vec![Change::Delete(id(system))])
}
