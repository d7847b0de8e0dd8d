use std::collections::{BTreeMap, HashMap};

use hierarchy::{DEFAULT_INSTALL_DIRECTORY, Kind, Object, Site};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::json;

use super::ReadError;
use super::attributes::{self, Rows, site_id};
use super::notes::Notes;
use crate::class::{Class, Source};
use crate::codec;
use crate::dump::{Dump, Record};
use crate::zone::{self, Clock};

/// The sites of a hierarchy.
pub(super) struct Sites {
    sites: Vec<Site>,
    top: usize,
    /// The clock of the top-level site server, if it is known.
    pub(super) clock: Option<Clock>,
}

impl Sites {
    pub(super) fn read(dump: &Dump, collected_at: Timestamp, notes: &mut Notes) -> Result<Self, ReadError> {
        let rows = by_code(dump)?;
        if rows.is_empty() {
            let reason = dump.gap(Class::Site).unwrap_or_else(|| "SMS_Site has no rows".to_owned());
            return Err(ReadError::NoSites(reason));
        }
        let top = top_of(dump, &rows)?;
        let year = collected_at.to_zoned(TimeZone::UTC).year();
        let mut sites = Vec::with_capacity(rows.len());
        for (code, record) in &rows {
            sites.push(site(dump, code, record, *code == top, notes)?);
        }
        let clock = rows.get(&top).and_then(|record| zone::read(record.text("TimeZoneInfo"), year));
        let top = sites.iter().position(|site| site.site_code == top).unwrap_or_default();
        Ok(Self { sites, top, clock })
    }

    /// The code of the top-level site.
    pub(super) fn top(&self) -> &str {
        self.sites.get(self.top).map(|site| site.site_code.as_str()).unwrap_or_default()
    }

    /// The sites by code.
    pub(super) fn by_code(&self) -> HashMap<&str, &Site> {
        self.sites.iter().map(|site| (site.site_code.as_str(), site)).collect()
    }

    pub(super) fn into_objects(self) -> Vec<Object> {
        self.sites.into_iter().map(Object::from).collect()
    }
}

fn by_code(dump: &Dump) -> Result<BTreeMap<String, &Record>, ReadError> {
    let mut rows: BTreeMap<String, &Record> = BTreeMap::new();
    for record in dump.rows(Class::Site) {
        let code = record.text("SiteCode").to_uppercase();
        if code.is_empty() {
            return Err(ReadError::NoKey { class: Class::Site, column: "SiteCode" });
        }
        let key = code.clone();
        if rows.insert(code, record).is_some_and(|other| other != record) {
            return Err(ReadError::Twice { class: Class::Site, key: format!("site {key}") });
        }
    }
    Ok(rows)
}

/// The one site without a parent, of which all others are below.
fn top_of(dump: &Dump, rows: &BTreeMap<String, &Record>) -> Result<String, ReadError> {
    let parent = |record: &Record| record.text("ReportingSiteCode").to_uppercase();
    let orphan = rows.iter().find(|(_, record)| !parent(record).is_empty() && !rows.contains_key(&parent(record)));
    if let Some((code, record)) = orphan {
        return Err(ReadError::NotTheTop { site: code.clone(), parent: parent(record) });
    }
    let tops: Vec<&String> =
        rows.iter().filter(|(_, record)| parent(record).is_empty()).map(|(code, _)| code).collect();
    let top = match tops.as_slice() {
        [top] => (*top).clone(),
        // Sites that name each other as parents: no setup makes them.
        [] => return Err(ReadError::NoSites("ReportingSiteCode of SMS_Site is empty for no site".to_owned())),
        several => {
            let codes: Vec<&str> = several.iter().map(|code| code.as_str()).collect();
            return Err(ReadError::SeveralHierarchies(codes.join(", ")));
        }
    };
    match dump.site_code.as_ref().filter(|code| **code != top).and_then(|code| Some((code, rows.get(code)?))) {
        Some((code, record)) => Err(ReadError::NotTheTop { site: code.clone(), parent: parent(record) }),
        None => Ok(top),
    }
}

fn site(dump: &Dump, code: &str, record: &Record, is_top: bool, notes: &mut Notes) -> Result<Site, ReadError> {
    let defaults = json!({
        "site_code": code,
        "name": "",
        "type": "primary",
        "parent_site_code": null,
        "server_fqdn": "",
        "install_directory": DEFAULT_INSTALL_DIRECTORY,
        "version": null,
    });
    let rows = Rows { dump, found: vec![(Source::Site, record)] };
    let unreadable = |column: &str, reason: String| ReadError::Unreadable {
        class: Class::Site,
        key: format!("site {code}"),
        column: column.to_owned(),
        reason,
    };
    // A site of an unknown type has no place in a hierarchy.
    if let Err(misfit) = (codec::SITE_TYPE.read)(&[record.column("Type")]) {
        return Err(unreadable("Type", misfit.to_string()));
    }
    let object = attributes::object(Kind::Site, defaults, &rows, is_top, notes)
        .map_err(|reason| unreadable("SiteCode", reason))?;
    let Object::Site(mut site) = object else { return Err(unreadable("SiteCode", "it is not a site".to_owned())) };
    site.site_code = code.to_owned();
    site.parent_site_code = site.parent_site_code.map(|parent| parent.to_uppercase());
    note_state(&site, record, notes);
    if is_top && site.version.is_none() {
        let build = record.column("BuildNumber").to_string();
        notes.remark(
            &site_id(code),
            format!("its build {} is of no version that this release knows", build.trim_matches('"')),
            "Its version is not known, and rules about versions are not checked. Update supctl.",
        );
    }
    Ok(site)
}

/// What `Status` and `Mode` say of a site that is not in operation (`SMS_Site`).
fn note_state(site: &Site, record: &Record, notes: &mut Notes) {
    let number = |column: &str| codec::number(record.column(column)).ok().flatten();
    let status = match number("Status") {
        None | Some(1) => None,
        Some(2) => Some("it is pending"),
        Some(3) => Some("its installation failed"),
        Some(4) => Some("it is deleted"),
        Some(5) => Some("it is being upgraded"),
        Some(6) => Some("its removal failed"),
        Some(7) => Some("its upgrade failed"),
        Some(8) => Some("it is being recovered"),
        Some(9) => Some("its recovery failed"),
        Some(_) => Some("it is in a state that no page lists"),
    };
    let mode = match number("Mode") {
        None | Some(0) => None,
        Some(1) => Some("it is in replication maintenance"),
        Some(2) => Some("its recovery is in progress"),
        Some(3) => Some("its upgrade is in progress"),
        Some(4) => Some("its evaluation has expired"),
        Some(5) => Some("it is being expanded into a hierarchy"),
        Some(6 | 7) => Some("sites below it have an older version"),
        Some(_) => Some("it is in a mode that no page lists"),
    };
    for what in status.into_iter().chain(mode) {
        let detail = "The site was like this when it was collected. Collect it again when it is in operation.";
        notes.remark(&site_id(&site.site_code), what, detail);
    }
}
