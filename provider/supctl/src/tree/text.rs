use std::io::{self, Write};

use hierarchy::sync::SupStatus;
use hierarchy::{Location, Site, SupRole};
use jiff::Timestamp;

use super::{SettingsNode, SiteNode, SupNode, SystemNode, Tree};
use crate::shared::count::counted;
use crate::shared::outline::{Branch, Outline};
use crate::shared::room::Room;
use crate::shared::style::{ERROR, QUIET, STRONG};
use crate::shared::summary::{is_failure, state_text};
use crate::shared::times::from_now;

/// Draws the tree, or tells how to begin where the hierarchy is empty.
pub(super) fn print(out: &mut impl Write, room: Room, tree: &Tree, location: &Location) -> io::Result<()> {
    if tree.sites.is_empty() {
        room.print(out, &format!("The hierarchy in {location} has no sites."))?;
        room.print(out, "\nDeclare a configmgr_site, and run terraform apply.")?;
    }
    for site in &tree.sites {
        draw(out, room, &site_node(site, tree.now))?;
    }
    if !tree.accounts.is_empty() {
        let accounts: Vec<&str> = tree.accounts.iter().map(|account| account.user_name.as_str()).collect();
        room.print(out, &format!("\nAccounts: {}", accounts.join(", ")))?;
    }
    Ok(())
}

/// Draws a tree.
fn draw(out: &mut impl Write, room: Room, tree: &Outline<String>) -> io::Result<()> {
    for Branch { lead, rest, line } in tree.branches() {
        let [lead, rest] = [lead, rest].map(|lead| format!("{QUIET}{lead}{QUIET:#}"));
        room.wrapped(line, &lead, &rest).iter().try_for_each(|line| writeln!(out, "{line}"))?;
    }
    Ok(())
}

fn site_node(node: &SiteNode, now: Timestamp) -> Outline<String> {
    let leaf = Outline::leaf;
    let system_of = |sup: &SupNode| node.site_systems.iter().find(|system| system.id.eq_ignore_ascii_case(&sup.id));
    let is_bare =
        |system: &&SystemNode| !node.software_update_points.iter().any(|sup| sup.id.eq_ignore_ascii_case(&system.id));
    let mut children: Vec<Outline<String>> =
        node.software_update_points.iter().map(|sup| leaf(sup_line(sup, system_of(sup), now))).collect();
    children.extend(node.site_systems.iter().filter(is_bare).map(|system| leaf(system_line(system))));
    let is_top_level = node.site.is_top_level();
    children.extend(node.sync_settings.iter().map(|settings| leaf(settings_line(settings, is_top_level))));
    children.extend(node.child_sites.iter().map(|site| site_node(site, now)));
    Outline { line: site_line(node, now), children }
}

fn site_line(node: &SiteNode, now: Timestamp) -> String {
    let site = &node.site;
    let version = site.version.as_ref().map(|version| format!(", version {version}")).unwrap_or_default();
    let parent = site.parent_site_code.as_ref().filter(|_| node.parent_is_missing);
    let orphan = parent.map(|parent| format!(", {ERROR}parent site {parent} is missing{ERROR:#}")).unwrap_or_default();
    let pending = node.pending_until.map(|end| format!(", {}", pending(end, now))).unwrap_or_default();
    let Site { site_code, name, r#type: kind, server_fqdn, .. } = site;
    format!("{STRONG}{site_code}{STRONG:#} {name}, {kind}{version}, on {server_fqdn}{orphan}{pending}")
}

fn sup_line(node: &SupNode, system: Option<&SystemNode>, now: Timestamp) -> String {
    let role = &node.role;
    let rank = if node.is_replica { "replica of" } else { "first, source" };
    let mut facts = vec![format!("{rank} {}", node.synchronises_from)];
    facts.push(format!("ports {}/{}", role.http_port, role.https_port));
    facts.push(if role.require_ssl { "SSL" } else { "no SSL" }.to_owned());
    facts.extend(system.and_then(proxy));
    facts.extend(proxy_uses(role));
    facts.extend(role.allow_cmg_traffic.then(|| "cloud gateway traffic".to_owned()));
    facts.extend(node.pending_until.map(|end| pending(end, now)));
    facts.extend(node.sync.as_ref().map(|sync| sync_text(sync, now)));
    format!("SUP {STRONG}{}{STRONG:#}: {}", role.server_fqdn, facts.join(", "))
}

/// That the installation goes on.
fn pending(end: Timestamp, now: Timestamp) -> String {
    format!("{STRONG}pending{STRONG:#}: installed {}", from_now(end, now))
}

/// The state, since when, and the version of the catalog.
fn sync_text(sync: &SupStatus, now: Timestamp) -> String {
    let since = sync.state_time.map(|time| format!(" {}", from_now(time, now))).unwrap_or_default();
    let version =
        if sync.catalogue_version > 0 { format!(", version {}", sync.catalogue_version) } else { String::new() };
    let state = state_text(sync);
    let is_bad = sync.state.is_some_and(is_failure);
    let state = if is_bad { format!("{ERROR}{state}{ERROR:#}") } else { state };
    format!("{state}{since}{version}")
}

fn system_line(node: &SystemNode) -> String {
    let facts: Vec<String> = std::iter::once("no software update point".to_owned()).chain(proxy(node)).collect();
    format!("server {}: {}", node.system.server_fqdn, facts.join(", "))
}

fn proxy(node: &SystemNode) -> Option<String> {
    let proxy = node.system.proxy.as_ref()?;
    Some(format!("proxy {}:{}", proxy.server, proxy.port))
}

/// What the role uses the proxy of its server for.
fn proxy_uses(role: &SupRole) -> Option<String> {
    let uses = match (role.use_proxy_for_sync, role.use_proxy_for_adr) {
        (false, false) => return None,
        (true, false) => "synchronization",
        (false, true) => "deployment rules",
        (true, true) => "synchronization and deployment rules",
    };
    Some(format!("uses the proxy for {uses}"))
}

fn settings_line(node: &SettingsNode, is_top_level: bool) -> String {
    let settings = &node.settings;
    let mut facts = vec![if node.declared { "declared" } else { "defaults" }.to_owned()];
    // Child sites inherit these.
    if is_top_level {
        facts.push(counted_or_no(settings.products.as_ref().map_or(0, |set| set.len()), "product"));
        facts.push(counted_or_no(settings.classifications.as_ref().map_or(0, |set| set.len()), "classification"));
        facts.push(if settings.schedule.is_some() { "scheduled" } else { "manual" }.to_owned());
    }
    let languages: Vec<&str> = settings.languages.update_files.iter().map(String::as_str).collect();
    facts.push(match languages.as_slice() {
        [] => "no update file languages".to_owned(),
        _ => format!("update files in {}", languages.join(" ")),
    });
    format!("sync settings: {}", facts.join(", "))
}

fn counted_or_no(count: usize, noun: &str) -> String {
    if count == 0 { format!("no {noun}s") } else { counted(count, noun) }
}
