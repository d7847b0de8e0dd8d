//! The rows of the hierarchy as a tree: sites, their software update points, and what else changes on them.

use super::document::Sign;
use super::sites::{PlannedObject, PlannedSite, PlannedSup};
use crate::shared::count::counted;
use crate::shared::outline::Outline;
use crate::terraform::action::Action;

/// A row of the tree.
#[derive(Clone, Debug)]
pub(super) struct SiteRow {
    pub(super) shape: Shape,
    pub(super) sign: Sign,
    pub(super) name: String,
    /// What it is, and what happens to it.
    pub(super) note: String,
    /// The branches before it.
    pub(super) lead: String,
    /// The number of rows above it in the tree.
    pub(super) depth: usize,
    /// The id of a software update point, in lower case.
    pub(super) id: Option<String>,
    /// The id of its synchronization source, in lower case.
    pub(super) source: Option<String>,
}

/// What a row stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Site,
    SoftwareUpdatePoint,
    Other,
}

/// The rows, from the top down.
pub(super) fn rows(sites: &[PlannedSite]) -> Vec<SiteRow> {
    let mut rows = Vec::new();
    for site in sites {
        let outline = site_outline(site, 0);
        rows.extend(outline.branches().into_iter().map(|branch| SiteRow { lead: branch.lead, ..branch.line.clone() }));
    }
    rows
}

fn site_outline(site: &PlannedSite, depth: usize) -> Outline<SiteRow> {
    let sups = site.software_update_points.iter().map(|sup| Outline::leaf(sup_row(sup, depth + 1)));
    let others = site.others.iter().map(|object| Outline::leaf(object_row(object, depth + 1)));
    let left_out = (site.left_out > 0).then(|| Outline::leaf(left_out(site.left_out, depth + 1)));
    let children = site.child_sites.iter().map(|child| site_outline(child, depth + 1));
    Outline { line: site_row(site, depth), children: sups.chain(others).chain(children).chain(left_out).collect() }
}

fn row(shape: Shape, action: Option<Action>, name: String, notes: Vec<String>, depth: usize) -> SiteRow {
    let verb = action.map(|action| action.as_str().to_owned());
    let note = verb.into_iter().chain(notes).collect::<Vec<_>>().join(", ");
    SiteRow { shape, sign: Sign::of(action), name, note, lead: String::new(), depth, id: None, source: None }
}

fn site_row(site: &PlannedSite, depth: usize) -> SiteRow {
    let what = match site.r#type.as_str() {
        _ if site.is_elsewhere => "not in this plan".to_owned(),
        "central_administration" => "central administration site".to_owned(),
        other => format!("{other} site"),
    };
    let parent = site.parent_elsewhere.iter().map(|parent| format!("parent site {parent} is not in this plan"));
    let name = format!("{} {}", site.site_code, site.name);
    row(Shape::Site, site.action, name.trim_end().to_owned(), std::iter::once(what).chain(parent).collect(), depth)
}

fn sup_row(sup: &PlannedSup, depth: usize) -> SiteRow {
    let is_replica = sup.source.as_deref().is_some_and(|source| sup.is_at_site_of(source));
    let role = if is_replica { "replica" } else { "first" };
    let source = match &sup.source {
        Some(source) => format!("source {source}"),
        None => "source outside the hierarchy".to_owned(),
    };
    let previous = sup.previous_source.iter().map(|previous| format!("was {previous}"));
    let notes = [role.to_owned(), source].into_iter().chain(previous).collect();
    let lower = |id: &String| id.to_lowercase();
    SiteRow {
        id: Some(lower(&sup.id)),
        source: sup.source.as_ref().map(lower),
        ..row(Shape::SoftwareUpdatePoint, sup.action, format!("SUP {}", sup.server_fqdn), notes, depth)
    }
}

fn object_row(object: &PlannedObject, depth: usize) -> SiteRow {
    let name = match object.kind {
        hierarchy::Kind::SyncSettings => "sync settings".to_owned(),
        _ => format!("server {}", object.id.rsplit('/').next().unwrap_or_default()),
    };
    let attributes = Some(object.attributes.join(", ")).filter(|names| !names.is_empty());
    row(Shape::Other, Some(object.action), name, attributes.into_iter().collect(), depth)
}

fn left_out(number: usize, depth: usize) -> SiteRow {
    row(Shape::Other, None, format!("{} without changes", counted(number, "site")), Vec::new(), depth)
}

impl SiteRow {
    /// The row as a text, without its sign.
    pub(super) fn text(&self) -> String {
        let Self { lead, name, note, .. } = self;
        if note.is_empty() { format!("{lead}{name}") } else { format!("{lead}{name}: {note}") }
    }
}
