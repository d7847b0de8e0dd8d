//! The data that the logs of a site are written from.

use std::sync::Arc;

use jiff::SignedDuration;

use super::entry::LogEntry;
use super::file::LogFile;
use super::status_message::Sender;
use super::writer::LogWriter;
use crate::facts::Moment;
use crate::model::{Site, SiteSystem, SupRole, key};
use crate::store::{StoreError, View};
use crate::sync::timing;
use crate::sync::updates::pseudo_random;
use crate::sync::world::{SiteNode, World};

/// How many of the hourly checks of WSUS are in the log; older ones are dropped.
const CHECKS: i64 = 12;

/// A site, with everything its logs contain.
pub(super) struct SiteContext<'a> {
    pub(super) world: &'a World,
    pub(super) now: Moment,
    pub(super) site: usize,
    pub(super) node: &'a SiteNode,
    /// Its configuration.
    pub(super) object: Site,
    /// Its software update points, the first one first.
    pub(super) sups: Vec<Sup>,
    /// The software update point of the parent site from which the first one synchronizes.
    pub(super) upstream: Option<SupRole>,
}

/// A software update point and its server.
pub(super) struct Sup {
    pub(super) number: usize,
    pub(super) installed: Moment,
    pub(super) role: SupRole,
    pub(super) system: SiteSystem,
}

impl<'a> SiteContext<'a> {
    pub(super) fn of(view: &dyn View, world: &'a World, site: usize, now: Moment) -> Result<Self, StoreError> {
        let missing = || StoreError::DamagedFact { what: "site".to_owned(), reason: "it no longer exists".to_owned() };
        let node = world.site(site).ok_or_else(missing)?;
        let object = view.site(&node.code)?.ok_or_else(missing)?;
        let mut sups = Vec::new();
        for number in node.first.iter().chain(&node.replicas).copied() {
            let Some(point) = world.sup(number) else { continue };
            let (Some(role), Some(system)) = (view.sup(&point.id)?, view.one::<SiteSystem>(&point.id)?) else {
                continue;
            };
            sups.push(Sup { number, installed: point.state.installed, role, system: system.object });
        }
        let upstream = sups.first().and_then(|first| first.role.upstream_sup_id.as_deref());
        let upstream = upstream.map(|upstream| view.sup(upstream)).transpose()?.flatten();
        Ok(Self { world, now, site, node, object, sups, upstream })
    }

    pub(super) fn parent_code(&self) -> Option<&'a str> {
        self.node.parent.and_then(|parent| self.world.site(parent)).map(|parent| &*parent.code)
    }

    /// The child sites with a software update point at that time, which are notified.
    pub(super) fn children_at(&self, at: Moment) -> Vec<&'a str> {
        let has_role = |site: usize| self.world.sups.iter().any(|sup| sup.site == site && sup.state.installed <= at);
        let children = self.node.children.iter().filter(|site| has_role(**site));
        children.filter_map(|site| self.world.site(*site)).map(|site| &*site.code).collect()
    }

    /// The hourly checks of WSUS that are in the log, for a role installed at `installed`.
    pub(super) fn checks_since(&self, installed: Moment) -> impl Iterator<Item = Moment> {
        let configured = installed.after(timing::CONFIGURATION);
        let count = self.now.since(configured).as_secs().div_euclid(timing::CHECK.as_secs());
        ((count - CHECKS + 1).max(1)..=count).map(move |number| configured.after(timing::CHECK * number_of(number)))
    }

    /// The pen of a component at a server. Threads other than the main thread have a name.
    pub(super) fn writer(&self, file: LogFile, server: &str, thread: &str) -> LogWriter {
        let component = file.component();
        // Numbers of processes and threads in Windows are multiples of four.
        let lot = |what: &str, name: &str| {
            u32::try_from(1000 + 4 * (pseudo_random(0, what, &format!("{component}/{}/{name}", key(server)), 0) % 4000))
                .unwrap_or(1000)
        };
        let sender = Sender {
            component,
            process: lot("process", ""),
            system: server.into(),
            site_code: self.node.code.to_string(),
        };
        LogWriter::new(sender, lot("thread", thread))
    }

    /// What a component writes at each server. Servers are one second apart, so that their lines do not mix.
    pub(super) fn at_each_server(&self, file: LogFile, write: impl Fn(&Sup, Moment, &mut LogWriter)) -> Vec<LogEntry> {
        let written = (0_i64..).zip(&self.sups).flat_map(|(number, sup)| {
            let mut writer = self.writer(file, &sup.role.server_fqdn, "");
            write(sup, sup.installed.after(SignedDuration::from_secs(number)), &mut writer);
            writer.entries
        });
        written.collect()
    }

    /// The servers at a time. The first software update point is in the log even if its role was removed.
    pub(super) fn servers_at<'s>(&'s self, at: Moment, first: &'s Arc<str>) -> Vec<&'s str> {
        let others = self.sups.iter().filter(|sup| sup.installed <= at).map(|sup| sup.role.server_fqdn.as_str());
        std::iter::once(&**first).chain(others.filter(|server| !server.eq_ignore_ascii_case(first))).collect()
    }
}

fn number_of(number: i64) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}
