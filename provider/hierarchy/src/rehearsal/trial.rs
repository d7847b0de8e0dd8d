//! Changes made one after another in memory.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::planned::Planned;
use crate::change::{self, Change, Conditions, RetiredCodes, Step};
use crate::facts::{Moment, SiteState, encoded};
use crate::judgement::{Finding, Severity};
use crate::model::{Identity, Kind, Object, ObjectId, Owner, Stored, key};
use crate::rules::{self, Circumstances};
use crate::store::{FactKind, Lookup, StoreError, View};

/// Rules on names of sites and accounts that real sites break, and on catalogs: that of the site is not in a trial.
const NOT_JUDGED: [&str; 8] = ["V05", "V61", "H20", "V96", "V97", "V98", "V99", "V112"];

/// A copy of a hierarchy in memory, on which changes are tried one after another. The rules judge each of them as if it were
/// made at the hierarchy; nothing takes time, and nothing is stored.
#[derive(Debug)]
pub struct Trial {
    objects: Planned,
    /// The objects that a role created implicitly.
    implicit: BTreeSet<Identity>,
    retired: BTreeSet<String>,
    /// The sites that have the complete update catalog.
    synchronized: BTreeSet<String>,
    now: Timestamp,
}

impl Trial {
    /// A trial on these objects, judged at the time `now`. Sites with a software update point have synchronized.
    pub fn new(objects: impl IntoIterator<Item = Object>, now: Timestamp) -> Self {
        let mut trial = Self {
            objects: Planned::default(),
            implicit: BTreeSet::new(),
            retired: BTreeSet::new(),
            synchronized: BTreeSet::new(),
            now,
        };
        for object in objects {
            trial.put(object, true);
        }
        trial.synchronize();
        trial
    }

    /// Its objects, by kind and id.
    pub fn objects(&self) -> impl Iterator<Item = &Object> {
        Kind::ALL.into_iter().flat_map(|kind| self.objects.find(kind, Lookup::All)).map(|planned| &planned.object)
    }

    /// All sites with a software update point have synchronized.
    pub fn synchronize(&mut self) {
        let roles = self.objects.find(Kind::SupRole, Lookup::All).into_iter();
        let sites: Vec<_> = roles.filter_map(|role| role.object.site_code().map(key)).collect();
        self.synchronized.extend(sites);
    }

    /// Makes a change, with its consequences. Returns the errors of the rules that refuse it: then nothing has changed.
    ///
    /// An object that does not exist is created, also by an update. What is wrong with the object before the change is no error,
    /// and neither are names that real sites have, and what a newer catalog has.
    ///
    /// # Errors
    /// None in practice: the rules read a view, which may be of a store that cannot be read. This one is in memory.
    pub fn make(&mut self, change: &Change) -> Result<Vec<Finding>, StoreError> {
        let change = self.fitting(change);
        let errors = self.errors(&change)?;
        if !errors.is_empty() {
            return Ok(errors);
        }
        let steps = change::steps(&change, &Conditions::default(), self)?;
        match change::retired_codes(&steps, self)? {
            RetiredCodes::Unchanged => {}
            RetiredCodes::Add(site_code) => drop(self.retired.insert(key(&site_code))),
            RetiredCodes::Clear => self.retired.clear(),
        }
        for step in &steps {
            self.apply(step);
        }
        Ok(Vec::new())
    }

    /// The change that creates an object if it does not exist or is implicit, and updates it if it does.
    fn fitting(&self, change: &Change) -> Change {
        match change {
            Change::Create(object) | Change::Update(object) => {
                let id = object.id().identity();
                let exists = self.objects.contains(&id) && !self.implicit.contains(&id);
                let fitting = if exists { Change::Update } else { Change::Create };
                fitting(object.clone())
            }
            Change::Delete(id) => Change::Delete(id.clone()),
        }
    }

    fn errors(&self, change: &Change) -> Result<Vec<Finding>, StoreError> {
        let mut errors = self.check(change)?;
        if errors.is_empty() {
            return Ok(errors);
        }
        if let (Change::Update(_), Some(before)) = (change, self.get(&change.id())?) {
            let known = self.check(&Change::Update(before.object))?;
            errors.retain(|error| !known.iter().any(|known| is_same_problem(known, error)));
        }
        Ok(errors)
    }

    fn check(&self, change: &Change) -> Result<Vec<Finding>, StoreError> {
        let circumstances = Circumstances { now: self.now, ..Circumstances::default() };
        let mut findings = rules::check(change, &BTreeSet::new(), self, &circumstances)?;
        findings.retain(|finding| finding.severity == Severity::Error && !NOT_JUDGED.contains(&finding.rule.0));
        Ok(findings)
    }

    fn apply(&mut self, step: &Step) {
        match step {
            Step::Create { object, declared } | Step::Alter { object, declared, .. } => {
                self.put(object.clone(), *declared);
            }
            Step::Delete { before } => self.remove(&before.object),
        }
    }

    fn put(&mut self, object: Object, declared: bool) {
        let id = object.id().identity();
        if declared {
            self.implicit.remove(&id);
        } else {
            self.implicit.insert(id);
        }
        self.objects.put(object, &BTreeSet::new());
    }

    fn remove(&mut self, object: &Object) {
        let id = object.id().identity();
        self.implicit.remove(&id);
        self.objects.remove(&id);
        if let Some(site) = object.site_code()
            && self.objects.count(Kind::SupRole, Lookup::Site(site)) == 0
        {
            self.synchronized.remove(&key(site));
        }
    }
}

fn is_same_problem(one: &Finding, other: &Finding) -> bool {
    (one.rule, &one.attribute, &one.element) == (other.rule, &other.attribute, &other.element)
}

impl View for Trial {
    fn get(&self, id: &ObjectId) -> Result<Option<Stored<Object>>, StoreError> {
        let id = id.identity();
        let declared = !self.implicit.contains(&id);
        Ok(self.objects.get(&id).map(|planned| Stored { object: planned.object.clone(), revision: 0, declared }))
    }

    fn find(&self, kind: Kind, lookup: Lookup<'_>) -> Result<Vec<Stored<Object>>, StoreError> {
        let found = self.objects.find(kind, lookup).into_iter().map(|planned| {
            let object = planned.object.clone();
            let declared = !self.implicit.contains(&object.id().identity());
            Stored { object, revision: 0, declared }
        });
        Ok(found.collect())
    }

    fn count(&self, kind: Kind, lookup: Lookup<'_>) -> Result<u64, StoreError> {
        Ok(self.objects.count(kind, lookup))
    }

    fn owners(&self, _: &ObjectId) -> Result<Vec<Owner>, StoreError> {
        Ok(Vec::new())
    }

    fn is_retired(&self, site_code: &str) -> Result<bool, StoreError> {
        Ok(self.retired.contains(&key(site_code)))
    }

    /// When its sites synchronized is all that a trial knows beside its objects.
    fn fact(&self, kind: FactKind, key: &str) -> Result<Option<String>, StoreError> {
        if kind != FactKind::Site || !self.synchronized.contains(key) {
            return Ok(None);
        }
        let state = SiteState { last_full: Some(Moment::of(self.now)), ..SiteState::default() };
        encoded(kind, key, &state).map(Some)
    }

    fn facts(&self, _: FactKind) -> Result<Vec<(String, String)>, StoreError> {
        Ok(Vec::new())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;
    use crate::tests::fixture::*;
    use crate::{SiteSystem, SupRole, SyncSettings, ThirdPartyUpdates};

    fn trial(objects: impl IntoIterator<Item = Object>) -> Trial {
        Trial::new(objects, clock().now())
    }

    /// The rules that refuse a change.
    fn refused(trial: &mut Trial, change: &Change) -> Vec<&'static str> {
        trial.make(change).unwrap().into_iter().map(|finding| finding.rule.0).collect()
    }

    fn objects() -> Vec<Object> {
        vec![
            site("CAS", Central, None).into(),
            site("PS1", Primary, Some("CAS")).into(),
            SiteSystem::with_defaults("CAS", &server("wsus")).into(),
            sup("CAS", "wsus", None).into(),
            settings("CAS/wsus").into(),
        ]
    }

    fn with_third_party_updates(host: &str) -> Object {
        let third_party_updates = Some(ThirdPartyUpdates { enabled: true, ..ThirdPartyUpdates::default() });
        SyncSettings { third_party_updates, ..settings(&format!("CAS/{host}")) }.into()
    }

    #[test]
    fn a_change_has_its_consequences() {
        let mut trial = trial(objects());
        assert_eq!(refused(&mut trial, &create(sup("PS1", "new", Some("CAS/wsus")))), [""; 0]);
        let ids: Vec<String> = trial.objects().map(|object| object.id().to_string()).collect();
        for id in ["Site system PS1/new.contoso.com", "Software update point PS1/new.contoso.com", "Sync settings PS1"]
        {
            assert!(ids.iter().any(|other| other.eq_ignore_ascii_case(id)), "{id}: {ids:?}");
        }
        assert_eq!(refused(&mut trial, &delete(Kind::Site, "PS1")), [""; 0]);
        assert_eq!(trial.objects().count(), objects().len() - 1);
        assert_eq!(refused(&mut trial, &create(site("PS1", Primary, Some("CAS")))), ["V04"], "its code is used up");
    }

    #[test]
    fn a_refused_change_changes_nothing() {
        let mut trial = trial(objects());
        assert_eq!(refused(&mut trial, &create(sup("PS1", "new", Some("CAS/absent")))), ["H01"]);
        assert_eq!(trial.objects().cloned().collect::<Vec<_>>().len(), objects().len());
    }

    /// A role without the account that it uses.
    #[test]
    fn what_was_wrong_before_is_no_reason_to_refuse() {
        let role = SupRole { wsus_connection_account: Some(r"CONTOSO\absent".to_owned()), ..sup("CAS", "wsus", None) };
        let mut all = objects();
        all.push(role.clone().into());
        let mut trial = trial(all);
        assert_eq!(refused(&mut trial, &update(SupRole { ledbat: true, ..role.clone() })), [""; 0]);
        let wrong = SupRole { client_connection_type: crate::ClientConnectionType::Internet, ..role };
        assert_eq!(refused(&mut trial, &update(wrong)), ["V54"]);
    }

    #[test]
    fn what_comes_after_the_first_synchronization_is_refused_before_it() {
        let mut trial = trial(objects());
        assert_eq!(refused(&mut trial, &update(with_third_party_updates("wsus"))), [""; 0]);
        for id in [ObjectId::new(Kind::SyncSettings, "CAS"), ObjectId::new(Kind::SupRole, sup_id("CAS/wsus"))] {
            assert_eq!(refused(&mut trial, &Change::Delete(id)), [""; 0]);
        }
        assert_eq!(refused(&mut trial, &create(sup("CAS", "wsus", None))), [""; 0]);
        assert_eq!(refused(&mut trial, &update(with_third_party_updates("wsus"))), ["V115"]);
        trial.synchronize();
        assert_eq!(refused(&mut trial, &update(with_third_party_updates("wsus"))), [""; 0]);
    }
}
