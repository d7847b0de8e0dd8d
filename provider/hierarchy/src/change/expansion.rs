//! Installing a central administration site above a stand-alone primary site, and removing it again: the only two moves
//! of a site without reinstallation ("Prerequisites for installing sites", "Remove the central administration site").
//!
//! Each is one change here, as it is one run of setup in the product, including its consequences for the primary site
//! and everything on it. A primary site below a new central administration site keeps its software update points. They
//! synchronize again when their upstream is changed to those of the central administration site; the settings are
//! inherited. A primary site that becomes stand-alone synchronizes as the central administration site did.

use super::Step;
use crate::model::{Kind, Object, Site, SiteType, Stored, Subject, SupRole, SyncSettings};
use crate::store::{Lookup, StoreError, View};

/// The stand-alone primary site that a new central administration site is installed above, if there is one.
pub(crate) fn primary_site_below(site: &Site, view: &dyn View) -> Result<Option<Stored<Site>>, StoreError> {
    if site.r#type != SiteType::CentralAdministration {
        return Ok(None);
    }
    let tops = view.all::<Site>(Lookup::Top)?;
    Ok(tops.into_iter().find(|top| top.object.r#type == SiteType::Primary))
}

/// The central administration site that a primary site leaves, if it leaves one.
pub(crate) fn central_site_above(
    before: &Site,
    after: &Site,
    view: &dyn View,
) -> Result<Option<Stored<Site>>, StoreError> {
    match &before.parent_site_code {
        Some(parent) if before.moves_in_place(after) => view.one(parent),
        _ => Ok(None),
    }
}

/// The consequences of a new central administration site for the primary site below it.
pub(crate) fn steps_of_joining(central: &Site, view: &dyn View) -> Result<Vec<Step>, StoreError> {
    let Some(primary) = primary_site_below(central, view)? else {
        return Ok(Vec::new());
    };
    let below = Site { parent_site_code: Some(central.site_code.clone()), version: None, ..primary.object.clone() };
    let mut steps = settings_of(&below, view)?
        .map(|settings| alter(&settings, settings.object.clone().inherited()))
        .into_iter()
        .collect::<Vec<_>>();
    steps.insert(0, alter(&primary, below));
    Ok(steps)
}

/// The consequences of making a primary site stand-alone: its central administration site is removed with everything on
/// it.
pub(crate) fn steps_of_leaving(before: &Site, after: &Site, view: &dyn View) -> Result<Vec<Step>, StoreError> {
    let Some(central) = central_site_above(before, after, view)? else {
        return Ok(Vec::new());
    };
    let mut steps = Vec::new();
    for first in view.all::<SupRole>(Lookup::FirstOfSite(&after.site_code))? {
        let from_source = SupRole { upstream_sup_id: None, ..first.object.clone() };
        steps.push(alter(&first, from_source));
    }
    let of_central = settings_of(&central.object, view)?;
    if let (Some(own), Some(of_central)) = (settings_of(after, view)?, of_central) {
        let inherited = SyncSettings {
            sup_role_id: own.object.sup_role_id.clone(),
            reporting_events: own.object.reporting_events,
            languages: crate::model::Languages {
                update_files: own.object.languages.update_files.clone(),
                ..of_central.object.languages
            },
            ..of_central.object
        };
        steps.push(alter(&own, inherited));
    }
    for kind in [Kind::SyncSettings, Kind::SupRole, Kind::SiteSystem] {
        let on_central = view.find(kind, Lookup::Site(&central.object.site_code))?;
        steps.extend(on_central.into_iter().map(Step::delete));
    }
    let Stored { object, revision, declared } = central;
    steps.push(Step::delete(Stored { object: Object::from(object), revision, declared }));
    Ok(steps)
}

fn settings_of(site: &Site, view: &dyn View) -> Result<Option<Stored<SyncSettings>>, StoreError> {
    view.settings(&site.site_code)
}

/// Changes the attributes of an object, and keeps whether it is declared.
fn alter<T: Subject>(before: &Stored<T>, after: T) -> Step {
    let Stored { object, revision, declared } = before.clone();
    Step::update(Stored { object: object.into(), revision, declared }, after.into(), declared)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::tests::fixture::*;
    use crate::*;

    /// A stand-alone primary site with two roles, declared settings and a secondary site.
    fn stand_alone() -> Hierarchy {
        let at_top = SyncSettings { products: windows(), ..SyncSettings::top_level_defaults(&sup_id("PS1/wsus-a")) };
        empty().after([
            create(site("PS1", Primary, None)),
            create(site("S11", Secondary, Some("PS1"))),
            create(sup("PS1", "wsus-a", None)),
            create(sup("PS1", "wsus-b", Some("PS1/wsus-a"))),
            create(at_top),
        ])
    }

    fn windows() -> Option<BTreeSet<String>> {
        Some(BTreeSet::from(["Windows 11".to_owned()]))
    }

    /// Parent and version of a site.
    fn place(world: &Hierarchy, code: &str) -> Option<(Option<String>, Option<String>)> {
        world.read(|view| view.site(code)).unwrap().map(|site| (site.parent_site_code, site.version))
    }

    fn products(world: &Hierarchy, code: &str) -> Option<BTreeSet<String>> {
        world.read(|view| view.settings(code)).unwrap().unwrap().object.products
    }

    #[test]
    fn a_central_site_is_put_above_a_primary_site_and_taken_away_again() {
        let world = stand_alone();
        let revision = world.make(create(site("CAS", Central, None))).unwrap().revision;
        let known = |text: &str| Some(text.to_owned());
        assert_eq!(place(&world, "PS1"), Some((known("CAS"), None)), "it reports to the new site");
        assert_eq!(place(&world, "CAS"), Some((None, known("2509"))), "the new site has the version");
        assert_eq!(products(&world, "PS1"), None, "its settings are inherited");
        let history =
            world.history(&HistoryFilter { after_revision: Some(revision - 1), ..Default::default() }).unwrap();
        let told: Vec<String> = history.iter().map(|entry| format!("{} {}", entry.action, entry.object)).collect();
        assert_eq!(told, ["create Site CAS", "update Site PS1", "update Sync settings PS1"]);
        assert_eq!(
            world.make(update(site("PS1", Primary, Some("CAS")))).unwrap().revision,
            revision,
            "nothing is left to do"
        );

        let world = world.after([
            create(sup("CAS", "wsus-cas", None)),
            update(sup("PS1", "wsus-a", Some("CAS/wsus-cas"))),
            create(SyncSettings { products: windows(), ..settings("CAS/wsus-cas") }),
            update(site("PS1", Primary, None)),
        ]);
        assert_eq!(place(&world, "CAS"), None, "the central administration site is removed");
        assert_eq!(products(&world, "PS1"), windows(), "it synchronizes as the central administration site did");
        let first = world.read(|view| view.sup(&sup_id("PS1/wsus-a"))).unwrap().unwrap();
        assert_eq!(first.upstream_sup_id, None);
        assert!(world.object(Kind::SupRole, &sup_id("CAS/wsus-cas")).is_none());
        let findings = world.check(&create(site("CAS", Central, None))).unwrap();
        assert!(findings.iter().any(|finding| finding.rule.0 == "V04"), "its code is not reused: {findings:?}");
    }
}
