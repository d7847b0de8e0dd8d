//! Servers and the software update points on them.

use std::collections::{BTreeMap, HashMap};

use hierarchy::{Kind, Object, ObjectId, SiteSystem, SupRole};

use super::ReadError;
use super::attributes::{self, Rows};
use super::notes::Notes;
use super::sites::Sites;
use crate::class::{Class, Source};
use crate::codec::server_name;
use crate::dump::{Dump, Record};

/// Site and server of a row, as they are compared.
type Key = (String, String);

/// The servers of a hierarchy, and the software update points on them.
pub(super) struct Servers {
    pub(super) systems: Vec<SiteSystem>,
    pub(super) roles: Vec<SupRole>,
}

/// Servers in the cloud are no servers of ours.
const CLOUD: &str = "Windows Azure";

impl Servers {
    pub(super) fn read(dump: &Dump, sites: &Sites, notes: &mut Notes) -> Result<Self, ReadError> {
        let of_systems = by_server(dump, Source::SiteSystem)?;
        let of_roles = by_server(dump, Source::SoftwareUpdatePoint)?;
        let mut keys: Vec<&Key> = of_systems.keys().chain(of_roles.keys()).collect();
        keys.sort_unstable();
        keys.dedup();
        let mut servers = Self { systems: Vec::with_capacity(keys.len()), roles: Vec::with_capacity(of_roles.len()) };
        for key in keys {
            let (system, role) = (of_systems.get(key).copied(), of_roles.get(key).copied());
            let Some(record) = system.or(role) else { continue };
            let found = [(Source::SiteSystem, system), (Source::SoftwareUpdatePoint, role)];
            let found = found.into_iter().filter_map(|(source, row)| Some((source, row?)));
            let rows = Rows { dump, found: found.collect() };
            servers.systems.push(site_system(key, record, &rows, notes)?);
            if let Some(role) = role {
                servers.roles.push(sup_role(key, role, &rows, notes)?);
            }
        }
        servers.connect(dump, sites, notes)?;
        Ok(servers)
    }

    /// The first software update point of each site, and where each one synchronizes from.
    fn connect(&mut self, dump: &Dump, sites: &Sites, notes: &mut Notes) -> Result<(), ReadError> {
        let mut of_site: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (index, role) in self.roles.iter().enumerate() {
            of_site.entry(role.site_code.clone()).or_default().push(index);
        }
        let components = components(dump, Source::ConfigurationManager)?;
        let mut first: HashMap<String, String> = HashMap::new();
        for (code, indexes) in &of_site {
            let named = components.get(code).map(|record| default_server(record));
            let roles = indexes.iter().filter_map(|index| self.roles.get(*index));
            let is_named = |role: &&SupRole| {
                named
                    .as_ref()
                    .is_some_and(|server| !server.is_empty() && server.eq_ignore_ascii_case(&role.server_fqdn))
            };
            let chosen = roles.clone().find(is_named).or_else(|| roles.clone().next());
            let Some(chosen) = chosen else { continue };
            if !is_named(&chosen) && indexes.len() > 1 {
                let reason = match dump.gap(Class::Component) {
                    Some(gap) => format!("{gap}, so the first software update point of the site is not known."),
                    None => "DefaultWSUS of the site names none of its software update points.".to_owned(),
                };
                for role in roles {
                    notes.not_known(&ObjectId::new(Kind::SupRole, role.id()), "upstream_sup_id", &reason);
                }
                notes.not_known(&ObjectId::new(Kind::SyncSettings, code), "sup_role_id", &reason);
            }
            first.insert(code.clone(), chosen.id());
        }
        let by_code = sites.by_code();
        let parent_first = |code: &str| {
            let parent = by_code.get(code)?.parent_site_code.as_ref()?;
            first.get(parent).cloned()
        };
        for role in &mut self.roles {
            role.upstream_sup_id = match first.get(&role.site_code) {
                Some(own) if *own != role.id() => Some(own.clone()),
                _ => parent_first(&role.site_code),
            };
        }
        Ok(())
    }

    /// The first software update point of each site: its id, by site code.
    pub(super) fn first(&self) -> BTreeMap<&str, &SupRole> {
        let first = self.roles.iter().filter(|role| !role.is_replica());
        first.map(|role| (role.site_code.as_str(), role)).collect()
    }

    pub(super) fn into_objects(self) -> Vec<Object> {
        let systems = self.systems.into_iter().map(Object::from);
        systems.chain(self.roles.into_iter().map(Object::from)).collect()
    }
}

/// The server in `DefaultWSUS` of a component.
fn default_server(record: &Record) -> String {
    let property = Source::ConfigurationManager.value2("DefaultWSUS");
    record.property(&property).as_str().map(|name| server_name(name.trim()).to_owned()).unwrap_or_default()
}

/// The rows of a component, by site code.
pub(super) fn components(dump: &Dump, source: Source) -> Result<BTreeMap<String, &Record>, ReadError> {
    let mut rows: BTreeMap<String, &Record> = BTreeMap::new();
    for record in dump.rows(Class::Component).iter().filter(|record| record.is_of(source) && is_current(record)) {
        let code = record.text("SiteCode").to_uppercase();
        if code.is_empty() {
            return Err(ReadError::NoKey { class: Class::Component, column: "SiteCode" });
        }
        let key = format!("{} of site {code}", record.text("ComponentName"));
        if rows.insert(code, record).is_some_and(|other| other != record) {
            return Err(ReadError::Twice { class: Class::Component, key });
        }
    }
    Ok(rows)
}

/// Whether a row is the site's own: copies of the old site control file have another file type.
fn is_current(record: &Record) -> bool {
    crate::codec::number(record.column("FileType")).ok().flatten().is_none_or(|file_type| file_type == 2)
}

fn by_server(dump: &Dump, source: Source) -> Result<BTreeMap<Key, &Record>, ReadError> {
    let mut rows: BTreeMap<Key, &Record> = BTreeMap::new();
    let of_source = |record: &&Record| record.is_of(source) && is_current(record) && record.text("NALType") != CLOUD;
    for record in dump.rows(Class::SystemResource).iter().filter(of_source) {
        let (code, server) = (record.text("SiteCode").to_uppercase(), server_name(record.text("NetworkOSPath")));
        for (column, value) in [("SiteCode", code.as_str()), ("NetworkOSPath", server)] {
            if value.is_empty() {
                return Err(ReadError::NoKey { class: Class::SystemResource, column });
            }
        }
        let key = format!("the role \"{}\" of {server} at site {code}", record.text("RoleName"));
        if rows.insert((code, server.to_lowercase()), record).is_some_and(|other| other != record) {
            return Err(ReadError::Twice { class: Class::SystemResource, key });
        }
    }
    Ok(rows)
}

fn site_system((code, _): &Key, record: &Record, rows: &Rows<'_>, notes: &mut Notes) -> Result<SiteSystem, ReadError> {
    let server = server_name(record.text("NetworkOSPath"));
    let defaults = Object::from(SiteSystem::with_defaults(code, server)).attributes();
    let object = attributes::object(Kind::SiteSystem, defaults, rows, true, notes);
    match object.map_err(|reason| unreadable(code, server, reason))? {
        Object::SiteSystem(system) => Ok(SiteSystem { site_code: code.clone(), ..system }),
        _ => Err(unreadable(code, server, "it is not a server".to_owned())),
    }
}

fn sup_role((code, _): &Key, record: &Record, rows: &Rows<'_>, notes: &mut Notes) -> Result<SupRole, ReadError> {
    let server = server_name(record.text("NetworkOSPath"));
    let defaults = Object::from(SupRole::with_defaults(code, server, None)).attributes();
    let object = attributes::object(Kind::SupRole, defaults, rows, true, notes);
    match object.map_err(|reason| unreadable(code, server, reason))? {
        Object::SupRole(role) => Ok(SupRole { site_code: code.clone(), ..role }),
        _ => Err(unreadable(code, server, "it is not a software update point".to_owned())),
    }
}

fn unreadable(code: &str, server: &str, reason: String) -> ReadError {
    let key = format!("{server} at site {code}");
    ReadError::Unreadable { class: Class::SystemResource, key, column: "Props".to_owned(), reason }
}
